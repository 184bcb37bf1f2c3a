from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

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


STATUTE = """# 某条例
## 第一章 总则
第一条 为了教育，制定本条例。
第五条规定的事项，按本条例办理。
第二条 下列事项：
（一）甲事项；
（二）乙事项。
## 第二章 附则
第十二条之一 本条例自公布之日起施行。
"""


def test_a_statute_nests_chapters_articles_and_items_whatever_hashes_stand_before_them() -> None:
    assert outline(STATUTE) == [
        ("某条例", ""),
        ("第一章 总则", ""),
        ("第一条 为了教育，制定本条例。", "第一章 总则"),
        ("第二条 下列事项：", "第一章 总则"),
        ("（一）甲事项；", "第二条 下列事项："),
        ("（二）乙事项。", "第二条 下列事项："),
        ("第二章 附则", ""),
        ("第十二条之一 本条例自公布之日起施行。", "第二章 附则"),
    ]


def test_a_section_begins_with_its_hashes_so_that_no_sentence_is_cut() -> None:
    chapter = next(node for node in parse_structure(STATUTE) if node.mark == "第一章")
    assert STATUTE[chapter.start : chapter.heading_end] == "## 第一章 总则"


NOTICE = """关于报送材料的通知
一、要求
按时报送，不得迟报。
附件1：报送表
附件2：说明
某局
附件1
报送表
一、学校
逐项填写，不留空格。
1.1 小学
填写全部小学，含教学点。
⑴ 名称要写全称，与公章一致。
附件2
说明
表1 学校数（单位：所）
类别\t数量
小学\t12
以上数据截至年底，供参考。
"""


def test_appendices_begin_parts_of_their_own_and_their_list_does_not() -> None:
    nodes = parse_structure(NOTICE)
    parents = dict(outline(NOTICE))
    assert [node.heading for node in nodes if node.mark.startswith("附件") and node.parent == -1][-2:] == [
        "附件1",
        "附件2",
    ]
    assert parents["一、学校"] == "附件1"
    assert parents["1.1 小学"] == "一、学校"


def test_a_caption_heads_its_rows_and_not_the_paragraph_after() -> None:
    caption = next(node for node in parse_structure(NOTICE) if node.mark == "表1")
    assert NOTICE[caption.start : caption.end].endswith("小学\t12\n")


def test_a_report_without_numbering_is_cut_at_its_bare_headings() -> None:
    text = "过去一年工作回顾\n一年来，成绩显著，再上台阶。\n今年重点任务\n今年，要做好各项工作，再接再厉。\n"
    nodes = parse_structure(text)
    assert [(node.heading, node.parent) for node in nodes] == [("过去一年工作回顾", -1), ("今年重点任务", -1)]


@given(st.lists(st.sampled_from([*STATUTE.splitlines(), *NOTICE.splitlines(), "", "正文，一句话。"]), max_size=25))
def test_sections_nest_and_follow_the_text_in_any_order_of_lines(lines: list[str]) -> None:
    text = "\n".join(lines)
    nodes = parse_structure(text)
    assert [node.start for node in nodes] == sorted(node.start for node in nodes)
    for node in nodes:
        assert 0 <= node.start < node.end <= len(text)
        assert text[node.start : node.heading_end].lstrip("# ").startswith(node.heading[:2])
        if node.parent >= 0:
            assert nodes[node.parent].start <= node.start
            assert node.end <= nodes[node.parent].end


def test_rows_of_a_known_table_head_nothing_unless_a_cell_opens_with_a_mark() -> None:
    text = "表2 学校数\n类别，数量。\n小学，数量：12。\n二、说明，见附注。\n全部学校，截至年底。\n"
    start, end = text.index("类别"), text.index("全部")
    nodes = parse_structure(text, [(start, end)])
    assert [node.mark for node in nodes] == ["表2", "二、"]
    assert text[nodes[0].start : nodes[0].end].endswith("数量：12。\n")


def test_a_question_of_its_own_on_a_line_heads_its_answer() -> None:
    text = "热线问答\n转学要带哪些材料？\n户口簿和学籍证明原件。可以委托他人办理吗？可以。\n什么时候能办？\n每学期开学前一周。"
    nodes = parse_structure(text)
    heads = {node.heading: text[node.heading_end : node.end].strip() for node in nodes}
    assert heads["转学要带哪些材料？"].startswith("户口簿和学籍证明原件。")
    assert heads["什么时候能办？"] == "每学期开学前一周。"


def test_the_unit_line_of_a_table_heads_nothing() -> None:
    text = "一、基本情况\n各校情况见表1。\n表1 各校情况\n（单位：人）\n甲校\t39\n二、下一步\n继续努力。"
    assert [node.heading for node in parse_structure(text)] == ["一、基本情况", "表1 各校情况", "二、下一步"]
