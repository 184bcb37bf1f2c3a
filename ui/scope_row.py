"""The scope of a conversation above the question box: what is pinned, as chips, and what there is to pin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from assistant.engine import Assistant
from core.errors import DataError
from core.period import years_of
from core.pinned import Pinned
from core.timeline import own_period
from ui.templating import render
from ui.years import year_given

Kind = Literal["place", "year", "document"]
NAMES: dict[Kind, str] = {"place": "地区", "year": "年份", "document": "文件"}
MAX_CHOICES, MAX_CHIP = 50, 24


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Something that can be pinned: what is kept, what it is called, and more about it."""

    value: str
    label: str
    detail: str = ""


def kind_of(text: str) -> Kind:
    """A kind by its word.

    Raises:
        DataError: If there is no such kind.
    """
    kind: Kind | None = next((one for one in get_args(Kind) if one == text), None)
    if kind is None:
        raise DataError("没有这种范围", next_step="请刷新页面再试")
    return kind


class ScopeDesk:
    """What can be pinned in a conversation, and how it is shown.

    Args:
        assistant: Its places, documents and tables.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def places(self) -> list[str]:
        """Full names of the places that texts or tables speak of now."""
        self._assistant.renew()
        own = [place.full_name for place in self._assistant.finder.corpus_places]
        known = {place.name for place in self._assistant.finder.corpus_places}
        return sorted({*own, *(name for name in self._assistant.desk.places() if name not in known)})

    def choices(self, kind: Kind, words: str) -> tuple[list[Choice], int]:
        """What fits words that are searched for, at most so many; and how many more there are."""
        wanted = words.split()
        fitting = [one for one in self._all(kind, words) if all(word in one.label + one.detail for word in wanted)]
        return fitting[:MAX_CHOICES], max(0, len(fitting) - MAX_CHOICES)

    def _all(self, kind: Kind, words: str) -> Iterable[Choice]:
        if kind == "place":
            return [Choice(value=name, label=name) for name in self.places()]
        outlines = self._assistant.search.library.outlines()
        if kind == "document":
            return [
                Choice(
                    value=one.id,
                    label=one.title,
                    detail=" · ".join((one.place.full_name if one.place else "多地", one.date_label or "未标日期")),
                )
                for one in outlines
            ]
        years = {year for one in outlines for year in years_of(own_period(one.title, one.date))}
        if words.strip().removesuffix("年").isdigit() and len(words.strip().removesuffix("年")) == 4:
            # Texts tell of more years than those they are of.
            years |= {year for year in [year_given(words)] if year}
        return [Choice(value=str(year), label=f"{year}年") for year in sorted(years, reverse=True)]

    def pinned_with(self, pinned: Pinned, kind: Kind, value: str) -> Pinned:
        """What is pinned with one thing changed; '' takes it off.

        Raises:
            DataError: If it is no place, year or document of the corpus.
        """
        place, year, document = pinned.place, pinned.year, pinned.document
        if kind == "place":
            place = value
            if value and value not in self.places():
                raise DataError(f"资料里没有“{value}”", next_step="请从列表里选")
        elif kind == "year":
            year = year_given(value)
        else:
            document = value
            if value and self._assistant.search.library.find(value) is None:
                raise DataError("这份文件已不在资料里", next_step="请从列表里选")
        return Pinned(place=place, year=year, document=document)

    def html(self, pinned: Pinned) -> str:
        """The row of chips, with a button for each kind that is not pinned."""
        document = self._assistant.search.library.find(pinned.document) if pinned.document else None
        shown: dict[Kind, str] = {
            "place": pinned.place,
            "year": f"{pinned.year}年" if pinned.year else "",
            "document": document.title if document else "（已不在资料里的文件）" if pinned.document else "",
        }
        return scope_html(list(shown.items()))


def scope_html(shown: Sequence[tuple[Kind, str]]) -> str:
    """The row for kinds with what is pinned of each, '' for nothing."""
    kinds = [
        {
            "kind": kind,
            "name": NAMES[kind],
            "text": text,
            "short": text if len(text) <= MAX_CHIP else f"{text[:MAX_CHIP]}…",
        }
        for kind, text in shown
    ]
    return render("scope.html", kinds=kinds)
