"""A computed family as HTML: verdicts, figures with formula and gap, schools, near misses, problems of the data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from core.schema import Figure, Problem
from tools.indicators.family import Exclusion, IndicatorResult
from tools.indicators.near_misses import NearMiss, near_misses
from ui.templating import render

CONCLUSION = "COUNTY"
# Kinds of charts that show schools and not the county.
UNDER_UNITS = ("distribution", "rank", "bands")
MAX_ROWS = 200
MAX_MISSES = 12
LONG_CELL = 16
TONES = {"达标": "good", "不达标": "bad", "临界": "doubt", "待定": "doubt", "无法计算": "doubt"}


def result_html(
    name: str,
    result: IndicatorResult,
    tables: Sequence[str],
    samples: Sequence[str],
    drawn: Mapping[str, str] | None = None,
) -> str:
    """Everything one computation gives, each chart under the table it shows.

    Args:
        name: Family.
        result: What was computed.
        tables: Titles of the tables it was computed from.
        samples: Remarks of the tables, such as 示例数据.
        drawn: Charts as HTML by their kind.
    """
    charts = drawn or {}
    county = [one for one in result.figures if one.unit_id is None]
    units = [one for one in result.figures if one.unit_id is not None]
    parts = [
        _head(name, result, tables, samples),
        county_html([one for one in county if one.code != CONCLUSION]),
        charts_html("差异系数与要求、两年对照", [charts.get(kind, "") for kind in ("spread", "trend")]),
        misses_html(near_misses(result)),
        units_html(units, result),
        charts_html("各校分布、排名与分段", [charts.get(kind, "") for kind in UNDER_UNITS]),
        problems_html(result.problems),
        excluded_html(result.excluded),
    ]
    return render("parts.html", parts=parts)


def charts_html(title: str, drawn: Sequence[str]) -> str:
    """Charts under the table they show; "" for none."""
    return render("result_charts.html", title=title, drawn=drawn) if any(drawn) else ""


def _head(name: str, result: IndicatorResult, tables: Sequence[str], samples: Sequence[str]) -> str:
    scopes = dict.fromkeys(f"{one.place}（{one.period}）" for one in result.figures)
    counts: Counter[str] = Counter(one.verdict for one in result.figures if one.verdict)
    material = f"数据：{'、'.join(tables)}；纳入 {len(result.included)} 个单位，未纳入 {len(result.excluded)} 个"
    doubts = f"，数据问题 {len(result.problems)} 处" if result.problems else ""
    return render(
        "result_head.html",
        name=name,
        scopes="、".join(list(scopes)[:3]),
        tags=[sample for sample in dict.fromkeys(samples) if sample],
        conclusions=result.of(CONCLUSION),
        counts=[(verdict, counts[verdict]) for verdict in TONES if counts[verdict]],
        tones=TONES,
        downgraded=result.downgraded,
        notes=result.notes,
        material=material + doubts,
    )


def gap_text(one: Figure) -> str:
    """What is missing to the line and to its 85%, in things one can act on; "" where nothing is."""
    if one.gap is None or one.gap.to_standard <= 0:
        return ""
    low = f"（到85%差{one.gap.to_85:g}）" if one.gap.to_85 else ""
    return f"差{one.gap.to_standard:g}{one.gap.unit}{low}"


def _operands(one: Figure) -> str:
    return "；".join(
        f"{i.name} {i.value:g}{i.unit}" + (f"（{i.source}）" if i.source else "")
        for i in one.inputs[:12]
        if i.value is not None
    )


def county_html(figures: Sequence[Figure]) -> str:
    """Figures of the whole county: value, line, verdict, gap; the formula opens under the name.

    An unweighted coefficient (CVU-) stands beside its weighted one, which is what is judged.
    """
    plain = {(one.code[4:], one.stage, one.place, one.period): one for one in figures if one.code.startswith("CVU-")}
    rows = [
        (one, plain.get((one.code[3:], one.stage, one.place, one.period)) if one.code.startswith("CV-") else None)
        for one in figures
        if not one.code.startswith("CVU-")
    ]
    if not rows:
        return ""
    listed = [
        {
            "code": one.code,
            "stage": one.stage,
            "name": one.name,
            "formula": one.formula,
            "operands": _operands(one),
            "source": one.source,
            "value": one.text,
            "plain": beside.text if beside else "",
            "line": f"{one.threshold:g}{one.unit}" if one.threshold is not None else "",
            "verdict": one.verdict,
            "gap": gap_text(one),
        }
        for one, beside in rows[:MAX_ROWS]
    ]
    return render("result_county.html", rows=listed, tones=TONES, **_section("判定表", len(rows)))


def _section(title: str, count: int, most: int = MAX_ROWS, *, folded: bool = False) -> dict[str, Any]:
    """What stands around a table: its title, and how many rows there are where not all are shown."""
    return {"title": title, "folded": folded, "shown": most, "all": count if count > most else 0}


def misses_html(misses: Sequence[NearMiss]) -> str:
    """Failing schools, those that need the fewest items mended first, with what each lacks."""
    if not misses:
        return ""
    rows = []
    for miss in misses[:MAX_MISSES]:
        lacks = "；".join(f"{one.code} {one.name} 现{one.text}，{gap_text(one)}" for one in miss.fewest)
        rows.append((miss.name, miss.stage, len(miss.fewest), lacks))
    section = _section("差一点就达标的学校", len(misses), MAX_MISSES)
    heads = ("学校", "学段", "最少改几项", "改哪几项就能达标")
    return render("result_rows.html", names=heads, rows=rows, wide=True, **section)


def units_html(figures: Sequence[Figure], result: IndicatorResult) -> str:
    """Figures of single schools: one table a stage and year, a column for each item; folded."""
    groups: dict[tuple[str, str], list[Figure]] = {}
    for one in figures:
        groups.setdefault((one.stage, one.period), []).append(one)
    parts = []
    for (stage, period), members in groups.items():
        units = list(dict.fromkeys(one.unit_id or "" for one in members))
        cells = {(one.unit_id or "", one.code): one for one in members}
        title = f"{stage or '各校'}明细（{period}，{len(units)} 个单位）"
        if len(cells) == len(members):
            section = _section(title, len(units), folded=True)
            parts.append(render("result_units.html", tones=TONES, **_pivot(units, cells, result), **section))
        else:
            section = _section(title, len(members), folded=True)
            parts.append(render("result_listed.html", tones=TONES, rows=_listed(members, result), **section))
    return render("parts.html", parts=parts)


def _pivot(units: Sequence[str], cells: Mapping[tuple[str, str], Figure], result: IndicatorResult) -> dict[str, Any]:
    """A row for each unit, a column for each item: the names above, and each unit with its cells."""
    codes = list(dict.fromkeys(code for _, code in cells))
    heads = []
    for code in codes:
        names = {one.name for (_, own), one in cells.items() if own == code}
        heads.append(f"{code} {names.pop()}" if len(names) == 1 and {code} != names else code)
    rows = [
        (result.unit_names.get(unit, unit), [_cell(cells.get((unit, code))) for code in codes])
        for unit in units[:MAX_ROWS]
    ]
    return {"names": ("学校", *heads), "units": rows}


def _cell(one: Figure | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "text": one.text,
        "long": len(one.text) > LONG_CELL,
        "brief": one.text[:LONG_CELL],
        "mark": "✗ " if one.verdict == "不达标" else "",
        "verdict": one.verdict,
    }


def _listed(figures: Sequence[Figure], result: IndicatorResult) -> list[dict[str, Any]]:
    return [
        {
            "unit": result.unit_names.get(one.unit_id or "", one.unit_id or ""),
            "name": one.name,
            "value": one.text,
            "verdict": one.verdict,
        }
        for one in figures[:MAX_ROWS]
    ]


def problems_html(problems: Sequence[Problem]) -> str:
    """The bad-data report: where, which rule, what was done, what to do."""
    if not problems:
        return render("no_problems.html")
    rows = [
        {
            "code": one.code,
            "level": one.level,
            "where": f"{one.table} 第{one.row}行" if one.row else one.table,
            "unit": one.unit_name,
            "what": f"{one.column}＝{one.value}" if one.value else one.column,
            "rule": one.rule,
            "affected": "、".join(one.affected),
            "action": one.action,
            "advice": one.advice,
        }
        for one in problems[:MAX_ROWS]
    ]
    section = _section(f"数据问题（{len(problems)} 处）", len(problems))
    return render("result_problems.html", rows=rows, **section)


def excluded_html(excluded: Sequence[Exclusion]) -> str:
    """Units that were not computed, each with its reason; folded."""
    if not excluded:
        return ""
    rows = [
        (one.unit or one.unit_id, one.row, one.reason, "按规定" if one.by_rule else "因数据")
        for one in excluded[:MAX_ROWS]
    ]
    section = _section(f"未纳入的单位（{len(excluded)} 个）", len(excluded), folded=True)
    return render("result_rows.html", names=("单位", "行", "原因", "性质"), rows=rows, wide=False, **section)
