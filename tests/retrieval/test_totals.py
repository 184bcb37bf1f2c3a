"""多少名学生 is answered by all the pupils there are, never by those a project reached."""

from __future__ import annotations

import pytest
from retrieval.answer_kind import counts_what_is_asked, holds

from core.settings import Settings
from retrieval.match import readable, term_match
from retrieval.query import QueryReader
from retrieval.segment import Segmenter, load_segmenter


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return load_segmenter(Settings().lexicon_dir)


@pytest.fixture(scope="module")
def reader(segmenter: Segmenter) -> QueryReader:
    return QueryReader(segmenter, Settings().lexicon_dir)


@pytest.mark.parametrize(
    ("question", "clause", "counts"),
    [
        ("甲县有多少名学生", "全县现有在校学生1.2万名", True),
        ("甲县有多少名学生", "甲县有1.2万名学生", True),
        ("甲县有多少名学生", "受益学生1.2万名", False),
        ("甲县有多少个班级", "建成名班主任工作室6个", False),
        ("甲县有多少所高中", "全县共有普通高中5所", True),
        ("甲县有多少所学校", "遴选示范学校5所", False),
        ("甲县遴选了多少所示范学校", "遴选示范学校5所", True),
    ],
)
def test_a_plain_total_is_not_a_part(reader: QueryReader, question: str, clause: str, counts: bool) -> None:
    query = reader.read(question, ("甲县",))
    assert counts_what_is_asked(query, clause) is counts


def test_a_grade_answers_a_question_for_a_grade(reader: QueryReader, segmenter: Segmenter) -> None:
    assert holds(reader.read("成果获得几等奖、多少项"), "成果荣获二等奖", segmenter) == 1.0
    assert holds(reader.read("成果获得多少项奖"), "成果荣获二等奖", segmenter) == 0.0


def test_a_short_name_in_quotation_marks_is_met_only_by_the_name(reader: QueryReader, segmenter: Segmenter) -> None:
    term = next(term for term in reader.read("“三名”工程是什么").terms if term.quoted)
    assert term_match(term, readable("推进“三名”工作室建设", segmenter)) == 1.0
    assert term_match(term, readable("连续两年后三名的初中", segmenter)) < 0.5
