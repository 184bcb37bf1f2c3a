"""表A 学校学段单位表 (指标手册 §8.1): one row per school and stage."""

from __future__ import annotations

import pandera.pandas as pa

from tools.tables import TABLES
from tools.tables.declaring import TableSchema, column
from tools.tables.school_rules import SCHOOL_RULES

ALL = tuple(f"L{k}" for k in range(1, 8))
DEGREES = ("专科学历专任教师", "本科学历专任教师", "硕士学历专任教师", "博士学历专任教师")
ARTS = ("体育专任教师", "音乐专任教师", "美术专任教师", "艺术专任教师")
TYPES = ("小学", "教学点", "初级中学", "九年一贯制", "十二年一贯制", "完全中学", "高级中学", "特教", "职业")
OTHER_STAGE = "同校其他学段在校生数({})"
SPLIT = ("L4", "L5", "L6", "L7")

_COLUMNS = (
    column("年度", "text", need="row", affects=ALL, also=("学年", "学年度"), note="如 2023-2024"),
    column("县区", "text", need="row", affects=ALL, also=("统计三级", "县(市、区)", "区县")),
    column(
        "学校标识码",
        "text",
        need="row",
        affects=ALL,
        also=("学校(机构)标识码", "学校代码", "标识码"),
        note="10位；(年度、标识码、学段)不得重复",
    ),
    column("学校名称", "text", need="cell", also=("学校(机构)名称", "校名"), note="全称"),
    column("办学类型", "choice", need="row", choices=TYPES, affects=ALL, also=("学校办学类型",)),
    column("学段", "choice", need="row", choices=("小学", "初中"), affects=ALL),
    column(
        "举办者",
        "choice",
        need="cell",
        choices=("县级教育部门", "省市直属", "高校附属", "企业", "民办"),
        also=("学校举办者",),
    ),
    column("城乡类型", "choice", choices=("城区", "镇区", "乡村"), also=("城乡分类",)),
    column("是否寄宿制", "flag", also=("是否寄宿制学校",)),
    column(
        "是否计校数",
        "flag",
        note="是：独立计校数的学校（不填同）；否：不计校数的校区、教学点，并入归属学校计算，须填归属学校标识码",
    ),
    column("归属学校标识码", "text", note="是否计校数填否时必填：并入哪所学校，写那所学校的标识码"),
    column(
        "办学条件口径",
        "choice",
        need="cell",
        choices=("全校", "本学段"),
        affects=SPLIT,
        note="面积、设备、教室是全校数还是本学段数；一贯制填全校的由系统按比例拆分",
    ),
    column(
        "在校生数",
        "whole",
        unit="人",
        need="row",
        affects=ALL,
        also=("在校生数-合计", "在校学生数", "学生数"),
    ),
    *(
        column(OTHER_STAGE.format(stage), "whole", unit="人", affects=SPLIT, note="一贯制且口径为全校时必填")
        for stage in ("小学", "初中", "高中")
    ),
    column("班数", "whole", unit="个", need="cell", also=("班级数", "教学班数"), affects=("G3", "G5")),
    column("最大班额", "whole", unit="人", affects=("G5",)),
    column("班额45(50)以上班数", "whole", unit="个", affects=("G5",), note="小学超过45人、初中超过50人的班数"),
    column("56-65班数", "whole", unit="个", also=("大班额班数", "56-65人班数")),
    column("66以上班数", "whole", unit="个", also=("超大班额班数", "66人以上班数", "66人及以上班数")),
    column("专任教师数", "whole", unit="人", need="cell", also=("专任教师-合计", "专任教师"), affects=ALL[:3]),
    *(
        column(name, "whole", unit="人", need="cell", affects=("L1",), also=also)
        for name, also in zip(
            DEGREES,
            (
                ("专任教师-#按学历分-专科", "专科"),
                ("专任教师-#按学历分-本科", "本科"),
                ("专任教师-#按学历分-硕士研究生", "硕士"),
                ("专任教师-#按学历分-博士研究生", "博士"),
            ),
            strict=True,
        )
    ),
    column(
        "县级以上骨干教师",
        "whole",
        unit="人",
        need="cell",
        affects=("L2",),
        also=("县级及以上骨干教师", "县级以上骨干教师(小学)", "县级以上骨干教师(初中)", "骨干教师"),
    ),
    *(
        column(name, "whole", unit="人", need="cell", affects=("L3",), also=also, note=note)
        for name, also, note in zip(
            ARTS,
            (
                ("专任教师-#按授课课程分-体育与健康", "体育教师"),
                ("专任教师-#按授课课程分-音乐", "音乐教师"),
                ("专任教师-#按授课课程分-美术", "美术教师"),
                ("专任教师-#按授课课程分-艺术-计", "艺术教师"),
            ),
            ("", "", "", "只填未分到音乐、美术的艺术教师，勿重复计"),
            strict=True,
        )
    ),
    column("交流兼职走教体艺教师", "whole", unit="人", note="仅50-99人乡村学校且启用放宽口径时使用"),
    column("教学及辅助用房面积", "decimal", unit="㎡", need="cell", affects=("L4",), also=("教学及辅助用房-计",)),
    column("室内体育用房面积", "decimal", unit="㎡", need="cell", affects=("L4", "L5"), also=("室内体育用房",)),
    column("运动场地面积", "decimal", unit="㎡", need="cell", affects=("L5",)),
    column(
        "教学仪器设备资产值",
        "decimal",
        unit="万元",
        need="cell",
        affects=("L6",),
        also=("教学仪器设备值", "教学仪器设备资产"),
        note="单位是万元，不是元",
    ),
    column("网络多媒体教室", "whole", unit="间", need="cell", affects=("L7",), also=("网络多媒体教室数",)),
    column("音乐教室间数", "whole", unit="间", affects=("G3",)),
    column("音乐教室最小面积", "decimal", unit="㎡", affects=("G3",), note="最小一间的面积"),
    column("美术教室间数", "whole", unit="间", affects=("G3",)),
    column("美术教室最小面积", "decimal", unit="㎡", affects=("G3",), note="最小一间的面积"),
    column("建校年份", "whole", unit="年"),
    column("公用经费预算", "decimal", unit="元", affects=("Q4", "G6"), also=("公用经费预算总额",)),
    column("教师培训经费", "decimal", unit="元", affects=("Q4",)),
    column("近5年满360学时教师", "whole", unit="人", affects=("G9",)),
    column("持证教师", "whole", unit="人", affects=("G12",)),
    column("毕业生", "whole", unit="人", affects=("Q1",), also=("毕业生数",)),
    column("三年前初一", "whole", unit="人", affects=("Q1",), also=("三年前初一学生数",)),
    column("转入", "whole", unit="人", affects=("Q1",)),
    column("转出", "whole", unit="人", affects=("Q1",)),
    column("死亡", "whole", unit="人", affects=("Q1",)),
    column("计算机台数", "whole", unit="台", affects=("B4",), also=("教学用计算机台数",)),
    column("图书册数", "whole", unit="册", affects=("B5",), also=("图书",)),
    column("中级及以上教师", "whole", unit="人", affects=("B8",), also=("中级及以上专业技术职务教师",)),
    column("教职工数", "whole", unit="人", also=("教职工",)),
)

SCHOOL_STAGES = TableSchema(
    kind="A",
    title="学校学段单位表",
    key=("年度", "学校标识码", "学段"),
    row_name="学校名称",
    schema=pa.DataFrameSchema(dict(_COLUMNS), checks=list(SCHOOL_RULES), strict=False),
)

TABLES.register("A")(SCHOOL_STAGES)
