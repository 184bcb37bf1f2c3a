"""Questions on a 办法 in chapters and articles: conditions, measures, its own number, what it replaces."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from retrieval.answer_kind import of_another_each

from assistant.engine import Assistant, Question

STATUTE = """密云区普惠性民办幼儿园认定与扶持办法（试行）
密教发〔2024〕12号
第一章 总则
第一条 为规范普惠性民办幼儿园认定管理，制定本办法。
第二条 本办法所称普惠性民办幼儿园，是指依法设立、面向大众、收费执行政府指导价的民办幼儿园。
第二章 认定条件
第三条 申请认定的民办幼儿园应当同时具备下列条件：
（一）取得办学许可证满一年；
（二）年度检查合格；
（三）收费不高于同级公办园的1.5倍；
（四）有稳定的经费来源。
第四条 有下列情形之一的，不予认定：
（一）近两年发生安全责任事故的；
（二）存在小学化倾向的。
第三章 扶持政策
第五条 对认定的幼儿园，按每生每年1200元给予生均补助；星级园每生每年再增加300元。
第六条 对新建、改扩建的普惠性民办幼儿园，每班一次性补助3万元，最高不超过30万元。
第七条 普惠性民办幼儿园教师每年培训不少于72学时。
第四章 监督管理
第八条 认定有效期三年，期满前60日内提出复核申请。
第九条 违反收费规定的，责令限期退还多收费用；拒不改正的，取消认定资格。
第十条 本办法自2024年9月1日起施行，有效期五年。《密云区普惠性民办幼儿园认定办法》（密教发〔2019〕8号）同时废止。
"""


@pytest.fixture(scope="module")
def office(make_office: Callable[[Mapping[str, str]], Assistant]) -> Assistant:
    return make_office({"办法": STATUTE})


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("密云区普惠性民办幼儿园认定要满足哪些条件？", ["许可证满一年", "年度检查合格", "1.5倍", "稳定的经费来源"]),
        ("密云区哪些情形不予认定普惠园？", ["安全责任事故", "小学化倾向"]),
        ("密云区普惠性民办幼儿园生均补助多少钱？", ["1200元"]),
        ("密云区新建普惠园每班补助多少？", ["3万元"]),
        ("密云区普惠园认定有效期几年？", ["三年"]),
        ("密云区普惠园认定办法的文号是什么？", ["密教发〔2024〕12号"]),
        ("密云区普惠园扶持政策有哪些？", ["1200元", "3万元", "72学时"]),
        ("密云区违规收费怎么处理？", ["责令限期退还", "取消认定资格"]),
        ("什么是普惠性民办幼儿园？", ["收费执行政府指导价"]),
    ],
)
def test_an_article_answers(office: Assistant, question: str, told: list[str]) -> None:
    trace = office.invoke(Question(text=question))
    assert trace.status == "answered"
    assert all(words in trace.answer for words in told)
    assert "〔2019〕" not in trace.answer


@pytest.mark.parametrize(
    ("question", "missing"),
    [("密云区公办幼儿园生均补助多少钱？", "公办"), ("密云区小学生均补助多少？", "小学")],
)
def test_what_the_articles_do_not_rule_is_refused(office: Assistant, question: str, missing: str) -> None:
    trace = office.invoke(Question(text=question))
    assert trace.status == "refused"
    assert [one.asked for one in trace.missing] == [missing]


@pytest.mark.parametrize(
    ("question", "clause", "other"),
    [
        ("生均补助多少钱", "每班补助3万元", "生均"),
        ("每生补助多少", "按每生每年1200元", ""),
        ("每班多少人", "班额45人", ""),
        ("补助多少", "每班3万元", ""),
    ],
)
def test_what_each_pupil_gets_is_not_what_each_class_gets(question: str, clause: str, other: str) -> None:
    assert of_another_each(question, clause) == other
