"""表D 学生成绩表 (指标手册 §8.4): one row per pupil and examination; results leave it only by school."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from tools.tables import TABLES
from tools.tables.declaring import TableSchema, column, rule
from tools.tables.row_tests import unique

ABSENCES = ("无", "无故", "有故")


def _absent_has_no_score(frame: pd.DataFrame) -> pd.Series[bool]:
    return ~(frame["缺考标志"].isin(["无故", "有故"]) & (frame["总分"] > 0))


def _present_has_score(frame: pd.DataFrame) -> pd.Series[bool]:
    return ~(frame["总分"].isna() & ~frame["缺考标志"].isin(["无故", "有故"]))


_COLUMNS = (
    column("年度", "text", need="row", also=("学年",)),
    column("考试批次", "choice", choices=("上", "下", "中招"), also=("批次",)),
    column("县区", "text", also=("统计三级", "区县")),
    column("乡镇", "text"),
    column("学校", "text", need="row", also=("学校名称",)),
    column("学籍号", "text", need="row", also=("脱敏学籍号",), note="脱敏后的编号"),
    column("年级", "text"),
    column("总分", "decimal", unit="分"),
    column("满分", "decimal", unit="分"),
    column("缺考标志", "choice", choices=ABSENCES, also=("缺考",), note="无故缺考计0分；有故的剔除并列清单"),
)

_RULES = (
    rule("E06", unique("年度", "考试批次", "县区", "学籍号"), "学籍号", "同一批次学籍号重复，停止汇总", takes="row"),
    rule("E10", lambda f: ~(f["总分"] > f["满分"]), "总分", "总分超过满分，拒收", takes="row"),
    rule("E09", _absent_has_no_score, "缺考标志", "标为缺考却有分数", takes="row"),
    rule(
        "E02", _present_has_score, "总分", "没有缺考却没有总分；缺失不等于0", takes="row", advice="补填总分或缺考标志"
    ),
)

TABLES.register("D")(
    TableSchema(
        kind="D",
        title="学生成绩表",
        key=("年度", "学籍号"),
        row_name="学校",
        schema=pa.DataFrameSchema(dict(_COLUMNS), checks=list(_RULES), strict=False),
    )
)
