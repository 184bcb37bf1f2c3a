"""Figures that an editor put right, as they are told and calculated with: the text itself is never changed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from core.quantity import parse_quantities
from core.record import SpanNote
from core.schema import Document, Quantity

_BARE = re.compile(r"[-−]?\d[\d,]*(?:\.\d+)?")


def figure_span(words: str) -> tuple[int, int] | None:
    """Where the one figure of some words stands, a bare number too; None if there is none or more than one."""
    spans = [found.span for found in parse_quantities(words)] or [found.span() for found in _BARE.finditer(words)]
    return spans[0] if len(spans) == 1 else None


def apply_corrections(quantities: Iterable[Quantity], at: int, document: Document) -> list[Quantity]:
    """Quantities with the values that an editor gave them; their spans stay those of the text.

    Args:
        quantities: As a stretch of a text has them.
        at: Where in the text the stretch begins.
        document: The text with its corrections.
    """
    right = []
    for quantity in quantities:
        new = right_value(quantity.span[0] + at, quantity.span[1] + at, document)
        right.append(replace(new, span=quantity.span) if new else quantity)
    return right


def correction_at(start: int, end: int, document: Document) -> SpanNote | None:
    """The correction that holds the figure from `start` to `end` of a text."""
    return next((note for note in document.notes if note.value and note.start <= start and end <= note.end), None)


def right_value(start: int, end: int, document: Document) -> Quantity | None:
    """What an editor put in the place of a figure of a text; None where it stands.

    The new figure is read where the old one stands: a unit in a header before it (投入（万元）：612.5) holds for both.
    """
    note = correction_at(start, end, document)
    if note is None:
        return None
    words, text = document.text[note.start : note.end], document.text
    held = figure_span(words) or (0, len(words))
    line = text.rfind("\n", 0, note.start) + 1
    before = text[line : note.start + held[0]]
    found = parse_quantities(before + note.value + text[note.start + held[1] :][:20])
    return next((q for q in found if q.span[0] < len(before) + len(note.value) and q.span[1] > len(before)), None)


def right_words(note: SpanNote, text: str) -> tuple[str, str]:
    """The words that a correction is about and how an answer says them: the right figure, the text's beside it.

    Args:
        note: A correction of a figure.
        text: The text it is noted on.
    """
    words = text[note.start : note.end]
    start, end = figure_span(words) or (0, len(words))
    return words, f"{words[:start]}{note.value}{corrected_mark(words[start:end])}{words[end:]}"


def corrected_mark(old: str) -> str:
    """What stands behind a right figure in an answer."""
    return f"（已更正，原文为“{old}”）"
