"""A question as the planner reads it: what is asked, of whom, of when and how; nothing is stored and no model reads."""

from __future__ import annotations

import pytest

from assistant.asked_places import PlaceReader
from assistant.plan import MAX_QUESTION, Planner, shift_of, with_full_years, without_scope
from core.number_roles import word_classes
from core.place import Gazetteer
from core.schema import Place
from core.settings import Settings
from retrieval.schools import load_school_names
from retrieval.segment import load_segmenter
from tests.assistant.made import county, words

CLOUD, SEA, PLUM = county("云岭县"), county("望海县"), county("梅坪县")
TABLED = Place(name="白水县", level="county")


def planner(*places: Place, home: Place | None = None) -> Planner:
    gazetteer = Gazetteer().with_aliases({place.name: place for place in (*places, TABLED)})
    lexicon = Settings().lexicon_dir
    return Planner(
        words=words(),
        places=PlaceReader(gazetteer, places, home, load_segmenter(lexicon).tagged, load_school_names(lexicon)),
        not_places=frozenset({"社区"}),
        classes=word_classes(lexicon),
        table_places=(TABLED, CLOUD),
    )


PLANNER = planner(CLOUD, SEA)


def test_a_place_and_a_year_are_read_and_left_out_of_what_is_searched() -> None:
    plan = PLANNER.read("云岭县2024年招聘教师多少人", None)
    assert (plan.places, plan.named, set(plan.years)) == ((CLOUD,), ("云岭县",), {2024})
    assert (plan.intent, plan.parts[0].asked) == ("read", "招聘教师多少人")
    assert plan.parts[0].text == "云岭县2024年招聘教师多少人"


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("云岭县招聘教师多少人", "read"),
        ("云岭县存在哪些问题", "list"),
        ("云岭县存在问题", "list"),
        ("云岭县问题怎么解决", "read"),
        ("云岭县和望海县招聘教师分别多少人", "compare"),
        ("各县招聘教师多少人", "compare"),
        ("云岭县和望海县招聘教师一共多少人", "arithmetic"),
        ("云岭县2023年到2024年招聘教师增加多少人", "arithmetic"),
        ("云岭县2024年总结写了什么，概括一下", "summary"),
        ("你好", "chat"),
    ],
)
def test_how_a_question_is_answered(question: str, intent: str) -> None:
    assert PLANNER.read(question, None).intent == intent


def test_what_is_asked_of_each_is_asked_of_every_place_there_is() -> None:
    plan = PLANNER.read("各县招聘教师多少人", None)
    assert (plan.each, plan.places) == (True, (CLOUD, SEA))


def test_several_things_asked_are_parts_complete_in_themselves() -> None:
    plan = PLANNER.read("云岭县查出隐患多少处，整改隐患多少处", None)
    assert [part.alone for part in plan.parts] == ["查出隐患多少处", "整改隐患多少处"]
    assert plan.parts[1].text.startswith("云岭县查出隐患")


def test_a_calculation_is_one_thing_asked() -> None:
    plan = PLANNER.read("云岭县和望海县招聘教师一共多少人", None)
    assert plan.calculation.kind == "sum"
    assert [one.place for one in plan.calculation.operands] == [CLOUD, SEA]
    assert len(plan.parts) == 1


def test_a_summary_is_not_parted_and_nothing_is_calculated() -> None:
    plan = PLANNER.read("概括云岭县总结：学位增加多少，教师增加多少", None)
    assert (plan.intent, len(plan.parts), plan.calculation) == ("summary", 1, None)


def test_a_name_that_sounds_like_a_place_is_read_as_that() -> None:
    plan = PLANNER.read("云领县小学有多少所", None)
    assert plan.typo == ("云领县", CLOUD)
    assert (plan.question, plan.places, plan.unknown) == ("云岭县小学有多少所", (CLOUD,), ())


def test_a_name_that_nothing_knows_is_unknown() -> None:
    plan = PLANNER.read("海定区小学有多少所", None)
    assert (plan.unknown, plan.places) == (("海定区",), ())


def test_a_word_that_ends_like_a_place_and_is_none_is_not_unknown() -> None:
    bare = planner(CLOUD)
    bare._not_places = frozenset({"定区"})
    assert bare.read("海定区小学有多少所", None).unknown == ()


