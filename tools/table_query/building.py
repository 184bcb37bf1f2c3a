"""Cells as received made into a typed table: header levels, kinds of columns, totals and notes set apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.units import same_dimension
from tools.table_query.cells import date_of, is_missing, is_unit, kind_of, number_of, plain, serial_date
from tools.table_query.nouns import noun_of, record_of
from tools.table_query.typed import UNIQUE, Column, Row, TableKind, TypedTable, Value

TOTAL = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十\d]+[)）、.]\s*)?(?:[\u4e00-\u9fff]{0,8}(?:合\s*计|总\s*计|小\s*计|共\s*计)|总\s*数|全[县区市省]|平均值?|均值)$"
)
_NOTE = re.compile(r"^(?:[*※]?\s*(?:注|备注|说明|填表|填报|审核|制表|单位负责)[人：:\d]?|注[：:])")
NOT_COUNTED = "未计入"
_MARK = r"(?:已|均)?(?:作废|废止|停用|注销)|预计|预估|暂估|模拟|估算"
# A note that marks its row, and a name that bears the mark (初中（预计）); a column of states (在用, 停用) sorts rows.
_MARKED = re.compile(rf"^(?:[本此该]行)?(?P<mark>{_MARK})(?:数据|数|值|行)?(?:[，,；;（(。].*)?$")
_NAME_MARKED = re.compile(rf"[（(][^（）()]{{0,8}}?(?P<mark>{_MARK})(?:数据|数|值|测算)?[)）]$")
_NOTES = re.compile(r"备注|说明|附注|^注$")
_SERIAL = re.compile(r"^(?:序\s*号|编\s*号|No\.?|#|行次)$", re.IGNORECASE)
_UNIT = re.compile(r"[（(]\s*(?:单位\s*[:：]\s*)?(?P<unit>[^（）()\d]{1,6}?)\s*[)）]\s*$")
_ASIDE = re.compile(r"^(?:其中|#)\s*[:：]?\s*")
_NAMED = re.compile(
    r"名称|姓名|全称|校名|园名|^(?:学校|幼儿园|单位|项目|学科|乡镇|镇街|街道|县区|地区|科目|指标|园所)$"
)
MOST_VALUES, BLANK = 80, 0.3


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a table comes from."""

    id: str
    document_id: str
    title: str
    place: str
    date: str
    name: str
    period: str
    years: frozenset[int]
    unit: str = ""
    notes: str = ""
    kind: TableKind = "sheet"
    warning: str = ""


