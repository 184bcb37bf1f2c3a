"""表B 县级年度表 (指标手册 §8.2): one row per county and year."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from tools.tables import TABLES
from tools.tables.declaring import TableSchema, Test, column, rule
from tools.tables.row_tests import at_most, at_most_number, ratio_within, sum_at_most, unique

SUBJECTS = ("语文", "数学", "英语", "科学", "德育", "体育与健康", "艺术", "劳动", "心理健康")
LEVELS = ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ")
# Conditions of 政府保障程度 (G) and 教育质量 (Q) that an office judges from documents (指标手册 §1.7, §1.8).
QUALITATIVE = {
    "G1": "县域内义务教育学校规划布局合理",
    "G2": "城乡义务教育学校“四统一”",
    "G10": "县级教育部门统筹分配编制和岗位",
    "Q3": "所有学校制定章程，实现管理与教学信息化",
    "Q5": "教师熟练运用信息化手段，设施设备利用率较高",
    "Q6": "德育工作、校园文化建设良好以上",
    "Q7": "课程开齐开足，教学秩序规范，综合实践活动有效",
    "Q8": "无过重课业负担",
}
_PARTS = {"G": "政府保障程度", "Q": "教育质量"}
_DETAILS = {"G2": "（建设标准、教师编制标准、生均公用经费基准定额、基本装备配置标准统一，且定额不低于规定）"}
VERDICTS = ("达标", "未达标", "待定")

_PEOPLE: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("学龄人口(6-11岁)", ("毛入学率",), ("6-11岁学龄人口", "学龄人口(6-11)", "小学学龄人口")),
    ("学龄人口(12-14岁)", ("毛入学率",), ("12-14岁学龄人口", "学龄人口(12-14)", "初中学龄人口")),
    ("学龄人口(3-5岁)", ("P1",), ("3-5岁学龄人口", "学龄人口(3-5)", "3-5周岁人口")),
    ("小学在校生", ("毛入学率",), ("小学在校生数",)),
    ("初中在校生", ("毛入学率",), ("初中在校生数",)),
    ("小学学龄内在校生", ("净入学率",), ()),
    ("初中学龄内在校生", ("净入学率",), ()),
    ("在校生总数", ("E2",), ("在校生数",)),
    ("符合交流条件教师", ("G11",), ("符合条件教师", "符合交流条件教师数")),
    ("实际交流教师", ("G11",), ("交流轮岗教师", "实际交流教师数")),
    ("其中骨干", ("G11",), ("交流骨干教师", "骨干交流教师")),
    ("符合条件随迁子女", ("G15",), ("符合条件随迁子女数",)),
    ("公办就读", ("G15",), ("随迁子女公办就读",)),
    ("政府购买服务民办就读", ("G15",), ("购买服务民办就读",)),
    ("优质高中计划", ("G14",), ("优质高中招生计划",)),
    ("分配名额", ("G14",), ("优质高中分配名额", "分配生计划")),
    ("农村校名额", ("G14",), ("农村初中名额",)),
    ("适龄残疾儿童数", ("Q2",), ("适龄残疾儿童", "适龄残疾儿童少年数")),
    ("适龄残疾儿童入学数", ("Q2",), ("入学数", "残疾儿童入学数")),
    ("特教学生", ("G7",), ("特教学生数", "特殊教育学生")),
    ("满意度有效份数", ("S",), ("有效份数",)),
    ("满意份数", ("S",), ()),
    ("民办义教在校生", ("民办占比",), ("民办义务教育在校生",)),
    ("义教在校生", ("民办占比",), ("义务教育在校生",)),
    ("学年内辍学人数", ("辍学率",), ()),
    ("毕业人数", ("升学率",), ()),
    ("升入高一级学校人数", ("升学率",), ()),
)
_MONEY: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("一般公共预算教育支出", "万元", ("E1", "E2"), ("教育支出",)),
    ("教师年均工资", "元", ("G8",), ("义务教育教师年均工资", "教师平均工资")),
    ("公务员年均工资", "元", ("G8",), ("公务员平均工资",)),
    ("特教公用经费", "元", ("G7",), ("特殊教育公用经费",)),
    ("小规模学校核定生均定额", "元", ("G6",), ()),
)


def steady(amount: str) -> Test:
    """An amount within a fifth and five times that of the year before: more is a change of units (§8.2)."""

    def test(frame: pd.DataFrame) -> pd.Series[bool]:
        ordered = frame.sort_values(["县区", "年度"])
        before = ordered.groupby("县区")[amount].shift(1)
        ratio = ordered[amount] / before.where(before > 0)
        jumped = (ratio > 5) | (ratio < 0.2)
        # Which of the two years has the wrong unit cannot be told: both are suspect.
        either = jumped | jumped.groupby(ordered["县区"]).shift(-1, fill_value=False)
        return ~either.reindex(frame.index)

    return test


def not_decimal(percent: str) -> Test:
    """A column of percentages that are all ≤ 1 is most likely one of shares (§8)."""

    def test(frame: pd.DataFrame) -> pd.Series[bool]:
        filled = frame[percent].dropna()
        wrong = len(filled) > 0 and bool((filled <= 1).all()) and bool((filled > 0).any())
        return ~(frame[percent].notna() & wrong)

    return test


_COLUMNS = (
    column("年度", "text", need="row", also=("学年", "财年"), note="学年写2023-2024，财年写2024"),
    column("县区", "text", need="row", also=("统计三级", "区县")),
    *(column(name, "whole", unit="人", affects=affects, also=also) for name, affects, also in _PEOPLE),
    *(column(name, "decimal", unit=unit, affects=affects, also=also) for name, unit, affects, also in _MONEY),
    column("小学就近入学比例", "percent", unit="%", affects=("G13",), note="54.02 表示 54.02%"),
    column("初中就近入学比例", "percent", unit="%", affects=("G13",), note="54.02 表示 54.02%"),
    *(
        part
        for subject in SUBJECTS
        for part in (
            column(f"质量监测等级({subject})", "choice", choices=LEVELS, affects=("Q9",), note="未监测的学科不填"),
            column(f"质量监测差异率({subject})", "decimal", affects=("Q9",), note="小数，如0.12"),
        )
    ),
    *(
        part
        for code, meaning in QUALITATIVE.items()
        for part in (
            column(
                f"{code}判定",
                "choice",
                choices=VERDICTS,
                affects=(code,),
                also=(code,),
                note=f"{_PARTS[code[0]]}第{code[1:]}项：{meaning}{_DETAILS.get(code, '')}；"
                "依据材料自评，还没有认定的填待定",
            ),
            column(f"{code}材料", "text", affects=(code,), note=f"{code}判定所依据的材料名称"),
        )
    ),
    column(
        "一票否决",
        "flag",
        affects=("COUNTY",),
        also=("一票否决项",),
        note="有任何一项填 是：考试招生、违规择校、设重点学校或重点班，有编不补或长期聘用编外教师，重大安全事故、"
        "严重违纪，弄虚作假等",
    ),
    column("一票否决事项", "text", affects=("COUNTY",)),
)

_RULES = (
    rule("E06", unique("年度", "县区"), "县区", "(年度、县区)重复，停止汇总", takes="row"),
    rule(
        "E07", at_most("实际交流教师", "符合交流条件教师"), "实际交流教师", "不能超过符合交流条件教师", affects=("G11",)
    ),
    rule("E07", at_most("其中骨干", "实际交流教师"), "其中骨干", "不能超过实际交流教师", affects=("G11",)),
    rule(
        "E07",
        sum_at_most(("公办就读", "政府购买服务民办就读"), "符合条件随迁子女"),
        "公办就读",
        "公办与购买服务就读之和不能超过符合条件随迁子女",
        takes=("公办就读", "政府购买服务民办就读"),
        affects=("G15",),
    ),
    rule(
        "E07",
        at_most("适龄残疾儿童入学数", "适龄残疾儿童数"),
        "适龄残疾儿童入学数",
        "不能超过适龄残疾儿童数",
        affects=("Q2",),
    ),
    rule("E07", at_most("分配名额", "优质高中计划"), "分配名额", "不能超过优质高中计划", affects=("G14",)),
    rule("E07", at_most("农村校名额", "分配名额"), "农村校名额", "不能超过分配名额", affects=("G14",)),
    rule("E07", at_most("满意份数", "满意度有效份数"), "满意份数", "不能超过有效份数", affects=("S",)),
    rule("E07", at_most("民办义教在校生", "义教在校生"), "民办义教在校生", "不能超过义教在校生", affects=("民办占比",)),
    *(
        rule(
            "E10",
            at_most(f"{stage}学龄内在校生", f"学龄人口({ages}岁)"),
            f"{stage}学龄内在校生",
            "净入学率不能超过100%",
        )
        for stage, ages in (("小学", "6-11"), ("初中", "12-14"))
    ),
    *(
        part
        for stage in ("小学", "初中")
        for part in (
            rule(
                "W01",
                not_decimal(f"{stage}就近入学比例"),
                f"{stage}就近入学比例",
                "百分比列全部≤1，单位疑似小数",
                level="警告",
                affects=("G13",),
                advice="54.02 表示 54.02%；核对后改正或确认",
            ),
            rule(
                "E10",
                at_most_number(f"{stage}就近入学比例", 100),
                f"{stage}就近入学比例",
                "比例不能超过100%",
                affects=("G13",),
            ),
        )
    ),
    *(
        rule(
            "W01",
            steady(name),
            name,
            "与相邻年度相差5倍以上，疑似经费单位混用",
            level="警告",
            affects=affects,
            advice="核对单位后改正或确认",
        )
        for name, _, affects, _ in _MONEY
    ),
    rule(
        "W01",
        ratio_within("教师年均工资", "公务员年均工资", 0.2, 5),
        "教师年均工资",
        "与公务员年均工资相差5倍以上，疑似单位不一",
        level="警告",
        takes=("教师年均工资", "公务员年均工资"),
        affects=("G8",),
        advice="两列单位都是元，核对后改正或确认",
    ),
    rule(
        "W01",
        ratio_within("特教公用经费", "特教学生", 500, 100000),
        "特教公用经费",
        "特教生均公用经费不在500到100000元之间，疑似万元与元填错",
        level="警告",
        affects=("G7",),
        advice="本列单位是元，核对后改正或确认",
    ),
    rule(
        "W01",
        ratio_within("一般公共预算教育支出", "在校生总数", 0.05, 50),
        "一般公共预算教育支出",
        "生均教育支出不在500到500000元之间，疑似万元与元填错",
        level="警告",
        affects=("总额", "生均"),
        advice="本列单位是万元，核对后改正或确认",
    ),
    *(
        rule(
            "W01",
            at_most_number(f"质量监测差异率({subject})", 0.999),
            f"质量监测差异率({subject})",
            "差异率是小数，疑似填了百分数",
            level="警告",
            affects=("Q9",),
            advice="0.12 表示 0.12；核对后改正或确认",
        )
        for subject in SUBJECTS
    ),
)

TABLES.register("B")(
    TableSchema(
        kind="B",
        title="县级年度表",
        key=("年度", "县区"),
        row_name="县区",
        schema=pa.DataFrameSchema(dict(_COLUMNS), checks=list(_RULES), strict=False),
    )
)
