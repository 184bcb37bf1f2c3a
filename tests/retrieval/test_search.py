from __future__ import annotations

import pytest

from core.errors import FingerprintMismatch, IndexMissing
from core.settings import Settings
from corpus.store import Store
from retrieval.filters import Filter
from retrieval.fuse import fuse, fuse_by_rank
from retrieval.index import SearchIndex, open_index
from retrieval.retrievers import Hit
from tests.conftest import settings_for


@pytest.fixture(scope="module")
def index(small: Settings) -> SearchIndex:
    return open_index(small, Store(small.store_url))


@pytest.mark.parametrize("name", ["dense", "lexical"])
def test_every_retriever_finds_within_its_filter_only(index: SearchIndex, name: str) -> None:
    part = index.retrievers[name]
    assert index.embedder is not None
    vector = index.embedder.queries(["公办园在园幼儿占比"])
    everywhere = part.search("公办园在园幼儿占比", 50, Filter(), vector)
    assert len(everywhere) == part.count()
    assert [hit.score for hit in everywhere] == sorted((hit.score for hit in everywhere), reverse=True)
    within = part.search("公办园在园幼儿占比", 50, Filter(places=("北京市丰台区",)), vector)
    assert within
    assert {hit.passage_id.split("@")[0] for hit in within} == {"丰台区教育局2022年工作总结"}
    assert part.search("公办园在园幼儿占比", 50, Filter(places=()), vector) == []


def test_words_find_nothing_where_there_are_none(index: SearchIndex) -> None:
    assert index.retrievers["lexical"].search("？！", 5, Filter()) == []


def test_fusion_scales_each_list_and_keeps_the_best_of_both_first() -> None:
    words = [Hit(passage_id="a", score=9.0), Hit(passage_id="b", score=5.0), Hit(passage_id="c", score=1.0)]
    vectors = [Hit(passage_id="b", score=0.9), Hit(passage_id="a", score=0.8), Hit(passage_id="d", score=0.7)]
    fused = fuse({"lexical": words, "dense": vectors}, {"lexical": 0.7, "dense": 0.3})
    assert [hit.passage_id for hit in fused] == ["a", "b", "c", "d"]
    assert fused[0].score == pytest.approx(0.7 + 0.15)
    assert fuse({"lexical": [], "dense": []}) == []


def test_fusion_by_rank_knows_places_only() -> None:
    words = [Hit(passage_id="a", score=9.0), Hit(passage_id="b", score=1.0)]
    vectors = [Hit(passage_id="b", score=0.9)]
    fused = fuse_by_rank({"lexical": words, "dense": vectors}, k=60)
    assert [hit.passage_id for hit in fused] == ["b", "a"]
    assert fused[0].score == pytest.approx(1 / 62 + 1 / 61)


def test_no_index_is_an_error_that_says_what_to_run(tmp_path: object, small: Settings) -> None:
    from pathlib import Path

    assert isinstance(tmp_path, Path)
    empty = settings_for(tmp_path / "empty", small.data_dir)
    with pytest.raises(IndexMissing, match="python -m ingest"):
        open_index(empty, Store(empty.store_url))


def test_a_changed_model_is_an_error_never_a_mix(small: Settings) -> None:
    changed = small.model_copy(update={"embedding_model": "another/model"})
    with pytest.raises(FingerprintMismatch, match="--rebuild"):
        open_index(changed, Store(changed.store_url))
