"""One indicator family computed from tables: the entry point of the assistant, the page and the command line."""

from __future__ import annotations

import gc
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from core.errors import DataError
from core.settings import Settings
from tools.indicators import INDICATORS
from tools.indicators.family import Family, IndicatorResult
from tools.indicators.standards import Standards, load_standards
from tools.tables import TABLES
from tools.tables.loading import LoadedTable


@lru_cache(maxsize=4)
def standards_in(folder: Path) -> Standards:
    """The standards of a folder, read once."""
    return load_standards(folder)


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
        return family.compute(tables, given)
    finally:
        if collecting:
            gc.enable()
