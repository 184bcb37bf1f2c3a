"""初中三年巩固率 in both forms, told side by side where the line lies between them (指标手册 §5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.schema import Figure, FigureInput, Stage
from tools.indicators.ratio import FigureId, Judged, Working, figure
from tools.indicators.standards import Threshold

F1 = "毕业生÷(三年前初一+转入−转出−死亡)×100"
F2 = "(毕业生−转入+转出)÷(三年前初一−死亡)×100"


def retention_values(parts: Mapping[str, float | None]) -> tuple[float | None, float | None]:
    """F1 and F2 in percent; None where an operand is missing or a denominator is not positive.

    Args:
        parts: 毕业生, 三年前初一, 转入, 转出, 死亡 in persons. A missing 死亡 is taken as not asked (F1 of P29).

    Source: 指标手册 §5; worked example 99.08% and 99.10%.
    """
    graduates, entered, came, went = (parts.get(name) for name in ("毕业生", "三年前初一", "转入", "转出"))
    died = parts.get("死亡") or 0.0
    if graduates is None or entered is None or came is None or went is None:
        return None, None
    stayed, first = entered + came - went - died, entered - died
    return (
        graduates * 100 / stayed if stayed > 0 else None,
        (graduates - came + went) * 100 / first if first > 0 else None,
    )


def retention(
    *,
    code: str,
    name: str,
    place: str,
    period: str,
    parts: Mapping[str, FigureInput],
    line: Threshold | None,
    stage: Stage = "初中",
    unit_id: str | None = None,
) -> list[Figure]:
    """Two figures: `code` by F1 (the default) and `code`-F2; each with the other's value in its text if they part."""
    first, second = retention_values({part: operand.value for part, operand in parts.items()})
    inputs = tuple(parts.values())
    found = []
    for suffix, value, formula in (("", first, F1), ("-F2", second, F2)):
        one = figure(
            FigureId(
                code=code + suffix,
                name=name if not suffix else f"{name}（备选式）",
                place=place,
                period=period,
                stage=stage,
                unit_id=unit_id,
            ),
            value=value,
            working=Working(formula=formula, inputs=inputs),
            judged=Judged(line=line),
            unit="%",
        )
        died = parts.get("死亡")
        if value is not None and (died is None or died.value is None):
            one = replace(one, text=f"{one.text}（死亡人数没有填，按不含死亡的公式）")
        found.append(one)
    return found
