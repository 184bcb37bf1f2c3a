"""Reading what is stored: documents, sections, passages and their sentence units, with a small memory of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select

from core.schema import Document, Passage, Section
from corpus.rows import to_document, to_passage, to_section
from corpus.store import DocumentRow, PassageRow, SectionRow, Store, UnitRow

CACHED_DOCUMENTS = 512
CACHED_PASSAGES = 20_000


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


class Library:
    """What the corpus holds, by id.

    Args:
        store: The store to read. A library remembers what it read: open a new one after ingest.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.document = lru_cache(CACHED_DOCUMENTS)(self._document)
        self._sections_of = lru_cache(CACHED_DOCUMENTS)(self._read_sections)
        self._units: dict[str, tuple[StoredUnit, ...]] = {}

    def _document(self, document_id: str) -> Document:
        with self._store.session() as session:
            row = session.get_one(DocumentRow, document_id)
            return to_document(row)

    def _read_sections(self, document_id: str) -> dict[str, Section]:
        with self._store.session() as session:
            rows = session.scalars(
                select(SectionRow)
                .where(SectionRow.document_id == document_id)
                .order_by(SectionRow.start, SectionRow.depth)
            )
            return {row.id: to_section(row) for row in rows}

    def documents(self) -> list[Document]:
        """Every document, in order of id."""
        with self._store.session() as session:
            return [to_document(row) for row in session.scalars(select(DocumentRow).order_by(DocumentRow.id))]

    def section(self, document_id: str, section_id: str) -> Section:
        """One section of a document."""
        return self._sections_of(document_id)[section_id]

    def sections(self, document_id: str) -> list[Section]:
        """A document's sections in order of their start."""
        return list(self._sections_of(document_id).values())

    def passages(self, passage_ids: Sequence[str]) -> list[Passage]:
        """Passages by id, in the order asked for."""
        with self._store.session() as session:
            rows = {row.id: row for row in session.scalars(select(PassageRow).where(PassageRow.id.in_(passage_ids)))}
        return [to_passage(rows[i], self.document(rows[i].document_id).text) for i in passage_ids if i in rows]

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
                        UnitRow.document_id, UnitRow.passage_id, UnitRow.section_id, UnitRow.sentence_start,
                        UnitRow.sentence_end, UnitRow.start, UnitRow.end, UnitRow.vector,
                    )
                    .where(UnitRow.passage_id.in_(unread))
                    .order_by(UnitRow.id)
                )  # fmt: skip
                for row in rows:
                    vector = np.frombuffer(row.vector, np.float16).astype(np.float32) if row.vector else None
                    unit = StoredUnit(
                        document_id=row.document_id, passage_id=row.passage_id, section_id=row.section_id,
                        sentence=(row.sentence_start, row.sentence_end), start=row.start, end=row.end, vector=vector,
                    )  # fmt: skip
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
