"""The declared rules applied to a parsed table: every breach is reported, and takes out what it makes unusable."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import pandera.pandas as pa

from core.schema import Problem
from tools.tables.declaring import Rule, TableSchema


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A table after its checks: errors blanked, rows left out with their reason, everything reported."""

    frame: pd.DataFrame
    problems: tuple[Problem, ...]
    left_out: dict[int, str]


def check_frame(
    frame: pd.DataFrame, schema: TableSchema, parsed: list[Problem], title: str, confirmed: frozenset[str]
) -> Checked:
    """Apply a schema to a parsed table.

    Args:
        frame: Declared columns, indexed by spreadsheet row.
        schema: What the table should be.
        parsed: Problems met while parsing, which already left their cells missing.
        title: What the report calls the table.
        confirmed: Findings that no longer take data out: "W01" or "W01:12".
    """
    work = frame.copy()
    named = work[schema.row_name] if schema.row_name in work.columns else pd.Series("", index=work.index)
    names = {int(str(row)): str(value or "") for row, value in named.items()}
    problems = [replace(problem, unit_name=names.get(problem.row or 0, "")) for problem in parsed]
    left_out: dict[int, str] = {}
    for problem in problems:
        if problem.action == "已剔除" and problem.row in work.index:
            left_out.setdefault(int(str(problem.row)), f"{problem.code} {problem.rule}")
    problems += _missing(work, schema, title, names, left_out, problems)
    blanked = False
    for breached, rows in _breaches(work, schema):
        for row in rows:
            free = breached.code in confirmed or f"{breached.code}:{row}" in confirmed
            effect = "none" if free else breached.effect
            if effect == "row":
                left_out.setdefault(row, f"{breached.code} {breached.says}")
            problems.append(_problem(breached, effect, row, frame, title, names))
            if effect == "cell":
                for column in breached.blanks:
                    if column in work.columns:
                        work.loc[row, column] = None
                        blanked = True
    if blanked:
        for breached, row in _lost_by_blanking(work, schema, confirmed, left_out):
            left_out[row] = f"{breached.code} {breached.says}"
            problems.append(_problem(breached, "row", row, frame, title, names))
    # What a family reads of a row must be there, if only as missing.
    absent = [name for name in schema.required if name not in work.columns]
    work = work.assign(**{name: _missing_column(schema, name, work.index) for name in absent})
    problems.sort(key=lambda problem: (problem.row or 0, problem.code, problem.column))
    return Checked(frame=work, problems=tuple(problems), left_out=left_out)


def _lost_by_blanking(
    work: pd.DataFrame, schema: TableSchema, confirmed: frozenset[str], left_out: dict[int, str]
) -> list[tuple[Rule, int]]:
    """Rows that cannot be used once a wrong cell is missing: a pupil whose only score is -3 has no score, not 0."""
    found = {
        row: breached
        for breached, rows in _breaches(work, schema)
        if breached.effect == "row"
        for row in rows
        if row not in left_out and not confirmed & {breached.code, f"{breached.code}:{row}"}
    }
    return [(breached, row) for row, breached in found.items()]


def _missing(
    frame: pd.DataFrame,
    schema: TableSchema,
    title: str,
    names: dict[int, str],
    left_out: dict[int, str],
    parsed: list[Problem],
) -> list[Problem]:
    """E01 for columns the file lacks, E02 for required cells that are empty."""
    unreadable = {(problem.row, problem.column) for problem in parsed}
    found = []
    for name, note in schema.notes.items():
        if not note.required:
            continue
        if name not in frame.columns:
            found.append(
                Problem(
                    level="错误",
                    code="E01",
                    table=title,
                    row=1,
                    column=name,
                    value="",
                    rule=f"缺少必需的列：{name}",
                    affected=note.affects,
                    action="按缺失",
                    advice=f"补上“{name}”列；没有这一列，相关指标无法计算",
                )
            )
            if note.blocks_row:
                for row in frame.index:
                    left_out.setdefault(int(row), f"E01 缺少必需的列：{name}")
            continue
        for row in frame.index[frame[name].isna()]:
            if (int(row), name) in unreadable:
                continue
            if note.blocks_row:
                left_out.setdefault(int(row), f"E02 缺{name}")
            found.append(
                Problem(
                    level="错误",
                    code="E02",
                    table=title,
                    row=int(row),
                    column=name,
                    value="",
                    rule=f"{name}没有填；缺失不等于0",
                    unit_name=names.get(int(row), ""),
                    affected=note.affects,
                    action="已剔除" if note.blocks_row else "按缺失",
                    advice="补填；确实没有时填0",
                )
            )
    return found


def _breaches(frame: pd.DataFrame, schema: TableSchema) -> list[tuple[Rule, list[int]]]:
    """Every rule broken, with the rows that break it. A column the file lacks counts as missing in every row."""
    parts = {
        name: frame[name] if name in frame.columns else _missing_column(schema, name, frame.index)
        for name in schema.schema.columns
    }
    whole = pd.DataFrame(parts, index=frame.index)
    try:
        schema.schema.validate(whole, lazy=True)
    except pa.errors.SchemaErrors as errors:
        broken = []
        for error in errors.schema_errors:
            meaning = _meaning(error)
            if meaning is not None:
                rows = dict.fromkeys(int(row) for row in error.failure_cases["index"])
                broken.append((meaning, list(rows)))
        return broken
    return []


def _missing_column(schema: TableSchema, name: str, index: pd.Index) -> pd.Series[Any]:
    return pd.Series(None, index=index, dtype=float if schema.notes[name].is_number else object)


def _meaning(error: pa.errors.SchemaError) -> Rule | None:
    statistics = getattr(error.check, "statistics", None)
    rule = statistics.get("rule") if isinstance(statistics, dict) else None
    if not isinstance(rule, Rule):
        # Only our own checks are declared; anything else is a mistake in a declaration and must not pass unseen.
        raise TypeError(f"a check without a rule failed: {error}")
    return rule


def _problem(rule: Rule, effect: str, row: int, frame: pd.DataFrame, title: str, names: dict[int, str]) -> Problem:
    value: Any = frame.loc[row, rule.column] if rule.column in frame.columns else ""
    action: Any = {"row": "已剔除", "cell": "按缺失", "none": "待确认"}[effect]
    return Problem(
        level=rule.level,
        code=rule.code,
        table=title,
        row=row,
        column=rule.column,
        value="" if pd.isna(value) else _shown(value),
        rule=rule.says,
        unit_name=names.get(row, ""),
        affected=rule.affects,
        action=action,
        advice=rule.advice,
    )


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) and abs(value) < 1e6 else str(value)
