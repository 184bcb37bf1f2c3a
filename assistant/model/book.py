"""The sources that the tools gave a language model in one answer, numbered as it must cite them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.draft import Draft, Line, renumbered
from assistant.hits import Hit
from core.schema import Citation, Figure
from retrieval.statement import Statement


@dataclass(frozen=True, kw_only=True)
class Source:
    """One thing that a sentence may cite: a citation or a figure.

    `statement` is where the reader found it in a text, None for what tables and drafts gave. `told` are lines of
    verified text that lean on it.
    """

    ref: str
    citation: Citation | None = None
    figure: Figure | None = None
    statement: Statement | None = None
    leaning: tuple[str, ...] = ()


class Book:
    """Numbers sources as they are found, each once."""

    def __init__(self) -> None:
        self._sources: dict[str, Source] = {}
        self._cited = self._figured = 0

    @property
    def sources(self) -> dict[str, Source]:
        """Every source by its ref, in the order in which it was found."""
        return dict(self._sources)

    def add_hit(self, hit: Hit) -> str:
        """The ref of a sentence found in a text."""
        own = hit.citation
        for source in self._sources.values():
            made = source.citation
            if made and (made.document_id, made.start, made.end) == (own.document_id, own.start, own.end):
                return source.ref
        self._cited += 1
        citation = replace(own, ref=str(self._cited))
        self._sources[citation.ref] = Source(ref=citation.ref, citation=citation, statement=hit.statement)
        return citation.ref

    def add_draft(self, draft: Draft) -> tuple[str, ...]:
        """What a verified draft says, line by line, with its citations and figures numbered on."""
        made = renumbered(draft, self._cited, self._figured)
        self._cited += len(draft.citations)
        self._figured += len(draft.figures)

        def told(ref: str) -> tuple[str, ...]:
            return tuple(line.text for line in made.lines if ref in line.refs)

        for one in made.citations:
            self._sources[one.ref] = Source(ref=one.ref, citation=one, leaning=told(one.ref))
        for figure in made.figures:
            self._sources[figure.ref] = Source(ref=figure.ref, figure=figure, leaning=told(figure.ref))
        return tuple(
            line.text + "".join(f"[{ref}]" for ref in line.refs if f"[{ref}]" not in line.text) for line in made.lines
        )

    def draft_of(self, sentences: Sequence[tuple[str, tuple[str, ...]]]) -> Draft:
        """Sentences with the refs they cite as a draft of its own, its refs numbered from 1."""
        used = dict.fromkeys(ref for _, refs in sentences for ref in refs)
        for ref in list(used):
            figure = self._sources[ref].figure
            if figure is not None and figure.source in self._sources:
                used.setdefault(figure.source)
        names: dict[str, str] = {}
        for ref in used:
            kind = "F" if ref.startswith("F") else ""
            names[ref] = f"{kind}{1 + sum(1 for one in names if one.startswith('F') == bool(kind))}"
        lines = [
            Line(text=_marked(text, [names[ref] for ref in refs]), refs=tuple(names[ref] for ref in refs))
            for text, refs in sentences
        ]
        sources = [self._sources[ref] for ref in used]
        return Draft(
            status="answered",
            lines=tuple(lines),
            citations=tuple(replace(one.citation, ref=names[one.ref]) for one in sources if one.citation),
            figures=tuple(
                replace(one.figure, ref=names[one.ref], source=names.get(one.figure.source, one.figure.source))
                for one in sources
                if one.figure
            ),
        )


def _marked(text: str, refs: Sequence[str]) -> str:
    """A sentence with its marks before its full stop, which it gets if it has none."""
    marks = "".join(f"[{ref}]" for ref in refs)
    body = text.rstrip()
    end = body[-1:] if body[-1:] in "。！？；" else "。"
    return body.rstrip("。！？；") + marks + end
