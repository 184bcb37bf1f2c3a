"""The planner's scope, which no tool of the language model leaves: places, years, documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.plan import Plan, Planner
from assistant.slots import Slots, of_the_period, of_the_place
from core.place import place_label
from core.place_identity import lies_in, same_place
from core.schema import Place
from retrieval.statement import Statement


class OutOfBounds(Exception):
    """A tool was asked for what the question does not ask; its words tell the model what it may ask."""


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """What the question is about.

    Args:
        plan: The question as the planner read it.
        planner: Reads what the model asks of a tool.
    """

    plan: Plan
    planner: Planner

    @property
    def places(self) -> tuple[Place, ...]:
        """The places that the question names."""
        return (*self.plan.places, *self.plan.table_places)

    def in_words(self) -> str:
        """The scope in words, for the prompt."""
        where = "、".join(place_label(one) for one in self.places) or "问题没有写明地区"
        when = "、".join(f"{year}年" for year in sorted(self.plan.years)) or "问题没有写明年份"
        return f"{where}；{when}"

    def place(self, name: str, known: Callable[[str], Place]) -> tuple[Place | None, ...]:
        """The places that a tool searches: the one that it is asked for, else those of the question; (None,) for any.

        Args:
            name: As the model wrote it, '' for none.
            known: The corpus' place of a name.

        Raises:
            OutOfBounds: If the question does not ask of that place.
        """
        if not name:
            return self.places or (None,)
        asked = next((one for one in self.places if name in (one.name, one.full_name)), None) or known(name)
        if self.places and not any(same_place(asked, one) or lies_in(asked, one) for one in self.places):
            raise OutOfBounds(f"问题问的是{self._names()}，不能查{name}的内容")
        return (asked,)

    def year(self, year: int | None) -> None:
        """Refuse a year that the question does not ask of.

        Raises:
            OutOfBounds: If it is another.
        """
        if year is not None and self.plan.years and year not in self.plan.years:
            asked = "、".join(f"{one}年" for one in sorted(self.plan.years))
            raise OutOfBounds(f"问题问的是{asked}，不能用{year}年的内容回答")

    def question(self, text: str) -> str:
        """What tables are asked: the model's question within the scope, with the question's place where it names none.

        Raises:
            OutOfBounds: If it asks of another place or year.
        """
        asked = self.planner.read(text, self.planner.places.home)
        for one in (*asked.places, *asked.table_places):
            if self.places and not any(same_place(one, own) or one.name == own.name for own in self.places):
                raise OutOfBounds(f"问题问的是{self._names()}，不能查{one.name}的内容")
        if asked.unknown and self.places:
            raise OutOfBounds(f"不认识“{asked.unknown[0]}”：问题问的是{self._names()}")
        for year in asked.years:
            self.year(year)
        named = bool(asked.places or asked.table_places or not self.places)
        text = text if named else f"{self.places[0].name}{text}"
        years = sorted(self.plan.years)
        return text if asked.years or len(years) != 1 else f"{years[0]}年{text}"

    def allows(self, statement: Statement, place: Place | None = None) -> bool:
        """Whether a statement is of a place (None: one of the question's) and of the question's years."""
        places: Sequence[Place | None] = (place,) if place is not None else self.places or (None,)
        return any(
            of_the_place(slots, statement) and of_the_period(slots, statement)
            for slots in (
                Slots(
                    question=self.plan.standalone,
                    place=one,
                    school=school,
                    years=self.plan.years,
                    year_shift=self.plan.year_shift,
                )
                for one in places
                for school in self.plan.schools or ("",)
            )
        )

    def _names(self) -> str:
        return "、".join(one.name for one in self.places)

    def read(self, text: str) -> Plan:
        """The plan for a tool's question, in the documents of this one."""
        return replace(self.planner.read(text, self.planner.places.home), documents=self.plan.documents)
