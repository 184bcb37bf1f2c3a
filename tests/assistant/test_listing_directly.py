"""Which words of a document are a list, whose items they are, and how they are told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.write.listing import item_span, structured_items, write_list
from core.schema import Section
from corpus.library import Library
from retrieval.statement import Statement
from tests.assistant.made import county, search
from tests.assistant.shelf import Text, shelve, statement_of
from tools.search_policy import PolicySearch

CLOUD = county("云岭县")
Make = Callable[..., Statement]
GARDENS = """云岭县校园菜园总结
一、菜园分布。各校都建了菜园。另种油茶和水稻，作物如下：
（一）东河小学种植油茶
（二）西坪小学饲养蜜蜂
二、配套设施
（一）工具房
（二）浇灌渠和晾晒场
（三）雨棚
三、管护要求
轮值表公示
（一）早晚巡查
（二）雨天排水
四、获奖情况
（一）东河小学菜园获评先进
五、分工。菜园由总务处、教务处照管。
一是总务处管菜园。二是教务处管课程。
此外还要做到以下几点。
一是不用农药。二是不留杂草。
其余照旧办理。
六、器具
1.水桶
2.锄头
（一）另备雨衣
（二）另备手套
"""
LESSONS = """云岭县劳动课安排
各校每周开一节劳动课。
劳动课内容
第一，除草施肥。第二，制作酱菜。
各校自定时间。
"""
CARE = """云岭县菜园管护要求
各校菜园要做到：一是早晚巡查；二是雨天排水。
各校菜园由总务处牵头负责，教务处、少先队大队部和各班级共同参与管护，日常管护中要把握的几个环节如下。一是翻土。二是浇水。
"""
ROOMS = f"""云岭县校园设施
一、设施
（一）工具房：{"存放锄头和水桶，" * 8}钥匙由值班老师保管。每校一间。
（二）浇灌渠，{"引东河水入园，" * 10}旱季也不断水。每校一条。
"""
LONG_ROOM = "（三）晾晒场，" + "晾晒油茶籽和菜干，" * 30
RULES = """云岭县菜园管理办法
第一条 菜园由学校管理，任何人不得占用。
第二条 菜园收成归食堂，不得变卖。
"""
TREES = "云岭县校园树木名录\n一、名录\n" + "".join(
    f"{n}.{name}树\n" for n, name in enumerate("松柏杉樟桂槐柳杨榆枫桃李杏梨枣柿栗", 1)
)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> PolicySearch:
    texts = {
        "菜园": GARDENS,
        "办法": RULES,
        "课": LESSONS,
        "管护": CARE,
        "设施": ROOMS,
        "树木": TREES,
        "十六": TREES.replace("17.栗树\n", ""),
    }
    return shelve(
        tmp_path_factory.mktemp("lists"),
        {name: Text(text=text, title=text.partition("\n")[0], place=CLOUD) for name, text in texts.items()},
        [CLOUD],
    )


def items_of(shelf: PolicySearch, words: str, document: str = "菜园") -> list[str]:
    return [one.heading for one in structured_items(statement_of(shelf, document, words), shelf.library)]


def listed(shelf: PolicySearch, words: str, document: str = "菜园") -> str:
    return write_list(statement_of(shelf, document, words), shelf.library).lines[0].text


@pytest.mark.parametrize(
    ("words", "items"),
    [
        ("二、配套设施", ["（一）工具房", "（二）浇灌渠和晾晒场", "（三）雨棚"]),
        ("一、菜园分布", ["（一）东河小学种植油茶", "（二）西坪小学饲养蜜蜂"]),
        ("三、管护要求", ["（一）早晚巡查", "（二）雨天排水"]),
        ("（二）浇灌渠", ["（一）工具房", "（二）浇灌渠和晾晒场", "（三）雨棚"]),
        ("（二）浇灌渠和晾晒场", ["（一）工具房", "（二）浇灌渠和晾晒场", "（三）雨棚"]),
        ("（一）东河小学菜园", []),
        ("1.水桶", ["1.水桶", "2.锄头"]),
        ("（二）另备手套", ["（一）另备雨衣", "（二）另备手套"]),
        ("轮值表公示", []),
    ],
    ids=[
        "a head",
        "two items",
        "marked ones",
        "an item",
        "an item of two things",
        "an only item",
        "a series",
        "the series beside it",
        "unmarked",
    ],
)
def test_a_heading_leads_to_its_items_and_an_item_to_its_own_series(
    shelf: PolicySearch, words: str, items: list[str]
) -> None:
    assert items_of(shelf, words) == items


@pytest.mark.parametrize(
    ("words", "items"),
    [
        ("各校都建了菜园", ["（一）东河小学种植油茶", "（二）西坪小学饲养蜜蜂"]),
        ("另种油茶和水稻", ["（一）东河小学种植油茶", "（二）西坪小学饲养蜜蜂"]),
        ("此外还要做到", ["一是不用农药", "二是不留杂草。"]),
        ("其余照旧", []),
        ("总务处、教务处", []),
    ],
    ids=["before its items", "that leads to them", "between two series", "behind them", "that names all itself"],
)
def test_a_sentence_leads_to_the_items_behind_it(shelf: PolicySearch, words: str, items: list[str]) -> None:
    assert items_of(shelf, words) == items


def test_what_stands_before_two_series_leads_to_both(shelf: PolicySearch) -> None:
    series = ["一是总务处管菜园", "二是教务处管课程。", "一是不用农药", "二是不留杂草。"]
    assert items_of(shelf, "菜园由") == series


def test_articles_beside_each_other_are_no_list(shelf: PolicySearch) -> None:
    assert items_of(shelf, "第一条", "办法") == []


def test_items_are_told_without_their_marks_each_cited(shelf: PolicySearch) -> None:
    draft = write_list(statement_of(shelf, "菜园", "二、配套设施"), shelf.library)
    assert draft.lines[0].text == "云岭县：工具房[1]；浇灌渠和晾晒场[2]；雨棚[3]。"
    assert [one.quote for one in draft.citations] == ["（一）工具房", "（二）浇灌渠和晾晒场", "（三）雨棚"]


@pytest.mark.parametrize(("document", "more"), [("树木", True), ("十六", False)])
def test_of_more_than_sixteen_items_the_rest_is_pointed_to(shelf: PolicySearch, document: str, more: bool) -> None:
    text = listed(shelf, "一、名录", document)
    assert ("柿树[16]" in text, "栗树" in text, text.endswith("；其余见原文。")) == (True, False, more)


def test_a_heading_over_a_series_in_sentences_brings_all_of_it(shelf: PolicySearch) -> None:
    assert listed(shelf, "劳动课内容", "课") == "云岭县：第一，除草施肥[1]；第二，制作酱菜[2]。"


def test_a_head_that_opens_the_sentence_of_its_items_leads_to_them(shelf: PolicySearch) -> None:
    assert items_of(shelf, "各校菜园要做到", "管护") == ["一是早晚巡查；", "二是雨天排水。"]


def test_a_sentence_leads_to_the_items_right_behind_it(shelf: PolicySearch) -> None:
    assert items_of(shelf, "由总务处牵头", "管护") == ["一是翻土。", "二是浇水。"]


def test_an_item_is_told_by_its_name_or_where_that_is_cut_from_it_by_its_sentence(shelf: PolicySearch) -> None:
    text = listed(shelf, "一、设施", "设施")
    assert text.startswith("云岭县：工具房[1]；浇灌渠，引东河水入园，")
    assert text.endswith("旱季也不断水[2]。")


@pytest.mark.parametrize(("length", "whole"), [(240, True), (241, False)])
def test_a_sentence_too_long_to_be_cited_is_told_by_its_beginning(length: int, whole: bool) -> None:
    sentence = f"{LONG_ROOM[: length - 2]}等物"
    text = f"{sentence}。"
    heading = "（三）晾晒场"
    one = Section(
        id="d#1",
        document_id="d",
        heading=heading,
        heading_path=(heading,),
        place=CLOUD,
        period=None,
        start=0,
        end=len(text),
        depth=1,
    )
    assert text[slice(*item_span(text, one))] == (sentence if whole else heading)


def told(statement: Statement) -> str:
    library: Library = search().library
    return write_list(statement, library).lines[0].text


def test_the_last_of_a_series_brings_the_others_to_the_end_of_the_text(statement: Make) -> None:
    text = "先看难处。一是路远。二是人少，缺钢琴教师"
    assert told(statement(text, "缺钢琴教师")).endswith("：路远[1]；人少，缺钢琴教师[2]。")


def long_sentence(length: int, end: str) -> str:
    """A sentence of so many characters, its mark included, that ends with some words."""
    lead = "各校开展了劳动教育，"
    room = length - len(lead) - len(end) - 2
    return f"{lead}{('同学们在菜园里除草施肥，' * 40)[:room]}，{end}。"


@pytest.mark.parametrize(("length", "whole"), [(200, True), (201, False)])
def test_of_a_long_sentence_that_names_several_things_only_those_are_told(
    statement: Make, length: int, whole: bool
) -> None:
    names = "菜园有油茶、水稻和蜜桃"
    text = long_sentence(length, names)
    assert ("各校开展" in told(statement(text, names)), len(text)) == (whole, length)


def test_a_long_sentence_whose_things_are_counted_is_told_whole(statement: Make) -> None:
    text = "主要做法：一是建好油茶、水稻和蜜桃园；" + "同学们在菜园里除草施肥，" * 16 + "收成归食堂。"
    assert "收成归食堂" in told(statement(text, "油茶、水稻和蜜桃园"))


def test_a_long_sentence_that_names_nothing_is_told_whole(statement: Make) -> None:
    text = "各校开展了劳动教育，" + "同学们在菜园里除草施肥，" * 16 + "收成归食堂。"
    assert told(statement(text, "收成归食堂")).startswith("云岭县：各校开展")


@pytest.mark.parametrize(("length", "whole"), [(420, True), (421, False)])
def test_a_sentence_too_long_to_be_told_is_told_from_where_it_answers(
    statement: Make, length: int, whole: bool
) -> None:
    # The mark at its end is not told.
    line = told(statement(long_sentence(length + 1, "收成归食堂"), "收成归食堂"))
    assert line.startswith("云岭县：各校开展" if whole else "云岭县：收成归食堂")


@pytest.mark.parametrize("answer", ["种油茶", "养蜜蜂"])
def test_each_long_part_of_a_series_is_told_from_its_own_beginning(statement: Make, answer: str) -> None:
    text = "".join(f"{part}，{'同学们除草施肥，' * 60}收成归食堂。" for part in ("一是种油茶", "二是养蜜蜂"))
    line = told(statement(text, answer))
    assert (line.count("种油茶"), line.count("养蜜蜂")) == (1, 1)
