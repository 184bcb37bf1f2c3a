"""Reading what is stored: documents, sections, passages and their sentence units, with a small memory of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, inspect, select

from core.record import EXPIRED_BEHIND, DocumentTable
from core.schema import Document, Passage, Section
from corpus.corrections import Correction, all_corrections, in_force, of_document
from corpus.overlay import corrected_document, corrected_sections, section_notes
from corpus.rows import place_from_json, tables_from_json, to_document, to_passage, to_section
from corpus.seen import SeenStore
from corpus.store import DocumentRow, PassageRow, SectionRow, Store, UnitRow

CACHED_DOCUMENTS = 512
ENDED, EXPIRED = ("废止", "已修订", "征求意见稿"), "期满"
OVER = (*ENDED, EXPIRED)
CACHED_PASSAGES = 20_000
# What an outline of a document leaves out.
_NO_TEXT: Mapping[str, Any] = {"text": "", "offsets": [], "locators": [], "notes": [], "tables": [], "shingles": None}


@dataclass(frozen=True, kw_only=True, eq=False)
class StoredUnit:
    """A sentence unit as stored; spans are code points of its document's text; the vector has length 1."""

    document_id: str
    passage_id: str
    section_id: str
    sentence: tuple[int, int]
    start: int
    end: int
    vector: NDArray[np.float32] | None


class Owner(NamedTuple):
    """Whose a passage is: its document, its section's place in full ('' for none), and its span in the document."""

    document_id: str
    place: str
    span: tuple[int, int]


