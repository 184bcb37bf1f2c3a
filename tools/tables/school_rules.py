"""Rules over the rows of 表A (指标手册 §8.1), each with its code (§8.6)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from tools.tables.declaring import rule

Frame = pd.DataFrame

ALL = tuple(f"L{k}" for k in range(1, 8))
SPLIT = ("L4", "L5", "L6", "L7")
CONDITIONS = ("教学及辅助用房面积", "室内体育用房面积", "运动场地面积", "教学仪器设备资产值", "网络多媒体教室")
_DEGREES = ("专科学历专任教师", "本科学历专任教师", "硕士学历专任教师", "博士学历专任教师")
_ARTS = ("体育专任教师", "音乐专任教师", "美术专任教师", "艺术专任教师")
_STAGES = ("小学", "初中", "高中")
# Which stages a type of school has, and whose pupils a whole-school amount of 面积、设备 serves.
STAGES_OF_TYPE = {
    "小学": ("小学",),
    "教学点": ("小学", "初中"),
    "初级中学": ("初中",),
    "九年一贯制": ("小学", "初中"),
    "十二年一贯制": ("小学", "初中", "高中"),
    "完全中学": ("初中", "高中"),
    "高级中学": ("高中",),
    "特教": _STAGES,
    "职业": _STAGES,
}
THROUGH_TYPES = ("九年一贯制", "十二年一贯制", "完全中学")


def _other(stage: str) -> str:
    return f"同校其他学段在校生数({stage})"


def needs_split(frame: Frame) -> pd.Series[bool]:
    """Rows whose amounts are those of the whole school and serve several stages."""
    return frame["办学类型"].isin(THROUGH_TYPES) & (frame["办学条件口径"] == "全校")


def pupils_served(frame: Frame) -> pd.Series[float]:
    """Pupils a row's amounts serve: its own stage, or the whole school where the amounts are those of the school."""
    others = sum((frame[_other(stage)].fillna(0) for stage in _STAGES), start=pd.Series(0.0, index=frame.index))
    return frame["在校生数"] + others.where(needs_split(frame), 0.0)


def _at_most(part: str, whole: str, *, share: float = 1.0) -> Any:
    return lambda frame: ~(frame[part] > frame[whole] * share)


def _sum_at_most(parts: tuple[str, ...], whole: str) -> Any:
    return lambda frame: ~(frame[list(parts)].sum(axis=1, skipna=True) > frame[whole])


def _ratio_within(part: str, whole: str, low: float, high: float, *, nought: bool = False) -> Any:
    """A ratio between bounds; with `nought`, an empty numerator is another rule's matter."""

    def test(frame: Frame) -> pd.Series[bool]:
        ratio = frame[part] / frame[whole].where(frame[whole] > 0)
        return ~(((ratio < low) & ~(nought & (frame[part] == 0))) | (ratio > high))

    return test


def _per_pupil_within(amount: str, low: float, high: float, factor: float = 1.0) -> Any:
    """An amount per pupil between bounds; nought is not a question of units and passes."""

    def test(frame: Frame) -> pd.Series[bool]:
        served = pupils_served(frame)
        value = frame[amount] * factor / served.where(served > 0)
        return ~(((value < low) & (value > 0)) | (value > high))

    return test


def _type_has_stage(frame: Frame) -> pd.Series[bool]:
    pairs = {(kind, stage) for kind, stages in STAGES_OF_TYPE.items() for stage in stages}
    known = frame["办学类型"].isin(list(STAGES_OF_TYPE)) & frame["学段"].isin(_STAGES)
    fits = pd.Series(list(zip(frame["办学类型"], frame["学段"], strict=True)), index=frame.index, dtype=object)
    return ~known | fits.isin(pairs)


def _unique(*key: str) -> Any:
    def test(frame: Frame) -> pd.Series[bool]:
        filled = frame[list(key)].notna().all(axis=1)
        return ~(frame.duplicated(list(key), keep=False) & filled)

    return test


def _one_school_once(frame: Frame) -> pd.Series[bool]:
    """The same name, stage and number of pupils under two codes is most likely one school reported twice."""
    key = ["年度", "县区", "学校名称", "学段", "在校生数"]
    again = frame.duplicated(key, keep=False) & frame[key].notna().all(axis=1) & (frame["在校生数"] > 0)
    return ~(again & ~frame.duplicated(["年度", "学校标识码", "学段"], keep=False))


