"""Plain questions over sheets, through the whole assistant: value first, how it was found, rows, sources, refusals."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from assistant.engine import Assistant, Question
from core.schema import Trace

NOW = """澜川县学校花名册,,,,,,
填报单位：澜川县教育局,单位：人,填报时间：2024年9月,,,,
学校名称,类别,所在乡镇,城乡类型,在校生数,其中：寄宿生,班级数
澜川县第一小学,小学,城关镇,城区,"1,200",0,24
苇河镇中心小学,小学,苇河镇,镇区,450,—,12
石岭小学,小学,苇河镇,乡村,60,,6
澜川县第一中学,初中,城关镇,城区,1500,300,30
合计,,,,"3,310",300,72
"""
THEN = NOW.replace("2024", "2023").replace('"1,200"', "1150").replace('"3,310"', '"3,160"')
OTHER = """学校名称,类别,在校生数
望岭县第一小学,小学,900
望岭县第二小学,小学,700
"""
REPORT = """澜川县2024年教育工作总结
一、基本情况
全县普惠性幼儿园覆盖率达到91.5%。
全县现有小学38所，在校学生20480人。
全县现有初中1所。
"""
MANIFEST = "\n".join(
    f'[documents."{name}"]\ntitle = "{title}"\nplace = "{place}"\ndate = {date}'
    for name, title, place, date in (
        ("澜川2024.csv", "澜川县2024年学校花名册", "青岚省澜川县", "2024-09-20"),
        ("澜川2023.csv", "澜川县2023年学校花名册", "青岚省澜川县", "2023-09-20"),
        ("望岭2024.csv", "望岭县2024年学校花名册", "青岚省望岭县", "2024-09-20"),
        ("总结.txt", "澜川县2024年教育工作总结", "青岚省澜川县", "2024-12-20"),
    )
)


@pytest.fixture(scope="module")
def office(make_office: Callable[[Mapping[str, str]], Assistant]) -> Assistant:
    return make_office(
        {"澜川2024.csv": NOW, "澜川2023.csv": THEN, "望岭2024.csv": OTHER, "总结": REPORT, "manifest.toml": MANIFEST}
    )


def ask(office: Assistant, *turns: str) -> Trace:
    return office.invoke(Question(text=turns[-1], history=turns[:-1]))


def test_a_cell_is_quoted_from_its_row(office: Assistant) -> None:
    trace = ask(office, "澜川县第一小学有多少在校生？")
    assert trace.status == "answered"
    assert "1200人" in trace.answer
    row = trace.citations[0]
    assert row.quote == office.search.library.document(row.document_id).text[row.start : row.end]
    assert row.locator == "第4行"
    assert [(figure.value, figure.unit) for figure in trace.figures] == [(1200.0, "人")]


def test_a_sum_says_how_it_was_found_and_what_is_missing(office: Assistant) -> None:
    trace = ask(office, "澜川县小学寄宿生一共多少人？")
    assert trace.status == "computed"
    assert "0人" in trace.answer
    assert "筛选：类别=小学" in trace.answer
    assert "其中2行未填报，未计入" in trace.answer
    assert trace.citations[0].kind == "table"


def test_a_total_row_that_does_not_fit_is_told(office: Assistant) -> None:
    assert not any("合计行" in note for note in ask(office, "澜川县2023年在校生总数是多少").notes)
    trace = ask(office, "澜川县2024年在校生总数是多少")
    assert "3210人" in trace.answer
    assert any("合计行" in note and "3310" in note for note in trace.notes)


def test_two_years_are_set_side_by_side_with_formula(office: Assistant) -> None:
    trace = ask(office, "澜川县第一小学的学生比2023年多了多少？")
    assert "增加50人" in trace.answer
    assert trace.figures[0].formula == "1200-1150；(1200-1150)÷1150=4.35%"
    assert {citation.date for citation in trace.citations} == {"2023-09-20", "2024-09-20"}


def test_a_place_is_asked_back_where_several_have_such_a_table(office: Assistant) -> None:
    trace = ask(office, "小学有几所？")
    assert trace.status == "clarify"
    assert set(trace.options) == {"青岚省澜川县", "青岚省望岭县"}
    assert "2所" in ask(office, "望岭县小学有几所？").answer


@pytest.mark.parametrize(
    "question",
    ["澜川县2019年有多少在校生？", "澜川县学生的近视率是多少？", "澜川县第七小学有多少学生？", "柏林县小学有几所？"],
)
def test_what_no_table_tells_is_refused(office: Assistant, question: str) -> None:
    assert ask(office, question).status in ("refused", "clarify")


def test_an_empty_cell_is_no_zero(office: Assistant) -> None:
    trace = ask(office, "石岭小学有多少寄宿生？")
    assert trace.status == "refused"
    assert "空的" in trace.answer


def test_texts_still_answer_what_they_tell(office: Assistant) -> None:
    assert "91.5%" in ask(office, "澜川县2024年普惠性幼儿园覆盖率是多少？").answer


def test_a_sheet_that_names_a_formula_or_sql_is_data(office: Assistant) -> None:
    trace = ask(office, "澜川县名字里带“'); drop table”的学校有几所？")
    assert trace.status in ("computed", "answered", "refused", "clarify")
    assert "2所" in ask(office, "澜川县2024年城区有几所学校？").answer


def test_a_text_that_tells_another_figure_of_the_same_is_shown_beside_the_table(office: Assistant) -> None:
    trace = ask(office, "澜川县2024年有多少所小学？")
    assert [(figure.value, figure.unit) for figure in trace.figures] == [(3.0, "所"), (38.0, "所")]
    assert "所写与表中不同" in trace.answer
    assert trace.citations[-1].title == "澜川县2024年教育工作总结"
    assert "38所" in trace.citations[-1].quote


def test_a_text_that_tells_the_same_figure_adds_nothing(office: Assistant) -> None:
    trace = ask(office, "澜川县2024年有多少所初中？")
    assert [figure.value for figure in trace.figures] == [1.0]
    assert "所写与表中不同" not in trace.answer


def test_a_text_of_another_year_is_not_set_beside_the_table(office: Assistant) -> None:
    trace = ask(office, "澜川县2023年有多少所小学？")
    assert [figure.value for figure in trace.figures] == [3.0]
