"""A question that asks several things is split into parts, each complete in itself."""

from __future__ import annotations

import pytest

from assistant.parts import MAX_PARTS, by_parts, split_parts


def changed(asked: str, earlier: str) -> str:
    """A stand-in for the follow-up reader: one stage for another."""
    return earlier.replace("小学", asked.removesuffix("呢"))


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("云岭县有多少所小学？", ["云岭县有多少所小学？"]),
        ("云岭县有多少所小学，多少所初中？", ["云岭县有多少所小学", "多少所初中"]),
        ("云岭县新增多少学位？招了多少老师？", ["云岭县新增多少学位", "招了多少老师"]),
        ("云岭县查出多少问题，整改了多少个", ["云岭县查出多少问题", "整改了多少个"]),
        ("云岭县新增多少学位以及投入多少钱", ["云岭县新增多少学位", "投入多少钱"]),
        ("云岭县评了几类奖，各有多少个", ["云岭县评了几类奖，各有多少个"]),
        ("云岭县小学和初中一共多少所", ["云岭县小学和初中一共多少所"]),
        ("为了写总结，云岭县新增多少学位", ["为了写总结，云岭县新增多少学位"]),
    ],
)
def test_what_is_asked_apart_is_a_part_of_its_own(question: str, parts: list[str]) -> None:
    assert [alone for _, alone in split_parts(question, changed)] == parts


def test_a_later_part_is_made_complete_by_what_the_ones_before_tell() -> None:
    _, (second, alone) = split_parts("云岭县查出多少个问题，整改了多少个", changed)
    assert second == "云岭县查出问题，整改了多少个"
    assert alone == "整改了多少个"


@pytest.mark.parametrize(
    ("question", "second"),
    [
        ("云岭县小学还剩几个大班额，初中呢", "云岭县初中还剩几个大班额"),
        ("云岭县一共多少学校，多少学生", "云岭县，多少学生"),
        ("云岭县有多少辆校车，服务多少学生", "云岭县有辆校车，服务多少学生"),
    ],
)
def test_a_bare_part_changes_the_one_before_and_what_counts_by_itself_leaves_it(question: str, second: str) -> None:
    assert split_parts(question, changed)[1][0] == second


def test_of_a_question_without_end_the_first_parts_are_taken() -> None:
    question = "云岭县" + "，".join(f"{word}类学校有多少所" for word in "甲乙丙丁戊己庚辛壬癸子丑")
    parts = split_parts(question, changed)
    assert len(parts) == MAX_PARTS
    assert parts[0][1] == "云岭县甲类学校有多少所"


@pytest.mark.parametrize("question", ["", "？", "，，，", "多少", "多少多少多少"])
def test_a_question_without_parts_is_its_own_part(question: str) -> None:
    assert split_parts(question, changed) == ((question, question),)


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("云岭县小学和初中各多少所", ["云岭县小学多少所", "云岭县初中多少所"]),
        ("公办、民办幼儿园分别有几所", ["公办幼儿园有几所", "民办幼儿园有几所"]),
        ("云岭县小学和初中一共多少所", []),
    ],
)
def test_parts_of_a_whole_that_are_asked_of_each_are_asked_apart(question: str, parts: list[str]) -> None:
    classes = (("小学", "初中"), ("公办", "民办"))
    assert [part for part, _ in by_parts(question, classes)] == parts
