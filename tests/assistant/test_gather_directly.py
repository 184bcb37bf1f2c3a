"""What is decided over statements that were read: the answer, its rival, or what is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from assistant.gather import Answer, Finder, _better, _better_of, figure_name
from assistant.missing import missing_place
from assistant.plan import Part
from assistant.slots import Slots
from core.number_roles import load_parts
from core.schema import Missing, Place
from core.settings import Settings
from retrieval.statement import Statement
from tests.assistant.made import CITY, county, search

CLOUD, SEA = county("云岭县"), county("望海县")
WHOLE = Place(name="丹枫市", level="city", parents=("湖南省",))
FINDER = Finder(search=search(), parts=load_parts(Settings().lexicon_dir), corpus_places=(CLOUD, SEA))
ASKED = "图书馆钢琴多少架"
Make = Callable[..., Statement]


@pytest.fixture
def scored(statement: Make) -> Make:
    """A statement of a whole sentence with a score."""

    def make(text: str, score: float, words: str = "", **more: object) -> Statement:
        one = statement(f"{text}。", words or text, **more)
        return replace(one, score=score, probability=FINDER.search.calibration.probability(score))

    return make


def decided(items: Sequence[Statement], question: str = ASKED, place: Place | None = CLOUD, **slots: object) -> Answer:
    part = Part(text=question, asked=question, alone=question)
    return FINDER._decided(part, place, Slots(question=question, place=place, **slots), items, ())


def test_the_best_of_what_may_answer_answers(scored: Make) -> None:
    own, other = scored("图书馆钢琴16架", 3.0), scored("图书馆钢琴17架", 6.0, place=SEA, document="e")
    assert decided([other, own]).statement.text == "图书馆钢琴16架"


def test_a_question_in_a_text_answers_nothing(scored: Make) -> None:
    assert decided([scored("问：图书馆钢琴16架", 5.0)]).statement is None
    one = scored("图书馆钢琴16架吗", 5.0)
    asks = replace(one, document=replace(one.document, text="图书馆钢琴16架吗？"))
    assert decided([asks]).statement is None


def test_of_figures_about_as_good_the_latest_is_meant_where_no_year_is_asked(scored: Make) -> None:
    old = scored("图书馆钢琴16架", 5.0, years=(2022,), document="a")
    new = scored("图书馆钢琴17架", 3.5, years=(2024,), document="b")
    assert decided([old, new]).statement.years == {2024}
    assert decided([old, replace(new, score=3.4)]).statement.years == {2022}
    assert decided([old, replace(new, score=4.6)]).statement.years == {2024}


def test_what_is_asked_of_now_is_looked_for_further(scored: Make) -> None:
    question = "现在图书馆钢琴多少架"
    old = scored("图书馆钢琴16架", 5.0, years=(2022,), document="a")
    assert decided([old, scored("图书馆钢琴17架", 1.5, years=(2024,), document="b")], question).statement.years == {
        2024
    }


def test_where_a_year_is_asked_the_best_is_meant(scored: Make) -> None:
    years = frozenset({2022, 2024})
    old = scored("图书馆钢琴16架", 5.0, years=(2022,), document="a")
    new = scored("图书馆钢琴17架", 4.5, years=(2024,), document="b")
    assert decided([old, new], years=years).statement.years == {2022}


def test_words_are_not_the_latest_but_the_best(scored: Make) -> None:
    question = "图书馆的钢琴由谁负责"
    old = scored("图书馆钢琴由总务处管", 5.0, years=(2022,), document="a")
    new = scored("图书馆钢琴由教务处管", 4.5, years=(2024,), document="b")
    assert decided([old, new], question).statement.years == {2022}


def test_another_figure_of_another_document_is_a_rival(scored: Make) -> None:
    best = scored("图书馆钢琴16架", 5.0, document="a")
    assert decided([best, scored("图书馆钢琴17架", 3.5, document="b")]).rival.text == "图书馆钢琴17架"


@pytest.mark.parametrize(
    ("text", "score", "more"),
    [
        ("图书馆钢琴17架", 3.4, {"document": "b"}),
        ("图书馆钢琴17架", 4.0, {"document": "a"}),
        ("图书馆钢琴16架", 4.0, {"document": "b"}),
        ("图书馆钢琴17台", 4.0, {"document": "b"}),
        ("图书馆钢琴17架、新增2架", 4.0, {"document": "b"}),
        ("图书馆钢琴近20架", 4.0, {"document": "b", "years": (2023,)}),
        ("图书馆钢琴15至18架", 4.0, {"document": "b"}),
    ],
    ids=["far behind", "the same document", "the same value", "another unit", "two", "another year", "a range around"],
)
def test_what_is_no_rival(scored: Make, text: str, score: float, more: dict[str, object]) -> None:
    best = scored("图书馆钢琴16架", 5.0, document="a")
    assert decided([best, scored(text, score, **more)], years=frozenset({2024, 2023})).rival is None


def test_a_figure_of_another_year_is_what_there_is_instead(scored: Make) -> None:
    answer = decided([scored("图书馆钢琴16架", 5.0, years=(2022,))], years=frozenset({2024}))
    assert answer.statement is None
    assert answer.missing == (Missing(kind="period", asked="2024年", have=("2022年",)),)


def test_a_figure_of_no_known_year_is_named_as_such(scored: Make) -> None:
    one = scored("图书馆钢琴16架", 5.0, years=(), date=None)
    assert decided([one], years=frozenset({2024})).missing[0].have == ("未标日期的文件",)


def test_last_year_is_missing_by_its_number(scored: Make) -> None:
    answer = decided([scored("图书馆钢琴16架", 5.0, years=(2024,))], question="去年图书馆钢琴多少架", year_shift=-1)
    assert answer.missing == (Missing(kind="period", asked="2023年", have=("2024年",)),)


def test_without_a_year_asked_what_is_missing_is_the_matter_and_headings_are_offered(scored: Make) -> None:
    shy = scored("操场9片", -5.0, headings=("一、办学条件",))
    other = scored("操场9片", -5.0, headings=("二、他处情况",), place=SEA)
    assert decided([shy, other]).missing == (Missing(kind="indicator", asked="图书馆钢琴", have=("一、办学条件",)),)


def test_a_shy_figure_of_another_year_beside_the_right_year_is_no_matter_of_years(scored: Make) -> None:
    other, right = scored("操场9片", -5.0, years=(2022,)), scored("操场8片", -5.0, years=(2024,), document="b")
    assert decided([other, right], years=frozenset({2024})).missing[0].kind == "indicator"
    assert decided([other], years=frozenset({2024})).missing[0].kind == "period"


def test_the_figure_of_the_year_after_is_kept_for_what_it_says_of_the_change(scored: Make) -> None:
    after = scored("图书馆钢琴16架，比上年增加2架", 5.0, years=(2024,))
    asked = {"years": frozenset({2023})}
    assert decided([after], **asked).year_after is after
    assert decided([replace(after, years=frozenset({2025}))], **asked).year_after is None
    assert decided([replace(after, probability=0.4)], **asked).year_after is None
    assert decided([replace(after, place=SEA)], **asked).year_after is None


def test_nobody_has_two_halves_of_two_places(scored: Make) -> None:
    """The city's figure answers for no county."""
    answer = decided([scored("图书馆钢琴16架", 5.0, place=WHOLE)])
    assert (answer.statement, answer.found) == (None, False)


