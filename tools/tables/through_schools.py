"""What a school's type, stages and 办学条件口径 say about each other (指标手册 §1.4)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.tables.declaring import Test

CONDITIONS = ("教学及辅助用房面积", "室内体育用房面积", "运动场地面积", "教学仪器设备资产值", "网络多媒体教室")
STAGES = ("小学", "初中", "高中")
# Which stages a type of school has, and whose pupils a whole-school amount of 面积、设备 serves.
STAGES_OF_TYPE = {
    "小学": ("小学",),
    "教学点": ("小学", "初中"),
    "初级中学": ("初中",),
    "九年一贯制": ("小学", "初中"),
    "十二年一贯制": ("小学", "初中", "高中"),
    "完全中学": ("初中", "高中"),
    "高级中学": ("高中",),
    "特教": STAGES,
    "职业": STAGES,
}
THROUGH_TYPES = ("九年一贯制", "十二年一贯制", "完全中学")


def other_stage(stage: str) -> str:
    """The column of the same school's pupils in another stage."""
    return f"同校其他学段在校生数({stage})"


def needs_split(frame: pd.DataFrame) -> pd.Series[bool]:
    """Rows whose amounts are those of the whole school and serve several stages."""
    return frame["办学类型"].isin(THROUGH_TYPES) & (frame["办学条件口径"] == "全校")


def pupils_served(frame: pd.DataFrame) -> pd.Series[float]:
    """Pupils a row's amounts serve: its own stage, or the whole school where the amounts are those of the school."""
    others = sum((frame[other_stage(stage)].fillna(0) for stage in STAGES), start=pd.Series(0.0, index=frame.index))
    return frame["在校生数"] + others.where(needs_split(frame), 0.0)


def type_has_stage(frame: pd.DataFrame) -> pd.Series[bool]:
    """A primary school has no 初中 row."""
    pairs = {(kind, stage) for kind, stages in STAGES_OF_TYPE.items() for stage in stages}
    known = frame["办学类型"].isin(list(STAGES_OF_TYPE)) & frame["学段"].isin(STAGES)
    fits = pd.Series(list(zip(frame["办学类型"], frame["学段"], strict=True)), index=frame.index, dtype=object)
    return ~known | fits.isin(pairs)


def one_school_once(frame: pd.DataFrame) -> pd.Series[bool]:
    """The same name, stage and number of pupils under two codes is most likely one school reported twice."""
    key = ["年度", "县区", "学校名称", "学段", "在校生数"]
    again = frame.duplicated(key, keep=False) & frame[key].notna().all(axis=1) & (frame["在校生数"] > 0)
    return ~(again & ~frame.duplicated(["年度", "学校标识码", "学段"], keep=False))


def scope_is_plausible(frame: pd.DataFrame) -> pd.Series[bool]:
    """The rows of a through school must agree on what 办学条件 they report.

    Whole-school amounts must be equal on each row; amounts of the stage cannot all be equal; both at once is mixed.
    """
    through = frame["办学类型"].isin(THROUGH_TYPES) & frame[["年度", "学校标识码"]].notna().all(axis=1)
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
    mixed = (whole > 0) & (whole < 1)
    wrong = several & declared & (mixed | ((whole == 1) & ~equal) | ((whole == 0) & equal & positive))
    good.loc[rows.index] = ~wrong
    return good


def other_stage_agrees(frame: pd.DataFrame) -> pd.Series[bool]:
    """同校其他学段在校生数 must be what the school's own row of that stage says."""
    good = pd.Series(True, index=frame.index)
    rows = frame[frame["办学类型"].isin(THROUGH_TYPES) & frame["学校标识码"].notna()]
    for stage in ("小学", "初中"):
        theirs = rows[rows["学段"] == stage]
        single = theirs[~theirs.duplicated(["年度", "学校标识码"], keep=False)]
        own = single.set_index(["年度", "学校标识码"])["在校生数"]
        said = rows[(rows["学段"] != stage) & rows[other_stage(stage)].notna()]
        there = own.reindex(pd.MultiIndex.from_frame(said[["年度", "学校标识码"]])).to_numpy(dtype=float)
        differs = ~np.isnan(there) & (there != said[other_stage(stage)].to_numpy(dtype=float))
        good.loc[said.index[differs]] = False
    return good


def other_stages_filled(frame: pd.DataFrame) -> pd.Series[bool]:
    """Whole-school amounts cannot be split without the pupils of every other stage."""
    missing = pd.Series(False, index=frame.index)
    for kind in THROUGH_TYPES:
        for stage in STAGES_OF_TYPE[kind]:
            missing |= (frame["办学类型"] == kind) & (frame["学段"] != stage) & frame[other_stage(stage)].isna()
    return ~(missing & needs_split(frame) & frame["学段"].isin(STAGES))


def per_pupil_within(amount: str, low: float, high: float, factor: float = 1.0) -> Test:
    """An amount per pupil between bounds; nought is not a question of units and passes."""

    def test(frame: pd.DataFrame) -> pd.Series[bool]:
        served = pupils_served(frame)
        value = frame[amount] * factor / served.where(served > 0)
        return ~(((value < low) & (value > 0)) | (value > high))

    return test


def largest_class_possible(frame: pd.DataFrame) -> pd.Series[bool]:
    """The largest class is no smaller than the average one, rounded up."""
    least = np.ceil(frame["在校生数"] / frame["班数"].where(frame["班数"] > 0))
    return ~(frame["最大班额"] < least)


def year_agrees(frame: pd.DataFrame) -> pd.Series[bool]:
    """Within a county, a year with fewer than half the rows of the fullest year is most likely a slip of the pen."""
    filled = frame["年度"].notna() & frame["县区"].notna()
    rows = frame[filled]
    size = rows.groupby(["县区", "年度"])["年度"].transform("size")
    fullest = size.groupby(rows["县区"]).transform("max")
    good = pd.Series(True, index=frame.index)
    good.loc[rows.index] = size * 2 >= fullest
    return good


def place_agrees(frame: pd.DataFrame) -> pd.Series[bool]:
    """One or two rows of another county beside twenty and more of one are most likely a slip of the pen."""
    size = frame.groupby("县区")["县区"].transform("size")
    stray = (size <= 2) & bool(size.max() >= 20)
    good: pd.Series[bool] = ~(frame["县区"].notna() & stray)
    return good
