"""What a county's totals are worth where rows were left out for errors: told beside them, and no verdict stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.schema import Figure
from tools.tables.loading import LoadedTable

MOST_LOST = 0.05


def lost_rows(tables: Sequence[LoadedTable], kind: str, place: str, period: str) -> int:
    """Rows of a kind left out for errors that are, or may be, of this place and year."""
    found = 0
    for table in (one for one in tables if one.kind == kind):
        rows = table.frame.loc[list(table.left_out)]
        here = rows["县区"].isna() | (rows["县区"] == place)
        now = rows["年度"].isna() | (rows["年度"] == period)
        found += int((here & now).sum())
    return found


def open_totals(figures: Sequence[Figure], lost: int) -> list[Figure]:
    """A county's sums and means with rows left out: 待定 where they were judged, and said in any case.

    Args:
        figures: Of one place and year; those of a school stay as they are.
        lost: Rows left out.
    """
    if not lost:
        return list(figures)
    return [
        replace(
            one,
            verdict="待定" if one.verdict in ("达标", "不达标", "临界") else one.verdict,
            text=f"{one.text}（另有{lost}行因数据错误未计入）",
        )
        if one.unit_id is None and one.value is not None
        else one
        for one in figures
    ]


def downgraded(tables: Sequence[LoadedTable], kind: str) -> bool:
    """Whether more than a twentieth of a kind's rows were left out: the result is for reference only."""
    return any(len(one.left_out) > MOST_LOST * len(one.frame) for one in tables if one.kind == kind)
