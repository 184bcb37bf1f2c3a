"""Tables of local assessments (指标手册 §6.3, §6.4): 评分表 with its items, 评比结果表 in order of time."""

from __future__ import annotations

import pandera.pandas as pa

from tools.tables import TABLES
from tools.tables.declaring import TableSchema, column, rule
from tools.tables.row_tests import unique

# Items of an assessment are columns of their own, under whatever name the scheme gives them.
TABLES.register("F")(
    TableSchema(
        kind="F",
        title="评分表",
        key=("年度", "对象"),
        row_name="对象",
        open_columns=True,
        schema=pa.DataFrameSchema(
            dict(
                (
                    column("年度", "text", need="row", also=("学年", "学期")),
                    column("县区", "text", also=("统计三级", "区县")),
                    column("对象", "text", need="row", also=("被评对象", "学校", "姓名", "学校名称")),
                    column("组别", "text", note="分组排名时填，如 小学组"),
                )
            ),
            checks=[rule("E06", unique("年度", "对象", "组别"), "对象", "同一对象重复，停止汇总", takes="row")],
            strict=False,
        ),
    )
)

TABLES.register("H")(
    TableSchema(
        kind="H",
        title="评比结果表",
        key=("年度", "评比", "对象"),
        row_name="对象",
        schema=pa.DataFrameSchema(
            dict(
                (
                    column("年度", "text", need="row", also=("时间",), note="2023 或 2023-2024"),
                    column("县区", "text", also=("统计三级", "区县")),
                    column("批次", "whole", note="同一年度内的先后：1、2"),
                    column(
                        "评比",
                        "choice",
                        need="row",
                        choices=("教学质量", "中招", "小学"),
                        note="教学质量：县级教学质量竞赛或评比",
                    ),
                    column("对象类别", "choice", need="row", choices=("初中", "乡镇")),
                    column("对象", "text", need="row", also=("学校", "乡镇", "学校名称")),
                    column("校长", "text", also=("校长姓名", "负责人"), note="同一对象换人后是否继承，须人工认定"),
                    column("名次", "whole", note="1为最好"),
                    column("得分", "decimal", unit="分", note="没有名次时按得分排"),
                    column("完成目标责任书", "flag"),
                )
            ),
            checks=[
                rule(
                    "E06",
                    unique("年度", "批次", "评比", "对象类别", "对象"),
                    "对象",
                    "同一次评比对象重复，停止汇总",
                    takes="row",
                ),
                rule(
                    "E02",
                    lambda f: ~(f["名次"].isna() & f["得分"].isna()),
                    "名次",
                    "名次和得分至少填一个",
                    takes="row",
                ),
                rule("E10", lambda f: ~(f["名次"] < 1), "名次", "名次从1开始"),
            ],
            strict=False,
        ),
    )
)
