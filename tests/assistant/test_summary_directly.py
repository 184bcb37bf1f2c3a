"""Which documents, sections and sentences a summary tells, and whose and what year they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from assistant.draft import Draft
from assistant.write.summary import _sections_on, write_summary
from core.schema import Place
from tests.assistant.made import county, plan
from tests.assistant.shelf import Text, shelve
from tools.search_policy import PolicySearch

CLOUD, SEA, PLUM = county("云岭县"), county("望海县"), county("梅坪县")
CITY = Place(name="丹枫市", level="city", parents=("湖南省",))
YEAR = """{place}{year}年校园文化总结
一、合唱团
各校合唱团排练{count}次。
二、书法社
书法社展出作品{count}幅。
（一）毛笔组
毛笔组每周练习两次。
（二）硬笔组
硬笔组每周练习三次。
"""
LETTERS = """云岭县书信节简报
各校写信给山里的同学。全县寄出明信片640张。明信片由学生手绘。
望海县寄出明信片320张。
同学们还参观了邮局。
"""
POST = """云岭县邮局共建简报
邮局派人到校讲课。学生在课上学写明信片。邮局给每校送明信片50张。
"""
FAIR = """丹枫市各县科技节情况通报
一、云岭县
科技节展出航模12架。另外展出旧航模6架。
二、望海县
科技节展出航模9架。
"""
CRAFTS = """云岭县手工课简报
各班做手工。展出荷包12个。女生绣荷包送老师。
陶泥由镇里送来。低年级用陶泥做杯子。
"""
SEASONS = (
    "立春",
    "雨水",
    "惊蛰",
    "春分",
    "清明",
    "谷雨",
    "立夏",
    "小满",
    "芒种",
    "夏至",
    "小暑",
    "大暑",
    "立秋",
    "处暑",
    "白露",
)
MANY = "梅坪县节气活动汇编\n" + "".join(f"{n}、{name}\n{name}这天各校种花。\n" for n, name in enumerate(SEASONS, 1))
# Nobody's: neither title nor heading names a place.
POEMS = """各校诗会朗诵古诗。诗会由云岭县承办，云岭县各校诗会朗诵古诗320首。诗会朗诵还评了奖。
云岭县诗会由评委打分。
云岭县诗会评委共9人。
"""
CLUBS = """云岭县社团简报
一、广播站
广播站开播了一年。
二、诗社
诗社办了一场朗诵。
三、棋社
棋社添了棋盘20副。
"""
RECITING = "梅坪县朗诵节方案\n各班按时报名。家长可以观礼。\n"
MONTH = "梅坪县语文月总结\n语文月有朗诵。朗诵分两组。朗诵由家长打分。\n"
CHOIR_PLAN = "望海县2025—2027年合唱方案\n合唱队每年招新。合唱每周排练。\n"
CHOIR = "望海县2026年合唱小结\n合唱队招新40人。合唱排练80次。\n"
PAINTINGS = """云岭县画展目录
一、春夏秋冬云山竹石花鸟鱼虫
全县展出国画30幅。
二、春夏秋冬云山竹石花鸟鱼
全县展出水彩20幅。
"""
FULL = "云岭县长卷展览说明\n" + "".join(
    f"{name}馆\n{name}馆挂着长卷，{'画里有山有水' * 15}。\n" for name in "甲乙丙丁戊己庚辛壬癸"
)


def of_year(place: Place, year: int, text: str = YEAR) -> Text:
    """A text of a place under its first line, from the end of a year."""
    text = text.format(place=place.name, year=year, count=year - 1990)
    return Text(text=text, title=text.partition("\n")[0], place=place, date=dt.date(year, 12, 20))


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> PolicySearch:
    texts = {
        **{f"云岭{year}": of_year(CLOUD, year) for year in range(2020, 2025)},
        "望海2024": of_year(SEA, 2024),
        "书信": of_year(CLOUD, 2023, LETTERS),
        "邮局": of_year(CLOUD, 2022, POST),
        "手工": of_year(CLOUD, 2023, CRAFTS),
        "社团": of_year(CLOUD, 2023, CLUBS),
        "长卷": of_year(CLOUD, 2023, FULL),
        "画展": of_year(CLOUD, 2023, PAINTINGS),
        "拔河": of_year(CLOUD, 2023, "拔河赛\n拔河。\n"),
        "诗会": Text(text=POEMS, title="社团通讯", date=dt.date(2023, 5, 1)),
        "通报": of_year(CITY, 2024, FAIR),
        "朗诵节": of_year(PLUM, 2023, RECITING),
        "语文月": of_year(PLUM, 2023, MONTH),
        "节气": of_year(PLUM, 2024, MANY),
        "合唱方案": of_year(SEA, 2025, CHOIR_PLAN),
        "合唱小结": of_year(SEA, 2026, CHOIR),
    }
    return shelve(tmp_path_factory.mktemp("summaries"), texts, [CLOUD, SEA, PLUM, CITY])


def summed(shelf: PolicySearch, asked: str, place: Place | None = CLOUD, **more: object) -> Draft | None:
    return write_summary(plan(asked, intent="summary", **more), place, shelf)


def lines(draft: Draft | None) -> Sequence[str]:
    return [line.text for line in draft.lines] if draft else []


def test_of_the_documents_of_a_place_that_of_the_asked_year_is_summed_up(shelf: PolicySearch) -> None:
    draft = summed(shelf, "概括校园文化工作", years=frozenset({2024}))
    assert lines(draft) == ["云岭县：各校合唱团排练34次[1]；毛笔组每周练习两次[2]；硬笔组每周练习三次[3]。"]
    assert {one.document_id for one in draft.citations} == {"云岭2024"}
    other = summed(shelf, "概括校园文化工作", SEA)
    assert {one.document_id for one in other.citations} == {"望海2024"}


def test_of_several_years_a_text_of_each_is_told_the_oldest_first(shelf: PolicySearch) -> None:
    draft = summed(shelf, "概括校园文化工作", years=frozenset({2024, 2022}))
    assert [line.partition("[")[0] for line in lines(draft)] == [
        "云岭县2022年：各校合唱团排练32次",
        "云岭县2024年：各校合唱团排练34次",
    ]
    assert draft.separator == "\n"


def test_of_more_than_four_years_the_newest_are_told(shelf: PolicySearch) -> None:
    told = lines(summed(shelf, "概括校园文化工作", years=frozenset(range(2020, 2025))))
    assert [line[:8] for line in told] == [f"云岭县{year}年" for year in range(2021, 2025)]


@pytest.mark.parametrize(
    ("asked", "place", "more"),
    [
        ("概括校园文化工作", CLOUD, {"years": frozenset({2018})}),
        ("概括火箭发射", CLOUD, {}),
        ("概括火箭发射", CLOUD, {"each": True}),
        ("概括校园文化工作", county("青石县"), {}),
        ("概括拔河赛", CLOUD, {}),
        ("概括写", CLOUD, {"each": True}),
    ],
    ids=["another year", "another matter", "of each place", "another place", "a text of two words", "no matter"],
)
def test_where_nothing_speaks_of_it_there_is_no_summary(
    shelf: PolicySearch, asked: str, place: Place, more: dict[str, object]
) -> None:
    assert summed(shelf, asked, place, **more) is None


@pytest.mark.parametrize(
    ("asked", "count"),
    [("概括节气活动", 14), ("分3点概括节气活动", 3), ("分十条概括节气活动", 10), ("归纳成15条节气活动", 15)],
)
def test_as_many_points_are_told_as_are_asked_for_and_else_fourteen(
    shelf: PolicySearch, asked: str, count: int
) -> None:
    (line,) = lines(summed(shelf, asked, PLUM))
    assert line.count("各校种花") == count


def test_a_heading_that_names_the_matter_is_told_with_what_stands_below_it(shelf: PolicySearch) -> None:
    (line,) = lines(summed(shelf, "概括书法社情况", years=frozenset({2024})))
    assert ["合唱团" in line, "书法社展出" in line, "毛笔组每周" in line, "硬笔组每周" in line] == [
        False,
        True,
        True,
        True,
    ]


def test_a_matter_that_no_heading_names_is_told_from_all_documents_of_the_place(shelf: PolicySearch) -> None:
    draft = summed(shelf, "概括寄明信片的情况")
    assert lines(draft) == [
        "云岭县：全县寄出明信片640张[1]；明信片由学生手绘[2]；学生在课上学写明信片[3]；邮局给每校送明信片50张[4]。"
    ]
    assert [one.document_id for one in draft.citations] == ["书信", "书信", "邮局", "邮局"]


def test_the_title_s_words_do_not_make_a_heading_one_of_the_matter(shelf: PolicySearch) -> None:
    (line,) = lines(summed(shelf, "概括校园文化合唱团", years=frozenset({2024})))
    assert line == "云岭县：各校合唱团排练34次[1]。"


def test_a_heading_names_a_matter_by_more_than_half_of_its_words(shelf: PolicySearch) -> None:
    matter = "春夏秋冬云山竹石花鸟鱼虫琴棋书画诗词歌赋舞"
    named = _sections_on(shelf.library.document("画展"), matter, CLOUD, shelf)
    assert [one.heading for one in named] == ["一、春夏秋冬云山竹石花鸟鱼虫"]


def test_a_matter_of_which_one_sentence_tells_is_told_with_its_document(shelf: PolicySearch) -> None:
    assert lines(summed(shelf, "概括学生手绘")) == [
        "云岭县：全县寄出明信片640张[1]；望海县寄出明信片320张[2]；同学们还参观了邮局[3]。"
    ]


def test_two_sentences_that_tell_of_a_matter_are_enough(shelf: PolicySearch) -> None:
    assert lines(summed(shelf, "概括邮局明信片")) == ["云岭县：学生在课上学写明信片[1]；邮局给每校送明信片50张[2]。"]


def test_a_matter_of_three_characters_is_told_with_its_document(shelf: PolicySearch) -> None:
    assert "参观了邮局" in lines(summed(shelf, "概括明信片"))[0]


def test_the_line_of_a_year_tells_of_that_years_document_alone(shelf: PolicySearch) -> None:
    assert lines(summed(shelf, "概括寄明信片", years=frozenset({2022, 2023}))) == [
        "云岭县2022年：学生在课上学写明信片[1]；邮局给每校送明信片50张[2]。",
        "云岭县2023年：全县寄出明信片640张[3]；明信片由学生手绘[4]。",
    ]


def test_of_each_of_many_places_the_two_closest_sentences_are_told(shelf: PolicySearch) -> None:
    assert lines(summed(shelf, "概括寄明信片", each=True)) == [
        "云岭县：全县寄出明信片640张[1]；邮局给每校送明信片50张[2]。"
    ]


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ("概括绣荷包", "云岭县：展出荷包12个[1]；女生绣荷包送老师[2]。"),
        ("概括捏陶泥", "云岭县：陶泥由镇里送来[1]；低年级用陶泥做杯子[2]。"),
    ],
    ids=["a figure before what is done", "a thing the lexicon does not know as one"],
)
def test_what_a_matter_is_counts_and_a_verb_of_one_character_does_not(
    shelf: PolicySearch, asked: str, line: str
) -> None:
    assert lines(summed(shelf, asked, each=True)) == [line]


def test_where_no_place_is_asked_a_line_tells_of_one(shelf: PolicySearch) -> None:
    draft = summed(shelf, "概括展出航模", None)
    assert lines(draft) == ["云岭县：科技节展出航模12架[1]；另外展出旧航模6架[2]。"]
    assert draft.lines[0].place.name == "云岭县"


def test_of_a_document_of_several_places_the_asked_ones_part_is_told(shelf: PolicySearch) -> None:
    assert lines(summed(shelf, "概括科技节", SEA)) == ["望海县：科技节展出航模9架[1]。"]


def test_where_only_the_kind_of_text_is_asked_its_own_words_are_looked_for(shelf: PolicySearch) -> None:
    assert lines(summed(shelf, "概括一下主要情况", SEA)) == ["望海县：科技节展出航模9架[1]。"]


def test_a_places_own_document_goes_before_one_that_only_names_it(shelf: PolicySearch) -> None:
    draft = summed(shelf, "概括朗诵")
    assert {one.document_id for one in draft.citations} == {"社团"}
    assert lines(draft)[0].startswith("云岭县：广播站开播了一年[1]；诗社办了一场朗诵[2]")


def test_a_document_that_bears_the_matter_in_its_title_goes_first(shelf: PolicySearch) -> None:
    assert {one.document_id for one in summed(shelf, "概括朗诵", PLUM).citations} == {"朗诵节"}


def test_one_year_is_told_from_one_document(shelf: PolicySearch) -> None:
    draft = summed(shelf, "概括合唱", SEA, years=frozenset({2026}))
    assert (len(draft.lines), {one.document_id for one in draft.citations}) == (1, {"合唱小结"})


def test_a_text_of_no_place_that_names_the_asked_one_is_told_without_a_lead(shelf: PolicySearch) -> None:
    draft = summed(shelf, "概括评委")
    assert lines(draft)[0].startswith("各校诗会朗诵古诗[1]；诗会由云岭县承办")
    assert {one.place for one in draft.citations} == {""}


def test_a_sentence_that_names_its_place_is_cited_for_it(shelf: PolicySearch) -> None:
    draft = summed(shelf, "概括诗会评委")
    assert lines(draft) == ["云岭县：云岭县诗会由评委打分[1]；云岭县诗会评委共9人[2]。"]
    assert {one.place for one in draft.citations} == {CLOUD.full_name}


def test_a_summary_has_at_most_nine_hundred_characters(shelf: PolicySearch) -> None:
    (line,) = lines(summed(shelf, "概括长卷展览"))
    assert [name for name in "甲乙丙丁戊己庚辛壬癸" if f"{name}馆" in line] == list("甲乙丙丁戊己庚辛壬")
