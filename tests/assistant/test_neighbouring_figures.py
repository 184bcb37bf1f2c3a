"""A sentence of several figures answers for what each of them is told of, and for nothing beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from assistant.engine import Assistant, Question

SUMMARY = """密云区教育局2024年工作总结
发布时间：2024-12-20
一、办学条件
全区现有小学46所，在校学生3.2万人。新建幼儿园5所，新增学位1350个。
投入资金2300万元，改造操场18个，更新课桌椅4600套。
二、教师队伍
招聘教师120名，其中研究生35名。全年培训校长90人次，培训教师3600人次。
交流教师210名，骨干教师占比22.4%。
三、教育质量
中考优秀率达38.5%，及格率达82.1%。普通高中本科上线率61.3%，同比提高2.1个百分点。
四、安全工作
开展消防演练132场，整改隐患57处。
"""


@pytest.fixture(scope="module")
def office(make_office: Callable[[Mapping[str, str]], Assistant]) -> Assistant:
    return make_office({"总结": SUMMARY})


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("密云区初中在校学生多少人？", "初中"),
        ("密云区高考优秀率是多少？", "高考"),
        ("密云区小学新增学位多少个？", "小学"),
        ("密云区交流校长多少名？", "校长"),
        ("密云区骨干教师多少名？", "骨干教师总数"),
        ("密云区开展地震演练多少场？", "地震"),
        ("密云区专科上线率是多少？", "专科"),
        ("密云区招聘教师中博士多少名？", "博士"),
        ("密云区招聘小学教师多少名？", "小学"),
        ("密云区初中改造操场多少个？", "初中"),
        ("密云区幼儿园有多少所？", "幼儿园总数"),
        ("密云区教师有多少人？", "教师总数"),
        ("密云区滨江街道小学有多少所？", "滨江街道"),
        ("密云区新华社区在校学生多少人？", "新华社区"),
        ("密云区实验小学在校学生多少人？", "实验小学"),
        ("密云区农村小学有多少所？", "农村"),
        ("密云区去年中考优秀率是多少？", "2023年"),
    ],
)
def test_a_figure_of_something_beside_it_is_refused(office: Assistant, question: str, missing: str) -> None:
    trace = office.invoke(Question(text=question))
    assert trace.status == "refused"
    assert [one.asked for one in trace.missing] == [missing]


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("密云区小学在校学生多少人？", "3.2万人"),
        ("密云区新建幼儿园新增多少学位？", "1350个"),
        ("密云区改造操场投入了多少资金？", "2300万元"),
        ("密云区交流教师多少名？", "210名"),
        ("密云区骨干教师占比多少？", "22.4%"),
        ("密云区本科上线率比上年提高了多少？", "2.1个百分点"),
        ("密云区开展消防演练多少场？", "132场"),
        ("密云区中小学改造操场多少个？", "18个"),
        ("密云区小学有多少所？", "46所"),
        ("密云区招聘教师中研究生多少名？", "35名"),
    ],
)
def test_the_figure_itself_is_told(office: Assistant, question: str, figure: str) -> None:
    trace = office.invoke(Question(text=question))
    assert trace.status == "answered"
    assert figure in trace.answer
