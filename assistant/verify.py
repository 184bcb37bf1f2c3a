"""The last hop: every number, quote and place of a draft is checked; what fails is not shown.

A number must be told by the line's own sources, with its unit; a quote must be the stored text, letter by letter; and a
source must speak of the place that the line speaks of.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from assistant.corrected import corrections_of
from assistant.draft import Draft, Line
from core.chart import Chart
from core.quantity import parse_quantities
from core.schema import Checks, Citation, Document, Figure, Missing, Quantity
from core.units import same_dimension
from retrieval.segment import fold

_NUMBER = re.compile(r"(?<![a-z\d.])\d+(?:\.\d+)?")
_MARK = re.compile(r"\[F?\d+\]")
_LIST_MARK = re.compile(r"(?m)^\s*\d+[.、)](?!\d)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


def numbers_in(text: str) -> list[str]:
    """Numbers of a text in plain digits, without citation marks, list marks and thousands separators."""
    return [
        _plain(found) for found in _NUMBER.findall(_THOUSANDS.sub("", fold(_MARK.sub(" ", _LIST_MARK.sub(" ", text)))))
    ]


def _plain(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number


def _shown(value: float | None) -> set[str]:
    """How a value may be written: with up to four decimals, as it is, in ten-thousands or as a percentage."""
    if value is None:
        return set()
    return {_plain(f"{v:.{digits}f}") for v in (value, value * 100, value / 10_000) for digits in range(5)}


def _told_by_citation(citation: Citation, right: Sequence[str]) -> set[str]:
    parts = (citation.quote, citation.title, citation.section, citation.date, *right)
    return {number for part in parts for number in numbers_in(part)}


def _quoted(figure: Figure, told_by: Mapping[str, set[str]]) -> bool:
    """Whether the citation of a quoted figure tells its numbers: a figure bears nothing out by itself."""
    return set(numbers_in(figure.text)) <= told_by.get(figure.source, set()) and figure.source in told_by


def _told_by_figure(figure: Figure) -> set[str]:
    result = _shown(figure.value) | _shown(figure.low) | _shown(figure.high) | _shown(figure.threshold)
    result |= (
        set(numbers_in(figure.name))
        | set(numbers_in(figure.text))
        | set(numbers_in(figure.formula or ""))
        | set(numbers_in(figure.period))
    )
    if figure.gap is not None:
        result |= _shown(figure.gap.to_standard) | _shown(figure.gap.to_85)
    for operand in figure.inputs:
        result |= _shown(operand.value)
    return result


def verify(
    draft: Draft, question: str, document_of: Callable[[str], Document], typed: str = ""
) -> tuple[Draft, Checks]:
    """Drop every line with a number or quote that nothing bears out.

    Args:
        draft: What a writer made.
        question: Its numbers may be repeated.
        document_of: The stored document of an id: its text bears out quotes, its corrections the figures put right.
        typed: The question as it was typed, where that is another; its numbers may be repeated too.

    Returns:
        The draft without failing lines (a refusal if none is left), and what was counted.
    """
    if draft.status in ("refused", "clarify"):
        return draft, Checks(numbers=sum(len(numbers_in(line.text)) for line in draft.lines))
    sound = {c.ref for c in draft.citations if c.kind != "document" or _verbatim(c, document_of)}
    right = {c.ref: [note.value for note in corrections_of(c, document_of)] for c in draft.citations if c.ref in sound}
    told_by = {c.ref: _told_by_citation(c, right[c.ref]) for c in draft.citations if c.ref in sound}
    told_by |= {f.ref: _told_by_figure(f) for f in draft.figures if f.origin == "computed" or _quoted(f, told_by)}
    asked = set(numbers_in(question)) | set(numbers_in(typed))
    asked = asked.union(*(numbers_in(words) for words in draft.listed))
    kept: list[Line] = []
    unsupported: list[str] = []
    dropped: list[str] = []
    count = 0
    for line in draft.lines:
        numbers = numbers_in(line.text)
        count += len(numbers)
        supported = asked.union(*(told_by.get(ref, set()) for ref in line.refs))
        bad = [number for number in numbers if number not in supported]
        bad += [q.text for q in _other_units(line, draft, asked, right)]
        if bad or any(ref not in told_by for ref in line.refs) or not _of_its_place(line, draft):
            unsupported += bad
            dropped.append(line.text)
        else:
            kept.append(line)
    checks = Checks(numbers=count, unsupported=tuple(unsupported), dropped=tuple(dropped))
    if not kept and draft.lines:
        missing = (Missing(kind="indicator", asked=question),)
        text = "找到的内容没有通过数字与引文核验，为避免出错不予显示。请换一种问法，或打开来源直接查看原文。"
        return Draft(status="refused", lines=(Line(text=text),), missing=missing, notes=draft.notes), checks
    used = {ref for line in kept for ref in line.refs}
    status = "partial" if dropped and draft.status in ("answered", "computed") else draft.status
    return replace(
        draft,
        status=status,
        lines=tuple(kept),
        citations=tuple(c for c in draft.citations if c.ref in used),
        figures=tuple(f for f in draft.figures if f.ref in used or f.source in used),
        charts=() if dropped else tuple(chart for chart in draft.charts if _drawn_from(chart, draft.figures)),
    ), checks


def _drawn_from(chart: Chart, figures: Sequence[Figure]) -> bool:
    """Whether every value of a chart is one of the answer's figures, or an operand of one."""
    known = {f.value for f in figures} | {operand.value for f in figures for operand in f.inputs}
    items = [value for value in known if value is not None]
    return all(
        value is None or any(math.isclose(value, one, rel_tol=1e-9, abs_tol=1e-12) for one in items)
        for series in chart.series
        for value in series.values
    )


def _other_units(line: Line, draft: Draft, asked: set[str], right: Mapping[str, Sequence[str]]) -> list[Quantity]:
    """Quantities of a line whose value its sources tell, but in another unit (人 for 所, % for 个百分点)."""
    sources = [text for c in draft.citations if c.ref in line.refs for text in (c.quote, *right.get(c.ref, ()))]
    figures = [f for f in draft.figures if f.ref in line.refs]
    shown = [text for f in figures for text in (f.text, f.formula or "")]
    items = [q for text in (*sources, *shown) for q in parse_quantities(text)]
    known = {(operand.value, operand.unit) for f in figures for operand in f.inputs}
    known |= {(value, f.unit) for f in figures for value in (f.value, f.low, f.high, f.threshold)}
    known |= {(f.gap.to_standard, f.gap.unit) for f in figures if f.gap}
    strange = []
    for quantity in parse_quantities(_MARK.sub("", line.text)):
        same = [q.unit for q in items if math.isclose(q.value, quantity.value)]
        same += [unit for value, unit in known if value is not None and math.isclose(value, quantity.value)]
        if same and quantity.unit and not any(_agree(unit, quantity.unit) for unit in same):
            strange.append(quantity)
    return [q for q in strange if not set(numbers_in(q.text)) <= asked]


def _agree(a: str, b: str) -> bool:
    return not a or a == b or same_dimension(a, b)


def _of_its_place(line: Line, draft: Draft) -> bool:
    """Whether every text a line leans on speaks of the line's place."""
    if line.place is None:
        return True
    places = [c.place for c in draft.citations if c.ref in line.refs and c.kind == "document" and c.place]
    return all(place == line.place.full_name for place in places)


def _verbatim(citation: Citation, document_of: Callable[[str], Document]) -> bool:
    if citation.start is None or citation.end is None:
        return False
    return document_of(citation.document_id).text[citation.start : citation.end] == citation.quote
