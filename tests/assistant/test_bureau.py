"""What an official asks a small bureau's assistant, from one figure to a talk of several turns."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from assistant.engine import Assistant, Question
from assistant.write import UNREAD
from core.schema import Trace
from tools.search_policy import PolicySearch

CLOUD, SEA, CITY = "湖南省丹枫市云岭县", "湖南省丹枫市望海县", "湖南省丹枫市"


def ask(bureau: Assistant, text: str, *history: str) -> Trace:
    trace = bureau.invoke(Question(text=text, history=history))
    for citation in trace.citations:
        stored = bureau.search.library.document(citation.document_id).text
        assert stored[citation.start : citation.end] == citation.quote
    assert trace.checks.unsupported == ()
    return trace


@pytest.mark.parametrize(
    ("question", "figure", "document"),
    [
        ("云岭县2023年新增学位多少个？", "720个", "云岭2023"),
        ("云岭县2024年新增学位多少个？", "960个", "云岭2024"),
        ("云岭县新增学位多少个？", "960个", "云岭2024"),
        ("云岭县23年招聘教师多少名？", "64名", "云岭2023"),
        ("云岭2024年普惠性幼儿园覆盖率是多少", "92.4%", "云岭2024"),
    ],
)
def test_of_two_years_told_alike_the_asked_one_answers(
    bureau: Assistant, question: str, figure: str, document: str
) -> None:
    trace = ask(bureau, question)
    assert trace.status == "answered"
    assert figure in trace.answer
    assert [citation.document_id for citation in trace.citations] == [document]
    assert [f.text for f in trace.figures] == [figure]


@pytest.mark.parametrize(
    ("question", "figure", "others", "place"),
    [
        ("云岭县小学招收新生多少人？", "4100人", ("5200", "2700", "32600"), CLOUD),
        ("望海县小学招收新生多少人？", "5200人", ("4100", "2700", "32600"), SEA),
        ("望海县初中招收新生多少人？", "4800人", ("3900", "2500", "28400"), SEA),
        ("全市小学招收新生多少人？", "32600人", ("4100", "5200", "2700"), CITY),
    ],
)
def test_out_of_a_bulletin_on_many_counties_the_asked_ones_figure_is_told(
    bureau: Assistant, question: str, figure: str, others: tuple[str, ...], place: str
) -> None:
    trace = ask(bureau, question)
    assert trace.status == "answered"
    assert figure in trace.answer
    assert not any(other in trace.answer for other in others)
    assert {citation.place for citation in trace.citations} == {place}


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("云岭县2024年新增学位多少个，招聘教师多少名？", ["960个", "86名"]),
        ("云岭县2024年查出安全隐患多少处，整改安全隐患多少处？", ["57处", "52处"]),
    ],
)
def test_both_parts_of_a_question_are_answered_in_order(bureau: Assistant, question: str, figures: list[str]) -> None:
    trace = ask(bureau, question)
    assert trace.status == "answered"
    assert trace.answer.index(figures[0]) < trace.answer.index(figures[1])


def test_a_part_without_an_answer_is_named_beside_the_other(bureau: Assistant) -> None:
    trace = ask(bureau, "云岭县2024年新增学位多少个，生均公用经费多少元？")
    assert trace.status == "partial"
    assert "960个" in trace.answer
    assert [missing.kind for missing in trace.missing] == ["indicator"]


def test_each_county_is_told_on_a_line_of_its_own(bureau: Assistant) -> None:
    trace = ask(bureau, "丹枫市各县区小学招收新生多少人？")
    assert trace.status == "answered"
    lines = trace.answer.split("\n")
    assert ["4100人" in line for line in lines] == ["云岭县" in line for line in lines]
    assert ["5200人" in line for line in lines] == ["望海县" in line for line in lines]
    assert {citation.place for citation in trace.citations} == {CLOUD, SEA}


def test_two_counties_are_ranked_where_that_is_asked(bureau: Assistant) -> None:
    lines = ask(bureau, "云岭县和望海县哪个县小学招收新生多？").answer.split("\n")
    assert lines[0].index("望海县") < lines[0].index("云岭县")
    assert any("云岭县" in line and "4100人" in line for line in lines[1:])
    assert any("望海县" in line and "5200人" in line for line in lines[1:])


@pytest.mark.parametrize(
    ("question", "formula", "value", "operands"),
    [
        ("云岭县2024年比2023年新增学位多多少个？", "960-720", 240, [960, 720]),
        ("云岭县2024年比2023年小学少多少所？", "41-39", 2, [39, 41]),
        ("云岭县2024年比2023年新建公办幼儿园多多少所？", "4-3", 1, [4, 3]),
        ("云岭县2024年比2023年查出安全隐患少多少处？", "63-57", 6, [57, 63]),
        ("云岭县2023年和2024年招聘教师合计多少名？", "64+86", 150, [64, 86]),
        ("望海县比云岭县小学招收新生多多少人？", "5200-4100", 1100, [5200, 4100]),
    ],
)
def test_a_calculation_shows_formula_and_operands_each_with_its_source(
    bureau: Assistant, question: str, formula: str, value: float, operands: list[float]
) -> None:
    trace = ask(bureau, question)
    assert trace.status == "computed"
    (figure,) = trace.figures
    assert (figure.formula, figure.value, figure.origin) == (formula, value, "computed")
    assert sorted(operand.value for operand in figure.inputs) == sorted(operands)
    quotes = {citation.ref: citation.quote for citation in trace.citations}
    assert all(f"{operand.value:.0f}" in quotes[operand.source] for operand in figure.inputs)


@pytest.mark.parametrize(
    ("turns", "figure"),
    [
        (("云岭县2024年新增学位多少个？", "2023年呢？"), "720个"),
        (("云岭县2024年新增学位多少个？", "2023年呢？", "招聘教师多少名？"), "64名"),
        (("云岭县小学招收新生多少人？", "望海县呢？", "那初中呢？"), "4800人"),
    ],
)
def test_a_talk_of_several_turns_keeps_what_was_said(bureau: Assistant, turns: tuple[str, ...], figure: str) -> None:
    *history, question = turns
    trace = ask(bureau, question, *history)
    assert trace.status == "answered"
    assert figure in trace.answer


def test_problems_are_listed_whole_and_in_order(bureau: Assistant) -> None:
    trace = ask(bureau, "云岭县2024年存在哪些问题？")
    assert trace.status == "answered"
    places = [trace.answer.index(words) for words in ("学位紧张", "年龄偏大", "数量不足")]
    assert places == sorted(places)
    assert len(trace.citations) == 3
    assert {citation.document_id for citation in trace.citations} == {"云岭2024"}


def test_the_conditions_of_an_article_are_listed_whole(bureau: Assistant) -> None:
    trace = ask(bureau, "云岭县校车驾驶人应当具备哪些条件？")
    assert trace.status == "answered"
    assert all(words in trace.answer for words in ("驾驶证三年以上", "没有交通违法记满分记录", "没有传染性疾病"))


def test_a_rule_is_told_with_its_exception(bureau: Assistant) -> None:
    trace = ask(bureau, "云岭县校车可以超员吗？")
    assert trace.status == "answered"
    assert trace.answer.startswith("不可以")
    assert "确因特殊情况" in trace.answer


@pytest.mark.parametrize(
    ("question", "kind", "asked"),
    [
        ("云岭县2020年新增学位多少个？", "period", "2020年"),
        ("松溪县2024年新增学位多少个？", "place", "松溪县"),
        ("云岭县2024年生均公用经费多少元？", "indicator", "生均公用经费"),
    ],
)
def test_what_is_not_there_is_refused_by_its_kind_and_name(
    bureau: Assistant, question: str, kind: str, asked: str
) -> None:
    trace = ask(bureau, question)
    assert trace.status == "refused"
    assert [(missing.kind, asked in missing.asked) for missing in trace.missing] == [(kind, True)]
    assert trace.citations == ()
    assert not any(figure in trace.answer for figure in ("720", "960"))


@pytest.mark.parametrize(
    "question",
    ["松溪县和云岭县小学招收新生各多少人？", "松溪县和云岭县哪个县小学招收新生多？"],
)
def test_an_unknown_county_beside_a_known_one_is_named(bureau: Assistant, question: str) -> None:
    trace = ask(bureau, question)
    assert trace.status in ("partial", "refused")
    assert any("松溪县" in missing.asked for missing in trace.missing)


def test_a_follow_up_to_an_unknown_county_is_not_answered_with_the_county_before(bureau: Assistant) -> None:
    trace = ask(bureau, "松溪县呢？", "云岭县小学招收新生多少人？")
    assert "4100" not in trace.answer
    assert any("松溪县" in missing.asked for missing in trace.missing)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("你们有哪些资料？", "云岭县2024年教育工作总结"),
        ("你是谁？", "策问"),
        ("怎么添加文件？", "manifest.toml"),
        ("你好", "策问"),
        ("谢谢", "不客气"),
    ],
)
def test_talk_about_the_assistant_is_answered_without_a_search(bureau: Assistant, question: str, said: str) -> None:
    trace = ask(bureau, question)
    assert trace.status == "answered"
    assert said in trace.answer
    assert trace.citations == ()


def test_of_twelve_parts_in_two_thousand_characters_the_first_are_answered(bureau: Assistant) -> None:
    parts = [
        "小学多少所",
        "初中多少所",
        "新建公办幼儿园多少所",
        "新增学位多少个",
        "普惠性幼儿园覆盖率是多少",
        "招聘教师多少名",
        "培训教师多少人次",
        "查出安全隐患多少处",
        "整改安全隐患多少处",
        "小学招收新生多少人",
        "初中招收新生多少人",
        "改造食堂多少个",
    ]
    question = f"云岭县2024年{'，'.join(parts)}？"
    question += "请" * (2000 - len(question))
    trace = ask(bureau, question)
    assert trace.status in ("answered", "partial")
    assert all(figure in trace.answer for figure in ("39所", "12所", "4所", "960个"))
    assert trace.timings_ms["total"] < 60_000


@pytest.mark.parametrize(
    ("text", "status"), [("How many schools are there?", "refused"), ("", "clarify"), (" \n ", "clarify")]
)
def test_what_is_no_chinese_question_gets_a_helpful_answer(bureau: Assistant, text: str, status: str) -> None:
    trace = ask(bureau, text)
    assert trace.status == status
    assert trace.answer
    assert trace.citations == ()


def test_without_a_reader_words_and_vectors_answer_and_the_answer_says_so(bureau: Assistant) -> None:
    search = bureau.search
    unread = PolicySearch(
        index=search.index,
        library=search.library,
        words=search.words,
        spoken=search.spoken,
        reader=None,
        calibration=search.calibration,
        top_k=12,
    )
    kept: dict[str, Any] = {
        "planner": bureau.planner,
        "store": bureau.store,
        "desk": bureau.desk,
        "tables": bureau.tables,
    }
    plain = Assistant(finder=dataclasses.replace(bureau.finder, search=unread), index="x", **kept)
    trace = ask(plain, "云岭县2024年新增学位多少个？")
    assert trace.status == "answered"
    assert "960个" in trace.answer
    assert UNREAD in trace.notes
    assert UNREAD not in ask(bureau, "云岭县2024年新增学位多少个？").notes


def test_a_summary_tells_each_head_of_the_asked_year(bureau: Assistant) -> None:
    trace = ask(bureau, "概括云岭县2024年的主要工作")
    assert trace.status == "answered"
    assert all(figure in trace.answer for figure in ("960个", "86名", "57处"))
    assert {citation.document_id for citation in trace.citations} == {"云岭2024"}


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("云岭县和望海县2024年小学一共招收新生多少人？", "9300人"),
        ("云岭县2024年小学招收新生占全市的比重", "12.58%"),
        ("云岭县2024年培训教师比去年多多少人次", "150人次"),
    ],
)
def test_figures_of_places_and_years_are_put_together(bureau: Assistant, question: str, told: str) -> None:
    trace = ask(bureau, question)
    assert trace.status == "computed"
    assert told in trace.answer
    assert trace.figures[0].formula


@pytest.mark.parametrize(
    ("question", "told"),
    [("云岭县校车管理办法的发文单位是谁", "云岭县"), ("云岭县校车管理办法是哪天印发的", "成文日期")],
)
def test_what_a_document_does_not_say_of_itself_is_named(bureau: Assistant, question: str, told: str) -> None:
    trace = ask(bureau, question)
    assert told in trace.answer
    assert (trace.status == "refused") == bool(trace.missing)
