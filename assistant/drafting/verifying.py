"""Paragraphs and rows of a draft go the way of answers: corrected figures are said right, then all is verified."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.corrected import as_corrected
from assistant.draft import Draft, Line
from assistant.verify import verify
from core.draft_text import MARK, Block
from core.schema import Citation, Document, Place

# Between the cells of a row, which is verified as one line.
_SEPARATOR = "\u241f"


def verified(
    block: Block,
    place: Place | None,
    citations: Sequence[Citation],
    asked: str,
    document_of: Callable[[str], Document],
) -> tuple[Block, list[str], int]:
    """A paragraph or a table without what fails, notes on figures that were put right, and how much failed.

    Args:
        block: A paragraph, which is empty if it fails, or a table, whose rows are verified each.
        place: The one place that it speaks of; None: several, or none.
        citations: What marks number.
        asked: The order in words; its numbers may be repeated.
        document_of: The stored document of an id, with its corrections.
    """
    rows = block.rows if block.kind == "table" else ((block.text,),)
    kept: list[tuple[str, ...]] = []
    notes: list[str] = []
    for row in rows:
        text = _SEPARATOR.join(row)
        refs = tuple(dict.fromkeys(MARK.findall(text)))
        line = Line(text=text, refs=refs, place=place)
        draft = Draft(status="answered", lines=(line,), citations=tuple(one for one in citations if one.ref in refs))
        # The number that counts a row is told by no source.
        counted = row[0] if len(row) > 1 and row[0].isdigit() else ""
        checked, checks = verify(as_corrected(draft, document_of), asked, document_of, counted)
        if not checks.dropped:
            kept.append(tuple(checked.lines[0].text.split(_SEPARATOR)))
            notes += checked.notes
    failed = len(rows) - len(kept)
    if block.kind == "table":
        return replace(block, rows=tuple(kept)), notes, failed
    return replace(block, text=kept[0][0] if kept else ""), notes, failed
