"""A spreadsheet file as a checked table: header mapping, parsed cells, and the bad-data report of 指标手册 §8.6."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path
from typing import Any

import pandas as pd

from core.errors import LoadError
from core.schema import Problem
from tools.tables import TABLES
from tools.tables.checking import check_frame
from tools.tables.choosing import Choice, Part, choose_sheets
from tools.tables.declaring import TableSchema, column
from tools.tables.headers import HeaderMatch
from tools.tables.parsing import normal_text, normal_year, parse_cell
from tools.tables.reading import read_sheets
from tools.tables.record_rows import sort_rows
from tools.tables.shapes import Shapes
from tools.tables.workbooks import Sheet

_NO_SHAPES = Shapes()


@dataclass(frozen=True, kw_only=True)
class LoadedTable:
    """A table ready to compute from.

    `frame` has the declared column names, its index is the spreadsheet's row (the header is row 1), NaN or None is
    missing; cells and rows with errors are blanked there and named in `problems`. `left_out` gives the reason of every
    row that must not be used. `note` travels with every answer (示例数据). `sheets` are those it was read from, each
    with what was added to its row numbers.
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
    sheets: tuple[tuple[str, int], ...] = ()

    def source(self, row: int | str) -> str:
        """How an operand names its row: 学校学段单位表 第5行, and 第初中!5行 where there are several sheets."""
        return f"{self.title} 第{self.row_name(row)}行"

    def row_name(self, row: int | str) -> str:
        """A row of the frame, or several (2+9), as the spreadsheet counts them; with its sheet if there are several."""
        if len(self.sheets) < 2:
            return str(row)
        parts = [(int(number), *self._sheet_of(int(number))) for number in str(row).split("+")]
        return "+".join(f"{sheet}!{number - start}" for number, sheet, start in parts)

    def located(self, problem: Problem) -> Problem:
        """A problem of this table with the row, and the sheet, that the spreadsheet has."""
        if len(self.sheets) < 2 or problem.row is None or problem.table != self.title:
            return problem
        sheet, start = self._sheet_of(problem.row)
        return replace(problem, table=f"{self.title}（{sheet}）", row=problem.row - start)

    def _sheet_of(self, row: int) -> tuple[str, int]:
        return max((one for one in self.sheets if one[1] < row), key=lambda one: one[1])

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
    shapes: Shapes = _NO_SHAPES,
) -> LoadedTable:
    """Read, map and check one table.

    Args:
        path: A csv, xlsx, xls or et file.
        kind: A to E; empty: told by its headers.
        title: What sources call it; empty: what the manifest or the kind calls it.
        note: A remark for every answer, such as 示例数据.
        sheet: Sheet of a workbook; empty: all visible ones that hold the table.
        confirmed: Findings a person has confirmed to be right, as "W01" or "W01:12" (code and row); they are still
            reported, but no longer take data out.
        shapes: What people said of sheets with the same header.

    Raises:
        LoadError: If the file cannot be read or is of no known kind.
    """
    file = Path(path)
    sheets = [one for one in read_sheets(file, sheet) if sheet in ("", one.name)]
    choice = choose_sheets(sheets, (kind,) if kind else (), shapes, file.name)
    if choice is None:
        raise _unknown(file.name, sheets)
    schema = choice.schema
    title = title or schema.title
    read = [_parse(part, schema, title) for part in choice.parts]
    # No two rows of a table share a number: each sheet's rows follow on those of the sheets before it.
    starts = list(accumulate((len(part.sheet.rows) for part in choice.parts[:-1]), initial=0))
    frames = [frame.set_axis(frame.index + start) for (frame, _), start in zip(read, starts, strict=True)]
    problems = [
        replace(one, row=one.row + start if one.row else one.row)
        for (_, found), start in zip(read, starts, strict=True)
        for one in found
    ]
    frame = frames[0] if len(frames) == 1 else pd.concat(frames)
    checked = check_frame(frame, schema, problems, title, frozenset(confirmed))
    table = LoadedTable(
        kind=schema.kind,
        title=title,
        path=str(file),
        frame=checked.frame,
        left_out=checked.left_out,
        mapping=tuple(dict.fromkeys(match for part in choice.parts for match in part.matches)),
        note=note,
        period="、".join(_distinct(checked.frame, schema.year_column)),
        place="、".join(_distinct(checked.frame, schema.place_column)),
        sheets=tuple((part.sheet.name, start) for part, start in zip(choice.parts, starts, strict=True)),
    )
    return replace(table, problems=(*_passed(choice, title), *map(table.located, checked.problems)))


# A column the schema does not declare: a number, nothing else known.
_OWN = column("", "decimal")[1].metadata["note"]


def _distinct(frame: pd.DataFrame, name: str) -> list[str]:
    return sorted({str(value) for value in frame[name].dropna()}) if name in frame.columns else []


def _unknown(name: str, sheets: Sequence[Sheet]) -> LoadError:
    known = "、".join(TABLES[one].title for one in TABLES)
    hidden = "、".join(one.name for one in sheets if one.hidden)
    text = f"；隐藏的工作表没有读：{hidden}" if hidden else ""
    return LoadError(f"{name} 的表头认不出来", next_step=f"下载模板对照列名；认得的表有：{known}{text}")


def _passed(choice: Choice, title: str) -> list[Problem]:
    """What is said of the sheets that are not taken."""
    return [
        Problem(
            level="提示",
            code="E01",
            table=title,
            row=None,
            column="",
            value=one.name,
            rule=f"{'隐藏的' if one.hidden else ''}工作表“{one.name}”没有计入"
            + ("" if one.hidden else f"：表头不是{choice.schema.title}"),
            action="已剔除",
            advice="要用请取消隐藏" if one.hidden else "要用请把列名改成模板的列名",
        )
        for one in choice.passed
        if one.hidden or ("说明" not in one.name and any(any(row) for row in one.rows))
    ]


def _parse(part: Part, schema: TableSchema, title: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Cells as values; what cannot be read is missing and has a problem."""
    body, others = sort_rows(part.sheet.rows, part.header, part.matches, schema, part.shape)
    problems = [_no_record(title, number, text, why) for number, text, why in others]
    index = [number for number, _ in body]
    columns: dict[str, Any] = {}
    for match in part.matches:
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
                value = normal_year(value) if match.column == schema.year_column else declared.get(value, value)
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


def _no_record(title: str, number: int, text: str, why: str) -> Problem:
    return Problem(
        level="提示",
        code="E02",
        table=title,
        row=number,
        column="",
        value=text,
        rule=why,
        action="已剔除",
        advice="合计由系统计算，可以删去" if "合计" in why else "不影响计算，可以删去",
    )


def years_in(label: str) -> tuple[int, ...]:
    """Calendar years a label names: 2023-2024 → (2023, 2024), 2024 → (2024,); empty where it names none."""
    return tuple(int(year) for year in re.findall(r"(?:19|20)\d\d", label))
