"""大班额台账: one row per county, year and stage; classes of 56 and more, and those of the entering grade."""

from __future__ import annotations

import pandera.pandas as pa

from tools.tables import TABLES
from tools.tables.declaring import TableSchema, column, rule
from tools.tables.row_tests import at_most

TABLES.register("M")(
    TableSchema(
        kind="M",
        title="大班额台账",
        key=("年度", "县区", "学段"),
        row_name="县区",
        telling=("大班额班数", "起始年级大班额班数"),
        schema=pa.DataFrameSchema(
            dict(
                (
                    column("年度", "text", need="row", also=("学年",)),
                    column("县区", "text", need="row", also=("统计三级", "区县")),
                    column("学段", "choice", choices=("小学", "初中", "高中", "义务教育"), note="全部学段合计的不填"),
                    column(
                        "总班数", "whole", unit="个", affects=("大班额比例",), also=("班数", "班级总数", "教学班数")
                    ),
                    column(
                        "大班额班数",
                        "whole",
                        unit="个",
                        need="cell",
                        affects=("大班额数", "大班额比例", "化解"),
                        also=("大班额", "大班额数", "大班额班级数"),
                        note="56人及以上的班，含66人及以上的",
                    ),
                    column(
                        "66以上班数", "whole", unit="个", affects=("超大班额比例",), also=("超大班额班数", "超大班额")
                    ),
                    column(
                        "起始年级大班额班数",
                        "whole",
                        unit="个",
                        affects=("起始年级",),
                        also=("起始年级大班额",),
                        note="一年级、七年级、高一",
                    ),
                )
            ),
            checks=[
                rule(
                    "E06",
                    lambda f: ~f.duplicated(["年度", "县区", "学段"], keep=False),
                    "县区",
                    "(年度、县区、学段)重复，停止汇总",
                    takes="row",
                ),
                rule("E07", at_most("大班额班数", "总班数"), "大班额班数", "大班额不能多于总班数"),
                rule("E07", at_most("66以上班数", "大班额班数"), "66以上班数", "超大班额不能多于大班额"),
                rule("E07", at_most("起始年级大班额班数", "大班额班数"), "起始年级大班额班数", "不能多于大班额班数"),
            ],
            strict=False,
        ),
    )
)
