"""What is pinned binds what is asked: place and year where a question names none, one document alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from assistant.engine import Assistant, Question
from core.errors import DataError
from core.pinned import Pinned
from core.schema import Trace
from tests.assistant.test_own_tables import MANIFEST, NOW, OTHER, REPORT, THEN

CLOUD, SEA, CITY = "湖南省丹枫市云岭县", "湖南省丹枫市望海县", "湖南省丹枫市"


def ask(assistant: Assistant, text: str, *history: str, pinned: Pinned, home: str = "") -> Trace:
    return assistant.invoke(Question(text=text, history=history, pinned=pinned, home=home))


def document(assistant: Assistant, title: str) -> str:
    return next(one.id for one in assistant.search.library.outlines() if one.title == title)


@pytest.mark.parametrize(("place", "figure"), [(CLOUD, "4100人"), (SEA, "5200人"), (CITY, "32600人")])
def test_a_question_without_a_place_is_asked_of_the_pinned_one(bureau: Assistant, place: str, figure: str) -> None:
    trace = ask(bureau, "2024年小学招收新生多少人？", pinned=Pinned(place=place))
    assert figure in trace.answer
    assert {citation.place for citation in trace.citations} == {place}
    assert not any("固定" in note for note in trace.notes)


@pytest.mark.parametrize(("year", "figure"), [(2023, "720个"), (2024, "960个")])
def test_a_question_without_a_year_is_asked_of_the_pinned_one(bureau: Assistant, year: int, figure: str) -> None:
    trace = ask(bureau, "新增学位多少个？", pinned=Pinned(place=CLOUD, year=year))
    assert figure in trace.answer
    assert str(year) in trace.standalone


def test_a_year_that_nothing_tells_of_is_missing_and_no_other_answers(bureau: Assistant) -> None:
    trace = ask(bureau, "云岭县新增学位多少个？", pinned=Pinned(year=2019))
    assert trace.status == "refused"
    assert [(one.kind, one.asked) for one in trace.missing] == [("period", "2019年")]


def test_a_question_that_names_another_place_is_followed_and_told(bureau: Assistant) -> None:
    trace = ask(bureau, "望海县2024年小学招收新生多少人？", pinned=Pinned(place=CLOUD))
    assert "5200人" in trace.answer
    assert [note for note in trace.notes if "望海县" in note and "云岭县" in note]


def test_a_place_inside_the_pinned_one_needs_no_telling(bureau: Assistant) -> None:
    trace = ask(bureau, "望海县2024年小学招收新生多少人？", pinned=Pinned(place=CITY))
    assert "5200人" in trace.answer
    assert not any("固定" in note for note in trace.notes)


def test_a_question_that_names_another_year_is_followed_and_told(bureau: Assistant) -> None:
    trace = ask(bureau, "云岭县2023年新增学位多少个？", pinned=Pinned(year=2024))
    assert "720个" in trace.answer
    assert [note for note in trace.notes if "2023年" in note and "2024年" in note]


def test_a_place_that_nobody_knows_is_refused_by_its_name(bureau: Assistant) -> None:
    trace = ask(bureau, "深圳市新增学位多少个？", pinned=Pinned(place=CLOUD))
    assert trace.status == "refused"
    assert [one.asked for one in trace.missing] == ["深圳市"]


def test_a_follow_up_keeps_the_place_it_inherits_and_else_takes_the_pinned_one(bureau: Assistant) -> None:
    pinned = Pinned(place=CLOUD, year=2024)
    assert "4800人" in ask(bureau, "那初中呢", "望海县小学招收新生多少人？", pinned=pinned).answer
    assert "3900人" in ask(bureau, "那初中呢", "小学招收新生多少人？", pinned=pinned).answer


def test_the_whole_city_is_that_of_the_pinned_county(bureau: Assistant) -> None:
    assert "32600人" in ask(bureau, "全市2024年小学招收新生多少人？", pinned=Pinned(place=CLOUD)).answer


def test_every_county_is_every_county_of_the_pinned_city(bureau: Assistant) -> None:
    trace = ask(bureau, "2024年各县小学招收新生多少人？", pinned=Pinned(place=CITY))
    assert all(figure in trace.answer for figure in ("4100", "5200"))
    assert "32600" not in trace.answer


def test_my_county_is_home_and_without_one_the_pinned_place(bureau: Assistant) -> None:
    question, pinned = "我县2024年小学招收新生多少人？", Pinned(place=CLOUD)
    assert "4100人" in ask(bureau, question, pinned=pinned).answer
    at_home = ask(bureau, question, pinned=pinned, home=SEA)
    assert "5200人" in at_home.answer
    assert [note for note in at_home.notes if "望海县" in note and "云岭县" in note]


def test_only_the_pinned_document_is_searched(bureau: Assistant) -> None:
    last = document(bureau, "云岭县2023年教育工作总结")
    trace = ask(bureau, "云岭县新增学位多少个？", pinned=Pinned(document=last))
    assert "720个" in trace.answer
    assert {citation.document_id for citation in trace.citations} == {last}
    other = ask(bureau, "云岭县2024年新增学位多少个？", pinned=Pinned(document=last))
    assert other.status == "refused"
    assert "资料中没有" not in other.answer
    assert [note for note in other.notes if "《云岭县2023年教育工作总结》" in note]


def test_a_place_that_the_pinned_document_does_not_speak_of_is_missing_there(bureau: Assistant) -> None:
    trace = ask(bureau, "望海县新增学位多少个？", pinned=Pinned(document=document(bureau, "云岭县2023年教育工作总结")))
    assert trace.status == "refused"
    assert trace.missing[0].have == (CLOUD,)


def test_a_summary_and_a_fact_of_the_document_are_of_the_pinned_one(bureau: Assistant) -> None:
    rules = document(bureau, "云岭县校车管理办法")
    for question in ("概括一下主要内容", "校车驾驶人应当具备哪些条件？"):
        trace = ask(bureau, question, pinned=Pinned(document=rules))
        assert trace.status == "answered"
        assert {citation.document_id for citation in trace.citations} == {rules}


def test_tables_answer_for_the_pinned_place_year_and_document(
    make_office: Callable[[Mapping[str, str]], Assistant],
) -> None:
    office = make_office(
        {"澜川2024.csv": NOW, "澜川2023.csv": THEN, "望岭2024.csv": OTHER, "总结": REPORT, "manifest.toml": MANIFEST}
    )
    question = "第一小学有多少在校生？"
    assert "1200人" in ask(office, question, pinned=Pinned(place="青岚省澜川县", year=2024)).answer
    assert "1150人" in ask(office, question, pinned=Pinned(place="青岚省澜川县", year=2023)).answer
    assert "900人" in ask(office, question, pinned=Pinned(place="青岚省望岭县")).answer
    then = document(office, "澜川县2023年学校花名册")
    trace = ask(office, "澜川县第一小学有多少在校生？", pinned=Pinned(document=then))
    assert "1150人" in trace.answer
    assert {citation.document_id for citation in trace.citations} == {then}
    report = document(office, "澜川县2024年教育工作总结")
    assert "1200" not in ask(office, "澜川县第一小学有多少在校生？", pinned=Pinned(document=report)).answer


def test_what_is_pinned_and_gone_is_told_with_the_next_step(bureau: Assistant) -> None:
    with pytest.raises(DataError, match="固定的文件已不在") as raised:
        ask(bureau, "新增学位多少个？", pinned=Pinned(document="没有"))
    assert raised.value.next_step


def test_a_greeting_is_not_bound(bureau: Assistant) -> None:
    assert "云岭县" not in ask(bureau, "你好", pinned=Pinned(place=CLOUD, year=2024)).standalone
