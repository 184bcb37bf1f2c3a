"""The charts of a computed family: coefficients, schools, two years, score bands."""

from __future__ import annotations

from collections.abc import Sequence

from core.chart import Chart, Keeps, Series
from core.schema import Figure
from tools.indicators.family import IndicatorResult
from tools.indicators.near_misses import RESOURCE_CODES

STAGES = ("小学", "初中")
SPREAD, PLAIN_SPREAD = "的校际差异系数", "的差异系数"
# Scores by which a family ranks its schools.
RANKED = ("得分", "总均分")
MAX_RANKED = 20
BAND = "分段"
MAX_BANDS = 30


def charts_of(result: IndicatorResult, earlier: IndicatorResult | None = None) -> tuple[Chart, ...]:
    """The charts of the newest year of each place.

    Args:
        result: What was computed.
        earlier: The year before, computed from its own tables; None: the result's own other years, if it has any.
    """
    found: list[Chart] = []
    for place in dict.fromkeys(one.place for one in result.figures):
        own = [one for one in result.figures if one.place == place]
        years = sorted({one.period for one in own if one.code.startswith("CV-")})
        for stage in STAGES:
            now = _spreads(own, stage, years[-1]) if years else []
            if now:
                found.append(spread_chart(now, stage))
                before = [one for one in earlier.figures if one.place == place] if earlier else own
                found += _trend(now, before, stage)
            if years and (chart := distribution_chart(own, stage, years[-1], result.unit_names)):
                found.append(chart)
    return (*found, *_ranks(result), *_bands(result.figures))


def _spreads(figures: Sequence[Figure], stage: str, period: str) -> list[Figure]:
    return [one for one in figures if one.code.startswith("CV-") and (one.stage, one.period) == (stage, period)]


def spread_chart(figures: Sequence[Figure], stage: str) -> Chart:
    """The coefficients of one stage against their line."""
    first = figures[0]
    return Chart(
        kind="spread",
        title=f"{first.place}{_year(first.period)}{stage}校际差异系数",
        labels=tuple(one.name.removesuffix(SPREAD).removesuffix(PLAIN_SPREAD) for one in figures),
        series=(Series(name=first.period, values=tuple(one.value for one in figures)),),
        digits=3,
        line=first.threshold,
        keeps="<=" if first.threshold is not None else "",
    )


def distribution_chart(
    figures: Sequence[Figure], stage: str, period: str, names: dict[str, str] | object
) -> Chart | None:
    """Every school of one stage on the seven items, as percent of what is required; None where nothing is judged."""
    known = dict(names) if isinstance(names, dict) else {}
    own = [one for one in figures if one.code in RESOURCE_CODES and (one.stage, one.period) == (stage, period)]
    units = list(dict.fromkeys(one.unit_id or "" for one in own))
    by = {(one.code, one.unit_id): one for one in own}
    series = []
    for code in RESOURCE_CODES:
        first = next((one for one in own if one.code == code and one.threshold), None)
        if first is None or not first.threshold:
            continue
        values = [by[code, unit].value if (code, unit) in by else None for unit in units]
        series.append(
            Series(
                name=f"{first.name}（要求{first.threshold:g}{first.unit}）",
                values=tuple(None if value is None else value / first.threshold * 100 for value in values),
            )
        )
    if not series or len(units) < 2:
        return None
    return Chart(
        kind="distribution",
        title=f"{own[0].place}{_year(period)}{stage}各校与要求相比",
        labels=tuple(known.get(unit, unit) for unit in units),
        series=tuple(series),
        unit="%",
        digits=1,
        line=100.0,
        keeps=">=",
    )


def _trend(now: Sequence[Figure], others: Sequence[Figure], stage: str) -> list[Chart]:
    """The coefficients of the newest year beside those of the year before; nothing where there is only one."""
    years = sorted({one.period for one in others if one.code.startswith("CV-") and one.period < now[0].period})
    before = {one.code: one for one in _spreads(others, stage, years[-1])} if years else {}
    if not before:
        return []
    keeps: Keeps = "<=" if now[0].threshold is not None else ""
    return [
        Chart(
            kind="trend",
            title=f"{now[0].place}{stage}校际差异系数两年对照",
            labels=tuple(one.name.removesuffix(SPREAD).removesuffix(PLAIN_SPREAD) for one in now),
            series=(
                Series(name=_year(years[-1]), values=tuple(_value(before.get(one.code)) for one in now)),
                Series(name=_year(now[0].period), values=tuple(one.value for one in now)),
            ),
            digits=3,
            line=now[0].threshold,
            keeps=keeps,
        )
    ]


def _year(period: str) -> str:
    return f"{period.replace('-', '—')}学年" if "-" in period else period


def _value(one: Figure | None) -> float | None:
    return one.value if one else None


def _ranks(result: IndicatorResult) -> list[Chart]:
    """The schools with the highest scores, where a family ranks them."""
    found = []
    for code in RANKED:
        scored = [one for one in result.figures if one.code == code and one.unit_id and one.value is not None]
        scored.sort(key=lambda one: -(one.value or 0.0))
        if len(scored) < 2:
            continue
        shown = scored[:MAX_RANKED]
        some = f"（前{MAX_RANKED}名，共{len(scored)}个单位）" if len(scored) > MAX_RANKED else ""
        found.append(
            Chart(
                kind="rank",
                title=f"{shown[0].place}{_year(shown[0].period)}各校{code}{some}",
                labels=tuple(result.unit_names.get(one.unit_id or "", one.name.removesuffix(code)) for one in shown),
                series=(Series(name=code, values=tuple(one.value for one in shown)),),
                unit=shown[0].unit,
            )
        )
    return found


def _bands(figures: Sequence[Figure]) -> list[Chart]:
    """Pupils by band of score: one chart a school and track, a bar a year."""
    groups: dict[str, dict[str, dict[str, float | None]]] = {}
    for one in figures:
        if one.code != BAND:
            continue
        whose, band = _whose_band(one)
        groups.setdefault(whose, {}).setdefault(one.period, {})[band] = one.value
    found = []
    # Where tracks are added up, the sum is drawn and the tracks stay in the table.
    sums = {whose: years for whose, years in groups.items() if whose.endswith("总计")}
    for whose, years in (sums or groups).items():
        bands = list(dict.fromkeys(band for year in sorted(years, reverse=True) for band in years[year]))
        ordered = sorted(bands, key=_floor, reverse=True)[:MAX_BANDS]
        if len(ordered) < 2:
            continue
        series = tuple(
            Series(name=year, values=tuple(years[year].get(band) for band in ordered)) for year in sorted(years)[-2:]
        )
        found.append(
            Chart(kind="bands", title=f"{whose}各分数段人数", labels=tuple(ordered), series=series, unit="人", digits=0)
        )
    return found


def _whose_band(one: Figure) -> tuple[str, str]:
    """某校文科 and 500—550分 of the name that a band's figure has."""
    name = one.name.removesuffix("分段人数")
    start = len(name) - len(name.rstrip("0123456789.—-分以上"))
    return name[: len(name) - start], name[len(name) - start :]


def _floor(band: str) -> float:
    digits = "".join(one if one.isdigit() or one == "." else " " for one in band).split()
    return float(digits[0]) if digits else 0.0
