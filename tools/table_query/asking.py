"""Which of the office's tables a question is for, of which year, and what it gives; two years are set side by side."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from retrieval.schools import SchoolNames
from tools.table_query.asked import Reading
from tools.table_query.carried import moved, named_again
from tools.table_query.cues import asides_out, cues_of
from tools.table_query.engine import run
from tools.table_query.query import Measure, TableQuery, TableResult
from tools.table_query.reading import QuestionReader
from tools.table_query.rows import together
from tools.table_query.short_names import places_in
from tools.table_query.typed import TypedTable
from tools.table_query.vocabulary import Vocabulary
from tools.table_query.years import (
    change_of,
    goes_on,
    is_of_years,
    level_of,
    plain_question,
    summed_by_name,
    tells_itself,
    year_step,
    years_asked,
    years_bound,
)

_ASKING = re.compile(r"多少|几|哪|什么|啥|谁|吗")
SAME_TABLE = 20.0
SAME_ROWS = 0.6  # of the shorter table's rows
MUCH_SHORTER = 0.5  # of the longer table's rows: then it is no list of the same things
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
        schools: Finds names of schools.
    """

    def __init__(
        self,
        tables: Sequence[TypedTable],
        vocabulary: Vocabulary,
        tagged: Callable[[str], Sequence[tuple[str, str]]],
        schools: SchoolNames,
    ) -> None:
        self.tables = tuple(tables)
        self.vocabulary = vocabulary
        self._reader = QuestionReader(vocabulary, tagged, schools)

    def answer(self, turns: Sequence[str], tables: Sequence[TypedTable]) -> tuple[TableAnswer, ...]:
        """The answers to the last of a conversation's questions, one for each thing asked; () where no table is asked.

        Args:
            turns: Questions, oldest first.
            tables: Those that may be asked, all of one place.
        """
        earlier: Reading | None = None
        found: tuple[TableAnswer, ...] = ()
        places = {place for table in tables for place in places_in(table.place)[-1:]}
        for at, asked in enumerate(turns):
            turn = named_again(asked, found[-1].reading.kind if found else "", found[-1].result if found else None)
            if turn is None:
                return ()
            follow = earlier if at and goes_on(turn, tuple(places)) else None
            found = self._parts(asides_out(turn), tables, follow)
            earlier = found[-1].reading if found else None
        return found

    def _parts(self, question: str, tables: Sequence[TypedTable], earlier: Reading | None) -> tuple[TableAnswer, ...]:
        """有几所，在园多少孩子: each thing asked, the later ones of the same rows; else the one question."""
        clauses = [clause for clause in re.split(r"[，,；;？?](?![^（(]*[)）])", question) if clause.strip()]
        asking = [clause for clause in clauses if _ASKING.search(clause)]
        if (
            len(clauses) > 1
            and len(asking) == len(clauses)
            and not change_of(question)
            and not cues_of(question).descending
        ):
            items: list[TableAnswer] = []
            for clause in clauses:
                one = self._answer(clause, tables, items[-1].reading if items else earlier)
                if one is None or one.left or one.result is None:
                    break
                items.append(one)
            if len(items) == len(clauses):
                return tuple(items)
        whole = self._answer(question, tables, earlier)
        return () if whole is None else (whole, *self._beside_it(whole))

    def _beside_it(self, first: TableAnswer) -> list[TableAnswer]:
        """Answers for the other figures that a question asks of the same rows: 各乡镇的学生数和教师数."""
        reading = first.reading
        if first.result is None or first.older is not None:
            return []
        made = []
        for column in reading.beside:
            figure = together(self.vocabulary, reading.table.columns[column])
            query = replace(reading.query, measure=figure.measure, how=figure.how)
            columns = (column, *reading.columns[-1:]) if reading.query.group is not None else (column,)
            made.append(self._told(replace(reading, query=query, columns=columns, beside=())))
        return made

    def _answer(self, question: str, tables: Sequence[TypedTable], earlier: Reading | None) -> TableAnswer | None:
        years = years_asked(question)
        change = change_of(question)
        if change in ("gone", "came") and (moved := self._came_and_went(question, change, tables, years)) is not None:
            return moved
        readings = self._readings(question, tables, earlier)
        if not readings:
            return None
        sound = [one for one in readings if not one.left]
        since = self._changed_since(change, earlier, tables, years) if change and earlier is not None else None
        if since is not None:
            return since
        if not sound:
            return TableAnswer(reading=readings[0], left=readings[0].left)
        if change:
            for reading in sound:
                pair = self._two_years(question, reading, tables, years)
                if pair is not None:
                    return self._changed(question, change, *pair)
            if not tells_itself(question):
                have = tuple(sorted({one.table.period for one in sound}))
                return TableAnswer(
                    reading=sound[0], left=("上一年的同类表",), have_years=have, asked_years=tuple(sorted(years))
                )
        beside = None if earlier is None or years else self._beside(question, earlier, sound)
        if beside is not None:
            return self._told(beside)
        best = sound[0]
        family = [best, *(one for one in sound[1:] if self._same_sheet(best.table, one.table))]
        if not years:
            return self._told(max(family, key=lambda one: (round(one.score / TIE), max(one.table.years, default=0))))
        fitting = [one for one in sound if is_of_years(one.table, years - years_bound(one.where))]
        if not fitting:
            have = tuple(sorted({one.table.period for one in family}))
            return TableAnswer(reading=best, have_years=have, asked_years=tuple(sorted(years)))
        return self._told(max(fitting, key=lambda one: one.score))

    def _changed_since(
        self, change: str, earlier: Reading, tables: Sequence[TypedTable], years: frozenset[int]
    ) -> TableAnswer | None:
        """到2024年多了还是少了: the figure that was asked before, in the other year's table too."""
        others = [table for table in tables if self._same_sheet(table, earlier.table)]
        wanted = [table for table in others if not years or is_of_years(table, years) or years & table.years]
        if not wanted or change != "level":
            return None
        other = moved(self.vocabulary, earlier, wanted[-1])
        if other is None:
            return None
        older, newer = sorted((earlier, other), key=lambda one: min(one.table.years, default=0))
        return self._changed("", change, newer, older)

    def _came_and_went(
        self, question: str, change: str, tables: Sequence[TypedTable], years: frozenset[int]
    ) -> TableAnswer | None:
        """Rows that one year's table has and the other's has not."""
        for table in sorted(tables, key=lambda one: max(one.years, default=0), reverse=True):
            if not table.is_roster or table.noun not in question:
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
                kept = moved(self.vocabulary, earlier, table)
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
        fewer, more = sorted((len(rows), len(others)))
        alike = one.is_roster == other.is_roster and fewer >= MUCH_SHORTER * more
        if fewer and alike and len(rows & others) >= SAME_ROWS * fewer:
            return True
        mine, theirs = ({self.vocabulary.canonical(column) for column in table.columns} for table in (one, other))
        return one.noun == other.noun and len(mine & theirs) >= SAME_COLUMNS * min(len(mine), len(theirs))

    def _beside(self, question: str, earlier: Reading, sound: Sequence[Reading]) -> Reading | None:
        """The reading of the year before or after the one that was asked for: 前一学年呢."""
        step = year_step(question)
        now = min(earlier.table.years, default=0)
        wanted = [one for one in sound if step and now and min(one.table.years, default=0) == now + step]
        return next((one for one in wanted if self._same_sheet(one.table, earlier.table)), None)

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
        if len(years) > 1 and not all(any(is_of_years(table, frozenset({year})) for table in sheets) for year in years):
            if not any(set(table.years) == set(years) for table in sheets):
                return None
            wanted = sheets
        if len(wanted) < 2:
            return None
        plain = plain_question(question)
        newer, older = wanted[-1], wanted[-2]
        if (
            len(years) == 1
            and (named := [table for table in sheets if is_of_years(table, years)])
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
            return TableAnswer(
                reading=new, older=old, change=change, names=names, result=TableResult(values=(), rows=())
            )
        if change in ("grew", "fell"):
            return self._most_changed(change, new, old)
        asked = replace(new, query=level_of(new.query))
        before = replace(old, query=level_of(old.query))
        return TableAnswer(
            reading=asked,
            result=run(asked.table, asked.query),
            older=before,
            older_result=run(before.table, before.query),
            change="level",
        )

    def _most_changed(self, change: str, new: Reading, old: Reading) -> TableAnswer | None:
        """The row that is in both years and changed most."""
        if not new.columns or not old.columns:
            return None
        now = run(new.table, TableQuery(where=new.where, measure=Measure(column=new.columns[0]), how="value"))
        then = run(old.table, TableQuery(where=old.where, measure=Measure(column=old.columns[0]), how="value"))
        values = summed_by_name(then)
        moved = [(value - values[label], label) for label, value in summed_by_name(now).items() if label in values]
        if not moved:
            return None
        most = max(moved) if change == "grew" else min(moved)
        names = tuple(label for amount, label in moved if amount == most[0])
        return TableAnswer(reading=new, result=now, older=old, older_result=then, change=change, names=names)
