"""表E 高考分数段表 (指标手册 §8.5): one row per school, track and lower bound."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from tools.tables import TABLES
from tools.tables.declaring import TableSchema, column, rule
from tools.tables.row_tests import at_most, unique

TRACKS = ("物理", "历史", "理科", "文科", "总计")
_GROUP = ["年度", "学校", "科类"]


def _falls_with_the_line(frame: pd.DataFrame) -> pd.Series[bool]:
    """Cumulative counts may not rise with the lower bound."""
    good = pd.Series(True, index=frame.index)
    rows = frame[(frame["口径"] == "累计") & frame["分数下限"].notna() & frame["人数"].notna()]
    for _, group in rows.groupby(_GROUP, dropna=False):
        ordered = group.sort_values("分数下限", ascending=False)
        risen = ordered["人数"].diff() < 0
        good.loc[ordered.index[risen]] = False
    return good


def _tracks_add_up(frame: pd.DataFrame) -> pd.Series[bool]:
    """Where 总计 stands beside tracks, it is their sum."""
    good = pd.Series(True, index=frame.index)
    for _, group in frame.groupby(["年度", "学校", "口径", "分数下限"], dropna=False):
        whole = group[group["科类"] == "总计"]
        parts = group[group["科类"] != "总计"]
        if len(whole) == 1 and len(parts) >= 2 and parts["人数"].notna().all():
            good.loc[whole.index] = whole["人数"].isna() | (whole["人数"] == parts["人数"].sum())
    return good


def _highest_reached(frame: pd.DataFrame) -> pd.Series[bool]:
    return ~((frame["人数"] > 0) & (frame["最高分"] < frame["分数下限"]))


_COLUMNS = (
    column("年度", "text", need="row"),
    column("县区", "text", also=("统计三级", "区县")),
    column("学校", "text", need="row", also=("学校名称",), note="学校名，或写全区"),
    column("科类", "choice", need="row", choices=TRACKS),
    column("口径", "choice", need="row", choices=("累计", "分段")),
    column("分数下限", "decimal", unit="分", need="row", also=("分数线",)),
    column("人数", "whole", unit="人", need="cell", also=("累计人数",)),
    column("考生总数", "whole", unit="人", also=("考生数",)),
    column("最高分", "decimal", unit="分"),
)

_RULES = (
    rule(
        "E06",
        unique("年度", "学校", "科类", "口径", "分数下限"),
        "分数下限",
        "同一学校、科类、分数线重复，停止汇总",
        takes="row",
    ),
    rule("E09", _falls_with_the_line, "人数", "累计人数应随分数下限升高而不增", affects=("累计",)),
    rule("E07", at_most("人数", "考生总数"), "人数", "人数不能超过考生总数"),
    rule("E10", _highest_reached, "最高分", "最高分低于有人达到的分数线"),
    rule("E09", _tracks_add_up, "人数", "总计不等于各科类之和", takes="none"),
)

TABLES.register("E")(
    TableSchema(
        kind="E",
        title="高考分数段表",
        key=("年度", "学校", "科类", "分数下限"),
        row_name="学校",
        schema=pa.DataFrameSchema(dict(_COLUMNS), checks=list(_RULES), strict=False),
    )
)
