"""Tables over several pages. Each test lays out its pages as lines and ruled cells of 100 × 10."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.rendered import measure
from evals.rendered_pages import sources
from ingest.loaders import RawDocument
from ingest.loaders.building import TextBuilder
from ingest.loaders.grids import GridCell
from ingest.loaders.layout import add_pages
from ingest.loaders.page_parts import Page, PageLine, PageTable

HEADER = ["学校", "学生"]
FIRST = [HEADER, ["甲小学", "120"], ["乙小学", "80"]]


def table(rows: list[list[str]], top: float, *, wide: float = 200.0) -> PageTable:
    cells = tuple(GridCell(row=r, column=c, text=text) for r, row in enumerate(rows) for c, text in enumerate(row))
    edges = tuple(50 + wide * i / len(rows[0]) for i in range(len(rows[0]) + 1))
    return PageTable(top=top, bottom=top + 10 * len(rows), cells=cells, edges=edges)


def page(*tables: PageTable, lines: tuple[tuple[str, float], ...] = ()) -> Page:
    items = tuple(PageLine(text=text, left=50, right=250, top=at, bottom=at + 10, size=10) for text, at in lines)
    return Page(width=300, height=400, lines=items, tables=tables)


def document(*pages: Page) -> RawDocument:
    builder = TextBuilder()
    add_pages(builder, pages)
    return builder.build()


@pytest.mark.parametrize("again", [[HEADER], []], ids=["header repeated", "no header"])
def test_a_table_goes_on_on_the_next_page_and_every_row_has_its_header(again: list[list[str]]) -> None:
    raw = document(page(table(FIRST, 330)), page(table([*again, ["丙小学", "95"]], 50)))
    assert raw.text == "学校，学生。\n甲小学，学生：120。\n乙小学，学生：80。\n丙小学，学生：95。"
    assert len(raw.tables) == 1
    assert {mark.start: mark.label for mark in raw.marks} == {0: "第1页", raw.text.index("丙小学"): "第2页"}


def test_a_table_over_three_pages_is_one() -> None:
    raw = document(
        page(table(FIRST, 330)),
        page(table([HEADER, *[["丙小学", "95"]] * 30], 50)),
        page(table([HEADER, ["丁", "7"]], 50)),
    )
    assert len(raw.tables) == 1
    assert raw.text.count("学校，学生。") == 1
    assert [mark.label for mark in raw.marks] == ["第1页", "第2页", "第3页"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (page(table(FIRST, 330)), page(table([["丙小学", "95"]] * 2, 60), lines=(("表2 某某情况表", 45),))),
        (page(table(FIRST, 330)), page(table([["丙小学", "95", "6"]] * 2, 50))),
        (page(table(FIRST, 330)), page(table([["丙小学", "95"]] * 2, 50, wide=120.0))),
        (page(table(FIRST, 330)), page(table([["幼儿园", "教师"], ["丙园", "9"]], 50))),
        (page(table(FIRST, 50)), page(table([["丙小学", "95"]] * 2, 50))),
        (page(table(FIRST, 330), lines=(("注：数据截至年底。", 365),)), page(table([["丙小学", "95"]] * 2, 50))),
    ],
    ids=["a caption between", "more columns", "other widths", "another header", "high on its page", "a note between"],
)
def test_another_table_on_the_next_page_stays_another(first: Page, second: Page) -> None:
    assert len(document(first, second).tables) == 2


def test_words_that_touch_a_rule_from_both_sides_are_of_two_cells(tmp_path: Path) -> None:
    (source,) = [source for source in sources(seeds=False) if source.name.startswith("07")]
    assert measure(source, "pdf", tmp_path).share == 1.0
