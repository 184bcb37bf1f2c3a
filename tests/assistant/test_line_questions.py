"""Questions for single lines: the family is found by its words, before a table is looked up in."""

from __future__ import annotations

import pytest

from assistant.engine import Assistant, Question
from core.schema import Trace


def ask(assistant: Assistant, text: str) -> Trace:
    return assistant.invoke(Question(text=text))


@pytest.mark.parametrize(
    ("question", "code", "said"),
    [
        ("示例县校长兼课够不够三分之一", "兼课-校长", "参照太康县"),
        ("示例县业务副校长听课有没有达到校长的80%", "听课-副校长", "80%以上"),
        ("示例县强校评估有几所到850分", "达线", "第17项"),
        ("示例县高中编制对照1:12.5怎么样", "编制", "要求12.5"),
        ("示例县大班额哪一年清零的", "累计化解", "2021-2022起"),
        ("示例县困难学生人均资助多少钱", "人均资助", "元"),
        ("示例县2024年一本上线率是多少，比去年涨没涨", "一本上线率-同比", "个百分点"),
        ("示例县初中生睡够9小时了吗", "睡眠-学校", "13所中"),
        ("示例县学生每天锻炼一小时落实了没有", "锻炼-学校", "还不能判"),
    ],
)
def test_the_line_is_computed_with_its_basis_and_the_sample_is_named(
    assistant: Assistant, question: str, code: str, said: str
) -> None:
    trace = ask(assistant, question)
    assert trace.status == "computed"
    assert code in {figure.code for figure in trace.figures}
    assert said in trace.answer + "".join(trace.notes)
    assert "示例数据" in trace.answer


def test_a_school_that_is_named_gets_its_own_figures(assistant: Assistant) -> None:
    trace = ask(assistant, "示例第一高级中学2024年本科上线率多少")
    assert {figure.unit_id for figure in trace.figures} == {"示例第一高级中学"}
    assert {figure.period for figure in trace.figures} == {"2024"}


def test_a_plain_figure_of_the_same_table_is_still_looked_up(assistant: Assistant) -> None:
    assert "1042" in ask(assistant, "示例县一本上线人数2024年一共多少").answer
