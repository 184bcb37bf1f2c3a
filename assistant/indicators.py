"""Questions that tables answer: which indicator family, whose tables, which items; computed through tools/."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.plan import Plan
from core.collection import Seen
from core.errors import DataError
from core.schema import Missing, Place
from core.settings import Settings
from core.word_lists import read_word_list
from tools.compute_indicator import Computation, compute_for, family_of, standards_in
from tools.indicators import INDICATORS
from tools.tables.kept import kept_tables
from tools.tables.manifest import TableEntry

_TARGET = re.compile(r"降到\s*(?P<value>0?\.\d+)")
_SHARE_TARGET = re.compile(r"(?:到|达到?|提高到|提升到)\s*(?P<value>\d{1,3}(?:\.\d+)?)\s*[%％]")
_YEAR = re.compile(r"20\d{2}(?:\s*[-—–~至]\s*20\d{2})?")
_COMPUTES = re.compile(
    r"过不过|过了吗|达标|达不达|测算|算一?下|[够到]没[够到]|够不够|够了?吗|没到|落实|符合|缺多少|缺几|按表|按台账|差一项|差几项|还差|再配|再补|多少学位|位次"
)


@dataclass(frozen=True, kw_only=True)
class IndicatorAsk:
    """An entry of indicators.toml: the family a wording asks for and what of it is shown.

    `leads`: these words ask for what no column of a table holds (a rate, a change), so the table query is not asked.
    """

    words: tuple[str, ...]
    family: str
    within: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    view: str = "lines"
    needs_item: bool = False
    leads: bool = False


@dataclass(frozen=True, kw_only=True)
class IndicatorAnswer:
    """What was computed for a question; `missing` and `options` where it could not be.

    `said` are the words that led here, `units` the schools or persons it names,
    `period` the year.
    """

    ask: IndicatorAsk
    computation: Computation | None = None
    missing: tuple[Missing, ...] = ()
    options: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    period: str = ""


def table_places(settings: Settings, seen: Seen = None) -> tuple[Place, ...]:
    """Places that the tables are of that may be opened, each once; `seen` None: all tables."""
    names = dict.fromkeys(entry.place for entry in kept_tables(settings, seen))
    return tuple(Place(name=name, level="county") for name in names)


def _period(text: str) -> str:
    year = _YEAR.search(text)
    return re.sub(r"\s*[-—–~至]\s*", "-", year[0]) if year else ""


def _units(done: Computation, text: str) -> tuple[str, ...]:
    """Ids of the units that a question names; a name inside a longer one that it names too is not meant."""
    names = {
        one.unit_id: done.result.unit_names.get(one.unit_id, one.unit_id) for one in done.result.figures if one.unit_id
    }
    said = {unit: name for unit, name in names.items() if name in text}
    return tuple(
        unit for unit, name in said.items() if not any(name != other and name in other for other in said.values())
    )


class IndicatorDesk:
    """Recognises questions that tables answer, and has them computed.

    Args:
        settings: Where tables, standards and word lists are.
        document_places: Places that texts speak of; for these, texts are asked first unless a computation is asked for.
        seen: The collections that may be opened; None: all.
    """

    def __init__(self, settings: Settings, document_places: Sequence[Place], seen: Seen = None) -> None:
        self._settings = settings
        self._seen = seen
        self.entries: tuple[TableEntry, ...] = kept_tables(settings, seen)
        self._in_texts = frozenset(place.name for place in document_places)
        data = {"asks": [], "items": {}} | read_word_list(settings.lexicon_dir / "indicators.toml")
        self._asks = [
            IndicatorAsk(
                words=tuple(one["words"]),
                within=tuple(one.get("with", ())),
                family=one["family"],
                codes=tuple(one.get("codes", ())),
                view=one.get("view", "lines"),
                needs_item=one.get("needs_item", False),
                leads=one.get("leads", False),
            )
            for one in data["asks"]
        ]
        families = [family_of(name, standards_in(settings.standards_dir)) for name in INDICATORS]
        self._asks += [
            IndicatorAsk(words=one.asked_by, family=one.name, leads=True) for one in families if one.asked_by
        ]
        self._items: dict[str, tuple[str, ...]] = {code: tuple(words) for code, words in data["items"].items()}

    def places(self) -> tuple[str, ...]:
        """Names of the places that have tables."""
        return tuple(dict.fromkeys(entry.place for entry in self.entries))

    def answer(self, plan: Plan, *, text_search_failed: bool = False) -> IndicatorAnswer | None:
        """What the tables say to a plan; None where the question is not for them.

        Args:
            plan: What is asked.
            text_search_failed: The texts of the place were asked and have no answer.
        """
        ask = self._ask_of(plan)
        place = next((p.name for p in (*plan.places, *plan.table_places) if p.name in self.places()), "")
        if ask is None or not place:
            return None
        if place in self._in_texts and not text_search_failed and not _COMPUTES.search(plan.standalone):
            return None
        items = tuple(code for code, words in self._items.items() if any(word in plan.standalone for word in words))
        stages = tuple(stage for stage in plan.stages if stage in ("小学", "初中", "高中"))
        if ask.needs_item and not items:
            return IndicatorAnswer(ask=ask, options=tuple(words[0] for words in self._items.values()))
        try:
            done = self._compute(ask, place, plan, items, stages)
        except DataError as error:
            have = (error.next_step,) if error.next_step else ()
            return IndicatorAnswer(ask=ask, missing=(Missing(kind="document", asked=error.message, have=have),))
        said = tuple(word for word in ask.words if word in plan.standalone)
        return IndicatorAnswer(
            ask=ask,
            computation=done,
            stages=stages,
            items=items,
            said=said,
            units=_units(done, plan.standalone),
            period=_period(plan.standalone),
        )

    def computes(self, plan: Plan) -> bool:
        """Whether a question asks for an indicator to be computed or judged, and not just for figures of a table."""
        ask = self._ask_of(plan)
        return ask is not None and (ask.leads or bool(_COMPUTES.search(plan.standalone)))

    def options_for(self, plan: Plan) -> tuple[str, ...]:
        """Places to offer where a question for tables names none."""
        return self.places() if self._ask_of(plan) else ()

    def _ask_of(self, plan: Plan) -> IndicatorAsk | None:
        """What a plan asks of the kept tables, which are no documents."""
        if plan.documents is not None:
            return None
        text = plan.standalone
        for ask in self._asks:
            if any(word in text for word in ask.words) and (not ask.within or any(w in text for w in ask.within)):
                return ask
        return None

    def _compute(
        self, ask: IndicatorAsk, place: str, plan: Plan, items: tuple[str, ...], stages: tuple[str, ...]
    ) -> Computation:
        options: dict[str, str] = {}
        if ask.needs_item:
            options["项目"] = items[0]
            if stages:
                options["学段"] = stages[0]
            target = _TARGET.search(plan.standalone)
            if target:
                options["目标"] = target["value"]
        share = _SHARE_TARGET.search(plan.standalone)
        if share and any(option.name == "目标" for option in family_of(ask.family).options):
            options["目标"] = share["value"]
        return compute_for(
            self._settings, ask.family, place=place, period=_period(plan.standalone), options=options, seen=self._seen
        )
