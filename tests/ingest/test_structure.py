from __future__ import annotations

from ingest.structure import parse_structure

TEXT = """一、主要工作
(一)抓好教学。开展了两项工作。
一是加强备课。每周备课。二是加强听课。每周听课。
(二)抓好安全
1.校门管理。专人值守。
二、下一步
——第一阶段。打基础。
"""


def outline(text: str) -> list[tuple[str, str]]:
    nodes = parse_structure(text)
    return [(node.heading, nodes[node.parent].heading if node.parent >= 0 else "") for node in nodes]


def test_headings_nest_by_their_marks() -> None:
    assert outline(TEXT) == [
        ("一、主要工作", ""),
        ("(一)抓好教学", "一、主要工作"),
        ("一是加强备课", "(一)抓好教学"),
        ("二是加强听课", "(一)抓好教学"),
        ("(二)抓好安全", "一、主要工作"),
        ("1.校门管理", "(二)抓好安全"),
        ("二、下一步", ""),
        ("——第一阶段", "二、下一步"),
    ]


def test_every_section_ends_where_the_next_of_its_rank_begins() -> None:
    nodes = parse_structure(TEXT)
    by_heading = {node.heading: node for node in nodes}
    assert by_heading["一、主要工作"].end == by_heading["二、下一步"].start
    assert by_heading["(一)抓好教学"].end == by_heading["(二)抓好安全"].start
    assert all(node.start < node.end <= len(TEXT) for node in nodes)


def test_a_lone_marker_word_is_no_series() -> None:
    assert parse_structure("他一是不会，再说别的。") == []


def test_a_list_of_names_has_one_heading() -> None:
    nodes = parse_structure("领导小组名单\n组长:甲\n副组长:乙\n成员:丙\n")
    assert [node.heading for node in nodes] == ["领导小组名单"]
