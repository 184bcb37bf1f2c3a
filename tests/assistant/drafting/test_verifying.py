"""What is said in a draft is verified as answers are: figures, places, and what an editor put right."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from assistant.drafting.verifying import verified
from core.draft_text import Block
from core.record import SpanNote
from core.schema import Citation, Document, Place

COUNTY, OTHER = Place(name="云岭县", level="county"), Place(name="望海县", level="county")
TEXT = "全县有小学39所，教师2198人。"
DOCUMENT = Document(
    id="d",
    title="云岭县2024年教育工作总结",
    text=TEXT,
    sha256="",
    source="d.txt",
    place=COUNTY,
    date=dt.date(2024, 12, 30),
)
CITED = Citation(
    ref="1",
    kind="document",
    document_id="d",
    title=DOCUMENT.title,
    quote=TEXT,
    place="云岭县",
    date="2024-12-30",
    start=0,
    end=len(TEXT),
)


def paragraph(text: str) -> Block:
    return Block(kind="paragraph", text=text, line=0)


def test_what_its_source_tells_stands() -> None:
    block, notes, failed = verified(paragraph("全县有小学39所[1]。"), COUNTY, [CITED], "", lambda _: DOCUMENT)
    assert (block.text, notes, failed) == ("全县有小学39所[1]。", [], 0)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("全县有小学93所[1]。", COUNTY),
        ("全县有小学39人[1]。", COUNTY),
        ("全县有小学39所[1]。", OTHER),
        ("全县有小学39所。", COUNTY),
    ],
    ids=["another figure", "another unit", "another place", "no source"],
)
def test_what_no_source_tells_goes(text: str, place: Place) -> None:
    block, _, failed = verified(paragraph(text), place, [CITED], "", lambda _: DOCUMENT)
    assert (block.text, failed) == ("", 1)


def test_a_quote_that_is_not_the_text_bears_nothing_out() -> None:
    forged = replace(CITED, quote=TEXT.replace("39", "93"))
    block, _, failed = verified(paragraph("全县有小学93所[1]。"), COUNTY, [forged], "", lambda _: DOCUMENT)
    assert (block.text, failed) == ("", 1)


def test_of_a_table_only_the_row_that_fails_goes() -> None:
    table = Block(
        kind="table", text="对比", line=0, head=("项目", "云岭县"), rows=(("小学", "39所[1]"), ("教师", "2981人[1]"))
    )
    block, _, failed = verified(table, None, [CITED], "", lambda _: DOCUMENT)
    assert (block.rows, failed) == ((("小学", "39所[1]"),), 1)


def test_a_corrected_figure_is_said_right_and_told() -> None:
    at = TEXT.index("39所")
    noted = SpanNote(start=at, end=at + 3, kind="更正", text="原文39所已更正为43所（张三，原文误写）", value="43所")
    corrected = replace(DOCUMENT, notes=(noted,))
    block, notes, _ = verified(paragraph("全县有小学39所[1]。"), COUNTY, [CITED], "", lambda _: corrected)
    assert "43所" in block.text
    assert any("更正" in note for note in notes)
