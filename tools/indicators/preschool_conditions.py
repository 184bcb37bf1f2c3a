"""Space per child and pay in kindergartens: P8–P10 of 学前普及普惠 (指标手册 §3)."""

from __future__ import annotations

from core.schema import Figure, FigureInput, Gap, Verdict
from tools.indicators.judging import meets
from tools.indicators.ratio import FigureId, Judged, Working, YearRow, figure
from tools.indicators.standards import Standards

NAME = "学前普及普惠"
SPACES = {"室外": "室外场地面积", "活动": "活动用房面积", "建筑": "园舍建筑面积"}
# Kindergartens planned after this year must all meet the areas, older ones half of them (P21).
PLANNED_AFTER = 2017


def space_figures(standards: Standards, rows: list[YearRow]) -> list[Figure]:
    """P8 生均公用经费, P9 工资比 (values only: whether they are national lines is not settled), P10 areas."""
    found = [_money(rows), _pay(rows)]
    for key, column in SPACES.items():
        line = standards.find(NAME, "P10", stage=key, period=rows[0].period)
        pairs = [(row, row.number(column), row.number("在园幼儿")) for row in rows]
        known = [(row, area, count) for row, area, count in pairs if area is not None and count]
        for late in (True, False):
            chosen = [
                (area, count)
                for row, area, count in known
                if ((row.number("规划设计年份") or 0) > PLANNED_AFTER) == late
            ]
            if not chosen or line is None:
                continue
            met = sum(meets(area / count, line.value, line.comparison) for area, count in chosen)
            when = "2017年后" if late else "2017年及以前"
            share = standards.find(NAME, "P10-比例", stage=when, period=rows[0].period)
            short = [max(0.0, line.value * count - area) for area, count in chosen]
            complete = len(known) == len(pairs)
            verdict: Verdict | None = None if complete else "待定"
            found.append(
                figure(
                    FigureId(
                        code="P10",
                        name=f"{line.name}达标园占比（{when}规划）",
                        place=rows[0].place,
                        period=rows[0].period,
                    ),
                    value=met * 100 / len(chosen),
                    working=Working(
                        formula=f"{column}÷在园幼儿≥{line.value:g}㎡的园÷园数×100",
                        inputs=(
                            FigureInput(name="达标园", value=float(met), unit="所", source=rows[0].table.title),
                            FigureInput(name="园数", value=float(len(chosen)), unit="所", source=rows[0].table.title),
                        ),
                    ),
                    judged=Judged(line=share, verdict=verdict, gap=Gap(to_standard=sum(short), to_85=None, unit="㎡")),
                    unit="%",
                )
            )
    return found


def _money(rows: list[YearRow]) -> Figure:
    spent = [row.operand("生均公用经费") for row in rows]
    known = [one for one in spent if one.value is not None]
    least = min(known, key=lambda one: one.value or 0.0) if known and len(known) == len(rows) else None
    return figure(
        FigureId(code="P8", name="生均公用经费（各园最低）", place=rows[0].place, period=rows[0].period),
        value=least.value if least else None,
        working=Working(formula="各园生均公用经费（或普惠民办补助）的最低值", inputs=(least,) if least else ()),
        unit="元",
    )


def _pay(rows: list[YearRow]) -> Figure:
    public = [row for row in rows if row.word("园所性质") == "公办"]
    pairs = [(row.operand("非在编教师平均工资"), row.operand("在编教师平均工资")) for row in public]
    known = [(hired.value * 100 / staff.value, hired, staff) for hired, staff in pairs if hired.value and staff.value]
    least = min(known, key=lambda one: one[0]) if known and len(known) == len(public) else None
    return figure(
        FigureId(
            code="P9", name="公办园非在编与在编教师平均工资比（各园最低）", place=rows[0].place, period=rows[0].period
        ),
        value=least[0] if least else None,
        working=Working(formula="非在编教师平均工资÷在编教师平均工资×100", inputs=least[1:] if least else ()),
        unit="%",
    )