class Library:
    """What the corpus holds, by id, with what editors put right.

    Args:
        store: The store to read. A library remembers what it read: open a new one after ingest or a correction.
        today: The day plans and rules with an end are held against; None: none is over.
    """

    def __init__(self, store: Store, today: dt.date | None = None) -> None:
        self._store = store
        self.seen = store.seen
        self._today = today
        self.document = lru_cache(CACHED_DOCUMENTS)(self._document)
        self._sections_of = lru_cache(CACHED_DOCUMENTS)(self._read_sections)
        self.tables = lru_cache(CACHED_DOCUMENTS)(self._tables)
        self._units: dict[str, tuple[StoredUnit, ...]] = {}
        self._owners: dict[str, Owner] = {}

    @cached_property
    def _corrections(self) -> dict[str, list[Correction]]:
        """Corrections in force, by document."""
        made = in_force(all_corrections(self._store))
        sources = {c.source for c in made}
        if not sources:
            return {}
        with self._store.session() as session:
            rows = session.execute(
                select(DocumentRow.id, DocumentRow.root, DocumentRow.source).where(DocumentRow.source.in_(sources))
            ).all()
        count = {source: sum(row.source == source for row in rows) for source in sources}
        return {row.id: of_document(made, row.root, row.source, count[row.source] == 1) for row in rows}

    def corrections(self, document_id: str) -> tuple[Correction, ...]:
        """The corrections in force of a document."""
        return tuple(self._corrections.get(document_id, ()))

    @property
    def corrected(self) -> frozenset[str]:
        """Documents that have a correction."""
        return frozenset(document_id for document_id, made in self._corrections.items() if made)

    def _document(self, document_id: str) -> Document:
        with self._store.session() as session:
            return self._read(session.get_one(DocumentRow, document_id))

    def find(self, document_id: str) -> Document | None:
        """A document, or None where it is not there."""
        with self._store.session() as session:
            there = session.get(DocumentRow, document_id) is not None
        return self.document(document_id) if there else None

    @cached_property
    def _hidden(self) -> frozenset[str]:
        """What names documents that are not to be named."""
        return self._store.hidden() if isinstance(self._store, SeenStore) else frozenset()

    def _read(self, row: DocumentRow) -> Document:
        document = to_document(row, self._hidden)
        made = self.corrections(row.id)
        if made:
            document = corrected_document(document, made)
            document = replace(document, notes=(*document.notes, *section_notes(self._sections_of(row.id), made)))
        if self._today and document.expires and document.expires < self._today:
            status = document.status if document.status in ENDED else EXPIRED
            return replace(document, behind=document.behind + EXPIRED_BEHIND, status=status)
        return document

    def _read_sections(self, document_id: str) -> dict[str, Section]:
        with self._store.session() as session:
            # Columns alone: mapped rows that nobody changes take twice as long.
            rows = session.execute(
                select(*(one.class_attribute for one in inspect(SectionRow).column_attrs))
                .where(SectionRow.document_id == document_id)
                .order_by(SectionRow.start, SectionRow.depth)
            )
            sections = {row.id: to_section(row) for row in rows}
            made = self.corrections(document_id)
            if not made:
                return sections
            return corrected_sections(sections, to_document(session.get_one(DocumentRow, document_id)), made)

    def documents(self) -> list[Document]:
        """Every document, in order of id."""
        with self._store.session() as session:
            # By code points: databases order names by the language they were set up with.
            rows = sorted(session.scalars(select(DocumentRow)), key=lambda row: row.id)
            return [self._read(row) for row in rows]

    def outlines(self) -> list[Document]:
        """Every document without its text and what is marked on it, in order of id: a store may hold much of both."""
        light = [one.class_attribute for one in inspect(DocumentRow).column_attrs if one.key not in _NO_TEXT]
        with self._store.session() as session:
            rows = session.execute(select(*light)).mappings().all()
        return [self._read(DocumentRow(**row, **_NO_TEXT)) for row in sorted(rows, key=lambda row: str(row["id"]))]

    def section(self, document_id: str, section_id: str) -> Section:
        """One section of a document."""
        return self._sections_of(document_id)[section_id]

    def section_at(self, document_id: str, section_id: str, at: int) -> Section:
        """The deepest section that a code point of a document lies in: a passage of one may hold several."""
        around = [one for one in self._sections_of(document_id).values() if one.start <= at < one.end]
        return max(around, key=lambda one: one.depth, default=self.section(document_id, section_id))

    def sections(self, document_id: str) -> list[Section]:
        """A document's sections in order of their start."""
        return list(self._sections_of(document_id).values())

    def _tables(self, document_id: str) -> tuple[DocumentTable, ...]:
        """The tables inside a document, in order."""
        if document_id not in self._tabled:
            return ()
        with self._store.session() as session:
            return tables_from_json(session.get_one(DocumentRow, document_id).tables)

    @cached_property
    def _tabled(self) -> frozenset[str]:
        """Documents that have tables."""
        with self._store.session() as session:
            return frozenset(
                session.scalars(select(DocumentRow.id).where(func.json_array_length(DocumentRow.tables) > 0))
            )

    def passages(self, passage_ids: Sequence[str]) -> list[Passage]:
        """Passages by id, in the order asked for."""
        with self._store.session() as session:
            rows = {row.id: row for row in session.scalars(select(PassageRow).where(PassageRow.id.in_(passage_ids)))}
        return [to_passage(rows[i], self.document(rows[i].document_id).text) for i in passage_ids if i in rows]

    def owners(self, passage_ids: Sequence[str]) -> dict[str, Owner]:
        """Whose passages are, by passage id."""
        unread = [i for i in passage_ids if i not in self._owners]
        if unread:
            if len(self._owners) > CACHED_PASSAGES:
                self._owners.clear()
                unread = list(passage_ids)
            self._owners |= self._read_owners(unread)
        return {i: self._owners[i] for i in passage_ids if i in self._owners}

    def _read_owners(self, passage_ids: Sequence[str]) -> dict[str, Owner]:
        with self._store.session() as session:
            rows = session.execute(
                select(PassageRow, SectionRow.place)
                .join(SectionRow, SectionRow.id == PassageRow.section_id)
                .where(PassageRow.id.in_(passage_ids))
            ).all()
        found = {}
        for row, result in rows:
            place = place_from_json(result)
            if row.document_id in self._corrections:
                place = self.section(row.document_id, row.section_id).place
            found[row.id] = Owner(row.document_id, place.full_name if place else "", (row.start, row.end))
        return found

    def units(self, passage_ids: Iterable[str]) -> list[StoredUnit]:
        """Sentence units of passages, passage by passage in the order asked for, in reading order within each."""
        wanted = list(passage_ids)
        unread = [i for i in wanted if i not in self._units]
        if unread:
            if len(self._units) > CACHED_PASSAGES:
                self._units.clear()
                unread = wanted
            for passage_id in unread:
                self._units[passage_id] = ()
            with self._store.session() as session:
                rows = session.execute(
                    select(
                        UnitRow.document_id,
                        UnitRow.passage_id,
                        UnitRow.section_id,
                        UnitRow.sentence_start,
                        UnitRow.sentence_end,
                        UnitRow.start,
                        UnitRow.end,
                        UnitRow.vector,
                    )
                    .where(UnitRow.passage_id.in_(unread))
                    .order_by(UnitRow.id)
                )
                for row in rows:
                    vector = np.frombuffer(row.vector, np.float16).astype(np.float32) if row.vector else None
                    unit = StoredUnit(
                        document_id=row.document_id,
                        passage_id=row.passage_id,
                        section_id=row.section_id,
                        sentence=(row.sentence_start, row.sentence_end),
                        start=row.start,
                        end=row.end,
                        vector=vector,
                    )
                    self._units[row.passage_id] += (unit,)
        return [unit for i in wanted for unit in self._units.get(i, ())]

    def passage_ids(self, document_id: str) -> list[str]:
        """A document's passages in reading order."""
        with self._store.session() as session:
            return list(
                session.scalars(
                    select(PassageRow.id).where(PassageRow.document_id == document_id).order_by(PassageRow.start)
                )
            )

    def passage_count(self) -> int:
        """How many passages are stored."""
        with self._store.session() as session:
            return session.scalar(select(func.count()).select_from(PassageRow)) or 0
