"""A year is one year however it is written."""

from __future__ import annotations

import pytest

from tests.tools.tables.conftest import HEADER, Book, school
from tools.compute_indicator import compute
from tools.tables.loading import load_table
from tools.tables.parsing import normal_year


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2024-2025学年", "2024-2025"),
        ("2024—2025", "2024-2025"),
        ("2024－2025 学年度", "2024-2025"),
        ("2024——2025学年", "2024-2025"),
        ("2024/2025", "2024-2025"),
        ("2024至2025学年", "2024-2025"),
        ("２０２４～２０２５", "2024-2025"),
        ("2024年-2025年", "2024-2025"),
        ("2024-25学年", "2024-2025"),
        ("2024学年", "2024-2025"),
        ("2024年", "2024"),
        ("2024年度", "2024"),
        ("2024", "2024"),
        ("2023-2025", "2023-2025"),
        ("2024-12", "2024-12"),
        ("2024-2025学年上学期", "2024-2025学年上学期"),
        ("今年", "今年"),
    ],
)
def test_a_year_has_one_spelling(text: str, year: str) -> None:
    assert normal_year(text) == year


def test_spellings_of_one_year_do_not_split_the_county(book: Book) -> None:
    written = ("2024-2025学年", "2024—2025", "2024/2025", "2024-2025")
    table = load_table(book({"表": [HEADER, *(school(n, 年度=year) for n, year in enumerate(written, 1))]}))
    assert (table.period, table.problems, len(table.frame)) == ("2024-2025", (), 4)
    result = compute("优质均衡", [table], {"年度": "2024—2025学年"})
    assert len(result.included) == 4
