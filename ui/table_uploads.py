"""Uploaded tables: loaded with their checks, and the preview of which header is taken for which column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.errors import DataError
from tools.tables import TABLES
from tools.tables.headers import HeaderMatch
from tools.tables.loading import LoadedTable, load_table
from tools.tables.reading import ENDINGS
from tools.tables.shapes import Shapes
from ui.templating import render

_NO_SHAPES = Shapes()
MAX_FILES = 12
TYPES = list(ENDINGS)
_HOW = {
    "同名": "与模板同名",
    "同义": "按同义列名识别",
    "自带": "本地自设项目",
    "指定": "按上次的对应",
    "未用": "没有用到",
}


def load_uploads(
    paths: Sequence[str] | None, kind: str, confirmed: str, shapes: Shapes = _NO_SHAPES
) -> list[LoadedTable]:
    """Uploaded files as checked tables.

    Args:
        paths: Where Gradio put them.
        kind: What they are, A to S; "" to tell by the headers.
        confirmed: Findings a person has confirmed, as typed: "W01:12、W05".
        shapes: What people said of tables with the same header.

    Raises:
        DataError: If there is no file or too many.
        LoadError: If one cannot be read or recognised.
    """
    if not paths:
        raise DataError("还没有上传表格", next_step="请上传 xlsx、xls、et 或 csv，列名照模板；或改用已存的表")
    if len(paths) > MAX_FILES:
        raise DataError(f"上传了 {len(paths)} 个文件，一次最多 {MAX_FILES} 个", next_step="去掉本指标用不到的表")
    codes = tuple(word for word in re.split(r"[,，、;；\s]+", confirmed) if word)
    return [load_table(path, kind=kind, title=Path(path).stem, confirmed=codes, shapes=shapes) for path in paths]


def preview_html(tables: Sequence[LoadedTable]) -> str:
    """Which headers of the uploaded files are taken for which columns: what an official confirms before computing."""
    return render("table_preview.html", tables=[_previewed(table) for table in tables])


def _previewed(table: LoadedTable) -> dict[str, Any]:
    """What the preview shows of one table."""
    others = [match for match in table.mapping if match.how != "同名" or match.factor != 1]
    return {
        "title": table.title,
        "kind": TABLES[table.kind].title,
        "scope": "，".join(part for part in (table.place, table.period, f"{len(table.frame)} 行") if part),
        "same": len(table.mapping) - len(others),
        "doubts": f"；{len(table.problems)} 处数据问题，测算后逐条列出" if table.problems else "",
        "rows": [(match.header, match.column or "—", _told(match)) for match in others],
    }


def _told(match: HeaderMatch) -> str:
    factor = f"，单位{match.unit}，数值×{match.factor:g}" if match.factor != 1 else ""
    return _HOW[match.how] + factor
