"""三级指标评分表: one row per school and item of an assessment told item by item."""

from __future__ import annotations

import pandera.pandas as pa

from tools.tables import TABLES
from tools.tables.declaring import TableSchema, column, rule
from tools.tables.row_tests import at_most, unique

TABLES.register("K")(
    TableSchema(
        kind="K",
        title="三级指标评分表",
        key=("年度", "学校", "三级指标"),
        row_name="学校",
        telling=("三级指标", "指标序号"),
        schema=pa.DataFrameSchema(
            dict(
                (
                    column("年度", "text", need="row", also=("学年", "评估年度")),
                    column("县区", "text", need="cell", also=("统计三级", "区县")),
                    column("学校", "text", need="row", also=("学校名称", "项目学校", "校名")),
                    column("培育起始年份", "whole", unit="年", note="列入培育的年份，如 2021"),
                    column(
                        "指标序号",
                        "whole",
                        also=("序号", "编号", "三级指标序号"),
                        affects=("总分",),
                        note="三级指标从1起连续编号；填了才能指出缺哪几项",
                    ),
                    column("一级指标", "text", also=("领域",)),
                    column("二级指标", "text"),
                    column("三级指标", "text", need="row", also=("指标名称",)),
                    column("分值", "decimal", unit="分", also=("满分", "标准分")),
                    column("得分", "decimal", unit="分", need="cell", affects=("总分",), also=("评估得分", "自评得分")),
                )
            ),
            checks=[
                rule("E06", unique("年度", "学校", "三级指标"), "三级指标", "同一学校同一指标重复", takes="row"),
                rule("E06", unique("年度", "学校", "指标序号"), "指标序号", "同一学校指标序号重复"),
                rule("E10", at_most("得分", "分值"), "得分", "得分不能超过分值", affects=("总分",)),
                rule("E10", lambda f: ~(f["指标序号"] < 1), "指标序号", "指标序号从1开始"),
            ],
            strict=False,
        ),
    )
)
