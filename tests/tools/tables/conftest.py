from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest

_NAMES = (
    "年度,县区,学校标识码,学校名称,办学类型,学段,举办者,办学条件口径,在校生数,班数,专任教师数,专科学历专任教师,"
    "本科学历专任教师,硕士学历专任教师,博士学历专任教师,县级以上骨干教师,体育专任教师,音乐专任教师,美术专任教师,"
    "艺术专任教师,教学及辅助用房面积,室内体育用房面积,运动场地面积,教学仪器设备资产值,网络多媒体教室"
)
HEADER = _NAMES.split(",")
_NUMBERS = (1000, 25, 60, 20, 28, 2, 0, 12, 5, 3, 2, 0, 5200, 500, 8000, 220, 26)

Row = list[object]
Book = Callable[..., Path]


def school(number: int, **changes: object) -> Row:
    """A primary school that meets every line, with some cells changed."""
    row = [
        "2024-2025",
        "柳溪县",
        f"{7000000000 + number}",
        f"柳溪第{number}小学",
        "小学",
        "小学",
        "县级教育部门",
        "本学段",
    ]
    return list((dict(zip(HEADER, [*row, *_NUMBERS], strict=True)) | changes).values())


def sums(rows: Sequence[Row], **named: object) -> Row:
    """A row of the sums of others, with what its first cells say."""
    added = [sum(float(str(cell)) for cell in column) for column in list(zip(*rows, strict=True))[8:]]
    return [*(named.get(name) for name in HEADER[:8]), *added]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Writes an xlsx: sheets by name, those named in `hidden` hidden."""

    def make(sheets: dict[str, list[Row]], hidden: Sequence[str] = ()) -> Path:
        made = openpyxl.Workbook()
        made.remove(made.active)
        for name, rows in sheets.items():
            sheet = made.create_sheet(name)
            sheet.sheet_state = "hidden" if name in hidden else "visible"
            for row in rows:
                sheet.append(row)
        path = tmp_path / f"册{len(list(tmp_path.iterdir()))}.xlsx"
        made.save(path)
        return path

    return make
