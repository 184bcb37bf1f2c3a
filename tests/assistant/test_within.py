"""Arithmetic over the figures of one account, each operand with its own words and year."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.within import stated_change, work_within
from assistant.write.calculation import write_calculation
from retrieval.statement import Statement

Make = Callable[..., Statement]


@pytest.mark.parametrize(
    ("question", "text", "found", "value", "unit", "formula"),
    [
        ("优良率提高了多少个百分点", "优良率从2019年的62%提高到83%。", "83%", 21, "个百分点", "83-62"),
        ("骨干教师占百分之几", "轮岗教师400人，其中骨干教师90人。", "90人", 22.5, "%", "90/400*100"),
        ("平均每人次资助多少钱", "资助5000人次，发放资金200万元。", "200万元", 400, "元/人次", "2000000/5000"),
    ],
)
def test_what_the_figures_of_one_sentence_make(
    statement: Make, question: str, text: str, found: str, value: float, unit: str, formula: str
) -> None:
    worked = work_within(question, statement(text, found))
    assert worked is not None
    assert worked.value == pytest.approx(value)
    assert (worked.unit, worked.formula) == (unit, formula)


def test_the_year_before_is_this_years_figure_less_its_growth(statement: Make) -> None:
    worked = work_within("去年多少人", statement("考上的217人，比去年增加84人。", "217人"), year_before=True)
    assert worked is not None
    assert (worked.value, worked.formula) == (133, "217-84")


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("优良率提高了多少个百分点", "优良率达到83%。", "83%"),
        ("骨干教师占百分之几", "骨干教师90人，专任教师400人。", "90人"),
        ("平均每人次资助多少钱", "发放资金200万元。", "200万元"),
    ],
)
def test_figures_that_do_not_make_it_are_not_calculated_with(
    statement: Make, question: str, text: str, found: str
) -> None:
    assert work_within(question, statement(text, found)) is None


def test_the_year_of_one_operand_is_not_given_to_the_other(statement: Make) -> None:
    worked = work_within("优良率提高了多少个百分点", statement("优良率从2019年的62%提高到83%。", "83%"))
    assert worked is not None
    later, earlier = worked.operands
    assert (later.statement.years, earlier.statement.years) == (frozenset(), frozenset({2019}))
    wording = write_calculation(worked, "优良率提高了多少个百分点").lines[0].text
    assert "2019年62%" in wording
    assert "2019年提高到83%" not in wording


def test_the_year_before_is_made_of_no_other_figure_than_the_one_read(statement: Make) -> None:
    text = "全市学生1940人，比上年减少86人，其中甲县543人。"
    assert work_within("2023年多少学生", statement(text, "543人"), year_before=True) is None


def test_a_change_that_the_text_states_answers_where_it_is_asked(statement: Make) -> None:
    text = "全市专任教师5342人，比上年增加26人。"
    change = stated_change("专任教师比上年多了几个", statement(text, "5342人"))
    assert change is not None
    assert change.text == "26人"
    assert stated_change("专任教师有多少", statement(text, "5342人")) is None
    assert stated_change("专任教师比上年多了几个", statement("专任教师5342人，其中女3000人。", "5342人")) is None
