"""Kinds of questions that once gave a wrong figure: what is not explained is left open, never told as something else."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.tools.table_query.making import ROSTER, SCHOOLS, roster, table
from tests.tools.table_query.test_reading import desk, value
from tools.table_query.asking import TableAnswer
from tools.table_query.typed import TypedTable

STAGES = table(
    [
        ["乡镇", "在校生", "在校生", "在校生", "专任教师", "专任教师", "专任教师"],
        ["乡镇", "学前", "小学段", "合计", "学前", "小学段", "合计"],
    ],
    [["城关镇", "300", "1,800", "2,100", "30", "114", "144"], ["苇河镇", "200", "1,600", "1,800", "25", "160", "185"]],
    name="分乡镇学段统计",
)
NURSERIES = table(
    [["园名", "性质", "小班班数", "中班班数", "大班班数", "在园幼儿"]],
    [["苇河幼儿园", "公办", "2", "3", "3", "210"], ["金太阳幼儿园", "民办", "1", "1", "2", "90"]],
    name="幼儿园台账",
)
HIRED = table(
    [["学校", "学科", "计划招聘", "实际到岗", "备注"]],
    [
        ["石堰学校", "语文", "6", "6", ""],
        ["石堰学校", "数学", "4", "4", "预计"],
        ["岚桥中学", "数学", "8", "7", ""],
        ["岚桥中学", "语文", "5", "5", ""],
    ],
    name="教师招聘情况",
)
WORKS = table(
    [["项目名称", "类别", "总投资（万元）", "开工日期", "建设状态"]],
    [
        ["甲校食堂改造", "食堂", "100.25", "2023/3/1", "在建"],
        ["乙校食堂改造", "食堂", "50", "2022-07-15", "已完工"],
        ["丙校操场翻新", "操场", "30", "2023-09-01", "在建"],
    ],
    name="项目台账",
)


def answers(*turns: str, tables: tuple[TypedTable, ...]) -> tuple[TableAnswer, ...]:
    return desk(*tables).answer(turns, tables)


def open_or_none(*turns: str, tables: tuple[TypedTable, ...]) -> bool:
    """Whether nothing is told: no table is asked, or what nothing explains is named."""
    found = answers(*turns, tables=tables)
    return not found or any(one.left or one.result is None for one in found)


@pytest.mark.parametrize(
    ("question", "made", "expected"),
    [
        ("苇河镇幼儿园教师多少个", STAGES, 25.0),
        ("全县小学教师一共多少人", STAGES, 274.0),
        ("没有超过100人的幼儿园有几所", NURSERIES, 1.0),
        ("在园幼儿过100的有几所", NURSERIES, 1.0),
        ("2023年开工的项目有几个", WORKS, 2.0),
        ("食堂项目平均一个总投资多少", WORKS, 75.125),
        ("岚桥中学的数学到岗几个", HIRED, 7.0),
        ("学校计划招多少教师", HIRED, 19.0),
    ],
)
def test_it_is_told(question: str, made: TypedTable, expected: float) -> None:
    assert value(answers(question, tables=(made,))[-1]) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("question", "made"),
    [
        ("幼儿园一共多少个班", NURSERIES),
        ("超过50人的班有几个", roster()),
        ("有30个学生会干部的学校有几所", roster()),
        ("1980年以前建的幼儿园有几所", NURSERIES),
        ("各乡镇小学的近视率各是多少", STAGES),
    ],
)
def test_it_is_left_open(question: str, made: TypedTable) -> None:
    assert open_or_none(question, tables=(made,))


def test_the_row_of_a_subject_that_was_left_out_is_not_another_subject_s() -> None:
    found = answers("石堰学校数学到岗几个", tables=(HIRED,))
    assert found[-1].result is not None
    assert found[-1].result.values == ()
    assert any("预计" in one for one in HIRED.skipped)


def test_two_bounds_bound_the_columns_that_stand_beside_them() -> None:
    found = answers("哪些乡镇小学生超过1500人，小学教师不到150人", tables=(STAGES,))
    assert found[-1].result is not None
    assert [one.label for one in found[-1].result.values] == ["城关镇"]


def test_figures_asked_of_one_group_are_told_one_after_the_other() -> None:
    found = answers("各类别的学生数和专任教师数分别是多少", tables=(roster(),))
    columns = [one.reading.table.columns[one.reading.columns[0]].name for one in found]
    assert columns == ["在校生数", "专任教师"]
    assert all(one.reading.query.group is not None for one in found)


BARE = table(
    [["学校", "乡镇", "类别", "学生", "其中：女生", "教师"]],
    [
        ["甲小学", "城关镇", "小学", "100", "40", "8"],
        ["乙小学", "柳镇", "小学", "300", "160", "20"],
        ["丙中学", "柳镇", "初中", "600", "300", "50"],
        ["丁中学", "城关镇", "初中", "200", "90", "10"],
    ],
    name="学校基本情况",
)


def test_a_header_of_one_plain_word_is_the_thing_itself() -> None:
    assert value(answers("没超过300人的学校有几所", tables=(BARE,))[-1]) == 3.0


def test_a_part_of_the_pupils_is_a_share_of_the_pupils_of_the_same_rows() -> None:
    assert value(answers("小学女生占比多少", tables=(BARE,))[-1]) == pytest.approx(200 / 400)
    assert value(answers("小学女生占全县女生的比例", tables=(BARE,))[-1]) == pytest.approx(200 / 590)


def test_a_short_question_with_its_own_place_goes_on_about_nothing() -> None:
    found = answers("城关镇的学校有哪些", "澜川县初中生师比", tables=(BARE,))
    assert value(found[-1]) == pytest.approx(800 / 60)


def test_a_ratio_by_its_name_is_told_of_the_rows_before() -> None:
    found = answers("澜川县初中有多少学生", "生师比呢", tables=(BARE,))
    assert value(found[-1]) == pytest.approx(800 / 60)


def test_figures_that_are_added_are_added() -> None:
    whole = answers("全县学生和教师一共多少人", tables=(roster(),))[-1]
    assert value(whole) == 5610.0 + 370.0


def test_a_year_behind_a_verb_binds_the_day_and_not_the_table() -> None:
    found = answers("2023年开工的项目有几个", tables=(WORKS,))
    condition = found[-1].reading.where[0]
    assert (condition.low, condition.high) == (dt.date(2023, 1, 1), dt.date(2023, 12, 31))


def test_it_is_the_row_that_came_first() -> None:
    found = answers("学生最多的是哪所学校", "它有多少专任教师", tables=(roster(),))
    assert found[-1].reading.keys == ("澜川县第一中学",)
    assert value(found[-1]) == 110.0


def test_a_figure_of_speech_is_no_pronoun() -> None:
    found = answers("学生最多的是哪所学校", "那个石岭小学有多少学生", tables=(roster(),))
    assert found[-1].reading.keys == ("石岭小学",)


def test_a_note_that_a_table_has_no_kindergartens_makes_it_none_of_theirs() -> None:
    schools = roster(notes="注：本表不含幼儿园。")
    assert open_or_none("全县幼儿园一共多少个班", tables=(schools,))


def test_nobody_knows_what_it_is_without_a_row_that_came_first() -> None:
    assert answers("全县有多少学生", "它有多少专任教师", tables=(roster(),)) == ()


def test_noughts_are_asked_for_and_cells_left_empty_where_no_nought_is_written() -> None:
    assert answers("没有寄宿生的学校有几所", tables=(roster(),))[-1].reading.where[0].test == "between"
    blank = table([["学校名称", "在校生数", "寄宿生数"]], [["甲校", "10", "5"], ["乙校", "20", ""], ["丙校", "30", ""]])
    found = answers("没有寄宿生的学校有几所", tables=(blank,))[-1]
    assert found.reading.where[0].test == "missing"
    assert value(found) == 2.0


def test_decimals_are_those_asked_for() -> None:
    assert answers("食堂项目平均一个总投资多少，保留一位小数", tables=(WORKS,))[-1].reading.places == 1


FAULTS = table(
    [["排查日期", "学校名称", "所在乡镇", "隐患类别", "隐患等级", "整改资金（元）"]],
    [
        ["2024-04-02", "澜川县第一小学", "城关镇", "用电安全", "一般", "500"],
        ["2024-04-20", "苇河镇中心小学", "苇河镇", "消防安全", "重大", "3000"],
        ["2024-05-11", "澜川县第一小学", "城关镇", "用电安全", "重大", ""],
        ["2024-06-03", "石岭小学", "苇河镇", "用电安全", "一般", "700"],
        ["2024-06-09", "苇河镇中心小学", "苇河镇", "消防安全", "一般", "200"],
    ],
    name="校园隐患排查台账",
)
AID = table(
    [["乡镇", "小学", "小学", "初中", "初中"], ["乡镇", "人数", "金额", "人数", "金额"]],
    [["城关镇", "30", "1.5", "20", "2"], ["苇河镇", "18", "0.9", "25", "2.5"]],
    name="学生资助汇总表",
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("2024年4月查出几条隐患", 2.0),
        ("用电安全类隐患整改花了多少钱", 1200.0),
        ("重大隐患有多少条", 2.0),
    ],
)
def test_a_ledger_counts_its_entries_and_not_the_schools_they_are_of(question: str, expected: float) -> None:
    assert value(answers(question, tables=(FAULTS, roster()))[0]) == expected


def test_the_town_with_most_entries_is_found_by_counting_them() -> None:
    found = answers("哪个乡镇查出的隐患最多", tables=(FAULTS, roster()))[0]
    assert {one.label: one.value for one in found.result.values} == {"城关镇": 2.0, "苇河镇": 3.0}


def test_schools_that_came_are_never_read_off_a_ledger() -> None:
    before = roster(2023, roster_rows(without="石岭小学"))
    found = answers("2024年比2023年新增了哪些学校", tables=(FAULTS, before, roster()))[0]
    assert found.names == ("石岭小学",)


def roster_rows(*, without: str) -> list[tuple[str, ...]]:
    return [row for row in SCHOOLS if row[1] != without]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("澜川县第二小学的平均班额", 800 / 18),
        ("澜川县第二小学有多少学生", 800.0),
        ("澜川县一中有几个教学班", 30.0),
    ],
)
def test_a_numbered_school_is_a_name_and_no_rank(question: str, expected: float) -> None:
    assert value(answers(question, tables=(roster(),))[0]) == pytest.approx(expected)


def test_the_initials_of_a_kind_of_school_name_it() -> None:
    rows = [(*row[:2], {"小学": "完全小学", "初中": "初级中学"}.get(row[2], row[2]), *row[3:]) for row in SCHOOLS]
    assert value(answers("乡村的完小有几所", tables=(roster(rows=rows),))[0]) == 1.0


def test_pupils_who_get_aid_are_no_pupils_of_a_town() -> None:
    found = answers("苇河镇中小学在校生合计多少", tables=(AID, roster()))[0]
    assert (found.reading.table.name, value(found)) == ("学校花名册", 1210.0)


def test_after_a_rank_the_figure_beside_is_asked_of_the_row_that_came_first() -> None:
    found = answers("哪个乡镇初中资助人数最多", "金额是多少", tables=(AID,))[0]
    assert (found.reading.keys, value(found)) == (("苇河镇",), 2.5)


def test_which_of_them_goes_on_about_the_rows_before() -> None:
    found = answers("民办学校有哪几所", "里面哪所生师比最高", tables=(roster(),))[0]
    assert [one.label for one in found.result.values] == ["育新学校"]


def test_a_school_is_never_told_where_a_town_was_asked() -> None:
    bare = [(*row[:3], *row[4:]) for row in SCHOOLS]
    without = table([(*ROSTER[:3], *ROSTER[4:])], bare)
    assert open_or_none("哪个镇的在校生最多", tables=(without,))
    (found,) = answers("哪个镇的在校生最多", tables=(roster(),))
    assert {one.label for one in found.result.values} == {"城关镇", "苇河镇"}
