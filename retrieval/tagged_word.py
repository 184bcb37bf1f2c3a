"""A word in its place, for the finders of names."""

from __future__ import annotations

from dataclasses import dataclass

_UNKNOWN = "x"


@dataclass(frozen=True, kw_only=True)
class Word:
    """A word of a clause, its first code point and its part of speech."""

    start: int
    text: str
    tag: str

    @property
    def end(self) -> int:
        """The code point behind it."""
        return self.start + len(self.text)

    def until(self, at: int) -> Word:
        """Its part before a code point, whose kind of word nobody knows."""
        return self if self.end <= at else Word(start=self.start, text=self.text[: at - self.start], tag=_UNKNOWN)