def test_a_place_of_tables_is_kept_apart_and_one_of_texts_too_is_not() -> None:
    plan = PLANNER.read("白水县和云岭县小学有多少所", None)
    assert (plan.table_places, plan.places) == ((TABLED,), (CLOUD,))


def test_our_county_is_the_one_given_or_asked_for() -> None:
    assert PLANNER.read("我县小学有多少所", CLOUD).places == (CLOUD,)
    plan = PLANNER.read("我县小学有多少所", None)
    assert (plan.places, plan.home) == ((), "我县")


def test_what_our_county_means_is_named_or_set() -> None:
    assert planner(CLOUD, home=SEA).home("") == SEA
    assert planner(CLOUD, home=SEA).home("云岭县") == CLOUD
    assert PLANNER.home("") is None


def test_last_year_shifts_only_where_no_year_is_named() -> None:
    assert PLANNER.read("云岭县去年招聘教师多少人", None).year_shift == -1
    assert PLANNER.read("云岭县明年招聘教师多少人", None).year_shift == 1
    plan = PLANNER.read("云岭县2024年去年招聘教师多少人", None)
    assert (plan.year_shift, set(plan.years)) == (0, {2024})


@pytest.mark.parametrize(
    ("question", "years"),
    [("云岭县2024年招聘教师比上年增加多少人", (2024, 2023)), ("云岭县2024年招聘教师多少人", ())],
)
def test_a_change_against_last_year_is_also_two_figures(question: str, years: tuple[int, ...]) -> None:
    plan = PLANNER.read(question, None)
    asked = plan.year_on_year.operands if plan.year_on_year else ()
    assert tuple(one.year for one in asked) == years
    assert plan.intent == "read"


def test_stages_are_named_once_in_their_own_words() -> None:
    assert PLANNER.read("云岭县学前和幼儿园、小学各多少所", None).stages == ("学前", "小学")


@pytest.mark.parametrize(
    ("text", "shift"),
    [
        ("去年多少", -1),
        ("上一年级多少人", 0),
        ("比去年多多少", 0),
        ("下一年多少", 1),
        ("下一年级多少人", 0),
        ("多少", 0),
    ],
)
def test_which_words_mean_another_year(text: str, shift: int) -> None:
    assert shift_of(text) == shift


@pytest.mark.parametrize(
    ("typed", "full"),
    [
        ("23年招生多少", "2023年招生多少"),
        ("23、24两年招生多少", "2023年和2024年招生多少"),
        ("明年（2024）招生多少", "明年（2024年）招生多少"),
        ("有好多个老师", "有多少个老师"),
        ("好多老师不愿意去", "好多老师不愿意去"),
        ("2023年招生多少", "2023年招生多少"),
        ("“十四五”期间建多少", "“十四五”期间建多少"),
    ],
)
def test_years_are_put_in_full(typed: str, full: str) -> None:
    assert with_full_years(typed) == full


@pytest.mark.parametrize(
    ("question", "names", "rest"),
    [
        ("云岭县2024年的学位有多少", ["云岭县"], "学位有多少"),
        ("云岭县2024年", ["云岭县"], "云岭县2024年"),
        ("云岭县一中学位多少", ["云岭", "云岭县"], "一中学位多少"),
    ],
    ids=["both", "nothing else", "the longer name first"],
)
def test_what_is_searched_for_is_without_place_and_year(question: str, names: list[str], rest: str) -> None:
    assert without_scope(question, names) == rest


def test_a_follow_up_is_completed_by_the_turns_before_it() -> None:
    assert PLANNER.completed("望海县呢", ["云岭县招聘教师多少人"]) == "望海县招聘教师多少人"
    history = ["云岭县小学有多少所", "初中呢"]
    assert PLANNER.completed("望海县呢", history) == "望海县初中有多少所"
    assert PLANNER.completed("望海县呢") == "望海县呢"
    assert PLANNER.completed("你好", ["云岭县招聘教师多少人"]) == "你好"


def test_a_question_is_cut_where_it_is_too_long() -> None:
    assert len(PLANNER.completed("问" * (MAX_QUESTION + 5))) == MAX_QUESTION


def test_two_years_set_against_each_other_are_in_full() -> None:
    assert PLANNER.official("教师24比23") == "教师2024年比2023年"
