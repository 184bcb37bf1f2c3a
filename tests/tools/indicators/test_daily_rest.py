"""作息锻炼: sleep and exercise against the lines of each stage; recomputed by plain arithmetic."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence

import pytest

from core.settings import ROOT, Settings
from tools.compute_indicator import compute, compute_for
from tools.indicators.family import IndicatorResult
from tools.tables.loading import LoadedTable

Table = Callable[[str, Sequence[Sequence[object]]], LoadedTable]
TABLES = ROOT / "corpus" / "tables"
SETTINGS = Settings(tables_dir=TABLES, standards_dir=ROOT / "corpus" / "standards")
EXACT = 1e-9


def rows_of(name: str) -> list[dict[str, str]]:
    with (TABLES / f"示例县_{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def example(name: str, period: str = "") -> IndicatorResult:
    return compute_for(SETTINGS, name, place="示例县", period=period).result


REST = "年度,县区,学校,学段,监测学生数,平均睡眠时长,睡眠达标学生数,每天校内锻炼时长"


@pytest.mark.parametrize(
    ("stage", "hours", "verdict"),
    [
        ("小学", 10, "达标"),
        ("小学", 9.9, "不达标"),
        ("初中", 9, "达标"),
        ("初中", 8.99, "不达标"),
        ("高中", 8, "达标"),
        ("高中", 7.5, "不达标"),
    ],
)
def test_ten_nine_and_eight_hours_of_sleep(table: Table, stage: str, hours: float, verdict: str) -> None:
    rows = [("2023-2024", "某县", "甲校", stage, 50, hours, 40, 1)]
    one = compute("作息锻炼", [table(REST, rows)]).one("睡眠", unit_id="甲校")
    assert (one.value, one.verdict) == (hours, verdict)
    assert one.threshold == {"小学": 10, "初中": 9, "高中": 8}[stage]


def test_an_hour_of_exercise_told_in_minutes_is_an_hour(table: Table) -> None:
    header = REST.replace("每天校内锻炼时长", "每天校内锻炼时长(分钟)")
    rows = [("2023-2024", "某县", f"{n}校", "小学", 50, 10, 40, minutes) for n, minutes in enumerate((60, 45))]
    result = compute("作息锻炼", [table(header, rows)])
    assert [(one.value, one.verdict) for one in result.of("锻炼")] == [(1, "达标"), (0.75, "不达标")]


def test_minutes_under_a_header_of_hours_are_suspected_and_not_used(table: Table) -> None:
    rows = [("2023-2024", "某县", "甲校", "小学", 50, 600, 40, 60)]
    result = compute("作息锻炼", [table(REST, rows)])
    assert {(one.code, one.column) for one in result.problems} == {
        ("W01", "平均睡眠时长"),
        ("W01", "每天校内锻炼时长"),
    }
    assert result.one("睡眠", unit_id="甲校").value is None


def test_exercise_is_judged_by_the_countys_scheme_before_the_national_notice(table: Table) -> None:
    def verdicts(place: str) -> list[str | None]:
        rows = [("2022-2023", place, "甲校", "小学", 50, 10, 40, 0.5)]
        return [one.verdict for one in compute("作息锻炼", [table(REST, rows)]).of("锻炼")]

    assert (verdicts("太康县"), verdicts("某县")) == (["不达标"], [None])


def test_the_countys_mean_is_weighted_and_small_schools_are_not_shown(table: Table) -> None:
    rows = [
        ("2023-2024", "某县", "甲校", "小学", 90, 10.1, 85, 1),
        ("2023-2024", "某县", "乙校", "小学", 30, 9.3, 12, 1),
        ("2023-2024", "某县", "点", "小学", 4, 8.0, 0, 1),
    ]
    result = compute("作息锻炼", [table(REST, rows)])
    assert result.one("睡眠-平均").value == pytest.approx((90 * 10.1 + 30 * 9.3) / 120, abs=EXACT)
    assert result.one("睡眠-学生").value == pytest.approx(97 / 120 * 100, abs=EXACT)
    assert result.one("睡眠-学校").value == 50
    assert result.of(unit_id="点") == ()
    assert [(one.unit, one.by_rule) for one in result.excluded] == [("点", True)]


def test_a_school_that_told_nothing_is_named_and_the_rest_is_counted(table: Table) -> None:
    rows = [("2023-2024", "某县", "甲校", "初中", 50, 9.2, 40, 1), ("2023-2024", "某县", "乙校", "初中", 50, "", 40, 1)]
    result = compute("作息锻炼", [table(REST, rows)])
    share = result.one("睡眠-学校")
    assert (share.value, share.verdict) == (100, "待定")
    assert "还不能判：乙校" in share.text
    assert result.one("睡眠-平均").value is None


def test_rest_in_the_example_county_agrees_with_a_plain_count() -> None:
    lines = {"小学": 10.0, "初中": 9.0, "高中": 8.0}
    rows, result = rows_of("作息锻炼表_2023-2024"), example("作息锻炼")
    for stage, line in lines.items():
        own = [row for row in rows if row["学段"] == stage]
        good = [float(row["平均睡眠时长"]) >= line for row in own]
        assert result.one("睡眠-学校", stage=stage).value == pytest.approx(100 * sum(good) / len(good), abs=EXACT)
        watched = sum(int(row["监测学生数"]) for row in own)
        mean = sum(float(row["平均睡眠时长"]) * int(row["监测学生数"]) for row in own) / watched
        assert result.one("睡眠-平均", stage=stage).value == pytest.approx(mean, abs=EXACT)
        moved = [float(row["每天校内锻炼时长"]) >= 1 for row in own if row["每天校内锻炼时长"]]
        assert result.one("锻炼-学校", stage=stage).value == pytest.approx(100 * sum(moved) / len(moved), abs=EXACT)
