"""The text of a draft: what is written reads back, and of what staff type nothing is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.draft_text import Block, DraftText, parse_draft, without_marks, write_draft

DRAFT = """# 云岭县2024年工作简报

主送：丹枫市教育局：

## 一、工作成效

新增学位960个[1]。在校学生25100人[2][3]。

### （一）办好学前教育
#### 1. 幼儿园
##### （1）公办园

表：各县小学
| 县 | 小学 |
| --- | ---: |
| 云岭县 | 39所[1] |
| 望海县 |
| 梅坪县 | 12所 | 另有教学点3个 |

![各校人数](chart:abc-0)

附件：名单
附件：
附件：统计表
落款：云岭县教育局
日期：2024年12月20日
"""


def without_lines(draft: DraftText) -> list[tuple[object, ...]]:
    return [(one.kind, one.text, one.level, one.head, one.rows, one.key) for one in draft.blocks]


def test_every_part_is_read_as_what_its_mark_says() -> None:
    draft = parse_draft(DRAFT)
    assert (draft.title, draft.addressee) == ("云岭县2024年工作简报", "丹枫市教育局")
    assert (draft.signed, draft.day, draft.attachments) == ("云岭县教育局", "2024年12月20日", ("名单", "统计表"))
    assert [one.kind for one in draft.blocks] == ["heading", "paragraph", *["heading"] * 3, "table", "chart"]
    assert [(one.level, one.text) for one in draft.blocks if one.kind == "heading"] == [
        (1, "工作成效"),
        (2, "办好学前教育"),
        (3, "幼儿园"),
        (4, "公办园"),
    ]
    assert draft.blocks[-1].key == "abc-0"
    lines = DRAFT.split("\n")
    assert [lines[one.line] for one in draft.blocks if one.kind == "paragraph"] == [
        "新增学位960个[1]。在校学生25100人[2][3]。"
    ]


def test_a_ragged_table_has_as_many_cells_as_its_head_and_loses_none() -> None:
    table = next(one for one in parse_draft(DRAFT).blocks if one.kind == "table")
    assert table.text == "各县小学"
    assert table.head == ("县", "小学")
    assert table.rows == (("云岭县", "39所[1]"), ("望海县", ""), ("梅坪县", "12所 另有教学点3个"))


def test_sources_are_named_once_each_in_the_order_of_the_text() -> None:
    assert parse_draft("# 稿[9]\n甲[2]。乙[1][2]。\n| 头 |\n| 丙[4] |\n丁[1]。[x][1234]").refs == ("2", "1", "4")
    assert without_marks("新增学位960个[1][12]。") == "新增学位960个。"


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("## 十二、教师", "教师"),
        ("## (三) 教师", "教师"),
        ("## 3．教师", "教师"),
        ("## 2.5亩运动场", "2.5亩运动场"),
        ("## 三个统一", "三个统一"),
        ("## 一、", "一、"),
    ],
)
def test_a_heading_drops_the_number_that_it_gets_by_itself(line: str, text: str) -> None:
    (block,) = parse_draft(line).blocks
    assert (block.kind, block.text) == ("heading", text)


def test_what_has_no_place_of_its_own_stays_as_it_was_typed() -> None:
    draft = parse_draft("# 甲\n# 乙\n主送：丙\n主送：丁\n表：没有表\n文\n###### 六级\n表：末尾")
    assert (draft.title, draft.addressee) == ("甲", "丙")
    assert [(one.kind, one.text, one.line) for one in draft.blocks] == [
        ("heading", "乙", 1),
        ("paragraph", "主送：丁", 3),
        ("paragraph", "表：没有表", 4),
        ("paragraph", "文", 5),
        ("paragraph", "###### 六级", 6),
        ("paragraph", "表：末尾", 7),
    ]


LINE = st.one_of(
    st.text(alphabet="#|[]()!:：-—123.、一（）主送落款日期附件表chart keyé😀\\\t =@文", max_size=24),
    st.sampled_from(
        ["# 题", "## 一、甲", "主送：局", "落款：", "附件：甲", "表：乙", "| a | b |", "|---|---|", "||", "|", ""]
    ),
)


@given(st.lists(LINE, max_size=12).map("\n".join))
def test_of_whatever_is_typed_nothing_is_lost(text: str) -> None:
    draft = parse_draft(text)
    cells = [cell for one in draft.blocks for row in (one.head, *one.rows) for cell in row]
    wording = "".join(
        [draft.title, draft.addressee, draft.signed, draft.day, *draft.attachments, *cells]
        + [one.text + one.key for one in draft.blocks]
    )
    for line in text.split("\n"):
        # Marks and own numbers of headings are no words; everything else that is written must be somewhere.
        for word in re.findall(r"[a-zé😀文甲乙局]+", line):
            assert word in wording or word in ("chart", "key")


@given(st.lists(LINE, max_size=12).map("\n".join))
def test_every_line_with_words_is_some_block_or_field(text: str) -> None:
    draft = parse_draft(f"{text}\n独有的一句话。")
    assert draft.blocks[-1].text == "独有的一句话。"
    lines = text.split("\n")
    assert all(0 <= one.line < len(lines) for one in draft.blocks[:-1])
    assert [one.line for one in draft.blocks] == sorted(one.line for one in draft.blocks)


WORDS = st.text(alphabet="新增学位教师39%，。[1]| \\a", min_size=1, max_size=20).map(lambda told: f"文{told.strip()}文")
BLOCKS = st.one_of(
    st.builds(lambda text, level: Block(kind="heading", text=text, level=level, line=0), WORDS, st.integers(1, 4)),
    st.builds(lambda text: Block(kind="paragraph", text=text, line=0), WORDS),
    st.builds(
        lambda text, head, cells: Block(
            kind="table", text=text, line=0, head=tuple(head), rows=tuple(tuple(cells[: len(head)]) for _ in range(2))
        ),
        WORDS,
        st.lists(WORDS, min_size=1, max_size=3),
        st.lists(WORDS, min_size=3, max_size=3),
    ),
    st.builds(
        lambda text, key: Block(kind="chart", text=text.replace("]", ""), key=key, line=0), WORDS, st.just("k-1")
    ),
)


@given(
    st.builds(
        DraftText,
        title=WORDS,
        addressee=st.just("") | WORDS,
        blocks=st.lists(BLOCKS, max_size=6).map(tuple),
        attachments=st.lists(WORDS, max_size=3).map(tuple),
        signed=st.just("") | WORDS,
        day=st.just("") | WORDS,
    )
)
def test_what_is_written_reads_back(draft: DraftText) -> None:
    read = parse_draft(write_draft(draft))
    assert without_lines(read) == without_lines(draft)
    for name in ("title", "addressee", "attachments", "signed", "day"):
        assert getattr(read, name) == getattr(draft, name)


def test_a_draft_without_anything_is_an_empty_one() -> None:
    assert parse_draft("") == DraftText()
    assert parse_draft("\n \n\t\n") == DraftText()
