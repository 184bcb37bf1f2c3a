"""高考上线表: one row per school, track and year; who sat and who reached the two lines."""

from __future__ import annotations

import pandera.pandas as pa

from tools.tables import TABLES
from tools.tables.declaring import TableSchema, column, rule
from tools.tables.row_tests import at_most, unique
from tools.tables.score_bands import TRACKS

TABLES.register("N")(
    TableSchema(
        kind="N",
        title="高考上线表",
        key=("年度", "学校", "科类"),
        row_name="学校",
        telling=("一本上线人数", "本科上线人数"),
        schema=pa.DataFrameSchema(
            dict(
                (
                    column("年度", "text", need="row", also=("届", "高考年度"), note="如 2024"),
                    column("县区", "text", need="cell", also=("统计三级", "区县")),
                    column("学校", "text", need="row", also=("学校名称", "校名")),
                    column("科类", "choice", need="row", choices=TRACKS, note="不分科类的填总计"),
                    column(
                        "参考人数",
                        "whole",
                        unit="人",
                        need="cell",
                        affects=("一本上线率", "本科上线率"),
                        also=("考生总数", "实考人数", "参加高考人数"),
                        note="上线率的分母",
                    ),
                    column(
                        "一本上线人数",
                        "whole",
                        unit="人",
                        affects=("一本上线率",),
                        also=("一本人数", "特控线上线人数", "特殊类型招生控制线上线人数", "重点上线人数"),
                        note="或特殊类型招生控制线上线人数",
                    ),
                    column("本科上线人数", "whole", unit="人", affects=("本科上线率",), also=("本科人数",)),
                )
            ),
            checks=[
                rule("E06", unique("年度", "学校", "科类"), "学校", "同一学校、科类重复，停止汇总", takes="row"),
                rule("E05", lambda f: ~(f["参考人数"] == 0), "参考人数", "参考人数为0，不能作分母"),
                rule("E07", at_most("本科上线人数", "参考人数"), "本科上线人数", "不能超过参考人数"),
                rule("E07", at_most("一本上线人数", "参考人数"), "一本上线人数", "不能超过参考人数"),
                rule("E07", at_most("一本上线人数", "本科上线人数"), "一本上线人数", "不能超过本科上线人数"),
            ],
            strict=False,
        ),
    )
)
