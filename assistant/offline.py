"""The offline answer: plan → scope → retrieve and read → decide → write → verify."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.arithmetic import read_operands, work
from assistant.beside import with_text_beside
from assistant.corrected import as_corrected
from assistant.draft import Draft
from assistant.gather import Answer, Finder
from assistant.indicators import IndicatorDesk
from assistant.intents import INTENTS, IntentContext, is_talk
from assistant.many_places import of_the_likeliest
from assistant.notes import notes_for
from assistant.own_facts import answer_own_fact
from assistant.own_tables import OwnTables
from assistant.pins import Pins, known_pins
from assistant.plan import Plan, Planner
from assistant.scope import Scope, decide_scope
from assistant.verify import verify
from assistant.within import asks_within, stated_change, work_within
from assistant.write import write_draft
from assistant.write.calculation import write_calculation, write_operands_missing
from assistant.write.computed import write_computed
from assistant.write.refuse import clarification, refusal
from assistant.write.unreadable import unreadable
from core.number_roles import tells_change
from core.pinned import NOTHING_PINNED, Pinned
from core.schema import AskBack, Checks, Step
from retrieval.segment import simplified
from retrieval.statement import Statement


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question with the conversation before it, oldest first.

    `home` is what 我区 means in it, '' as in settings; `pinned` is the scope it is asked in.
    """

    text: str
    history: tuple[str, ...] = ()
    home: str = ""
    user: str = "local"
    id: str = ""
    pinned: Pinned = NOTHING_PINNED


@dataclass(frozen=True, kw_only=True)
class Ready:
    """An offline answer, verified, with the plan that led to it (None: nothing was read)."""

    plan: Plan | None
    draft: Draft
    checks: Checks
    standalone: str


class OfflineAnswerer:
    """Answers from what there is, with no language model.

    Args:
        planner: Reads questions.
        finder: Finds answers in the policy texts.
        desk: Indicators computed from tables.
        tables: Plain questions to tables.
        today: The day plans are held against; None: the system's date.
    """

    def __init__(
        self, *, planner: Planner, finder: Finder, desk: IndicatorDesk, tables: OwnTables, today: dt.date | None
    ) -> None:
        self.planner = planner
        self.finder = finder
        self.search = finder.search
        self.desk = desk
        self.tables = tables
        self._today = today

    def answer(self, question: Question, timings: dict[str, float]) -> Iterator[Step | Ready]:
        """Steps, then the offline answer."""
        clock = time.perf_counter
        begun = clock()
        text = question.text.strip()
        refused = unreadable(text)
        if refused:
            yield self._ready(question, text, refused, timings)
            return
        yield Step(title="理解问题", status="running")
        earlier = tuple(simplified(turn) for turn in question.history)
        pins = known_pins(question.pinned, self.planner.places.gazetteer, self.search.library)
        plan = pins.plan(self.planner, simplified(text), earlier, question.home)
        scope = decide_scope(plan, self.planner.places)
        timings["plan"] = (clock() - begun) * 1000
        yield Step(title="理解问题", detail=_describe(plan))

        def finish(draft: Draft, sure: float | None = None) -> Ready:
            ready = self._ready(question, plan.standalone, pins.explained(draft, plan), timings, sure)
            return replace(ready, plan=plan)

        if is_talk(plan.intent) and (talk := self._intended(plan)) is not None:
            yield replace(finish(talk), plan=None)
            return
        turns = pins.turns([self.planner.official(turn) for turn in (*question.history, text)])
        if len(turns) > 1 and not self._table_before(pins, question, turns):
            # A follow-up goes on with a table only where the question before it was answered by one.
            turns = pins.turns([self.planner.official(plan.standalone)])
        tabled = self.tables.answer(plan, turns)
        told_by_table = tabled is not None and tabled.status != "refused"
        computed = self.desk.answer(plan) if self.desk.computes(plan) or not told_by_table else None
        if tabled is not None and told_by_table and computed is None:
            yield Step(title="查表")
            yield finish(with_text_beside(tabled, plan, self.finder))
            return
        if computed is not None:
            yield Step(title="按表计算", detail=computed.ask.family)
            yield finish(write_computed(computed))
            return
        blocked = _blocked(plan, scope, self.desk.options_for(plan))
        if blocked:
            # Of a place that only tables speak of, the tables say what they lack.
            yield finish(tabled if tabled is not None and blocked.status == "refused" else blocked)
            return
        yield Step(title="查找并阅读", status="running")
        at = clock()
        plan = of_the_likeliest(plan, self.search)
        draft, statements = self._drafted(plan)
        sure = min((one.probability for one in statements), default=None)
        timings["read"] = (clock() - at) * 1000
        yield Step(title="查找并阅读", detail=_found(statements))
        computed = self.desk.answer(plan, text_search_failed=True) if draft.status == "refused" else None
        if computed is not None and computed.computation is not None:
            yield Step(title="按表计算", detail=computed.ask.family)
            yield finish(write_computed(computed))
            return
        draft = self.tables.inside_instead(draft, plan, turns) if tabled is None else draft
        if draft.status == "refused" and tabled is not None:
            draft = tabled
        yield Step(title="核验数字与引文", status="running")
        ready = finish(draft.with_notes(*notes_for(plan, statements, draft, self._day())), sure)
        yield Step(title="核验数字与引文")
        yield ready

    def _table_before(self, pins: Pins, question: Question, turns: Sequence[str]) -> bool:
        """Whether tables answered the question before."""
        earlier = tuple(simplified(turn) for turn in question.history)
        plan = pins.plan(self.planner, earlier[-1], earlier[:-1], question.home)
        tabled = self.tables.answer(plan, turns[:-1])
        return tabled is not None and tabled.status != "refused"

    def _drafted(self, plan: Plan) -> tuple[Draft, list[Statement]]:
        """The draft for a plan, and the statements it leans on."""
        own_fact = answer_own_fact(plan, self.search)
        if own_fact is not None:
            return own_fact, []
        intended = self._intended(plan)
        if intended is not None:
            return intended, []
        if plan.calculation is not None:
            read, missing_operands = read_operands(plan, plan.calculation, self.finder)
            worked = None if missing_operands else work(plan.calculation.kind, read)
            if worked is not None:
                return write_calculation(worked, plan.standalone), [operand.statement for operand in read]
            if missing_operands and plan.calculation.needed:
                return write_operands_missing(read, missing_operands), []
        answers = [_with_change(answer.part.alone or answer.part.text, answer) for answer in self.finder.gather(plan)]
        within = self._within(plan, answers)
        if within is not None:
            return within
        if plan.year_on_year is not None and not any(map(_tells_a_change, answers)):
            read, missing_operands = read_operands(plan, plan.year_on_year, self.finder)
            worked = None if missing_operands else work(plan.year_on_year.kind, read)
            if worked is not None:
                return write_calculation(worked, plan.standalone), [operand.statement for operand in read]
        draft = write_draft(plan, answers, self.search.library, read=self.search.reads)
        return draft, _told(answers)

    def _within(self, plan: Plan, answers: Sequence[Answer]) -> tuple[Draft, list[Statement]] | None:
        """A calculation over the figures of the one account that was found, where the question wants one."""
        if len(answers) != 1:
            return None
        answer = answers[0]
        if answer.statement is not None and asks_within(plan.standalone):
            worked = work_within(plan.standalone, answer.statement)
        elif answer.statement is None and answer.year_after is not None:
            worked = work_within(plan.standalone, answer.year_after, year_before=True)
        else:
            return None
        if worked is None:
            return None
        return write_calculation(worked, plan.standalone), [operand.statement for operand in worked.operands]

    def _intended(self, plan: Plan) -> Draft | None:
        """The answer of a question whose intent has one of its own."""
        if plan.intent not in INTENTS:
            return None
        titles = tuple(entry.title for entry in self.desk.entries)
        return INTENTS[plan.intent].draft(plan, IntentContext(search=self.search, tables=titles))

    def _day(self) -> dt.date:
        return self._today or dt.datetime.now().astimezone().date()

    def _ready(
        self, question: Question, standalone: str, draft: Draft, timings: dict[str, float], sure: float | None = None
    ) -> Ready:
        """A writer's draft, corrected and verified."""
        at = time.perf_counter()
        document_of = self.search.library.document
        checked, checks = verify(as_corrected(draft, document_of), standalone, document_of, question.text)
        if sure is not None and checked.status in ("answered", "computed", "partial"):
            checks = replace(checks, probability=round(sure, 3), doubtful=sure < self.search.calibration.firm)
        timings["verify"] = (time.perf_counter() - at) * 1000
        return Ready(plan=None, draft=checked, checks=checks, standalone=standalone)