@dataclass(frozen=True, kw_only=True)
class RawRow:
    """A row as received: number in the file, extent in the document's text, cells as text."""

    number: int
    span: tuple[int, int]
    cells: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a person said of a table, by position of its columns.

    `units` are (unit said, unit where the header tells none). `row` tells of a row's cells whether it is 合计, 不计 or
    记录; None: nothing is said.
    """

    names: Mapping[int, str] = field(default_factory=dict)
    units: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    unused: frozenset[int] = frozenset()
    row: Callable[[Sequence[str]], str | None] = lambda _: None


def typed_table(
    source: Source, header: Sequence[Sequence[str]], rows: Sequence[RawRow], said: Said | None = None
) -> TypedTable | None:
    """A typed table; None where there is nothing to ask of: no named columns, or no rows.

    Args:
        source: Where it comes from.
        header: The levels of the header, outermost first, merged cells told at every place they cover.
        rows: The rows below, notes and totals among them.
        said: What a person said of it; it holds before what the table tells.
    """
    said = said or Said()
    width = max((len(row.cells) for row in rows), default=0)
    paths = [_said_path(_path(header, column), column, said) for column in range(width)]
    body, totals, skipped = _parted(rows, paths, said.row)
    kept = [
        column
        for column in range(width)
        if paths[column][0] and column not in said.unused and not _is_serial(paths[column][0])
    ]
    if not body or len(kept) < 2:
        return None
    body = _filled_down(body, kept)
    columns = tuple(
        replace(_column(index, paths[column], source.unit, [row.cells[column] for row in body]), source=column)
        for index, column in enumerate(kept)
    )
    key = _key_of(columns, [[row.cells[column] for column in kept] for row in body])
    names = [row.cells[kept[key]] for row in body] if key >= 0 else []
    noun = noun_of(columns[key].name, names) if names else "行"
    if len(set(names)) < UNIQUE * len(names):
        noun = record_of(f"{source.title}{source.name}", [one.name for one in columns if one.kind == "text"]) or noun
    items = [f"“{one.name}”有 {count} 格不是数字，按未填处理" for one, count in _unread(columns, kept, body) if count]
    return TypedTable(
        id=source.id,
        document_id=source.document_id,
        title=source.title,
        place=source.place,
        date=source.date,
        name=source.name,
        period=source.period,
        years=source.years,
        notes=source.notes,
        kind=source.kind,
        warning=source.warning,
        columns=columns,
        key=key,
        noun=noun,
        skipped=(*skipped, *items),
        rows=tuple(_row(row, columns, kept) for row in body),
        totals=tuple(_row(row, columns, kept) for row in totals),
    )


def _path(header: Sequence[Sequence[str]], column: int) -> tuple[tuple[str, ...], str, bool]:
    """Header levels without units, the unit they tell, and whether the column is 其中."""
    words: list[str] = []
    unit, inner = "", False
    for level in header:
        text = re.sub(r"\s+", "", plain(level[column])) if column < len(level) else ""
        found = _UNIT.search(text)
        if found and is_unit(found["unit"]):
            unit, text = found["unit"], text[: found.start()]
        if text.endswith("%"):
            unit, text = "%", text[:-1]
        inner = inner or bool(_ASIDE.match(text))
        text = _ASIDE.sub("", text)
        if text and text not in words[-1:]:
            words.append(text)
    return tuple(words), unit, inner


def _said_path(path: tuple[tuple[str, ...], str, bool], column: int, said: Said) -> tuple[tuple[str, ...], str, bool]:
    words, unit, inner = path
    own, declared = said.units.get(column, ("", ""))
    unit = plain(own) or unit or plain(declared)
    return ((said.names[column],), unit, False) if column in said.names else (words, unit, inner)


def _is_serial(path: tuple[str, ...]) -> bool:
    return len(path) == 1 and bool(_SERIAL.match(path[0]))


def _parted(
    rows: Sequence[RawRow],
    paths: Sequence[tuple[tuple[str, ...], str, bool]],
    said: Callable[[Sequence[str]], str | None],
) -> tuple[list[RawRow], list[RawRow], list[str]]:
    """Rows of things, rows of totals, and what was skipped."""
    body: list[RawRow] = []
    totals: list[RawRow] = []
    skipped: list[str] = []
    width = len(paths)
    for row in rows:
        cells = (*row.cells, *[""] * (width - len(row.cells)))
        items = [cell for cell in cells if cell.strip()]
        if not items:
            continue
        what = said(cells)
        if what == "合计":
            totals.append(RawRow(number=row.number, span=row.span, cells=cells))
        if what in ("合计", "不计"):
            skipped.append(f"第{row.number}行“{items[0][:20]}”由人工标为{what}，未计入")
            continue
        if what == "记录":
            body.append(RawRow(number=row.number, span=row.span, cells=cells))
            continue
        if len(items) == 1 and width > 2:
            # A lone cell is a note, or the name of the rows below it.
            skipped.append(f"第{row.number}行“{items[0][:20]}”不是数据，未计入")
            continue
        if _NOTE.match(items[0]):
            skipped.append(f"第{row.number}行是说明，未计入")
            continue
        if any(TOTAL.match(re.sub(r"\s+", "", plain(cell))) for cell in items[:2] if number_of(cell) is None):
            totals.append(RawRow(number=row.number, span=row.span, cells=cells))
            skipped.append(f"第{row.number}行“{items[0]}”是合计，未计入")
            continue
        if mark := _mark_of(cells, paths):
            skipped.append(f"第{row.number}行标着“{mark}”，{NOT_COUNTED}")
            continue
        body.append(RawRow(number=row.number, span=row.span, cells=cells))
    return body, totals, skipped


def _mark_of(cells: Sequence[str], paths: Sequence[tuple[tuple[str, ...], str, bool]]) -> str:
    """What marks a row as void, or as no more than expected or tried out; '' for a row that counts."""
    for cell, (path, _, _) in zip(cells, paths, strict=False):
        pattern = _MARKED if path and _NOTES.search(path[-1]) else _NAME_MARKED
        if found := pattern.search(re.sub(r"\s+", "", plain(cell))):
            return found["mark"]
    return ""


def _filled_down(body: list[RawRow], kept: Sequence[int]) -> list[RawRow]:
    """Rows with the first column told anew where it is left empty below a name, as offices group rows."""
    first = kept[0]
    items = [row.cells[first] for row in body]
    empty = sum(not text for text in items)
    if not items[0] or not empty or empty < BLANK * len(items) or number_of(items[0]) is not None:
        return body
    filled, last = [], ""
    for row in body:
        last = row.cells[first] or last
        filled.append(
            RawRow(number=row.number, span=row.span, cells=(*row.cells[:first], last, *row.cells[first + 1 :]))
        )
    return filled


def _column(index: int, items: tuple[tuple[str, ...], str, bool], sheet_unit: str, texts: list[str]) -> Column:
    path, unit, inner = items
    kind = kind_of(texts, "".join(path))
    if kind == "number" and not unit:
        own = {found.unit for text in texts if (found := number_of(text)) is not None and found.unit}
        own -= {"万", "亿"}
        unit = own.pop() if len(own) == 1 else _of_sheet(sheet_unit, "".join(path))
        if re.search(r"年份|年度", path[-1]):
            unit = ""
    distinct = dict.fromkeys(plain(text) for text in texts if not is_missing(text))
    repeated = len(distinct) < len([text for text in texts if not is_missing(text)])
    values = tuple(distinct) if kind == "text" and len(distinct) <= MOST_VALUES and repeated else ()
    return Column(index=index, path=path, unit=unit, kind=kind, values=values, inner=inner)


# What a header counts, where a sheet tells several units in one line (单位：所、人、万元).
_MEASURED = (
    (re.compile(r"资金|经费|金额|补助|拨款|支出|收入|预算|决算|投资|工资|学费|价"), "元"),
    (re.compile(r"面积"), "平方米"),
    (re.compile(r"学生|人数|幼儿|儿童|教师|教职工|人员|考生|毕业生|男|女"), "人"),
    (re.compile(r"校|园|教学点"), "所"),
    (re.compile(r"车"), "辆"),
)


def _of_sheet(units: str, header: str) -> str:
    """The unit of a column by the sheet's unit line; of several the one that its header measures, '' for none."""
    items = [word for word in re.split(r"[、,，;；和\s]+", units) if is_unit(word)]
    if len(items) < 2:
        return items[0] if items and items[0] == units else ""
    wanted = next((base for pattern, base in _MEASURED if pattern.search(header)), "")
    fitting = [word for word in items if wanted and same_dimension(word.lstrip("十百千万亿"), wanted)]
    return fitting[0] if len(fitting) == 1 else ""


