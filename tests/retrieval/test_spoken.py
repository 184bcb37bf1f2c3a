"""Whom a stretch of a text speaks of: its section's place, unless the text itself names another for it."""

from __future__ import annotations

import itertools

import pytest

from core.schema import Document, Place, Section
from core.settings import Settings
from corpus.places import PlaceLexicon, text_gazetteer
from retrieval.schools import load_school_names
from retrieval.spoken import SpokenOf

CITY = Place(name="丹枫市", level="city", parents=("湖南省",))
COUNTIES = [Place(name=n, level="county", parents=("湖南省", "丹枫市")) for n in ("云岭县", "望海县", "梅坪县")]
SPOKEN = SpokenOf(
    text_gazetteer([CITY, *COUNTIES], PlaceLexicon(aliases={}, not_places=frozenset())),
    load_school_names(Settings().lexicon_dir),
)
_NUMBER = itertools.count()


def spoken_of(text: str, words: str, own: Place | None = CITY, title: str = "通报") -> str:
    """The name of the place that a text of one section speaks of where `words` stand."""
    document = Document(id=f"d{next(_NUMBER)}", title=title, text=text, sha256="", source="x.txt")
    section = Section(
        id=f"{document.id}#0",
        document_id=document.id,
        heading=title,
        heading_path=(title,),
        place=own,
        period=None,
        start=0,
        end=len(text),
        depth=0,
    )
    place = SPOKEN.place_of(document, section, text.index(words))
    return place.name if place else ""


@pytest.mark.parametrize(
    ("text", "words", "place"),
    [
        ("全市有小学310所。", "310所", "丹枫市"),
        ("云岭县有小学39所。", "39所", "云岭县"),
        ("截至年底，云岭县有小学39所。", "39所", "云岭县"),
        ("其中云岭县有小学39所。", "39所", "云岭县"),
        ("云岭县有小学39所，望海县有小学41所。", "39所", "云岭县"),
        ("云岭县有小学39所，望海县有小学41所。", "41所", "望海县"),
        ("云岭县有小学39所。另建教学点12个。", "12个", "云岭县"),
        ("云岭县有小学39所。\n教学点12个。", "12个", "丹枫市"),
        ("2024年云岭县有小学39所。", "39所", "云岭县"),
        ("全市支出40亿元，其中云岭县9亿元、望海县7亿元。生均支出5100元。", "5100元", "丹枫市"),
        ("全市支出40亿元，其中云岭县9亿元；生均支出5100元。", "5100元", "丹枫市"),
        ("云岭县有小学39所。招生时望海县转入3人。教学点12个。", "12个", "云岭县"),
        ("城区新建校舍14栋。", "14栋", "丹枫市"),
    ],
)
def test_a_place_governs_what_follows_to_the_end_of_its_paragraph(text: str, words: str, place: str) -> None:
    assert spoken_of(text, words) == place


@pytest.mark.parametrize(
    "text",
    [
        "全市生均图书低于云岭县，共配发图书12册。",
        "借鉴云岭县经验，全市建成教学点12册。",
        "除云岭县以外，其余各县配发图书12册。",
        "与云岭县相比，全市多配发图书12册。",
        "对云岭县开展督导，发放手册12册。",
        "课后服务（云岭县先行试点）配发图书12册。",
        "云岭县级骨干教师配发图书12册。",
    ],
)
def test_a_place_named_in_passing_governs_nothing(text: str) -> None:
    assert spoken_of(text, "12册") == "丹枫市"


@pytest.mark.parametrize("whole", ["全市共有小学310所", "我市共有小学310所"])
def test_what_a_text_says_of_all_of_itself_is_of_its_own_place_again(whole: str) -> None:
    text = f"云岭县有小学39所。{whole}。"
    assert spoken_of(text, "39所") == "云岭县"
    assert spoken_of(text, "310所") == "丹枫市"


def test_in_an_enumeration_each_figure_is_of_the_place_before_it() -> None:
    text = "在园幼儿云岭县1150人、望海县1320人、梅坪县980人。"
    record = {words: spoken_of(text, words) for words in ("1150", "1320", "980")}
    assert record == {"1150": "云岭县", "1320": "望海县", "980": "梅坪县"}


def test_a_school_named_with_its_place_is_a_place_of_its_own() -> None:
    text = "云岭县第二中学招收新生560人。"
    document = Document(id="school", title="通报", text=text, sha256="", source="x.txt")
    section = Section(
        id="s", document_id="school", heading="", heading_path=(), place=CITY, period=None, start=0, end=99, depth=0
    )
    place = SPOKEN.place_of(document, section, text.index("560"))
    assert (place.name, place.level) == ("云岭县第二中学", "school")
    assert place.parents == ("湖南省", "丹枫市", "云岭县")


def test_of_a_school_named_in_the_middle_of_an_account_one_sentence_is_told() -> None:
    text = "全市推进课后服务。云岭县第二中学开设社团18个。参加学生9600人。"
    assert spoken_of(text, "18个") == "云岭县第二中学"
    assert spoken_of(text, "9600人") == "丹枫市"


@pytest.mark.parametrize("words", ["云岭县公办小学有39所。", "云岭县的学校有39所。", "云岭县新建小学39所。"])
def test_words_that_end_like_a_school_are_no_school(words: str) -> None:
    assert spoken_of(words, "39所") == "云岭县"


def test_a_section_without_a_place_speaks_of_the_one_its_title_names() -> None:
    assert spoken_of("有小学39所。", "39所", own=None, title="云岭县2024年总结") == "云岭县"
    assert spoken_of("有小学39所。", "39所", own=None, title="云岭县、望海县两地总结") == ""
    assert spoken_of("有小学39所。", "39所", own=None, title="总结") == ""


