"""Units of Chinese policy texts: what they measure and how they convert.

A unit belongs to one dimension and is `factor` times that dimension's base. Measure words of things (个, 所, 项) are
units too: 名 and 位 both count persons; 个 counts anything, so it agrees with every measure word that counts things.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from core.errors import DataError


@dataclass(frozen=True, kw_only=True)
class Unit:
    """One unit. `factor` times the dimension's base unit; exact, so that conversions are reversible."""

    name: str
    dimension: str
    factor: Fraction


# dimension → unit → factor to the dimension's first unit
_MEASURES: dict[str, dict[str, Fraction | int]] = {
    "money": {"元": 1, "块钱": 1, "人民币": 1, "角": Fraction(1, 10)},
    "usd": {"美元": 1, "美金": 1},
    "eur": {"欧元": 1},
    "hkd": {"港元": 1, "港币": 1},
    "area": {
        "平方米": 1,
        "㎡": 1,
        "平米": 1,
        "m2": 1,
        "m²": 1,
        "平方公里": 1_000_000,
        "平方千米": 1_000_000,
        "公顷": 10_000,
        "亩": Fraction(10_000, 15),
        "平方厘米": Fraction(1, 10_000),
    },
    "length": {
        "米": 1,
        "公里": 1000,
        "千米": 1000,
        "km": 1000,
        "厘米": Fraction(1, 100),
        "cm": Fraction(1, 100),
        "毫米": Fraction(1, 1000),
        "mm": Fraction(1, 1000),
        "海里": 1852,
        "里": 500,
    },
    "mass": {
        "克": 1,
        "千克": 1000,
        "公斤": 1000,
        "kg": 1000,
        "斤": 500,
        "吨": 1_000_000,
        "毫克": Fraction(1, 1000),
        "mg": Fraction(1, 1000),
        "微克": Fraction(1, 1_000_000),
    },
    "volume": {
        "立方米": 1,
        "方": 1,
        "升": Fraction(1, 1000),
        "毫升": Fraction(1, 1_000_000),
        "ml": Fraction(1, 1_000_000),
    },
    "data": {"B": 1, "KB": 1024, "MB": 1024**2, "GB": 1024**3, "TB": 1024**4, "PB": 1024**5},
    "days": {
        "天": 1,
        "日": 1,
        "周": 7,
        "星期": 7,
        "个星期": 7,
        "小时": Fraction(1, 24),
        "个小时": Fraction(1, 24),
        "分钟": Fraction(1, 1440),
        "秒": Fraction(1, 86400),
        "个工作日": 1,
        "工作日": 1,
    },
    "months": {"个月": 1, "年": 12, "周年": 12, "个季度": 3, "个学期": 6, "学期": 6, "学年": 12, "个学年": 12},
    "share": {"%": 1, "‰": Fraction(1, 10), "成": 10, "分之": 100, "倍": 100},
    "point": {"个百分点": 1, "百分点": 1},
    "doubling": {"番": 1},
    "ratio": {"比": 1},
    "temperature": {"℃": 1, "°C": 1, "摄氏度": 1},
    "power": {"千瓦": 1, "kW": 1, "兆瓦": 1000, "吉瓦": 1_000_000, "瓦": Fraction(1, 1000)},
    "voltage": {"伏": 1, "千伏": 1000},
    "energy": {"千瓦时": 1, "度电": 1, "度": 1, "kWh": 1, "兆瓦时": 1000, "吉瓦时": 1_000_000, "GWh": 1_000_000},
    "age": {"岁": 1, "周岁": 1},
    "score": {"分": 1},
    "lesson": {"课时": 1, "学时": 1, "节课": 1, "节": 1, "堂课": 1, "堂": 1, "个课时": 1, "个学时": 1},
    "person": {"人": 1, "名": 1, "位": 1, "口人": 1},
    "visit": {"人次": 1, "名次": 1},
    "place": {"位次": 1},
    "time": {"次": 1, "场": 1, "场次": 1, "轮": 1, "届": 1, "期": 1, "批次": 1, "遍": 1, "回": 1, "批": 1, "人/次": 1},
    "school": {"所": 1, "校": 1},
    "household": {"户": 1, "户次": 1},
    "firm": {"家": 1},
    "item": {"项": 1, "条": 1, "款": 1, "件": 1, "起": 1, "宗": 1, "例": 1},
    "kind": {"种": 1, "类": 1, "大类": 1, "个大类": 1},
    "book": {"册": 1, "本": 1, "部": 1, "套": 1, "卷": 1, "篇": 1},
    "device": {
        "台": 1,
        "台(件、套)": 1,
        "台(套、件)": 1,
        "台(套)": 1,
        "台套": 1,
        "台/套": 1,
        "件(套)": 1,
        "件套": 1,
        "套(件)": 1,
        "辆": 1,
        "架": 1,
        "架次": 1,
        "部(台)": 1,
        "辆次": 1,
        "艘": 1,
    },
    "room": {"间": 1, "栋": 1, "幢": 1, "座": 1, "处": 1, "套房": 1, "层": 1},
    "class": {"班": 1, "个班": 1, "个教学班": 1, "轨": 1},
    "words": {"字": 1, "字以内": 1},
    "freight": {"标准箱": 1, "标箱": 1},
}
# Measure words that count things of any kind; each is a dimension of its own, and all agree with 个.
_COUNTERS = (
    "个 门 张 支 份 组 对 级 步 方面 方 大 领域 维度 要素 环节 阶段 层次 只 头 棵 株 颗 枚 根 粒 块 片 面 笔 "
    "票 单 页 行 列 点 号人 "
    "支队伍 考场 考点 学位 床 床位 张床位 席 桌 餐 顿 盘 盒 瓶 袋 箱 包 桶 剂 剂次 针 幅 首 曲 集 档 挡 课 题 "
    "道 道题 代 段 "
    "关 圈 环 线 极 核 轴 带 区 县 市 省 州 镇 乡 村 社区 团 队 站 厂 店 馆 园 院 室 厅 亭 岗 席位 名额 指标 "
    "任务 举措 措施 "
    "工程 行动 机制 体系 平台 渠道 窗口 模块 板块 步骤 类别 等级 档次 层级 梯队 班次 趟 列次 航班 班列 车次 "
    "条次 件次 例次 株次 "
    "种类 样 桩 剂量 声 滴 句 段落 版块 口 眼 人份 个人 个半 个单位 重 维 翼 位一体 字真言 户型 强 英寸"
)
_ANY = "个"

