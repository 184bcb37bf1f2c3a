"""The material of a report: from given tables, or from those an office keeps, with the year before."""

from __future__ import annotations

from collections.abc import Sequence

from core.collection import Seen
from core.settings import Settings
from tools.compute_indicator import Computation, compute_for
from tools.indicators.family import IndicatorResult
from tools.reports.county_facts import county_years
from tools.reports.material import Material, material_of
from tools.table_choice import load_entry
from tools.tables.kept import kept_tables
from tools.tables.loading import LoadedTable

SCHOOLS = "A"


def gather(result: IndicatorResult, tables: Sequence[LoadedTable], earlier: IndicatorResult | None = None) -> Material:
    """Material of the newest year of a result.

    Args:
        result: A 优质均衡 result.
        tables: What it, and the year before, were computed from.
        earlier: The result of the year before, where it was computed by itself.
    """
    return material_of(result, years=county_years(tables), earlier=earlier)


def gather_kept(settings: Settings, done: Computation, seen: Seen = None) -> Material:
    """Material of what was computed from the office's tables, with the year before where the office has it.

    Args:
        settings: Where tables and standards are.
        done: What was computed.
        seen: The collections that may be opened; None: all.
    """
    before = year_before(settings, done, seen)
    entries = [*done.tables, *(before.tables if before else ())]
    tables = [load_entry(entry) for entry in dict.fromkeys(entries)]
    return gather(done.result, tables, before.result if before else None)


def year_before(settings: Settings, done: Computation, seen: Seen = None) -> Computation | None:
    """The same family of the school year before, where its tables are kept."""
    own = next((entry for entry in done.tables if entry.kind == SCHOOLS), None)
    if own is None:
        return None
    older = [
        entry.period
        for entry in kept_tables(settings, seen)
        if entry.kind == SCHOOLS and entry.place == own.place and entry.period < own.period
    ]
    if not older:
        return None
    options = {name: value for name, value in done.options.items() if name not in ("年度", "县区")}
    return compute_for(settings, done.name, place=own.place, period=max(older), options=options, seen=seen)
