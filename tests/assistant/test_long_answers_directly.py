"""How summaries and lists choose and cut what they show, over documents made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.draft import Sources
from assistant.write.listing import _kind, _marked, _series, item_span
from assistant.write.summary import _chosen, _line, _of_section, _Point, _points, _statement, _titled
from core.schema import Document, Place, Section
from tests.assistant.made import county

CLOUD = county("云岭县")
TEXT = """云岭县2024年总结
一、办好学前教育。新建公办幼儿园4所，新增学位960个。各园都建了食堂。
二、建强教师队伍
招聘教师86名。培训教师1200人次。
要求各校认真落实。
"""
DOCUMENT = Document(id="d", title="云岭县2024年总结", text=TEXT, sha256="", source="d.txt")


def section(heading: str, *, end: str = "", text: str = TEXT, place: Place | None = CLOUD, **more: object) -> Section:
    """A section from its heading to where the next begins."""
    start = text.index(heading)
    stop = text.index(end) if end else len(text)
    made: dict[str, object] = {"depth": 1, "parent_id": "d#0", "heading_path": (heading,), **more}
    return Section(
        id=f"d#{heading}", document_id="d", heading=heading, place=place, period=None, start=start, end=stop, **made
    )


FIRST = section("一、办好学前教育", end="二、")
SECOND = section("二、建强教师队伍")


def shown(points: list[_Point]) -> list[str]:
    return [TEXT[slice(*point.span)] for point in points]


def test_each_heading_gives_its_sentence_with_the_most_figures() -> None:
    points = _points(DOCUMENT, [FIRST, SECOND, section("要求各校")])
    assert "新建公办幼儿园4所，新增学位960个" in shown(points)
    assert [point.label for point in points][:2] == ["办好学前教育", "建强教师队伍"]
    assert all("食堂" not in words for words in shown(points))


def test_of_a_text_with_few_headings_every_sentence_is_a_point() -> None:
    assert shown(_points(DOCUMENT, [FIRST])) == ["新建公办幼儿园4所，新增学位960个", "各园都建了食堂"]


def stored(text: str, title: str = "云岭县社团简报") -> Document:
    return Document(id="d", title=title, text=text, sha256="", source="d.txt")


def test_a_text_without_headings_gives_a_sentence_of_each_paragraph() -> None:
    text = "诗社朗诵古诗。诗社添书12册。\n棋社下了象棋。棋社添棋8副。\n画社画了山水。画社添笔9支。\n"
    whole = section("诗社朗诵", text=text, depth=0, parent_id=None)
    points = _points(stored(text), [whole])
    assert [text[slice(*point.span)] for point in points] == ["诗社添书12册", "棋社添棋8副", "画社添笔9支"]


def test_of_a_text_of_a_paragraph_every_sentence_is_a_point_the_first_too() -> None:
    text = "诗社朗诵古诗。诗社添书12册。\n"
    points = _points(stored(text), [section("诗社朗诵", text=text, depth=0, parent_id=None)])
    assert [text[slice(*point.span)] for point in points] == ["诗社朗诵古诗", "诗社添书12册"]


PLAIN = """诗社朗诵比赛
诗社每月朗诵。
诗社添书12册。
棋社下棋比赛
棋社每周下棋。
"""


def test_headings_without_a_mark_are_no_points_nor_labels_and_stand_over_all_their_paragraphs() -> None:
    parts = [section("诗社朗诵比赛", end="棋社下棋", text=PLAIN), section("棋社下棋比赛", text=PLAIN)]
    whole = section("诗社朗诵比赛", text=PLAIN, depth=0, parent_id=None)
    points = _points(stored(PLAIN), [whole, *parts])
    assert [(PLAIN[slice(*point.span)], point.label) for point in points] == [
        ("诗社每月朗诵", ""),
        ("诗社添书12册", ""),
        ("棋社每周下棋", ""),
    ]


def test_of_a_marked_heading_only_the_first_paragraph_is_told() -> None:
    text = PLAIN.replace("诗社朗诵比赛", "一、诗社朗诵比赛").replace("棋社下棋比赛", "二、棋社下棋比赛")
    text += "三、画社展出\n画社每年展出。\n"
    parts = [section("一、诗社", end="二、", text=text), section("二、棋社", end="三、", text=text)]
    parts = [
        replace(part, heading=f"{part.heading}{name}")
        for part, name in zip(parts, ("朗诵比赛", "下棋比赛"), strict=True)
    ]
    points = _points(stored(text), [*parts, section("三、画社展出", text=text)])
    assert [(text[slice(*point.span)], point.label) for point in points] == [
        ("诗社每月朗诵", "诗社朗诵比赛"),
        ("棋社每周下棋", "棋社下棋比赛"),
        ("画社每年展出", "画社展出"),
    ]


def test_a_paragraph_that_opens_with_its_topic_takes_nothing_from_the_heading_over_it() -> None:
    text = "一、社团\n诗社添书12册。同学们很爱读。书角常换新书。\n二、操场\n操场铺了草皮。\n三、食堂\n食堂添了风扇。\n"
    parts = [section("一、社团", end="二、", text=text), section("二、操场", end="三、", text=text)]
    below = section("诗社添书12册", end="二、", text=text, parent_id=parts[0].id, depth=2)
    points = _points(stored(text), [*parts, below, section("三、食堂", text=text)])
    assert "诗社添书12册" in [text[slice(*point.span)] for point in points]


@pytest.mark.parametrize(("sentence", "kept"), [("诗社添了新书", True), ("诗社添了书", False)])
def test_a_sentence_of_fewer_than_six_characters_says_nothing(sentence: str, kept: bool) -> None:
    text = f"一、诗社\n{sentence}。\n二、棋社\n棋社每周下棋。\n三、画社\n画社每年展出。\n四、球队\n球队每天训练。\n"
    names = ("一、诗社", "二、棋社", "三、画社", "四、球队")
    parts = [section(name, end=end, text=text) for name, end in zip(names, (*names[1:], ""), strict=True)]
    assert (sentence in [text[slice(*point.span)] for point in _points(stored(text), parts)]) is kept
    # In a text so short that all its sentences are told no less.
    alone = _points(stored(text), parts[:1])
    assert [text[slice(*point.span)] for point in alone] == ([sentence] if kept else [])


@pytest.mark.parametrize(("length", "shown_label"), [(20, True), (21, False)])
def test_a_heading_of_more_than_twenty_characters_is_no_label(length: int, shown_label: bool) -> None:
    name = "各校诗社棋社画社球队广播站合唱团每周都有活动"[:length]
    text = f"一、{name}\n诗社每月朗诵。\n诗社添书12册。\n"
    (point,) = _of_section(stored(text), section(f"一、{name}", text=text))
    assert point.label == (name if shown_label else "")


def test_a_head_whose_items_are_sections_is_no_point_itself() -> None:
    text = "一、工作\n（一）配齐钢琴16架。\n（二）修缮操场9片。\n（三）新建食堂2个。\n"
    document = Document(id="d", title="总结", text=text, sha256="", source="d.txt")
    head = section("一、工作", text=text)
    items = [
        section(name, end=end, text=text, parent_id=head.id)
        for name, end in (("（一）配齐钢琴16架", "（二）"), ("（二）修缮操场9片", "（三）"), ("（三）新建食堂2个", ""))
    ]
    assert len(_points(document, [head, *items])) == 3


def test_a_long_sentence_is_cut_after_whole_clauses() -> None:
    text = "配齐钢琴，" * 30 + "完。"
    start, end = _statement(text, (0, len(text)))
    assert 15 <= end - start <= 100
    assert text[start:end].endswith("配齐钢琴")
    assert _statement(text[:100], (0, 100)) == (0, 100)


@pytest.mark.parametrize(
    ("first", "second", "end"),
    [(40, 59, 100), (40, 60, 40), (15, 90, 15), (14, 90, 105)],
    ids=["both fit", "one too many", "fifteen say something", "fewer do not"],
)
def test_a_long_sentence_is_cut_where_a_clause_no_longer_fits(first: int, second: int, end: int) -> None:
    text = f"{'配' * first}，{'齐' * second}，{'琴' * 40}。"
    assert _statement(text, (0, len(text))) == (0, end)


def points_of(*figures: int) -> list[_Point]:
    return [
        _Point(document=DOCUMENT, section=FIRST, span=(i * 10, i * 10 + 8), label="", figures=count)
        for i, count in enumerate(figures)
    ]


@pytest.mark.parametrize(
    ("figures", "wanted", "room", "kept"),
    [
        ((0, 0, 2), 1, 900, [2]),
        ((0, 0, 2), 2, 900, [0, 2]),
        ((1, 2, 3), 3, 20, [0, 1]),
        ((1, 2, 3), 3, 19, [0]),
        ((1, 2, 3), 3, 9, []),
    ],
    ids=["figures first", "in the order of the text", "as many as fit", "not one more", "no room"],
)
def test_which_points_are_shown(figures: tuple[int, ...], wanted: int, room: int, kept: list[int]) -> None:
    chosen = _chosen(points_of(*figures), wanted, room)
    assert [point.span[0] // 10 for point in chosen] == kept


def test_a_line_is_led_by_place_and_year_and_each_point_by_its_heading() -> None:
    sources = Sources()
    points = _points(DOCUMENT, [FIRST, SECOND, section("要求各校")])[:2]
    line = _line(points, sources, dated=True)
    assert line.text.startswith("云岭县2024年：办好学前教育：新建公办幼儿园4所，新增学位960个[1]；")
    assert line.refs == ("1", "2")
    assert _line(points, Sources(), dated=False).text.startswith("云岭县：")
    assert _line([], Sources(), dated=True) is None


def test_a_heading_that_its_sentence_repeats_does_not_lead_it() -> None:
    point = _Point(document=DOCUMENT, section=FIRST, span=(18, 27), label="公办幼儿园", figures=1)
    assert _line([point], Sources(), dated=False).text == f"云岭县：{TEXT[18:27]}[1]。"
    bare = _line([replace(point, label="")], Sources(), dated=False).text
    assert bare == f"云岭县：{TEXT[18:27]}[1]。"


@pytest.mark.parametrize(
    ("topic", "titled"), [("云岭总结", True), ("学前教育", False), ("", True)], ids=["half", "none", "nothing"]
)
def test_a_topic_of_the_whole_document(topic: str, titled: bool) -> None:
    assert _titled(topic, DOCUMENT) is titled


def test_items_are_those_of_the_first_kind_of_mark() -> None:
    text = "（一）甲。（十二）乙。1.丙。丁。"
    made = [section(words, text=text) for words in ("（一）甲", "（十二）乙", "1.丙", "丁")]
    assert [one.heading for one in _marked(made)] == ["（一）甲", "（十二）乙"]
    assert _kind(made[0]) == _kind(made[1]) != _kind(made[2])
    assert _kind(made[3]) == ""


def test_an_items_words_are_its_heading_or_its_sentence() -> None:
    text = "第一条 校车每月检查不少于2次，并做好记录。其他。\n（一）配齐钢琴\n购置16架。"
    article, item = section("第一条 校车", text=text, end="（一）"), section("（一）配齐钢琴", text=text)
    assert text[slice(*item_span(text, article))] == "第一条 校车每月检查不少于2次，并做好记录"
    assert text[slice(*item_span(text, item))] == "（一）配齐钢琴"


def test_a_series_is_taken_whole_and_one_of_one_is_none() -> None:
    from retrieval.statement import Statement

    text = "一是配齐钢琴。二是修缮操场。此外无他。\n三是另起一段。"
    one = Statement(
        document=replace(DOCUMENT, text=text),
        section=section("一是", text=text, depth=0),
        sentence=(0, 7),
        start=0,
        end=6,
    )
    assert [text[slice(*span)].rstrip("。") for span in _series(one)] == ["一是配齐钢琴", "二是修缮操场"]
    outside = replace(one, start=text.index("此外"), end=text.index("无他"), sentence=(14, 19))
    assert _series(outside) == []
    alone = replace(one, start=text.index("三是"), end=len(text), sentence=(text.index("三是"), len(text)))
    assert _series(alone) == []
