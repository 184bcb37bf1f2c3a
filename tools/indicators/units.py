"""From rows of 表A to the units that are compared: branches merged, units included or not, whole schools split."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from tools.indicators.family import Exclusion
from tools.tables.loading import LoadedTable
from tools.tables.school_rules import STRAY_PLACE
from tools.tables.through_schools import CONDITIONS, THROUGH_TYPES

STAGES = ("小学", "初中")
OTHER_STAGE = "同校其他学段在校生数({})"


@dataclass(frozen=True, kw_only=True)
class Policy:
    """Which units count, and how whole-school amounts are split (指标手册 §1.4, §1.5)."""

    excluded_types: frozenset[str]
    teaching_point_minimum: float
    include_private: bool
    include_other_founders: bool
    splitting: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, kw_only=True)
class SchoolUnits:
    """The units of one place and year.

    `frame` has one row per unit with the columns of 表A, plus `rows` (spreadsheet rows, 5 or 5+9), `share` (of the
    whole school's amounts, 1.0 where nothing is split) and `weights` (of each stage's pupils where they are split, else
    None); amounts are already the unit's own. `unknown` are units that belong in but have errors that leave their rows
    out. `stopped`: a repeated key forbids totals.
    """

    place: str
    period: str
    frame: pd.DataFrame
    unknown: pd.DataFrame
    excluded: tuple[Exclusion, ...]
    split: tuple[str, ...]
    stopped: bool


def years_and_places(table: LoadedTable) -> tuple[tuple[str, str], ...]:
    """The (县区, 年度) pairs a table holds, sorted."""
    if not table.has("县区", "年度"):
        return ()
    places, years = astray(table)
    frame = table.frame[~table.frame.index.isin([*places, *years])]
    pairs = frame[["县区", "年度"]].dropna().drop_duplicates()
    return tuple(sorted((str(place), str(year)) for place, year in pairs.itertuples(index=False)))


def astray(table: LoadedTable) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Rows whose county or year is a slip of the pen: lost to where they belong, and nothing of their own.

    Returns:
        Rows of a stray 县区 and rows of a stray 年度 (W02).
    """
    places = tuple(row for row, reason in table.left_out.items() if reason.endswith(STRAY_PLACE))
    years = tuple(row for row, reason in table.left_out.items() if reason.startswith("W02"))
    return places, years


def rows_of(table: LoadedTable, place: str, period: str) -> pd.Series[bool]:
    """Rows of a county and year, with those that may be of it: no place or year, or a stray one."""
    frame = table.frame
    places, years = astray(table)
    here = frame["县区"].isna() | (frame["县区"] == place) | frame.index.isin(list(places))
    now = frame["年度"].isna() | (frame["年度"] == period) | frame.index.isin(list(years))
    return here & now


def build_units(table: LoadedTable, place: str, period: str, policy: Policy) -> SchoolUnits:
    """Select, merge, include and split.

    Args:
        table: A loaded 表A.
        place: 县区 of the rows to take; rows without one are named among the excluded.
        period: 年度 of the rows to take; likewise.
        policy: Which units count.
    """
    frame = table.frame
    for column in ("是否计校数", "归属学校标识码", "举办者", "办学条件口径", "学校名称"):
        if column not in frame.columns:
            frame = frame.assign(**{column: None})
    frame = frame[rows_of(table, place, period)].copy()
    frame["rows"] = pd.Series([str(row) for row in frame.index], index=frame.index, dtype=object)
    broken = frame.index.isin(list(table.left_out))
    unknown, whole = frame[broken], frame[~broken]
    whole, orphans = _merge_branches(whole)
    kept, by_rule = _include(whole, policy)
    # An erroneous unit that the standard leaves out anyway is no gap in the data.
    unknown, _ = _include(unknown, policy)
    unknown = unknown[~(unknown["在校生数"] == 0)]
    # Where type and stage contradict each other (E11), or the stage is no stage, it may be a unit of either.
    unsure = [row for row in unknown.index if table.left_out[int(row)].startswith("E11")]
    stage = unknown["学段"].where(unknown["学段"].isin(STAGES) & ~unknown.index.isin(unsure), None)
    unknown = unknown.assign(学段=stage)
    errors = [_exclusion(row, table.left_out[int(index)], by_rule=False) for index, row in _rows(frame[broken])]
    kept, names = _split(kept, policy)
    stopped = any(problem.code == "E06" and problem.row in set(frame.index) for problem in table.problems)
    return SchoolUnits(
        place=place,
        period=period,
        frame=kept,
        unknown=pd.concat([unknown, orphans]) if len(orphans) else unknown,
        excluded=tuple(
            replace(one, row=table.row_name(one.row))
            for one in (
                *errors,
                *(_exclusion(row, "E07 归属学校不在表中", by_rule=False) for _, row in _rows(orphans)),
                *by_rule,
            )
        ),
        split=names,
        stopped=stopped,
    )


