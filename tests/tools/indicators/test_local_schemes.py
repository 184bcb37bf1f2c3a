"""Local schemes of chapter 6 with their worked examples, from the table an office would fill."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from core.errors import DataError
from tools.compute_indicator import compute
from tools.indicators.family import IndicatorResult
from tools.indicators.school_ranking import Scheme, SchoolScores, competition_ranks, rank_schools
from tools.indicators.weighted_scores import parse_weights, weighted_score
from tools.tables.loading import LoadedTable

WEIGHTS = {"优秀": 0.4, "良好": 0.2, "合格": 0.4}
FOUR = [
    SchoolScores(school=name, enrolled=n, sat=n, mean=mean, reached={"优秀": a, "良好": b, "合格": c})
    for name, n, mean, a, b, c in (
        ("甲", 1200, 610.0, 420, 650, 900),
        ("乙", 900, 622.5, 330, 520, 700),
        ("丙", 600, 598.0, 240, 380, 480),
        ("丁", 1500, 598.0, 420, 800, 1150),
    )
]


Table = Callable[[str, Sequence[Sequence[object]]], LoadedTable]


# §6.1 一均一值三率


def test_four_schools_are_ranked_as_in_the_handbook() -> None:
    ranks = rank_schools(FOUR, Scheme(weights=WEIGHTS))
    assert [round(one.rate * 100, 2) for one in ranks] == [54.83, 57.33, 60.67, 52.53]
    assert [(one.by_mean, one.by_top, one.by_rate, one.total, one.place) for one in ranks] == [
        (2, 1, 3, 6, 1),
        (1, 3, 2, 6, 1),
        (3, 4, 1, 8, 3),
        (3, 1, 4, 8, 3),
    ]


def test_equal_sums_may_be_parted_by_the_mean_only_on_request() -> None:
    assert [one.place for one in rank_schools(FOUR, Scheme(weights=WEIGHTS, ties="均分优先"))] == [2, 1, 3, 3]


def test_each_reading_of_the_text_is_a_choice() -> None:
    apart = rank_schools(FOUR, Scheme(weights=WEIGHTS, rates="各自排名"))
    assert apart[0].by_rate == pytest.approx(0.4 * 3 + 0.2 * 3 + 0.4 * 4)
    banded = rank_schools(FOUR, Scheme(weights=WEIGHTS, good="分段"))
    assert banded[0].shares["良好"] == pytest.approx((650 - 420) / 1200)
    shared = rank_schools(FOUR, Scheme(weights=WEIGHTS, denominator="全县该线人数"))
    assert sum(one.shares["优秀"] for one in shared) == pytest.approx(1)


def test_ranks_are_standard_competition_ranks() -> None:
    assert competition_ranks([5, 3, 3, 1]) == [1, 2, 2, 4]


SCORES = "年度,考试批次,县区,学校,学籍号,总分,满分,缺考标志"


def scores(table: Table, rows: Sequence[tuple[str, object, str]]) -> LoadedTable:
    return table(
        SCORES,
        [
            ("2024", "中招", "甲县", school, f"{i:04d}", score, 700, flag)
            for i, (school, score, flag) in enumerate(rows)
        ],
    )


def test_unexcused_absence_counts_nought_and_excused_is_left_out_and_listed(table: Table) -> None:
    rows = [("一中", 600, "无")] * 4 + [("一中", "", "无故"), ("一中", "", "有故")] + [("二中", 500, "无")] * 5
    result = compute("一均一值三率", [scores(table, rows)], {"优秀线": "3", "良好线": "4", "合格线": "9"})
    assert result.one("总均分", unit_id="一中").value == 480
    assert [one.reason for one in result.excluded] == ["有故缺考，从分子分母剔除"]
    assert result.one("优秀生人数", unit_id="一中").value == 4
    assert any("第3名并列，优秀实际计4人" in note for note in result.notes)
    assert any("不排名" in note for note in result.notes)


def test_a_school_of_fewer_than_five_is_not_shown(table: Table) -> None:
    rows = [("一中", 600, "无")] * 5 + [("小校", 650, "无")] * 4
    result = compute("一均一值三率", [scores(table, rows)])
    assert {one.value for one in result.of(unit_id="小校")} == {None}
    assert {one.text for one in result.of(unit_id="小校")} == {"不足5人，不显示"}
    assert all(operand.value is None for one in result.of(unit_id="小校") for operand in one.inputs)


def test_schools_too_small_to_show_take_no_place_from_the_others(table: Table) -> None:
    rows = [("东校", 600, "无")] * 5 + [("西校", 500, "无")] * 5 + [("湖心点", 690, "无")] * 4 + [("岭上点", 1, "无")]
    result = compute("一均一值三率", [scores(table, rows)])
    assert {one.unit_id: one.value for one in result.of("综合名次")} == {
        "东校": 1,
        "西校": 2,
        "湖心点": None,
        "岭上点": None,
    }
    assert result.included == ("东校", "西校")
    assert [(one.unit, one.reason) for one in result.excluded] == [
        ("岭上点", "不足5人，不显示、不参加排名"),
        ("湖心点", "不足5人，不显示、不参加排名"),
    ]
    assert "不足5人的学校不显示、不参加排名：岭上点、湖心点" in result.notes


def test_a_county_of_small_schools_only_ranks_nobody(table: Table) -> None:
    result = compute("一均一值三率", [scores(table, [("岭上点", 500, "无")] * 3)])
    assert {one.value for one in result.figures} == {None}
    assert result.included == ()


def test_pupils_of_small_schools_still_stand_at_the_countys_lines() -> None:
    small = SchoolScores(school="点", enrolled=3, sat=3, mean=1, reached={"优秀": 750, "良好": 0, "合格": 0})
    share = rank_schools(FOUR, Scheme(weights=WEIGHTS, denominator="全县该线人数"), [*FOUR, small])[0].shares["优秀"]
    assert share == pytest.approx(420 / (420 + 330 + 240 + 420 + 750))


@pytest.mark.parametrize("wrong", ["-3", "-0.5", "缺", "约500"])
@pytest.mark.parametrize(("flag", "mean"), [("无", 600), ("", 600), ("无故", 500)])
def test_a_score_that_is_none_is_missing_and_neither_nought_nor_negative(
    table: Table, wrong: str, flag: str, mean: float
) -> None:
    found = scores(table, [("一中", 600, "无")] * 5 + [("一中", wrong, flag)])
    record = {one.value: one.code for one in found.problems if one.row == 7 and one.column == "总分"}
    assert record[wrong] in ("E04", "E03", "W04")
    assert (7 in found.left_out) == (flag != "无故")
    assert compute("一均一值三率", [found]).one("总均分", unit_id="一中").value == mean


def test_a_line_beyond_the_county_is_said_to_fail(table: Table) -> None:
    result = compute("一均一值三率", [scores(table, [("一中", 600, "无")] * 6)])
    assert any("恒为100%" in note for note in result.notes)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("一中", 710, "无"), "E10"),
        (("一中", 300, "无故"), "E09"),
        (("一中", "", "无"), "E02"),
        (("一中", -1, "无"), "E04"),
    ],
)
def test_impossible_scores_are_left_out_with_their_code(table: Table, row: tuple[str, object, str], code: str) -> None:
    found = scores(table, [("一中", 600, "无")] * 5 + [row])
    assert (code, 7) in [(one.code, one.row) for one in found.problems]


def test_gain_is_refused_until_its_method_is_given(table: Table) -> None:
    with pytest.raises(DataError, match="算法"):
        compute("一均一值三率", [scores(table, [("一中", 600, "无")] * 5)], {"一值": "增值"})


# §6.3 触发规则

CONTESTS = "年度,评比,对象类别,对象,校长,得分"


def contest(table: Table, *, worst: Sequence[tuple[int, str]], years: Sequence[int]) -> IndicatorResult:
    heads = dict(worst)
    rows: list[tuple[object, ...]] = []
    for year in years:
        rows += [(year, "中招", "初中", f"{n}中", f"校长{n}", 90 - n) for n in range(1, 9)]
        rows.append((year, "中招", "初中", "差中", heads.get(year, "某某"), 10 if year in heads else 99))
    return compute("触发规则", [table(CONTESTS, rows)], {"规则": "T2"})


def test_two_years_in_a_row_among_the_last_three_meets_the_condition_and_asks_for_a_person(table: Table) -> None:
    one = contest(table, worst=[(2023, "某某"), (2024, "某某")], years=(2023, 2024)).one("T2", unit_id="差中")
    assert (one.value, one.verdict) == (2, "待定")
    assert "建议人工认定" in one.text


def test_a_year_between_breaks_the_run(table: Table) -> None:
    one = contest(table, worst=[(2023, "某某"), (2025, "某某")], years=(2023, 2024, 2025)).one("T2", unit_id="差中")
    assert (one.value, one.verdict) == (1, None)


def test_a_changed_head_is_for_a_person_to_decide(table: Table) -> None:
    one = contest(table, worst=[(2023, "张"), (2024, "李")], years=(2023, 2024)).one("T2", unit_id="差中")
    assert "校长更换" in one.text


def test_results_before_the_scheme_do_not_count(table: Table) -> None:
    one = contest(table, worst=[(2021, "某某"), (2022, "某某")], years=(2021, 2022)).one("T2", unit_id="差中")
    assert one.value == 1


# §6.4 加权评分


def test_weights_of_the_three_schemes() -> None:
    assert weighted_score({"过程督导": 90, "学期结果检查": 80}, parse_weights("过程督导:50,学期结果检查:50")) == 85
    assert weighted_score({"演讲": 90, "答辩": 80}, parse_weights("演讲:0.8，答辩:0.2")) == 88
    five = dict.fromkeys(("育人故事", "带班育人方略", "主题班会", "班级管理答辩", "才艺"), 90.0)
    assert weighted_score(five, dict.fromkeys(five, 20.0)) == 90


def test_a_missing_item_is_never_made_up_for(table: Table) -> None:
    result = compute(
        "加权评分", [table("年度,对象,过程督导,学期结果检查", [("2024", "甲", 90, ""), ("2024", "乙", 90, 80)])]
    )
    assert [(one.unit_id, one.value) for one in result.of("得分")] == [("甲", None), ("乙", 85)]
    assert "缺学期结果检查" in result.one("得分", unit_id="甲").text


def test_weights_that_do_not_sum_to_a_hundred_are_refused(table: Table) -> None:
    rows = table("年度,对象,演讲,答辩", [("2024", "甲", 90, 80)])
    with pytest.raises(DataError, match="权重合计90"):
        compute("加权评分", [rows], {"权重": "演讲:70,答辩:20"})


# §6.5 高考分数段

BANDS = "年度,学校,科类,口径,分数下限,人数,考生总数"


def year_600(year: str, counts: dict[tuple[str, str], int]) -> list[tuple[object, ...]]:
    return [(year, school, track, "累计", 600, count, 1500) for (school, track), count in counts.items()]


def test_600_and_above_against_the_year_before(table: Table) -> None:
    before = {("一高", "总计"): 133, ("熊岳", "理科"): 15, ("熊岳", "文科"): 0}
    now = {("一高", "理科"): 179, ("一高", "文科"): 38, ("熊岳", "物理"): 14, ("熊岳", "历史"): 7}
    result = compute(
        "高考分数段", [table(BANDS, year_600("2023", before)), table(BANDS, year_600("2024", now))], {"年度": "2024"}
    )
    growth = {one.name: one for one in result.of("同比")}
    assert round(growth["一高总计600分以上人数同比增长率"].value or 0, 2) == 63.16
    assert growth["熊岳总计600分以上人数同比增长率"].value == 40
    assert round(growth["合计总计600分以上人数同比增长率"].value or 0, 2) == 60.81
    assert growth["熊岳历史600分以上人数同比增长率"].value is None
    assert "不可比" in growth["熊岳历史600分以上人数同比增长率"].text
    totals = {one.name: one.value for one in result.of("累计")}
    assert totals["合计总计600分以上累计人数"] == 238
    assert any("仅含表中2所" in note for note in result.notes)


def test_cumulative_counts_become_bands(table: Table) -> None:
    rows = [
        ("2024", "一高", "物理", "累计", line, count, 2170)
        for line, count in ((690, 5), (680, 9), (670, 13), (660, 24))
    ]
    result = compute("高考分数段", [table(BANDS, rows)])
    assert [one.value for one in result.of("分段")] == [5, 4, 4, 11]


def test_counts_that_rise_with_the_line_are_an_error(table: Table) -> None:
    rows = [("2024", "一高", "物理", "累计", line, count, 2170) for line, count in ((690, 9), (680, 5))]
    found = table(BANDS, rows)
    assert [(one.code, one.row) for one in found.problems] == [("E09", 3)]
