"""Which of the office's tables answer a question: by kind, place and year; what is missing is named."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from core.errors import DataError
from tools.indicators.family import Family
from tools.tables import TABLES
from tools.tables.loading import LoadedTable, years_in
from tools.tables.manifest import TableEntry


def choose_tables(
    family: Family, entries: Sequence[TableEntry], *, place: str = "", period: str = ""
) -> tuple[TableEntry, ...]:
    """The tables a family is computed from.

    Of a kind it needs, the newest year is taken, or the one that holds `period`; of a kind whose history it reads,
    every year.

    Args:
        family: Indicator family.
        entries: The tables there are.
        place: 县区 as the manifest names it, or a longer name that ends in it; '' where only one has such tables.
        period: 2023, 2024 or 2023-2024; '' for the newest.

    Returns:
        Needed tables first.

    Raises:
        DataError: If a needed kind is missing for the place or the year, or the place is not told and several have it.
    """
    kinds = family.needs or tuple(kind for kind in family.uses if any(one.kind == kind for one in entries))
    wanted = [one for one in entries if one.kind in kinds]
    titles = "、".join(TABLES[kind].title for kind in kinds)
    if not wanted:
        raise DataError(f"还没有可算{family.name}的表（{titles}）", next_step="下载模板，填好后放进表格文件夹")
    places = list(dict.fromkeys(one.place for one in wanted))
    if place:
        named = [one for one in places if place == one or place.endswith(one) or one.endswith(place)]
        if not named:
            raise DataError(f"没有{place}的{titles}", next_step=f"有这些地方的：{'、'.join(places)}")
        place = named[0]
    elif len(places) > 1:
        raise DataError(f"{titles}不止一个地方的", next_step=f"说明是哪个：{'、'.join(places)}")
    else:
        place = places[0]
    chosen: list[TableEntry] = []
    for kind in (*family.needs, *family.uses):
        here = [one for one in entries if one.kind == kind and one.place == place]
        every = kind in family.history
        fitting = [one for one in here if not period or set(years_in(period)) <= set(years_in(one.period))]
        if kind in family.needs and here and not fitting and not every:
            have = "、".join(sorted(one.period for one in here))
            raise DataError(f"没有{place}{period}年度的{TABLES[kind].title}", next_step=f"有：{have}")
        if kind in family.needs and not here:
            raise DataError(f"没有{place}的{TABLES[kind].title}", next_step="下载模板，填好后放进表格文件夹")
        newest = sorted(fitting, key=lambda one: one.period, reverse=True)[:1]
        chosen += sorted(here, key=lambda one: one.period) if every else newest
    return tuple(chosen)


def load_entry(entry: TableEntry) -> LoadedTable:
    """A kept table, read once as long as its file stays the same.

    Raises:
        LoadError: If the file is missing or unreadable.
    """
    state = entry.path.stat() if entry.path.is_file() else None
    return _load(entry, entry.path, state.st_mtime_ns if state else 0)


@lru_cache(maxsize=32)
def _load(entry: TableEntry, path: Path, changed: int) -> LoadedTable:
    del path, changed
    return entry.load()
