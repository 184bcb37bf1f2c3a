"""资源配置 7 项: what each is made of, and its value per school unit (指标手册 §1.1)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tools.indicators.ratio import WHOLE_UNITS
from tools.indicators.variation import Vector


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One of the seven: `plus` columns less `minus` columns, times `scale`, per `per` pupils.

    `thing` is what is added when it falls short, `whole` whether it comes in whole persons or rooms.
    """

    code: str
    plus: dict[str, tuple[str, ...]]
    minus: tuple[str, ...]
    thing: str
    unit: str
    per: int
    scale: float
    whole: bool
    is_split: bool
    formula: dict[str, str]


def _same(*columns: str) -> dict[str, tuple[str, ...]]:
    return {"小学": columns, "初中": columns}


def _resource(
    code: str,
    plus: dict[str, tuple[str, ...]],
    thing: str,
    unit: str,
    *,
    formula: str | dict[str, str],
    minus: tuple[str, ...] = (),
    per: int = 1,
    scale: float = 1.0,
) -> Resource:
    return Resource(
        code=code,
        plus=plus,
        minus=minus,
        thing=thing,
        unit=unit,
        per=per,
        scale=scale,
        whole=unit in WHOLE_UNITS,
        is_split=code in ("L4", "L5", "L6", "L7"),
        formula=formula if isinstance(formula, dict) else {"小学": formula, "初中": formula},
    )


_DEGREES = ("本科学历专任教师", "硕士学历专任教师", "博士学历专任教师")

# 高于规定学历: 小学 from 专科 upward, 初中 from 本科 upward (§1.1, R1–R3 agree).
RESOURCES: tuple[Resource, ...] = (
    _resource(
        "L1",
        {"小学": ("专科学历专任教师", *_DEGREES), "初中": _DEGREES},
        "高于规定学历专任教师",
        "人",
        per=100,
        formula={
            "小学": "(专科+本科+硕士+博士学历专任教师)÷在校生数×100",
            "初中": "(本科+硕士+博士学历专任教师)÷在校生数×100",
        },
    ),
    _resource(
        "L2",
        _same("县级以上骨干教师"),
        "县级以上骨干教师",
        "人",
        per=100,
        formula="县级以上骨干教师÷在校生数×100",
    ),
    _resource(
        "L3",
        _same("体育专任教师", "音乐专任教师", "美术专任教师", "艺术专任教师"),
        "体育、艺术专任教师",
        "人",
        per=100,
        formula="(体育+音乐+美术+艺术专任教师)÷在校生数×100",
    ),
    _resource(
        "L4",
        _same("教学及辅助用房面积"),
        "教学及辅助用房",
        "㎡",
        minus=("室内体育用房面积",),
        formula="(教学及辅助用房面积−室内体育用房面积)÷在校生数",
    ),
    _resource(
        "L5",
        _same("运动场地面积", "室内体育用房面积"),
        "体育运动场馆",
        "㎡",
        formula="(运动场地面积+室内体育用房面积)÷在校生数",
    ),
    _resource(
        "L6",
        _same("教学仪器设备资产值"),
        "教学仪器设备",
        "元",
        scale=10000.0,
        formula="教学仪器设备资产值(万元)×10000÷在校生数",
    ),
    _resource(
        "L7",
        _same("网络多媒体教室"),
        "网络多媒体教室",
        "间",
        per=100,
        formula="网络多媒体教室÷在校生数×100",
    ),
)


def amounts(frame: pd.DataFrame, resource: Resource, stage: str) -> Vector:
    """The amount of a resource per unit, in its unit (元, not 万元); NaN where any part is missing."""
    total = np.zeros(len(frame))
    for column in resource.plus[stage]:
        total = total + _column(frame, column)
    for column in resource.minus:
        total = total - _column(frame, column)
    return total * resource.scale


def per_pupil(totals: Vector, pupils: Vector, resource: Resource) -> Vector:
    """Amount per pupil, or per hundred pupils; multiplied first, so that an exact quotient is exact."""
    with np.errstate(divide="ignore", invalid="ignore"):
        value: Vector = totals * resource.per / pupils
    return value


def _column(frame: pd.DataFrame, column: str) -> Vector:
    if column not in frame.columns:
        return np.full(len(frame), np.nan)
    values: Vector = frame[column].to_numpy(dtype=float)
    return values
