"""数据台账: figures of the corpus by place, name and year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from langchain_core.tools import BaseTool, tool
from pydantic import Field

from core.ledger_figure import LedgerFigure
from core.schema import Figure
from tools.stored_figures import figures_of_place

MAX_SHOWN = 20


def find_figures(
    rows: Sequence[LedgerFigure],
    *,
    place: str = "",
    name: str = "",
    year: int | None = None,
    role: Literal["result", "target", "rule", ""] = "",
) -> list[LedgerFigure]:
    """Rows of the ledger that fit.

    Args:
        rows: The ledger.
        place: A place's name or full name; "" for all.
        name: Words of the subject, parted by spaces; a row must hold each in its subject or sentence.
        year: Calendar year the figure speaks of; None for all.
        role: Whether results, targets or rules; "" for all.

    Returns:
        Fitting rows; those that hold the words in their subject come first, each group in the order of the ledger.
    """
    words = name.split()
    found = [
        row
        for row in figures_of_place(list(rows), place)
        if (year is None or year in row.years)
        and (not role or row.role == role)
        and all(word in row.subject or word in row.sentence for word in words)
    ]
    return sorted(found, key=lambda row: not all(word in row.subject for word in words))


def as_figure(row: LedgerFigure) -> Figure:
    """A row of the ledger as the one shape of figures; `source` is the row's ref (document#offset)."""
    ranged = row.value is None
    return Figure(
        ref=row.ref,
        name=row.subject,
        value=row.value,
        unit=row.unit,
        place=row.place,
        period=row.period,
        origin="quoted",
        low=row.low if ranged else None,
        high=row.high if ranged else None,
        text=row.text,
        source=row.ref,
    )


def lookup_tool(rows: Sequence[LedgerFigure]) -> BaseTool:
    """The ledger as a LangChain tool.

    Args:
        rows: The ledger it looks in.
    """

    @tool(parse_docstring=True, response_format="content_and_artifact")
    def lookup_figure(
        name: str, place: str = "", year: Annotated[int | None, Field(ge=1949, le=2100)] = None
    ) -> tuple[str, list[Figure]]:
        """在数据台账里查一个数：按指标、地方和年份，给出原文里的数、单位和出处。

        Args:
            name: 指标或主体的关键词，多个词用空格隔开，例如“高考 考生”。
            place: 地名，例如“甲县”；不限地方时留空。
            year: 年份，例如 2024；不限时留空。
        """
        found = find_figures(rows, place=place, name=name, year=year)[:MAX_SHOWN]
        lines = [
            f"{row.place or '（未标地方）'} {row.period or '（未标时间）'} {row.subject}：{row.text}（{row.ref}）"
            for row in found
        ]
        return "\n".join(lines) or "台账里没有符合的数", [as_figure(row) for row in found]

    return lookup_figure
