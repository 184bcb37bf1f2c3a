"""Answers computed from tables: the conclusion first, each figure with its mark, the table and the standard cited."""

from __future__ import annotations

from dataclasses import replace

from assistant.draft import Draft, Line
from assistant.indicators import IndicatorAnswer
from assistant.write.refuse import clarification, refusal
from core.schema import Citation, Figure
from tools.compute_indicator import Computation
from tools.indicators.judging import settled
from tools.indicators.near_misses import near_misses
from tools.tables.loading import years_in

MAX_LINES, MAX_SCHOOLS, MAX_NOTES = 12, 8, 6
TARGET = "-目标"


def write_computed(answer: IndicatorAnswer) -> Draft:
    """The draft for what was computed, or for what is missing to compute it."""
    if answer.options:
        return clarification(f"要测算哪一项？可选：{'、'.join(answer.options)}。", answer.options)
    if answer.computation is None:
        first = answer.missing[0]
        return replace(refusal(answer.missing), lines=(Line(text=f"{first.asked}。{'；'.join(first.have)}"),))
    done = answer.computation
    cited = _citations(done)
    if answer.ask.view == "schools":
        lines, figures = _schools(answer, done, cited)
    else:
        lines, figures = _lines(answer, done, cited)
    if not lines:
        return clarification("表里没有可以列出的结果，请换一个指标或学段再问。", ())
    notes = [f"数据：{'、'.join(entry.title for entry in done.tables)}"]
    notes += [f"{len(done.result.problems)} 处数据问题，详见指标测算页"] if done.result.problems else []
    notes += ["剔除的数据较多，结论仅供参考"] if done.result.downgraded else []
    notes += list(done.result.notes[:MAX_NOTES])
    return Draft(
        status="computed",
        lines=tuple(lines),
        citations=tuple(cited),
        figures=tuple(figures),
        notes=tuple(notes),
        separator="\n",
    )


def _citations(done: Computation) -> list[Citation]:
    """The tables a computation read, as citations."""
    return [
        Citation(
            ref=str(number),
            kind="table",
            document_id=entry.path.name,
            title=entry.title,
            place=entry.place,
            date=entry.period,
            quote=entry.title,
            section="",
            warning=entry.note or None,
        )
        for number, entry in enumerate(done.tables, 1)
    ]


def _table_notes(cited: list[Citation]) -> str:
    """What must be said of the tables in the first line (，示例数据); '' for nothing."""
    return "".join(f"，{note}" for note in dict.fromkeys(c.warning for c in cited if c.warning))


def _lines(answer: IndicatorAnswer, done: Computation, cited: list[Citation]) -> tuple[list[Line], list[Figure]]:
    """One line a county figure; those that miss the standard first, under a sentence that says how it stands."""
    chosen = [one for one in done.result.figures if _wanted(one, answer)]
    named = [one for one in chosen if any(word in one.name for word in answer.said)]
    chosen = _of_time(named or chosen, answer.period)
    order = {"不达标": 0, "待定": 1, "无法计算": 1}
    chosen.sort(key=lambda one: (one.stage, not one.code.endswith(TARGET), order.get(settled(one) or "", 2)))
    figures = [replace(one, ref=f"F{number}") for number, one in enumerate(chosen[:MAX_LINES], 1)]
    if not figures:
        return [], []
    refs = tuple(c.ref for c in cited)
    marks = "".join(f"[{ref}]" for ref in refs)
    whose = f"{figures[0].place}（{figures[0].period}{_table_notes(cited)}）"
    if len(figures) == 1:
        # One figure was asked for: it leads, without a verdict on a family of one.
        return [Line(text=f"{whose}{_stated(figures[0])}[F1]{marks}", refs=("F1", *refs))], figures
    failing = [one for one in figures if settled(one) == "不达标"]
    head = f"{whose}{answer.ask.family}"
    if any(one.verdict for one in figures):
        open_ones = [one for one in figures if one.verdict in ("待定", "无法计算")]
        if failing:
            said = f"不达标：{'、'.join(dict.fromkeys(_short(one) for one in failing))}"
        elif open_ones:
            said = f"待定：{'、'.join(dict.fromkeys(_short(one) for one in open_ones))}"
        else:
            said = f"{'所列' if all(one.verdict for one in figures) else '有要求的'}各项均达标"
        head += f"——{said}"
    lines = [Line(text=f"{head}。{marks}", refs=(*refs, *(one.ref for one in figures)))]
    lines += [Line(text=f"{_stated(one)}[{one.ref}]", refs=(one.ref, *refs)) for one in figures]
    if len(chosen) > len(figures):
        lines.append(Line(text="其余各项见“指标测算”页。"))
    return lines, figures


