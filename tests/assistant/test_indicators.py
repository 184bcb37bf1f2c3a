"""Questions that tables answer, over the fictional county that ships with the product."""

from __future__ import annotations

import math

import pytest

from assistant.engine import Assistant, Question
from core.schema import Trace


def ask(assistant: Assistant, text: str, *history: str) -> Trace:
    return assistant.invoke(Question(text=text, history=history))


def test_the_coefficients_are_stated_with_threshold_verdict_and_table(assistant: Assistant) -> None:
    trace = ask(assistant, "示例县小学差异系数过不过？")
    assert trace.status == "computed"
    assert {figure.code for figure in trace.figures} == {f"CV-L{k}" for k in range(1, 8)}
    assert {figure.stage for figure in trace.figures} == {"小学"}
    assert all(figure.threshold == 0.5 and figure.verdict for figure in trace.figures)
    assert trace.citations[0].kind == "table"
    assert "示例数据" in trace.answer
    failing = [figure.code for figure in trace.figures if figure.verdict == "不达标"]
    assert all(code in trace.answer.split("\n")[0] for code in failing)


def test_schools_that_miss_by_least_come_first_with_their_gap(assistant: Assistant) -> None:
    lines = ask(assistant, "示例县哪些学校差几项").answer.split("\n")
    assert len(lines) >= 2
    assert all("还差" in line for line in lines[1:])


def test_places_lacking_to_a_target_are_computed_from_the_table(assistant: Assistant) -> None:
    trace = ask(assistant, "示例县普惠率到90%还差多少学位")
    wanted = next(f for f in trace.figures if f.code == "P2-目标")
    rate = next(f for f in trace.figures if f.code == "P2")
    values = [operand.value for operand in rate.inputs if operand.value is not None]
    whole = max(values)
    part = next(v for v in values if rate.value is not None and abs(v / whole * 100 - rate.value) < 1e-9)
    assert f"{math.ceil(0.9 * whole - part)}个学位" in wanted.text
    assert wanted.text in trace.answer


def test_what_is_needed_is_asked_back_once_and_the_reply_completes_it(assistant: Assistant) -> None:
    first = "示例县再配多少才能让差异系数降到0.5"
    asked = ask(assistant, first)
    assert asked.status == "clarify"
    assert "运动场馆" in asked.options
    assert ask(assistant, "骨干教师", first).status == "computed"


def test_our_county_offers_the_counties_with_tables(assistant: Assistant) -> None:
    trace = ask(assistant, "我县小学差异系数过不过")
    assert trace.status == "clarify"
    assert "示例县" in trace.options
    assert ask(assistant, "示例县", "我县小学差异系数过不过").status == "computed"


@pytest.mark.parametrize(
    ("question", "said"), [("示例县2019年差异系数", "2022-2023"), ("示例县生均公用经费", "生均公用经费")]
)
def test_what_the_tables_do_not_have_is_refused_and_named(assistant: Assistant, question: str, said: str) -> None:
    trace = ask(assistant, question)
    assert trace.status == "refused"
    assert said in trace.answer
    assert trace.missing
