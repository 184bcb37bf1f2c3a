"""Pages in two columns are read column by column; pages in one, lists and short tables stay as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.rendered import measure
from evals.rendered_pages import Source, sources
from ingest.loaders.columns import LoosePage, gutter_of, set_in_lines
from ingest.loaders.page_parts import PageLine

OWN = sources(seeds=False)
# Tables with seven lines of text in two columns above them: too few to show a gutter, and their lines stay mixed.
TOO_LITTLE = "07_小学基本情况公报"


def run(text: str, left: float, row: int) -> PageLine:
    return PageLine(
        text=text, left=left, right=left + 10 * len(text), top=150 + 15 * row, bottom=160 + 15 * row, size=10
    )


def page(*runs: PageLine) -> LoosePage:
    return LoosePage(width=600, height=800, runs=runs)


@pytest.mark.parametrize("source", OWN, ids=lambda source: source.name)
def test_a_text_in_two_columns_gives_the_same_text_and_tree(source: Source, tmp_path: Path) -> None:
    found = measure(source, "columns", tmp_path)
    assert found.share >= (0.97 if source.name == TOO_LITTLE else 0.99)
    assert found.structure == (source.name != TOO_LITTLE)


def test_the_left_column_is_read_to_its_end_below_a_title_over_both() -> None:
    title = run("关于印发某某实施方案的通知全文如下", 150, 0)
    left = [run(f"左栏第{n % 10}行的文字排满一栏", 50, n + 2) for n in range(12)]
    right = [run(f"右栏第{n % 10}行的文字排满一栏", 310, n + 2) for n in range(12)]
    (made,) = set_in_lines([page(title, *(one for pair in zip(left, right, strict=True) for one in pair))])
    assert [line.text[:2] for line in made.lines] == ["关于", *["左栏"] * 12, *["右栏"] * 12]


def test_names_beside_figures_are_no_columns() -> None:
    rows = [one for n in range(20) for one in (run("某某第一小学校名", 50, n), run("三十九人", 310, n))]
    assert gutter_of(page(*rows)) is None


def test_a_page_in_one_column_has_no_gutter() -> None:
    assert (
        gutter_of(page(*(run("一行从左到右排满整页的正文文字没有分栏的样子也没有空白之处", 50, n) for n in range(30))))
        is None
    )
