"""Of few passages that pass a filter the vectors are read and compared one by one, of many Chroma searches."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.collection import PUBLIC
from core.settings import Settings
from retrieval.embed import Vectors
from retrieval.filters import Filter
from retrieval.retrievers import Hit, IndexedPassage, RetrieverContext, dense
from retrieval.retrievers.dense import DenseRetriever
from retrieval.segment import load_segmenter

PLACES = ("甲县", "乙县", "")


def passage(number: int) -> IndexedPassage:
    return IndexedPassage(
        id=f"d{number // 4}@{number}",
        document_id=f"d{number // 4}",
        place=PLACES[number % 3],
        title="",
        headings="",
        text="",
        collection=PUBLIC,
    )


def vectors(count: int) -> Vectors:
    made = np.random.default_rng(7).normal(size=(count, 16)).astype(np.float32)
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), np.float32)


@pytest.fixture
def retriever(tmp_path: Path) -> DenseRetriever:
    segmenter = load_segmenter(Settings().lexicon_dir)
    made = DenseRetriever(RetrieverContext(folder=tmp_path, segmenter=segmenter, embedder=None))
    # Three times as long: Chroma compares directions alone.
    made.add([passage(number) for number in range(60)], 3 * vectors(60))
    return made


def found(retriever: DenseRetriever, filters: Filter, top_k: int = 60) -> list[Hit]:
    return retriever.search("", top_k, filters, vectors(61)[60:])


@pytest.mark.parametrize(
    "filters",
    [
        Filter(places=("甲县",)),
        Filter(places=("甲县", "")),
        Filter(documents=("d1", "d3")),
        Filter(places=("乙县",), documents=("d2",)),
        Filter(),
    ],
)
def test_one_by_one_and_by_chroma_is_the_same(
    retriever: DenseRetriever, filters: Filter, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = found(retriever, filters)
    monkeypatch.setattr(dense, "FEW", 0)
    retriever.add([], vectors(0))
    many = found(retriever, filters)
    assert few
    assert [hit.passage_id for hit in few] == [hit.passage_id for hit in many]
    assert [hit.score for hit in few] == pytest.approx([hit.score for hit in many], abs=1e-5)
    assert found(retriever, filters, 3) == many[:3]


def test_a_place_without_passages_has_none(retriever: DenseRetriever) -> None:
    assert found(retriever, Filter(places=("丙县",))) == []


def test_what_is_remembered_is_forgotten_with_what_is_written(retriever: DenseRetriever) -> None:
    only = Filter(places=("甲县",), documents=("d0", "d20"))
    assert {hit.passage_id for hit in found(retriever, only)} == {"d0@0", "d0@3"}
    retriever.add([passage(81)], vectors(1))
    assert {hit.passage_id for hit in found(retriever, only)} == {"d0@0", "d0@3", "d20@81"}
    retriever.remove(["d0"])
    assert {hit.passage_id for hit in found(retriever, only)} == {"d20@81"}
    retriever.reset()
    assert found(retriever, only) == []
