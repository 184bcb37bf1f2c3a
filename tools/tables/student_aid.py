"""学生资助表: one row per programme, stage or school of a year; pupils aided, grants and money."""

from __future__ import annotations

import pandera.pandas as pa

from tools.tables import TABLES
from tools.tables.declaring import TableSchema, column, rule
from tools.tables.row_tests import at_most, ratio_within

_GROUP = ["年度", "县区", "学校", "学段", "资助项目"]

TABLES.register("R")(
    TableSchema(
        kind="R",
        title="学生资助表",
        key=("年度", "县区", "学段"),
        row_name="县区",
        telling=("资助金额", "受助人次", "受助人数"),
        schema=pa.DataFrameSchema(
            dict(
                (
                    column("年度", "text", need="row", also=("学年", "时期"), note="或 2016-2020"),
                    column("县区", "text", need="row", also=("统计三级", "区县")),
                    column("学校", "text", also=("学校名称", "校名"), note="全县合计的不填"),
                    column(
                        "学段", "choice", choices=("学前", "小学", "初中", "高中", "义务教育"), note="各学段合计的不填"
                    ),
                    column("资助项目", "text", also=("项目", "项目名称"), note="如 国家助学金、生活补助"),
                    column(
                        "困难学生数",
                        "whole",
                        unit="人",
                        affects=("资助覆盖率",),
                        also=("家庭经济困难学生数", "认定困难学生数", "应资助人数"),
                    ),
                    column("受助人数", "whole", unit="人", affects=("人均资助", "资助覆盖率"), also=("资助人数",)),
                    column("受助人次", "whole", unit="人次", affects=("次均资助",), also=("资助人次",)),
                    column(
                        "资助金额",
                        "decimal",
                        unit="万元",
                        need="cell",
                        affects=("人均资助", "次均资助"),
                        also=("资助资金", "资助总额", "发放金额"),
                    ),
                )
            ),
            checks=[
                rule(
                    "E06",
                    lambda f: ~f.duplicated(_GROUP, keep=False),
                    "县区",
                    "同一年度、学校、学段、项目重复，停止汇总",
                    takes="row",
                ),
                rule(
                    "E07",
                    at_most("受助人数", "受助人次"),
                    "受助人数",
                    "受助人数不能多于受助人次",
                    affects=("人均资助",),
                ),
                rule(
                    "E07",
                    at_most("受助人数", "困难学生数"),
                    "受助人数",
                    "受助人数多于困难学生数",
                    affects=("资助覆盖率",),
                ),
                *(
                    rule(
                        "W01",
                        ratio_within("资助金额", people, 0.002, 5, nought=True),
                        "资助金额",
                        "平均不在20到50000元之间，疑似万元与元填错",
                        level="警告",
                        affects=("人均资助", "次均资助"),
                        advice="本列单位是万元，核对后改正或确认",
                    )
                    for people in ("受助人数", "受助人次")
                ),
            ],
            strict=False,
        ),
    )
)
