"""Lines on pupils: large classes by year, aid, 高考 lines; recomputed by plain arithmetic."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise

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


# 大班额化解

CLASSES = "年度,县区,学段,总班数,大班额班数,66以上班数,起始年级大班额班数"


def test_classes_done_away_with_year_by_year_and_in_all(table: Table) -> None:
    rows = [(year, "涧西区", "", 900, count, 0, 0) for year, count in ((2018, 40), (2019, 15), (2020, 0))]
    result = compute("大班额化解", [table(CLASSES, rows)])
    assert [one.value for one in result.of("化解")] == [25, 15]
    assert result.one("累计化解").value == 40
    assert "已清零" in result.one("累计化解").text
    assert result.one("起始年级").value == 3
    assert [(one.period, one.threshold, one.verdict) for one in result.of("大班额数")] == [
        ("2018", None, None),
        ("2019", None, None),
        ("2020", 0, "达标"),
    ]
    assert any("实现控制到零的工作目标" in note for note in result.notes)


def test_years_apart_are_not_compared_as_last_year(table: Table) -> None:
    rows = [(2016, "涧西区", "", 800, 123, "", ""), (2020, "涧西区", "", 900, 0, "", "")]
    result = compute("大班额化解", [table(CLASSES, rows)])
    assert result.of("化解") == ()
    assert result.one("累计化解").value == 123
    assert any("缺年度" in note for note in result.notes)


def test_a_year_not_filled_is_missing_and_not_nought(table: Table) -> None:
    rows = [(2022, "某县", "小学", 300, 5, 0, 1), (2023, "某县", "小学", 300, "", 0, 0)]
    result = compute("大班额化解", [table(CLASSES, rows)])
    assert [(one.value, one.verdict) for one in result.of("化解")] == [(None, "无法计算")]
    assert [one.value for one in result.of("大班额数")] == [5, None]
    assert result.one("起始年级").value == 1


def test_goals_judge_from_their_year_on_and_senior_schools_by_having_none(table: Table) -> None:
    rows = [(year, "某县", stage, 100, 6, 3, "") for year in (2017, 2019, 2022) for stage in ("小学", "高中")]
    result = compute("大班额化解", [table(CLASSES, rows)])
    record = {(one.code, one.stage, one.period): one.verdict for one in result.figures}
    assert [record["大班额比例", "小学", year] for year in ("2017", "2019", "2022")] == [None, None, "不达标"]
    assert [record["超大班额比例", "小学", year] for year in ("2017", "2019", "2022")] == [None, "不达标", "不达标"]
    assert [record["大班额数", "高中", year] for year in ("2017", "2022")] == [None, "不达标"]
    assert record["大班额数", "小学", "2022"] is None


def test_two_tables_of_schools_make_two_years(table_of: Callable[..., LoadedTable]) -> None:
    before = table_of([{"年度": "2022-2023", "56-65班数": 3, "66以上班数": 1}])
    now = table_of([{"年度": "2023-2024", "56-65班数": 1, "66以上班数": 0}])
    result = compute("大班额化解", [before, now])
    assert [(one.value, one.stage) for one in result.of("化解")] == [(3, "小学")]
    assert [one.value for one in result.of("大班额比例")] == [4 * 100 / 25, 1 * 100 / 25]


def test_large_classes_of_the_example_county_agree_with_plain_differences() -> None:
    series: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for row in rows_of("大班额台账_2015-2024"):
        series[row["学段"]].append((row["年度"], int(row["大班额班数"]), int(row["总班数"])))
    result = example("大班额化解")
    for stage, years in series.items():
        changes = {one.period: one.value for one in result.of("化解", stage=stage)}
        assert changes == {now[0]: before[1] - now[1] for before, now in pairwise(years)}
        assert result.one("累计化解", stage=stage).value == years[0][1] - years[-1][1]
        shares = {one.period: one.value for one in result.of("大班额比例", stage=stage)}
        assert shares == {year: pytest.approx(count / whole * 100, abs=EXACT) for year, count, whole in years}


# 学生资助

AID = "年度,县区,学段,资助项目,困难学生数,受助人数,受助人次,资助金额(万元)"


def test_the_districts_own_sum_is_money_over_grants(table: Table) -> None:
    result = compute("学生资助", [table(AID, [("2016-2020", "涧西区", "", "", "", "", 5747, 192.46)])])
    one = result.one("次均资助")
    assert one.value == pytest.approx(1924600 / 5747, abs=EXACT)
    assert result.of("人均资助") == ()


@pytest.mark.parametrize(("money", "verdict", "short"), [(205.0, "达标", 0), (190.0, "不达标", 10.0)])
def test_the_senior_stipend_is_judged_by_its_mean(table: Table, money: float, verdict: str, short: float) -> None:
    rows = [("2023-2024", "某县", "高中", "普通高中国家助学金", 1000, 1000, 2000, money)]
    one = compute("学生资助", [table(AID, rows)]).one("人均资助")
    assert one.value == pytest.approx(money * 10000 / 1000, abs=EXACT)
    assert (one.threshold, one.verdict) == (2000, verdict)
    assert one.gap is not None
    assert one.gap.to_standard == pytest.approx(short, abs=EXACT)


def test_a_stipend_after_its_line_may_have_changed_is_not_judged(table: Table) -> None:
    rows = [("2024-2025", "某县", "高中", "国家助学金", 1000, 1000, 2000, 190)]
    assert compute("学生资助", [table(AID, rows)]).one("人均资助").verdict is None


def test_pupils_of_several_programmes_are_not_added_up(table: Table) -> None:
    rows = [
        ("2023-2024", "某县", "高中", "国家助学金", 500, 500, 1000, 100),
        ("2023-2024", "某县", "高中", "免学费", 500, 400, 800, 60),
    ]
    result = compute("学生资助", [table(AID, rows)])
    assert sorted(one.value or 0 for one in result.of("人均资助")) == [1500, 2000]
    assert sorted(round(one.value or 0, 6) for one in result.of("次均资助")) == [
        pytest.approx(750),
        pytest.approx(888.888889),
        pytest.approx(1000),
    ]
    assert any("可能重复" in note for note in result.notes)


@pytest.mark.parametrize(("place", "verdict"), [("涧西区", "不达标"), ("某县", None)])
def test_reaching_all_in_need_is_the_aim_of_one_district(table: Table, place: str, verdict: str | None) -> None:
    one = compute("学生资助", [table(AID, [("2023", place, "", "", 400, 390, 780, 30)])]).one("资助覆盖率")
    assert one.value == pytest.approx(97.5, abs=EXACT)
    assert one.verdict == verdict


def test_money_not_filled_names_its_row(table: Table) -> None:
    one = compute("学生资助", [table(AID, [("2023", "某县", "", "", 400, 390, 780, "")])]).one("人均资助")
    assert (one.value, one.verdict) == (None, "无法计算")
    assert "第2行缺资助金额" in one.text


def test_money_in_yuan_under_a_header_that_says_so_is_the_same(table: Table) -> None:
    header = AID.replace("万元", "元")
    rows = [("2023", "某县", "", "", 400, 390, 780, 300000)]
    assert compute("学生资助", [table(header, rows)]).one("次均资助").value == pytest.approx(300000 / 780, abs=EXACT)


def test_aid_of_the_example_county_agrees_with_a_plain_sum() -> None:
    rows = rows_of("学生资助表_2023-2024")
    money = sum(float(row["资助金额"]) for row in rows)
    whole = example("学生资助").one("次均资助", stage="")
    assert whole.value == pytest.approx(money * 10000 / sum(int(row["受助人次"]) for row in rows), abs=EXACT)


# 高考上线

LINES = "年度,县区,学校,科类,参考人数,一本上线人数,本科上线人数"


def test_rates_are_over_those_who_sat_and_compared_in_points(table: Table) -> None:
    rows = [
        (2023, "某区", "一高", "理科", 800, 400, 720),
        (2023, "某区", "一高", "文科", 200, 60, 170),
        (2024, "某区", "一高", "物理", 820, 451, 750),
        (2024, "某区", "一高", "历史", 220, 70, 190),
    ]
    result = compute("高考上线", [table(LINES, rows)], {"年度": "2024"})
    school = result.one("一本上线率", unit_id="一高")
    assert school.value == pytest.approx((451 + 70) / (820 + 220) * 100, abs=EXACT)
    change = result.one("一本上线率-同比", unit_id="一高")
    assert change.value == pytest.approx(521 / 1040 * 100 - 460 / 1000 * 100, abs=EXACT)
    assert change.unit == "个百分点"
    physics = result.one("本科上线率-同比", unit_id="一高物理")
    assert physics.value == pytest.approx(750 / 820 * 100 - 720 / 800 * 100, abs=EXACT)
    assert {one.verdict for one in result.figures} == {None}
    assert any("炒作" in note for note in result.notes)


def test_a_cell_not_filled_leaves_the_sums_open(table: Table) -> None:
    rows = [(2024, "某区", "一高", "物理", 820, 451, 750), (2024, "某区", "二高", "物理", 300, "", 190)]
    result = compute("高考上线", [table(LINES, rows)])
    (county,) = [one for one in result.of("一本上线率") if one.unit_id is None]
    assert (county.value, county.text) == (None, "无法计算：缺一本上线人数")
    (degrees,) = [one for one in result.of("本科上线率") if one.unit_id is None]
    assert degrees.value == pytest.approx(940 / 1120 * 100, abs=EXACT)


def test_a_row_told_twice_leaves_no_sum_that_pretends_to_be_whole(table: Table) -> None:
    rows = [(2024, "某区", "一高", track, 100, 50, 80) for track in ("物理", "物理", "历史")]
    result = compute("高考上线", [table(LINES, rows)])
    assert {one.code for one in result.problems} == {"E06"}
    assert result.one("一本上线率", unit_id="一高").value is None
    assert any("合计无法计算" in note for note in result.notes)


def test_fewer_than_five_who_sat_are_not_shown(table: Table) -> None:
    rows = [(2024, "某区", "一高", "物理", 820, 451, 750), (2024, "某区", "小高", "历史", 4, 1, 3)]
    result = compute("高考上线", [table(LINES, rows)])
    small = [*result.of(unit_id="小高"), *result.of(unit_id="小高历史")]
    assert small
    assert {one.text for one in small} == {"不足5人，不显示"}
    assert all(operand.value is None for one in small for operand in one.inputs)
    assert any("小高" in note for note in result.notes)


def test_more_at_the_higher_line_than_at_the_lower_is_an_error(table: Table) -> None:
    result = compute("高考上线", [table(LINES, [(2024, "某区", "一高", "总计", 100, 60, 50)])])
    assert [(one.code, one.column) for one in result.problems] == [("E07", "一本上线人数")]
    assert result.one("一本上线率", unit_id="一高").value is None


def test_lines_of_the_example_county_agree_with_a_plain_sum() -> None:
    sums = {}
    for year in ("2023", "2024"):
        rows = rows_of(f"高考上线表_{year}")
        sums[year] = [sum(int(row[name]) for row in rows) for name in ("参考人数", "一本上线人数", "本科上线人数")]
    result = example("高考上线")
    for place, code in enumerate(("一本上线率", "本科上线率"), 1):
        now, before = (sums[year][place] / sums[year][0] * 100 for year in ("2024", "2023"))
        (rate,) = [one for one in result.of(code) if one.unit_id is None]
        (change,) = [one for one in result.of(f"{code}-同比") if one.unit_id is None]
        assert rate.value == pytest.approx(now, abs=EXACT)
        assert change.value == pytest.approx(now - before, abs=EXACT)
