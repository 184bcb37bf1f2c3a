"""触发规则: which conditions of a scheme a row of results meets; never a decision about a person (指标手册 §6.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.schema import Figure, FigureInput, Problem, Verdict
from tools.indicators import INDICATORS
from tools.indicators.family import Family, IndicatorResult, Option, left_out_rows, option_of
from tools.indicators.ratio import FigureId, Judged, Working, figure
from tools.indicators.standards import Standards, last_day
from tools.tables.loading import LoadedTable, years_in

NAME = "触发规则"
POLICY = "只提示条件是否满足，须人工认定，不构成人事结论；结果不得作为对外公布的排名"
# With so few in the field, the last three are most of it.
SMALL_FIELD = 5


@dataclass(frozen=True, kw_only=True)
class Result:
    """One unit's standing in one contest. `worse` and `better` count the units strictly behind and before it."""

    period: str
    order: int
    unit: str
    head: str
    worse: int
    better: int
    field: int
    target_met: str
    source: str

    @property
    def year(self) -> int:
        """The calendar year by which 连续 is judged."""
        return max(years_in(self.period), default=0)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A unit's state under one rule: how often it was hit in a row or in all, and when."""

    unit: str
    count: int
    met: bool
    hits: tuple[Result, ...]
    remarks: tuple[str, ...]


def run_rule(history: Sequence[Result], rule: Mapping[str, Any]) -> Standing:
    """Run one rule over one unit's results in order of time.

    A year between breaks a run (连续); all hits count for 累计. A change of head in between is remarked, since the
    text does not say whether the count passes on.

    Args:
        history: Results of one unit in one contest, in order of time.
        rule: way, times, end and places as the standard file states them.
    """
    hits: list[Result] = []
    longest: list[Result] = []
    run: list[Result] = []
    for one in history:
        if _is_hit(one, rule):
            broken = run and rule["way"] == "连续" and one.year - run[-1].year > 1
            run = [one] if broken else [*run, one]
            hits.append(one)
        elif rule["way"] == "连续":
            run = []
        longest = max(longest, run, key=len)
    counted = hits if rule["way"] != "连续" else longest
    remarks = []
    heads = {one.head for one in counted if one.head}
    if len(heads) > 1:
        remarks.append(f"期间校长更换（{'、'.join(sorted(heads))}），是否继承原文未写")
    if counted and any(not one.head for one in counted) and rule["way"] != "目标":
        remarks.append("没有填校长，不知是否同一人")
    if any(one.field <= SMALL_FIELD for one in counted):
        remarks.append(f"参评对象不超过{SMALL_FIELD}个，后几名规则失真")
    return Standing(
        unit=history[0].unit if history else "",
        count=len(counted),
        met=len(counted) >= rule["times"],
        hits=tuple(counted),
        remarks=tuple(remarks),
    )


def _is_hit(one: Result, rule: Mapping[str, Any]) -> bool:
    if rule["way"] == "目标":
        return one.target_met == "是"
    behind = one.worse if rule["end"] == "后" else one.better
    return behind < int(rule["places"])


@INDICATORS.register(NAME)
def triggers(standards: Standards) -> Family:
    """The family, with the rules on file."""
    parameters = standards.parameters[NAME]
    rules: Mapping[str, Mapping[str, Any]] = parameters["rules"]
    options = (
        Option(name="县区", meaning="只算这个县区"),
        Option(name="规则", meaning="只看这一条；空：全部", choices=("", *rules)),
        Option(name="起点", meaning="从哪天起累计，如 2022-10-14", default=str(parameters["start"]["date"])),
    )

    def compute(tables: Sequence[LoadedTable], given: Mapping[str, str]) -> IndicatorResult:
        start = dt.date.fromisoformat(option_of(given, options, "起点"))
        wanted = option_of(given, options, "规则")
        figures: list[Figure] = []
        problems: list[Problem] = [problem for table in tables for problem in table.problems]
        stopped = any(problem.code == "E06" for problem in problems)
        for code, rule in rules.items():
            if stopped or wanted not in ("", code):
                continue
            for place, history in _histories(tables, rule, start, given.get("县区", "")).items():
                for unit in sorted({one.unit for one in history}):
                    own = [one for one in history if one.unit == unit]
                    own.sort(key=lambda one: (one.year, one.order))
                    figures.append(_figure(code, rule, run_rule(own, rule), place, own))
        notes = [POLICY, f"累计从{start}起；中断一年，“连续”清零；“后三位”指严格更差的不足3个，并列共同计入"]
        notes += [f"{table.title}：{table.note}" for table in tables if table.note]
        return IndicatorResult(
            figures=tuple(figures),
            problems=tuple(problems),
            included=tuple(dict.fromkeys(figure.unit_id or "" for figure in figures)),
            excluded=left_out_rows(tables, "H", "对象"),
            notes=tuple(notes),
        )

    return Family(
        name=NAME,
        summary="按历次评比结果看T1—T6的条件是否满足；须人工认定",
        compute=compute,
        needs=("H",),
        history=("H",),
        options=options,
        codes=tuple(rules),
    )


