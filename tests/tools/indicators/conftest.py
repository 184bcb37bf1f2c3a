from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from tools.tables.loading import LoadedTable, load_table

Cells = Mapping[str, object]
TableOf = Callable[..., LoadedTable]

# A primary school that meets all seven lines exactly twice over where nothing else is said.
SCHOOL: dict[str, object] = {
    "年度": "2023-2024",
    "县区": "某县",
    "学校标识码": "1000000001",
    "学校名称": "甲小学",
    "办学类型": "小学",
    "学段": "小学",
    "举办者": "县级教育部门",
    "办学条件口径": "本学段",
    "在校生数": 1000,
    "班数": 25,
    "专任教师数": 60,
    "专科学历专任教师": 20,
    "本科学历专任教师": 28,
    "硕士学历专任教师": 2,
    "博士学历专任教师": 0,
    "县级以上骨干教师": 12,
    "体育专任教师": 5,
    "音乐专任教师": 3,
    "美术专任教师": 2,
    "艺术专任教师": 0,
    "教学及辅助用房面积": 5200,
    "室内体育用房面积": 500,
    "运动场地面积": 8000,
    "教学仪器设备资产值": 220,
    "网络多媒体教室": 26,
}


@pytest.fixture
def table_of(tmp_path: Path) -> TableOf:
    """A table of schools: each mapping changes the standard school; codes and names are numbered."""

    def make(rows: Sequence[Cells], **options: object) -> LoadedTable:
        path = tmp_path / f"表{len(list(tmp_path.iterdir()))}.csv"
        filled = [
            SCHOOL | {"学校标识码": f"{1000000000 + number}", "学校名称": f"学校{number}"} | dict(row)
            for number, row in enumerate(rows, 1)
        ]
        names = list(dict.fromkeys(name for row in filled for name in row))
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, names, restval="")
            writer.writeheader()
            writer.writerows(filled)
        return load_table(path, kind="A", **options)

    return make


@pytest.fixture
def table(tmp_path: Path) -> Callable[[str, Sequence[Sequence[object]]], LoadedTable]:
    """A table from its header and rows, of whatever kind its header says."""

    def make(header: str, rows: Sequence[Sequence[object]]) -> LoadedTable:
        path = tmp_path / f"表{len(list(tmp_path.iterdir()))}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([header.split(","), *rows])
        return load_table(path)

    return make