def _scope_is_plausible(frame: Frame) -> pd.Series[bool]:
    """The rows of a through school must agree on what 办学条件 they report.

    Whole-school amounts must be equal on each row; amounts of the stage cannot all be equal; both at once is mixed.
    """
    through = frame["办学类型"].isin(THROUGH_TYPES) & frame["学校标识码"].notna()
    good = pd.Series(True, index=frame.index)
    rows = frame[through]
    if rows.empty:
        return good
    key = [rows["年度"], rows["学校标识码"]]
    amounts = rows[list(CONDITIONS)]
    several = rows["学段"].groupby(key).transform("nunique") > 1
    equal = (amounts.groupby(key).transform("nunique") <= 1).all(axis=1)
    positive = (amounts > 0).any(axis=1)
    whole = (rows["办学条件口径"] == "全校").groupby(key).transform("mean")
    declared = rows["办学条件口径"].notna()
    wrong = several & declared & (((whole == 1) & ~equal) | ((whole == 0) & equal & positive) | ((whole > 0) & (whole < 1)))
    good.loc[rows.index] = ~wrong
    return good


def _other_stage_agrees(frame: Frame) -> pd.Series[bool]:
    """同校其他学段在校生数 must be what the school's own row of that stage says."""
    good = pd.Series(True, index=frame.index)
    rows = frame[frame["办学类型"].isin(THROUGH_TYPES) & frame["学校标识码"].notna()]
    for stage in ("小学", "初中"):
        own = rows[rows["学段"] == stage]
        own = own[~own.duplicated(["年度", "学校标识码"], keep=False)].set_index(["年度", "学校标识码"])["在校生数"]
        said = rows[(rows["学段"] != stage) & rows[_other(stage)].notna()]
        there = own.reindex(pd.MultiIndex.from_frame(said[["年度", "学校标识码"]])).to_numpy(dtype=float)
        differs = ~np.isnan(there) & (there != said[_other(stage)].to_numpy(dtype=float))
        good.loc[said.index[differs]] = False
    return good


def _other_stages_filled(frame: Frame) -> pd.Series[bool]:
    missing = pd.Series(False, index=frame.index)
    for kind in THROUGH_TYPES:
        for stage in STAGES_OF_TYPE[kind]:
            missing |= (frame["办学类型"] == kind) & (frame["学段"] != stage) & frame[_other(stage)].isna()
    return ~(missing & needs_split(frame) & frame["学段"].isin(_STAGES))


def _largest_class_possible(frame: Frame) -> pd.Series[bool]:
    least = np.ceil(frame["在校生数"] / frame["班数"].where(frame["班数"] > 0))
    return ~(frame["最大班额"] < least)


