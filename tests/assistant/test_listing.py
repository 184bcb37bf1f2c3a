"""The items of a list come from the document's own structure; figures of places are ranked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.engine import Assistant
from assistant.gather import Answer
from assistant.headed import headed_statements, load_topics, usual_headings
from assistant.plan import Part
from assistant.write.comparison import write_comparison
from assistant.write.listing import item_span, structured_items, write_list
from core.schema import Missing
from core.settings import Settings
from retrieval.statement import Statement
from tools.search_policy import Where


def statement_in(bureau: Assistant, document_id: str, words: str) -> Statement:
    """The statement that words of a stored document are, in the section they stand in."""
    library = bureau.search.library
    document = library.document(document_id)
    start = document.text.index(words)
    inside = [one for one in library.sections(document_id) if one.start <= start < one.end]
    section = max(inside, key=lambda one: one.depth)
    return bureau.search.statement_at(document, section, (start, start + len(words)), 5.0)


@pytest.mark.parametrize(
    ("document", "words", "first", "count"),
    [
        ("云岭2024", "三、存在问题", "（一）城区学校学位紧张", 3),
        ("云岭2024", "二、主要工作", "（一）办好学前教育", 3),
        ("办法", "校车驾驶人应当具备下列条件", "（一）取得", 3),
        ("云岭2024", "（二）农村学校教师年龄偏大", "（一）城区学校学位紧张", 3),
    ],
)
def test_a_head_leads_to_the_items_below_it_and_an_item_to_those_beside_it(
    bureau: Assistant, document: str, words: str, first: str, count: int
) -> None:
    items = structured_items(statement_in(bureau, document, words), bureau.search.library)
    assert len(items) == count
    assert items[0].heading.startswith(first)


def test_a_sentence_without_items_is_its_own_list(bureau: Assistant) -> None:
    found = statement_in(bureau, "云岭2024", "全县共有小学39所")
    assert structured_items(found, bureau.search.library) == []


def test_an_item_is_told_in_its_own_words(bureau: Assistant) -> None:
    found = statement_in(bureau, "云岭2024", "三、存在问题")
    items = structured_items(found, bureau.search.library)
    listed = [found.document.text[slice(*item_span(found.document.text, item))] for item in items]
    assert listed == ["（一）城区学校学位紧张", "（二）农村学校教师年龄偏大", "（三）心理健康教师数量不足"]


def answers_of(bureau: Assistant) -> list[Answer]:
    part = Part(text="小学招收新生多少人", asked="小学招收新生多少人")
    found = [statement_in(bureau, "通报", words) for words in ("云岭县小学招收新生4100人", "望海县小学招收新生5200人")]
    return [Answer(part=part, place=one.place, statement=one) for one in found]


@pytest.mark.parametrize(
    ("question", "order"),
    [("哪个县招收新生最多", ["望海县", "云岭县"]), ("哪个县招收新生最少", ["云岭县", "望海县"])],
)
def test_places_are_ranked_from_the_end_that_is_asked(bureau: Assistant, question: str, order: list[str]) -> None:
    draft = write_comparison(answers_of(bureau), question)
    first = draft.lines[0].text
    assert first.index(order[0]) < first.index(order[1])
    assert len(draft.lines) == 3
    assert draft.lines[0].refs == ("1", "2")


def test_places_side_by_side_are_not_ranked_where_nobody_asks(bureau: Assistant) -> None:
    draft = write_comparison(answers_of(bureau), "两县小学招收新生各多少人")
    assert ["4100人" in draft.lines[0].text, "5200人" in draft.lines[1].text] == [True, True]
    assert len(draft.lines) == 2


def test_a_place_without_an_answer_is_said_and_keeps_the_others_from_a_rank(bureau: Assistant) -> None:
    known, other = answers_of(bureau)
    lacking = Answer(part=other.part, place=other.place, missing=(Missing(kind="indicator", asked="招收新生"),))
    draft = write_comparison([known, lacking], "哪个县招收新生最多")
    assert draft.status == "partial"
    assert [missing.asked for missing in draft.missing] == ["望海县招收新生"]
    assert any("望海县" in line.text and "没有" in line.text for line in draft.lines)


def test_in_a_passage_of_several_articles_each_sentence_stands_in_its_own(bureau: Assistant) -> None:
    library = bureau.search.library
    item = next(one for one in library.sections("办法") if one.heading.startswith("（三）"))
    at = library.document("办法").text.index("第四条")
    assert library.section_at("办法", item.id, at).heading.startswith("第四条")
    assert library.section_at("办法", item.id, item.start) == item


SERIES = "各项工作有序推进。一是学前生源下滑。二是初中学位紧张。三是教师年龄偏大。"


def test_one_of_a_series_brings_the_others_in_order(bureau: Assistant, statement: Callable[..., Statement]) -> None:
    line = write_list(statement(SERIES, "初中学位紧张"), bureau.search.library).lines[0]
    assert [line.text.index(words) for words in ("学前生源下滑", "初中学位紧张", "教师年龄偏大")] == sorted(
        line.text.index(words) for words in ("学前生源下滑", "初中学位紧张", "教师年龄偏大")
    )
    assert len(line.refs) == 3


@pytest.mark.parametrize("asked", ["还有啥难处", "哪些没解决好", "有哪些短板"])
def test_the_usual_sections_are_found_as_people_ask_for_them(bureau: Assistant, asked: str) -> None:
    search = bureau.search
    passages = search.passages(asked, Where())
    found = headed_statements(asked, passages, search, load_topics(Settings().lexicon_dir))
    assert any(one.section.heading == "三、存在问题" for one in found)


def test_a_longer_name_of_a_section_is_not_read_as_the_shorter_one_inside_it() -> None:
    """保障措施 asks for 组织保障, 措施 for 工作措施."""
    topics = load_topics(Settings().lexicon_dir)
    assert "组织保障" in usual_headings("保障措施有哪些", topics)
    assert "工作措施" not in usual_headings("保障措施有哪些", topics)
    assert "工作措施" in usual_headings("采取了哪些措施", topics)
