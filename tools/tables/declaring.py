"""The words in which a table is declared: columns with units, and rules that carry their bad-data code.

A declaration is a pandera schema. Column metadata holds what a template, a loader and a report need to know;
a check's `statistics` hold its code (指标手册 §8.6), the indicators it touches and what happens to the data.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
import pandera.pandas as pa

Kind = Literal["text", "choice", "whole", "decimal", "percent", "flag"]
Effect = Literal["row", "cell", "none"]
Need = Literal["", "cell", "row"]
Severity = Literal["错误", "警告", "提示"]
Test = Callable[[pd.DataFrame], "pd.Series[bool]"]


@dataclass(frozen=True, kw_only=True)
class ColumnNote:
    """What is known of one column besides its values.

    `blocks_row`: without this value the whole row cannot be used (a school without its pupils).
    """

    name: str
    kind: Kind
    unit: str
    required: bool
    blocks_row: bool
    choices: tuple[str, ...]
    affects: tuple[str, ...]
    also: tuple[str, ...]
    note: str

    @property
    def is_number(self) -> bool:
        """Whether its values are numbers."""
        return self.kind in ("whole", "decimal", "percent")


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What a check means: its code, what it says, which cells it takes out of the computation.

    `effect`: "row" leaves the whole row out, "cell" treats `blanks` as missing, "none" only reports.
    """

    code: str
    level: Severity
    column: str
    says: str
    effect: Effect
    blanks: tuple[str, ...]
    affects: tuple[str, ...]
    advice: str


def column(
    name: str,
    kind: Kind,
    *,
    unit: str = "",
    need: Need = "",
    choices: Sequence[str] = (),
    affects: Sequence[str] = (),
    also: Sequence[str] = (),
    note: str = "",
) -> tuple[str, pa.Column]:
    """One column as pandera keeps it: numbers are floats (NaN is missing), everything else text (None is missing).

    Numbers may not be negative (E04) and choices must be known (E08), everywhere. `need` is 'cell' where a missing
    value is reported, 'row' where without it the whole row cannot be used, '' where it may be missing.

    Returns:
        The column's name and its pandera `Column`, an item of a schema's `columns`.
    """
    meaning = ColumnNote(
        name=name,
        kind=kind,
        unit=unit,
        required=bool(need),
        blocks_row=need == "row",
        choices=tuple(choices),
        affects=tuple(affects),
        also=tuple(also),
        note=note,
    )
    effect: Effect = "row" if meaning.blocks_row else "cell"
    checks = []
    if meaning.is_number:
        negative = Rule(
            code="E04",
            level="错误",
            column=name,
            says=f"{name}不能为负数",
            effect=effect,
            blanks=(name,),
            affects=tuple(affects),
            advice="核对原表后改正",
        )
        checks.append(pa.Check(_not_negative, name=f"E04 {name}", statistics={"rule": negative}))
    if choices:
        unknown = Rule(
            code="E08",
            level="错误",
            column=name,
            says=f"{name}只能是：{'、'.join(choices)}",
            effect=effect,
            blanks=(name,),
            affects=tuple(affects),
            advice="从下拉列表中选择",
        )
        known = frozenset(choices)
        checks.append(pa.Check(lambda s: s.isna() | s.isin(known), name=f"E08 {name}", statistics={"rule": unknown}))
    return name, pa.Column(
        float if meaning.is_number else object, checks, nullable=True, required=False, metadata={"note": meaning}
    )


def rule(
    code: str,
    test: Test,
    column: str,
    says: str,
    *,
    level: Severity = "错误",
    takes: Literal["row", "none"] | Sequence[str] = (),
    affects: Sequence[str] = (),
    advice: str = "核对原表后改正",
) -> pa.Check:
    """A check over rows, as pandera keeps it.

    Args:
        code: E01–E12 or W01–W07.
        test: Gives True for the rows that are in order; a row with a missing operand is in order.
        column: The column the report names.
        says: The rule in words, as a user reads it.
        level: How grave a breach is.
        takes: What a breach takes out of the computation: the row, nothing, or columns that then count as missing in
            the row; default: `column`.
        affects: Codes of the indicators touched.
        advice: What to do about it.
    """
    effect: Effect = takes if takes in ("row", "none") else "cell"
    blanks = (column,) if isinstance(takes, str) or not takes else tuple(takes)
    meaning = Rule(
        code=code,
        level=level,
        column=column,
        says=says,
        effect=effect,
        blanks=blanks,
        affects=tuple(affects),
        advice=advice,
    )
    return pa.Check(test, name=f"{code} {column} {says}", statistics={"rule": meaning})


def _not_negative(values: pd.Series[Any]) -> pd.Series[bool]:
    return values.isna() | (values >= 0)


@dataclass(frozen=True, kw_only=True)
class TableSchema:
    """One kind of table: its pandera schema, its key, and how it is told from others.

    `key` columns name a row uniquely within a table. With `open_columns`, headers that are not declared are kept as
    numbers under their own name (the items of a local assessment). Without any of the `telling` columns a sheet is not
    of this kind, however well the rest fits, unless someone says so: a staff roster has 学校, 姓名 and 职务 too.
    """

    kind: str
    title: str
    key: tuple[str, ...]
    row_name: str
    schema: Any
    place_column: str = "县区"
    year_column: str = "年度"
    open_columns: bool = False
    telling: tuple[str, ...] = ()

    @property
    def notes(self) -> dict[str, ColumnNote]:
        """What is known of each column, by its name, in the order of the template."""
        return {name: part.metadata["note"] for name, part in self.schema.columns.items()}

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns a table of this kind must have."""
        return tuple(name for name, note in self.notes.items() if note.required)
