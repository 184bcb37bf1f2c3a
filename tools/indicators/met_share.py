"""How many units meet a line that every unit must meet: the share, and who does not, by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.schema import Figure, FigureInput, Gap, Stage, Verdict
from tools.indicators.ratio import FigureId, Judged, Working, figure

MOST_NAMES = 12


def met_share(
    units: Sequence[Figure],
    *,
    code: str,
    name: str,
    thing: str,
    source: str,
    stage: Stage = "",
    lost: int = 0,
    say: Callable[[Figure], str] = lambda one: f"{one.unit_id}{one.text}",
) -> Figure | None:
    """The share of units that meet their line; None where there is no unit or nothing judges them.

    Met by all is 达标, missed by one 不达标; where none misses but one cannot be told, 待定. Units that cannot be told
    are no part of the share: missing is not missed.

    Args:
        units: One judged figure a unit, all of one place and year.
        code: Of the share.
        name: As a reader sees it.
        thing: What is counted: 所, 人.
        source: Where the units stand.
        stage: As the units have it.
        lost: Rows left out for errors: that all the others meet proves nothing.
        say: How one that misses is told.
    """
    judged = [one for one in units if one.verdict is not None]
    if not judged or not any(one.threshold is not None for one in judged):
        return None
    met = [one for one in judged if one.verdict == "达标"]
    # Who lacks most is told first: the list is cut.
    missed = sorted(
        (one for one in judged if one.verdict == "不达标"), key=lambda one: -(one.gap.to_standard if one.gap else 0.0)
    )
    known, open_ones = len(met) + len(missed), [one for one in judged if one.verdict in ("待定", "无法计算")]
    verdict: Verdict = "不达标" if missed else "待定" if (open_ones or lost) and met else "达标" if met else "无法计算"
    text = f"{known}{thing}中{len(met)}{thing}达到（{len(met) * 100 / known:.2f}%）" if known else "无法计算"
    text += _named("未达到", missed, say) + _named("还不能判", open_ones, say)
    text += f"（另有{lost}行因数据错误未计入）" if lost else ""
    return figure(
        FigureId(code=code, name=name, place=judged[0].place, period=judged[0].period, stage=stage),
        value=len(met) * 100 / known if known else None,
        working=Working(
            formula=f"达到的{thing}数÷能判的{thing}数×100；全部达到才算达标",
            inputs=(
                FigureInput(name=f"达到的{thing}数", value=float(len(met)), unit=thing, source=source),
                FigureInput(name=f"能判的{thing}数", value=float(known), unit=thing, source=source),
            ),
        ),
        judged=Judged(
            verdict=verdict, gap=Gap(to_standard=float(len(missed)), to_85=None, unit=thing) if known else None
        ),
        unit="%",
        text=text,
        source=next((one.source for one in judged if one.source), ""),
    )


def _named(label: str, units: Sequence[Figure], say: Callable[[Figure], str]) -> str:
    if not units:
        return ""
    more = f"等{len(units)}个" if len(units) > MOST_NAMES else ""
    return f"；{label}：{'、'.join(say(one) for one in units[:MOST_NAMES])}{more}"
