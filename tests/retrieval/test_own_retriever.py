"""The retriever that docs/how-to shows keeps to the filter: places, documents and collections."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from core.settings import ROOT, Settings
from retrieval.filters import Filter
from retrieval.retrievers import RETRIEVERS, IndexedPassage, RetrieverContext
from retrieval.segment import load_segmenter

EXAMPLE = ROOT / "tests" / "extending" / "parts" / "newest_first.py"


def passage(number: int, *, place: str, collection: str) -> IndexedPassage:
    return IndexedPassage(
        id=f"p{number}",
        document_id=f"d{number}",
        place=place,
        title=f"通报{number}",
        headings="",
        text="全县校车每月检查",
        collection=collection,
    )


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filter(), {"p1", "p2", "p3"}),
        (Filter(places=("甲县",)), {"p1", "p3"}),
        (Filter(documents=("d2",)), {"p2"}),
        (Filter(seen=frozenset({"公开"})), {"p1", "p2"}),
        (Filter(places=("甲县",), seen=frozenset({"公开"})), {"p1"}),
    ],
)
def test_what_the_filter_leaves_out_is_not_found(
    filters: Filter, found: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "lexical" in RETRIEVERS  # ours are there before
    spec = importlib.util.spec_from_file_location("newest_first", EXAMPLE)
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setattr(RETRIEVERS, "_parts", dict(RETRIEVERS._parts))
    spec.loader.exec_module(module)
    context = RetrieverContext(folder=tmp_path, segmenter=load_segmenter(Settings().lexicon_dir), embedder=None)
    retriever = RETRIEVERS["newest"](context)
    retriever.add(
        [
            passage(1, place="甲县", collection="公开"),
            passage(2, place="乙县", collection="公开"),
            passage(3, place="甲县", collection="内部督导"),
        ],
        None,
    )
    assert {hit.passage_id for hit in retriever.search("校车检查", 10, filters)} == found
    assert retriever.count() == 3
