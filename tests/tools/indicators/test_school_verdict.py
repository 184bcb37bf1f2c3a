"""指标手册 §1.2."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.settings import ROOT
from tools.indicators.resource_lines import lines_for
from tools.indicators.school_verdict import judge_school
from tools.indicators.standards import load_standards

LINES = lines_for(load_standards(ROOT / "corpus" / "standards"), "小学", "2023-2024")
CODES = tuple(LINES)
RANK = {"不达标": 0, "待定": 1, "达标": 2}


def values(*seven: float) -> dict[str, float]:
    return dict(zip(CODES, seven, strict=True))


def test_school_a_misses_one_item_above_85_percent_and_is_met() -> None:
    judged = judge_school(values(5, 1.1, 0.92, 4.6, 7.0, 2200, 2.5), LINES)
    assert (judged.verdict, judged.met, judged.short, judged.below_85) == ("达标", 6, ("L5",), ())


def test_school_b_misses_one_item_below_85_percent_and_fails_for_that() -> None:
    judged = judge_school(values(5, 1.1, 0.92, 4.6, 6.3, 2200, 2.5), LINES)
    assert (judged.verdict, judged.met, judged.below_85) == ("不达标", 6, ("L5",))
    assert judged.reason == "不达标：余项<85%（L5）"


def test_school_c_misses_two_items_above_85_percent_and_fails_for_fewer_than_six() -> None:
    judged = judge_school(values(5, 1.1, 0.80, 4.6, 7.0, 2200, 2.5), LINES)
    assert (judged.verdict, judged.met, judged.short) == ("不达标", 5, ("L3", "L5"))
    assert judged.reason == "不达标：不足6项（未达要求：L3、L5）"


def test_one_missing_item_with_six_met_is_open_and_names_the_item() -> None:
    judged = judge_school(values(5, 1.1, 0.92, 4.6, 8.0, math.nan, 2.5), LINES)
    assert (judged.verdict, judged.reason) == ("待定", "待定(缺L6)")


def test_two_items_missed_is_lost_whatever_the_missing_one_is() -> None:
    assert judge_school(values(4, 1.1, 0.8, 4.6, 8.0, math.nan, 2.5), LINES).verdict == "不达标"


def test_one_item_below_85_percent_is_lost_whatever_the_missing_one_is() -> None:
    assert judge_school(values(5, 1.1, 0.92, 4.6, 6.3, math.nan, 2.5), LINES).verdict == "不达标"


def test_nothing_known_is_not_computed() -> None:
    assert judge_school(values(*[math.nan] * 7), LINES).verdict == "无法计算"


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        ("小学", (4.2, 1, 0.9, 4.5, 7.5, 2000, 2.3)),
        ("初中", (5.3, 1, 0.9, 5.8, 10.2, 2500, 2.4)),
    ],
)
def test_the_lines_and_their_85_percent_are_those_of_the_handbook(stage: str, expected: tuple[float, ...]) -> None:
    lines = lines_for(load_standards(ROOT / "corpus" / "standards"), stage, "2023-2024")
    assert tuple(line.value for line in lines.values()) == expected
    assert [line.line_85 for line in lines.values()] == pytest.approx([0.85 * value for value in expected])


@given(
    st.lists(st.floats(min_value=0.5, max_value=1.6), min_size=7, max_size=7),
    st.integers(min_value=0, max_value=6),
    st.floats(min_value=0, max_value=1),
)
def test_the_verdict_never_falls_when_a_value_rises(shares: list[float], which: int, more: float) -> None:
    before = values(*(share * line.value for share, line in zip(shares, LINES.values(), strict=True)))
    after = {**before, CODES[which]: before[CODES[which]] * (1 + more)}
    assert RANK[judge_school(after, LINES).verdict] >= RANK[judge_school(before, LINES).verdict]
