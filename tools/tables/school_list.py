"""学校基本情况表: the few columns a public list of schools has; 0 there mostly means not filled."""

from __future__ import annotations

import pandera.pandas as pa

from tools.tables import TABLES
from tools.tables.declaring import TableSchema, column, rule

_NOT_FILLED = "按没有填处理；确实为0时确认"

TABLES.register("S")(
    TableSchema(
        kind="S",
        title="学校基本情况表",
        key=("学校标识码", "学校名称"),
        row_name="学校名称",
        schema=pa.DataFrameSchema(
            dict(
                (
                    column("年度", "text", also=("学年", "year")),
                    column("县区", "text", need="row", also=("统计三级", "区县", "district")),
                    column("学校标识码", "text", also=("school_id", "学校代码")),
                    column("学校名称", "text", need="cell", also=("name", "校名")),
                    column("举办者", "text", also=("ownership", "办别")),
                    column("在校生数", "whole", unit="人", need="cell", also=("students", "学生数", "在校生数-合计")),
                    column("教职工数", "whole", unit="人", also=("staff", "教职工")),
                    column("专任教师数", "whole", unit="人", also=("teachers", "专任教师")),
                    column("班数", "whole", unit="个", also=("classes", "班级数", "教学班数")),
                )
            ),
            checks=[
                rule(
                    "E05",
                    lambda f: ~(f["在校生数"] == 0),
                    "在校生数",
                    "在校生数为0，疑似没有填",
                    level="警告",
                    affects=("生职比", "平均班额", "规模"),
                    advice=_NOT_FILLED,
                ),
                rule(
                    "E05",
                    lambda f: ~(f["教职工数"] == 0),
                    "教职工数",
                    "教职工数为0，疑似没有填",
                    level="警告",
                    affects=("生职比",),
                    advice=_NOT_FILLED,
                ),
                rule(
                    "E05",
                    lambda f: ~(f["班数"] == 0),
                    "班数",
                    "班数为0，疑似没有填",
                    level="警告",
                    affects=("平均班额",),
                    advice=_NOT_FILLED,
                ),
                rule(
                    "E10",
                    lambda f: ~((f["在校生数"] > 0) & (f["班数"] > 0) & (f["在校生数"] > 90 * f["班数"])),
                    "班数",
                    "平均班额超过90人，在校生数或班数有误",
                    takes=("班数",),
                    affects=("平均班额",),
                ),
                rule(
                    "E10",
                    lambda f: ~((f["在校生数"] > 0) & (f["教职工数"] > 0) & (f["在校生数"] > 60 * f["教职工数"])),
                    "教职工数",
                    "每名教职工超过60名学生，在校生数或教职工数有误",
                    affects=("生职比",),
                ),
                rule(
                    "E10",
                    lambda f: ~((f["教职工数"] > 0) & (f["在校生数"] > 0) & (f["在校生数"] < f["教职工数"])),
                    "教职工数",
                    "教职工比学生多，在校生数或教职工数有误",
                    affects=("生职比",),
                ),
            ],
            strict=False,
        ),
    )
)
