"""Questions as words for the search and for tables, and how well a stretch of text meets them."""

from __future__ import annotations

import pytest

from core.settings import Settings
from retrieval.match import readable, term_match
from retrieval.number_words import number_variants
from retrieval.query import QueryReader, Term
from retrieval.segment import Segmenter, load_segmenter

LEXICON = Settings().lexicon_dir


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return load_segmenter(LEXICON)


@pytest.fixture(scope="module")
def reader(segmenter: Segmenter) -> QueryReader:
    return QueryReader(segmenter, LEXICON)


def term_of(reader: QueryReader, question: str, word: str) -> Term:
    return next(term for term in reader.read(question).terms if term.text == word)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("公办园占比是多少", "share"),
        ("新增了多少个学位", "number"),
        ("每年拨多少专款", "money"),
        ("达标率是多少", "share"),
        ("得分区间是多少", "number"),
        ("办了几期", "number"),
        ("投入多少", "money"),
        ("已经投入生产的企业有多少家", "number"),
    ],
)
def test_the_kind_of_figure_that_a_cell_of_a_table_must_be(reader: QueryReader, question: str, kind: str) -> None:
    assert reader.kind_of(question) == kind


def test_the_unit_of_a_count(reader: QueryReader) -> None:
    assert reader.read("投用后能多出多少个学位").unit == "个"
    assert reader.read("城镇新增就业多少万人").unit == "人"


def test_small_numbers_are_met_in_either_writing() -> None:
    assert "五项管理" in number_variants("5项管理")
    assert "24中学" in number_variants("二十四中学")


def test_a_word_inside_another_is_no_full_match(reader: QueryReader, segmenter: Segmenter) -> None:
    term = term_of(reader, "中考设了几个考场", "中考")
    assert term_match(term, readable("中考成绩", segmenter)) == 1.0
    assert term_match(term, readable("高中考点", segmenter)) < 1.0


def test_a_synonym_counts_nearly_as_much(reader: QueryReader, segmenter: Segmenter) -> None:
    term = term_of(reader, "老师的待遇", "老师")
    assert 0.8 <= term_match(term, readable("教师的待遇", segmenter)) < 1.0


def test_a_short_name_in_quotation_marks_is_met_only_by_the_name(reader: QueryReader, segmenter: Segmenter) -> None:
    term = next(term for term in reader.read("“三名”工程是什么").terms if term.quoted)
    assert term_match(term, readable("推进“三名”工作室建设", segmenter)) == 1.0
    assert term_match(term, readable("连续两年后三名的初中", segmenter)) < 0.5


def test_what_a_place_leaves_of_a_quoted_name_is_no_term(reader: QueryReader) -> None:
    query = reader.read("泰安市什么场所实行“泰安通”扫码", ("泰安市", "泰安"))
    assert all(len(term.text.strip()) > 1 or not term.quoted for term in query.terms)
    assert not any(term.text.startswith(" ") for term in query.terms)


@pytest.mark.parametrize(
    "asking",
    [
        "怎么办",
        "咋办",
        "怎么回事",
        "怎么弄",
        "啥意思",
        "啥时候",
        "指代什么",
        "意味着什么",
        "是不是",
        "够不够",
        "能不能",
        "有没有",
        "好不好",
        "麻烦问问",
    ],
)
def test_words_that_only_ask_are_no_terms(reader: QueryReader, asking: str) -> None:
    plain = {term.text for term in reader.read("校车接送学生").terms}
    assert {term.text for term in reader.read(f"校车接送学生{asking}").terms} == plain


def test_a_word_asked_either_way_is_one_word(reader: QueryReader) -> None:
    assert "允许" in {term.text for term in reader.read("学校允不允许带手机").terms}
