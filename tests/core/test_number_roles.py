"""What a number's surroundings say of it: wanted or done, of the whole or of one of its parts."""

from __future__ import annotations

import pytest

from core.number_roles import (
    Parts,
    asks_change,
    asks_result,
    asks_target,
    load_parts,
    tells_change,
    tells_target,
    word_classes,
)
from core.settings import Settings

PARTS = Parts(
    classes={"stage": ("小学", "初中", "中学"), "ownership": ("公办", "民办", "民办普惠")},
    alike=frozenset({frozenset({"初中", "中学"})}),
    covers={"中小学": ("小学", "初中", "中学")},
)


@pytest.mark.parametrize(
    ("words", "headings", "target"),
    [
        ("力争新增学位900个", (), True),
        ("计划招聘教师60名", (), True),
        ("到2027年巩固率达到98%", (), True),
        ("普惠率达到90%以上", (), True),
        ("新增学位900个", (), False),
        ("实际招聘教师58名", (), False),
        ("已完成改造6所", (), False),
        ("计划内招生完成1200人", (), True),
        ("新增学位900个", ("三、下一步打算",), True),
        ("已建成6所", ("三、下一步打算",), False),
        ("拟定章程12部", (), False),
    ],
)
def test_a_plan_is_told_from_what_was_done(words: str, headings: tuple[str, ...], target: bool) -> None:
    assert tells_target(words, headings) is target


@pytest.mark.parametrize(
    ("question", "target", "result"),
    [
        ("明年打算新增多少学位", True, False),
        ("巩固率的目标是多少", True, False),
        ("实际招了多少老师", False, True),
        ("最后建成了几所", False, True),
        ("计划招多少人，实际招了多少", False, True),
        ("新增学位多少个", False, False),
    ],
)
def test_a_question_says_which_of_the_two_it_wants(question: str, target: bool, result: bool) -> None:
    assert (asks_target(question), asks_result(question)) == (target, result)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("小学和初中共12所", {"stage": frozenset({"小学", "初中"})}),
        ("民办普惠园3所", {"ownership": frozenset({"民办普惠"})}),
        ("学校12所", {}),
    ],
)
def test_parts_are_named_by_class_the_longest_word_alone(words: str, named: dict[str, frozenset[str]]) -> None:
    assert PARTS.named(words) == named


@pytest.mark.parametrize(
    ("question", "segment", "context", "contradicts"),
    [
        ("初中有多少所", "小学12所", "小学12所", True),
        ("初中有多少所", "初中5所", "初中5所", False),
        ("初中有多少所", "中学5所", "中学5所", False),
        ("初中有多少所", "建成5所", "初中部扩建，建成5所", False),
        ("初中有多少所", "建成5所", "全县建成5所", True),
        ("初中有多少所", "建成5所", "全县中小学建成5所", False),
        ("有多少所学校", "小学12所", "小学12所", False),
        ("民办初中有多少所", "公办初中5所", "公办初中5所", True),
    ],
)
def test_a_figure_of_another_part_contradicts(question: str, segment: str, context: str, contradicts: bool) -> None:
    assert PARTS.contradicts(question, segment, context) is contradicts


def test_the_classes_come_from_the_offices_word_list() -> None:
    parts = load_parts(Settings().lexicon_dir)
    assert "小学" in parts.classes["stage"]
    assert parts.agree(frozenset({"初中"}), frozenset({"中学"}))
    assert not parts.agree(frozenset({"初中"}), frozenset({"小学"}))
    assert all(list(words) == sorted(words, key=len, reverse=True) for words in word_classes(Settings().lexicon_dir))


@pytest.mark.parametrize(
    ("before", "change"),
    [("教师较上年增加", True), ("同比增长", True), ("比去年多了", True), ("现有教师", False), ("增加到", False)],
)
def test_a_change_is_told_from_a_level(before: str, change: bool) -> None:
    assert tells_change(before) is change


def test_a_question_says_whether_it_wants_a_change() -> None:
    assert asks_change("教师比上年增加多少")
    assert not asks_change("有多少教师")
