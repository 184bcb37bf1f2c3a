"""A computed family as HTML: verdicts, figures with formula and gap, schools, near misses, problems of the data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from core.schema import Figure, Problem
from tools.indicators.family import Exclusion, IndicatorResult
from tools.indicators.near_misses import NearMiss, near_misses
from ui.render import escape

CONCLUSION = "COUNTY"
# Kinds of charts that show schools and not the county.
UNDER_UNITS = ("distribution", "rank", "bands")
MAX_ROWS = 200
MAX_MISSES = 12
LONG_CELL = 16
TONES = {"达标": "good", "不达标": "bad", "临界": "doubt", "待定": "doubt", "无法计算": "doubt"}
MORE = '<div class="cw-where">只显示前 {shown} 行，全部 {all} 行见工作簿。</div>'


def verdict_html(verdict: str | None) -> str:
    """A verdict as a small label; nothing where there is none."""
    return f'<span class="cw-badge cw-tone-{TONES.get(verdict, "plain")}">{escape(verdict)}</span>' if verdict else ""


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
        charts_html("差异系数与要求、两年对照", charts.get("spread", "") + charts.get("trend", "")),
        misses_html(near_misses(result)),
        units_html(units, result),
        charts_html(
            "各校分布、排名与分段", "".join(charts.get(kind, "") for kind in ("distribution", "rank", "bands"))
        ),
        problems_html(result.problems),
        excluded_html(result.excluded),
    ]
    return "".join(part for part in parts if part)


def charts_html(title: str, drawn: str) -> str:
    """Charts under the table they show; "" for none."""
    return f'<div class="cw-src"><h2>{escape(title)}</h2><div class="cw-charts">{drawn}</div></div>' if drawn else ""


def _head(name: str, result: IndicatorResult, tables: Sequence[str], samples: Sequence[str]) -> str:
    scopes = dict.fromkeys(f"{one.place}（{one.period}）" for one in result.figures)
    tags = "".join(f' <span class="cw-example">{escape(sample)}</span>' for sample in dict.fromkeys(samples) if sample)
    conclusion = "".join(
        f'<div class="cw-text">{verdict_html(one.verdict)} {escape(one.text)}</div>' for one in result.of(CONCLUSION)
    )
    counts: Counter[str] = Counter(one.verdict for one in result.figures if one.verdict)
    chips = "　".join(f"{verdict_html(verdict)} {counts[verdict]}" for verdict in TONES if counts[verdict])
    chips = f'<div class="cw-counts">各校各项合计：{chips}</div>' if chips else ""
    weak = (
        '<div class="cw-warning">⚠ 因数据缺漏剔除的单位超过5%或含超大校，结论仅供参考。</div>'
        if result.downgraded
        else ""
    )
    notes = "".join(f"<li>{escape(note)}</li>" for note in result.notes)
    doubts = f"，数据问题 {len(result.problems)} 处" if result.problems else ""
    return (
        f'<div class="cw-answer"><div class="cw-text"><b>{escape(name)}</b>　'
        f"{escape('、'.join(list(scopes)[:3]))}{tags}</div>{conclusion}"
        f'{chips}{weak}<ul class="cw-notes">{notes}</ul>'
        f'<div class="cw-meta">数据：{escape("、".join(tables))}；纳入 {len(result.included)} 个单位，'
        f"未纳入 {len(result.excluded)} 个{doubts}</div></div>"
    )


def gap_text(one: Figure) -> str:
    """What is missing to the line and to its 85%, in things one can act on; "" where nothing is."""
    if one.gap is None or one.gap.to_standard <= 0:
        return ""
    low = f"（到85%差{one.gap.to_85:g}）" if one.gap.to_85 else ""
    return f"差{one.gap.to_standard:g}{one.gap.unit}{low}"


def _formula_html(one: Figure) -> str:
    if not one.formula:
        return ""
    operands = "；".join(
        f"{i.name} {i.value:g}{i.unit}" + (f"（{i.source}）" if i.source else "")
        for i in one.inputs[:12]
        if i.value is not None
    )
    source = f"<div>依据：{escape(one.source)}</div>" if one.source else ""
    return (
        f'<details class="cw-how"><summary>算式</summary><div>{escape(one.formula)}</div>'
        f"<div>{escape(operands)}</div>{source}</details>"
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
    cells = "".join(
        f"<tr><td>{escape(one.code)}</td><td>{escape(one.stage)}</td>"
        f'<td class="cw-name">{escape(one.name)}{_formula_html(one)}</td>'
        f"<td>{escape(one.text)}{f'<small>非加权 {escape(beside.text)}</small>' if beside else ''}</td>"
        f"<td>{_line(one)}</td><td>{verdict_html(one.verdict)}</td><td>{escape(gap_text(one))}</td></tr>"
        for one, beside in rows[:MAX_ROWS]
    )
    head = "".join(f"<th>{name}</th>" for name in ("项", "学段", "指标", "现状", "要求", "判定", "差距"))
    more = MORE.format(shown=MAX_ROWS, all=len(rows)) if len(rows) > MAX_ROWS else ""
    return _section("判定表", f'<table class="cw-table cw-wide"><tr>{head}</tr>{cells}</table>', more)


def _line(one: Figure) -> str:
    return escape(f"{one.threshold:g}{one.unit}") if one.threshold is not None else ""


def _section(title: str, table: str, more: str = "", *, folded: bool = False) -> str:
    body = f'<div class="cw-scroll">{table}</div>{more}'
    if folded:
        return f'<details class="cw-src"><summary>{escape(title)}</summary>{body}</details>'
    return f'<div class="cw-src"><h2>{escape(title)}</h2>{body}</div>'


def misses_html(misses: Sequence[NearMiss]) -> str:
    """Failing schools, those that need the fewest items mended first, with what each lacks."""
    if not misses:
        return ""
    rows = ""
    for miss in misses[:MAX_MISSES]:
        lacks = "；".join(f"{one.code} {one.name} 现{one.text}，{gap_text(one)}" for one in miss.fewest)
        rows += (
            f"<tr><td>{escape(miss.name)}</td><td>{escape(miss.stage)}</td><td>{len(miss.fewest)}</td>"
            f"<td>{escape(lacks)}</td></tr>"
        )
    head = "<tr><th>学校</th><th>学段</th><th>最少改几项</th><th>改哪几项就能达标</th></tr>"
    more = MORE.format(shown=MAX_MISSES, all=len(misses)) if len(misses) > MAX_MISSES else ""
    return _section("差一点就达标的学校", f'<table class="cw-table cw-wide">{head}{rows}</table>', more)


def units_html(figures: Sequence[Figure], result: IndicatorResult) -> str:
    """Figures of single schools: one table a stage and year, a column for each item; folded."""
    groups: dict[tuple[str, str], list[Figure]] = {}
    for one in figures:
        groups.setdefault((one.stage, one.period), []).append(one)
    parts = []
    for (stage, period), members in groups.items():
        units = list(dict.fromkeys(one.unit_id or "" for one in members))
        cells = {(one.unit_id or "", one.code): one for one in members}
        table = _pivot(units, cells, result) if len(cells) == len(members) else _listed(members, result)
        longest = len(units) if len(cells) == len(members) else len(members)
        more = MORE.format(shown=MAX_ROWS, all=longest) if longest > MAX_ROWS else ""
        title = f"{stage or '各校'}明细（{period}，{len(units)} 个单位）"
        parts.append(_section(title, table, more, folded=True))
    return "".join(parts)


def _pivot(units: Sequence[str], cells: dict[tuple[str, str], Figure], result: IndicatorResult) -> str:
    codes = list(dict.fromkeys(code for _, code in cells))
    heads = []
    for code in codes:
        names = {one.name for (_, own), one in cells.items() if own == code}
        heads.append(f"{code} {names.pop()}" if len(names) == 1 and {code} != names else code)
    rows = ""
    for unit in units[:MAX_ROWS]:
        row = "".join(_cell(cells.get((unit, code))) for code in codes)
        rows += f"<tr><td>{escape(result.unit_names.get(unit, unit))}</td>{row}</tr>"
    head = "".join(f"<th>{escape(name)}</th>" for name in ("学校", *heads))
    return f'<table class="cw-table cw-grid"><tr>{head}</tr>{rows}</table>'


def _cell(one: Figure | None) -> str:
    if one is None:
        return "<td></td>"
    tone = f' class="cw-text-{TONES[one.verdict]}"' if one.verdict else ""
    if len(one.text) > LONG_CELL:
        brief = verdict_html(one.verdict) or escape(one.text[:LONG_CELL]) + "…"
        return f'<td><details class="cw-how"><summary>{brief}</summary>{escape(one.text)}</details></td>'
    mark = "✗ " if one.verdict == "不达标" else ""
    return f"<td{tone}>{mark}{escape(one.text)}</td>"


def _listed(figures: Sequence[Figure], result: IndicatorResult) -> str:
    rows = "".join(
        f"<tr><td>{escape(result.unit_names.get(one.unit_id or '', one.unit_id or ''))}</td>"
        f"<td>{escape(one.name)}</td><td>{escape(one.text)}</td><td>{verdict_html(one.verdict)}</td></tr>"
        for one in figures[:MAX_ROWS]
    )
    return f'<table class="cw-table"><tr><th>单位</th><th>指标</th><th>值</th><th>判定</th></tr>{rows}</table>'


def problems_html(problems: Sequence[Problem]) -> str:
    """The bad-data report: where, which rule, what was done, what to do."""
    if not problems:
        return '<div class="cw-where">数据检查：没有发现问题。</div>'
    rows = "".join(
        f"<tr><td><b>{escape(one.code)}</b> {escape(one.level)}</td>"
        f"<td>{escape(one.table)}{f' 第{one.row}行' if one.row else ''}<small>{escape(one.unit_name)}</small></td>"
        f'<td class="cw-name">{escape(one.column)}{f"＝{escape(one.value)}" if one.value else ""}'
        f"<small>{escape(one.rule)}</small></td>"
        f"<td>{escape('、'.join(one.affected))}</td><td>{escape(one.action)}<small>{escape(one.advice)}</small></td></tr>"
        for one in problems[:MAX_ROWS]
    )
    head = "".join(f"<th>{name}</th>" for name in ("代码", "位置", "哪一列、什么问题", "影响指标", "怎样处理"))
    more = MORE.format(shown=MAX_ROWS, all=len(problems)) if len(problems) > MAX_ROWS else ""
    return _section(
        f"数据问题（{len(problems)} 处）", f'<table class="cw-table cw-wide"><tr>{head}</tr>{rows}</table>', more
    )


def excluded_html(excluded: Sequence[Exclusion]) -> str:
    """Units that were not computed, each with its reason; folded."""
    if not excluded:
        return ""
    rows = "".join(
        f"<tr><td>{escape(one.unit or one.unit_id)}</td><td>{escape(one.row)}</td><td>{escape(one.reason)}</td>"
        f"<td>{'按规定' if one.by_rule else '因数据'}</td></tr>"
        for one in excluded[:MAX_ROWS]
    )
    head = "<tr><th>单位</th><th>行</th><th>原因</th><th>性质</th></tr>"
    more = MORE.format(shown=MAX_ROWS, all=len(excluded)) if len(excluded) > MAX_ROWS else ""
    return _section(
        f"未纳入的单位（{len(excluded)} 个）", f'<table class="cw-table">{head}{rows}</table>', more, folded=True
    )
