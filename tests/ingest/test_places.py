from __future__ import annotations

from core.place import gazetteer
from core.schema import Place
from corpus.places import PlaceLexicon, text_gazetteer
from ingest.places import headed_places, split_cases
from ingest.structure import parse_structure

CASES = """典型案例汇编
近年来,江苏省深入推进均衡发展。
一、抓规划。编制规划。
二、抓建设。建设学校。
宁波市把教育放在优先位置。
一、强化统筹。统筹资源。
二、强化投入。增加投入。
新疆生产建设兵团第二师铁门关市华山中学:发挥联盟优势
2023年是攻坚之年。
一、强化引领。华山中学派出教师。
"""


def test_a_collection_is_cut_where_the_numbering_restarts_after_a_place() -> None:
    scopes = split_cases(CASES, gazetteer(), None)
    assert [scope.place.name if scope.place else None for scope in scopes] == [None, "江苏省", "宁波市", "华山中学"]
    assert CASES[scopes[2].start :].startswith("宁波市把")
    assert CASES[scopes[3].start :].startswith("新疆生产建设兵团")


def test_a_collection_is_cut_where_a_line_calls_itself_a_case() -> None:
    text = (
        "改革案例选编\n共选两个案例。\n案例一：小校大课堂\n——洛阳市西工区唐宫小学的实践\n学校有学生90人。\n"
        "案例二：家门口上好学\n——宁波市镇海区的做法\n全区有学校9所。\n"
    )
    scopes = split_cases(text, gazetteer(), None)
    assert [scope.place.name if scope.place else None for scope in scopes] == [None, "唐宫小学", "镇海区"]
    assert [text[scope.start :][:3] for scope in scopes[1:]] == ["案例一", "案例二"]


def test_a_case_without_a_place_is_the_documents_and_not_the_case_before_it() -> None:
    text = (
        "经验汇编\n案例一 会唱歌的墙——青石县实验小学\n学校有学生90人。\n"
        "案例二 海岛上的作业——望潮镇中心小学\n学校有学生60人。\n案例三 画像——青石县第三中学\n学校有学生80人。\n"
    )
    county = Place(name="青石县", level="county", parents=("湖南省", "丹枫市"))
    scopes = split_cases(text, text_gazetteer([county], PlaceLexicon(aliases={}, not_places=frozenset())), county)
    assert [scope.place.name if scope.place else None for scope in scopes] == [
        "青石县",
        "实验小学",
        "青石县",
        "第三中学",
    ]


def test_a_school_lies_in_the_places_named_before_it() -> None:
    school = split_cases(CASES, gazetteer(), None)[-1].place
    assert school is not None
    assert school.level == "school"
    assert "铁门关市" in school.parents
    assert "第二师" in school.parents


def test_an_ordinary_document_stays_whole() -> None:
    text = "某县工作总结\n我们做了很多工作。\n一、教学。\n二、安全。\n"
    assert len(split_cases(text, gazetteer(), None)) == 1


def test_sibling_headings_that_open_with_places_rescope_their_sections() -> None:
    nodes = parse_structure("一、宁波市的做法\n内容。\n二、包头市的做法\n内容。\n三、共同经验\n内容。\n")
    assert {index: place.name for index, place in headed_places(nodes, gazetteer()).items()} == {
        0: "宁波市",
        1: "包头市",
    }
