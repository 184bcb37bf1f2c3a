"""Plain questions over a roster, a two-row table and two years, as people type them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from retrieval.schools import load_school_names
from retrieval.segment import load_segmenter
from tests.tools.table_query.making import BY_TOWN, ROSTER, SCHOOLS, TOWNS, roster, table
from tools.table_query.asking import TableAnswer, TableDesk
from tools.table_query.typed import TypedTable
from tools.table_query.vocabulary import load_vocabulary

LEXICON = Path(__file__).parents[3] / "corpus" / "lexicon"
BEFORE = (
    *(row for row in SCHOOLS[:-1] if row[1] != "育新学校"),
    ("8", "苇河镇柳沟教学点", "小学", "苇河镇", "乡村", "公办", "12", "", "2", "3", "1960"),
)
PROJECTS = table(
    [["项目名称", "类别", "总投资（万元）", "开工日期", "进度", "施工单位"]],
    [
        ["苇河镇中心小学食堂扩建", "食堂", "320.5", "2024/3/1", "施工中", "青岚一建"],
        ["澜川县第一中学运动场翻新", "运动场", "1,180", "2023-07-15", "已竣工", "澜川市政"],
        ["石岭小学旱厕改造", "厕所", "26", "", "未开工", "—"],
    ],
    name="项目台账",
)


def desk(*tables: TypedTable) -> TableDesk:
    """A desk over tables, with the office's own words."""
    return TableDesk(tables, load_vocabulary(LEXICON), load_segmenter(LEXICON).tagged, load_school_names(LEXICON))


def asked(*turns: str, tables: tuple[TypedTable, ...] = ()) -> TableAnswer:
    """The answer to the last of some questions."""
    own = tables or (
        roster(notes="注：大班额指班级数在25个及以上。"),
        table(TOWNS, BY_TOWN, name="学生分乡镇统计"),
        PROJECTS,
    )
    found = desk(*own).answer(turns, own)
    assert found
    return found[-1]


def value(answer: TableAnswer) -> object:
    """The one value of an answer; a share is told in its own terms."""
    assert answer.result is not None
    assert not answer.left
    found = answer.result.values[0].value
    if answer.whole is None:
        return found
    whole = answer.whole.values[0].value
    assert isinstance(found, float)
    assert isinstance(whole, float)
    return found / whole


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("石岭小学有多少学生？", 60.0),
        ("县一中老师有几个", 110.0),
        ("第三中学住校的学生多少人", 260.0),
        ("苇河镇中心小学是哪年建的", 1949.0),
        ("全县一共多少所学校", 7.0),
        ("城区的小学有几所", 2.0),
        ("民办学校有多少学生", 900.0),
        ("学生不到100人的学校有几所", 1.0),
        ("1950年以前建的学校有几所", 2.0),
        ("有寄宿生的小学有几所", 1.0),
        ("哪些学校没报寄宿生", None),
        ("城关镇学校总共有多少个班", 92.0),
        ("初中平均每所多少学生", 3100 / 3),
        ("平均一个老师带几个学生", 5610 / 370),
        ("小学的生师比是多少", 2510 / 140),
        ("民办学校在校生占全县在校生的比例", 900 / 5610),
        ("小学里乡村小学占百分之几（按所数）", 1 / 4),
        ("县一中的学生有百分之几住校", 300 / 1500),
        ("苇河镇小学女生多少人", 210.0),
        ("全县初中男生一共多少", 1700.0),
        ("大班额的学校有几所", 1.0),
        ("总投资在300万元以上的项目有几个", 2.0),
        ("还没开工的项目有几个", 1.0),
        ("澜川县第一中学运动场翻新哪天开工的", dt.date(2023, 7, 15)),
    ],
)
def test_one_value_is_what_a_person_would_count(question: str, expected: object) -> None:
    result = value(asked(question))
    assert result == (pytest.approx(expected) if isinstance(expected, float) else expected)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("哪个学校学生最多", ["澜川县第一中学"]),
        ("学生最少的小学是哪所", ["石岭小学"]),
        ("专任教师排前三的学校", ["澜川县第一中学", "育新学校", "澜川县第一小学"]),
        ("学生数排第二的是哪个学校", ["澜川县第一小学"]),
        ("建校最早的学校是哪所", ["澜川县第一中学"]),
        ("苇河镇有哪些学校", ["苇河镇中心小学", "石岭小学", "澜川县第三中学"]),
        ("在校生1000人以上的学校有哪几所", ["澜川县第一小学", "澜川县第一中学"]),
        ("总投资最大的项目是哪个", ["澜川县第一中学运动场翻新"]),
    ],
)
def test_ranks_and_lists_name_the_rows(question: str, names: list[str]) -> None:
    answer = asked(question)
    assert answer.result is not None
    assert [one.label for one in answer.result.values] == names


def test_groups_tell_each_word_of_a_column() -> None:
    answer = asked("城区、镇区、乡村各有多少在校生")
    assert answer.result is not None
    assert {one.label: one.value for one in answer.result.values} == {"城区": 4400.0, "镇区": 1150.0, "乡村": 60.0}


@pytest.mark.parametrize(
    "question",
    [
        "各学校学生的近视率是多少",
        "凤岭小学有多少学生",
        "胜利路小学有多少学生",
        "沿河小学有多少学生",
        "苇河镇第三中学有几个班",
        "县七小有多少学生",
        "教师平均工资是多少",
        "退休教师有多少人",
    ],
)
def test_what_no_column_or_row_tells_is_named_and_not_answered(question: str) -> None:
    answer = asked(question)
    assert answer.left
    assert answer.result is None


def test_a_figure_that_bounds_nothing_is_never_passed_over() -> None:
    answer = asked("得分80分以上的学校有几所")
    assert answer.result is None


def test_follow_ups_keep_rows_and_figure() -> None:
    assert value(asked("石岭小学有多少学生", "班级数呢")) == 6.0
    assert value(asked("小学的生师比是多少", "那初中呢")) == pytest.approx(3100 / 230)
    assert value(asked("民办学校有多少所", "其中在城区的有几所")) == 1.0


def test_years_are_set_side_by_side() -> None:
    both = (roster(2024), roster(2023, BEFORE))
    grown = asked("全县在校生比去年增加了多少", tables=both)
    assert grown.result is not None
    assert grown.older_result is not None
    assert (grown.result.values[0].value, grown.older_result.values[0].value) == (5610.0, 4722.0)
    assert asked("今年新增了哪些学校", tables=both).names == ("育新学校",)
    assert asked("去年还有、今年没了的是哪几个学校", tables=both).names == ("苇河镇柳沟教学点",)
    assert value(asked("2023年全县有几所学校", tables=both)) == 7.0
    missing = asked("2019年全县有多少在校生", tables=both)
    assert missing.result is None
    assert missing.asked_years == (2019,)


def test_forms_of_two_years_are_one_though_their_headers_differ() -> None:
    other = [word.replace("学校名称", "单位名称").replace("在校生数", "学生人数") for word in ROSTER]
    both = (roster(2024), table([other], SCHOOLS, year=2023, name="基本情况表"))
    same = asked("在校生比去年多了多少", tables=both)
    assert same.older is not None
    assert same.older.table.period == "2023年"


def test_two_things_asked_are_two_answers() -> None:
    own = (roster(),)
    result = desk(*own).answer(["民办学校有几所，在校生多少人？"], own)
    assert [value(one) for one in result] == [1.0, 900.0]
