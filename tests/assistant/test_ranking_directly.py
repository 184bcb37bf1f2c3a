"""How statements rank: each gain, each loss and each limit over scores made by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.ranking import Ranking
from assistant.slots import Slots
from core.number_roles import load_parts
from core.settings import Settings
from retrieval.reader.calibration import Calibration
from retrieval.statement import Statement
from tests.assistant.made import EVEN, search

PARTS = load_parts(Settings().lexicon_dir)
HOW, COUNT = "图书馆的钢琴由谁负责", "图书馆钢琴多少架"
Make = Callable[..., Statement]


def ranking(question: str = HOW, alone: str = "", curve: Calibration = EVEN, school: str = "") -> Ranking:
    return Ranking(search(curve), PARTS, Slots(question=question, school=school), question, alone)


def sure(
    allowed: list[Statement],
    used: list[Statement] | None = None,
    elsewhere: list[Statement] | None = None,
    **more: object,
) -> list[tuple[str, int, float]]:
    """What answers: document, place in it, score."""
    result = ranking(**more).sure(allowed, used or [], elsewhere or [])
    return [(one.document.id, one.start, one.score) for one in result]


@pytest.fixture
def one(statement: Make) -> Callable[..., Statement]:
    """A statement of a score that meets nothing of the question; each document has its own figure."""

    def make(score: float, document: str = "d", text: str = "", words: str = "", **more: object) -> Statement:
        text = text or f"由总务处第{document}组负责。"
        return replace(statement(text, words or text[:-1], document=document, **more), score=score)

    return make


def test_nothing_allowed_is_nothing_sure() -> None:
    assert sure([]) == []


def test_as_likely_as_the_threshold_answers_and_less_does_not(one: Make) -> None:
    assert sure([one(0.0)]) == [("d", 0, 0.0)]
    assert sure([one(-0.01)]) == []


def test_the_best_is_first_whatever_the_order(one: Make) -> None:
    assert [name for name, _, _ in sure([one(1.0, "a"), one(3.0, "b"), one(2.0, "c")])] == ["b", "c", "a"]


def test_what_is_over_ranks_behind(one: Make) -> None:
    old = one(2.0, "a")
    old = replace(old, document=replace(old.document, behind=1.5))
    assert [name for name, _, _ in sure([old, one(1.0, "b")])] == ["b", "a"]


def test_what_is_as_good_stands_in_the_order_of_documents_and_of_the_text(one: Make) -> None:
    text = "由总务处负责。由教务处负责。"
    later, earlier = (one(1.0, "a", text, words) for words in ("由教务处负责", "由总务处负责"))
    assert [start for _, start, _ in sure([later, earlier])] == [0, 7]


def test_those_nearly_as_good_stand_behind_the_first(one: Make) -> None:
    found = sure([one(5.0, "a"), one(1.5, "b"), one(1.4, "c")])
    assert [name for name, _, _ in found] == ["a", "b"]


LEADING = Calibration(slope=0.0, offset=-3.0, threshold=0.5, firm=0.8, lead=1.0)


@pytest.mark.parametrize(
    ("second", "answers"),
    [
        ({"score": 2.0, "document": "b"}, True),
        ({"score": 2.1, "document": "b"}, False),
        ({"score": 4.0, "document": "d", "text": "书屋16个，另有钢琴3架。", "words": "钢琴3架"}, True),
        ({"score": 4.0, "document": "b", "text": "共有书屋16个。"}, True),
        ({"score": 4.0, "document": "b", "text": "共有书屋17个。"}, False),
    ],
    ids=["far", "near", "the same sentence", "the same figure", "another figure"],
)
def test_a_first_that_leads_too_little_is_not_sure(one: Make, second: dict[str, object], answers: bool) -> None:
    text = "书屋16个，另有钢琴3架。"
    first = one(5.0, "d", text, "书屋16个")
    assert bool(sure([first, one(**second)], curve=LEADING)) is answers


def test_alone_a_first_leads_by_far(one: Make) -> None:
    assert sure([one(5.0)], curve=LEADING) == [("d", 0, 5.0)]


def test_the_probability_of_the_first_says_how_far_it_leads(one: Make) -> None:
    (first,) = ranking(curve=LEADING).sure([one(5.0)], [])
    assert first.probability == pytest.approx(LEADING.probability(5.0, 6.0))


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("书屋16个", "书屋16个", True),
        ("书屋16个", "书屋16个和钢琴3架", True),
        ("书屋16个和钢琴3架", "书屋16个", True),
        ("书屋16个和钢琴3架", "书屋16个和钢琴4架", False),
        ("书屋照常开放", "书屋照常开放", False),
    ],
    ids=["alike", "more", "less", "other", "no figures"],
)
def test_who_tells_the_same_figures_is_no_rival(one: Make, first: str, second: str, same: bool) -> None:
    found = sure([one(5.0, "a", first + "。"), one(5.0, "b", second + "。")], curve=LEADING)
    assert bool(found) is same


def test_an_answer_to_another_part_answers_no_second_one(one: Make) -> None:
    text = "由总务处负责，每周开放。"
    used, over, beside = (one(1.0, "d", text, words) for words in ("由总务处负责", "负责，每周", "，每周开放"))
    assert [start for _, start, _ in sure([over, beside, used], [used])] == [6]
    assert [name for name, _, _ in sure([one(1.0, "e", text, "由总务处负责")], [used])] == ["e"]
    assert [start for _, start, _ in sure([used], [beside])] == [0]


def test_what_stands_with_the_answers_to_other_parts_gains(one: Make) -> None:
    text = "由总务处负责，每周开放。每月清点。"
    used = replace(one(1.0, "d", text, "由总务处负责"), passage=(0, 17))
    sentence = replace(one(1.0, "d", text, "每周开放"), passage=(0, 17))
    passage = replace(one(1.0, "d", text, "每月清点"), passage=(0, 17))
    elsewhere, other = replace(passage, passage=(20, 30)), replace(one(1.0, "e", text, "每周开放"), passage=(0, 17))
    scores = [ranking().sure([each], [used])[0].score for each in (sentence, passage, elsewhere, other)]
    assert scores[0] > scores[1] > scores[2] == scores[3] == 1.0
    # In the sentence it gains more than what separates what is nearly as good, in the passage less than that.
    assert scores[1] - 1.0 < 1.5 < scores[0] - 1.0 < 3.5
    assert scores[1] - 1.0 > 0.5


def test_a_part_inside_the_whole_is_looked_for_beside_it(one: Make) -> None:
    text = "由总务处负责，每周开放。"
    used, beside = one(1.0, "d", text, "由总务处负责"), one(1.0, "d", text, "每周开放")
    plain, inside = (ranking(alone=alone).sure([beside], [used])[0].score for alone in ("每周呢", "其中每周呢"))
    assert plain < inside
    assert 4.0 < inside - plain + 1.0 < 6.0


BOTH = "图书馆和钢琴都归总务处管。"


def test_a_sentence_that_meets_every_noun_may_answer_though_the_reader_is_shy(one: Make) -> None:
    assert sure([one(-1.0, "d", BOTH)]) == [("d", 0, 0.5)]
    assert sure([one(-1.0, "d", "图书馆由总务处负责。")]) == []
    assert sure([one(-1.6, "d", BOTH)]) == []
    assert sure([one(-4.0, "d", BOTH)]) == []


def test_every_noun_may_be_met_by_title_and_headings_too(one: Make) -> None:
    assert sure([one(-1.0, "d", "钢琴由总务处负责。", title="图书馆管理办法")])


def test_what_is_sure_by_itself_gains_nothing_for_its_nouns(one: Make) -> None:
    assert sure([one(0.2, "a"), one(0.1, "b", BOTH)], curve=EVEN)[0] == ("a", 0, 0.2)


def test_one_noun_met_says_too_little(one: Make) -> None:
    assert sure([one(-1.0, "d", "钢琴由总务处负责。")], question="钢琴怎么买") == []


def test_only_the_first_six_are_looked_at_for_their_nouns(one: Make) -> None:
    shy = [one(-0.5, name) for name in "abcdef"]
    assert sure([*shy[:5], one(-1.0, "g", BOTH)])[0] == ("g", 0, 0.5)
    assert sure([*shy, one(-1.0, "g", BOTH)]) == []


def test_a_noun_that_is_met_by_half_is_met(one: Make) -> None:
    """藏书 stands in 馆藏书籍 across two words."""
    question = "图书馆藏书由谁负责"
    assert ranking(question).sure([one(-1.0, "d", "图书馆收藏书籍由总务处负责。")], [])


def test_one_character_of_a_noun_does_not_meet_it(one: Make) -> None:
    assert sure([one(-1.0, "d", "图书馆的钢笔由总务处负责。")]) == []


def scores_of(question: str, items: list[Statement]) -> dict[str, float]:
    """Scores by document, of all that are not far behind."""
    return {found.document.id: found.score for found in ranking(question).sure(items, [])}


@pytest.fixture
def figures(one: Make) -> Callable[..., list[Statement]]:
    """Statements of texts with their scores, each of a document of its own."""

    def make(**scored: tuple[str, float]) -> list[Statement]:
        return [one(score, name, f"{text}。") for name, (text, score) in scored.items()]

    return make


Figures = Callable[..., list[Statement]]


def test_a_figure_that_does_not_name_what_is_counted_loses_where_another_does(figures: Figures) -> None:
    items = figures(named=("图书馆钢琴16架", 4.0), bare=("图书馆的16架", 5.0))
    assert scores_of(COUNT, items) == {"named": 4.0, "bare": 3.5}


def test_where_no_figure_names_what_is_counted_none_loses(figures: Figures) -> None:
    items = figures(half=("图书馆16架", 4.0), other=("操场9片", 5.0))
    assert scores_of(COUNT, items) == {"half": 4.0, "other": 5.0}


def test_a_figure_that_meets_no_noun_loses_where_one_nearly_as_good_meets_them_all(figures: Figures) -> None:
    items = figures(named=("图书馆钢琴16架", 6.0), other=("操场9片", 9.0))
    assert scores_of(COUNT, items) == {"named": 6.0, "other": 4.5}


@pytest.mark.parametrize(
    ("score", "found"),
    [(3.5, {"named": 3.5, "other": 4.5}), (2.0, {"other": 7.5})],
    ids=["as far as that", "further behind"],
)
def test_how_nearly_as_good_is(figures: Figures, score: float, found: dict[str, float]) -> None:
    assert scores_of(COUNT, figures(named=("图书馆钢琴16架", score), other=("操场9片", 9.0))) == found


@pytest.mark.parametrize(
    ("question", "texts", "loser"),
    [
        ("图书馆有多少架钢琴", ("图书馆16架", "钢琴16架"), "b"),
        ("校舍面积", ("面积16平方米", "校舍16平方米"), "b"),
        ("图书馆藏书多少册", ("收藏书籍16册", "图书馆有16册"), "b"),
    ],
    ids=["before what asks", "no word that asks", "named by half"],
)
def test_what_is_counted_stands_before_what_asks(
    figures: Figures, question: str, texts: tuple[str, str], loser: str
) -> None:
    found = scores_of(question, figures(a=(texts[0], 4.0), b=(texts[1], 4.0)))
    assert {name for name, score in found.items() if score < 4.0} == {loser}


def test_where_nothing_stands_before_what_asks_only_the_nouns_met_count(figures: Figures) -> None:
    items = figures(other=("图书馆16架", 4.0), named=("钢琴16架", 4.0))
    assert scores_of("多少架钢琴", items) == {"other": 1.0, "named": 4.0}


def test_nouns_met_by_half_are_met(figures: Figures) -> None:
    items = figures(named=("图书馆收藏书籍16册", 6.0), other=("操场9册", 9.0))
    assert scores_of("图书馆藏书多少册", items) == {"named": 6.0, "other": 4.5}


def test_a_question_without_nouns_is_met_by_anything(one: Make) -> None:
    assert ranking("有多少").nouns_met(one(1.0)) == 1.0
    assert sure([one(1.0, "d", "操场9片。")], question="有多少") == [("d", 0, 1.0)]


@pytest.mark.parametrize(
    ("question", "text", "headings", "left"),
    [
        (COUNT, "共16架。", ("图书馆钢琴",), 1.0),
        (COUNT, "钢琴16架。", ("图书馆钢琴",), 10.0),
        (COUNT, "共16架。", ("操场",), 10.0),
        (COUNT, "共16架。", ("云岭县图书馆钢琴情况",), 10.0),
        (HOW, "由总务处管。", ("图书馆钢琴",), 10.0),
        ("图书馆藏书多少册", "收藏书籍16册。", ("图书馆",), 10.0),
        ("藏书多少册", "共16册。", ("收藏书籍",), 1.0),
    ],
    ids=["heading alone", "both", "neither", "the title", "words", "sentence by half", "heading by half"],
)
def test_a_figure_named_by_its_heading_alone_loses(
    one: Make, question: str, text: str, headings: tuple[str, ...], left: float
) -> None:
    item = one(10.0, "d", f"{headings[0]}\n{text}", text[:-1], headings=headings, title="云岭县图书馆钢琴情况")
    assert scores_of(question, [item]) == {"d": left}


def test_words_are_not_ranked_by_the_names_of_figures(figures: Figures) -> None:
    items = figures(named=("图书馆钢琴由总务处负责", 4.0), other=("操场凭证开放", 5.0))
    assert scores_of(HOW, items) == {"named": 4.0, "other": 5.0}


@pytest.mark.parametrize(
    ("score", "answers"),
    [(2.0, True), (2.1, False), (6.0, False)],
    ids=["far behind", "near", "better"],
)
def test_what_answers_of_a_neighbour_about_as_well_makes_what_is_left_unsure(
    one: Make, score: float, answers: bool
) -> None:
    own, neighbours = one(5.0, "d", "书屋16个。"), one(score, "e", "望海县书屋24个。")
    assert bool(sure([own], elsewhere=[neighbours], curve=LEADING)) is answers


def test_a_neighbours_plan_is_no_rival_of_what_was_done(one: Make) -> None:
    own, neighbours = one(5.0, "d", "书屋16个。"), one(3.0, "e", "望海县计划建书屋24个。")
    assert sure([own], elsewhere=[neighbours], question="书屋多少个", curve=LEADING)
    assert sure([own], elsewhere=[neighbours], question="书屋计划多少个", curve=LEADING) == []


@pytest.mark.parametrize(
    ("text", "score", "left"),
    [("图书馆钢琴12架", 5.0, 6.0), ("图书馆钢琴12架", 4.9, 9.0), ("图书馆12架", 8.0, 9.0)],
    ids=["nearly as good", "further behind", "not all it is asked by"],
)
def test_a_figure_that_meets_no_noun_loses_where_a_neighbours_meets_them_all(
    one: Make, text: str, score: float, left: float
) -> None:
    neighbours = one(score, "e", f"望海县{text}。")
    assert sure([one(9.0, "d", "操场9片。")], elsewhere=[neighbours], question=COUNT) == [("d", 0, left)]


@pytest.mark.parametrize(
    ("question", "school", "answers"),
    [
        ("柏岭小学图书馆的钢琴由谁负责", "柏岭小学", True),
        ("柏岭小学图书馆的钢琴由谁负责", "", False),
        ("柏岭小学和松溪中学图书馆的钢琴由谁负责", "柏岭小学", False),
    ],
    ids=["the asked school's", "a name alone", "another school beside it"],
)
def test_a_text_of_the_asked_school_need_not_name_it_once_more(
    one: Make, question: str, school: str, answers: bool
) -> None:
    assert bool(sure([one(-1.0, "d", BOTH)], question=question, school=school)) is answers
