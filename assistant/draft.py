"""What writers make: lines with their citations and figures, before verification."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from core.chart import Chart, UsedRows
from core.record import locator_at, notes_at
from core.schema import AskBack, Citation, Figure, Missing, Place, Status
from retrieval.statement import Statement

_CLOSING = re.compile(r"[。！？!?；;][”’」』）)】]*")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One statement of an answer. `refs` are the citations and figures it leans on; `place` whom it speaks of.

    `says_right` tells that its writer put in what an editor corrected.
    """

    text: str
    refs: tuple[str, ...] = ()
    place: Place | None = None
    says_right: bool = False


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An answer before verification; `separator` stands between its lines.

    `asks` is what a clarification asks about. `listed` are titles and counts of the store that talk about the assistant
    may repeat; `charts` show what the lines tell; `rows` are those of tables that were used.
    """

    status: Status
    lines: tuple[Line, ...] = ()
    citations: tuple[Citation, ...] = ()
    figures: tuple[Figure, ...] = ()
    missing: tuple[Missing, ...] = ()
    options: tuple[str, ...] = ()
    asks: AskBack | None = None
    notes: tuple[str, ...] = ()
    separator: str = ""
    listed: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    rows: tuple[UsedRows, ...] = ()

    def with_notes(self, *notes: str) -> Draft:
        """The draft with more notes, each once."""
        return replace(self, notes=tuple(dict.fromkeys((*self.notes, *(note for note in notes if note)))))


@dataclass
class Sources:
    """Numbers citations as a writer makes them: one number a quote."""

    citations: list[Citation] = field(default_factory=list)

    def holding(self, statement: Statement, span: tuple[int, int]) -> str:
        """The ref of the citation that holds a span, the first of the document's where a long sentence is in pieces."""
        own = [made for made in self.citations if made.document_id == statement.document.id]
        held = [c for c in own if c.start is not None and c.end is not None and c.start <= span[0] and span[1] <= c.end]
        of_place = [c for c in held if c.place == _place_of(statement)]
        return (of_place or held or own)[0].ref

    def cite(self, statement: Statement, start: int, end: int) -> Citation:
        """The citation of a span of the statement's document, made once a place; a sentence is quoted with its mark.

        One sentence may tell of several places: what leans on it is checked against the place it is cited for.
        """
        place = _place_of(statement)
        closed = _CLOSING.match(statement.document.text, end)
        end = closed.end() if closed else end
        for made in self.citations:
            if made.document_id == statement.document.id and (made.start, made.end, made.place) == (start, end, place):
                return made
        document, section = statement.document, statement.section
        citation = Citation(
            ref=str(len(self.citations) + 1),
            kind="document",
            document_id=document.id,
            title=document.title,
            quote=document.text[start:end],
            place=place,
            date=document.date_label,
            section=" / ".join(section.heading_path)[:200],
            start=start,
            end=end,
            locator=locator_at(document.locators, start, end),
            warning="；".join((*document.quality, *notes_at(document.notes, start, end))) or None,
        )
        self.citations.append(citation)
        return citation


def _place_of(statement: Statement) -> str:
    return statement.place.full_name if statement.place else ""


def renumbered(draft: Draft, cited: int, figured: int) -> Draft:
    """A draft whose refs go on after those of the drafts before it."""

    def turned(ref: str) -> str:
        if not ref:
            return ""
        return f"F{int(ref[1:]) + figured}" if ref.startswith("F") else str(int(ref) + cited)

    def marked(text: str) -> str:
        return re.sub(r"\[(F?\d+)\]", lambda found: f"[{turned(found[1])}]", text)

    return replace(
        draft,
        lines=tuple(replace(line, text=marked(line.text), refs=tuple(map(turned, line.refs))) for line in draft.lines),
        citations=tuple(replace(citation, ref=turned(citation.ref)) for citation in draft.citations),
        figures=tuple(replace(f, ref=turned(f.ref), source=turned(f.source)) for f in draft.figures),
    )


def join_drafts(drafts: Sequence[Draft]) -> Draft:
    """Several drafts one under the other, their refs numbered on."""
    first, *others = drafts
    for other in others:
        own = renumbered(other, len(first.citations), len(first.figures))
        said = {line.text for line in first.lines}
        own = replace(own, lines=tuple(line for line in own.lines if line.text not in said))
        first = replace(
            first,
            lines=(*first.lines, *own.lines),
            citations=(*first.citations, *own.citations),
            figures=(*first.figures, *own.figures),
            missing=(*first.missing, *own.missing),
            separator="\n",
            listed=(*first.listed, *own.listed),
            notes=tuple(dict.fromkeys((*first.notes, *own.notes))),
            charts=(*first.charts, *own.charts),
            rows=tuple(dict.fromkeys((*first.rows, *own.rows))),
        )
    return first
