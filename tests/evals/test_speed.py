"""The speed report on a small corpus: what it says, and what is beyond its limits."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.settings import ROOT, Settings
from corpus.library import Library
from corpus.store import Store
from evals.speed.rates import encoder_operations, measure_rates
from evals.speed.run import beyond_limits, slopes
from evals.speed.scaled import grow
from retrieval.index import open_index
from tests.conftest import settings_for


def test_operations_of_an_encoder_are_counted() -> None:
    # One layer of hidden 2 and wide 4, one token: 2·(4·4 + 2·8) of the linear parts, 4·2 of the attention.
    assert encoder_operations([1], layers=1, hidden=2, wide=4) == 2 * (16 + 16) + 8
    assert encoder_operations([3], layers=2, hidden=2, wide=4) == 2 * 3 * (64 + 4 * 3 * 2)


def test_rates_are_shares_of_what_the_machine_multiplies(small: Settings) -> None:
    result = measure_rates(small)
    assert result["product_gflops"] > 1
    assert 0.05 < result["embedding_share"] < 1.2
    assert 0.05 < result["reading_share"] < 1.2


def test_a_grown_corpus_speaks_of_other_counties_at_the_same_spans(tmp_path: Path, model_dir: Path) -> None:
    settings = settings_for(tmp_path / "data", model_dir, corpus_dir=ROOT / "corpus" / "documents")
    made = grow(settings, 700)
    store = Store(settings.store_url)
    try:
        documents = Library(store).documents()
        assert made.passages >= 700
        assert len(documents) == made.documents == len({one.source for one in documents})
        items = [(one.id.partition("~")[0], one.place) for one in documents if one.place]
        assert len(items) == len(set(items))
        copies = [one for one in documents if one.id.endswith("~1")]
        assert copies
        originals = {one.id: one for one in documents}
        for copy in copies:
            original = originals[copy.id.removesuffix("~1")]
            assert len(copy.text) == len(original.text)
            assert original.place is not None
            assert copy.place is not None
            assert original.place.name not in copy.text
            assert copy.place.name in copy.title + copy.text
        index = open_index(settings, store)
        assert {retriever.count() for retriever in index.retrievers.values()} == {made.passages}
    finally:
        store.close()


SIZE = {"index_s": 1.0, "disk_mib": 10, "resident_mib": 100, "p50_ms": 10, "p95_ms": 20, "first_answer_s": 5.0}


def test_slopes_are_powers_of_the_size() -> None:
    small, large = {"passages": 100} | SIZE, {"passages": 10_000} | SIZE | {"disk_mib": 1000, "p50_ms": 100}
    (result,) = slopes([small, large])
    assert (result["disk_mib"], result["p50_ms"], result["p95_ms"]) == (1.0, 0.5, 0.0)


@pytest.mark.parametrize(
    ("rates", "size", "beyond"),
    [
        ({}, {}, 0),
        ({"embedding_share": 0.46}, {}, 0),
        ({"embedding_share": 0.4}, {}, 1),
        ({}, {"p95_ms": 600}, 1),
        ({"reading_share": 0.1}, {"p95_ms": 600, "resident_mib": 4000}, 3),
        ({}, {"passages": 10**6, "p95_ms": 900}, 0),
        ({}, {"passages": 10**6, "p95_ms": 1200}, 1),
    ],
)
def test_what_is_worse_than_its_limit_by_more_than_the_tolerance_is_said(
    rates: dict[str, float], size: dict[str, int], beyond: int
) -> None:
    record = {
        "rates": {"embedding_share": 0.6, "reading_share": 0.5} | rates,
        "sizes": [{"passages": 100_000} | SIZE | size],
    }
    assert len(beyond_limits(record)) == beyond
