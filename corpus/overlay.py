"""Documents and sections as corrected: the overlay of `corpus.corrections` laid over what was read from files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from core.record import Known, SpanNote
from core.schema import Document, Section
from core.timeline import own_period
from corpus.correction_values import NONE_WORD, read_day, read_period, read_place
from corpus.corrections import DOCUMENT_FIELDS, SECTION_FIELDS, Correction


def corrected_document(document: Document, corrections: Sequence[Correction]) -> Document:
    """A document as corrected, with a warning for each correction of it and a note where words of it are corrected."""
    changes: dict[str, Any] = {}
    known, notes = dict(document.known), list(document.notes)
    quality = list(document.quality)
    for made in corrections:
        if made.field in DOCUMENT_FIELDS:
            value: Any = "" if made.value == NONE_WORD else made.value
            if made.field == "place":
                value = read_place(made.value)
            elif made.field == "date":
                value = read_day(made.value)
                quality = [w for w in quality if value is None or not w.endswith("未标日期")]
            changes[made.field] = value
            where = f"{made.who} {made.at.date().isoformat()}"
            known[made.field] = Known(value=made.value, sureness="更正", where=where)
            # Who may open a document is nothing that a reader of an answer must know.
            quality += [made.note] if made.field != "collection" else []
        elif made.field == "figure" and document.text.count(made.anchor) == 1:
            at = document.text.index(made.anchor)
            notes.append(SpanNote(start=at, end=at + len(made.anchor), kind="更正", text=made.note, value=made.value))
        elif made.field == "figure" and document.text:
            quality.append(f"{made.note}；但现在的文本里“{made.anchor}”对不上唯一的一处，这条更正没有采用，请核对")
    return replace(document, **changes, known=known, notes=tuple(notes), quality=tuple(quality))


def section_notes(sections: Mapping[str, Section], corrections: Sequence[Correction]) -> tuple[SpanNote, ...]:
    """Notes over the extent of each corrected section."""
    by_path = {" / ".join(section.heading_path): section for section in sections.values()}
    return tuple(
        SpanNote(start=section.start, end=section.end, kind="更正", text=made.note)
        for made in corrections
        if made.field in SECTION_FIELDS and (section := by_path.get(made.anchor))
    )


def corrected_sections(
    sections: Mapping[str, Section], original: Document, corrections: Sequence[Correction]
) -> dict[str, Section]:
    """Sections as corrected: what inherited a corrected place or period from above is corrected with it."""
    found = dict(sections)

    def spread(within: Section | None, name: str, old: Any, new: Any) -> None:
        for key, section in found.items():
            inside = within is None or (within.start <= section.start and section.end <= within.end)
            deeper = within is None or section.depth >= within.depth
            if inside and deeper and getattr(section, name) == old:
                found[key] = replace(section, **{name: new})

    document = corrected_document(original, corrections)
    was, now = own_period(original.title, original.date), own_period(document.title, document.date)
    if now != was:
        spread(None, "period", was, now)
    for made in corrections:
        if made.field == "place":
            spread(None, "place", original.place, read_place(made.value))
        elif made.field in SECTION_FIELDS:
            section = next((s for s in found.values() if " / ".join(s.heading_path) == made.anchor), None)
            if section and made.field == "section.place":
                spread(section, "place", section.place, read_place(made.value))
            elif section:
                spread(section, "period", section.period, read_period(made.value))
    return found
