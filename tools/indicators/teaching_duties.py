"""教学管理: do leaders teach their share, and are lessons sat in on as often as the county asks (指标手册 §6.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from core.schema import Figure, FigureInput, Gap, Problem
from tools.indicators import INDICATORS
from tools.indicators.family import Family, IndicatorResult, left_out_rows
from tools.indicators.incomplete import downgraded, lost_rows
from tools.indicators.judging import judge_as_given, whole_up
from tools.indicators.local_lines import PLACE_OPTIONS, SCOPE_OPTIONS, LinesHere, lines_here
from tools.indicators.met_share import met_share
from tools.indicators.ratio import FigureId, Judged, Working, YearRow, figure, lacking, year_rows
from tools.indicators.standards import Standards, Threshold
from tools.tables.loading import LoadedTable
from tools.tables.teaching_duties import HEADS, TEACHER

NAME = "教学管理"
DEPUTY = "业务副校长"
# Code, name of the share.
SHARES = (
    ("兼课-校长", "校长、副校长兼课达到要求的比例"),
    ("兼课-班子", "其他领导班子成员兼课达到要求的比例"),
    ("听课-副校长", "业务副校长听课评课达到要求的比例"),
    ("听课-教师", "教师每学期听课达到要求的比例"),
    ("听课-青年", "未满三年教龄教师每周听课达到要求的比例"),
)


@INDICATORS.register(NAME)
def teaching_duties(standards: Standards) -> Family:
    """The family, judging by these standards."""
    young = float(standards.parameters[NAME]["young"]["years"])

    def compute(tables: Sequence[LoadedTable], options: Mapping[str, str]) -> IndicatorResult:
        figures: list[Figure] = []
        problems: list[Problem] = [problem for table in tables for problem in table.problems]
        notes = [f"{table.title}：{table.note}" for table in tables if table.note]
        rows = year_rows(tables, "J", options)
        terms = sorted(rows, key=lambda row: (row.place, row.period, row.word("学期")))
        for (place, _, _), group in groupby(terms, key=lambda row: (row.place, row.period, row.word("学期"))):
            here = lines_here(standards, NAME, place, options)
            members = list(group)
            made, found, result = _term(members, here, young)
            lost = lost_rows(tables, "J", place, members[0].period)
            shares = [_share(code, name, made, lost) for code, name in SHARES]
            figures += [*(one for one in shares if one is not None), *made]
            problems += found
            notes += result
        return IndicatorResult(
            figures=tuple(figures),
            problems=tuple(dict.fromkeys(problems)),
            included=tuple(_who(row) for row in rows),
            excluded=left_out_rows(tables, "J", "姓名"),
            notes=(*dict.fromkeys(notes), "每周听课按全学期平均算；是否每周都达到须看逐周记录"),
            downgraded=downgraded(tables, "J"),
        )

    return Family(
        name=NAME,
        summary="校长、副校长和其他班子成员兼课，业务副校长听评课，教师和青年教师听课，逐人判定",
        compute=compute,
        needs=("J",),
        options=(*SCOPE_OPTIONS, *PLACE_OPTIONS),
        codes=tuple(code for code, _ in SHARES),
    )


def _who(row: YearRow) -> str:
    return f"{row.word('学校')}{row.word('姓名')}"


def _when(row: YearRow) -> str:
    term = row.word("学期")
    return f"{row.period}{term}学期" if term else row.period


def _term(rows: Sequence[YearRow], here: LinesHere, young: float) -> tuple[list[Figure], list[Problem], list[str]]:
    """Every person's figures of one county and term, what they lack, and what must be said."""
    period = _when(rows[0])
    lines = {code: here.find(code, period=period) for code, _ in SHARES}
    made: list[Figure] = []
    problems: list[Problem] = []
    for row in rows:
        own = _person(row, lines, young)
        problems += lacking(row, own)
        made += own
    notes = here.notes(lines.values(), rows[0].place)
    by_school = sorted(rows, key=lambda row: row.word("学校"))
    for school, group in groupby(by_school, key=lambda row: row.word("学校")):
        members = list(group)
        heads = [row for row in members if row.word("职务") == "校长"]
        deputies = [row for row in members if row.word("职务") == DEPUTY]
        for row in deputies:
            one = _deputy(row, heads, lines["听课-副校长"])
            problems += lacking(row, [one])
            made.append(one)
        if heads and not deputies:
            notes.append(f"{school}没有填业务副校长，听评课的80%不判")
    unknown = [_who(row) for row in rows if row.word("职务") == TEACHER and row.number("教龄") is None]
    if unknown:
        notes.append(f"{len(unknown)}名教师没有填教龄，不知是否未满三年：{'、'.join(unknown[:12])}")
    return made, problems, notes