def _rows(frame: pd.DataFrame) -> list[tuple[int, pd.Series[Any]]]:
    return [(int(str(index)), row) for index, row in frame.iterrows()]


def _exclusion(row: pd.Series[Any], reason: str, *, by_rule: bool) -> Exclusion:
    name = row["学校名称"] if isinstance(row["学校名称"], str) else ""
    stage = row["学段"] if isinstance(row["学段"], str) else ""
    return Exclusion(
        unit=f"{name}（{stage}）" if stage else name,
        unit_id=str(row["学校标识码"] or ""),
        row=str(row["rows"]),
        reason=reason,
        by_rule=by_rule,
    )


def _merge_branches(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add branches that do not count as schools to the school they belong to; a missing part leaves the sum missing."""
    branch = (frame["是否计校数"] == "否") & frame["归属学校标识码"].notna()
    if not branch.any():
        return frame, frame.iloc[:0]
    frame = frame.copy()
    numeric = [column for column in frame.columns if frame[column].dtype == float]
    # 音乐教室最小面积 and the like are not amounts: the smaller of two rooms stays the smaller.
    least = [column for column in numeric if "最小" in column]
    most = [column for column in numeric if "最大" in column]
    years = [column for column in numeric if column == "建校年份"]
    added = [column for column in numeric if column not in {*least, *most, *years}]
    others = [column for column in added if column.startswith("同校其他学段")]
    orphans = []
    for index, row in frame[branch].iterrows():
        own = frame.index[(frame["学校标识码"] == row["归属学校标识码"]) & (frame["学段"] == row["学段"]) & ~branch]
        if len(own) != 1:
            orphans.append(index)
            continue
        parent = own[0]
        for column in added:
            if column in others:
                parts = frame.loc[[parent, index], column]
                frame.loc[parent, column] = parts.sum(min_count=1)
            else:
                frame.loc[parent, column] += row[column]
        for column, choose in [(name, min) for name in least] + [(name, max) for name in most]:
            frame.loc[parent, column] = choose(frame.loc[parent, column], row[column])
        frame.loc[parent, "rows"] = f"{frame.loc[parent, 'rows']}+{row['rows']}"
    return frame[~branch], frame.loc[orphans]


def _include(frame: pd.DataFrame, policy: Policy) -> tuple[pd.DataFrame, list[Exclusion]]:
    reasons = pd.Series("", index=frame.index, dtype=object)
    reasons[frame["办学类型"].isin(policy.excluded_types)] = "特殊教育学校、职业学校和高级中学不纳入"
    small = (frame["办学类型"] == "教学点") & (frame["在校生数"] < policy.teaching_point_minimum)
    reasons[small & (reasons == "")] = f"教学点不足{policy.teaching_point_minimum:g}人，不纳入"
    if not policy.include_private:
        reasons[(frame["举办者"] == "民办") & (reasons == "")] = "民办学校不纳入"
    if not policy.include_other_founders:
        other = frame["举办者"].isin(["省市直属", "高校附属", "企业"])
        reasons[other & (reasons == "")] = "非本县举办的学校不纳入"
    out = reasons != ""
    named = [_exclusion(row, str(reasons.loc[index]), by_rule=True) for index, row in _rows(frame[out])]
    return frame[~out], named


def _split(frame: pd.DataFrame, policy: Policy) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Split whole-school amounts by weighted pupils; a stage reported for itself is left alone (§1.4)."""
    frame = frame.assign(share=1.0, weights=None)
    whole = frame["办学类型"].isin(THROUGH_TYPES) & (frame["办学条件口径"] == "全校")
    for kind, weights in policy.splitting.items():
        for stage in STAGES:
            rows = whole & (frame["办学类型"] == kind) & (frame["学段"] == stage)
            if stage not in weights or not rows.any():
                continue
            own = weights[stage] * frame.loc[rows, "在校生数"]
            others = sum(
                weight * frame.loc[rows, OTHER_STAGE.format(other)]
                if OTHER_STAGE.format(other) in frame.columns
                else float("nan")
                for other, weight in weights.items()
                if other != stage
            )
            frame.loc[rows, "share"] = own / (own + others)
            frame.loc[rows, "weights"] = frame.loc[rows, "办学类型"].map({kind: weights})
    # 图书 and 计算机 are split for 基本均衡 only, but no other indicator reads them.
    for column in (*CONDITIONS, "计算机台数", "图书册数"):
        if column in frame.columns:
            frame[column] = frame[column] * frame["share"]
    names = tuple(dict.fromkeys(str(name) for name in frame.loc[whole, "学校名称"]))
    return frame, names
