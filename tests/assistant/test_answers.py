"""What an official may rely on, on a small made-up corpus of two districts."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.build import build_assistant
from assistant.engine import Assistant, Question
from core.schema import Step, Trace
from core.settings import Settings
from corpus.store import AuditRow


def ask(assistant: Assistant, text: str, *history: str) -> Trace:
    return assistant.invoke(Question(text=text, history=history))


@pytest.mark.parametrize(
    ("question", "answer", "place"),
    [
        ("海淀新增了多少个学位?", "4200个", "北京市海淀区"),
        ("丰台新增了多少个学位?", "2600个", "北京市丰台区"),
        ("海淀区公办园占比多少", "61.5%", "北京市海淀区"),
        ("海淀老师一学期最少听几节课", "15节", "北京市海淀区"),
        ("2023年海淀区评了多少名区级名师", "36名", "北京市海淀区"),
        ("海淀开展了什么工程", "名师领航", "北京市海淀区"),
    ],
)
def test_a_fact_leads_and_its_very_sentence_is_cited(
    assistant: Assistant, question: str, answer: str, place: str
) -> None:
    trace = ask(assistant, question)
    assert trace.status == "answered"
    assert answer in trace.answer[:80]
    assert {citation.place for citation in trace.citations} == {place}
    citation = trace.citations[0]
    text = assistant.search.library.document(citation.document_id).text
    assert text[citation.start : citation.end] == citation.quote
    assert answer in citation.quote
    assert trace.checks.unsupported == ()


def test_a_list_is_complete_and_in_order(assistant: Assistant) -> None:
    answer = ask(assistant, "丰台的“三个统一”是哪三个").answer
    assert answer.index("统一招生") < answer.index("统一课程") < answer.index("统一评价")


@pytest.mark.parametrize(
    ("question", "kind", "asked"),
    [
        ("深圳市新增了多少个学位", "place", "深圳市"),
        ("洛阳西工区新增了多少个学位", "place", "西工区"),
        ("2019年海淀区新增了多少个学位", "period", "2019年"),
        ("海淀区小学生均公用经费是多少元", "indicator", "生均公用经费"),
        ("海淀区教育局局长是谁", "indicator", "局长"),
    ],
)
def test_what_is_not_there_is_refused_and_named(assistant: Assistant, question: str, kind: str, asked: str) -> None:
    trace = ask(assistant, question)
    assert trace.status == "refused"
    assert any(missing.kind == kind and asked in missing.asked for missing in trace.missing)
    assert trace.citations == ()
    assert "4200" not in trace.answer


def test_a_neighbours_figure_never_answers(assistant: Assistant) -> None:
    trace = ask(assistant, "丰台区评选区级名师多少名")
    assert trace.status == "refused"
    assert "36" not in trace.answer


def test_a_plan_is_told_from_a_result(assistant: Assistant) -> None:
    assert "61.5%" in ask(assistant, "海淀区2023年公办园在园幼儿占比").answer
    planned = ask(assistant, "海淀区2025年公办园在园幼儿占比的目标是多少")
    assert "70%" in planned.answer
    assert any("计划" in note for note in planned.notes)


def test_a_typo_that_sounds_like_a_place_is_answered_and_said(assistant: Assistant) -> None:
    trace = ask(assistant, "海甸区新增了多少个学位")
    assert "4200" in trace.answer
    assert any("海甸" in note and "海淀" in note for note in trace.notes)


def test_a_name_one_character_off_is_asked_back_with_the_likely_place(assistant: Assistant) -> None:
    trace = ask(assistant, "海定区新增了多少个学位")
    assert trace.status == "clarify"
    assert trace.options == ("北京市海淀区",)
    assert "4200" not in trace.answer


def test_a_follow_up_changes_one_slot(assistant: Assistant) -> None:
    assert "55.2%" in ask(assistant, "那丰台呢?", "海淀公办园在园幼儿占比多少").answer
    assert "1200个" in ask(assistant, "那初中呢", "海淀区新增小学学位多少个").answer


def test_a_comparison_names_each_place_with_its_own_figure(assistant: Assistant) -> None:
    lines = ask(assistant, "海淀和丰台公办园在园幼儿占比各是多少").answer.split("\n")
    assert len(lines) == 2
    assert "海淀" in lines[0]
    assert "61.5%" in lines[0]
    assert "丰台" in lines[1]
    assert "55.2%" in lines[1]


def test_an_empty_cell_of_a_comparison_is_said(assistant: Assistant) -> None:
    trace = ask(assistant, "海淀和丰台各评了多少名区级名师")
    assert trace.status == "partial"
    assert "丰台区：资料中没有这项内容" in trace.answer
    assert trace.missing


def test_arithmetic_shows_formula_and_operands(assistant: Assistant) -> None:
    trace = ask(assistant, "海淀骨干教师去年应该是多少人?帮算一下")
    assert trace.status == "computed"
    assert "360" in trace.answer
    figure = trace.figures[0]
    assert (figure.formula, figure.value) == ("420-60", 360.0)
    assert [operand.value for operand in figure.inputs] == [420.0, 60.0]
    assert all(operand.source == "1" for operand in figure.inputs)


def test_our_district_without_a_home_is_asked_back(assistant: Assistant) -> None:
    trace = ask(assistant, "我区公办园占比多少")
    assert trace.status == "clarify"
    assert "北京市海淀区" in trace.options


@pytest.mark.parametrize(
    "text", ["", "   ", "😀😀", "How many schools?", "问" * 2001, "?", "<script>alert(1)</script>", "的"]
)
def test_odd_input_gets_a_helpful_answer(assistant: Assistant, text: str) -> None:
    trace = ask(assistant, text)
    assert trace.status in ("refused", "clarify")
    assert trace.answer
    assert trace.citations == ()


def test_steps_are_streamed_before_the_trace(assistant: Assistant) -> None:
    events = list(assistant.stream(Question(text="海淀新增了多少个学位")))
    assert isinstance(events[-1], Trace)
    assert all(isinstance(event, Step) for event in events[:-1])
    assert [event.title for event in events[:-1] if event.status == "running"] == [
        "理解问题",
        "查找并阅读",
        "核验数字与引文",
    ]


def test_the_assistant_is_a_runnable_that_batches(assistant: Assistant) -> None:
    traces = assistant.batch([Question(text="海淀新增了多少个学位"), Question(text="丰台新增了多少个学位")])
    assert ["4200" in traces[0].answer, "2600" in traces[1].answer] == [True, True]


def test_every_question_is_in_the_audit_log_with_its_trace(assistant: Assistant) -> None:
    assistant.invoke(Question(text="海淀新增了多少个学位", user="张三"))
    with assistant.store.session() as session:
        row = session.query(AuditRow).order_by(AuditRow.id.desc()).first()
        assert row is not None
        assert (row.user, row.status, row.question) == ("张三", "answered", "海淀新增了多少个学位")
        assert row.trace["citations"][0]["quote"]


def test_a_plan_whose_time_is_over_is_said_so(small: Settings) -> None:
    later = build_assistant(small.model_copy(update={"today": dt.date(2027, 1, 1)}))
    notes = ask(later, "海淀区2025年公办园在园幼儿占比的目标是多少").notes
    assert any("到2025年" in note and "已过" in note for note in notes)
    before = build_assistant(small.model_copy(update={"today": dt.date(2024, 1, 1)}))
    assert not any("已过" in note for note in ask(before, "海淀区2025年公办园在园幼儿占比的目标是多少").notes)


def test_a_place_inside_what_is_asked_is_not_asked_itself(assistant: Assistant) -> None:
    trace = ask(assistant, "海淀区2023年对丰台区支援资金多少元？")
    assert trace.status == "refused"
    assert {citation.place for citation in trace.citations} <= {"北京市海淀区"}


def test_two_places_side_by_side_are_both_asked(assistant: Assistant) -> None:
    trace = ask(assistant, "海淀和丰台的公办园占比各是多少")
    assert {citation.place for citation in trace.citations} == {"北京市海淀区", "北京市丰台区"}