def _person(row: YearRow, lines: Mapping[str, Threshold | None], young: float) -> list[Figure]:
    post = row.word("职务")
    if post != TEACHER:
        code = "兼课-校长" if post in HEADS else "兼课-班子"
        return [_teaching(row, code, lines[code])]
    found = [
        _own(
            row,
            "听课-教师",
            "本学期听课节数",
            (row.operand("听评课节数"),),
            row.number("听评课节数"),
            lines["听课-教师"],
            "本学期听课节数",
        )
    ]
    age = row.number("教龄")
    if age is not None and age < young:
        heard, weeks = row.number("听评课节数"), row.number("教学周数")
        value = heard / weeks if heard is not None and weeks else None
        inputs = (row.operand("听评课节数"), row.operand("教学周数"), row.operand("教龄"))
        one = _own(row, "听课-青年", "平均每周听课节数", inputs, value, lines["听课-青年"], "听评课节数÷教学周数")
        need = one.threshold * weeks - heard if one.threshold and weeks and heard is not None else None
        gap = Gap(to_standard=whole_up(need), to_85=None, unit="节") if need is not None else None
        found.append(replace(one, gap=gap))
    return found


def _teaching(row: YearRow, code: str, line: Threshold | None) -> Figure:
    """Lessons a week against the share of the subject's full load; what is asked is told in lessons."""
    full = row.number("同学科满工作量")
    asked = replace(line, value=line.value * full, unit="节") if line and full is not None else None
    inputs = (row.operand("周兼课节次"), row.operand("同学科满工作量"))
    lessons = row.number("周兼课节次") if full is not None or line is None else None
    share = f"，满工作量的{_fraction(line)}即{asked.value:.4g}节" if line and asked else ""
    made = _own(row, code, "每周兼课节次", inputs, lessons, asked, "周兼课节次≥同学科满工作量×规定比例")
    text = f"{made.text}{share}" if made.value is not None else made.text
    verdict = "无法计算" if line and asked is None else made.verdict
    return replace(made, text=text, verdict=verdict)


def _fraction(line: Threshold) -> str:
    return {0.5: "1/2"}.get(line.value, "1/3" if abs(line.value - 1 / 3) < 1e-12 else f"{line.value:.2%}")


def _deputy(row: YearRow, heads: Sequence[YearRow], line: Threshold | None) -> Figure:
    """A 业务副校长's lessons against those of the one 校长 of the school."""
    whole = heads[0].operand("听评课节数") if len(heads) == 1 else FigureInput(name="校长听评课节数", value=None)
    head = replace(whole, name="校长听评课节数")
    part = row.operand("听评课节数")
    value = part.value * 100 / head.value if part.value is not None and head.value else None
    need = line.value * head.value / 100 - (part.value or 0.0) if line and value is not None and head.value else None
    why = "" if len(heads) == 1 else "无法计算：" + ("没有填校长" if not heads else f"填了{len(heads)}名校长")
    return figure(
        FigureId(
            code="听课-副校长",
            name=f"{_who(row)}听评课占校长的比例",
            place=row.place,
            period=_when(row),
            unit_id=_who(row),
        ),
        value=value,
        working=Working(formula="业务副校长听评课节数÷校长听评课节数×100", inputs=(part, head)),
        judged=Judged(
            line=line,
            verdict=judge_as_given(value, line),
            gap=Gap(to_standard=whole_up(need), to_85=None, unit="节") if need is not None else None,
        ),
        unit="%",
        text=why or _text(value, "%", (part, head)),
    )


def _own(
    row: YearRow,
    code: str,
    what: str,
    inputs: tuple[FigureInput, ...],
    value: float | None,
    line: Threshold | None,
    formula: str,
) -> Figure:
    """A person's own count against a line."""
    gap = None
    if value is not None and line is not None:
        gap = Gap(to_standard=whole_up(line.value - value), to_85=None, unit="节")
    return figure(
        FigureId(code=code, name=f"{_who(row)}{what}", place=row.place, period=_when(row), unit_id=_who(row)),
        value=value,
        working=Working(formula=formula, inputs=inputs),
        judged=Judged(line=line, verdict=judge_as_given(value, line), gap=gap),
        unit="节",
        text=_text(value, "节", inputs),
    )


def _text(value: float | None, unit: str, inputs: Sequence[FigureInput]) -> str:
    if value is None:
        lacks = "、".join(one.name for one in inputs if one.value is None)
        return f"无法计算：缺{lacks}" if lacks else "无法计算"
    shown = f"{value:.2f}".rstrip("0").rstrip(".") if unit != "%" else f"{value:.2f}"
    return f"{shown}{unit}"


def _share(code: str, name: str, made: Sequence[Figure], lost: int) -> Figure | None:
    own = [one for one in made if one.code == code]
    whose = "、".join(dict.fromkeys(operand.source.split(" ")[0] for one in own for operand in one.inputs[:1]))
    return met_share(own, code=code, name=name, thing="人", source=whose, lost=lost, say=_said)


def _said(one: Figure) -> str:
    return f"{one.unit_id}（{one.text}）"