def test_the_better_reading_of_a_stretch_counts(scored: Make) -> None:
    low, high = scored("图书馆钢琴16架", 1.0), scored("图书馆钢琴16架", 2.0)
    other = scored("图书馆钢琴16架", 1.5, document="e")
    assert [one.score for one in _better_of([low, other], [high])] == [2.0, 1.5]
    assert [one.score for one in _better_of([high], [low])] == [2.0]


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("全县一般公共预算教育支出3.5亿元", "3.5亿元", "一般公共预算教育支出"),
        ("其中寄宿学生120人", "120人", "寄宿学生"),
        ("共120人", "120人", ""),
        ("120人参加", "120人", ""),
    ],
)
def test_what_a_text_calls_its_figure(statement: Make, text: str, words: str, name: str) -> None:
    assert figure_name(statement(f"{text}。", words)) == name


def test_a_school_that_has_the_figure_is_offered_by_its_heading_and_a_neighbour_is_not(scored: Make) -> None:
    school = Place(name="云岭县第二中学", level="school", parents=(*CLOUD.parents, CLOUD.name))
    own = scored("图书馆钢琴16架", 5.0, headings=("2.第二中学：",), place=school)
    other = scored("图书馆钢琴17架", 5.0, headings=("3.望海县",), place=SEA, document="e")
    answer = decided([own, other])
    assert answer.statement is None
    assert answer.missing[0].have == ("2.第二中学",)


def test_a_place_without_texts_is_missing_beside_those_around_it() -> None:
    town = Place(name="青石县", level="county", parents=CITY)
    far = Place(name="甲县", level="county", parents=("乙省",))
    missing = missing_place(town, None, FINDER.search, (CLOUD, SEA))
    assert missing == Missing(kind="place", asked="青石县", have=(CLOUD.full_name, SEA.full_name))
    assert missing_place(town, None, FINDER.search, (far, CLOUD)).have == (CLOUD.full_name,)
    # Where nothing lies near, all there is.
    assert missing_place(town, None, FINDER.search, (far,)).have == (far.full_name,)


def test_one_half_of_a_point_makes_an_answer_beside_others_better(scored: Make) -> None:
    first, again = scored("图书馆钢琴16架", 4.0), scored("图书馆钢琴17架", 4.5)
    assert _better(again, first)
    assert not _better(replace(again, score=4.4), first)


@pytest.mark.parametrize(("before", "found"), [(79, True), (80, False)])
def test_eighty_statements_are_looked_at(scored: Make, before: int, found: bool) -> None:
    others = [scored(f"操场{number}片", 5.0, place=SEA, document="e") for number in range(1, before + 1)]
    assert (decided([*others, scored("图书馆钢琴16架", 5.0)]).statement is not None) is found


