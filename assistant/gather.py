"""Plan to evidence: for each place and each part of a question the statement that answers, or what is missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.breakdown import broken_down
from assistant.demerits import other_unit, wants_share
from assistant.headed import HeadingTopic, headed_statements
from assistant.intents import LIST
from assistant.missing import missing_figure, missing_place
from assistant.one_place import of_place_alone
from assistant.plan import Part, Plan
from assistant.ranking import AS_GOOD, NOW, Ranking
from assistant.slots import Slots, of_the_place, segment_of, veto, years_asked
from core.number_roles import Parts
from core.place import KINDS_OF_WHOLE
from core.place_identity import lies_in
from core.quantity import parse_quantities
from core.schema import Missing, Passage, Place
from retrieval.statement import Statement
from tools.document_tables import FoundCell
from tools.search_policy import PolicySearch, Where

JUDGED = 80
WITH_OTHERS = 0.5  # what standing together adds is more
MOST_READ, MIN_READ = 30, 4
READ_AGAIN = 6  # passages
# Of 617 questions over development and seed texts two were answered otherwise than from all twelve at once (both as
# well), in 80 % of the time.
READ_FIRST = 6
_NOW = re.compile(r"现在|目前|当前|如今|最新|今年")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What was found for one part of a question and one place (None: anywhere).

    `statement` answers; None: `missing` says what there is not. `rival` tells another value of the same in another
    document. `cells` are figures of a document's table that answer instead. `year_after` tells the figure of the year
    after the asked one, which may say how it changed.
    """

    part: Part
    place: Place | None
    statement: Statement | None = None
    rival: Statement | None = None
    missing: tuple[Missing, ...] = ()
    cells: tuple[FoundCell, ...] = ()
    year_after: Statement | None = None

    @property
    def found(self) -> bool:
        """Whether there is an answer."""
        return self.statement is not None or bool(self.cells)


