"""兼课听评课表: one row per head, leader or teacher and term; what they teach and how often they sit in."""

from __future__ import annotations

import pandera.pandas as pa

from tools.tables import TABLES
from tools.tables.declaring import TableSchema, column, rule
from tools.tables.row_tests import unique

HEADS = ("校长", "副校长", "业务副校长")
LEADERS = ("书记", "副书记", "教导主任", "政教主任", "总务主任", "工会主席", "其他班子成员")
TEACHER = "教师"

TABLES.register("J")(
    TableSchema(
        kind="J",
        title="兼课听评课表",
        key=("年度", "学校", "姓名"),
        row_name="姓名",
        telling=("周兼课节次", "同学科满工作量", "听评课节数"),
        schema=pa.DataFrameSchema(
            dict(
                (
                    column("年度", "text", need="row", also=("学年",), note="如 2023-2024"),
                    column("学期", "choice", choices=("上", "下"), note="听评课按学期计；不填按一个学期算"),
                    column("县区", "text", need="cell", also=("统计三级", "区县")),
                    column("学校", "text", need="row", also=("学校名称", "校名")),
                    column("姓名", "text", need="row", also=("教师姓名", "编号"), note="或写编号"),
                    column(
                        "职务",
                        "choice",
                        need="row",
                        choices=(*HEADS, *LEADERS, TEACHER),
                        affects=("兼课", "听课"),
                        note="没有领导职务的写教师；分管教学的副校长写业务副校长",
                    ),
                    column("学科", "text", also=("任教学科", "兼课学科")),
                    column(
                        "周兼课节次",
                        "decimal",
                        unit="节",
                        affects=("兼课",),
                        also=("兼课节次", "兼课节数", "周兼课节数", "每周兼课节数", "周课时"),
                    ),
                    column(
                        "同学科满工作量",
                        "decimal",
                        unit="节",
                        affects=("兼课",),
                        also=("满工作量", "同学科周满工作量", "满工作量节次"),
                        note="本校同学科教师每周的满工作量节次",
                    ),
                    column(
                        "听评课节数",
                        "whole",
                        unit="节",
                        affects=("听课",),
                        also=("听课节数", "本学期听评课节数", "学期听课节数", "听评课节次"),
                        note="本学期合计",
                    ),
                    column("教学周数", "whole", unit="周", affects=("听课",), also=("周数", "学期周数")),
                    column("教龄", "decimal", unit="年", affects=("听课",), note="未满三年的青年教师另有要求"),
                )
            ),
            checks=[
                rule("E06", unique("年度", "学期", "学校", "姓名"), "姓名", "同一学校同一人重复", takes="row"),
                rule("E05", lambda f: ~(f["同学科满工作量"] == 0), "同学科满工作量", "满工作量不能为0"),
                rule("E05", lambda f: ~(f["教学周数"] == 0), "教学周数", "教学周数不能为0"),
                rule(
                    "W01",
                    lambda f: ~((f["同学科满工作量"] > 40) | (f["周兼课节次"] > 40)),
                    "同学科满工作量",
                    "每周超过40节，疑似填了学期合计",
                    level="警告",
                    takes=("同学科满工作量", "周兼课节次"),
                    affects=("兼课",),
                    advice="两列都填每周节次，核对后改正或确认",
                ),
                rule("E10", lambda f: ~(f["教学周数"] > 30), "教学周数", "一个学期不超过30周", affects=("听课",)),
            ],
            strict=False,
        ),
    )
)
