from __future__ import annotations

import pytest

from evals.ranking import discounted_gain, distinct, first_rank, percentile, recall, reciprocal_rank


def test_ranks_count_from_one_and_stop_at_k() -> None:
    ranked = ["a", "b", "c", "d"]
    assert first_rank(ranked, {"c", "d"}) == 3
    assert reciprocal_rank(ranked, {"c"}, 10) == pytest.approx(1 / 3)
    assert reciprocal_rank(ranked, {"c"}, 2) == 0.0
    assert first_rank(ranked, {"x"}) is None


def test_recall_is_the_share_of_all_that_is_relevant() -> None:
    assert recall(["a", "b", "c"], {"a", "c", "x", "y"}, 3) == 0.5
    assert recall(["a", "b", "c"], {"a", "c", "x", "y"}, 1) == 0.25
    assert recall(["a"], set(), 1) == 0.0


def test_discounted_gain_by_hand() -> None:
    # Relevant at 2 and 3 of two: (1/log2 3 + 1/log2 4) / (1/log2 2 + 1/log2 3).
    assert discounted_gain(["x", "a", "b"], {"a", "b"}, 10) == pytest.approx((0.63093 + 0.5) / 1.63093, abs=1e-5)
    assert discounted_gain(["a", "b"], {"a", "b"}, 10) == pytest.approx(1.0)
    assert discounted_gain(["a", "b"], {"a", "b", "c"}, 2) == pytest.approx(1.0)


def test_a_document_stands_where_its_best_passage_stands() -> None:
    assert distinct(["d1", "d2", "d1", "d3"]) == ["d1", "d2", "d3"]


def test_percentile_of_few_values() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([], 0.5) == 0.0
