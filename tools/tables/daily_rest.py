"""作息锻炼表: one row per school and stage; hours slept and hours of exercise, as the school monitors them."""

from __future__ import annotations

import pandera.pandas as pa

from tools.tables import TABLES
from tools.tables.declaring import TableSchema, column, rule
from tools.tables.row_tests import at_most, at_most_number, unique

STAGES = ("小学", "初中", "高中")
HOURS = ("平均睡眠时长", "每天校内锻炼时长", "每天综合体育活动时长")

TABLES.register("W")(
    TableSchema(
        kind="W",
        title="作息锻炼表",
        key=("年度", "学校", "学段"),
        row_name="学校",
        telling=(*HOURS, "睡眠达标学生数"),
        schema=pa.DataFrameSchema(
            dict(
                (
                    column("年度", "text", need="row", also=("学年",), note="如 2023-2024"),
                    column("县区", "text", need="cell", also=("统计三级", "区县")),
                    column("学校", "text", need="row", also=("学校名称", "校名")),
                    column("学段", "choice", need="row", choices=STAGES, affects=("睡眠",)),
                    column("监测学生数", "whole", unit="人", affects=("睡眠",), also=("监测人数", "抽样人数")),
                    column(
                        "平均睡眠时长",
                        "decimal",
                        unit="小时",
                        need="cell",
                        affects=("睡眠",),
                        also=("睡眠时长", "日均睡眠时长", "每天睡眠时长", "平均睡眠时间", "每天睡眠时间"),
                    ),
                    column("睡眠达标学生数", "whole", unit="人", affects=("睡眠",), also=("睡眠达标人数",)),
                    column(
                        "每天校内锻炼时长",
                        "decimal",
                        unit="小时",
                        affects=("锻炼",),
                        also=("校内锻炼时长", "每天锻炼时长", "在校锻炼时长", "校内体育活动时长", "每天锻炼时间"),
                    ),
                    column(
                        "每天综合体育活动时长",
                        "decimal",
                        unit="小时",
                        affects=("综合体育",),
                        also=("综合体育活动时间", "综合体育活动时长"),
                        note="校内外合计",
                    ),
                )
            ),
            checks=[
                rule("E06", unique("年度", "学校", "学段"), "学校", "(年度、学校、学段)重复", takes="row"),
                rule("E07", at_most("睡眠达标学生数", "监测学生数"), "睡眠达标学生数", "不能多于监测学生数"),
                rule(
                    "W01",
                    lambda f: ~((f["平均睡眠时长"] < 3) | (f["平均睡眠时长"] > 14)),
                    "平均睡眠时长",
                    "不在3到14小时之间，疑似填了分钟",
                    level="警告",
                    affects=("睡眠",),
                    advice="本列单位是小时；按分钟填的在列名后写（分钟）",
                ),
                *(
                    rule(
                        "W01",
                        at_most_number(name, 8),
                        name,
                        "超过8小时，疑似填了分钟",
                        level="警告",
                        affects=(code,),
                        advice="本列单位是小时；按分钟填的在列名后写（分钟）",
                    )
                    for name, code in zip(HOURS[1:], ("锻炼", "综合体育"), strict=True)
                ),
            ],
            strict=False,
        ),
    )
)
