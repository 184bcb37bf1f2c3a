"""Which of the office's tables a question is for, of which year, and what it gives; two years are set side by side."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from core.period import find_periods
from tools.table_query import cues as words
from tools.table_query.asked import Reading
from tools.table_query.cues import asides_out, cues_of
from tools.table_query.engine import run
from tools.table_query.query import Condition, Measure, TableQuery, TableResult
from tools.table_query.reading import QuestionReader
from tools.table_query.typed import TypedTable
from tools.table_query.vocabulary import Vocabulary

_ASKING = re.compile(r"多少|几|哪|什么|啥|谁|吗")
_BEFORE, _AFTER = re.compile(r"前一?学?年|上一?学?年|去年|头一年"), re.compile(r"后面?一?学?年|下一?学?年")
SAME_TABLE = 20.0
SAME_ROWS = 0.6  # of the shorter table's rows
SAME_COLUMNS = 0.6  # of the smaller table's columns: then two tables are one in two years
TIE = 0.5


@dataclass(frozen=True, kw_only=True)
class TableAnswer:
    """What tables tell: a reading with its result; for two years the older reading and its result too.

    `change` says what of two years is asked: totals, a row, rows that went or came, the row that changed most. `left`
    are nouns that no table explains: then there is no result.
    """

    reading: Reading
    result: TableResult | None = None
    whole: TableResult | None = None
    older: Reading | None = None
    older_result: TableResult | None = None
    change: str = ""
    names: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    have_years: tuple[str, ...] = ()
    asked_years: tuple[int, ...] = ()


class TableDesk:
    """Asks typed tables.

    Args:
        tables: All there are.
        vocabulary: How columns are asked for.
        tagged: Words of a text with their parts of speech.
    """

    def __init__(
        self, tables: Sequence[TypedTable], vocabulary: Vocabulary, tagged: Callable[[str], Sequence[tuple[str, str]]]
    ) -> None:
        self.tables = tuple(tables)
        self.vocabulary = vocabulary
        self._reader = QuestionReader(vocabulary, tagged)

    def answer(self, turns: Sequence[str], tables: Sequence[TypedTable]) -> tuple[TableAnswer, ...]:
        """The answers to the last of a conversation's questions, one for each thing it asks; () where no table is asked.

        Args:
            turns: Questions, oldest first.
            tables: Those that may be asked, all of one place.
        """
        earlier: Reading | None = None
        found: tuple[TableAnswer, ...] = ()
        for at, turn in enumerate(turns):
            follow = earlier if at and _goes_on(turn) else None
            found = self._parts(asides_out(turn), tables, follow)
            earlier = found[-1].reading if found else None
        return found

    def _parts(self, question: str, tables: Sequence[TypedTable], earlier: Reading | None) -> tuple[TableAnswer, ...]:
        """有几所，在园多少孩子: each thing asked, the later ones of the same rows; one answer where it is one question."""
        clauses = [clause for clause in re.split(r"[，,；;？?](?![^（(]*[)）])", question) if clause.strip()]
        asking = [clause for clause in clauses if _ASKING.search(clause)]
        if (
            len(clauses) > 1
            and len(asking) == len(clauses)
            and not _change_of(question)
            and not cues_of(question).descending
        ):
            told: list[TableAnswer] = []
            for clause in clauses:
                one = self._answer(clause, tables, told[-1].reading if told else earlier)
                if one is None or one.left or one.result is None:
                    break
                told.append(one)
            if len(told) == len(clauses):
                return tuple(told)
        whole = self._answer(question, tables, earlier)
        return () if whole is None else (whole,)

    def _answer(self, question: str, tables: Sequence[TypedTable], earlier: Reading | None) -> TableAnswer | None:
        years = _years(question)
        change = _change_of(question)
        if change in ("gone", "came") and (moved := self._came_and_went(question, change, tables, years)) is not None:
            return moved
        readings = self._readings(question, tables, earlier)
        if not readings:
            return None
        sound = [one for one in readings if not one.left]
        if (
            not sound
            and earlier is not None
            and change
            and (moved := self._changed_since(change, earlier, tables, years)) is not None
        ):
            return moved
        if not sound:
            return TableAnswer(reading=readings[0], left=readings[0].left)
        if (
            change
            and earlier is not None
            and (moved := self._changed_since(change, earlier, tables, years)) is not None
        ):
            return moved
        if change:
            for reading in sound:
                pair = self._two_years(question, reading, tables, years)
                if pair is not None:
                    return self._changed(question, change, *pair)
            if not _levels(question):
                have = tuple(sorted({one.table.period for one in sound}))
                return TableAnswer(
                    reading=sound[0], left=("上一年的同类表",), have_years=have, asked_years=tuple(sorted(years))
                )
        if earlier is not None and not years and (beside := self._beside(question, earlier, sound)) is not None:
            return self._told(beside)
        best = sound[0]
        family = [best, *(one for one in sound[1:] if self._same_sheet(best.table, one.table))]
        if not years:
            return self._told(max(family, key=lambda one: (round(one.score / TIE), max(one.table.years, default=0))))
        fitting = [one for one in sound if _of_years(one.table, years)]
        if not fitting:
            have = tuple(sorted({one.table.period for one in family}))
            return TableAnswer(reading=best, have_years=have, asked_years=tuple(sorted(years)))
        return self._told(max(fitting, key=lambda one: one.score))

    def _changed_since(
        self, change: str, earlier: Reading, tables: Sequence[TypedTable], years: frozenset[int]
    ) -> TableAnswer | None:
        """到2024年多了还是少了: the figure that was asked before, in the other year's table too."""
        others = [table for table in tables if self._same_sheet(table, earlier.table)]
        wanted = [table for table in others if not years or _of_years(table, years) or years & table.years]
        if not wanted or change != "level":
            return None
        other = self._moved(earlier, wanted[-1])
        older, newer = sorted((earlier, other), key=lambda one: min(one.table.years, default=0))
        return self._changed("", change, newer, older)

    def _came_and_went(
        self, question: str, change: str, tables: Sequence[TypedTable], years: frozenset[int]
    ) -> TableAnswer | None:
        """Rows that one year's table has and the other's has not."""
        for table in sorted(tables, key=lambda one: (one.noun in question, max(one.years, default=0)), reverse=True):
            if table.key < 0 or table.noun not in question:
                continue
            plain = Reading(table=table, query=TableQuery(), kind="count")
            pair = self._two_years(question, plain, tables, years)
            if pair is not None:
                return self._changed(question, change, *pair)
        return None

    def _readings(self, question: str, tables: Sequence[TypedTable], earlier: Reading | None) -> list[Reading]:
        made = []
        for table in tables:
            kept = None
            if earlier is not None and (table.id == earlier.table.id or self._same_sheet(table, earlier.table)):
                kept = self._moved(earlier, table)
            one = self._reader.read(table, question, kept)
            if one is not None:
                made.append(replace(one, score=one.score + self._goes_on(one, earlier)))
        return sorted(made, key=lambda one: (one.score, max(one.table.years, default=0)), reverse=True)

    @staticmethod
    def _goes_on(one: Reading, earlier: Reading | None) -> float:
        """A follow-up is asked of the table that answered before, unless its words are another's alone."""
        return SAME_TABLE if earlier is not None and one.table.id == earlier.table.id else 0.0

    def _same_sheet(self, one: TypedTable, other: TypedTable) -> bool:
        """Whether two tables are one form filled in different years: mostly the same rows, or the same columns."""
        if one.id == other.id or one.place != other.place or one.years == other.years:
            return False
        rows, others = set(one.keys) - {""}, set(other.keys) - {""}
        if rows and others and len(rows & others) >= SAME_ROWS * min(len(rows), len(others)):
            return True
        mine, theirs = ({self.vocabulary.canonical(column) for column in table.columns} for table in (one, other))
        return one.noun == other.noun and len(mine & theirs) >= SAME_COLUMNS * min(len(mine), len(theirs))

    def _moved(self, earlier: Reading, table: TypedTable) -> Reading:
        """A reading carried to the table of another year, its columns found again by what they tell."""
        if table.id == earlier.table.id:
            return earlier
        names = {self.vocabulary.canonical(column): column.index for column in table.columns}

        def at(index: int) -> int | None:
            return names.get(self.vocabulary.canonical(earlier.table.columns[index]))

        where = tuple(replace(one, column=found) for one in earlier.where if (found := at(one.column)) is not None)
        columns = tuple(found for index in earlier.columns if (found := at(index)) is not None)
        measure = earlier.query.measure
        top, per = (None if index is None else at(index) for index in (measure.column, measure.per))
        keyed = tuple(replace(one, column=table.key) for one in earlier.query.where if one.column == earlier.table.key)
        query = replace(
            earlier.query, where=(*where, *keyed), measure=replace(measure, column=top, per=per),
            group=None if earlier.query.group is None else at(earlier.query.group),
        )  # fmt: skip
        return replace(earlier, table=table, where=where, columns=columns, query=query)

    def _beside(self, question: str, earlier: Reading, sound: Sequence[Reading]) -> Reading | None:
        """The reading of the year before or after the one that was asked for: 前一学年呢."""
        step = -1 if _BEFORE.search(question) else 1 if _AFTER.search(question) else 0
        now = min(earlier.table.years, default=0)
        return next(
            (
                one for one in sound
                if step and now and self._same_sheet(one.table, earlier.table) and min(one.table.years, default=0) == now + step
            ),
            None,
        )  # fmt: skip

    def _told(self, reading: Reading) -> TableAnswer:
        result = run(reading.table, reading.query)
        whole = run(reading.table, reading.whole) if reading.whole is not None else None
        return TableAnswer(reading=reading, result=result, whole=whole)

    def _two_years(
        self, question: str, best: Reading, tables: Sequence[TypedTable], years: frozenset[int]
    ) -> tuple[Reading, Reading] | None:
        """Readings of the newer and the older table of one sheet."""
        sheets = sorted(
            (table for table in tables if table.id == best.table.id or self._same_sheet(best.table, table)),
            key=lambda table: (min(table.years, default=0), table.period),
        )
        sheets = [table for at, table in enumerate(sheets) if not at or table.years != sheets[at - 1].years]
        wanted = [table for table in sheets if not years or len(years) < 2 or years & table.years]
        if len(years) > 1 and not all(any(_of_years(table, frozenset({year})) for table in sheets) for year in years):
            if not any(set(table.years) == set(years) for table in sheets):
                return None
            wanted = sheets
        if len(wanted) < 2:
            return None
        plain = _plain_question(question)
        newer, older = wanted[-1], wanted[-2]
        if (
            len(years) == 1
            and (named := [table for table in sheets if _of_years(table, years)])
            and named[0] is sheets[0]
        ):
            newer, older = sheets[1], sheets[0]
        if not best.columns and not best.where:
            return replace(best, table=newer), replace(best, table=older)
        new, old = self._reader.read(newer, plain), self._reader.read(older, plain)
        return None if new is None or old is None else (new, old)

    def _changed(self, question: str, change: str, new: Reading, old: Reading) -> TableAnswer | None:
        if change in ("gone", "came"):
            first, second = (old, new) if change == "gone" else (new, old)
            rows = run(first.table, TableQuery(where=first.where)).rows
            there = set(second.table.keys)
            names = tuple(dict.fromkeys(first.table.keys[row] for row in rows if first.table.keys[row] not in there))
            return TableAnswer(reading=new, older=old, change=change, names=names, result=TableResult(told=(), rows=()))
        if change in ("grew", "fell"):
            return self._most_changed(change, new, old)
        asked = replace(new, query=_level(new.query))
        before = replace(old, query=_level(old.query))
        return TableAnswer(
            reading=asked, result=run(asked.table, asked.query), older=before, older_result=run(before.table, before.query),
            change="level",
        )  # fmt: skip

    def _most_changed(self, change: str, new: Reading, old: Reading) -> TableAnswer | None:
        """The row that is in both years and changed most."""
        if not new.columns or not old.columns:
            return None
        now = run(new.table, TableQuery(where=new.where, measure=Measure(column=new.columns[0]), how="value"))
        then = run(old.table, TableQuery(where=old.where, measure=Measure(column=old.columns[0]), how="value"))
        values = _summed(then)
        moved = [
            (value - values[label], label) for label, value in _summed(now).items() if label in values
        ]  # fmt: skip
        if not moved:
            return None
        most = max(moved) if change == "grew" else min(moved)
        names = tuple(label for amount, label in moved if amount == most[0])
        return TableAnswer(reading=new, result=now, older=old, older_result=then, change=change, names=names)


