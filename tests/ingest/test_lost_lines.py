"""A document copied onto one line gets its paragraphs back; an ordinary one is left as it is."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.lost_lines import LONG_LINE, restore_lines
from ingest.structure import parse_structure

PARAGRAPHS = (
    "示例市教育局关于做好春季学期开学工作的通知",
    "示教发〔2024〕3号",
    "各区教育局，局属各学校：",
    "为切实做好春季学期开学工作，保障师生安全（含外出实习 学生），现将有关事项通知如下：",
    "一、做好开学准备",
    "各学校要提前一周检查校舍、食堂、消防设施，发现隐患立即整改，整改情况报属地教育局备案。",
    "（一）食堂检查。食堂管理员要逐项登记。",
    "1.核对台账。每日留样不少于125克，留样时间不少于48小时。",
    "二、加强值班值守",
    "各学校要安排专人值班，值班电话向家长公布，重要情况随时报告，不得迟报漏报。",
)


def one_line(indent: str) -> str:
    return indent.join(PARAGRAPHS)


@pytest.mark.parametrize("indent", [" ", "\u3000\u3000", "  ", " \u3000\u3000"])
def test_the_paragraphs_of_a_text_on_one_line_come_back(indent: str) -> None:
    restored = restore_lines(one_line(indent))
    assert [line.strip() for line in restored.split("\n")] == list(PARAGRAPHS)
    assert len(restored) == len(one_line(indent))


def test_the_structure_is_that_of_the_text_with_its_lines() -> None:
    restored = "\n".join(line.strip() for line in restore_lines(one_line(" ")).split("\n"))
    items = [(node.rank, node.heading) for node in parse_structure(restored)]
    assert items == [(node.rank, node.heading) for node in parse_structure("\n".join(PARAGRAPHS))]
    assert (3, "一、做好开学准备") in items


@pytest.mark.parametrize(
    "line",
    [
        "一、做好开学准备 各学校要检查校舍。",
        "示例区 2023 年有小学 12 所、初中 5 所，" + "在校学生稳步增加，" * 30 + "教师队伍不断壮大。",
        "“" + "立德 树人，" * 60 + "”",
    ],
)
def test_a_line_without_signs_of_lost_ends_stays(line: str) -> None:
    assert restore_lines("标题\n" + line) == "标题\n" + line


def test_a_space_inside_brackets_ends_no_line() -> None:
    text = (
        "新闻稿标题说的是开学 某社示例市2月4日电（记者 张三 李四）开学工作有序进行。"
        + "各校做好准备。" * 40
        + " 结尾一段。"
    )
    lines = restore_lines(text).split("\n")
    assert lines[0] == "新闻稿标题说的是开学"
    assert "（记者 张三 李四）" in lines[1]


def test_figures_written_with_spaces_are_not_torn() -> None:
    text = (
        "示例区教育局工作情况 全区义务教育学校 86 所，教师 4200 人，截至 2023年 底在校学生 5 万人。 各校稳步推进。"
        + "课堂扎实。" * 40
    )
    lines = restore_lines(text).split("\n")
    assert lines[0] == "示例区教育局工作情况"
    assert any("全区义务教育学校 86 所，教师 4200 人，截至 2023年 底在校学生 5 万人。" in line for line in lines)


@given(st.lists(st.sampled_from([*PARAGRAPHS, "甲 乙", "10 000人", "a b", "（ 一"]), max_size=30), st.randoms())
def test_only_spaces_become_line_ends(parts: list[str], rng: random.Random) -> None:
    text = "".join(part + rng.choice([" ", "\u3000\u3000", "\n", ""]) for part in parts)
    restored = restore_lines(text)
    changed = [(a, b) for a, b in zip(text, restored, strict=True) if a != b]
    assert all(a.isspace() and b == "\n" for a, b in changed)
    if all(len(line) <= LONG_LINE for line in text.split("\n")):
        assert not changed