def _of_time(figures: list[Figure], period: str) -> list[Figure]:
    """Of figures told for several years, those of the year asked for, else of the newest."""
    asked = set(years_in(period))
    periods: dict[tuple[str, str, str | None], set[str]] = {}
    for one in figures:
        periods.setdefault((one.code, one.stage, one.unit_id), set()).add(one.period)
    found = []
    for one in figures:
        result = periods[one.code, one.stage, one.unit_id]
        fits = asked <= set(years_in(one.period)) if asked else one.period == max(result)
        if len(result) == 1 or fits:
            found.append(one)
    return found


def _wanted(one: Figure, answer: IndicatorAnswer) -> bool:
    if (one.unit_id not in answer.units if answer.units else one.unit_id is not None) or one.code.startswith("CVU-"):
        return False
    if answer.stages and one.stage and one.stage not in answer.stages:
        return False
    if answer.ask.codes and not any(_of_code(one.code, code) for code in answer.ask.codes):
        return False
    return not answer.items or answer.ask.needs_item or any(one.code.endswith(item) for item in answer.items)


def _of_code(code: str, start: str) -> bool:
    """Whether a code is of a series: G of G1…G15, CV-L of CV-L1…, 交流 of 交流-骨干."""
    return code == start or (code.startswith(start) and (len(start) > 1 or code[1:2].isdigit()))


def _short(one: Figure) -> str:
    return f"{one.stage}{_code(one) or one.name}"


def _code(one: Figure) -> str:
    """The code that the handbook gives a figure; '' where the program's own word stands for one."""
    return one.code if one.code[:1].isascii() and one.code != "COUNTY" else ""


def _stated(one: Figure) -> str:
    verdict = f"，{one.verdict}" if one.verdict and not one.text.startswith(one.verdict) else ""
    if one.verdict == "临界":
        verdict += f"（按未舍入值{'未' if settled(one) == '不达标' else ''}达到要求）"
    line = (
        f"（要求{one.threshold:g}{one.unit if one.unit not in ('', '人') else ''}）"
        if one.threshold is not None
        else ""
    )
    gap = ""
    if one.gap is not None and one.gap.to_standard > 0 and settled(one) == "不达标":
        gap = f"，到标准还差{one.gap.to_standard:g}{one.gap.unit}"
    return f"{_code(one)} {one.stage}{one.name}：{one.text}{line}{verdict}{gap}".lstrip()


def _schools(answer: IndicatorAnswer, done: Computation, cited: list[Citation]) -> tuple[list[Line], list[Figure]]:
    """Failing schools, those that need the fewest items mended first, each with the items and their gaps."""
    misses = [miss for miss in near_misses(done.result) if not answer.stages or miss.stage in answer.stages]
    refs = tuple(c.ref for c in cited)
    marks = "".join(f"[{ref}]" for ref in refs)
    if not misses:
        return [Line(text=f"单校综合评估没有不达标的单位。{marks}", refs=refs)], []
    figures: list[Figure] = []
    lines: list[Line] = []
    for miss in misses[:MAX_SCHOOLS]:
        parts, own = [], []
        for one in miss.fewest:
            marked = replace(one, ref=f"F{len(figures) + 1}", name=f"{miss.name}{one.name}")
            figures.append(marked)
            own.append(marked.ref)
            gap = f"，还差{one.gap.to_standard:g}{one.gap.unit}" if one.gap else ""
            parts.append(f"{one.code} {one.name}{one.text}（要求{one.threshold:g}）{gap}[{marked.ref}]")
        lines.append(Line(text=f"{miss.name}（{miss.stage}）：{'；'.join(parts)}", refs=(*own, *refs)))
    head = Line(
        text=f"{misses[0].place}（{misses[0].period}{_table_notes(cited)}）单校综合评估不达标、补得最少就能达标的单位如下。{marks}",
        refs=refs,
    )
    return [head, *lines], figures