def _blocked(plan: Plan, scope: Scope, tabled: tuple[str, ...]) -> Draft | None:
    if scope.asks_back:
        if plan.shared:
            names = "、".join(f"“{name}”" for name, _ in plan.shared)
            text = f"叫{names}的不止一处：{'、'.join(scope.options)}。您问的是哪一处？"
            asks = AskBack(kind="place", words=tuple(name for name, _ in plan.shared))
        elif plan.home:
            text = f"您说的“{plan.home}”是哪里？请写明地名；也可在设置里填写 CEWEN_HOME_PLACE。"
            asks = AskBack(kind="home", words=(plan.home,))
        else:
            text = f"资料中没有“{'、'.join(plan.unknown)}”。您是不是问{'、'.join(scope.options)}？"
            asks = AskBack(kind="place", words=plan.unknown)
        return clarification(text, (*scope.options, *(tabled if plan.home else ())), asks)
    return refusal(scope.missing) if scope.missing else None


def _with_change(question: str, answer: Answer) -> Answer:
    """An answer by the change that its text states, where that is asked for."""
    change = stated_change(question, answer.statement) if answer.statement is not None else None
    return answer if change is None else replace(answer, statement=change)


def _tells_a_change(answer: Answer) -> bool:
    """Whether an answer's figure is a change and no level."""
    one = answer.statement
    return one is not None and tells_change(one.document.text[one.sentence[0] : one.start])


def _told(answers: Sequence[Answer]) -> list[Statement]:
    """The statements that answers lean on, those of tables included."""
    statements = [answer.statement for answer in answers if answer.statement is not None]
    return statements + [answer.cells[0].statement for answer in answers if answer.cells]


def _describe(plan: Plan) -> str:
    parts = ["、".join(place.name for place in plan.places), "、".join(f"{y}年" for y in sorted(plan.years)[:3])]
    return " · ".join(part for part in parts if part)


def _found(items: Sequence[Statement]) -> str:
    return "、".join(sorted({one.document.title for one in items})) or "没有找到能回答的原句"
