"""A table's preview: its first rows, what each column is taken for, and the form to put that right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from corpus.table_mappings import NO_KIND, UNUSED, TableMapping
from tools.table_preview import SHOWN_COLUMNS, TablePreview, kind_title, mapped_by
from tools.table_sayings import Saying
from tools.tables import TABLES
from tools.tables.shapes import HEADER_SEARCHED
from ui.templating import render

# Rows are for telling header, totals and records apart: the first columns do for that.
GRID_COLUMNS = 12
MAX_TABLES = 30
NOT_USED = "不用这一列"
ROLES = (("", "按程序"), ("记录", "记录"), ("合计", "合计"), ("不计", "不计"))


def mapping_html(
    shown: TablePreview, count: int, history: Sequence[TableMapping], since: int = 0, signed: str | None = ""
) -> str:
    """The preview and its form.

    Args:
        shown: The table.
        count: How many tables the document has.
        history: What was ever said of this shape, oldest first.
        since: The first column listed.
        signed: Whose name stands under what is saved; '' asks for it, None lets nothing be saved.
    """
    which = f"第 {shown.number + 1} 张表" + (f"（{shown.sheet}）" if shown.sheet else "")
    about = f"{which}，{shown.row_count} 行 {shown.column_count} 列。{_state(shown)}"
    return render(
        "table_mapping.html",
        id=shown.document_id,
        title=shown.title,
        number=shown.number,
        others=_others(shown, count),
        about=about,
        asks=shown.asks,
        lacking=_lacking(shown) if shown.kind and shown.missing else "",
        kept=_kept(shown, history, since),
        history=[_told(one) for one in reversed(history[-20:])],
        may_save=signed is not None,
        may_undo=shown.shape is not None,
        signed=signed,
        **_choices(shown),
        **_columns(shown, since),
        **_grid(shown),
    )


def saying_of(fields: Mapping[str, str]) -> Saying:
    """What a person filled in, as the form sends it.

    Raises:
        ValueError: If a number is none: then the form did not come from the page.
    """
    positions = sorted(int(name[7:]) for name in fields if name.startswith("column:"))
    columns = []
    for at in positions:
        column = fields[f"column:{at}"].strip()
        columns.append((at, UNUSED if column == NOT_USED else column, fields.get(f"unit:{at}", "").strip()))
    rows = [(int(name[4:]), what) for name, what in fields.items() if name.startswith("row:")]
    return Saying(
        header=int(fields["header"]),
        levels=int(fields["levels"]),
        kind=fields.get("kind", ""),
        columns=tuple(columns),
        rows=tuple(rows),
        who=fields.get("who", ""),
        seen=int(fields["seen"]),
    )


def _state(shown: TablePreview) -> str:
    known = f"识别为{kind_title(shown.kind)}。" if shown.kind else "不是预设的表，按自己的列名回答。"
    return f"{mapped_by(shown.shape)}，{known}" if shown.shape else known


def _lacking(shown: TablePreview) -> str:
    names = "、".join(shown.missing[:12]) + (f"等 {len(shown.missing)} 列" if shown.missing[12:] else "")
    return f"还没有对应的必填列：{names}。可以问表；指标测算要等这些列齐了。"


def _others(shown: TablePreview, count: int) -> list[dict[str, Any]]:
    """The tables of the document to choose from; none where there is only one."""
    return [
        {"name": number + 1, "number": number, "pressed": str(number == shown.number).lower()}
        for number in range(min(count, MAX_TABLES) if count > 1 else 0)
    ]


def _kept(shown: TablePreview, history: Sequence[TableMapping], since: int) -> list[tuple[str, Any]]:
    """What the form sends back as it was given."""
    return [
        ("id", shown.document_id),
        ("number", shown.number),
        ("seen", history[-1].id if history else 0),
        ("levels", shown.levels),
        ("since", since),
    ]


def _options(named: Iterable[tuple[Any, str]], chosen: Any) -> list[dict[str, Any]]:
    return [{"value": value, "label": label, "chosen": value == chosen} for value, label in named]


def _choices(shown: TablePreview) -> dict[str, Any]:
    """What the table may be, which row may be its header, and the names that columns may have."""
    said = shown.shape.mapping.kind if shown.shape else ""
    headers = [
        (row.position, f"第{row.number}行：{'、'.join(filter(None, row.cells))[:30]}")
        for row in shown.rows[:HEADER_SEARCHED]
    ]
    if shown.header < 0:
        headers.insert(0, (shown.header, "（没有找到）"))
    names = TABLES[said].notes if said in TABLES else dict.fromkeys(n for k in TABLES for n in TABLES[k].notes)
    return {
        "kinds": _options(((kind, kind_title(kind)) for kind in ("", *TABLES, NO_KIND)), said),
        "headers": _options(headers, shown.header),
        "declared": [NOT_USED, *names][:400],
    }


def _columns(shown: TablePreview, since: int) -> dict[str, Any]:
    """The columns listed, and the way to those before and after."""
    listed = shown.columns[since : since + SHOWN_COLUMNS]
    last = since + len(listed)
    turns, span = [], ""
    if len(shown.columns) > SHOWN_COLUMNS:
        turns += [(max(0, since - SHOWN_COLUMNS), "前面的列")] if since else []
        turns += [(last, "后面的列")] if last < len(shown.columns) else []
        span = f"第 {since + 1}—{last} 列，共 {len(shown.columns)} 列"
    columns = [
        {
            "at": one.position,
            "written": one.written,
            "type": one.type or "未用",
            "unit": one.unit or "—",
            "said_unit": one.said_unit,
            "column": one.column or "没有对应，按原名",
            "said": NOT_USED if one.said == UNUSED else one.said,
            "how": one.how,
        }
        for one in listed
    ]
    return {"columns": columns, "turns": turns, "span": span}


def _grid(shown: TablePreview) -> dict[str, Any]:
    """The first rows, each below the header with what it may be taken for."""
    rows = [
        {
            "at": row.position,
            "number": row.number,
            "role": row.role,
            "why": row.why,
            "roles": _options(ROLES, row.said) if row.position > shown.header >= 0 else [],
            "cells": row.cells[:GRID_COLUMNS],
        }
        for row in shown.rows
    ]
    more = f"，前 {GRID_COLUMNS} 列" if shown.column_count > GRID_COLUMNS else ""
    return {
        "rows": rows,
        "grid_title": f"前 {len(shown.rows)} 行{more}",
        "grid_columns": min(GRID_COLUMNS, max(1, shown.column_count)),
    }


def _told(one: TableMapping) -> str:
    what = "撤回" if one.withdrawn else f"{len(one.columns)} 列"
    return f"{one.who}，{one.at:%Y-%m-%d %H:%M}：{what}"
