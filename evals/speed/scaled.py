"""A corpus of any size made of the packaged texts: each copy speaks of another county, and later ones of other years.

Texts, structure, sections and sentences are real; names of places and years are exchanged for others of the same
length, so that every span stays where it was. Vectors are the original's, moved a little: they are synthetic, and said
to be. What is measured over it are stores, indexes and questions, not answers.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any
from zlib import crc32

import numpy as np
from sqlalchemy import Connection, insert, inspect, select

from core.place import divisions, gazetteer
from core.schema import Place
from core.settings import Settings
from corpus.base import Base
from corpus.rows import place_to_json
from corpus.store import PENDING, DocumentRow, PassageRow, SectionRow, Store, UnitRow
from ingest.indexing import index_pending
from ingest.pipeline import run_ingest
from retrieval.embed import Vectors
from retrieval.index import open_index

NAMED: tuple[tuple[type[Base], tuple[str, ...]], ...] = (
    (DocumentRow, ("id",)),
    (SectionRow, ("id", "document_id", "parent_id")),
    (PassageRow, ("id", "document_id", "section_id")),
    (UnitRow, ("document_id", "passage_id", "section_id")),
)
APART = 0.02  # standard deviation of each of a vector's numbers from its original's
YEARS = range(2010, 2031)
_YEAR = re.compile(r"20[12]\d(?=年|学年|—|-|－)")


@dataclass(frozen=True, kw_only=True)
class Grown:
    """What growing came to: passages and documents there are, and seconds of rows and of indexes."""

    passages: int
    documents: int
    store_s: float
    index_s: float


@dataclass(frozen=True, kw_only=True)
class _Twin:
    """One copy of a document: its number, the county it speaks of, and how many years it is earlier."""

    number: int
    old: str
    place: Place
    earlier: int

    def text(self, wording: str) -> str:
        """A text with the county's name and years exchanged, as long as before."""
        made = wording.replace(self.old, self.place.name)
        return _YEAR.sub(lambda found: self._year(found[0]), made) if self.earlier else made

    def _year(self, year: str) -> str:
        first = YEARS.start + (int(year) - YEARS.start - self.earlier) % len(YEARS)
        return str(first)


def _twins(name: str) -> Iterator[_Twin]:
    """Copies of a document of a county, the same number of characters in every county's name."""
    counties = [one for one in divisions() if one.level == "county" and len(one.name) == len(name)]
    others = [one for one in counties if one.name != name]
    for number in count():
        place = others[number % len(others)]
        yield _Twin(number=number + 1, old=name, place=place, earlier=number // len(others))


def _copy(
    connection: Connection, originals: Mapping[type[Base], Sequence[Mapping[str, Any]]], twin: _Twin, document: str
) -> int:
    """Add one copy of a document; returns how many passages it has."""
    for row, names in NAMED:
        made = []
        for original in originals[row]:
            copy = dict(original)
            for name in names:
                if copy[name]:
                    copy[name] = f"{document}~{twin.number}{str(copy[name])[len(document) :]}"
            if "place" in copy and copy["place"] and copy["place"]["name"] == twin.old:
                copy["place"] = place_to_json(twin.place)
            for name in ("text", "title", "heading"):
                if name in copy:
                    copy[name] = twin.text(copy[name])
            if row is SectionRow:
                copy["heading_path"] = [twin.text(heading) for heading in copy["heading_path"]]
            if row is DocumentRow:
                copy["index_state"], copy["source"] = PENDING, f"{copy['source']}~{twin.number}"
            made.append(copy)
        if made:
            connection.execute(insert(row), made)
    return len(originals[PassageRow])


def _originals(connection: Connection, document: str) -> dict[type[Base], list[dict[str, Any]]]:
    found: dict[type[Base], list[dict[str, Any]]] = {}
    for row, _ in NAMED:
        columns = [column for column in inspect(row).columns if not (row is UnitRow and column.key == "id")]
        key = inspect(row).columns["id" if row is DocumentRow else "document_id"]
        rows = connection.execute(select(*columns).where(key == document)).mappings()
        found[row] = [dict(one) for one in rows]
    return found


def grow(settings: Settings, passages: int) -> Grown:
    """Ingest the packaged texts into an empty data folder, and copy those of a county to so many passages."""
    run_ingest([settings.corpus_dir], settings)
    store = Store(settings.store_url)
    try:
        started = time.perf_counter()
        with store.engine.begin() as connection:
            places = connection.execute(select(DocumentRow.id, DocumentRow.place)).all()
            held = len(connection.execute(select(PassageRow.id)).all())
            bases = [(one, place["name"], _originals(connection, one)) for one, place in places if place]
            makers = [(one, _twins(name), rows) for one, name, rows in bases if gazetteer().lookup(name)]
            for made in count():
                document, twins, rows = makers[made % len(makers)]
                held += _copy(connection, rows, next(twins), document)
                if held >= passages:
                    break
        stored = time.perf_counter()
        documents = _index(settings, store)
        return Grown(
            passages=held,
            documents=documents,
            store_s=round(stored - started, 1),
            index_s=round(time.perf_counter() - stored, 1),
        )
    finally:
        store.close()


def _index(settings: Settings, store: Store) -> int:
    """Index what is pending with synthetic vectors; returns how many documents there are."""
    index = open_index(settings, store)
    rng = np.random.default_rng(0)
    pool = rng.normal(0, 1, (2000, 384)).astype(np.float32)

    def synthetic(texts: Sequence[str]) -> Vectors:
        rows = np.array([crc32(text.encode()) % len(pool) for text in texts])
        moved = pool[rows] + rng.normal(0, APART * 20, (len(texts), pool.shape[1])).astype(np.float32)
        return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), np.float32)

    index_pending(store, index, synthetic)
    with store.session() as session:
        return len(session.scalars(select(DocumentRow.id)).all())
