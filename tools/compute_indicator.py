"""One indicator family computed from tables: the entry point of the assistant, the page and the command line."""

from __future__ import annotations

import gc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from core.collection import Seen
from core.errors import DataError
from core.schema import Figure
from core.settings import ROOT, Settings
from tools.indicators import INDICATORS
from tools.indicators.edge_findings import edge_problems
from tools.indicators.family import Family, IndicatorResult
from tools.indicators.near_misses import near_misses
from tools.indicators.standards import Standards, load_standards
from tools.table_choice import choose_tables, load_entry
from tools.tables import TABLES
from tools.tables.kept import kept_tables
from tools.tables.loading import LoadedTable, years_in
from tools.tables.manifest import TableEntry
from tools.tables.parsing import normal_year

SHIPPED = ROOT / "corpus" / "standards"


@lru_cache(maxsize=4)
def standards_in(folder: Path) -> Standards:
    """The shipped standards and those of an office's own folder, read once; a file of the same name replaces ours."""
    return load_standards(SHIPPED, *([folder] if folder.resolve() != SHIPPED.resolve() else []))


def family_of(name: str, standards: Standards | None = None) -> Family:
    """An indicator family by its name.

    Args:
        name: As `python -m tools list` shows it.
        standards: Lines to judge by; None: those of the settings' folder.

    Raises:
        DataError: If there is no such family.
    """
    if name not in INDICATORS:
        raise DataError(f"没有指标“{name}”", next_step=f"可算的有：{'、'.join(INDICATORS)}")
    return INDICATORS[name](standards or standards_in(Settings().standards_dir))


def with_own_refs(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """The figures with no ref twice: the second of a kind gets #2."""
    if len({one.ref for one in figures}) == len(figures):
        return tuple(figures)
    seen: dict[str, int] = {}
    found = []
    for one in figures:
        count = seen[one.ref] = seen.get(one.ref, 0) + 1
        found.append(one if count == 1 else replace(one, ref=f"{one.ref}#{count}"))
    return tuple(found)


def compute(
    name: str,
    tables: Sequence[LoadedTable],
    options: Mapping[str, str] | None = None,
    *,
    standards: Standards | None = None,
) -> IndicatorResult:
    """Compute one indicator family.

    Args:
        name: Family, such as 优质均衡.
        tables: Loaded tables; the family takes those of the kinds it knows.
        options: Parameters of the family, by name; what is not given has its default.
        standards: Lines to judge by; None: those of the settings' folder.

    Returns:
        Figures with unrounded values, operands and verdicts, and everything that must be said beside them.

    Raises:
        DataError: If the family is unknown, a table it needs is missing, or an option is unknown or wrong.
    """
    family = family_of(name, standards)
    given = dict(options or {})
    if "年度" in given:
        given["年度"] = normal_year(given["年度"].strip())
    unknown = sorted(set(given) - {option.name for option in family.options})
    if unknown:
        have = "、".join(option.name for option in family.options)
        raise DataError(f"{name}没有参数：{'、'.join(unknown)}", next_step=f"可设：{have}")
    lacking = [kind for kind in family.needs if not any(table.kind == kind for table in tables)]
    if lacking:
        titles = "、".join(TABLES[kind].title for kind in lacking)
        raise DataError(f"算{name}缺表：{titles}", next_step="下载模板，填好后上传")
    # Tens of thousands of frozen values are made and all kept: scanning them for cycles is half the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        result = family.compute(tables, given)
        problems = [*result.problems, *edge_problems(result)]
        for table in tables:
            problems = [table.located(one) for one in problems]
        return replace(result, problems=tuple(problems), figures=with_own_refs(result.figures))
    finally:
        if collecting:
            gc.enable()


@dataclass(frozen=True, kw_only=True)
class Computation:
    """A computed family with the tables it came from."""

    name: str
    tables: tuple[TableEntry, ...]
    options: Mapping[str, str]
    result: IndicatorResult


def compute_for(
    settings: Settings,
    name: str,
    *,
    place: str = "",
    period: str = "",
    options: Mapping[str, str] | None = None,
    seen: Seen = None,
) -> Computation:
    """Compute a family from the tables the office keeps.

    Args:
        settings: Where tables and standards are.
        name: Family, such as 优质均衡.
        place: 县区; '' where only one has the tables.
        period: Year; '' for the newest.
        options: Parameters of the family.
        seen: The collections that may be opened; None: all.

    Raises:
        DataError: If a table is missing or the place must be told; `next_step` says what there is.
    """
    standards = standards_in(settings.standards_dir)
    family = family_of(name, standards)
    entries = choose_tables(family, kept_tables(settings, seen), place=place, period=period)
    tables = [load_entry(entry) for entry in entries]
    known = {option.name for option in family.options}
    own = {option: value for entry in entries for option, value in entry.options if option in known}
    chosen = {**own, **(options or {})}
    if family.needs and family.needs[0] in family.history and "年度" in known and "年度" not in chosen:
        # Every year is read for comparison; the figures shown are those of the year asked for, or of the newest.
        asked = set(years_in(period))
        fitting = [entry.period for entry in entries if asked <= set(years_in(entry.period))]
        chosen["年度"] = max(fitting, default=period)
    return Computation(
        name=name, tables=entries, options=chosen, result=compute(name, tables, chosen, standards=standards)
    )


def summary_lines(result: IndicatorResult, *, most: int = 60) -> list[str]:
    """A result in short lines for a model: county figures first, then schools nearest to meeting, then notes."""
    county = [one for one in result.figures if one.unit_id is None and not one.code.startswith("CVU-")]
    schools = [one for one in result.figures if one.unit_id is not None and one.code != "L"]
    shown = county + (schools if not near_misses(result) else [])
    lines = [
        f"{one.place}{one.period}{one.stage}{one.code} {one.name}：{one.text}"
        + (f"（{one.verdict}）" if one.verdict else "")
        for one in shown[:most]
    ]
    for miss in near_misses(result)[:15]:
        lacks = "、".join(
            f"{one.code}{one.text}，到标准还缺{one.gap.to_standard:g}{one.gap.unit}" for one in miss.fewest if one.gap
        )
        lines.append(f"{miss.name}（{miss.stage}）改{len(miss.fewest)}项可达标：{lacks}")
    lines += [f"注：{note}" for note in result.notes]
    lines += [
        f"数据问题：{one.code} {one.table}{f'第{one.row}行' if one.row else ''} {one.rule}"
        for one in result.problems[:10]
    ]
    return lines
