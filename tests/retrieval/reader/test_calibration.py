"""From the reader's score to a probability."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ModelError
from retrieval.reader.calibration import Calibration, load_calibration

CURVE = Calibration(slope=0.5, offset=-1.0, threshold=0.5, firm=0.8)


def test_the_curve_is_logistic() -> None:
    assert CURVE.probability(2.0) == 0.5
    assert CURVE.probability(4.0) == pytest.approx(0.7310586)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_a_higher_score_is_never_less_likely(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert 0.0 <= CURVE.probability(low) <= CURVE.probability(high) <= 1.0


def test_the_shipped_curve_rises_and_has_a_threshold_between_nothing_and_sure() -> None:
    curve = load_calibration()
    assert curve.slope > 0
    assert 0 < curve.threshold <= curve.firm < 1


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"slope": 1, "offset": 0}', '{"slope": "steep", "offset": 0, "threshold": 0.5, "firm": 0.8}'],
)
def test_a_broken_file_is_an_error_that_says_what_to_do(tmp_path: Path, text: str) -> None:
    path = tmp_path / "calibration.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match=r"calibration\.json") as raised:
        load_calibration(path)
    assert "重新安装" in raised.value.next_step


def test_a_missing_file_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="重新安装"):
        load_calibration(tmp_path / "nowhere.json")
