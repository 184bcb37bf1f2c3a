"""学前普及普惠 (教督〔2020〕1号) from 幼儿园表 and 县级年度表 (指标手册 §3)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from core.schema import Figure, FigureInput, Gap, Problem
from tools.indicators import INDICATORS
from tools.indicators.family import Family, IndicatorResult, Option, left_out_rows, number_of
from tools.indicators.local_lines import against_local_lines
from tools.indicators.preschool_conditions import space_figures
from tools.indicators.ratio import FigureId, Judged, Measure, Working, YearRow, figure, ratio, total, year_rows
from tools.indicators.standards import Standards, Threshold
from tools.tables.kindergartens import GROUPS
from tools.tables.loading import LoadedTable

NAME = "学前普及普惠"
OPTIONS = (
    Option(name="年度", meaning="只算这一年度；空：表中所有年度"),
    Option(name="县区", meaning="只算这个县区；空：表中所有县区"),
    Option(name="所在地", meaning="省市全称，如 某省某市；有更严的地方标准时并列显示"),
    Option(name="目标", meaning="普惠率要达到的百分数，如 90：算还差多少学位", default="0"),
)


def seats_needed(target: float, children: float, inclusive: float) -> tuple[float, float]:
    """Seats to reach an inclusive share: by turning private seats inclusive, and by building new ones.

    Args:
        target: Percent, below 100.
        children: Children in all kindergartens.
        inclusive: Children in 公办 and 普惠性民办.

    Returns:
        Converted seats, ⌈t·N − A⌉, where the total stays; and new inclusive seats filled by new children,
        ⌈(t·N − A)/(1 − t)⌉, where the total grows with them.
    """
    need = max(0.0, target / 100 * children - inclusive)
    built = math.inf if target >= 100 and need > 0 else need / (1 - target / 100) if need else 0.0
    return math.ceil(need - 1e-9), built if math.isinf(built) else float(math.ceil(built - 1e-9))


@INDICATORS.register(NAME)
def preschool(standards: Standards) -> Family:
    """The family, judging by these standards."""

    def compute(tables: Sequence[LoadedTable], options: Mapping[str, str]) -> IndicatorResult:
        figures: list[Figure] = []
        problems: list[Problem] = [problem for table in tables for problem in table.problems]
        county = {(row.place, row.period): row for row in year_rows(tables, "B", options)}
        rows = year_rows(tables, "C", options)
        stopped = any(problem.code == "E06" for problem in problems)
        for (place, period), group in groupby(rows, key=lambda row: (row.place, row.period)):
            made = _county(standards, list(group), county.get((place, period)), options, stopped)
            figures += open_where_incomplete(made, _lost(tables, place, period))
        notes = [f"{table.title}：{table.note}" for table in tables if table.note]
        notes.append("普惠率按在园幼儿数算，不按园所数；毛入园率的分母是常住还是户籍人口，请核对填报口径")
        return IndicatorResult(
            figures=tuple(figures),
            problems=tuple(problems),
            included=tuple(row.word("园名") for row in rows),
            excluded=left_out_rows(tables, "C", "园名"),
            notes=tuple(notes),
            downgraded=_too_many(tables),
        )

    return Family(
        name=NAME,
        summary="县域学前教育普及普惠：毛入园率、普惠率、公办占比、班额、师幼比、持证率、面积等",
        compute=compute,
        needs=("C",),
        uses=("B",),
        options=OPTIONS,
        codes=tuple(f"P{k}" for k in range(1, 11)),
    )


def open_where_incomplete(figures: Sequence[Figure], lost: int) -> list[Figure]:
    """With kindergartens left out for errors, a county's verdict proves nothing: it is 待定."""
    if not lost:
        return list(figures)
    return [
        replace(one, verdict="待定", text=f"{one.text}（{lost}所园因数据错误未计入）")
        if one.verdict in ("达标", "不达标", "临界") and one.code.split("-")[0] in ("P1", "P2", "P3", "P5", "P6", "P10")
        else one
        for one in figures
    ]


def _lost(tables: Sequence[LoadedTable], place: str, period: str) -> int:
    found = 0
    for table in (one for one in tables if one.kind == "C"):
        rows = table.frame.loc[list(table.left_out)]
        here = rows["县区"].isna() | (rows["县区"] == place)
        now = rows["年度"].isna() | (rows["年度"] == period)
        found += int((here & now).sum())
    return found


def _too_many(tables: Sequence[LoadedTable]) -> bool:
    return any(len(table.left_out) > 0.05 * len(table.frame) for table in tables if table.kind == "C")


