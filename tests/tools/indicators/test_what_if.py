"""再配多少才能降到目标 (指标手册 §9.4)."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import numpy as np
import pytest

from core.errors import DataError
from tools.compute_indicator import compute
from tools.indicators.near_misses import near_misses
from tools.indicators.variation import weighted_spread
from tools.indicators.what_if import fill_to, least_additions
from tools.tables.loading import load_table

COUNTY = Path(__file__).parents[2] / "data" / "学校学段单位表_示例.csv"


def test_no_smaller_total_reaches_the_target_on_a_hundred_small_counties() -> None:
    draw = random.Random(3)
    for _ in range(100):
        pupils = np.array([float(draw.randint(50, 400)) for _ in range(3)])
        totals = np.array([float(draw.randint(1, 12)) for _ in range(3)])
        target = draw.uniform(0.1, 0.4)
        plan = least_additions(totals, pupils, target)
        most = plan.total if plan.reached else 12
        best = min(
            (
                sum(extra)
                for extra in itertools.product(range(most + 1), repeat=3)
                if sum(extra) <= most and weighted_spread(totals + np.array(extra), pupils).cv <= target
            ),
            default=None,
        )
        if plan.reached:
            assert best == plan.total
        assert (plan.added >= 0).all()


def test_nothing_is_added_where_the_target_is_met() -> None:
    plan = least_additions(np.array([10.0, 10.0]), np.array([100.0, 100.0]), 0.5)
    assert (plan.total, plan.reached) == (0, True)


def test_adding_only_to_the_rich_cannot_reach_it_and_adds_nothing() -> None:
    totals, pupils = np.array([1.0, 1.0, 30.0]), np.array([100.0, 100.0, 100.0])
    plan = least_additions(totals, pupils, 0.5, may_add=np.array([False, False, True]))
    assert (plan.total, plan.reached) == (0, False)


def test_one_poor_school_alone_brings_it_only_so_far() -> None:
    totals, pupils = np.array([1.0, 1.0, 30.0]), np.array([100.0, 100.0, 100.0])
    plan = least_additions(totals, pupils, 0.1, may_add=np.array([True, False, False]))
    assert not plan.reached
    lowest = min(weighted_spread(totals + np.array([k, 0, 0]), pupils).cv for k in range(30))
    assert plan.after == pytest.approx(lowest)


def test_filling_to_a_level_reduces_nobody() -> None:
    plan = fill_to(np.array([3.0, 9.0]), np.array([100.0, 100.0]), 0.05)
    assert plan.added.tolist() == [2, 0]


def test_the_family_solves_a_county_and_compares_plans() -> None:
    table = load_table(COUNTY)
    result = compute("补齐测算", [table], {"学段": "小学", "项目": "L2"})
    assert result.one("最省-CV").value <= 0.50
    assert result.one("最省-合计").value == sum(one.value for one in result.of("补量"))
    assert all(one.value == int(one.value) for one in result.of("补量"))
    assert sum(one.value for one in result.of("贡献")) == pytest.approx(100)
    shares = [one.value for one in result.of("贡献")]
    assert shares == sorted(shares, reverse=True)
    assert result.one("补到标准-合计").value > 0
    assert any("学生数不变" in note for note in result.notes)


def test_a_failing_coefficient_tells_the_least_that_must_be_added() -> None:
    table = load_table(COUNTY)
    figure = compute("优质均衡", [table]).one("CV-L2", stage="小学")
    plan = compute("补齐测算", [table], {"学段": "小学", "项目": "L2"}).one("最省-合计")
    assert figure.verdict == "不达标"
    assert (figure.gap.to_standard, figure.gap.unit) == (plan.value, "人")


def test_a_school_that_is_not_there_is_named() -> None:
    with pytest.raises(DataError, match="不在小学单位中"):
        compute("补齐测算", [load_table(COUNTY)], {"项目": "L2", "只补": "某某小学"})


def test_schools_nearest_to_meeting_come_first_with_what_they_lack() -> None:
    table = load_table(COUNTY)
    misses = near_misses(compute("优质均衡", [table]))
    counts = [len(one.fewest) for one in misses]
    assert counts == sorted(counts)
    assert misses[0].name.startswith("验证第")
    assert all(item.gap.to_standard > 0 for one in misses for item in one.items)
