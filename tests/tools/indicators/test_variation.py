"""指标手册 §1.3."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DataError
from tools.indicators.variation import contributions, least_possible_cv, unweighted_spread, weighted_spread

PUPILS = np.array([45.0, 37.0, 89.0, 76.0, 55.0])
BOOKS = np.array([279.0, 137.0, 935.0, 160.0, 402.0])

amount = st.floats(min_value=0.5, max_value=1e5)
pupil = st.integers(min_value=1, max_value=5000)
units = st.lists(st.tuples(amount, pupil), min_size=2, max_size=20)


def arrays(pairs: list[tuple[float, int]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([x for x, _ in pairs]), np.array([float(p) for _, p in pairs])


def test_worked_example_of_five_schools_weighted_is_0_5153() -> None:
    spread = weighted_spread(BOOKS, PUPILS)
    assert round(spread.mean, 4) == 6.3344
    assert round(spread.deviation, 4) == 3.2639
    assert round(spread.cv, 4) == 0.5153


def test_worked_example_of_five_schools_unweighted_is_0_4888() -> None:
    assert round(unweighted_spread(BOOKS, PUPILS).cv, 4) == 0.4888


def test_one_unit_has_no_spread() -> None:
    assert weighted_spread(np.array([10.0]), np.array([5.0])).cv == 0.0


def test_a_mean_of_nought_has_no_coefficient() -> None:
    with pytest.raises(DataError, match="平均为0"):
        weighted_spread(np.zeros(3), np.ones(3))


def test_a_missing_amount_is_never_nought() -> None:
    with pytest.raises(DataError, match="缺失"):
        weighted_spread(np.array([1.0, math.nan]), np.ones(2))


@given(units, st.floats(min_value=0.01, max_value=1000))
def test_scaling_every_amount_changes_nothing(pairs: list[tuple[float, int]], factor: float) -> None:
    totals, pupils = arrays(pairs)
    assert weighted_spread(totals * factor, pupils).cv == pytest.approx(weighted_spread(totals, pupils).cv, abs=1e-9)


@given(units, st.integers(min_value=2, max_value=5))
def test_splitting_a_unit_into_equal_parts_changes_nothing(pairs: list[tuple[float, int]], parts: int) -> None:
    totals, pupils = arrays(pairs)
    split_totals = np.concatenate([np.full(parts, totals[0] / parts), totals[1:]])
    split_pupils = np.concatenate([np.full(parts, pupils[0] / parts), pupils[1:]])
    assert weighted_spread(split_totals, split_pupils).cv == pytest.approx(weighted_spread(totals, pupils).cv, abs=1e-9)


@given(units)
def test_the_order_of_units_is_irrelevant(pairs: list[tuple[float, int]]) -> None:
    forward, backward = weighted_spread(*arrays(pairs)), weighted_spread(*arrays(pairs[::-1]))
    assert forward.cv == pytest.approx(backward.cv, abs=1e-9)


@given(units)
def test_contributions_sum_to_one_or_nothing_varies(pairs: list[tuple[float, int]]) -> None:
    whole = contributions(*arrays(pairs)).sum()
    assert whole == pytest.approx(1.0) or whole == 0.0


@given(units, st.lists(st.tuples(amount, pupil), min_size=1, max_size=4))
def test_no_filling_in_goes_below_the_least_possible_coefficient(
    known: list[tuple[float, int]], filled: list[tuple[float, int]]
) -> None:
    totals, pupils = arrays(known)
    more, more_pupils = arrays(filled)
    least = least_possible_cv(totals, pupils, float(more_pupils.sum()))
    filled_in = weighted_spread(np.concatenate([totals, more]), np.concatenate([pupils, more_pupils])).cv
    assert least <= filled_in + 1e-6


def test_the_least_possible_coefficient_is_reached() -> None:
    # Two known units at 1 and 3 per pupil; the best a third of the same size can be is M₂/M₁ = 10/4.
    totals, pupils = np.array([100.0, 300.0]), np.array([100.0, 100.0])
    best = weighted_spread(np.append(totals, 250.0), np.append(pupils, 100.0)).cv
    assert least_possible_cv(totals, pupils, 100.0) == pytest.approx(best)
