"""Sentences that say that something is told, and what they lead to."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from assistant.write.second import with_second
from retrieval.clause import announces, leads_to_items

from assistant.draft import Draft, Sources
from assistant.engine import Assistant, Question

NOTICE = """密云区教育局关于做好校园食堂管理工作的通知
各学校：
为进一步加强校园食堂管理，保障师生饮食安全，现就做好校园食堂管理工作提出以下要求：
一、落实校长陪餐
每餐由一名校领导陪同就餐。
二、公开食材来源
每周在校门口公示供货单位。
三、坚持食品留样
每样食品留样不少于125克。
"""
NEWS = """怀柔区减轻教师负担
近日，怀柔区教育局出台多项减轻教师负担的举措，受到教师欢迎。
为减轻教师负担，怀柔区教育局统一教师填报入口，每学期进校检查不超过两次。
"""
TWICE = """房山区听课制度
一、听课评课
校长要定期组织听课评课活动，每学期推门听课要做详细记录，业务副校长要参加评课；教师听课要写出反思。
二、听课要求
每学期推门听课要做详细记录
"""


@pytest.fixture(scope="module")
def office(make_office: Callable[[Mapping[str, str]], Assistant]) -> Assistant:
    return make_office({"食堂通知": NOTICE, "教师减负": NEWS, "听课": TWICE})


@pytest.mark.parametrize(
    ("sentence", "announced", "leads"),
    [
        ("现将有关事项通知如下：", True, True),
        ("我局提出以下工作要求：", False, True),
        ("为规范管理，特制定本办法。", True, False),
        ("近日，我区出台多项举措。", True, False),
        ("各校要按照以下比例配备教师，小学1∶19。", False, False),
        ("印发校历320份，配发到班。", False, False),
    ],
)
def test_what_only_announces(sentence: str, announced: bool, leads: bool) -> None:
    assert announces(sentence) is announced
    assert leads_to_items(sentence) is leads


def test_an_announcement_answers_with_the_items_it_leads_to(office: Assistant) -> None:
    trace = office.invoke(Question(text="密云区对校园食堂管理工作提出了哪些要求？"))
    assert trace.status == "answered"
    assert [citation.quote for citation in trace.citations] == [
        "一、落实校长陪餐",
        "二、公开食材来源",
        "三、坚持食品留样",
    ]
    assert trace.answer.index("校长陪餐") < trace.answer.index("食材来源") < trace.answer.index("食品留样")
    assert "为进一步加强" not in trace.answer


def test_what_was_done_is_told_before_the_word_that_something_was_done(office: Assistant) -> None:
    trace = office.invoke(Question(text="怀柔区教育局为减轻教师负担出台了哪些举措？"))
    assert trace.status == "answered"
    assert "统一教师填报入口" in trace.citations[0].quote


def test_what_a_text_says_twice_is_told_once(office: Assistant) -> None:
    search = office.search
    query = search.reader.read("房山区推门听课有什么规定？")
    told = [clause for clause in search.clauses(query) if "推门听课" in clause.text]
    first, again = sorted(told, key=lambda clause: clause.start)
    sources = Sources()
    sources.cite(first, *first.unit.sentence)
    draft = Draft(status="answered", lines=(), citations=tuple(sources.citations))
    assert with_second(draft, again, query, search.index.segmenter) is draft