def test_a_changed_text_is_read_anew() -> None:
    section = Section(
        id="s", document_id="same", heading="", heading_path=(), place=CITY, period=None, start=0, end=99, depth=0
    )
    for county in ("云岭县", "望海县"):
        text = f"{county}有小学39所。"
        document = Document(id="same", title="通报", text=text, sha256="", source="x.txt")
        assert SPOKEN.place_of(document, section, text.index("39")).name == county


@pytest.mark.parametrize(
    ("text", "words", "place"),
    [
        ("柏岭小学现有学生910人。全市有小学310所。", "910", "丹枫市柏岭小学"),
        ("柏岭小学现有学生910人。全市有小学310所。", "310", "丹枫市"),
        ("柏岭小学现有学生910人。图书馆藏书6万册。", "6万册", "丹枫市柏岭小学"),
        ("全年投入3亿元，其中柏岭小学910万元。另建校舍14栋。", "910", "丹枫市柏岭小学"),
        ("全年投入3亿元，其中柏岭小学910万元。另建校舍14栋。", "14栋", "丹枫市"),
        ("在柏岭小学召开现场会，培训教师320人。", "320", "丹枫市"),
        ("柏岭小学等5所学校获奖。", "5所", "丹枫市"),
        ("柏岭小学910人、茶坪小学820人。", "820", "丹枫市茶坪小学"),
        ("校园足球（全市小学生均0.3个）。", "0.3", "丹枫市"),
        ("【柏岭小学】现有学生910人。", "910", "丹枫市柏岭小学"),
        ("全年投入3亿元。柏岭小学开社团43个；近视率降到38.6%。", "38.6", "丹枫市柏岭小学"),
        ("全年投入3亿元。柏岭小学建社团。该校近视率降到38.6%。", "38.6", "丹枫市柏岭小学"),
        ("全年投入3亿元。柏岭小学等学校变了样，该校近视率38.6%。投入2亿元。", "38.6", "丹枫市柏岭小学"),
        ("全年投入3亿元。柏岭小学等学校变了样，该校近视率38.6%。投入2亿元。", "2亿", "丹枫市"),
        ("茶坪小学910人。其帮扶的柏岭小学近视率38.6%。", "38.6", "丹枫市柏岭小学"),
        ("柏岭小学合格率由71%提高到83.5%，今年全市合格率为89.4%。", "89.4", "丹枫市"),
    ],
)
def test_a_school_governs_as_a_place_does(text: str, words: str, place: str) -> None:
    assert spoken_of(text, words) == place


@pytest.mark.parametrize(
    ("text", "words", "place"),
    [
        ("云岭县白果镇有小学9所。", "9所", "云岭县白果镇"),
        ("白果镇查16所，改45个；青石乡查17所，改37个。", "45", "丹枫市白果镇"),
        ("白果镇查16所，改45个；青石乡查17所，改37个。", "37", "丹枫市青石乡"),
        ("全市改造食堂23个，其中白果镇9个、城关街道8个。", "8个", "丹枫市城关街道"),
        ("全市改造食堂23个，其中白果镇9个、城关街道8个。", "23", "丹枫市"),
        ("全市改造食堂23个，其中白果镇9个；另建校舍14栋。", "14", "丹枫市"),
        ("白果镇中心小学有教师9人。", "9人", "丹枫市白果镇中心小学"),
        ("在白果镇召开现场会，培训教师320人。", "320", "丹枫市"),
        ("白果镇、青石乡等5个乡镇获奖。", "5个", "丹枫市"),
        ("对白果镇中心校、青石乡进行约谈，要求30日内整改。", "30", "丹枫市"),
        ("全年投入3亿元。白果镇建馆。该镇藏书4万册。", "4万", "丹枫市白果镇"),
        ("乡镇有小学9所。", "9所", "丹枫市"),
        ("送教下乡36次。", "36", "丹枫市"),
    ],
)
def test_a_town_governs_as_a_school_does(text: str, words: str, place: str) -> None:
    assert spoken_of(text, words) == place


@pytest.mark.parametrize(
    ("heading", "place"),
    [
        ("（二）白果镇", "丹枫市白果镇"),
        ("（一）柏岭小学2024年成绩", "丹枫市柏岭小学"),
        ("2.县第二中学", "丹枫市第二中学"),
        ("三、云岭县第二中学：一校一品", "云岭县第二中学"),
        ("（二）小学", "丹枫市"),
        ("案例二　县第二中学：一校一品", "丹枫市第二中学"),
        ("案例三 一校一品——云岭县第二中学", "云岭县第二中学"),
        ("典型案例4：一校一品（柏岭小学）", "丹枫市柏岭小学"),
        ("五、学习柏岭小学", "丹枫市"),
        ("四、建好柏岭小学", "丹枫市"),
        ("柏岭小学和茶坪小学", "丹枫市"),
    ],
)
def test_a_heading_that_begins_with_a_school_is_about_it(heading: str, place: str) -> None:
    text = f"{heading}\n参考910人。"
    document = Document(id=f"d{next(_NUMBER)}", title="通报", text=text, sha256="", source="x.txt")
    section = Section(
        id=f"{document.id}#1",
        document_id=document.id,
        heading=heading,
        heading_path=("通报", heading),
        place=CITY,
        period=None,
        start=0,
        end=len(text),
        depth=1,
    )
    told = SPOKEN.place_of(document, section, text.index("910"))
    assert told is not None
    assert told.name == place
