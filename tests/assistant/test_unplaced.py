"""Texts without a place of their own, open questions, and words that only sound like a place."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from assistant.engine import Assistant, Question
from tests.conftest import TEXTS

ROUND_UP = """多地推进课后服务
近日，各地课后服务有新进展。
海淀区投入课后服务经费3200万元，覆盖学校86所。
顺义区投入课后服务经费1800万元。
其中，丰台区新增托管教室45间，怀柔区新增托管教室62间，密云区最少。
海淀区、丰台区分别新增托管班级320个、180个。
房山区召开课后服务推进会。会上表彰优秀辅导员73名。
除海淀区外，其余各区共配发平板4700台。
借鉴顺义区经验，全市新建录播教室88间。
与昌平区相比，本区新增校车27辆。
群众上街参加宣传，共发放课后服务手册5000份。
"""
ADVICE = """海淀区教育局关于校园开放的通知
发布时间:2023-11-02
一、开放时间
周末上午九点至十一点开放操场。
二、如何预约入校
1.网上登记。家长在平台登记姓名和到校时间。
2.门岗核验。凭登记信息核验后入校。
三、转学材料有哪些？
户口簿原件。学籍证明原件。
"""


@pytest.fixture(scope="module")
def office(make_office: Callable[[Mapping[str, str]], Assistant]) -> Assistant:
    return make_office(
        {
            **{name.removesuffix(".txt"): text for name, text in TEXTS.items()},
            "多地推进课后服务": ROUND_UP,
            "校园开放通知": ADVICE,
        }
    )


def ask(assistant: Assistant, text: str) -> tuple[str, str, str]:
    trace = assistant.invoke(Question(text=text))
    return trace.status, trace.answer, "".join(citation.quote for citation in trace.citations)


def test_a_text_without_a_place_answers_for_the_place_its_sentence_names(office: Assistant) -> None:
    documents = {document.title: document.place for document in office.search.library.documents()}
    assert documents["多地推进课后服务"] is None
    status, answer, quote = ask(office, "海淀区投入课后服务经费多少万元")
    assert status == "answered"
    assert "3200万元" in answer
    assert "1800" not in answer
    assert "海淀区投入" in quote


def test_its_sentence_on_another_place_never_does(office: Assistant) -> None:
    status, answer, _ = ask(office, "丰台区投入课后服务经费多少万元")
    assert status == "refused"
    assert "3200" not in answer
    assert "1800" not in answer


def test_only_its_own_part_of_a_sentence_on_many_places_is_shown(office: Assistant) -> None:
    status, answer, quote = ask(office, "丰台区新增托管教室多少间")
    assert status == "answered"
    assert "45间" in answer
    assert "62" not in answer
    assert "45间" in quote


@pytest.mark.parametrize(
    "question",
    [
        "密云区新增托管教室多少间",
        "丰台区新增托管班级多少个",
        "上街区共发放课后服务手册多少份",
        "北京市投入课后服务经费多少万元",
        "海淀区表彰优秀辅导员多少名",
        "海淀区配发平板多少台",
        "顺义区新建录播教室多少间",
        "昌平区新增校车多少辆",
    ],
)
def test_what_is_not_surely_of_the_place_is_refused(office: Assistant, question: str) -> None:
    status, answer, _ = ask(office, question)
    assert status in ("refused", "clarify")
    assert not any(
        figure in answer
        for figure in ("45间", "62间", "320", "180", "5000", "73名", "4700", "88间", "27辆", "3200", "1800")
    )


def test_that_the_text_names_no_place_of_its_own_is_said(office: Assistant) -> None:
    trace = office.invoke(Question(text="海淀区投入课后服务经费多少万元"))
    assert any("没有标明所属地区" in note and "海淀区" in note for note in trace.notes)
    assert {citation.place for citation in trace.citations} == {"北京市海淀区"}


def test_what_stands_under_a_heading_answers_for_it(office: Assistant) -> None:
    status, answer, quote = ask(office, "海淀区转学材料有哪些？")
    assert status == "answered"
    assert "户口簿原件" in answer
    assert "学籍证明原件。" in quote


def test_a_list_number_is_no_figure_of_the_answer(office: Assistant) -> None:
    status, answer, _ = ask(office, "海淀区家长怎么网上登记")
    assert status == "answered"
    assert "平台登记姓名" in answer
    assert "1." not in answer


def test_sounds_across_two_words_are_no_place(office: Assistant) -> None:
    # 会海淀 holds the place itself; 还点 (hai dian) across 归还|点名 only sounds like it.
    plan = office.planner.plan("器材归还点名制度是什么")
    assert plan.places == ()
    assert plan.typo is None


def test_a_typed_word_that_sounds_like_a_place_is_still_found(office: Assistant) -> None:
    assert [place.name for place in office.planner.plan("风台区新增了多少个学位").places] == ["丰台区"]


def test_a_doubled_district_mark_is_no_unknown_place(office: Assistant) -> None:
    assert office.planner.plan("海淀区区教育局评了多少名区级名师").unknown == ()