SCHOOL_RULES = (
    rule("E06", _unique("年度", "学校标识码", "学段"), "学校标识码", "(年度、学校标识码、学段)重复，停止汇总", effect="row",
         affects=ALL, advice="删去重复的行"),
    rule("E12", _one_school_once, "学校名称", "同名、同学段、同人数的学校填了两次，疑似重复", effect="row", affects=ALL,
         advice="确认是否为同一所学校"),
    rule("E11", _type_has_stage, "学段", "学段与办学类型不符", effect="row", affects=ALL),
    rule("E05", lambda f: ~(f["在校生数"] == 0), "在校生数", "在校生数为0，不参加计算", level="警告", effect="row", affects=ALL,
         advice="确认是否停办；有学生则补填"),
    rule("E10", _ratio_within("在校生数", "班数", 1, 90, nought=True), "在校生数", "在校生数÷班数应在1到90之间", effect="row", affects=ALL),
    rule("E10", lambda f: ~(f["班数"] < 1), "班数", "班数至少为1", affects=("G3", "G5")),
    rule("W03", lambda f: ~(f["在校生数"] > 5000), "在校生数", "在校生数超过5000人", level="警告", effect="none", affects=ALL,
         advice="确认是否把几所学校合填"),
    rule("E08", lambda f: f["学校标识码"].isna() | f["学校标识码"].astype(str).str.fullmatch(r"[0-9A-Za-z]{10}"), "学校标识码",
         "学校标识码应为10位", level="警告", effect="none", advice="按教育事业统计的标识码填写"),
    rule("E08", lambda f: f["年度"].isna() | f["年度"].astype(str).str.fullmatch(r"(19|20)\d\d-(19|20)\d\d"), "年度",
         "学年应写成 2023-2024", level="警告", effect="none"),
    rule("E10", _ratio_within("在校生数", "专任教师数", 2, 60), "专任教师数", "生师比应在2到60之间",
         blanks=("专任教师数", *_DEGREES, "县级以上骨干教师", *_ARTS), affects=ALL[:3]),
    rule("E07", _sum_at_most(_DEGREES, "专任教师数"), "专任教师数", "各学历专任教师之和不能超过专任教师数", blanks=_DEGREES,
         affects=("L1",)),
    rule("E07", _at_most("县级以上骨干教师", "专任教师数"), "县级以上骨干教师", "骨干教师不能超过专任教师数", affects=("L2",)),
    rule("E07", _sum_at_most(_ARTS, "专任教师数"), "体育专任教师", "体育、音乐、美术、艺术教师之和不能超过专任教师数",
         blanks=_ARTS, affects=("L3",)),
    rule("E07", _at_most("室内体育用房面积", "教学及辅助用房面积"), "室内体育用房面积", "室内体育用房不能大于教学及辅助用房",
         blanks=("教学及辅助用房面积", "室内体育用房面积"), affects=("L4", "L5")),
    rule("W01", _per_pupil_within("教学仪器设备资产值", 50, 100000, 1e4), "教学仪器设备资产值",
         "生均设备值不在50到100000元之间，疑似万元与元填错", level="警告", affects=("L6",), advice="本列单位是万元，核对后改正或确认"),
    rule("W01", _per_pupil_within("运动场地面积", 0.2, 200), "运动场地面积", "生均运动场地不在0.2到200㎡之间，疑似亩与㎡填错",
         level="警告", affects=("L5",), advice="本列单位是㎡，核对后改正或确认"),
    rule("W01", _per_pupil_within("教学及辅助用房面积", 0.1, 100), "教学及辅助用房面积",
         "生均教学用房不在0.1到100㎡之间，疑似单位填错", level="警告", affects=("L4",), advice="本列单位是㎡，核对后改正或确认"),
    rule("W03", lambda f: needs_split(f) | ~(f["网络多媒体教室"] > f["班数"] * 3), "网络多媒体教室", "网络多媒体教室超过班数的3倍", level="警告",
         effect="none", affects=("L7",), advice="核对间数"),
    rule("E12", _scope_is_plausible, "办学条件口径", "一贯制各学段的办学条件口径与数值对不上，疑似重复拆分或重复计算",
         blanks=CONDITIONS, affects=SPLIT, advice="全校口径各行应填同样的全校数；本学段口径应分开填"),
    rule("E09", _other_stage_agrees, "办学类型", "同校其他学段在校生数与该学段行的在校生数不一致", blanks=CONDITIONS,
         affects=SPLIT),
    rule("E02", _other_stages_filled, "办学条件口径", "一贯制按全校填报时必须填同校其他学段在校生数", blanks=CONDITIONS,
         affects=SPLIT, advice="补填各其他学段在校生数；没有该学段学生时填0"),
    rule("W05", lambda f: ~(f["办学类型"].isin(THROUGH_TYPES) & f["办学条件口径"].isna()), "办学条件口径",
         "一贯制学校没有声明办学条件口径", level="警告", blanks=CONDITIONS, affects=SPLIT, advice="填 全校 或 本学段"),
    rule("E02", lambda f: ~((f["是否计校数"] == "否") & f["归属学校标识码"].isna()), "归属学校标识码",
         "不计校数的校区、教学点必须填归属学校标识码", effect="row", affects=ALL),
    rule("E07", _sum_at_most(("56-65班数", "66以上班数"), "班数"), "56-65班数", "大班额班数不能超过班数",
         blanks=("56-65班数", "66以上班数"), affects=("G5",)),
    rule("E07", _at_most("班额45(50)以上班数", "班数"), "班额45(50)以上班数", "超标准班额班数不能超过班数", affects=("G5",)),
    rule("E10", _largest_class_possible, "最大班额", "最大班额不能小于平均班额", affects=("G5",)),
    rule("E10", lambda f: ~((f["建校年份"] < 1850) | (f["建校年份"] > 2100)), "建校年份", "建校年份应在1850年到当年之间"),
    rule("E07", _at_most("教师培训经费", "公用经费预算"), "教师培训经费", "教师培训经费不能超过公用经费预算", affects=("Q4",),
         blanks=("教师培训经费", "公用经费预算")),
    rule("W01", _at_most("教师培训经费", "公用经费预算", share=0.5), "教师培训经费", "培训经费超过公用经费预算的50%，疑似单位不一",
         level="警告", affects=("Q4",), blanks=("教师培训经费", "公用经费预算"), advice="两列单位都是元，核对后改正或确认"),
    rule("W01", _ratio_within("公用经费预算", "在校生数", 50, 100000), "公用经费预算", "生均公用经费不在50到100000元之间，疑似万元与元填错",
         level="警告", affects=("Q4", "G6"), advice="本列单位是元，核对后改正或确认"),
    rule("E07", _at_most("近5年满360学时教师", "专任教师数"), "近5年满360学时教师", "不能超过专任教师数", affects=("G9",)),
    rule("E07", _at_most("持证教师", "专任教师数"), "持证教师", "不能超过专任教师数", affects=("G12",)),
    rule("E07", _at_most("中级及以上教师", "专任教师数"), "中级及以上教师", "不能超过专任教师数", affects=("B8",)),
    rule("E07", _at_most("专任教师数", "教职工数"), "教职工数", "专任教师数不能超过教职工数"),
)
