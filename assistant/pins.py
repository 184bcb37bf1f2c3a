"""What is pinned in a conversation, bound to its questions: place and year where they name none, one document alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.asked_places import OWN_PLACE
from assistant.draft import Draft
from assistant.intents import is_talk
from assistant.plan import Plan, Planner, shift_of
from core.errors import DataError
from core.pinned import Pinned
from core.place import Gazetteer, place_label
from core.place_identity import lies_in, same_place
from core.schema import Document, Place
from corpus.library import Library
from tools.table_query.years import goes_on, years_asked

_NOWHERE, _NOT_THERE = "资料中没有", "固定的文件中没有"


@dataclass(frozen=True, kw_only=True)
class Pins:
    """What is pinned, as the corpus knows it."""

    place: Place | None = None
    year: int | None = None
    document: Document | None = None

    def plan(self, planner: Planner, question: str, history: Sequence[str] = (), home: str = "") -> Plan:
        """The plan for a question within what is pinned; with nothing pinned the planner's own.

        Args:
            planner: Reads questions.
            question: The question as typed.
            history: Earlier questions of the conversation, oldest first.
            home: What 我区 means in this conversation, a place in full; '': what it means in settings.
        """
        text = planner.completed(question, history)
        near = self._near(text, planner.home(home))
        plan = self._bound(planner.read(text, near), lambda asked: planner.read(asked, near), planner.places.gazetteer)
        return replace(plan, question=question, reworded=planner.reworded(question))

    def _near(self, text: str, home: Place | None) -> Place | None:
        """What 全市 and, where nobody said otherwise, 我县 mean in a question."""
        if home is not None and OWN_PLACE.search(text):
            return home
        return self.place or (self.document.place if self.document else None) or home

    def _bound(self, plan: Plan, read: Callable[[str], Plan], gazetteer: Gazetteer) -> Plan:
        """A plan as the question was read, within what is pinned.

        A question that names no place is asked of the pinned one, one without a year of the pinned year; one that names
        others is followed, and a note says so.
        """
        if is_talk(plan.intent):
            return plan
        notes, text = [], plan.standalone
        if self.place is not None:
            if not _names_a_place(plan, gazetteer):
                text = f"{self._name(self.place, read)}{text}"
            elif other := _elsewhere(plan, self.place):
                notes.append(f"问题写明的是“{other}”，没有按固定的“{place_label(self.place)}”回答。")
        if self.year is not None:
            if not plan.years and not plan.year_shift:
                text = f"{self.year}年{text}"
            elif self.year not in plan.years:
                when = "、".join(f"{year}年" for year in sorted(plan.years)) or "上一年或下一年"
                notes.append(f"问题写明的是{when}，没有按固定的{self.year}年回答。")
        made = replace(read(text), typo=plan.typo) if text != plan.standalone else plan
        return replace(made, pin_notes=tuple(notes), documents=(self.document.id,) if self.document else None)

    def turns(self, turns: Sequence[str]) -> list[str]:
        """A conversation's questions as tables are asked: of the pinned year where they stand alone without one."""
        if self.year is None:
            return list(turns)
        return [
            turn if years_asked(turn) or shift_of(turn) or (at and goes_on(turn)) else f"{self.year}年{turn}"
            for at, turn in enumerate(turns)
        ]

    def explained(self, draft: Draft, plan: Plan) -> Draft:
        """A draft that says what of it is not as pinned, and where it was looked if something was not found there."""
        draft = draft.with_notes(*plan.pin_notes)
        if self.document is None or draft.status not in ("refused", "partial"):
            return draft
        lines = tuple(replace(line, text=line.text.replace(_NOWHERE, _NOT_THERE)) for line in draft.lines)
        note = f"只在固定的《{self.document.title}》里查找，没有查别的资料；去掉固定后再问，可查全部资料。"
        return replace(draft, lines=lines).with_notes(note)

    @staticmethod
    def _name(place: Place, read: Callable[[str], Plan]) -> str:
        """What to call a place so that it alone is meant: its name, or its full name where others share that."""
        plan = read(f"{place.name}有多少")
        alone = len(plan.places) == 1 and same_place(plan.places[0], place)
        return place.name if alone or any(one.name == place.name for one in plan.table_places) else place.full_name


def known_pins(pinned: Pinned, gazetteer: Gazetteer, library: Library) -> Pins:
    """What is pinned, as the corpus knows it.

    Raises:
        DataError: If the pinned place or document is not known (any more).
    """
    place = gazetteer.parse(pinned.place) if pinned.place else None
    if pinned.place and place is None:
        raise DataError(f"固定的地区“{pinned.place}”认不出来", next_step="请去掉它，另选一个再问")
    document = library.find(pinned.document) if pinned.document else None
    if pinned.document and document is None:
        raise DataError("固定的文件已不在资料里", next_step="请去掉它，另选一份再问")
    return Pins(place=place, year=pinned.year, document=document)


def _names_a_place(plan: Plan, gazetteer: Gazetteer) -> bool:
    """Whether a question says where; 各县区 alone is of the pinned place."""
    if plan.each:
        return bool(gazetteer.find(plan.standalone))
    return bool(plan.places or plan.table_places or plan.unknown or plan.shared or plan.home)


def _elsewhere(plan: Plan, pinned: Place) -> str:
    """Places that a question names and that neither are the pinned one nor lie in it; '' for none."""
    others = [
        one
        for one in (*plan.places, *plan.table_places)
        if not same_place(one, pinned) and not lies_in(one, pinned) and one.name != pinned.name
    ]
    return "、".join(dict.fromkeys([*(one.name for one in others), *plan.unknown]))
