"""Plain questions to the office's tables: whose tables may be asked, and what they tell as a draft."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.draft import Draft, join_drafts
from assistant.intents import INTENTS
from assistant.plan import Plan
from assistant.write.refuse import clarification
from assistant.write.tabled import write_tabled
from core.place import short_name
from core.settings import Settings
from corpus.library import Library
from retrieval.schools import SchoolNames
from tools.table_query.asking import TableAnswer, TableDesk
from tools.table_query.sheets import sheets_of
from tools.table_query.typed import TypedTable
from tools.table_query.vocabulary import load_vocabulary


class OwnTables:
    """Asks the tables of an office for a plan.

    Args:
        settings: Where tables and word lists are.
        library: Documents with the tables inside them.
        tagged: Words of a text with their parts of speech.
        schools: Finds names of schools.
    """

    def __init__(
        self,
        settings: Settings,
        library: Library,
        tagged: Callable[[str], Sequence[tuple[str, str]]],
        schools: SchoolNames,
    ) -> None:
        self._library = library
        self._words = load_vocabulary(settings.lexicon_dir)
        self._desk = TableDesk(sheets_of(settings, library), self._words, tagged, schools)

    def answer(self, plan: Plan, turns: Sequence[str], *, inside: bool = False) -> Draft | None:
        """What tables tell; a refusal that names what they lack; None where no table is asked.

        Args:
            plan: What is asked, for its places.
            turns: The conversation's questions in official words, the last one asked.
            inside: Ask the tables inside texts, and not the sheets, and only for one row or a rank: what the rows of
                such a table add up to is seldom what the text is about.
        """
        if plan.intent in INTENTS:
            return None
        tables = [table for table in self._desk.tables if (table.kind == "inside") == inside and _may_be(table, plan)]
        by_place: dict[str, tuple[TableAnswer, ...]] = {}
        # Example data answer only where they are named.
        own = [table for table in tables if not _is_example(table)] or tables
        for place in dict.fromkeys(table.place for table in own):
            found = self._desk.answer(turns, [table for table in own if table.place == place])
            if found:
                by_place[place] = found
        record = {
            place: found
            for place, found in by_place.items()
            if all(not one.left and one.result is not None for one in found)
            and (not inside or all(self._pinned(one, turns[-1]) for one in found))
        }
        named = {place: found for place, found in record.items() if found[0].reading.keys}
        chosen = named or record
        if len(chosen) > 1 and not plan.places and not plan.table_places:
            return clarification(f"有几处的表都能回答：{'、'.join(chosen)}。您问的是哪一处？", tuple(chosen))
        if chosen:
            return self._written(next(iter(chosen.values())))
        return self._written(next(iter(by_place.values()))) if by_place and not inside else None

    def table(self, table_id: str) -> TypedTable | None:
        """A table by its id; None where it is no longer there."""
        return next((table for table in self._desk.tables if table.id == table_id), None)

    def inside_instead(self, draft: Draft, plan: Plan, turns: Sequence[str]) -> Draft:
        """A row of a table inside a text, where the texts are silent or tell of something that is not that row.

        Args:
            draft: What the texts tell.
            plan: What is asked.
            turns: The conversation's questions in official words.
        """
        inside = self.answer(plan, turns, inside=True)
        if inside is None or inside.status == "refused":
            return draft
        quotes = "".join(citation.quote for citation in draft.citations)
        rows = _row_words(inside)
        text_answers = draft.status != "refused" and (not rows or any(word in quotes for word in rows))
        return draft if text_answers else inside

    def _pinned(self, one: TableAnswer, question: str) -> bool:
        """Whether a question names one row of a table and the figure it asks for, or asks which row is first."""
        reading = one.reading
        if reading.kind == "rank":
            return True
        columns = [reading.table.columns[index] for index in reading.columns]
        named = all(any(name in question for name in self._words.names(column)) for column in columns)
        return reading.kind == "lookup" and one.result is not None and len(one.result.rows) == 1 and named

    def _written(self, answers: Sequence[TableAnswer]) -> Draft:
        return join_drafts([write_tabled(one, self._words, self._library) for one in answers])


def _is_example(table: TypedTable) -> bool:
    return "示例" in table.warning


def _row_words(draft: Draft) -> tuple[str, ...]:
    """What names the row of a draft that tells one row of a table: its first label."""
    return tuple(re.split(r"[，：]", citation.quote)[0] for citation in draft.citations if citation.kind == "document")


def _may_be(table: TypedTable, plan: Plan) -> bool:
    """Whether a table may answer: it is of the asked place, or what was read as a place stands in its cells."""
    if plan.documents is not None and table.document_id not in plan.documents:
        return False
    cells = _cells(table)
    for name in plan.unknown:
        if not any(name in cell for cell in cells) and name not in table.place:
            return False
    for place, word in zip(plan.places, (*plan.named, *[""] * len(plan.places)), strict=False):
        if word and any(word in cell for cell in cells):
            continue
        if place.full_name != table.place and place.name != table.place:
            return False
    for place in plan.table_places:
        if place.name != table.place and not table.place.endswith(place.name):
            return False
    return not (_is_example(table) and not plan.table_places and short_name(table.place) not in plan.standalone)


def _cells(table: TypedTable) -> set[str]:
    return {*table.keys, *(value for column in table.columns for value in column.values)}
