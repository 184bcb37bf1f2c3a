"""A spreadsheet file as a checked table: header mapping, parsed cells, and the bad-data report of 指标手册 §8.6."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from core.errors import LoadError
from core.schema import Problem
from tools.tables import TABLES
from tools.tables.checking import check_frame
from tools.tables.declaring import TableSchema, column
from tools.tables.headers import HeaderMatch, find_header, match_headers
from tools.tables.parsing import normal_text, parse_cell
from tools.tables.reading import read_sheet


@dataclass(frozen=True, kw_only=True)
class LoadedTable:
    """A table ready to compute from.

    `frame` has the declared column names, its index is the spreadsheet's row (the header is row 1), NaN or None is
    missing; cells and rows with errors are blanked there and named in `problems`. `left_out` gives the reason of every
    row that must not be used. `note` travels with every answer (示例数据).
    """

    kind: str
    title: str
    path: str
    frame: pd.DataFrame
    problems: tuple[Problem, ...] = ()
    left_out: Mapping[int, str] = field(default_factory=dict)
    mapping: tuple[HeaderMatch, ...] = ()
    note: str = ""
    period: str = ""
    place: str = ""

    def source(self, row: int | str) -> str:
        """How an operand names its row: 学校学段单位表 第5行."""
        return f"{self.title} 第{row}行"

    def has(self, *columns: str) -> bool:
        """Whether the file has all of these columns."""
        return all(column in self.frame.columns for column in columns)


def load_table(
    path: Path | str,
    *,
    kind: str = "",
    title: str = "",
    note: str = "",
    sheet: str = "",
    confirmed: Collection[str] = (),
) -> LoadedTable:
    """Read, map and check one table.

    Args:
        path: A csv or xlsx file.
        kind: A to E; empty: told by its headers.
        title: What sources call it; empty: what the manifest or the kind calls it.
        note: A remark for every answer, such as 示例数据.
        sheet: Sheet of a workbook; empty: its first.
        confirmed: Findings a person has confirmed to be right, as "W01" or "W01:12" (code and row); they are still
            reported, but no longer take data out.

    Raises:
        LoadError: If the file cannot be read or is of no known kind.
    """
    file = Path(path)
    cells = read_sheet(file, sheet)
    schema, header_row = _recognise(cells.rows, kind, file.name)
    matches = match_headers(cells.rows[header_row], schema)
    frame, problems = _parse(cells.rows, header_row, matches, schema, title or schema.title)
    checked = check_frame(frame, schema, problems, title or schema.title, frozenset(confirmed))
    return LoadedTable(
        kind=schema.kind,
        title=title or schema.title,
        path=str(file),
        frame=checked.frame,
        problems=checked.problems,
        left_out=checked.left_out,
        mapping=matches,
        note=note,
        period="、".join(_distinct(checked.frame, schema.year_column)),
        place="、".join(_distinct(checked.frame, schema.place_column)),
    )


_TOTAL = re.compile(r"^(合计|总计|小计|平均|全[县区市]合计)")
# A column the schema does not declare: a number, nothing else known.
_OWN = column("", "decimal")[1].metadata["note"]


def _distinct(frame: pd.DataFrame, name: str) -> list[str]:
    return sorted({str(value) for value in frame[name].dropna()}) if name in frame.columns else []


def _recognise(rows: tuple[tuple[str, ...], ...], kind: str, name: str) -> tuple[TableSchema, int]:
    best: tuple[float, str, int] = (0.0, "", 0)
    for candidate in (kind,) if kind else tuple(TABLES):
        row, score = find_header(rows, TABLES[candidate])
        if score > best[0]:
            best = (score, candidate, row)
    if best[0] == 0:
        known = "、".join(TABLES[one].title for one in TABLES)
        raise LoadError(f"{name} 的表头认不出来", next_step=f"下载模板对照列名；认得的表有：{known}")
    return TABLES[best[1]], best[2]


def _parse(
    rows: tuple[tuple[str, ...], ...],
    header_row: int,
    matches: tuple[HeaderMatch, ...],
    schema: TableSchema,
    title: str,
) -> tuple[pd.DataFrame, list[Problem]]:
    """Cells as values; what cannot be read is missing and has a problem. Wholly empty rows are no rows."""
    problems: list[Problem] = []
    body = []
    for number, row in enumerate(rows[header_row + 1 :], header_row + 2):
        if any(row) and _is_total(row, matches, schema):
            problems.append(_total_row(title, number, next(cell for cell in row if cell)))
        elif any(row):
            body.append((number, row))
    index = [number for number, _ in body]
    columns: dict[str, Any] = {}
    for match in matches:
        if match.column is None or match.column in columns:
            continue
        note = schema.notes.get(match.column, _OWN)
        # Width folding turns Ⅲ into III: a choice is given back as it is declared.
        declared = {normal_text(choice): choice for choice in note.choices}
        values: list[float | str | None] = []
        known: dict[str, float | str | None] = {}
        for number, row in body:
            text = row[match.position] if match.position < len(row) else ""
            if text in known:
                values.append(known[text])
                continue
            cell = parse_cell(text, note.kind)
            value = cell.value
            if isinstance(value, float) and match.factor != 1:
                value *= match.factor
            elif isinstance(value, str):
                value = declared.get(value, value)
            values.append(value)
            if not cell.code:
                known[text] = value
                continue
            problems.append(
                Problem(
                    level="警告" if cell.code.startswith("W") else "错误",
                    code=cell.code,
                    table=title,
                    row=number,
                    column=match.column,
                    value=text,
                    rule=f"{match.column}{cell.says}",
                    affected=note.affects,
                    action="已剔除" if note.blocks_row else "按缺失",
                    advice="填写确切的数字" if cell.code != "E08" else "从下拉列表中选择",
                )
            )
        columns[match.column] = pd.Series(values, index=index, dtype=float if note.is_number else object)
    return pd.DataFrame(columns, index=pd.Index(index, dtype=int)), problems


def _is_total(row: tuple[str, ...], matches: tuple[HeaderMatch, ...], schema: TableSchema) -> bool:
    """A line of totals under the table: named so, and without one of its key cells."""
    keys = [match.position for match in matches if match.column in schema.key]
    lacks = any(position >= len(row) or not row[position] for position in keys)
    return lacks and bool(_TOTAL.match(next(cell for cell in row if cell)))


def _total_row(title: str, number: int, text: str) -> Problem:
    return Problem(
        level="提示",
        code="E02",
        table=title,
        row=number,
        column="",
        value=text,
        rule="合计行不是一条记录，没有计入",
        action="已剔除",
        advice="合计由系统计算，可以删去",
    )


def years_in(label: str) -> tuple[int, ...]:
    """Calendar years a label names: 2023-2024 → (2023, 2024), 2024 → (2024,); empty where it names none."""
    return tuple(int(year) for year in re.findall(r"(?:19|20)\d\d", label))
