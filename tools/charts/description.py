"""What a chart shows, in a sentence: for those who hear the page, and under a report's figure."""

from __future__ import annotations

from core.chart import Chart
from tools.charts.distribution import outliers
from tools.charts.rows import line_words

MAX_NAMED = 5


def describe(chart: Chart) -> str:
    """The chart in words: its title, what is highest and lowest, the line, and how many miss it."""
    parts = {"distribution": _distribution, "trend": _trend, "bands": _bands}.get(chart.kind, _order)(chart)
    return f"{chart.title}。{'；'.join(part for part in parts if part)}。"


def _order(chart: Chart) -> list[str]:
    known = [
        (value, label) for value, label in zip(chart.series[0].values, chart.labels, strict=True) if value is not None
    ]
    if not known:
        return ["没有可以画的数"]
    (high, top), (low, bottom) = max(known), min(known)
    missed = [label for value, label in known if chart.misses(value)]
    lost = len(chart.labels) - len(known)
    return [
        f"共{len(chart.labels)}项",
        f"最高的是{top}，{chart.shown(high)}",
        f"最低的是{bottom}，{chart.shown(low)}" if len(known) > 1 else "",
        _against(chart, missed),
        f"{lost}项无法计算" if lost else "",
    ]


def _against(chart: Chart, missed: list[str]) -> str:
    if chart.line is None:
        return ""
    names = f"：{'、'.join(missed[:MAX_NAMED])}{'等' if len(missed) > MAX_NAMED else ''}" if missed else ""
    return f"{line_words(chart)}，{f'{len(missed)}项不达标' if missed else '没有不达标的'}{names}"


def _distribution(chart: Chart) -> list[str]:
    parts = [f"横轴是各校数值占要求的百分比，{len(chart.labels)}个单位"]
    for one in chart.series:
        known = [value for value in one.values if value is not None]
        missed = sum(map(chart.misses, known))
        far = [chart.labels[at] for side in outliers(one.values) for at in side[:2]]
        beside = f"，明显偏离的有{'、'.join(far)}" if far else ""
        parts.append(f"{one.name}：{len(known)}个中{missed}个未达标{beside}")
    return parts


def _trend(chart: Chart) -> list[str]:
    older, newer = chart.series[0], chart.series[-1]
    both = [
        (new - old, label, old, new)
        for old, new, label in zip(older.values, newer.values, chart.labels, strict=True)
        if old is not None and new is not None
    ]
    rose, fell = sum(one[0] > 0 for one in both), sum(one[0] < 0 for one in both)
    most = max(both, key=lambda one: abs(one[0]), default=None)
    missed = [label for value, label in zip(newer.values, chart.labels, strict=True) if chart.misses(value)]
    return [
        f"{older.name}与{newer.name}相比，{len(both)}项中{rose}项上升、{fell}项下降",
        f"变化最大的是{most[1]}，由{chart.shown(most[2])}到{chart.shown(most[3])}" if most and most[0] else "",
        f"{newer.name}{_against(chart, missed)}" if chart.line is not None else "",
    ]


def _bands(chart: Chart) -> list[str]:
    parts = []
    for one in chart.series:
        known = [(value, label) for value, label in zip(one.values, chart.labels, strict=True) if value is not None]
        if known:
            value, label = max(known)
            parts.append(f"{one.name}：{len(known)}段中最多的是{label}，{chart.shown(value)}")
    return parts or ["没有可以画的数"]
