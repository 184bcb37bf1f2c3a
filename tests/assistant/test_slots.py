"""The declared slots veto what the reader found for another place, school, year or part, and plans for results."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assistant.demerits import demerit, other_unit
from assistant.slots import Slots, is_target, segment_of, veto, wants_amount, years_asked
from core.number_roles import load_parts
from core.place import NATION
from core.schema import Place
from core.settings import Settings
from retrieval.statement import Statement

PARTS = load_parts(Settings().lexicon_dir)
CITY = ("湖南省", "丹枫市")
CLOUD, SEA = (Place(name=name, level="county", parents=CITY) for name in ("云岭县", "望海县"))
SECOND = Place(name="云岭县第二中学", level="school", parents=(*CITY, "云岭县"))
Make = Callable[..., Statement]


@pytest.mark.parametrize(
    ("place", "told", "why"),
    [
        (CLOUD, CLOUD, ""),
        (CLOUD, SEA, "place"),
        (CLOUD, None, "place"),
        (CLOUD, Place(name="丹枫市", level="city", parents=("湖南省",)), "place"),
        (CLOUD, Place(name="云岭县", level="county"), ""),
        (None, SEA, ""),
        (NATION, None, ""),
        (NATION, CLOUD, "place"),
    ],
)
def test_a_figure_of_another_place_may_not_answer(
    statement: Make, place: Place | None, told: Place | None, why: str
) -> None:
    one = statement("图书馆藏书12万册。", "12万册", place=told)
    assert veto(Slots(question="图书馆藏书多少册", place=place), one, PARTS) == why


@pytest.mark.parametrize(
    ("text", "told", "why"),
    [
        ("第二中学藏书4万册。", SECOND, ""),
        ("二中藏书4万册。", CLOUD, ""),
        ("第一中学藏书4万册。", CLOUD, "place"),
        ("全县藏书4万册。", CLOUD, "place"),
    ],
)
def test_a_figure_of_another_school_may_not_answer(statement: Make, text: str, told: Place, why: str) -> None:
    slots = Slots(question="云岭县二中藏书多少册", place=CLOUD, school="二中")
    assert veto(slots, statement(text, "4万册", place=told), PARTS) == why


@pytest.mark.parametrize(
    ("asked", "told", "why"),
    [
        ({2024}, (2024,), ""),
        ({2024}, (2023,), "period"),
        ({2024}, (2023, 2024), ""),
        ({2024}, (2021, 2022, 2023, 2024), "period"),
        ({2023, 2024}, (2023,), ""),
        (set(), (2019,), ""),
    ],
)
def test_a_figure_of_another_year_may_not_answer(
    statement: Make, asked: set[int], told: tuple[int, ...], why: str
) -> None:
    one = statement("修缮操场14片。", "14片", years=told)
    assert veto(Slots(question="修缮操场多少片", years=frozenset(asked)), one, PARTS) == why


def test_a_mean_over_years_is_no_figure_of_one_of_them(statement: Make) -> None:
    one = statement("藏书年均增加2万册。", "2万册", years=(2024,))
    assert veto(Slots(question="2024年藏书增加多少册", years=frozenset({2024})), one, PARTS) == "period"
    assert veto(Slots(question="藏书年均增加多少册", years=frozenset({2024})), one, PARTS) == ""


def test_last_year_is_the_year_before_the_documents_own(statement: Make) -> None:
    slots = Slots(question="去年修缮操场多少片", year_shift=-1)
    assert veto(slots, statement("修缮操场14片。", "14片", years=(2023,)), PARTS) == ""
    assert veto(slots, statement("修缮操场14片。", "14片", years=(2024,)), PARTS) == "period"
    ahead = Slots(question="明年修缮操场多少片", year_shift=1)
    assert veto(ahead, statement("修缮操场14片。", "14片", years=(2025,)), PARTS) == ""
    undated = statement("修缮操场14片。", "14片", date=None)
    assert years_asked(frozenset(), -1, undated.document) == frozenset()


def test_without_any_date_words_may_answer_for_a_year_and_figures_may_not(statement: Make) -> None:
    one: dict[str, Any] = {"text": "操场凭证开放，共14片。", "words": "共14片", "years": (), "date": None}
    years = frozenset({2024})
    assert veto(Slots(question="操场怎么开放", years=years), statement(**one), PARTS) == ""
    assert veto(Slots(question="操场有多少片", years=years), statement(**one), PARTS) == "period"


@pytest.mark.parametrize(
    ("question", "text", "words", "why"),
    [
        ("初中修缮操场多少片", "小学修缮操场14片。", "14片", "part"),
        ("初中修缮操场多少片", "初中修缮操场9片，小学14片。", "14片", "part"),
        ("初中修缮操场多少片", "初中修缮操场9片，小学14片。", "9片", ""),
        ("民办园有多少名保健医", "公办园有保健医30名。", "30名", "part"),
        ("初中修缮操场多少片", "全年修缮操场23片。", "23片", "part"),
        ("修缮操场多少片", "小学修缮操场14片。", "14片", ""),
        ("初中怎么修缮操场", "小学修缮操场由总务处负责。", "由总务处负责", ""),
    ],
)
def test_a_figure_of_another_part_may_not_answer(
    statement: Make, question: str, text: str, words: str, why: str
) -> None:
    assert veto(Slots(question=question), statement(text, words), PARTS) == why


@pytest.mark.parametrize(
    ("question", "text", "headings", "why"),
    [
        ("实际购置钢琴多少架", "计划购置钢琴16架。", (), "target"),
        ("实际购置钢琴多少架", "购置钢琴16架。", ("四、下一步打算",), "target"),
        ("实际购置钢琴多少架", "购置钢琴16架。", (), ""),
        ("计划购置钢琴多少架", "计划购置钢琴16架。", (), ""),
        ("计划购置钢琴多少架", "购置钢琴16架。", (), "target"),
        ("钢琴购置计划是多少架", "购置钢琴16架。", (), "target"),
        ("钢琴购置计划完成了多少架", "购置钢琴16架。", (), ""),
        ("购置钢琴多少架", "计划购置钢琴16架。", (), ""),
    ],
)
def test_a_plan_may_not_answer_for_a_result(
    statement: Make, question: str, text: str, headings: tuple[str, ...], why: str
) -> None:
    assert veto(Slots(question=question), statement(text, "16架", headings=headings), PARTS) == why


def test_the_title_of_a_plan_makes_no_plan_of_every_sentence(statement: Make) -> None:
    title = "云岭县2025年工作计划"
    one = statement("已建成书屋16个。", "16个", headings=(title,), title=title)
    assert not is_target(one)


def test_the_segment_of_a_figure_runs_from_mark_to_mark(statement: Make) -> None:
    assert segment_of(statement("修缮操场9片，购置钢琴16架；另有书屋3个。", "16架")) == "购置钢琴16架"


@pytest.mark.parametrize(
    ("question", "amount"),
    [
        ("书屋有多少个", True),
        ("有几架钢琴", True),
        ("巩固率是多少", True),
        ("巩固率呢", True),
        ("书屋怎么管理", False),
        ("这几年有什么做法", False),
        ("如何提高效率", False),
    ],
)
def test_which_questions_ask_for_a_figure(question: str, amount: bool) -> None:
    assert wants_amount(question) is amount


@pytest.mark.parametrize(
    ("question", "better", "worse"),
    [
        ("购置钢琴多少架", "购置钢琴16架。", "计划购置钢琴16架。"),
        ("书屋占比是多少", "书屋占比16%。", "书屋共16个。"),
        ("购置钢琴花了多少钱", "购置钢琴花费16万元。", "购置钢琴16架。"),
        ("购置钢琴多少架", "购置钢琴16架。", "购置了新的钢琴。"),
        ("修缮操场多少片", "修缮操场16片。", "小学修缮操场16片。"),
        ("培训多少人", "培训16人。", "培训16场。"),
        ("全县老师有多少", "教师16人。", "教师占比16%。"),
        ("藏书多少册", "藏书16万册。", "藏书比上年增加16万册。"),
        ("小学藏书多少册", "小学藏书16万册。", "藏书16万册。"),
    ],
)
def test_what_fits_the_question_less_well_ranks_behind(statement: Make, question: str, better: str, worse: str) -> None:
    slots = Slots(question=question)
    lost = [demerit(slots, statement(text, text.rstrip("。")), PARTS) for text in (better, worse)]
    assert lost[0] < lost[1]


def test_a_question_for_words_loses_nothing(statement: Make) -> None:
    assert demerit(Slots(question="钢琴怎么管理"), statement("计划购置钢琴16架。", "16架"), PARTS) == 0.0


def test_when_is_asked_and_a_sentence_without_a_time_ranks_behind(statement: Make) -> None:
    slots = Slots(question="操场什么时候修好")
    assert demerit(slots, statement("操场9月修好。", "操场9月修好"), PARTS) == 0.0
    assert demerit(slots, statement("操场已经修好。", "操场已经修好"), PARTS) > 0.0


@pytest.mark.parametrize(
    ("question", "text", "words", "why"),
    [
        ("公办初中招多少人", "初中招收新生1480人，其中公办1360人、民办120人。", "1480人", "part"),
        ("公办初中招多少人", "初中招收新生1480人，其中公办1360人、民办120人。", "1360人", ""),
        ("初中招多少人", "初中招收新生1480人，其中公办1360人、民办120人。", "1480人", ""),
        ("90分以上的有几个", "参加测试2900人，合格1127人。", "2900人", "number"),
        ("90分以上的有几个", "90分以上19人，合格1127人。", "19人", ""),
    ],
)
def test_the_asked_part_and_number_stand_with_the_figure(
    statement: Make, question: str, text: str, words: str, why: str
) -> None:
    assert veto(Slots(question=question), statement(text, words), PARTS) == why


def test_a_name_in_quotation_marks_is_meant_as_it_stands(statement: Make) -> None:
    slots = Slots(question="“书香校园”建多少个")
    own, other = statement("建“书香校园”12个。", "12个"), statement("建“绿色校园”12个。", "12个")
    assert demerit(slots, own, PARTS) < demerit(slots, other, PARTS)


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        ("云岭县民办幼儿园数量", True),
        ("校舍面积", True),
        ("云岭县2023年完成投资", True),
        ("谁管经费", False),
        ("督导报告", False),
    ],
)
def test_keywords_ask_for_the_figure_of_that_name(question: str, wants: bool) -> None:
    assert wants_amount(question) == wants


@pytest.mark.parametrize(
    ("question", "units", "other"),
    [
        ("有多少上幼儿园的孩子", {"所"}, True),
        ("有多少上幼儿园的孩子", {"人"}, False),
        ("新建多少教室", {"%"}, True),
        ("新建多少教室", {"个"}, False),
        ("新建多少教室", {"元"}, True),
        ("修教室投了多少", {"元"}, False),
        ("历年欠账还有多少没还", {"元"}, False),
        ("毛入园率是多少", {"%"}, False),
    ],
)
def test_a_number_of_children_is_no_number_of_schools(question: str, units: set[str], other: bool) -> None:
    assert other_unit(question, units) == other


@pytest.mark.parametrize(
    ("told", "why"), [((2024,), ""), ((2023,), ""), ((2022,), "period")], ids=["ahead", "its own", "back"]
)
def test_a_document_named_by_its_year_may_look_ahead_and_not_back(
    statement: Make, told: tuple[int, ...], why: str
) -> None:
    one = statement("学位缺口320个。", "320个", years=told, title="云岭县2023年工作总结")
    assert veto(Slots(question="2023年工作总结里说缺口多少个", years=frozenset({2023})), one, PARTS) == why


@pytest.mark.parametrize(
    ("question", "loses"), [("招聘教师多少人", True), ("招聘的音乐教师有多少人", False)], ids=["all", "those"]
)
def test_a_part_told_with_among_is_no_whole(statement: Make, question: str, loses: bool) -> None:
    text = "全年招聘教师42人；新教师中音乐、美术的9人。"
    part, whole = statement(text, "9人"), statement(text, "42人")
    slots = Slots(question=question, years=frozenset({2024}))
    assert (demerit(slots, part, PARTS) > demerit(slots, whole, PARTS)) == loses


def test_a_year_before_what_is_planned_names_no_document(statement: Make) -> None:
    one = statement("计划购置钢琴16架。", "16架", years=(2024,), title="云岭县2023年工作总结和2024年工作计划")
    assert veto(Slots(question="2023年计划购置钢琴多少架", years=frozenset({2023})), one, PARTS) == "period"


@pytest.mark.parametrize(
    ("asked", "text", "words", "why"),
    [
        (2026, "力争毛入园率达到95%。", "95%", ""),
        (2025, "力争毛入园率达到95%。", "95%", "period"),
        (2026, "计划新建教室330间。", "330间", "period"),
    ],
    ids=["its last year", "a year between", "a number of all its years"],
)
def test_a_plans_rate_holds_for_its_last_year_alone(
    statement: Make, asked: int, text: str, words: str, why: str
) -> None:
    one = statement(text, words, years=(2024, 2025, 2026), title="云岭县三年行动计划（2024—2026年）")
    assert veto(Slots(question=f"{asked}年是多少", years=frozenset({asked})), one, PARTS) == why
