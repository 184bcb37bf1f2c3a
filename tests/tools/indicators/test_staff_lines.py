"""Lines on staff and schools: duties of leaders and teachers, approved posts, 62 items; recomputed by plain arithmetic."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Sequence

import pytest

from core.settings import ROOT, Settings
from tools.compute_indicator import compute, compute_for
from tools.indicators.family import IndicatorResult
from tools.indicators.strong_schools import missing_items
from tools.tables.loading import LoadedTable

Table = Callable[[str, Sequence[Sequence[object]]], LoadedTable]
TABLES = ROOT / "corpus" / "tables"
SETTINGS = Settings(tables_dir=TABLES, standards_dir=ROOT / "corpus" / "standards")
EXACT = 1e-9


def rows_of(name: str) -> list[dict[str, str]]:
    with (TABLES / f"示例县_{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def example(name: str) -> IndicatorResult:
    return compute_for(SETTINGS, name, place="示例县").result


# 教学管理

DUTIES = "年度,学期,县区,学校,姓名,职务,周兼课节次,同学科满工作量,听评课节数,教学周数,教龄"


def duties(table: Table, *people: Sequence[object], county: str = "太康县") -> IndicatorResult:
    return compute("教学管理", [table(DUTIES, [("2023-2024", "上", county, "一小", *one) for one in people])])


@pytest.mark.parametrize(
    ("post", "lessons", "full", "verdict", "short"),
    [
        ("校长", 4, 12, "达标", 0),
        ("校长", 4, 13, "不达标", 1),
        ("副校长", 5, 15, "达标", 0),
        ("业务副校长", 4.6, 14, "不达标", 1),
        ("教导主任", 7, 14, "达标", 0),
        ("工会主席", 6, 14, "不达标", 1),
        ("书记", 0, 12, "不达标", 6),
    ],
)
def test_a_third_of_the_full_load_for_heads_and_half_for_other_leaders(
    table: Table, post: str, lessons: float, full: float, verdict: str, short: int
) -> None:
    (one,) = duties(table, ("甲", post, lessons, full, 30, 20, 20)).of(unit_id="一小甲")[:1]
    share = 1 / 3 if post.endswith("校长") else 1 / 2
    assert one.value == lessons
    assert one.threshold == pytest.approx(full * share, abs=EXACT)
    assert (one.verdict, one.gap and one.gap.to_standard) == (verdict, short)


@pytest.mark.parametrize(("heard", "verdict"), [(24, "达标"), (23, "不达标"), (30, "达标")])
def test_the_deputy_in_charge_sits_in_on_four_fifths_of_the_heads_lessons(
    table: Table, heard: int, verdict: str
) -> None:
    result = duties(table, ("甲", "校长", 4, 12, 30, 20, 20), ("乙", "业务副校长", 4, 12, heard, 20, 9))
    one = result.one("听课-副校长", unit_id="一小乙")
    assert one.value == pytest.approx(heard / 30 * 100, abs=EXACT)
    assert one.verdict == verdict


@pytest.mark.parametrize("heads", [(), ("甲", "丙")])
def test_without_the_one_head_the_deputy_cannot_be_judged(table: Table, heads: Sequence[str]) -> None:
    people = [(name, "校长", 4, 12, 30, 20, 20) for name in heads]
    one = duties(table, *people, ("乙", "业务副校长", 4, 12, 24, 20, 9)).one("听课-副校长", unit_id="一小乙")
    assert (one.value, one.verdict) == (None, "无法计算")
    assert "校长" in one.text


@pytest.mark.parametrize(
    ("heard", "age", "found"),
    [
        (20, 8, {"听课-教师": "达标"}),
        (19, 8, {"听课-教师": "不达标"}),
        (39, 2.9, {"听课-教师": "达标", "听课-青年": "不达标"}),
        (40, 2, {"听课-教师": "达标", "听课-青年": "达标"}),
        (40, 3, {"听课-教师": "达标"}),
    ],
)
def test_twenty_lessons_a_term_and_two_a_week_in_the_first_three_years(
    table: Table, heard: int, age: float, found: dict[str, str]
) -> None:
    result = duties(table, ("丁", "教师", "", "", heard, 20, age))
    assert {one.code: one.verdict for one in result.of(unit_id="一小丁")} == found


def test_what_is_not_filled_is_named_and_is_neither_met_nor_missed(table: Table) -> None:
    result = duties(
        table,
        ("甲", "校长", "", 12, 30, 20, 20),
        ("乙", "副校长", 4, 12, 30, 20, 20),
        ("丁", "教师", "", "", "", 20, ""),
    )
    (share,) = [one for one in result.of("兼课-校长") if one.unit_id is None]
    assert (share.value, share.verdict) == (100, "待定")
    assert "一小甲（无法计算：缺周兼课节次）" in share.text
    assert {(one.code, one.row, one.column) for one in result.problems} == {
        ("E02", 2, "周兼课节次"),
        ("E02", 4, "听评课节数"),
    }
    assert any("没有填教龄" in note and "一小丁" in note for note in result.notes)


def test_a_rule_of_one_county_judges_nobody_elsewhere_unless_referred_to(table: Table) -> None:
    rows = [("2023-2024", "上", "柳溪县", "一小", "甲", "校长", 1, 12, 30, 20, 20)]
    alone = compute("教学管理", [table(DUTIES, rows)])
    assert [(one.value, one.verdict, one.threshold) for one in alone.figures] == [(1, None, None)]
    assert any("没有适用于柳溪县的规定" in note and "太康县" in note for note in alone.notes)
    judged = compute("教学管理", [table(DUTIES, rows)], {"参照": "太康县"})
    assert [one.verdict for one in judged.of(unit_id="一小甲")] == ["不达标"]
    assert any("参照太康县" in note and "三分之一" in note for note in judged.notes)


def test_before_the_scheme_was_issued_nothing_is_judged(table: Table) -> None:
    rows = [("2021-2022", "上", "太康县", "一小", "甲", "校长", 1, 12, 30, 20, 20)]
    assert [one.verdict for one in compute("教学管理", [table(DUTIES, rows)]).figures] == [None]


def test_the_example_county_agrees_with_a_plain_count() -> None:
    rows, result = rows_of("兼课听评课表_2023-2024"), example("教学管理")
    heard = {row["学校"]: int(row["听评课节数"]) for row in rows if row["职务"] == "校长"}
    marks: dict[str, list[bool]] = defaultdict(list)
    for row in rows:
        lessons, full, own = row["周兼课节次"], row["同学科满工作量"], int(row["听评课节数"])
        if row["职务"] in ("校长", "副校长", "业务副校长") and lessons:
            marks["兼课-校长"].append(3 * int(lessons) >= int(full))
        if row["职务"] == "教导主任":
            marks["兼课-班子"].append(2 * int(lessons) >= int(full))
        if row["职务"] == "业务副校长":
            marks["听课-副校长"].append(own * 5 >= 4 * heard[row["学校"]])
        if row["职务"] == "教师":
            marks["听课-教师"].append(own >= 20)
            if int(row["教龄"]) < 3:
                marks["听课-青年"].append(own >= 2 * int(row["教学周数"]))
    for code, good in marks.items():
        share = next(one for one in result.of(code) if one.unit_id is None)
        assert share.value == pytest.approx(100 * sum(good) / len(good), abs=EXACT)
        assert [operand.value for operand in share.inputs] == [sum(good), len(good)]


# 编制配备

POSTS = "年度,县区,学校,学段,在校生数,核定编制数,在编教职工数"


@pytest.mark.parametrize(
    ("stage", "pupils", "posts", "verdict", "short"),
    [
        ("小学", 1900, 100, "临界", 0),
        ("小学", 1880, 100, "达标", 0),
        ("小学", 1950, 100, "不达标", 3),
        ("初中", 1340, 100, "达标", 0),
        ("初中", 1400, 100, "不达标", 4),
        ("高中", 1200, 100, "达标", 0),
        ("高中", 1300, 100, "不达标", 4),
    ],
)
def test_each_stage_has_its_own_number_of_pupils_to_a_post(
    table: Table, stage: str, pupils: int, posts: int, verdict: str, short: int
) -> None:
    one = next(
        one
        for one in compute("编制配备", [table(POSTS, [("2023-2024", "某县", "甲", stage, pupils, posts, 98)])]).of(
            "编制"
        )
        if one.unit_id is None
    )
    assert one.value == pytest.approx(pupils / posts, abs=EXACT)
    assert one.threshold == {"小学": 19, "初中": 13.5, "高中": 12.5}[stage]
    assert (one.verdict, one.gap and one.gap.to_standard) == (verdict, short)


def test_a_school_without_its_posts_leaves_the_countys_ratio_open_and_is_named(table: Table) -> None:
    rows = [("2023-2024", "某县", "甲小", "小学", 190, 10, 9), ("2023-2024", "某县", "乙小", "小学", 300, "", 12)]
    result = compute("编制配备", [table(POSTS, rows)])
    (county,) = [one for one in result.of("编制") if one.unit_id is None]
    assert (county.value, county.verdict) == (None, "无法计算")
    assert "乙小没有填核定编制数" in county.text
    assert [(one.code, one.row) for one in result.problems if one.column == "核定编制数"] == [("E02", 3)]


def test_more_staff_than_posts_is_told_as_such(table: Table) -> None:
    result = compute("编制配备", [table(POSTS, [("2023-2024", "某县", "甲小", "小学", 190, 10, 12)])])
    one = result.one("空编")
    assert (one.value, one.text) == (-2, "超编2人")


def test_a_table_of_schools_alone_gives_pupils_to_staff_or_says_what_lacks(
    table_of: Callable[..., LoadedTable],
) -> None:
    with_staff = compute("编制配备", [table_of([{"教职工数": 64}])])
    assert with_staff.one("生职比").value == pytest.approx(1000 / 64, abs=EXACT)
    without = compute("编制配备", [table_of([{}])])
    assert without.one("生职比").value is None
    assert "缺教职工数" in without.one("生职比").text


def test_posts_of_the_example_county_agree_with_a_plain_sum() -> None:
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in rows_of("教职工编制表_2023-2024"):
        for place, name in enumerate(("在校生数", "核定编制数", "在编教职工数")):
            sums[row["学段"]][place] += int(row[name])
    result = example("编制配备")
    assert set(sums) == {"小学", "初中", "高中"}
    for stage, (pupils, posts, held) in sums.items():
        (ratio,) = [one for one in result.of("编制", stage=stage) if one.unit_id is None]
        assert ratio.value == pytest.approx(pupils / posts, abs=EXACT)
        assert result.one("空编", stage=stage).value == posts - held


# 公办强校

ITEMS = "年度,县区,学校,指标序号,三级指标,分值,得分,培育起始年份"


def scored(
    table: Table, scores: dict[int, object], *, county: str = "南明区", worth: float = 16, since: int = 2020
) -> IndicatorResult:
    rows = [("2023-2024", county, "一中", n, f"指标{n}", worth, score, since) for n, score in scores.items()]
    return compute("公办强校", [table(ITEMS, rows)])


@pytest.mark.parametrize(("each", "verdict"), [(13.8, "达标"), (13.7, "不达标")])
def test_sixty_two_items_are_summed_against_850(table: Table, each: float, verdict: str) -> None:
    one = scored(table, dict.fromkeys(range(1, 63), each)).one("总分")
    assert one.value == pytest.approx(62 * each, abs=EXACT)
    assert (one.threshold, one.verdict) == (850, verdict)
    assert one.gap is not None
    assert one.gap.to_standard == pytest.approx(max(0, 850 - 62 * each), abs=EXACT)


def test_missing_items_are_named_and_leave_the_sum_open(table: Table) -> None:
    result = scored(table, dict.fromkeys(range(1, 61), 13.9))
    assert (result.one("总分").value, result.one("总分").verdict) == (None, "待定")
    assert "缺第61项、第62项" in result.one("总分").text
    assert result.one("已得分").value == pytest.approx(60 * 13.9, abs=EXACT)
    assert result.one("项数").text.startswith("60项，应为62项")


def test_missing_items_that_cannot_change_it_do_not_leave_it_open(table: Table) -> None:
    already = scored(table, dict.fromkeys(range(1, 61), 14.5)).one("总分")
    assert (already.value, already.verdict) == (None, "达标")
    never = scored(table, dict.fromkeys(range(1, 61), 10) | {61: "", 62: ""}).one("总分")
    assert (never.value, never.verdict) == (None, "不达标")
    assert f"{60 * 10 + 2 * 16:.2f}分" in never.text


def test_an_item_with_more_than_its_worth_is_an_error_and_missing(table: Table) -> None:
    result = scored(table, dict.fromkeys(range(1, 62), 14) | {62: 99})
    assert [(one.code, one.row, one.column) for one in result.problems] == [("E10", 63, "得分")]
    assert "缺第62项" in result.one("总分").text


def test_the_line_of_the_province_reaches_its_counties_by_name_and_no_others(table: Table) -> None:
    every = dict.fromkeys(range(1, 63), 14)
    assert scored(table, every, county="南明区").one("总分").threshold == 850
    assert scored(table, every, county="贵州省遵义市某某新区").one("总分").threshold == 850
    elsewhere = scored(table, every, county="西湖区")
    assert elsewhere.one("总分").threshold is None
    assert elsewhere.one("总分").value == 62 * 14
    assert any("只算不判" in note for note in elsewhere.notes)


def test_a_school_in_its_first_three_years_is_named(table: Table) -> None:
    early = scored(table, dict.fromkeys(range(1, 63), 14), since=2022)
    assert any("不满3年" in note and "一中" in note for note in early.notes)
    late = scored(table, dict.fromkeys(range(1, 63), 14), since=2021)
    assert not any("不满3年" in note for note in late.notes)


def test_items_without_numbers_are_counted_and_not_guessed() -> None:
    assert missing_items([1, 3], [True, True], 4) == [2, 4]
    assert missing_items([1, 3], [True, False], 4) == [2, 3, 4]
    assert missing_items([1, None], [True, True], 4) is None
