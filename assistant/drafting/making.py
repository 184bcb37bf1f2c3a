"""A draft in the making: its blocks, its sources numbered as they come, and what is to be told beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from assistant.draft import Sources
from assistant.drafting.statements import Told
from assistant.write.cut import MAX_QUOTE, quote_pieces
from core.chart import Chart
from core.draft_text import Block
from core.drafted import DraftOrder
from core.schema import Citation, Figure, Missing, Trace
from corpus.draft_templates import Template

_REF = re.compile(r"\[(F?\d+)\]")


@dataclass
class Making:
    """What an order has become so far."""

    order: DraftOrder
    template: Template
    sources: Sources = field(default_factory=Sources)
    blocks: list[Block] = field(default_factory=list)
    charts: list[tuple[str, Chart]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)

    def add(self, kind: str, text: str, **more: Any) -> None:
        """Add a block at the end."""
        self.blocks.append(Block(kind=kind, text=text, line=len(self.blocks), **more))

    def cite(self, told: Told) -> str:
        """The marks of a statement's sources: a long sentence is quoted in pieces."""
        statement = told.statement
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


def _computed(figure: Figure) -> Citation:
    """A computed figure as a source: what it was computed from."""
    told = "；".join(f"{one.name}={one.value:g}{one.unit}" for one in figure.inputs if one.value is not None)
    return Citation(
        ref="", kind="table", document_id="", title=f"{figure.place}{figure.period}填报数据（{figure.name}）",
        quote="，".join(part for part in (figure.formula or figure.text, told) if part)[:MAX_QUOTE], place=figure.place,
        date=figure.period,
    )  # fmt: skip
