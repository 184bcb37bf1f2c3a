"""A draft in the making: its blocks, its sources numbered as they come, and what is to be told beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from assistant.draft import Sources
from assistant.drafting.statements import TopicSentence
from assistant.drafting.verifying import verified
from assistant.write.cut import MAX_QUOTE, quote_pieces
from core.chart import Chart
from core.draft_text import Block
from core.drafted import DraftOrder
from core.schema import Citation, Document, Figure, Missing, Place, Trace
from corpus.draft_templates import Template

NOT_WRITTEN = "有{}处没有通过数字与引文核验，没有写进稿子，请直接看原文"
_REF = re.compile(r"\[(F?\d+)\]")


@dataclass
class Making:
    """What an order has become so far."""

    order: DraftOrder
    template: Template
    sources: Sources = field(default_factory=Sources)
    blocks: list[Block] = field(default_factory=list)
    places: dict[int, Place | None] = field(default_factory=dict)
    years: set[int] = field(default_factory=set)
    charts: list[tuple[str, Chart]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)

    def add(self, kind: str, text: str, **more: Any) -> None:
        """Add a block at the end."""
        self.blocks.append(Block(kind=kind, text=text, line=len(self.blocks), **more))

    def say(self, kind: str, text: str, place: Place | None, **more: Any) -> None:
        """Add a block of statements of one place (None: of several), still to be verified."""
        self.places[len(self.blocks)] = place
        self.add(kind, text, **more)

    def verify(self, asked: str, document_of: Callable[[str], Document]) -> None:
        """Verify what was said; what fails goes, with headings that have nothing left below them."""
        kept: list[Block] = []
        failed = 0
        for at, block in enumerate(self.blocks):
            if at in self.places:
                block, notes, lost = verified(block, self.places[at], self.sources.citations, asked, document_of)
                self.notes += notes
                failed += lost
            if block.rows or (block.kind != "table" and (block.text or block.kind == "chart")):
                kept.append(block)
        self.blocks = [one for at, one in enumerate(kept) if one.kind != "heading" or _heads(kept, at)]
        self.places = {}
        if failed:
            self.notes.append(NOT_WRITTEN.format(failed))

    def cite(self, result: TopicSentence) -> str:
        """The marks of a statement's sources: a long sentence is quoted in pieces."""
        statement = result.statement
        self.years |= statement.years
        spans = quote_pieces(statement.document.text, statement.start, statement.end)
        refs = [self.sources.cite(statement, a, min(b, a + MAX_QUOTE)).ref for a, b in spans]
        return "".join(f"[{ref}]" for ref in dict.fromkeys(refs))

    def tell(self, trace: Trace) -> None:
        """The lines and charts of an answer, their sources numbered on; a computed figure's source is its formula."""
        numbers = {one.ref: self._take(one) for one in trace.citations}
        for figure in trace.figures:
            numbers[figure.ref] = numbers.get(figure.source) or self._take(_computed(figure))
        for line in trace.answer.splitlines():
            marked = _REF.sub(lambda found: f"[{numbers[found[1]]}]" if found[1] in numbers else "", line).strip()
            if marked:
                # Several figures of one sentence often come from one source.
                self.add("paragraph", re.sub(r"(\[\d+\])\1+", r"\1", marked))
        for number, chart in enumerate(trace.charts):
            key = f"{trace.id[:12]}-{number}"
            self.charts.append((key, chart))
            self.add("chart", chart.title, key=key)

    def _take(self, citation: Citation) -> str:
        """The number under which a citation of an answer goes into the draft."""
        for made in self.sources.citations:
            if replace(made, ref=citation.ref) == citation:
                return made.ref
        ref = str(len(self.sources.citations) + 1)
        self.sources.citations.append(replace(citation, ref=ref))
        return ref


def _heads(blocks: Sequence[Block], at: int) -> bool:
    """Whether something stands under a heading before the next one of its level or above."""
    for one in blocks[at + 1 :]:
        if one.kind != "heading":
            return True
        if one.level <= blocks[at].level:
            return False
    return False


def _computed(figure: Figure) -> Citation:
    """A computed figure as a source: what it was computed from."""
    wording = "；".join(f"{one.name}={one.value:g}{one.unit}" for one in figure.inputs if one.value is not None)
    return Citation(
        ref="",
        kind="table",
        document_id="",
        title=f"{figure.place}{figure.period}填报数据（{figure.name}）",
        quote="，".join(part for part in (figure.formula or figure.text, wording) if part)[:MAX_QUOTE],
        place=figure.place,
        date=figure.period,
    )
