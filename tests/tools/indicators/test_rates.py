"""Worked examples of the handbook, each with its section, from the table an office would fill."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from tools.compute_indicator import compute
from tools.indicators.basic_balance import composite
from tools.indicators.class_size import missing_classes
from tools.indicators.family import IndicatorResult
from tools.indicators.growth import base_of, growth_percent
from tools.indicators.preschool import seats_needed
from tools.indicators.retention_rates import retention_values
from tools.tables.loading import LoadedTable

Table = Callable[[str, Sequence[Sequence[object]]], LoadedTable]


def shown(result: IndicatorResult, *codes: str) -> list[tuple[str, float | None, str | None]]:
    return [(one.code, one.value, one.verdict) for one in result.figures if one.code in codes]


# §0.2 growth


def test_growth_is_relative_to_the_base_and_has_none_at_nought() -> None:
    assert round(growth_percent(83, 62) or 0, 2) == 33.87
    assert growth_percent(7, 0) is None
    assert growth_percent(7, -1) is None
    assert base_of(217, 84) == 133


# §2 基本均衡


def test_composite_of_eight_coefficients_is_their_mean() -> None:
    primary = (0.393, 0.578, 0.372, 0.246, 0.208, 0.311, 0.311, 0.455)
    assert round(composite(primary) or 0, 3) == 0.359
    assert round(3.047 / 8, 3) == 0.381
    assert composite((0.3, None)) is None


# §3 学前普及普惠

KINDERGARTENS = "年度,县区,园名,标识码,园所性质,在园幼儿,专任教师,园长数,持证教师"


def test_preschool_shares_by_children_and_seats_to_a_target(table: Table) -> None:
    rows = [
        ("2024", "甲县", "一园", "1", "公办", 5402, 400, 1, 401),
        ("2024", "甲县", "二园", "2", "普惠性民办", 3174, 210, 1, 211),
        ("2024", "甲县", "三园", "3", "非普惠民办", 1424, 100, 1, 100),
    ]
    county = table("年度,县区,学龄人口(3-5岁),满意度有效份数,满意份数", [("2024", "甲县", 10900, 1000, 870)])
    result = compute("学前普及普惠", [table(KINDERGARTENS, rows), county], {"目标": "90"})
    assert shown(result, "P2", "P3") == [("P2", 85.76, "达标"), ("P3", 54.02, "达标")]
    assert result.one("P1").value == pytest.approx(10000 / 10900 * 100)
    assert result.one("P5").value == pytest.approx(10000 / 710)
    assert result.one("P6").verdict == "不达标"
    assert result.one("P2-目标").value == 424
    assert "4240个普惠学位" in result.one("P2-目标").text


def test_a_kindergarten_whose_groups_do_not_add_up_leaves_the_county_open(table: Table) -> None:
    header = KINDERGARTENS + ",小班班数,小班人数"
    rows = [
        ("2024", "甲县", "一园", "1", "公办", 90, 8, 1, 9, 4, 90),
        ("2024", "甲县", "二园", "2", "公办", 60, 5, 1, 6, 2, 59),
    ]
    result = compute("学前普及普惠", [table(header, rows)])
    assert [(one.code, one.row) for one in result.problems] == [("E09", 3)]
    assert [one.unit for one in result.excluded] == ["二园"]
    assert result.one("P2").verdict == "待定"
    assert result.downgraded


def test_a_nought_below_is_reported(table: Table) -> None:
    result = compute("交流轮岗", [table(ROTATION, [("2023", "甲区", 0, 0, 0)])])
    assert {one.code for one in result.problems} == {"E05"}
    assert {one.verdict for one in result.figures} == {"无法计算"}


def test_a_stricter_province_is_shown_beside_the_country(table: Table) -> None:
    kindergartens = table(KINDERGARTENS, [("2024", "甲县", "一园", "1", "公办", 880, 80, 1, 81)])
    county = table("年度,县区,学龄人口(3-5岁),满意度有效份数", [("2024", "甲县", 1000, 10)])
    result = compute("学前普及普惠", [kindergartens, county], {"所在地": "河南省某市"})
    assert (result.one("P1").verdict, result.one("P1").threshold) == ("达标", 85)
    assert (result.one("P1-省").verdict, result.one("P1-省").threshold) == ("不达标", 90)


def test_seats_by_turning_private_ones_and_by_building() -> None:
    assert seats_needed(90, 10000, 8576) == (424, 4240)
    assert seats_needed(80, 10000, 8576) == (0, 0)


# §4 班额


def test_missing_classes_are_a_rough_ceiling() -> None:
    assert missing_classes(1000, 20, 45) == 3
    assert missing_classes(900, 20, 45) == 0


# §5 率与经费


def test_retention_in_both_forms() -> None:
    parts = {"毕业生": 970.0, "三年前初一": 1000.0, "转入": 30.0, "转出": 50.0, "死亡": 1.0}
    first, second = retention_values(parts)
    assert (round(first or 0, 2), round(second or 0, 2)) == (99.08, 99.10)


def test_spending_grows_and_spending_per_pupil_falls(table: Table) -> None:
    header = "年度,县区,一般公共预算教育支出(万元),在校生总数(人)"
    result = compute(
        "两个只增不减", [table(header, [("2023", "甲县", 100000, 100000), ("2024", "甲县", 102000, 105000)])]
    )
    assert [(one.code, round(one.value or 0, 2), one.verdict) for one in result.figures] == [
        ("总额", 2.00, "达标"),
        ("生均", -2.86, "不达标"),
        ("两个只增不减", 1, "不达标"),
    ]
    assert [round(one.value or 0, 2) for one in result.one("生均").inputs[:2]] == [10000.00, 9714.29]


def test_a_change_of_units_between_two_files_is_suspected_and_not_judged(table: Table) -> None:
    header = "年度,县区,一般公共预算教育支出(万元),在校生总数(人)"
    tables = [table(header, [("2023", "甲县", 5000, 50000)]), table(header, [("2024", "甲县", 60000, 50000)])]
    result = compute("两个只增不减", tables)
    assert {one.verdict for one in result.figures} == {"无法计算"}
    assert [one.code for one in result.problems] == ["W01"]


def test_a_missing_year_between_is_not_compared(table: Table) -> None:
    header = "年度,县区,一般公共预算教育支出(万元),在校生总数(人)"
    result = compute("两个只增不减", [table(header, [("2022", "甲县", 1e5, 1e5), ("2024", "甲县", 1.1e5, 1e5)])])
    assert result.one("两个只增不减").verdict == "无法计算"
    assert any("缺年度" in note for note in result.notes)


def test_an_equal_amount_is_not_reduced_and_needs_a_person(table: Table) -> None:
    header = "年度,县区,一般公共预算教育支出(万元),在校生总数(人)"
    result = compute("两个只增不减", [table(header, [("2023", "甲县", 1e5, 1e5), ("2024", "甲县", 1e5, 99000)])])
    assert [(one.code, one.verdict) for one in result.figures][:2] == [("总额", "待定"), ("生均", "达标")]


ROTATION = "年度,县区,符合交流条件教师,实际交流教师,其中骨干"


def test_rotation_has_two_denominators(table: Table) -> None:
    result = compute("交流轮岗", [table(ROTATION, [("2023", "甲区", 20000, 2176, 1592)])])
    assert round(result.one("交流").value or 0, 2) == 10.88
    assert round(result.one("交流-骨干").value or 0, 2) == 73.16
    assert result.one("交流").verdict == "达标"


def test_without_the_eligible_only_the_second_ratio_is_computed(table: Table) -> None:
    result = compute("交流轮岗", [table(ROTATION, [("2023", "甲区", "", 2176, 1592)])])
    assert shown(result, "交流") == [("交流", None, "无法计算")]
    assert result.one("交流-骨干").verdict == "达标"
    assert [(one.code, one.column, one.affected) for one in result.problems] == [("E02", "符合交流条件教师", ("交流",))]


# §8.2


def test_shares_where_percents_are_expected_are_suspected(table: Table) -> None:
    found = table("年度,县区,小学就近入学比例(%),满意份数", [("2024", "甲县", 1, 5), ("2024", "乙县", 0.97, 5)])
    assert [(one.code, one.row, one.affected) for one in found.problems] == [("W01", 2, ("G13",)), ("W01", 3, ("G13",))]
