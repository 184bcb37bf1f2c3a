"""What a search may return, told once and understood by every retriever."""

from __future__ import annotations

from dataclasses import dataclass

from core.collection import Seen

# How indexes write that a passage's section has no place.
NO_PLACE = ""


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Passages must be of one of these places, documents and collections.

    None leaves it open, an empty tuple or set admits nothing.
    """

    places: tuple[str, ...] | None = None
    documents: tuple[str, ...] | None = None
    seen: Seen = None

    @property
    def admits_nothing(self) -> bool:
        """Whether no passage can pass."""
        return self.places == () or self.documents == () or self.seen == frozenset()


NO_FILTER = Filter()
