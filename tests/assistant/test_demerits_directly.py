"""What a statement loses and gains, one reason at a time, and which reason outweighs which."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.demerits import demerit, other_unit
from assistant.slots import Slots
from core.number_roles import load_parts
from core.settings import Settings
from retrieval.statement import Statement

PARTS = load_parts(Settings().lexicon_dir)
Make = Callable[..., Statement]


@pytest.fixture
def lost(statement: Make) -> Callable[..., float]:
    """What a statement loses for a question."""

    def count(question: str, text: str, words: str, **more: object) -> float:
        return demerit(Slots(question=question), statement(text, words, **more), PARTS)

    return count


Lost = Callable[..., float]


def test_what_fits_loses_nothing(lost: Lost) -> None:
    assert lost("购置钢琴多少架", "购置钢琴16架。", "购置钢琴16架") == 0.0
    assert lost("购置钢琴多少架", "购置钢琴三十六架。", "购置钢琴三十六架") == 0.0
    assert lost("操场怎么开放", "操场凭证开放。", "凭证开放") == 0.0


def test_reasons_against_a_figure_outweigh_each_other_in_order(lost: Lost) -> None:
    part = lost("修缮操场多少片", "小学修缮操场16片。", "小学修缮操场16片")
    own_name = -lost("在园幼儿有多少人", "在园幼儿39人。", "39人")
    role = lost("购置钢琴多少架", "计划购置钢琴16架。", "购置钢琴16架")
    asked_part = lost("小学藏书多少册", "藏书16万册。", "16万册")
    inner = lost("新增学位多少个", "新增学位7万个，其中优质学位5万个。", "5万个")
    rate = lost("体质优良率是多少", "近视率16%。", "16%")
    change = lost("藏书多少册", "藏书比上年增加16万册。", "16万册")
    quoted = lost("“书香校园”建多少个", "建“绿色校园”12个。", "12个")
    no_figure = lost("购置钢琴多少架", "购置了新的钢琴。", "新的钢琴")
    unit = lost("培训多少人", "培训16场。", "16场")
    assert 0 < part < own_name < role < inner < rate < quoted < no_figure < unit
    assert own_name < asked_part < inner < change < quoted
    # Two light reasons outweigh a heavier one, and no reason is so heavy that nothing could.
    assert part + own_name > role
    assert unit < no_figure + role


def test_reasons_against_words_are_lighter_than_a_missing_figure(lost: Lost) -> None:
    heading = lost("操场怎么修缮", "修缮操场的办法\n由总务处负责。", "修缮操场", headings=("修缮操场的办法",))
    no_time = lost("操场什么时候修好", "操场已经修好。", "已经修好")
    no_figure = lost("购置钢琴多少架", "购置了新的钢琴。", "新的钢琴")
    role = lost("购置钢琴多少架", "计划购置钢琴16架。", "购置钢琴16架")
    change = lost("藏书多少册", "藏书比上年增加16万册。", "16万册")
    assert 0 < heading < change < no_time < no_figure
    assert heading == role


def test_a_figure_right_behind_the_asked_name_gains(lost: Lost) -> None:
    assert lost("在园幼儿有多少人", "在园幼儿39人。", "39人") < lost("在园幼儿有多少人", "在园的39人。", "39人")


def test_a_short_name_before_a_figure_gains_nothing(lost: Lost) -> None:
    assert lost("教师有多少人", "教师39人。", "39人") == 0.0


def test_another_name_before_a_figure_gains_nothing(lost: Lost) -> None:
    assert lost("教师有多少人", "专任教师队伍39人。", "39人") == 0.0


@pytest.mark.parametrize(
    ("question", "text", "words", "loses"),
    [
        ("新增学位多少个", "新增学位7万个，其中优质学位5万个。", "5万个", True),
        ("优质学位多少个", "新增学位7万个，其中优质学位5万个。", "5万个", False),
        ("优质的学位多少个", "新增学位7万个，其中优质学位5万个。", "5万个", False),
        ("优先新增学位多少个", "新增学位7万个，其中优质学位5万个。", "5万个", True),
        ("新增学位多少个", "新增学位7万个，其中云岭县5万个。", "5万个", False),
        ("新增学位多少个", "新建学校7所，其中优质学位5万个。", "5万个", False),
        ("新增学位多少个", "新增学位7万个，其中优质学位5万个。", "7万个", False),
        ("招聘教师多少人", "教师中音乐、美术的9人。", "9人", True),
        ("招聘美术教师多少人", "教师中音乐、美术的9人。", "9人", False),
    ],
    ids=[
        "narrower",
        "asked",
        "asked in other words",
        "one character asked",
        "its place",
        "another unit",
        "the whole",
        "among",
        "among, asked",
    ],
)
def test_a_figure_of_a_narrower_thing_is_not_that_of_the_whole(
    lost: Lost, question: str, text: str, words: str, loses: bool
) -> None:
    assert (lost(question, text, words) > 0) is loses


def test_a_narrower_thing_of_the_asked_part_is_meant(lost: Lost) -> None:
    text = "招收新生1480人，其中新办民办园120人。"
    assert lost("民办招收多少人", text, "120人") == 0.0
    assert lost("招收多少人", text, "120人") > 0.0
    # Of the two parts asked only one is told: no more than that weighs.
    both = lost("高中民办招收多少人", text, "120人")
    assert both == lost("小学藏书多少册", "藏书16万册。", "16万册")


@pytest.mark.parametrize(
    ("question", "text", "words", "loses"),
    [
        ("体质优良率是多少", "近视率16%。", "16%", True),
        ("体质优良率是多少", "近视率16%。", "近视率16%", True),
        ("体质优良率是多少", "优良率46%，近视率16%。", "16%", True),
        ("体质优良率是多少", "近视率16%，优良率46%。", "46%", False),
        ("体质优良率是多少", "达到46%。", "46%", False),
        ("体质优良占比是多少", "近视率16%。", "16%", False),
        ("本科率是多少", "本科上线率46%。", "46%", False),
        ("本科上线率是多少", "本科率46%。", "46%", False),
        ("体质优良率和近视率是多少", "近视率16%。", "16%", False),
    ],
    ids=[
        "another",
        "another in its own words",
        "behind the asked",
        "before it",
        "no name",
        "no name asked",
        "longer",
        "shorter",
        "two asked",
    ],
)
def test_a_rate_of_another_name_is_not_the_asked_one(
    lost: Lost, question: str, text: str, words: str, loses: bool
) -> None:
    assert (lost(question, text, words) > 0) is loses


@pytest.mark.parametrize(
    ("question", "units", "other"),
    [
        ("小学招收新生是多少", {"人"}, False),
        ("食堂一学期收多少", {"人"}, True),
        ("女教师占比是多少", set(), False),
        ("培训多少人", set(), False),
        ("毛入园率是多少", {"个百分点"}, True),
        ("毛入园率有多大提高", {"个百分点"}, False),
        ("毛入园率有多大提高", {"人"}, True),
        ("毛入园率是多少", {"‰"}, False),
        ("师生比是多少", {"比"}, False),
        ("师生比是多少", {"1:15"}, False),
        ("经费投入多少", {"元"}, False),
        ("经费投入多少", {"人"}, True),
        ("培训多少人", {"名"}, False),
        ("培训多少人", {"场", ""}, True),
        ("新建多少所学校", {"元"}, True),
        ("学校有多少教室", {"%"}, True),
        ("覆盖情况多少", {"%"}, False),
        ("怎么样", {"所"}, False),
        ("群众满意度是多少", {"人"}, True),
        ("群众满意度是多少", {"%"}, False),
        ("群众满意度是多少", {"分"}, False),
        ("满意度高的学校有多少所", {"所"}, False),
        ("本年度新建学校多少", {"%"}, True),
        ("培训教师多少人", {"个"}, True),
        ("新建多少所学校", {"个"}, False),
    ],
)
def test_figures_of_another_unit_are_told_apart(question: str, units: set[str], other: bool) -> None:
    assert other_unit(question, units) is other
