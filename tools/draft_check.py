"""Checking a draft: its own arithmetic, its figures against their sources and the corpus, what has no source."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from core.arithmetic.standards import Threshold
from core.draft_text import MARK, Block, parse_draft, without_marks
from core.period import mentioned_years
from core.quantity import parse_quantities
from core.schema import Citation, Place, Quantity
from core.units import same_dimension
from tools.check_figures import check_text
from tools.compare_draft import Ledger, compare_draft

RemarkKind = Literal["算不拢", "与来源不符", "与资料不符", "没有出处"]
WRONG = frozenset({"不通过", "文字残缺"})
MAX_SHOWN = 60  # characters of a sentence


@dataclass(frozen=True, kw_only=True)
class DraftRemark:
    """One thing to look at in a draft; `line` counts from 0, `figure` is what it is about, '' for the whole line."""

    kind: RemarkKind
    line: int
    figure: str
    message: str


def check_draft(
    text: str,
    sources: Sequence[Citation],
    ledger: Callable[[], Ledger],
    limits: Sequence[Threshold],
    place: Place | None = None,
    year: int | None = None,
) -> list[DraftRemark]:
    """What a person should look at before a draft goes out, in the order of its lines.

    A figure is held against the sources its sentence names; one that they do not tell against the whole corpus: what
    differs there is 与资料不符, what nothing tells is 没有出处.

    Args:
        text: The draft's text, marks included.
        sources: What the marks number.
        ledger: Gives the corpus' figures.
        limits: Lines of standards for the arithmetic.
        place: The place the draft speaks of, if it is one.
        year: The year it speaks of, if it is one.
    """
    draft = parse_draft(text)
    quoted = {one.ref: one for one in sources}
    remarks = _arithmetic(draft.blocks, limits)
    for block in draft.blocks:
        if block.kind in ("paragraph", "table"):
            remarks += _sourced(block, quoted, ledger, place, year)
    return sorted(dict.fromkeys(remarks), key=lambda one: one.line)


def _arithmetic(blocks: Sequence[Block], limits: Sequence[Threshold]) -> list[DraftRemark]:
    """What does not add up, paragraph by paragraph: figures of two paragraphs may be of two places."""
    return [
        DraftRemark(
            kind="算不拢",
            line=block.line,
            figure=finding.stated,
            message=f"{finding.formula}，文中写“{finding.stated}”" if finding.stated else finding.suggestion,
        )
        for block in blocks
        if block.kind == "paragraph"
        for finding in check_text(without_marks(block.text), limits)
        if finding.verdict in WRONG
    ]


def _sourced(
    block: Block, quoted: Mapping[str, Citation], ledger: Callable[[], Ledger], place: Place | None, year: int | None
) -> list[DraftRemark]:
    """Figures of a block that the sources beside them do not tell."""
    remarks = []
    for piece in _pieces(block):
        words = without_marks(piece)
        refs = MARK.findall(piece)
        gone = [ref for ref in refs if ref not in quoted]
        remarks += [
            DraftRemark(kind="没有出处", line=block.line, figure="", message=f"出处[{ref}]不在来源列表里")
            for ref in gone
        ]
        items = [quantity for ref in refs if ref in quoted for quantity in parse_quantities(quoted[ref].quote)]
        for quantity in parse_quantities(words):
            if any(_same(quantity, one) for one in items):
                continue
            remarks.append(_untold(block.line, words, quantity, items, ledger, place, year))
    return remarks


def _pieces(block: Block) -> list[str]:
    """What is held against its marks: stretches of a paragraph up to their marks, cells of a table."""
    if block.kind == "table":
        return [cell for row in block.rows for cell in row if MARK.search(cell)]
    pieces: list[str] = []
    at = 0
    for found in MARK.finditer(block.text):
        if found.start() > at or not pieces:
            pieces.append(block.text[at : found.end()])
        else:
            pieces[-1] += found[0]
        at = found.end()
    rest = block.text[at:]
    # The mark stands before the closing 。: that belongs to what was cited.
    return [*pieces, *([rest] if without_marks(rest).strip("。！？；，、 ") else [])]


def _same(a: Quantity, b: Quantity) -> bool:
    return math.isclose(a.value, b.value, rel_tol=1e-9) and (
        a.unit == b.unit or not a.unit or not b.unit or same_dimension(a.unit, b.unit)
    )


def _untold(
    line: int,
    words: str,
    quantity: Quantity,
    items: Sequence[Quantity],
    ledger: Callable[[], Ledger],
    place: Place | None,
    year: int | None,
) -> DraftRemark:
    """What to say of a figure that its sources do not tell."""
    alike = [one.text for one in items if one.unit == quantity.unit or same_dimension(one.unit, quantity.unit)]
    if alike:
        named = "、".join(dict.fromkeys(alike))
        return DraftRemark(
            kind="与来源不符", line=line, figure=quantity.text, message=f"所注来源里没有“{quantity.text}”，有{named}"
        )
    for finding in compare_draft(words, ledger(), place=place, year=year):
        source = finding.source
        if source is None or not finding.span[0] <= quantity.span[0] < finding.span[1]:
            continue
        stands = f"“{source.sentence[:MAX_SHOWN]}{'…' if len(source.sentence) > MAX_SHOWN else ''}”"
        alike_there = source.value is not None and math.isclose(source.value, quantity.value, rel_tol=1e-9)
        of_year = bool(mentioned_years(words) & set(source.years))
        elsewhere = bool(source.place) and source.place in finding.note
        if finding.verdict == "一致" or (alike_there and of_year and not elsewhere):
            advice = "资料里有同样的数，请注明出处"
            if source.role != "result":
                advice = "资料里同样的数是计划或要求，不是结果"
            return DraftRemark(kind="没有出处", line=line, figure=quantity.text, message=f"{advice}：{stands}")
        if finding.verdict == "不一致" or alike_there:
            return DraftRemark(kind="与资料不符", line=line, figure=quantity.text, message=f"{finding.note}：{stands}")
    return DraftRemark(kind="没有出处", line=line, figure=quantity.text, message="资料里没有找到这个数，请核实来源")
