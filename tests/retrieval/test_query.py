from __future__ import annotations

import pytest
from retrieval.contrast import asked_classes, contrasts, load_word_classes

from core.settings import Settings
from retrieval.match import readable, term_match
from retrieval.number_words import number_variants
from retrieval.query import Query, QueryReader
from retrieval.segment import Segmenter, load_segmenter

LEXICON = Settings().lexicon_dir


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return load_segmenter(LEXICON)


@pytest.fixture(scope="module")
def reader(segmenter: Segmenter) -> QueryReader:
    return QueryReader(segmenter, LEXICON)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("公办园占比是多少", "share"), ("新增了多少个学位", "number"), ("每年拨多少专款", "money"),
        ("哪年启动的", "date"),
        ("谁当组长", "person"), ("有哪些做法", "list"), ("一均一值三率怎么算", "rule"), ("那个活动叫什么", "name"),
        ("文号是多少", "code"), ("咨询电话是多少", "contact"), ("报名网址是什么", "contact"),
        ("什么时间正式启用", "date"), ("如何提高巡查效率", "rule"), ("采取哪些措施提高出勤率", "list"),
        ("达标率是多少", "share"), ("使用范围如何控制", "rule"), ("得分区间是多少", "number"), ("办了几期", "number"),
        ("对转学有何要求", "rule"), ("采取了什么措施", "rule"),
    ],
)  # fmt: skip
def test_the_kind_of_answer_wanted(reader: QueryReader, question: str, kind: str) -> None:
    assert reader.kind_of(question) == kind


def test_the_unit_and_noun_of_a_count(reader: QueryReader) -> None:
    query = reader.read("投用后能多出多少个学位")
    assert (query.unit, query.noun) == ("个", "学位")
    assert reader.read("城镇新增就业多少万人").unit == "人"


def test_small_numbers_are_met_in_either_writing() -> None:
    assert "五项管理" in number_variants("5项管理")
    assert "24中学" in number_variants("二十四中学")


def test_a_word_inside_another_is_no_full_match(reader: QueryReader, segmenter: Segmenter) -> None:
    term = next(t for t in reader.read("中考设了几个考场").terms if t.text == "中考")
    assert term_match(term, readable("中考成绩", segmenter)) == 1.0
    assert term_match(term, readable("高中考点", segmenter)) < 1.0


def test_a_synonym_counts_nearly_as_much(reader: QueryReader, segmenter: Segmenter) -> None:
    term = next(t for t in reader.read("老师的待遇").terms if t.text == "老师")
    assert 0.8 <= term_match(term, readable("教师的待遇", segmenter)) < 1.0


@pytest.mark.parametrize(
    ("question", "clause", "count"),
    [
        ("小学最少上多少课时", "中学各年级不少于14课时", 1),
        ("小学最少上多少课时", "小学各年级不少于12课时", 0),
        ("小学最少上多少课时", "中小学都要开设", 0),
        ("中学最少上多少课时", "初中各年级不少于14课时", 0),
    ],
)
def test_words_of_one_class_exclude_each_other(
    reader: QueryReader, segmenter: Segmenter, question: str, clause: str, count: int
) -> None:
    query: Query = reader.read(question)
    classes = load_word_classes(LEXICON)
    assert contrasts(asked_classes(query, classes), readable(clause, segmenter), classes) == count


def test_what_a_place_leaves_of_a_quoted_name_is_no_term(reader: QueryReader) -> None:
    query = reader.read("泰安市什么场所实行“泰安通”扫码", ("泰安市", "泰安"))
    assert all(len(term.text.strip()) > 1 or not term.quoted for term in query.terms)
    assert not any(term.text.startswith(" ") for term in query.terms)


def test_firms_counted_are_no_money(reader: QueryReader) -> None:
    assert reader.kind_of("已经投入生产的企业有多少家") == "number"
    assert reader.kind_of("投入多少") == "money"


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