def test_what_is_as_likely_as_not_counts_as_told(scored: Make) -> None:
    after = scored("图书馆钢琴16架，比上年增加2架", 0.0, years=(2024,))
    assert decided([after], years=frozenset({2023})).year_after is after
    shy = scored("操场8片", -5.0, years=(2023,), document="b")
    assert decided([after, shy], years=frozenset({2023})).missing[0].kind == "period"


def test_a_figure_of_the_whole_in_the_right_year_is_no_matter_of_years(statement: Make) -> None:
    one = replace(statement("女教师队伍：教师300人，其中女教师210人。", "教师300人"), score=5.0)
    answer = decided([one], question="女教师有多少人", years=frozenset({2024}))
    assert [missing.kind for missing in answer.missing] == ["indicator"]


def test_of_figures_of_other_years_the_sure_ones_are_named(scored: Make) -> None:
    sure, shy = scored("图书馆钢琴16架", 5.0, years=(2022,)), scored("操场9片", -5.0, years=(2021,), document="b")
    assert decided([sure, shy], years=frozenset({2024})).missing[0].have == ("2022年",)


def test_a_title_is_no_section_to_offer(scored: Make) -> None:
    shy = scored("操场9片", -5.0)
    titled = replace(shy, section=replace(shy.section, heading="云岭县2024年总结", depth=0))
    assert decided([titled]).missing[0].have == ()


@pytest.mark.parametrize(
    ("headings", "offered"),
    [
        ("甲甲甲乙乙丙丁", "甲乙丙"),
        ("甲甲甲甲甲甲乙", "甲"),
        ("甲乙丙丁", "甲乙丙"),
    ],
    ids=["of the first six", "not the seventh's", "three at most"],
)
def test_three_headings_of_the_six_likeliest_are_offered(scored: Make, headings: str, offered: str) -> None:
    shy = [scored(f"操场{at}片", -5.0, headings=(f"{name}、情况",)) for at, name in enumerate(headings)]
    assert decided(shy).missing[0].have == tuple(f"{name}、情况" for name in offered)


def test_of_a_long_heading_thirty_characters_are_offered(scored: Make) -> None:
    assert decided([scored("操场9片", -5.0, headings=("办" * 40,))]).missing[0].have == ("办" * 30,)


@pytest.mark.parametrize(("probability", "settled"), [(0.8, True), (0.79, False)])
def test_what_is_just_firm_settles_it(scored: Make, probability: float, settled: bool) -> None:
    one = replace(scored("图书馆钢琴16架", 3.0), probability=probability)
    part = Part(text=ASKED, asked=ASKED)
    assert FINDER._settled(Answer(part=part, place=CLOUD, statement=one)) is settled
    assert not FINDER._settled(Answer(part=part, place=CLOUD, statement=one, rival=one))
    assert not FINDER._settled(Answer(part=part, place=CLOUD))


def test_a_mark_is_no_figure_with_a_name(statement: Make) -> None:
    assert figure_name(statement("图书馆钢琴，共16架。", "，")) == ""


def test_of_two_readings_alike_the_first_is_kept(scored: Make) -> None:
    first, second = scored("图书馆钢琴16架", 2.0), scored("图书馆钢琴16架", 2.0)
    assert _better_of([first], [second])[0] is first


def test_words_and_figures_told_together_have_no_rival(scored: Make) -> None:
    best, other = scored("图书馆钢琴16架", 5.0, document="a"), scored("图书馆钢琴17架", 4.5, document="b")
    assert decided([best, other], "图书馆钢琴的情况怎么样").rival is None
    two = scored("图书馆钢琴16架、风琴2架", 5.0, document="a")
    assert decided([two, other]).rival is None


@pytest.mark.parametrize(
    ("about", "figure"),
    [("14至16架", "16架"), ("近20架", "15架"), ("近20架", "18架")],
    ids=["its end", "its bound", "inside"],
)
@pytest.mark.parametrize("about_first", [True, False])
def test_what_another_text_tells_about_is_no_rival_of_a_figure_that_it_allows(
    scored: Make, about: str, figure: str, about_first: bool
) -> None:
    first, second = (about, figure) if about_first else (figure, about)
    best, other = scored(f"图书馆钢琴{first}", 5.0, document="a"), scored(f"图书馆钢琴{second}", 4.5, document="b")
    assert decided([best, other]).rival is None
    assert decided([best, scored("图书馆钢琴40架", 4.5, document="c")]).rival is not None


def test_a_figure_without_a_name_is_not_the_asked_places_where_anothers_is_named(scored: Make) -> None:
    bare = scored("另有9架", 2.0)
    assert decided([bare], years=frozenset({2024})).statement is not None
    other = scored("图书馆钢琴17架", 2.0, place=SEA, document="e")
    assert decided([bare, other], years=frozenset({2024})).statement is None
    # The place's own figure of another year takes nothing from it.
    old = scored("图书馆钢琴17架", 2.0, years=(2022,), document="e")
    assert decided([bare, old], years=frozenset({2024})).statement is not None
