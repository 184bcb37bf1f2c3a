"""表C 幼儿园表 (指标手册 §8.3): one row per kindergarten and year."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from tools.tables import TABLES
from tools.tables.declaring import TableSchema, column, rule
from tools.tables.row_tests import at_most, sum_at_most, unique

GROUPS = ("小班", "中班", "大班", "混龄班")
NATURES = ("公办", "普惠性民办", "非普惠民办")


def _groups_add_up(frame: pd.DataFrame) -> pd.Series[bool]:
    """Where every group is filled, their children are the kindergarten's."""
    parts = frame[[f"{group}人数" for group in GROUPS]]
    filled = parts.notna().any(axis=1) & frame["在园幼儿"].notna()
    return ~(filled & (parts.sum(axis=1) != frame["在园幼儿"]))


_COLUMNS = (
    column("年度", "text", need="row", also=("学年",)),
    column("县区", "text", need="row", also=("统计三级", "区县")),
    column("园名", "text", need="cell", also=("幼儿园名称", "学校名称")),
    column("标识码", "text", need="row", also=("学校标识码", "幼儿园标识码")),
    column("园所性质", "choice", need="row", choices=NATURES, affects=("P2", "P3"), also=("性质",)),
    column(
        "在园幼儿",
        "whole",
        unit="人",
        need="row",
        affects=("P1", "P2", "P3", "P5"),
        also=("在园幼儿数",),
    ),
    *(
        part
        for group in GROUPS
        for part in (
            column(f"{group}班数", "whole", unit="个", affects=("P4",), also=(f"{group}数",)),
            column(f"{group}人数", "whole", unit="人", affects=("P4",), also=(f"{group}幼儿数", f"{group}幼儿")),
        )
    ),
    column("专任教师", "whole", unit="人", affects=("P5", "P6"), also=("专任教师数",)),
    column("保育员", "whole", unit="人", also=("保育员数",)),
    column("教职工", "whole", unit="人", also=("教职工数",)),
    column("园长数", "whole", unit="人", affects=("P6",)),
    column("持证教师", "whole", unit="人", affects=("P6",), note="持证的园长和专任教师"),
    column("在编教师平均工资", "decimal", unit="元", affects=("P9",), also=("在编平均工资",)),
    column("非在编教师平均工资", "decimal", unit="元", affects=("P9",), also=("非在编平均工资",)),
    column("生均公用经费", "decimal", unit="元", affects=("P8",), also=("普惠民办补助",)),
    column("园舍建筑面积", "decimal", unit="㎡", affects=("P10",)),
    column("活动用房面积", "decimal", unit="㎡", affects=("P10",)),
    column("室外场地面积", "decimal", unit="㎡", affects=("P10",)),
    column("规划设计年份", "whole", unit="年", affects=("P10",)),
    column("是否附设班", "flag"),
)

_RULES = (
    rule("E06", unique("年度", "标识码"), "标识码", "(年度、标识码)重复，停止汇总", takes="row"),
    rule(
        "E09",
        _groups_add_up,
        "在园幼儿",
        "各班人数之和不等于在园幼儿",
        takes="row",
        affects=("P1", "P2", "P3", "P4"),
        advice="核对各班人数",
    ),
    rule("E07", at_most("持证教师", "教职工"), "持证教师", "不能超过教职工", affects=("P6",)),
    rule(
        "E07",
        sum_at_most(("专任教师", "保育员"), "教职工"),
        "专任教师",
        "专任教师与保育员之和不能超过教职工",
        affects=("P5",),
    ),
    rule("E07", at_most("活动用房面积", "园舍建筑面积"), "活动用房面积", "不能超过园舍建筑面积", affects=("P10",)),
    rule("E10", lambda f: ~((f["规划设计年份"] < 1900) | (f["规划设计年份"] > 2100)), "规划设计年份", "年份不合理"),
)

TABLES.register("C")(
    TableSchema(
        kind="C",
        title="幼儿园表",
        key=("年度", "标识码"),
        row_name="园名",
        schema=pa.DataFrameSchema(dict(_COLUMNS), checks=list(_RULES), strict=False),
    )
)
