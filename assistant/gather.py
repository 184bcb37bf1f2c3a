"""Plan to evidence: for each place and each part of a question the statement that answers, or what is missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.headed import HeadingTopic, headed_statements
from assistant.one_place import of_place_alone
from assistant.parts import ASKING
from assistant.plan import Part, Plan
from assistant.slots import Slots, demerit, of_the_place, segment_of, veto, years_asked
from core.number_roles import Parts
from core.place import lies_in
from core.quantity import parse_quantities
from core.schema import Missing, Place
from retrieval.match import readable, term_match
from retrieval.query import Term
from retrieval.reader.calibration import WIDEST
from retrieval.statement import Statement
from tools.document_tables import FoundCell
from tools.search_policy import PolicySearch, Where

JUDGED = 80
MOST_READ, MIN_READ = 30, 4
NAMED, BY_HEADING = 0.5, 9.0
COVERED, MIN_NOUNS, LOOKED_AT = 1.5, 2, 6
NEARLY, UNNAMED, HEAD, NUMBER = 4.0, 3.0, 1.5, 5.0
# A number of the question that tells which figure is asked: 600分以上的有几个.
_NUMBER_ASKED = re.compile(r"(?<![\d.])\d{2,4}(?:\.\d+)?(?=[分人岁元天个%])")
# Of figures that fit about as well the latest is meant where no year is asked for.
AS_GOOD, NOW = 1.5, 3.5
# What is asked together is told together: a part's answer in the sentence, or the passage, of another part's.
SAME_SENTENCE, SAME_PASSAGE = 2.5, 1.0
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
            if len(plan.parts) > 1:
                # What is asked first is often told with what is asked after it.
                rest = [one.statement for one in of_place[1:] if one.statement]
                of_place[0] = self.answer(plan, plan.parts[0], place, rest) if rest else of_place[0]
            answers += of_place
        return tuple(self._asked_again(plan, answers))

    def _asked_again(self, plan: Plan, answers: Sequence[Answer]) -> list[Answer]:
        """Places without an answer asked once more in the words in which another place's text tells it."""
        if len({answer.place for answer in answers}) < 2:
            return list(answers)
        made = []
        for answer in answers:
            told = [one.statement for one in answers if one.part == answer.part and one.statement is not None]
            name = next((name for one in told if (name := figure_name(one))), "")
            if not answer.found and name:
                asked = f"{name}多少"
                again = self.answer(plan, replace(answer.part, text=asked, asked=asked, alone=""), answer.place)
                answer = replace(again, part=answer.part) if again.found else answer
            made.append(answer)
        return made

    def answer(
        self, plan: Plan, part: Part, place: Place | None, used: Sequence[Statement] = (),
        years: frozenset[int] | None = None,
    ) -> Answer:  # fmt: skip
        """The answer to one part for one place.

        Args:
            plan: The whole question.
            part: What of it is asked.
            place: Whom it is asked of.
            used: Statements that answer its other parts: each part has its own.
            years: Years it is asked of, where they are others than the plan's.
        """
        asked_years = plan.years if years is None else years
        text = of_place_alone(part.text, place, plan)
        slots = Slots(question=text, place=place, school=plan.school, years=asked_years, year_shift=plan.year_shift)
        where = Where(places=None if place is None else (place,), years=asked_years)
        # Of many places each has fewer passages read: what is asked of all of them is told in plain words.
        limit = max(MIN_READ, MOST_READ // len(plan.places)) if len(plan.places) > 1 else None
        passages = self.search.passages(part.asked, where, limit)
        if not passages and place is not None:
            return Answer(part=part, place=place, missing=(self._no_such_place(place),))
        statements = self.search.statements(text, passages)
        cells = self._cells(part, place, slots, statements)
        if cells:
            return Answer(part=part, place=place, cells=cells)
        if plan.intent == "list":
            statements = [*headed_statements(part.asked, passages, self.search, self.topics), *statements]
        answer = self._decided(part, place, slots, statements, used)
        if answer.statement is None and self.search.reader is not None and part.alone not in ("", text):
            # Asked in fewer words the reader may be surer; places and years are the slots' matter.
            again = self.search.statements(part.alone, passages)
            answer = self._decided(part, place, slots, _better_of(statements, again), used)
        return answer

    def _cells(
        self, part: Part, place: Place | None, slots: Slots, statements: Sequence[Statement]
    ) -> tuple[FoundCell, ...]:
        """Figures of a table where row and column are the asked ones."""
        if not slots.wants_amount:
            return ()
        documents = {
            one.document.id: (one.document, years_asked(slots.years, slots.year_shift, one.document))
            for one in statements
        }  # fmt: skip
        # A row may be named by the place that is asked of, which is no term.
        query = replace(self.search.words.read(part.asked), text=slots.question)
        return self.search.tables.find(query, documents, place)

    def _decided(
        self, part: Part, place: Place | None, slots: Slots, told: Sequence[Statement], used: Sequence[Statement]
    ) -> Answer:
        curve = self.search.calibration
        told = [one for one in told if not self.search.tables.holds(one.document.id, one.start)][:JUDGED]
        judged = [(one, veto(slots, one, self.parts)) for one in told]
        nouns = [term for term in self.search.words.read(part.asked).terms if term.noun]
        fitting = [
            replace(one, score=score, probability=curve.probability(score))
            for one, why in judged
            if not why and not any(_overlap(one, other) for other in used)
            for score in (
                one.score
                - demerit(slots, one, self.parts)
                + _together(one, used)
                - self._by_heading_alone(slots, nouns, one),
            )
        ]
        if slots.wants_amount:
            fitting = self._named_first(fitting, nouns, part.asked)
        fitting.sort(key=lambda one: (one.document.behind - one.score, one.document.id, one.start))
        sure = self._sure(fitting)
        if not sure:
            # The reader is shy of words it does not know; a stretch that meets every noun asked is sounder.
            covered = [self._with_cover(one, nouns) for one in fitting[:LOOKED_AT]]
            sure = self._sure(sorted(covered, key=lambda one: one.document.behind - one.score))
        if not sure:
            return Answer(
                part=part, place=place, missing=self._missing(part, place, slots, judged),
                year_after=self._year_after(slots, judged),
            )  # fmt: skip
        best = sure[0]
        if not slots.years and not slots.year_shift and slots.wants_amount:
            room = NOW if _NOW.search(slots.question) else AS_GOOD
            near = [one for one in sure if one.score >= best.score - room]
            best = max(near, key=lambda one: (max(one.years, default=0), one.score))
        return Answer(part=part, place=place, statement=best, rival=_rival(best, sure, slots))

    def _sure(self, ranked: Sequence[Statement]) -> list[Statement]:
        """Statements from the first on, those nearly as good behind it; [] where the first is not sure."""
        if not ranked:
            return []
        first, curve = ranked[0], self.search.calibration
        others = [one.score for one in ranked[1:] if one.sentence != first.sentence and not _tells_same(one, first)]
        lead = first.score - others[0] if others else WIDEST
        if curve.probability(first.score, lead) < curve.threshold:
            return []
        return [one for one in ranked if one.score >= first.score - NOW]

    def _with_cover(self, one: Statement, nouns: Sequence[Term]) -> Statement:
        """A statement with what it gains where its sentence, headings and title meet every noun of the question."""
        where = readable(one.context, self.search.index.segmenter)
        if len(nouns) < MIN_NOUNS or any(term_match(term, where) < NAMED for term in nouns):
            return one
        score = one.score + COVERED
        return replace(one, score=score, probability=self.search.calibration.probability(score))

    def _named_first(self, fitting: Sequence[Statement], nouns: Sequence[Term], asked: str) -> list[Statement]:
        """Figures that meet none of the question's nouns lose where another that is nearly as sure meets them all.

        So do those whose own words do not name what is counted, where another's do; and every one beside whose sentence
        a number of the question (600分) does not stand.
        """
        fitting = self._by_head(fitting, nouns, asked)
        met = [self._nouns_met(one, nouns) for one in fitting]
        best = max((one.score for one in fitting), default=0.0)
        told = any(share == 1.0 and one.score >= best - NEARLY for one, share in zip(fitting, met, strict=True))
        curve = self.search.calibration
        return [
            replace(one, score=one.score - UNNAMED, probability=curve.probability(one.score - UNNAMED))
            if told and not share else one
            for one, share in zip(fitting, met, strict=True)
        ]  # fmt: skip

    def _by_head(self, fitting: Sequence[Statement], nouns: Sequence[Term], asked: str) -> list[Statement]:
        numbers = [found[0] for found in _NUMBER_ASKED.finditer(asked)]
        head = next((one for one in reversed(nouns) if asked.rfind(one.text) < _asks_at(asked)), None)
        segmenter = self.search.index.segmenter
        named = [
            head is not None and term_match(head, readable(segment_of(one), segmenter)) >= NAMED for one in fitting
        ]  # fmt: skip
        made = []
        for one, by_name in zip(fitting, named, strict=True):
            lost = HEAD * (any(named) and not by_name)
            lost += NUMBER * any(number not in one.context for number in numbers)
            score = one.score - lost
            made.append(replace(one, score=score, probability=self.search.calibration.probability(score)))
        return sorted(made, key=lambda one: -one.score)

    def _nouns_met(self, one: Statement, nouns: Sequence[Term]) -> float:
        where = readable("".join((*one.section.heading_path, one.sentence_text)), self.search.index.segmenter)
        return sum(term_match(term, where) >= NAMED for term in nouns) / len(nouns) if nouns else 1.0

    def _by_heading_alone(self, slots: Slots, nouns: Sequence[Term], one: Statement) -> float:
        """What a figure loses whose sentence names nothing of the question where its heading does.

        A paragraph of other figures may stand under the heading of the one before it.
        """
        if not slots.wants_amount or not nouns:
            return 0.0
        segmenter = self.search.index.segmenter
        sentence, above = readable(one.sentence_text, segmenter), readable("".join(one.section.heading_path), segmenter)
        if any(term_match(term, sentence) >= NAMED for term in nouns):
            return 0.0
        return BY_HEADING * any(term_match(term, above) >= NAMED for term in nouns)

    def _year_after(self, slots: Slots, judged: Sequence[tuple[Statement, str]]) -> Statement | None:
        """The surest figure of the year after the asked one."""
        for one, why in judged:
            years = years_asked(slots.years, slots.year_shift, one.document)
            after = len(years) == 1 and one.years == frozenset({min(years) + 1})
            sure = one.probability >= self.search.calibration.threshold
            if why == "period" and after and sure and of_the_place(slots, one):
                return one
        return None

    def _missing(
        self, part: Part, place: Place | None, slots: Slots, judged: Sequence[tuple[Statement, str]]
    ) -> tuple[Missing, ...]:
        threshold = self.search.calibration.threshold
        other_years = [one for one, why in judged if why == "period" and of_the_place(slots, one)]
        sure = [one for one in other_years if one.probability >= threshold]
        right_years = any(why in ("", "part", "target") for _, why in judged)
        if (slots.years or slots.year_shift) and other_years and (sure or not right_years):
            have = sorted({year for one in (sure or other_years)[:4] for year in one.years})
            years = years_asked(slots.years, slots.year_shift, other_years[0].document)
            asked = "、".join(f"{year}年" for year in sorted(years))
            return (
                Missing(kind="period", asked=asked, have=tuple(f"{year}年" for year in have) or ("未标日期的文件",)),
            )
        headings = [one.section.heading[:30] for one, why in judged[:6] if why != "place" and one.section.depth > 0]
        return (Missing(kind="indicator", asked=self.topic(part.asked), have=tuple(dict.fromkeys(headings))[:3]),)

    def topic(self, asked: str) -> str:
        """What a question is about, in its own nouns."""
        return "".join(term.text for term in self.search.words.read(asked).terms if term.noun) or asked

    def _no_such_place(self, place: Place) -> Missing:
        related = [
            own for own in self.corpus_places
            if lies_in(own, place) or lies_in(place, own) or set(own.parents) & set(place.parents)
        ]  # fmt: skip
        have = tuple(dict.fromkeys(one.full_name for one in related or self.corpus_places))
        return Missing(kind="place", asked=place.name, have=have)


def _asks_at(asked: str) -> int:
    """Where a question asks: what is counted stands before it."""
    found = ASKING.search(asked)
    return found.start() if found else len(asked)


def figure_name(statement: Statement) -> str:
    """What a statement's text calls the figure it tells: 一般公共预算教育支出; '' where that is no name."""
    before = segment_of(statement).partition(statement.text.lstrip("，,；; "))[0] if statement.text else ""
    found = re.search(
        r"[\u4e00-\u9fff]{3,18}$", re.sub(r"^.*(?:年底?|全[省市县区州]|其中|全年|[省市县区])", "", before)
    )
    return found[0] if found else ""


def _better_of(first: Sequence[Statement], second: Sequence[Statement]) -> list[Statement]:
    """Statements of two readings, each stretch once with its better score, best first."""
    best: dict[tuple[str, int, int], Statement] = {}
    for one in (*first, *second):
        key = (one.document.id, one.start, one.end)
        if key not in best or best[key].score < one.score:
            best[key] = one
    return sorted(best.values(), key=lambda one: -one.score)


def _together(one: Statement, used: Sequence[Statement]) -> float:
    """What a statement gains for standing with the answers to a question's other parts."""
    own = [other for other in used if other.document.id == one.document.id]
    if any(other.sentence == one.sentence for other in own):
        return SAME_SENTENCE
    return SAME_PASSAGE if any(other.passage == one.passage for other in own) else 0.0


def _tells_same(one: Statement, other: Statement) -> bool:
    """Whether two statements tell the same figures, as a summary and a bulletin do."""
    told = [{(q.value, q.unit) for q in parse_quantities(segment_of(each))} for each in (one, other)]
    return bool(told[0]) and (told[0] <= told[1] or told[1] <= told[0])


def _overlap(one: Statement, other: Statement) -> bool:
    return one.document.id == other.document.id and one.start < other.end and other.start < one.end


def _rival(best: Statement, sure: Sequence[Statement], slots: Slots) -> Statement | None:
    """A statement of another document that tells another value of the same place, period and unit as surely."""
    own = parse_quantities(best.text)
    if not slots.wants_amount or len(own) != 1:
        return None
    for other in sure:
        told = parse_quantities(other.text)
        if (
            other.document.id != best.document.id and other.years == best.years and other.place == best.place
            and len(told) == 1 and told[0].unit == own[0].unit and told[0].value != own[0].value
            and other.score >= best.score - AS_GOOD
            and not (told[0].low <= own[0].value <= told[0].high or own[0].low <= told[0].value <= own[0].high)
        ):  # fmt: skip
            return other
    return None