def _histories(
    tables: Sequence[LoadedTable], rule: Mapping[str, Any], start: dt.date, place: str
) -> dict[str, list[Result]]:
    """Results of the rule's contest and kind of unit since the start, by county."""
    found: dict[str, list[Result]] = {}
    for table in (one for one in tables if one.kind == "H"):
        frame = table.frame[~table.frame.index.isin(list(table.left_out))]
        for name in ("县区", "批次", "校长", "名次", "得分", "完成目标责任书"):
            if name not in frame.columns:
                frame = frame.assign(**{name: None})
        frame = frame[(frame["评比"] == rule["contest"]) & (frame["对象类别"] == rule["who"])]
        frame = frame.assign(县区=frame["县区"].fillna(""), 批次=frame["批次"].fillna(0))
        for (county, period, order), group in frame.groupby(["县区", "年度", "批次"], sort=False):
            day = last_day(str(period))
            if place not in ("", county) or (day is not None and day < start):
                continue
            # A rank counts upward, a score downward; without a rank the score decides.
            ranked = bool(group["名次"].notna().all())
            badness = group["名次"].astype(float) if ranked else -group["得分"].astype(float)
            for index, row in group.iterrows():
                mine = float(badness.loc[index])
                found.setdefault(str(county), []).append(
                    Result(
                        period=str(period),
                        order=int(order),
                        unit=str(row["对象"]),
                        head=row["校长"] if isinstance(row["校长"], str) else "",
                        worse=int((badness > mine).sum()),
                        better=int((badness < mine).sum()),
                        field=len(group),
                        target_met=row["完成目标责任书"] if isinstance(row["完成目标责任书"], str) else "",
                        source=table.source(str(index)),
                    )
                )
    return found


def _figure(code: str, rule: Mapping[str, Any], standing: Standing, place: str, history: Sequence[Result]) -> Figure:
    verdict: Verdict | None = "待定" if standing.met else None
    years = "、".join(one.period for one in standing.hits)
    text = f"未满足（{standing.count}/{rule['times']}次{'：' + years if years else ''}）"
    if standing.met:
        text = f"触发条件已满足（{years}），建议人工认定；原文后果：{rule['consequence']}"
    return figure(
        FigureId(
            code=code,
            name=f"{standing.unit}：{rule['subject']}{rule['way']}{rule['times']}次",
            place=place,
            period=history[-1].period,
            unit_id=standing.unit,
        ),
        value=float(standing.count),
        working=Working(
            formula=f"{rule['contest']}评比{rule['way']}{rule['times']}次{_where(rule)}",
            inputs=tuple(
                FigureInput(
                    name=f"{one.period}严格更{'差' if rule['end'] == '后' else '好'}的单位数",
                    value=float(one.worse if rule["end"] == "后" else one.better),
                    unit="个",
                    source=one.source,
                )
                for one in history
            ),
        ),
        judged=Judged(verdict=verdict),
        unit="次",
        text=text + (f"；需人工认定：{'；'.join(standing.remarks)}" if standing.met and standing.remarks else ""),
        digits=0,
    )


def _where(rule: Mapping[str, Any]) -> str:
    return f"{rule['end']}{rule['places']}位" if rule["places"] else ""
