"""A statement: a stretch of a document that may answer, with whom and what time it speaks of."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.schema import Document, Place, Section


@dataclass(frozen=True, kw_only=True, eq=False)
class Statement:
    """A stretch of a document, code points of its text, in its surroundings.

    `sentence` is the sentence it stands in, `passage` the passage that was read. `place` is whom the stretch speaks of
    (the section's place, or the one the text names for it), `years` the calendar years. `score` is the reader's, of any
    size; `probability` that score calibrated, from 0 to 1.
    """

    document: Document
    section: Section
    sentence: tuple[int, int]
    start: int
    end: int
    place: Place | None = None
    years: frozenset[int] = field(default_factory=frozenset)
    passage: tuple[int, int] = (0, 0)
    passage_id: str = ""
    score: float = 0.0
    probability: float = 1.0

    @property
    def text(self) -> str:
        """Its own words, verbatim."""
        return self.document.text[self.start : self.end]

    @property
    def sentence_text(self) -> str:
        """The sentence it stands in, verbatim."""
        return self.document.text[slice(*self.sentence)]

    @property
    def in_heading(self) -> bool:
        """Whether it stands in the heading of its section."""
        return self.section.depth > 0 and self.start < self.section.start + len(self.section.heading)

    @property
    def context(self) -> str:
        """What says of what it speaks: its paragraph up to its end, the headings above it and the title."""
        line = self.document.text.rfind("\n", 0, self.start) + 1
        wording = self.document.text[line : self.end]
        return "\n".join((wording, *self.section.heading_path, self.document.title))
