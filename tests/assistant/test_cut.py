"""What an answer shows is cut at the borders of the text itself, whole and verbatim."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.write.cut import (
    MAX_QUOTE,
    MAX_SHOWN,
    amount_span,
    quote_pieces,
    quote_span,
    rule_spans,
    trim,
    words_span,
)
from retrieval.statement import Statement

Make = Callable[..., Statement]


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("今年修缮操场14片，购置钢琴16架。", "16架", "购置钢琴16架"),
        ("今年修缮操场14片，购置钢琴16架。", "14片", "今年修缮操场14片"),
        ("教师数（人）：65，书屋3个。", "65", "教师数（人）：65"),
        ("购置钢琴16架（其中立式12架）。", "16架", "购置钢琴16架（其中立式12架）"),
        ("今年修缮操场14片；购置钢琴16架。", "14片", "今年修缮操场14片"),
        ("书屋云岭镇3个、梅坪镇5个、松溪镇2个、望海镇4个、柳河镇1个。", "梅坪镇5个", "梅坪镇5个"),
    ],
)
def test_a_figure_is_shown_in_its_clause_or_of_many_figures_in_its_item(
    statement: Make, text: str, words: str, shown: str
) -> None:
    start, end = amount_span(statement(text, words))
    assert text[start:end] == shown


def test_a_short_sentence_is_shown_whole(statement: Make) -> None:
    text = "书屋由总务处管理，每周开放三次。"
    assert text[slice(*words_span(statement(text, "每周开放三次")))] == text.rstrip("。")


def test_of_a_long_sentence_the_clause_is_shown_with_what_it_leans_on(statement: Make) -> None:
    filler = "，".join(f"各校结合实际制定第{n}类书屋管理细则并报总务处备案" for n in "甲乙丙丁戊己")
    text = f"{filler}，书屋由专人管理，并每周开放三次，{filler}。"
    start, end = words_span(statement(text, "并每周开放三次"))
    assert "书屋由专人管理，并每周开放三次" in text[start:end]
    assert end - start <= MAX_SHOWN


def test_a_rule_is_shown_with_the_exceptions_after_it_and_no_more(statement: Make) -> None:
    text = "学生不得携带手机入校。确因需要的，由家长申请。但高三年级除外。书屋每周开放三次。\n除节假日外开放操场。"
    shown = [text[a:b] for a, b in rule_spans(statement(text, "不得携带手机"), 360)]
    assert shown == ["学生不得携带手机入校", "确因需要的，由家长申请", "但高三年级除外"]


def test_exceptions_that_do_not_fit_are_left_out(statement: Make) -> None:
    text = "学生不得携带手机入校。确因需要的，由家长申请。"
    assert len(rule_spans(statement(text, "不得携带手机"), 12)) == 1


def test_a_quote_is_the_sentence_around_what_is_shown(statement: Make) -> None:
    text = "前一句。今年修缮操场14片，购置钢琴16架。后一句。"
    one = statement(text, "16架")
    assert text[slice(*quote_span(one, amount_span(one)))] == "今年修缮操场14片，购置钢琴16架。"


def test_a_quote_of_an_endless_sentence_is_cut_between_clauses_and_holds_what_is_shown(statement: Make) -> None:
    filler = "，".join(f"第{n}项工作由各校按照年度安排分别落实到位" for n in range(30))
    text = f"{filler}，购置钢琴16架，{filler}。"
    one = statement(text, "16架")
    start, end = quote_span(one, amount_span(one))
    assert end - start <= MAX_QUOTE
    assert "购置钢琴16架" in text[start:end]
    assert text[start - 1] == "，"


@pytest.mark.parametrize("count", [1, 12, 40])
def test_pieces_of_a_long_stretch_are_short_and_leave_no_word_out(count: int) -> None:
    text = "，".join(f"第{n}项工作由各校按照年度安排分别落实到位" for n in range(count))
    pieces = quote_pieces(text, 0, len(text))
    assert all(0 < end - start <= MAX_QUOTE for start, end in pieces)
    assert "，".join(text[a:b] for a, b in pieces) == text


def test_trimming_takes_marks_and_white_space_off_both_ends() -> None:
    text = "，、 书屋3个；\n"
    assert text[slice(*trim(text, 0, len(text)))] == "书屋3个"