def _key_of(columns: Sequence[Column], body: Sequence[Sequence[str]]) -> int:
    """The column that names the rows: words, hardly ever twice, a name by its header first; -1 for none."""
    found = []
    for column in columns:
        items = [row[column.index] for row in body if row[column.index]]
        if column.kind != "text" or not items or len(items) < UNIQUE * len(body):
            continue
        if len(set(items)) >= UNIQUE * len(items):
            found.append(column)
    named = [one for one in found if _NAMED.search(one.path[-1])]
    by_words = [one for one in found if not re.search(r"码|号|电话|备注|地址|邮箱|身份证", one.name)]
    if named or by_words or found:
        return (named or by_words or found)[0].index
    # Rows of two years or two stages of one school repeat its name.
    sorting = [one for one in columns if one.kind == "text" and len(one.values) != 1]
    again = [one for one in sorting if re.search(r"名称|校名|园名|姓名|^学校$|^幼儿园$", one.path[-1])]
    return again[0].index if again else -1


def _texts(body: Sequence[RawRow], column: int) -> list[str]:
    return [row.cells[column] for row in body]


def _unread(columns: Sequence[Column], kept: Sequence[int], body: Sequence[RawRow]) -> list[tuple[Column, int]]:
    return [
        (one, sum(not is_missing(text) and number_of(text) is None for text in _texts(body, kept[one.index])))
        for one in columns
        if one.kind == "number"
    ]


def _row(row: RawRow, columns: Sequence[Column], kept: Sequence[int]) -> Row:
    texts = tuple(plain(row.cells[column]) for column in kept)
    return Row(
        number=row.number,
        span=row.span,
        texts=texts,
        values=tuple(_value(text, column) for text, column in zip(texts, columns, strict=True)),
    )


def _value(text: str, column: Column) -> Value:
    if is_missing(text):
        return None
    if column.kind == "text":
        return text
    found = number_of(text)
    if column.kind == "number":
        return found.value * _scale(found.unit, column.unit) if found else None
    return date_of(text) or (serial_date(found.value) if found else None)


def _scale(written: str, unit: str) -> float:
    """What a cell's own 万 or 亿 makes of its number, where its column's unit does not say it: 4.3万 under （人）."""
    for word, factor in (("万", 1e4), ("亿", 1e8)):
        if written.startswith(word) and not unit.startswith(word):
            return factor
    return 1.0
