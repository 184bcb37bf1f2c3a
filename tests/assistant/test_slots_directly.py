"""Each veto of the slots at its edge: what the next statement over may still answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from assistant.slots import Slots, is_target, of_the_period, of_the_place, segment_of, veto
from core.number_roles import load_parts
from core.schema import Place
from core.settings import Settings
from retrieval.statement import Statement
from tests.assistant.made import CITY, county

PARTS = load_parts(Settings().lexicon_dir)
CLOUD, SEA = county("云岭县"), county("望海县")
SECOND = Place(name="云岭县第二中学", level="school", parents=(*CITY, "云岭县"))
SEA_SECOND = Place(name="望海县第二中学", level="school", parents=(*CITY, "望海县"))
TOWN = Place(name="东河镇", level="other", parents=(*CITY, "云岭县"))
FIVE = frozenset(range(2021, 2026))
Make = Callable[..., Statement]


def test_a_part_with_a_figure_of_its_own_behind_is_not_told_by_the_whole(statement: Make) -> None:
    text = "女教师队伍：教师300人，其中女教师210人。"
    assert veto(Slots(question="女教师有多少人"), statement(text, "教师300人"), PARTS) == "part"
    assert veto(Slots(question="教师有多少人"), statement(text, "教师300人"), PARTS) == ""


def test_a_share_behind_a_figure_is_no_figure_of_the_part(statement: Make) -> None:
    text = "女教师队伍：教师300人，其中女教师占70%。"
    assert veto(Slots(question="女教师有多少人"), statement(text, "教师300人"), PARTS) == ""


def test_another_part_told_behind_a_figure_takes_nothing_from_it(statement: Make) -> None:
    text = "女教师队伍：教师300人，其中男教师90人。"
    assert veto(Slots(question="女教师有多少人"), statement(text, "教师300人"), PARTS) == ""


def test_a_figure_that_names_the_asked_part_itself_may_be_parted_further(statement: Make) -> None:
    text = "公办园招收300人，其中公办乡镇园招收210人。"
    assert veto(Slots(question="公办园招收多少人"), statement(text, "公办园招收300人"), PARTS) == ""


@pytest.mark.parametrize(
    ("question", "text", "why"),
    [
        ("钢琴购置多少架，镇上的占几架", "购置钢琴16架，其中中心校5架。", "part"),
        ("钢琴购置多少架，镇上的占多少", "购置钢琴16架，其中中心校5架。", "part"),
        ("钢琴购置多少架", "购置钢琴16架，其中中心校5架。", ""),
        ("钢琴购置多少架，镇上的占几架", "购置钢琴16架，其中用于中心校的占75%。", ""),
        ("钢琴购置多少架，镇上的占几架", "购置钢琴16架。", ""),
    ],
    ids=["asked", "asked how much", "the whole", "told in another unit", "not parted"],
)
def test_the_whole_is_no_figure_of_a_part_that_is_told_behind_it(
    statement: Make, question: str, text: str, why: str
) -> None:
    assert veto(Slots(question=question), statement(text, "16架"), PARTS) == why


def test_nothing_parted_behind_a_figure_is_no_reason(statement: Make) -> None:
    text = "女教师队伍：教师300人。"
    assert veto(Slots(question="女教师有多少人"), statement(text, "教师300人"), PARTS) == ""


@pytest.mark.parametrize(
    ("place", "spoken_of", "text", "may"),
    [
        (CLOUD, SECOND, "藏书4万册。", True),
        (CLOUD, SEA_SECOND, "二中藏书4万册。", False),
        (CLOUD, CLOUD, "二中藏书4万册。", True),
        (CLOUD, SEA, "二中藏书4万册。", False),
        (CLOUD, None, "二中藏书4万册。", True),
        (None, SEA, "二中藏书4万册。", True),
        (CLOUD, CLOUD, "一中藏书4万册。", False),
    ],
    ids=["its own text", "elsewhere", "named", "named elsewhere", "of nowhere", "asked anywhere", "another"],
)
def test_a_named_school_is_that_of_the_place(
    statement: Make, place: Place | None, spoken_of: Place | None, text: str, may: bool
) -> None:
    slots = Slots(question="云岭县二中藏书多少册", place=place, school="二中")
    assert of_the_place(slots, statement(text, "4万册", place=spoken_of)) is may


@pytest.mark.parametrize(
    ("asked", "unit", "may"),
    [
        ("白果镇", "云岭县白果镇", True),
        ("白果镇", "云岭县白果镇中心小学", False),
        ("白果镇", "云岭县青石镇", False),
        ("白果镇中心小学", "云岭县白果镇", False),
        ("白果镇中心小学", "云岭县白果镇中心小学", True),
    ],
)
def test_a_towns_figure_is_none_of_its_school_nor_the_other_way(
    statement: Make, asked: str, unit: str, may: bool
) -> None:
    own = Place(name=unit, level="school", parents=(*CLOUD.parents, CLOUD.name))
    slots = Slots(question=f"云岭县{asked}藏书多少册", place=CLOUD, school=asked)
    assert of_the_place(slots, statement("藏书4万册。", "4万册", place=own)) is may


def test_a_figure_of_no_unit_in_a_sentence_on_the_town_is_the_towns(statement: Make) -> None:
    slots = Slots(question="云岭县白果镇藏书多少册", place=CLOUD, school="白果镇")
    assert of_the_place(slots, statement("在白果镇藏书4万册。", "4万册", place=CLOUD))


@pytest.mark.parametrize(
    ("question", "may"),
    [("云岭县藏书多少册", False), ("云岭县白果镇藏书多少册", True), ("云岭白果藏书多少册", True)],
)
def test_a_town_answers_where_it_is_named_with_or_without_its_ending(statement: Make, question: str, may: bool) -> None:
    own = Place(name="云岭县白果镇", level="school", parents=(*CLOUD.parents, CLOUD.name))
    slots = Slots(question=question, place=CLOUD)
    assert of_the_place(slots, statement("藏书4万册。", "4万册", place=own)) is may


@pytest.mark.parametrize(
    ("text", "may"),
    [("云岭实验小学藏书4万册。", True), ("云岭县实验小学藏书4万册。", True), ("城东实验小学藏书4万册。", False)],
)
def test_before_a_name_that_many_schools_share_only_the_place_may_stand(statement: Make, text: str, may: bool) -> None:
    slots = Slots(question="云岭县实验小学藏书多少册", place=CLOUD, school="实验小学")
    assert of_the_place(slots, statement(text, "4万册", place=CLOUD)) is may


@pytest.mark.parametrize(
    ("text", "words", "may"),
    [
        ("二中建馆早，藏书4万册。", "4万册", True),
        ("二中建馆早，全县藏书4万册。", "4万册", False),
        ("藏书4万册，多在二中。", "4万册", False),
        ("二中建馆早。藏书4万册。", "4万册", False),
    ],
    ids=["named before", "the whole since", "named behind", "named a sentence before"],
)
def test_a_text_of_the_place_is_the_schools_where_its_sentence_names_it_before(
    statement: Make, text: str, words: str, may: bool
) -> None:
    slots = Slots(question="云岭县二中藏书多少册", place=CLOUD, school="二中")
    assert of_the_place(slots, statement(text, words, place=CLOUD)) is may


def test_titles_and_headings_name_a_school_and_a_heading_that_goes_on_in_its_line_does_not(statement: Make) -> None:
    slots = Slots(question="二中藏书多少册", school="二中")
    assert not of_the_place(slots, statement("二中建馆早，藏书多。各校藏书4万册。", "4万册", headings=("二中建馆早",)))
    assert of_the_place(slots, statement("二中的图书馆\n藏书4万册。", "4万册", headings=("二中的图书馆",)))
    assert of_the_place(slots, statement("藏书4万册。", "4万册", title="云岭县二中2024年总结"))
    assert not of_the_place(slots, statement("全县藏书4万册。", "4万册", title="云岭县二中2024年总结"))


@pytest.mark.parametrize(
    ("question", "parents", "may"),
    [
        ("云岭县市二中藏书多少册", ("湖南省", "丹枫市"), True),
        ("云岭县二中藏书多少册", ("湖南省", "丹枫市"), False),
        ("云岭县市二中藏书多少册", ("湖南省", "青麻市"), False),
        ("云岭县市二中藏书多少册", (), False),
    ],
    ids=["the city's", "the county's is asked", "another city's", "of nowhere"],
)
def test_a_citys_school_stands_in_the_asked_county_where_it_is_called_the_citys(
    statement: Make, question: str, parents: tuple[str, ...], may: bool
) -> None:
    school = Place(name="第二中学", level="school", parents=parents)
    slots = Slots(question=question, place=CLOUD, school="二中")
    assert of_the_place(slots, statement("藏书4万册。", "4万册", place=school)) is may


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        ("近视率2024年", True),
        ("近视率（2024年）？", True),
        ("家长满意度", True),
        ("干部任期制度", False),
        ("2024年的做法", False),
    ],
)
def test_keywords_with_a_year_behind_ask_for_the_figure(question: str, wants: bool) -> None:
    assert Slots(question=question).wants_amount is wants


@pytest.mark.parametrize(
    ("question", "spoken_of", "may"),
    [
        ("云岭县二中藏书多少册", SECOND, True),
        ("云岭县藏书多少册", SECOND, False),
        ("云岭县东河镇藏书多少册", TOWN, False),
        ("云岭县二中藏书多少册", SEA_SECOND, False),
    ],
    ids=["the school asked", "a school, the county asked", "a town", "a school elsewhere"],
)
def test_below_a_place_only_a_school_that_is_asked_of_may_answer(
    statement: Make, question: str, spoken_of: Place, may: bool
) -> None:
    assert (
        of_the_place(Slots(question=question, place=CLOUD), statement("藏书4万册。", "4万册", place=spoken_of)) is may
    )


@pytest.mark.parametrize(
    ("asked", "years", "may"),
    [
        (FIVE, (2025,), True),
        (FIVE, (2023,), False),
        (FIVE, (2024, 2025), True),
        (frozenset({2022, 2023, 2024, 2025}), (2022,), False),
        (frozenset({2023, 2024, 2025}), (2023,), True),
        (frozenset({2022, 2023, 2024}), (2022, 2023, 2024), True),
        (frozenset({2024}), (2022, 2023, 2024), False),
    ],
    ids=["last", "between", "two of them", "four years", "three years", "all three", "three for one"],
)
def test_one_year_of_a_long_plan_is_its_last(
    statement: Make, asked: frozenset[int], years: tuple[int, ...], may: bool
) -> None:
    one = statement("新增学位14个。", "14个", years=years)
    assert of_the_period(Slots(question="新增学位多少个", years=asked), one) is may


def test_a_text_that_names_the_year_itself_needs_no_date(statement: Make) -> None:
    one = statement("修缮操场14片。", "14片", years=(2024,), date=None)
    assert of_the_period(Slots(question="修缮操场多少片", years=frozenset({2024})), one)


def test_a_dated_text_of_no_year_does_not_speak_of_one(statement: Make) -> None:
    one = statement("操场凭证开放。", "凭证开放", years=(), date=dt.date(2023, 1, 1))
    assert not of_the_period(Slots(question="操场怎么开放", years=frozenset({2024})), one)


def test_a_summary_named_by_its_year_may_tell_that_year_and_those_after_together(statement: Make) -> None:
    title = "云岭县2023年工作总结"
    slots = Slots(question="2023年工作总结里说缺口多少个", years=frozenset({2023}))
    assert of_the_period(slots, statement("缺口320个。", "320个", years=(2023, 2024, 2025), title=title))
    assert not of_the_period(slots, statement("缺口320个。", "320个", years=(2022, 2023, 2024), title=title))


@pytest.mark.parametrize(
    ("title", "years", "asked", "may"),
    [
        ("云岭县行动计划（2024—2025年）", (), 2025, True),
        ("云岭县行动计划（2024—2026年）", (2025,), 2026, False),
        ("云岭县行动计划（2024—2026年）", (2024, 2025), 2026, True),
        ("云岭县2025年行动计划", (), 2025, False),
    ],
    ids=["a plan of two years", "another year's rate", "a rate of its years", "a plan of one year"],
)
def test_the_rate_of_a_plan_is_its_last_years_unless_it_names_another(
    statement: Make, title: str, years: tuple[int, ...], asked: int, may: bool
) -> None:
    one = statement("力争毛入园率达到95%。", "95%", years=years, title=title)
    assert of_the_period(Slots(question=f"{asked}年毛入园率是多少", years=frozenset({asked})), one) is may


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("计划购置钢琴16架，修缮操场9片。", "9片"),
        ("修缮操场9片，计划购置钢琴16架。", "修缮操场9片，"),
        ("计划购置钢琴16架，修缮操场9片。", "，修缮操场9片"),
    ],
    ids=["before", "up to it", "from its end"],
)
def test_a_plan_in_the_clause_beside_makes_no_plan(statement: Make, text: str, words: str) -> None:
    assert not is_target(statement(text, words))
    assert is_target(statement(text, "16架"))


def test_headings_make_a_plan_and_the_title_does_not(statement: Make) -> None:
    title = "云岭县2025年工作计划"
    assert not is_target(statement("书屋16个。", "16个", headings=(title,), title=title))
    assert is_target(statement("书屋16个。", "16个", headings=(title, "四、下一步打算"), title=title))


@pytest.mark.parametrize(
    ("text", "words", "segment"),
    [
        ("修缮操场9片。 购置钢琴16架。", "16架", "购置钢琴16架"),
        ("购置钢琴16架", "16架", "购置钢琴16架"),
        ("购置钢琴16架左右，修缮操场9片。", "16架", "购置钢琴16架左右"),
        ("购置钢琴16架 \n修缮操场9片。", "16架", "购置钢琴16架"),
    ],
    ids=["a blank before", "no mark at the end", "words behind", "a blank behind"],
)
def test_a_segment_ends_with_its_sentence(statement: Make, text: str, words: str, segment: str) -> None:
    assert segment_of(statement(text, words)) == segment