UNITS: dict[str, Unit] = {
    name: Unit(name=name, dimension=dimension, factor=Fraction(factor))
    for dimension, members in _MEASURES.items()
    for name, factor in members.items()
} | {name: Unit(name=name, dimension=f"count:{name}", factor=Fraction(1)) for name in _COUNTERS.split()}
_THINGS = frozenset(
    {"school", "household", "firm", "item", "kind", "book", "device", "room", "class", "person", "time"}
)
# Dimensions that measure an amount, as against counting things one by one.
MEASURED = frozenset({"money", "area", "length", "mass", "volume", "data", "power", "energy", "voltage", "temperature"})
_FULL_WIDTH = str.maketrans("（）％／", "()%/")
_PER = re.compile(r"[/每]")


def _dimension(unit: str) -> str:
    plain = unit.translate(_FULL_WIDTH).replace(" ", "")
    if plain in UNITS:
        return UNITS[plain].dimension
    if _PER.search(plain):
        return "/".join(_dimension(part) for part in _PER.split(plain))
    return f"count:{plain}"


def same_dimension(a: str, b: str) -> bool:
    """Whether two units can be compared or added.

    Args:
        a: A unit as `Quantity.unit` has it; "" is a plain number.
        b: Another.

    Returns:
        True for units of one dimension (元 and 元, 亩 and 公顷, 人 and 名), and for 个 beside any measure word of
        things. 人 and 人次, % and 个百分点, 元 and 美元 are different.
    """
    first, second = _dimension(a), _dimension(b)
    if first == second:
        return True
    counts = [d in _THINGS or d.startswith("count:") for d in (first, second)]
    return all(counts) and _ANY in (a, b) and "" not in (a, b)


def convert(value: float, source: str, target: str) -> float:
    """The same amount in another unit of its dimension.

    Args:
        value: Amount in `source`.
        source: Unit of `value`.
        target: Unit wanted.

    Returns:
        Amount in `target`; reversible up to float rounding.

    Raises:
        DataError: If the units measure different things.
    """
    if source == target:
        return value
    first, second = (name.translate(_FULL_WIDTH).replace(" ", "") for name in (source, target))
    if not same_dimension(first, second):
        raise DataError(f"单位“{source}”与“{target}”不能换算", next_step="请核对两个数的单位")
    if first not in UNITS or second not in UNITS:
        return value
    factor = UNITS[first].factor / UNITS[second].factor
    return value * factor.numerator / factor.denominator