def _county(
    standards: Standards, rows: list[YearRow], county: YearRow | None, options: Mapping[str, str], stopped: bool
) -> list[Figure]:
    place, period = rows[0].place, rows[0].period

    def line(code: str) -> Threshold | None:
        return standards.find(NAME, code, period=period)

    def children(*natures: str) -> FigureInput:
        chosen = [row.operand("在园幼儿") for row in rows if not natures or row.word("园所性质") in natures]
        name = "、".join(natures) + "在园幼儿" if natures else "全部在园幼儿"
        return (
            total(name, chosen, "人")
            if chosen
            else FigureInput(name=name, value=0.0, unit="人", source=rows[0].table.title)
        )

    everyone, inclusive, public = children(), children("公办", "普惠性民办"), children("公办")
    if stopped:
        everyone = FigureInput(name=everyone.name, value=None, unit="人", source="有重复的主键（E06），停止汇总")
    age = county.operand("学龄人口(3-5岁)") if county else FigureInput(name="学龄人口(3-5岁)", value=None, unit="人")
    figures = [
        ratio(
            FigureId(code="P1", name="学前三年毛入园率", place=place, period=period),
            top=everyone,
            bottom=age,
            formula="在园幼儿（含附设幼儿班）÷3—5周岁适龄人口×100",
            line=line("P1"),
            thing="个学位",
        ),
        ratio(
            FigureId(code="P2", name="普惠性幼儿园覆盖率", place=place, period=period),
            top=inclusive,
            bottom=everyone,
            formula="(公办园+普惠性民办园)在园幼儿÷全部在园幼儿×100",
            line=line("P2"),
            thing="个学位",
        ),
        ratio(
            FigureId(code="P3", name="公办园在园幼儿占比", place=place, period=period),
            top=public,
            bottom=everyone,
            formula="公办园在园幼儿÷全部在园幼儿×100",
            line=line("P3"),
            thing="个学位",
        ),
        _class_sizes(standards, rows),
        _pupils_per_teacher(rows, everyone, line("P5")),
        _certified(rows, line("P6")),
    ]
    figures.append(
        ratio(
            FigureId(code="P7", name="社会认可度", place=place, period=period),
            top=county.operand("满意份数") if county else FigureInput(name="满意份数", value=None),
            bottom=county.operand("满意度有效份数") if county else FigureInput(name="满意度有效份数", value=None),
            formula="Σ满意份数÷Σ有效份数×100",
            line=line("P7"),
            thing="份",
        )
    )
    figures += space_figures(standards, rows)
    figures += against_local_lines(standards, NAME, figures, options.get("所在地", "") + place)
    target = number_of(options, OPTIONS, "目标")
    if target and everyone.value and inclusive.value is not None:
        converted, built = seats_needed(target, everyone.value, inclusive.value)
        now = inclusive.value * 100 / everyone.value
        text = f"现为{now:.2f}%；到{target:g}%：民办转普惠需{converted:g}个学位（在园总数不变）"
        text += f"，或新建并招满{built:g}个普惠学位（在园总数随之增加）" if math.isfinite(built) else ""
        figures.append(
            figure(
                FigureId(code="P2-目标", name=f"普惠率到{target:g}%还差的学位", place=place, period=period),
                value=float(converted),
                working=Working(
                    formula="⌈目标×全部在园幼儿−普惠在园幼儿⌉；新建：⌈(目标×全部−普惠)÷(1−目标)⌉",
                    inputs=(inclusive, everyone),
                ),
                judged=Judged(gap=Gap(to_standard=float(converted), to_85=None, unit="个学位")),
                unit="个学位",
                text=text,
            )
        )
    return figures


def _class_sizes(standards: Standards, rows: list[YearRow]) -> Figure:
    """Classes within their size, by each kindergarten's mean per age group: a rough sum, so never a verdict."""
    met = classes = 0.0
    known = False
    for row in rows:
        for group in GROUPS:
            line = standards.find(NAME, "班额", stage=group, period=row.period)
            count, pupils = row.number(f"{group}班数"), row.number(f"{group}人数")
            if line is None or count is None or pupils is None or count <= 0:
                continue
            known = True
            classes += count
            met += count if pupils / count <= line.value else 0.0
    source = rows[0].table.title
    one = ratio(
        FigureId(code="P4", name="班额达标率", place=rows[0].place, period=rows[0].period),
        top=FigureInput(name="达标班数", value=met if known else None, unit="个", source=source),
        bottom=FigureInput(name="总班数", value=classes if known else None, unit="个", source=source),
        formula="达标班数÷总班数×100（按每园各年龄班的平均班额粗算，认定须逐班数据）",
        line=standards.find(NAME, "P4", period=rows[0].period),
    )
    return replace(one, verdict="待定", text=f"{one.text}（平均班额粗算）") if one.value is not None else one


def _pupils_per_teacher(rows: list[YearRow], everyone: FigureInput, line: Threshold | None) -> Figure:
    teachers = total("专任教师", [row.operand("专任教师") for row in rows], "人")
    one = ratio(
        FigureId(
            code="P5",
            name="每名专任教师负责的在园幼儿（专任教师:在园幼儿）",
            place=rows[0].place,
            period=rows[0].period,
        ),
        top=everyone,
        bottom=teachers,
        measure=Measure(scale=1.0, unit="人"),
        formula="在园幼儿÷专任教师，不高于15即不低于1:15",
        line=line,
    )
    if one.value is None or teachers.value is None or everyone.value is None or line is None:
        return one
    need = max(0.0, math.ceil(everyone.value / line.value - 1e-9) - teachers.value)
    return figure(
        FigureId(code="P5", name=one.name, place=one.place, period=one.period),
        value=one.value,
        working=Working(formula=one.formula or "", inputs=one.inputs),
        judged=Judged(line=line, gap=Gap(to_standard=need, to_85=None, unit="人")),
        unit="人",
        text=f"1:{one.value:.2f}",
    )


def _certified(rows: list[YearRow], line: Threshold | None) -> Figure:
    teachers = total("专任教师", [row.operand("专任教师") for row in rows], "人")
    heads = total("园长数", [row.operand("园长数") for row in rows], "人")
    whole = None if teachers.value is None else teachers.value + (heads.value or 0.0)
    name = "园长+专任教师" if heads.value is not None else "专任教师（园长数没有填）"
    return ratio(
        FigureId(code="P6", name="园长、专任教师持证上岗率", place=rows[0].place, period=rows[0].period),
        top=total("持证教师", [row.operand("持证教师") for row in rows], "人"),
        bottom=FigureInput(name=name, value=whole, unit="人", source=teachers.source),
        formula="持证教师÷(园长+专任教师)×100",
        line=line,
    )
