"""What a plain list of schools allows: pupils per member of staff, mean class size, schools over 2,000, by county."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from core.schema import Figure, FigureInput
from tools.indicators.family import Exclusion
from tools.indicators.ratio import FigureId, Measure, Working, figure, ratio
from tools.tables.loading import LoadedTable

LARGE_SCHOOL = 2000.0


def school_list_figures(table: LoadedTable, options: Mapping[str, str]) -> tuple[list[Figure], list[Exclusion]]:
    """Ratios of sums per county; a school that lacks an operand is left out of that ratio and named.

    Args:
        table: A loaded 学校基本情况表.
        options: 县区 chooses one county.

    Returns:
        生职比 (per 教职工, so never 生师比), 平均班额 and 规模 per 县区, and the rows left out.
    """
    figures: list[Figure] = []
    excluded: list[Exclusion] = [
        Exclusion(unit=_name(table, row), unit_id="", row=table.row_name(row), reason=reason, by_rule=False)
        for row, reason in table.left_out.items()
    ]
    frame = table.frame[~table.frame.index.isin(list(table.left_out))]
    for place, group in frame.groupby("县区", sort=True):
        if options.get("县区", "") not in ("", str(place)):
            continue
        period = "、".join(sorted({str(one) for one in group["年度"].dropna()})) if "年度" in group else ""
        for code, name, bottom, unit in (
            ("生职比", "每名教职工对应的学生数（不是生师比）", "教职工数", "人"),
            ("平均班额", "平均班额", "班数", "人"),
        ):
            usable = _both(group, bottom)
            excluded += _left(group[~group.index.isin(usable.index)], f"缺在校生数或{bottom}，不计入{code}")
            source = f"{table.title} {len(usable)}行"
            figures.append(
                ratio(
                    FigureId(code=code, name=name, place=str(place), period=period),
                    top=FigureInput(name="在校生数", value=_sum(usable, "在校生数"), unit="人", source=source),
                    bottom=FigureInput(name=bottom, value=_sum(usable, bottom), source=source),
                    measure=Measure(scale=1.0, unit=unit),
                    formula=f"Σ在校生÷Σ{bottom}",
                    more=(FigureInput(name="学校数", value=float(len(usable)), unit="所", source=source),),
                )
            )
        known = group[group["在校生数"].notna()]
        large = known[known["在校生数"] > LARGE_SCHOOL]
        names = "、".join(
            f"{name}{pupils:.0f}人" for name, pupils in zip(large["学校名称"], large["在校生数"], strict=True)
        )
        figures.append(
            figure(
                FigureId(code="规模", name="超过2000人的学校", place=str(place), period=period),
                value=float(len(large)),
                working=Working(
                    formula="在校生数>2000的学校数",
                    inputs=tuple(
                        FigureInput(
                            name=str(row["学校名称"]),
                            value=float(row["在校生数"]),
                            unit="人",
                            source=table.source(str(index)),
                        )
                        for index, row in large.iterrows()
                    ),
                ),
                unit="所",
                text=f"{len(large)}所" + (f"：{names}" if names else ""),
            )
        )
    return figures, excluded


def _both(group: pd.DataFrame, column: str) -> pd.DataFrame:
    if column not in group.columns:
        return group.iloc[:0]
    return group[group["在校生数"].notna() & group[column].notna()]


def _sum(group: pd.DataFrame, column: str) -> float | None:
    return float(group[column].sum()) if len(group) and column in group.columns else None


def _left(group: pd.DataFrame, reason: str) -> list[Exclusion]:
    return [
        Exclusion(
            unit=str(row["学校名称"]),
            unit_id=str(row.get("学校标识码") or ""),
            row=str(index),
            reason=reason,
            by_rule=False,
        )
        for index, row in group.iterrows()
    ]


def _name(table: LoadedTable, row: int) -> str:
    return str(table.frame.at[row, "学校名称"] or "") if table.has("学校名称") else ""
