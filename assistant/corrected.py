"""What an editor put right is said right: quotes stay as the text has them, an answer's own words do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.draft import Draft, Line
from core.corrected import right_words
from core.record import SpanNote
from core.schema import Citation, Document


def corrections_of(citation: Citation, document_of: Callable[[str], Document]) -> list[SpanNote]:
    """The corrections of figures that a quote holds."""
    if citation.kind != "document" or citation.start is None or citation.end is None:
        return []
    notes = document_of(citation.document_id).notes
    return [note for note in notes if note.value and note.start < citation.end and citation.start < note.end]


def as_corrected(draft: Draft, document_of: Callable[[str], Document]) -> Draft:
    """The draft with the right figures in its lines, the text's own beside them, and a note who put them right.

    Args:
        draft: What a writer made.
        document_of: The stored document of an id, with its corrections.
    """
    noted = {citation.ref: corrections_of(citation, document_of) for citation in draft.citations}
    if not any(noted.values()):
        return draft
    lines, result = [], []
    for line in draft.lines:
        cited = [citation for citation in draft.citations if citation.ref in line.refs]
        for citation in cited:
            for note in noted[citation.ref]:
                line = _said_right(line, note, document_of(citation.document_id).text, cited)
                # A quoted row may hold more figures than the line says.
                result += [f"{note.text}。"] if note.value in line.text else []
        lines.append(line)
    return replace(draft, lines=tuple(lines)).with_notes(*result)


def _said_right(line: Line, note: SpanNote, text: str, cited: list[Citation]) -> Line:
    """A line with the right figure; words that another of its sources has too may be that one's and stay."""
    words, right = right_words(note, text)
    if line.says_right or sum(words in citation.quote for citation in cited) != 1:
        return line
    return replace(line, text=line.text.replace(words, right))