@dataclass(frozen=True, kw_only=True)
class Finder:
    """Finds answers in the policy texts.

    Attributes:
        search: Finds and reads passages.
        parts: Words that part a whole.
        corpus_places: Places the corpus speaks of, for what there is instead.
        topics: Sections that official documents usually have.
    """

    search: PolicySearch
    parts: Parts
    corpus_places: tuple[Place, ...]
    topics: tuple[HeadingTopic, ...] = ()

    def gather(self, plan: Plan) -> tuple[Answer, ...]:
        """Answers place by place, and for each place part by part."""
        places: Sequence[Place | None] = plan.places or (None,)
        answers: list[Answer] = []
        for place in places:
            of_place: list[Answer] = []
            for part in plan.parts:
                of_place.append(self.answer(plan, part, place, [one.statement for one in of_place if one.statement]))
            rest = [one.statement for one in of_place[1:] if one.statement]
            if rest:
                # What is asked first is often told with what is asked after it.
                again = self.answer(plan, plan.parts[0], place, rest)
                of_place[0] = again if _better(again.statement, of_place[0].statement) else of_place[0]
            answers += of_place
        return tuple(self._asked_again(plan, answers))

    def _asked_again(self, plan: Plan, answers: Sequence[Answer]) -> list[Answer]:
        """Places without an answer asked once more in the words in which another place's text tells it."""
        made = []
        for answer in answers:
            items = [one.statement for one in answers if one.part == answer.part and one.statement is not None]
            name = next((name for one in items if (name := figure_name(one))), "")
            if not answer.found and name:
                asked = f"{name}多少"
                again = self.answer(plan, replace(answer.part, text=asked, asked=asked, alone=""), answer.place)
                answer = replace(again, part=answer.part) if again.found else answer
            made.append(answer)
        return made

    def answer(
        self,
        plan: Plan,
        part: Part,
        place: Place | None,
        used: Sequence[Statement] = (),
        years: frozenset[int] | None = None,
        most: int | None = None,
    ) -> Answer:
        """The answer to one part for one place.

        Args:
            plan: The whole question.
            part: What of it is asked.
            place: Whom it is asked of.
            used: Statements that answer its other parts: each part has its own.
            years: Years it is asked of, where they are others than the plan's.
            most: Passages that are read at most; None: as many as for any question.
        """
        asked_years = plan.years if years is None else years
        text = of_place_alone(part.text, place, plan)
        slots = Slots(question=text, place=place, school=part.school, years=asked_years, year_shift=plan.year_shift)
        where = Where(places=self._places(place, part.school), years=asked_years, documents=plan.documents)
        # Of many places each has fewer passages read: what is asked of all of them is told in plain words.
        limit = max(MIN_READ, MOST_READ // len(plan.places)) if len(plan.places) > 1 else most
        passages = self.search.passages(part.asked, where, limit)
        if not passages and place is not None:
            return Answer(
                part=part, place=place, missing=(missing_place(place, plan.documents, self.search, self.corpus_places),)
            )
        answer = self._read(part, place, slots, passages, used, whole=plan.intent == LIST)
        typed = part.changed(plan.as_typed)
        if typed != part and _probability(answer) < self._firm:
            # Some texts write as people talk.
            found = self.answer(replace(plan, reworded=()), typed, place, used, years, READ_FIRST)
            answer = replace(found, part=part) if _probability(found) > _probability(answer) else answer
        return answer

    def _read(
        self,
        part: Part,
        place: Place | None,
        slots: Slots,
        passages: Sequence[Passage],
        used: Sequence[Statement],
        *,
        whole: bool,
    ) -> Answer:
        """The answer in passages; the likeliest are read first, the rest where they do not settle it.

        Args:
            part: What is asked.
            place: Whom it is asked of.
            slots: What the question fixes.
            passages: Where it may stand, best first.
            used: Statements that answer the question's other parts.
            whole: True for a list, which may go on in any of them.
        """
        if not whole and len(passages) > READ_FIRST:
            likeliest = self.search.statements(slots.question, passages[:READ_FIRST], part.school)
            answer = self._answered(part, place, slots, likeliest, used)
            if self._settled(answer):
                return answer
        statements = self.search.statements(slots.question, passages, part.school)
        headed = headed_statements(part.asked, passages, self.search, self.topics) if whole else []
        answer = self._answered(part, place, slots, [*headed, *statements], used)
        if not answer.found and self.search.reader is not None and part.alone not in ("", slots.question):
            # Asked in fewer words the reader may be surer; places and years are the slots' matter.
            again = self.search.statements(part.alone, _likeliest(passages, statements), part.school)
            answer = self._decided(part, place, slots, _better_of(statements, again), used)
        return answer

    def _answered(
        self, part: Part, place: Place | None, slots: Slots, statements: Sequence[Statement], used: Sequence[Statement]
    ) -> Answer:
        """What a table's cells answer, or else a statement."""
        cells = self._cells(part, place, slots, statements)
        if cells:
            return Answer(part=part, place=place, cells=cells)
        return self._decided(part, place, slots, statements, used)

    def _settled(self, answer: Answer) -> bool:
        """Whether a statement is so sure, and so alone, that what is likely less need not be read."""
        return answer.rival is None and answer.statement is not None and _probability(answer) >= self._firm

    @property
    def _firm(self) -> float:
        return self.search.calibration.firm

    def _places(self, place: Place | None, school: str) -> tuple[Place, ...] | None:
        """Whose texts may answer: a place's, and those of its schools where one is asked about."""
        if place is None:
            return None
        schools = [one for one in self.corpus_places if one.level == "school" and lies_in(one, place)] if school else ()
        return (place, *schools)

    def _cells(
        self, part: Part, place: Place | None, slots: Slots, statements: Sequence[Statement]
    ) -> tuple[FoundCell, ...]:
        """Figures of a table where row and column are the asked ones."""
        if not slots.wants_amount:
            return ()
        documents = {
            one.document.id: (one.document, years_asked(slots.years, slots.year_shift, one.document))
            for one in statements
        }
        # A row may be named by the place that is asked of, which is no term.
        query = replace(self.search.words.read(part.asked), text=slots.question)
        found = self.search.tables.find(query, documents, place)
        # 124所 under 幼儿园 is no number of children.
        units = [(one, one.cell.figure.unit) for one in found]
        return tuple(one for one, unit in units if not unit or not other_unit(slots.question, {unit}))

    def _decided(
        self, part: Part, place: Place | None, slots: Slots, items: Sequence[Statement], used: Sequence[Statement]
    ) -> Answer:
        items = [
            one
            for one in items
            if not self.search.tables.holds(one.document.id, one.start) and not _ASKS.search(one.sentence_text)
        ][:JUDGED]
        judged = [(one, veto(slots, one, self.parts)) for one in items]
        sure = Ranking(self.search, self.parts, slots, part.asked, part.alone).sure(
            [one for one, why in judged if not why], used, [one for one, why in judged if why == "place"]
        )
        if not sure and (item := self._broken_down(part, slots, judged)) is not None:
            return Answer(part=part, place=place, statement=item)
        if not sure:
            return Answer(
                part=part,
                place=place,
                missing=missing_figure(part.asked, slots, judged, self.search),
                year_after=self._year_after(slots, judged),
            )
        best = sure[0]
        if not slots.years and not slots.year_shift and slots.wants_amount:
            room = NOW if _NOW.search(slots.question) else AS_GOOD
            near = [one for one in sure if one.score >= best.score - room]
            best = max(near, key=lambda one: (max(one.years, default=0), one.score))
        return Answer(part=part, place=place, statement=best, rival=_rival(best, sure, slots))

    def _broken_down(self, part: Part, slots: Slots, judged: Sequence[tuple[Statement, str]]) -> Statement | None:
        """The asked place's figure behind that of a place around it."""
        place = slots.place
        if place is None or not slots.wants_amount:
            return None
        around = [one for one, why in judged if why == "place" and one.place is not None and lies_in(place, one.place)]
        wide = [one for one in around if not veto(replace(slots, place=one.place), one, self.parts)]
        ranking = Ranking(self.search, self.parts, slots, part.asked, part.alone)
        sure = ranking.sure(wide, ())
        if not sure or ranking.nouns_met(sure[0]) < 1.0:
            return None
        item = broken_down(sure[0], place, self.search.spoken)
        # A share of the plan behind a number of places is no number of places.
        return None if item is None or ("%" in item.text) != wants_share(slots.question) else item

    def _year_after(self, slots: Slots, judged: Sequence[tuple[Statement, str]]) -> Statement | None:
        """The surest figure of the year after the asked one."""
        for one, why in judged:
            years = years_asked(slots.years, slots.year_shift, one.document)
            after = len(years) == 1 and one.years == frozenset({min(years) + 1})
            sure = one.probability >= self.search.calibration.threshold
            if why == "period" and after and sure and of_the_place(slots, one):
                return one
        return None


# A question in a text (问：几年只能用一次？) answers none.
_ASKS = re.compile(r"[？?]\s*$|^\s*问[:：]")


def _probability(answer: Answer) -> float:
    """How sure an answer is; 0 for none."""
    return answer.statement.probability if answer.statement is not None else float(bool(answer.cells))


def _better(again: Statement | None, first: Statement | None) -> bool:
    """Whether what stands with the answers to other parts answers nearly as well by itself."""
    return again is not None and (first is None or again.score >= first.score + WITH_OTHERS)


def figure_name(statement: Statement) -> str:
    """What a statement's text calls the figure it tells: 一般公共预算教育支出; '' where that is no name."""
    words = statement.text.lstrip("，,；; ")
    before = segment_of(statement).partition(words)[0] if words else ""
    found = re.search(
        r"[\u4e00-\u9fff]{3,18}$", re.sub(rf"^.*(?:年底?|全[{KINDS_OF_WHOLE}]|其中|全年|[省市县区])", "", before)
    )
    return found[0] if found else ""


def _likeliest(passages: Sequence[Passage], statements: Sequence[Statement]) -> list[Passage]:
    """The passages with the best statements, in the order they were searched in: reading costs most of an answer."""
    best: dict[str, float] = {}
    for one in statements:
        best[one.passage_id] = max(one.score, best.get(one.passage_id, one.score))
    kept = sorted(best, key=lambda passage: -best[passage])[:READ_AGAIN]
    return [passage for passage in passages if passage.id in kept]


def _better_of(first: Sequence[Statement], second: Sequence[Statement]) -> list[Statement]:
    """Statements of two readings, each stretch once with its better score, best first."""
    best: dict[tuple[str, int, int], Statement] = {}
    for one in (*first, *second):
        key = (one.document.id, one.start, one.end)
        if key not in best or best[key].score < one.score:
            best[key] = one
    return sorted(best.values(), key=lambda one: -one.score)


def _rival(best: Statement, sure: Sequence[Statement], slots: Slots) -> Statement | None:
    """A statement of another document that tells another value of the same place, period and unit as surely."""
    own = parse_quantities(best.text)
    if not slots.wants_amount or len(own) != 1:
        return None
    for other in sure:
        others = parse_quantities(other.text)
        if (
            other.document.id != best.document.id
            and other.years == best.years
            and other.place == best.place
            and len(others) == 1
            and others[0].unit == own[0].unit
            and others[0].value != own[0].value
            and other.score >= best.score - AS_GOOD
            and not (others[0].low <= own[0].value <= others[0].high or own[0].low <= others[0].value <= own[0].high)
        ):
            return other
    return None