def _summed(result: TableResult) -> dict[str, float]:
    """Values by row name; the stages of one school are added."""
    made: dict[str, float] = {}
    for one in result.told:
        if isinstance(one.value, float):
            made[one.label] = made.get(one.label, 0.0) + one.value
    return made


def _level(query: TableQuery) -> TableQuery:
    """The same as a level, where a change was read as a rank or a list."""
    if query.how in ("rank", "list"):
        return replace(query, how="sum" if query.measure.column is not None else "count")
    if query.how == "value":
        return replace(query, how="sum")
    return query


def _years(question: str) -> frozenset[int]:
    told = words.asides_out(question)
    bounded = re.sub(
        r"(?:早于|晚于|不早于|不晚于)\s*(?:19|20)\d\d年?|(?:19|20)\d\d年?(?:[（(]含[)）])?及?(?:之?[前后]|以[前后])",
        "",
        told,
    )
    return frozenset(year for mention in find_periods(bounded) for year in mention.years)


def _of_years(table: TypedTable, years: frozenset[int]) -> bool:
    """Whether a table is of the asked year: a school year is that of its autumn, or both where both are asked."""
    if not years or not table.years:
        return not years
    if len(table.years) == 1 or len(years) > 1:
        return years <= table.years
    return years == {min(table.years)} or (years == {max(table.years)} and "学年" not in table.period)


