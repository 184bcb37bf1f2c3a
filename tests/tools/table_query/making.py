"""Tables made for the tests."""

from __future__ import annotations

from collections.abc import Sequence

from tools.table_query.building import RawRow, Source, typed_table
from tools.table_query.typed import TypedTable

ROSTER = (
    "序号",
    "学校名称",
    "类别",
    "所在乡镇",
    "城乡类型",
    "办学性质",
    "在校生数",
    "其中：寄宿生",
    "班级数",
    "专任教师",
    "建校年份",
)
SCHOOLS = (
    ("1", "澜川县第一小学", "小学", "城关镇", "城区", "公办", "1,200", "0", "24", "60", "1952"),
    ("2", "澜川县第二小学", "小学", "城关镇", "城区", "公办", "800", "—", "18", "42", "1998"),
    ("3", "苇河镇中心小学", "小学", "苇河镇", "镇区", "公办", "450", "30", "12", "30", "1949"),
    ("4", "石岭小学", "小学", "苇河镇", "乡村", "公办", "60", "", "6", "8", "1970"),
    ("5", "澜川县第一中学", "初中", "城关镇", "城区", "公办", "1500", "300", "30", "110", "1938"),
    ("6", "澜川县第三中学", "初中", "苇河镇", "镇区", "公办", "700", "260", "15", "56", "2001"),
    ("7", "育新学校", "初中", "城关镇", "城区", "民办", "900", "500", "20", "64", "2015"),
    ("合计", "", "", "", "", "", "5,610", "1,090", "125", "370", ""),
)
TOWNS = (("乡镇", "小学", "小学", "初中", "初中"), ("乡镇", "男", "女", "男", "女"))
BY_TOWN = (
    ("城关镇", "1050", "950", "1300", "1,100"),
    ("苇河镇", "300", "210", "400", "300"),
    ("合计", "1350", "1160", "1700", "1400"),
)


def table(
    header: Sequence[Sequence[str]],
    rows: Sequence[Sequence[str]],
    *,
    year: int = 2024,
    name: str = "学校花名册",
    notes: str = "",
    unit: str = "",
) -> TypedTable:
    """A typed table of 澜川县; raises where nothing can be asked of it."""
    made = typed_table(
        Source(
            id=f"{name}{year}",
            document_id=f"{name}{year}",
            title=f"澜川县{year}年{name}",
            place="青岚省澜川县",
            date=f"{year}-09-20",
            name=name,
            period=f"{year}年",
            years=frozenset({year}),
            unit=unit,
            notes=notes,
        ),
        header,
        [RawRow(number=at, span=(0, 0), cells=tuple(cells)) for at, cells in enumerate(rows, 4)],
    )
    assert made is not None
    return made


def roster(year: int = 2024, rows: Sequence[Sequence[str]] = SCHOOLS, notes: str = "") -> TypedTable:
    """The schools of a county."""
    return table([ROSTER], rows, year=year, notes=notes)
