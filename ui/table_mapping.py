"""A table's preview: its first rows, what each column is taken for, and the form to put that right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from corpus.table_mappings import NO_KIND, UNUSED, TableMapping
from tools.table_preview import SHOWN_COLUMNS, TablePreview, kind_title, mapped_by
from tools.table_sayings import Saying
from tools.tables import TABLES
from tools.tables.shapes import HEADER_SEARCHED
from ui.document_record import who_field
from ui.render import escape

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
    return (
        f'<div class="cw-mapping"><h2 id="cw-drawer-title">表格与列的对应：{escape(shown.title)}</h2>'
        f'<p class="cw-deeds"><button type="button" class="cw-deed cw-line" data-shelf="read" '
        f'data-id="{escape(shown.document_id)}">看全文</button>{_others(shown, count)}</p>'
        f"<p>{escape(which)}，{shown.row_count} 行 {shown.column_count} 列。{escape(_state(shown))}</p>"
        + "".join(f'<p class="cw-warning" role="note">{escape(one)}</p>' for one in shown.asks)
        + (_lacking(shown) if shown.kind and shown.missing else "")
        + _form(shown, history, since, signed)
        + _history(history)
        + "</div>"
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
    text = f"还没有对应的必填列：{names}。可以问表；指标测算要等这些列齐了。"
    return f'<p class="cw-where">{escape(text)}</p>'


def _others(shown: TablePreview, count: int) -> str:
    if count < 2:
        return ""
    return "".join(
        f'<button type="button" class="cw-deed cw-line" data-shelf="tables" data-id="{escape(shown.document_id)}" '
        f'data-number="{number}" aria-pressed="{str(number == shown.number).lower()}">表 {number + 1}</button>'
        for number in range(min(count, MAX_TABLES))
    )


def _form(shown: TablePreview, history: Sequence[TableMapping], since: int, signed: str | None) -> str:
    said = shown.shape.mapping.kind if shown.shape else ""
    kinds = "".join(
        f'<option value="{kind}"{" selected" if kind == said else ""}>{escape(kind_title(kind))}</option>'
        for kind in ("", *TABLES, NO_KIND)
    )
    heads = "".join(
        f'<option value="{row.position}"{" selected" if row.position == shown.header else ""}>'
        f"第{row.number}行：{escape('、'.join(filter(None, row.cells))[:30])}</option>"
        for row in shown.rows[:HEADER_SEARCHED]
    )
    if shown.header < 0:
        heads = '<option value="-1" selected>（没有找到）</option>' + heads
    names = TABLES[said].notes if said in TABLES else dict.fromkeys(n for k in TABLES for n in TABLES[k].notes)
    declared = "".join(f'<option value="{escape(name)}"></option>' for name in [NOT_USED, *names][:400])
    seen = history[-1].id if history else 0
    undo = (
        ""
        if not shown.shape
        else ('<button type="submit" class="cw-deed cw-line" name="withdraw" value="1">撤回这种表的对应</button>')
    )
    save = (
        ""
        if signed is None
        else (
            f'<div class="cw-fields"><label>您的姓名{who_field(signed)}</label></div>'
            f'<p><button type="submit" class="cw-go">保存对应</button>{undo}</p><p class="cw-bad" role="alert"></p>'
            "<p class='cw-where'>保存后，问表和指标测算都按这里的对应；以后列名相同的表也按这次的对应。</p>"
        )
    )
    return (
        f'<form class="cw-post" data-post="library/tables">'
        f'<input type="hidden" name="id" value="{escape(shown.document_id)}">'
        f'<input type="hidden" name="number" value="{shown.number}"><input type="hidden" name="seen" value="{seen}">'
        f'<input type="hidden" name="levels" value="{shown.levels}"><input type="hidden" name="since" value="{since}">'
        f'<div class="cw-fields"><label>这是什么表<select name="kind">{kinds}</select></label>'
        f'<label>表头是哪一行<select name="header" data-retry>{heads}</select></label></div>'
        f"{_columns(shown, since)}<datalist id='cw-declared'>{declared}</datalist>{_grid(shown)}{save}</form>"
    )


def _columns(shown: TablePreview, since: int) -> str:
    listed = shown.columns[since : since + SHOWN_COLUMNS]
    rows = "".join(
        f"<tr><td>{escape(one.written)}</td><td>{escape(one.type or '未用')}</td>"
        f'<td><input name="unit:{one.position}" aria-label="{escape(one.written)}的单位" maxlength="12" '
        f'value="{escape(one.said_unit)}" placeholder="{escape(one.unit or "—")}"></td>'
        f'<td><input name="column:{one.position}" aria-label="{escape(one.written)}对应到" list="cw-declared" '
        f'maxlength="60" value="{escape(NOT_USED if one.said == UNUSED else one.said)}" '
        f'placeholder="{escape(one.column or "没有对应，按原名")}"></td><td>{escape(one.how)}</td></tr>'
        for one in listed
    )
    more = ""
    if len(shown.columns) > SHOWN_COLUMNS:
        last = since + len(listed)
        turns = [(max(0, since - SHOWN_COLUMNS), "前面的列")] if since else []
        turns += [(last, "后面的列")] if last < len(shown.columns) else []
        buttons = "".join(
            f'<button type="button" class="cw-deed cw-line" data-shelf="tables" data-id="{escape(shown.document_id)}" '
            f'data-number="{shown.number}" data-since="{at}">{name}</button>'
            for at, name in turns
        )
        more = f'<p class="cw-where">第 {since + 1}—{last} 列，共 {len(shown.columns)} 列 {buttons}</p>'
    return (
        '<h3>各列</h3><div class="cw-scroll"><table class="cw-table cw-columns"><tr><th>表里的列名</th><th>类型</th>'
        f"<th>单位</th><th>对应到</th><th>怎样识别</th></tr>{rows}</table></div>{more}"
    )


def _grid(shown: TablePreview) -> str:
    lines = []
    for row in shown.rows:
        choice = ""
        if row.position > shown.header >= 0:
            options = "".join(
                f'<option value="{value}"{" selected" if value == row.said else ""}>{name}</option>'
                for value, name in ROLES
            )
            choice = f'<select name="row:{row.position}" aria-label="第{row.number}行是什么">{options}</select>'
        cells = "".join(f"<td>{escape(cell)}</td>" for cell in row.cells[:GRID_COLUMNS])
        why = f"<small>{escape(row.why)}</small>" if row.why else ""
        lines.append(
            f"<tr><th scope='row'>{row.number}</th><td>{escape(row.role)}{why}</td><td>{choice}</td>{cells}</tr>"
        )
    more = f"，前 {GRID_COLUMNS} 列" if shown.column_count > GRID_COLUMNS else ""
    return (
        f'<h3>前 {len(shown.rows)} 行{more}</h3><div class="cw-scroll"><table class="cw-table cw-rows">'
        f"<tr><th>行</th><th>是什么</th><th>改成</th><th colspan='{min(GRID_COLUMNS, max(1, shown.column_count))}'>"
        f"内容</th></tr>{''.join(lines)}</table></div>"
    )


def _history(history: Sequence[TableMapping]) -> str:
    if not history:
        return ""
    lines = "".join(
        f"<li>{escape(one.who)}，{one.at:%Y-%m-%d %H:%M}：{'撤回' if one.withdrawn else f'{len(one.columns)} 列'}</li>"
        for one in reversed(history[-20:])
    )
    return f"<details><summary>改动记录</summary><ul>{lines}</ul></details>"
