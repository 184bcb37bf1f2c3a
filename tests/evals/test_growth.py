"""A data folder multiplied: every copy a document of its own, in store and indexes alike."""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy import select

from core.settings import Settings
from corpus.library import Library
from corpus.store import DocumentRow, PassageRow, Store, UnitRow
from evals.growth import multiply
from retrieval.index import open_index

TIMES = 3


def test_every_copy_is_stored_and_found_under_its_own_name(small: Settings, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(small.data_dir, data, symlinks=True)
    before = Library(Store(small.store_url)).passage_count()
    larger = small.model_copy(update={"data_dir": data})
    assert multiply(larger, TIMES) == TIMES * before
    store = Store(larger.store_url)
    with store.session() as session:
        documents = set(session.scalars(select(DocumentRow.id)))
        passages = set(session.scalars(select(PassageRow.id)))
        owned = set(session.scalars(select(UnitRow.passage_id)))
    assert len(documents) == TIMES * len({one.split("~")[0] for one in documents})
    assert owned <= passages
    index = open_index(larger, store)
    assert {retriever.ids() for retriever in index.retrievers.values()} == {frozenset(passages)}
    found = {hit.passage_id.rpartition("@")[0] for hit in index.search("新增学位", 50)}
    assert found == documents
    assert Library(Store(small.store_url)).passage_count() == before
