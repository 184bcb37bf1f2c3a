"""The door to the indexes: files are written by one at a time, who sees what others wrote; a server by several."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from core.settings import Settings
from corpus.store import Store
from ingest.index_door import IndexDoor
from retrieval.index import SearchIndex, open_index
from retrieval.retrievers import RetrieverContext
from retrieval.retrievers.lexical import LexicalRetriever


class Served(LexicalRetriever):
    """As one whose index a server keeps."""

    local = False


@pytest.fixture
def store(small: Settings) -> Store:
    return Store(small.store_url)


def entered_beside(one: IndexDoor, other: IndexDoor) -> bool:
    """Whether the second is let in while the first is inside."""
    inside = threading.Event()

    def enter() -> None:
        with other.writing():
            inside.set()

    with one.writing():
        waiting = threading.Thread(target=enter)
        waiting.start()
        beside = inside.wait(1.0)
    waiting.join(30)
    assert inside.is_set()
    return beside


def test_indexes_that_are_files_are_written_by_one_and_opened_anew_after_another(
    small: Settings, store: Store, tmp_path: Path
) -> None:
    settings = small.model_copy(update={"data_dir": tmp_path})
    opened: list[int] = []

    def door(number: int) -> IndexDoor:
        def open_anew() -> SearchIndex:
            opened.append(number)
            return open_index(small, store)

        return IndexDoor(settings, store, open_anew)

    one, other = door(1), door(2)
    for each in (one, one, other, one):
        with each.writing() as index:
            assert index.local
    assert opened == [1, 2, 1]
    assert not entered_beside(one, other)


def test_indexes_that_a_server_keeps_are_written_by_several(small: Settings, store: Store, tmp_path: Path) -> None:
    settings = small.model_copy(update={"data_dir": tmp_path})
    index = open_index(small, store)
    parts = RetrieverContext(folder=tmp_path / "index", segmenter=index.segmenter, embedder=None)
    served = replace(index, retrievers={"lexical": Served(parts)})
    doors = [IndexDoor(settings, store, lambda: served) for _ in range(2)]
    for one in doors:
        with one.alone() as lent:
            assert not lent.local
    assert entered_beside(*doors)
