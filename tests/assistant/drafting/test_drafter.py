"""Drafts on order: whole sentences of the ordered places and years, in the part they play, each with its source."""

from __future__ import annotations

import pytest

from assistant.engine import Assistant
from core.draft_text import MARK, parse_draft
from core.drafted import Drafted
from core.errors import DataError
from core.quantity import parse_quantities
from tests.assistant.drafting.conftest import Make, TopicSentence
from tests.drafting_texts import COUNTY, NEIGHBOUR

KINDS = ("情况说明", "工作简报", "汇报提纲", "对比材料", "答复函", "问题清单")


@pytest.fixture(scope="module")
def statement(make: Make) -> Drafted:
    return make("情况说明", COUNTY, years=(2024,))


@pytest.fixture(scope="module")
def parts(statement: Drafted, told: TopicSentence) -> dict[str, str]:
    return told(statement)


def test_a_draft_has_title_opening_sections_and_closing_of_its_template(
    statement: Drafted, parts: dict[str, str]
) -> None:
    assert parse_draft(statement.text).title == "关于云岭县2024年教育情况的说明"
    assert parts[""] == "现将云岭县2024年教育有关情况说明如下：\n"
    assert list(parts) == ["", "基本情况", "主要做法", "存在问题", "下一步打算"]
    assert parse_draft(statement.text).blocks[-1].text == "特此说明。"


def test_what_a_heading_of_the_text_says_decides_where_a_sentence_goes(parts: dict[str, str]) -> None:
    assert "全县普惠性幼儿园覆盖率达到92.4%。" in parts["基本情况"]
    assert "实施学前教育提升工程" in parts["主要做法"]
    # A figure under 存在问题 is a problem.
    assert "缺编教师37名。" in parts["存在问题"]
    assert "缺编" not in parts["基本情况"]


def test_measures_stand_under_the_headings_of_their_text_without_their_numbers(statement: Drafted) -> None:
    headings = [
        block.text for block in parse_draft(statement.text).blocks if block.kind == "heading" and block.level == 2
    ]
    assert headings == ["办好学前教育"]


def test_a_plan_goes_to_the_plans_and_may_be_of_the_year_after(parts: dict[str, str]) -> None:
    assert parts["下一步打算"] == "2025年，力争全县普惠性幼儿园覆盖率达到95%。\n特此说明。\n"


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("another year", "2021年"),
        ("another place", "邻近的望海县"),
        ("beyond the year after", "2027年"),
        ("announces", "重点抓好以下工作"),
        ("announces", "存在一些不足"),
        ("a question", "究竟如何体现"),
        ("in brackets", "以上数据截至"),
        ("closes", "请予审阅"),
    ],
)
def test_what_does_not_belong_into_the_draft_is_left_out(statement: Drafted, why: str, words: str) -> None:
    assert words not in statement.text, why
    assert all(words not in source.quote for source in statement.sources)


def test_a_sentence_that_leans_on_the_one_before_goes_with_it(parts: dict[str, str]) -> None:
    assert "推进城乡幼儿园结对帮扶。其中，12所乡镇中心园与县城幼儿园结成对子。" in parts["主要做法"]


def test_the_same_matter_of_two_texts_is_told_once_and_other_figures_are_shown_beside_the_newest(
    statement: Drafted, parts: dict[str, str]
) -> None:
    assert statement.text.count("新增学位960个") == 1
    assert (
        "全县共有小学39所，在校学生25100人。（《云岭县2024年教育事业统计公报》写作：全县共有小学41所，在校学生25100人）"
        in parts["基本情况"]
    )
    (note,) = statement.notes
    assert note.startswith("同一件事两份资料的数字不同")
    assert "云岭县2024年教育事业统计公报" in note


def test_nothing_of_one_place_stands_for_another(make: Make, told: TopicSentence) -> None:
    drafted = make("工作简报", COUNTY, NEIGHBOUR, years=(2024,))
    blocks = [block for block in parse_draft(drafted.text).blocks if block.kind in ("heading", "paragraph")]
    places = {source.ref: source.place for source in drafted.sources}
    side, seen = "", set()
    for block in blocks:
        if block.kind == "heading" and block.level == 2:
            side = block.text
        for ref in block.refs:
            seen.add(side)
            assert places[ref].endswith(side)
    assert seen == {COUNTY, NEIGHBOUR}


def test_texts_of_several_places_are_told_apart_though_no_place_is_ordered(make: Make) -> None:
    drafted = make("工作简报", documents=("云岭2024", "望海2024"), years=(2024,))
    assert "写作" not in drafted.text
    headings = [block.text for block in parse_draft(drafted.text).blocks if block.kind == "heading"]
    assert headings[:3] == ["工作成效", NEIGHBOUR, COUNTY]
    assert "52所[1]" in drafted.text.replace("，在校学生31800人", "")


def test_only_the_chosen_documents_are_drawn_from(make: Make) -> None:
    drafted = make("情况说明", COUNTY, documents=("公报2024",))
    assert {source.document_id for source in drafted.sources} == {"公报2024"}


def test_a_topic_narrows_the_draft_to_what_is_on_it(make: Make) -> None:
    drafted = make("工作简报", NEIGHBOUR, topic="县域高中")
    assert parse_draft(drafted.text).title == "望海县县域高中工作简报"
    assert all("高中" in source.quote for source in drafted.sources)
    assert "小学" not in drafted.text


