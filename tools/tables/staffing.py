"""教职工编制表: one row per school and stage; posts approved and persons in them."""

from __future__ import annotations

import pandera.pandas as pa

from tools.tables import TABLES
from tools.tables.declaring import TableSchema, column, rule
from tools.tables.row_tests import at_most, unique

STAGES = ("小学", "初中", "高中")

TABLES.register("T")(
    TableSchema(
        kind="T",
        title="教职工编制表",
        key=("年度", "学校", "学段"),
        row_name="学校",
        telling=("核定编制数", "在编教职工数"),
        schema=pa.DataFrameSchema(
            dict(
                (
                    column("年度", "text", need="row", also=("学年",), note="如 2023-2024"),
                    column("县区", "text", need="cell", also=("统计三级", "区县")),
                    column(
                        "学校",
                        "text",
                        need="row",
                        also=("学校名称", "校名"),
                        note="一贯制学校、完全中学每个学段一行",
                    ),
                    column("学段", "choice", need="row", choices=STAGES, affects=("编制", "生职比")),
                    column("在校生数", "whole", unit="人", need="cell", affects=("编制", "生职比"), also=("学生数",)),
                    column(
                        "核定编制数",
                        "whole",
                        unit="人",
                        need="cell",
                        affects=("编制", "空编"),
                        also=("编制数", "核编数", "核定教职工编制", "教职工编制数"),
                    ),
                    column(
                        "在编教职工数",
                        "whole",
                        unit="人",
                        affects=("空编",),
                        also=("在编人数", "实有在编人数", "在编数"),
                    ),
                    column("教职工数", "whole", unit="人", affects=("生职比",), also=("教职工", "教职工总数")),
                )
            ),
            checks=[
                rule("E06", unique("年度", "学校", "学段"), "学校", "(年度、学校、学段)重复", takes="row"),
                rule("E05", lambda f: ~(f["核定编制数"] == 0), "核定编制数", "核定编制数为0，不能作分母"),
                rule("E07", at_most("在编教职工数", "教职工数"), "在编教职工数", "在编教职工不能多于教职工"),
                rule(
                    "E10",
                    lambda f: ~((f["核定编制数"] > 0) & (f["在校生数"] > 100 * f["核定编制数"])),
                    "核定编制数",
                    "每个编制超过100名学生，在校生数或编制数有误",
                    affects=("编制",),
                ),
            ],
            strict=False,
        ),
    )
)