def _change_of(question: str) -> str:
    """What of two years a question asks for; '' for none."""
    cues = cues_of(question)
    which = cues.which or cues.listed
    if words.BOTH.search(question) or (which and (words.GREW.search(question) or words.FELL.search(question))):
        if words.GREW.search(question):
            return "grew"
        if words.FELL.search(question):
            return "fell"
    if which and words.GONE.search(question):
        return "gone"
    if which and words.NEW.search(question) and (re.search(r"今年|去年|相比|比|20\d\d", question)):
        return "came"
    two = len({mention.period.label for mention in find_periods(question)}) > 1
    return "level" if cues.change or (two and re.search(r"变化|增|减|多了|少了|各|分别|和|与", question)) else ""


def _levels(question: str) -> bool:
    """Whether a change that a column itself may tell is asked for."""
    return bool(re.search(r"进度|新增学位", question)) and not re.search(r"去年|上年|相比", question)


def _plain_question(question: str) -> str:
    """A question for one year's level: without the years and the words of change."""
    text = re.sub(
        r"(?:比|较|与|跟|和|同)?(?:去年|上一?年|前一年|上一?学年|上年度|(?:19|20)\d\d\s*[-—至到]?\s*(?:(?:19|20)\d\d)?\s*(?:学年|年)?)(?:同期)?(?:相比|比)?",
        "",
        question,
    )
    text = re.sub(
        r"(?:两年都在的?|同比|变化了?|(?:增加|减少|增长|下降|涨|掉|多|少)(?:了|得)?(?:最[多大快厉害]+)?(?:还是少了)?)",
        "",
        text,
    )
    return re.sub(r"，?(?:降幅|增幅|涨幅|幅度|差)[^，。？]*|涨了多少|掉了多少|新增了?哪些|一年下来", "", text)


def _goes_on(turn: str) -> bool:
    """Whether a question goes on about the one before."""
    return (
        bool(
            re.search(
                r"^(?:那|其中|这|它|再|还|后面|前|到(?:19|20)\d\d|占|排|第[二三四五])|呢[？?。，,]", turn.strip() + "。"
            )
        )
        or len(turn) <= 8
    )