def test_a_long_sentence_is_quoted_in_pieces_that_together_are_the_sentence(make: Make) -> None:
    drafted = make("工作简报", NEIGHBOUR, years=(2024,), topic="县域高中")
    (block,) = [one for one in parse_draft(drafted.text).blocks if one.kind == "paragraph"]
    assert block.refs == ("1", "2")
    assert MARK.sub("", block.text) == "，".join(source.quote for source in drafted.sources)


def test_items_of_rules_are_not_cut_from_the_sentence_that_opens_them(make: Make, told: TopicSentence) -> None:
    drafted = make("答复函", COUNTY, topic="校车")
    assert told(drafted)["有关情况"] == "校车每月检查应当不少于2次，并做好记录。校车不得超员载人。\n特此函复。\n"


def test_numbered_lines_that_are_whole_sentences_are_told_as_such(make: Make) -> None:
    drafted = make("问题清单", NEIGHBOUR)
    (table,) = [block for block in parse_draft(drafted.text).blocks if block.kind == "table"]
    assert table.head == ("序号", "问题", "涉及地区", "年份")
    assert table.rows == (
        ("1", "农村寄宿制学校宿舍床位不足[1]。", NEIGHBOUR, "2024年"),
        ("2", "城区学校大班额尚未全部消除[2]。", NEIGHBOUR, "2024年"),
    )


def test_a_section_that_nothing_is_found_for_is_left_out_and_told(make: Make) -> None:
    drafted = make("问题清单", NEIGHBOUR, years=(2024,))
    assert "已经提出的整改打算" not in drafted.text
    assert drafted.notes == ("“已经提出的整改打算”没有写：所选资料里没有找到这方面的句子",)


def test_several_years_without_an_order_of_them_are_pointed_out(make: Make) -> None:
    assert any("没有指定年份" in note for note in make("情况说明", COUNTY).notes)
    assert not any("没有指定年份" in note for note in make("情况说明", COUNTY, years=(2023,)).notes)


def test_without_an_order_of_years_a_plan_is_told_as_one_of_the_year_it_was_made_in(make: Make) -> None:
    text = make("工作简报", COUNTY).text
    assert "2025年，力争全县普惠性幼儿园覆盖率达到95%" in text
    assert "2024年：2025年" not in text


def test_a_comparison_of_which_one_side_is_silent_is_refused_by_its_name(make: Make) -> None:
    with pytest.raises(DataError, match=f"资料里没有{NEIGHBOUR}2023年.*不能对比"):
        make("对比材料", COUNTY, NEIGHBOUR, years=(2023,))


def test_a_side_that_is_silent_is_named_beside_a_draft(make: Make) -> None:
    drafted = make("情况说明", COUNTY, NEIGHBOUR, years=(2024,), topic="县域高中")
    assert [one.asked for one in drafted.missing] == [f"{COUNTY}2024年县域高中"]


def test_two_places_are_compared_in_a_table_of_what_both_tell(make: Make) -> None:
    drafted = make("对比材料", COUNTY, NEIGHBOUR, years=(2024,))
    (table,) = [block for block in parse_draft(drafted.text).blocks if block.kind == "table"]
    assert table.head == ("项目", COUNTY, NEIGHBOUR)
    assert [tuple(MARK.sub("", cell) for cell in row) for row in table.rows] == [
        ("全县共有小学", "39所", "52所"),
        ("普惠性幼儿园覆盖率", "92.4%", "88.1%"),
    ]


def test_three_years_are_compared_with_every_cell_cited_at_its_figure(make: Make) -> None:
    drafted = make("对比材料", COUNTY, years=(2024, 2022, 2023))
    (table,) = [block for block in parse_draft(drafted.text).blocks if block.kind == "table"]
    assert table.head == ("项目", "2022年", "2023年", "2024年")
    assert MARK.sub("", "|".join(table.rows[0])) == "全县共有小学|45所|43所|39所"
    quotes = {source.ref: source for source in drafted.sources}
    for row in table.rows:
        for year, cell in zip((2022, 2023, 2024), row[1:], strict=True):
            (ref,) = MARK.findall(cell)
            assert MARK.sub("", cell) in quotes[ref].quote
            assert quotes[ref].title.startswith(f"{COUNTY}{year}年")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("places", "years"),
    [((COUNTY,), ()), ((COUNTY,), (2022, 2023, 2024)), ((COUNTY, NEIGHBOUR), ()), ((COUNTY, NEIGHBOUR), (2024,))],
)
def test_every_number_of_a_draft_is_in_a_quote_that_stands_in_its_document(
    make: Make, draft_assistant: Assistant, kind: str, places: tuple[str, ...], years: tuple[int, ...]
) -> None:
    if kind == "对比材料" and len(places) == 1 and not years:
        years = (2023, 2024)
    drafted = make(kind, *places, years=years)
    quotes = {source.ref: source.quote for source in drafted.sources}
    for source in drafted.sources:
        assert (
            draft_assistant.search.library.document(source.document_id).text[source.start : source.end] == source.quote
        )
        assert any(source.place.endswith(place) for place in places)
    checked = 0
    for block in parse_draft(drafted.text).blocks:
        cells = [cell for row in block.rows for cell in row if MARK.search(cell)]
        for text in [block.text, *cells] if block.kind == "paragraph" else cells:
            refs = MARK.findall(text)
            assert refs or not block.refs
            known = {quantity.text for ref in refs for quantity in parse_quantities(quotes[ref])}
            for quantity in parse_quantities(MARK.sub("", text)) if refs else ():
                assert quantity.text in known
                checked += 1
    assert checked >= (1 if kind == "问题清单" else 3)
    assert set(parse_draft(drafted.text).refs) == set(quotes)
