"""教育质量 9 项 and 社会认可度 (指标手册 §1.8, §1.9)."""

from __future__ import annotations

from core.schema import Figure, FigureInput, Verdict
from tools.indicators.county_schools import CountySchools
from tools.indicators.government_county import qualitative
from tools.indicators.government_schools import share_met
from tools.indicators.judging import meets
from tools.indicators.ratio import FigureId, Judged, Working, YearRow, figure, ratio, total
from tools.indicators.retention_rates import retention
from tools.indicators.standards import Standards
from tools.tables.county_years import LEVELS, SUBJECTS

FAMILY = "优质均衡"
RETENTION_PARTS = ("毕业生", "三年前初一", "转入", "转出", "死亡")


def school_quality(schools: CountySchools, standards: Standards) -> list[Figure]:
    """Q1 over the county's junior schools, Q4 school by school and for the county."""
    parts = {name: schools.sum_of(name, name, "人", "初中") for name in RETENTION_PARTS}
    found = retention(
        code="Q1",
        name="全县初中三年巩固率",
        place=schools.place,
        period=schools.period,
        parts=parts,
        line=standards.find(FAMILY, "Q1", period=schools.period),
    )
    spending = training_spending(schools, standards)
    line = standards.find(FAMILY, "Q4", period=schools.period)
    county = share_met(
        "Q4", "教师培训经费达到公用经费预算5%的学校占比", spending, schools, line, answered=bool(spending)
    )
    return [*found, *spending, county]


def training_spending(schools: CountySchools, standards: Standards) -> list[Figure]:
    """教师培训经费 against 公用经费预算 of every school; a through school's stages are one school."""
    line = standards.find(FAMILY, "Q4-校", period=schools.period)
    found: list[Figure] = []
    if not schools.has_any("教师培训经费", "公用经费预算"):
        return found
    for code, rows in schools.schools.items():
        stage = schools.stages[rows[0]] if len(rows) == 1 else "义务教育"
        found.append(
            ratio(
                FigureId(
                    code="Q4",
                    name="教师培训经费占年度公用经费预算的比例",
                    place=schools.place,
                    period=schools.period,
                    stage=stage,
                    unit_id=code,
                ),
                top=total("教师培训经费", [schools.cell(row, "教师培训经费") for row in rows], "元"),
                bottom=total("公用经费预算", [schools.cell(row, "公用经费预算") for row in rows], "元"),
                formula="教师培训经费÷公用经费预算×100（逐校）",
                line=line,
            )
        )
    return found


def county_quality(row: YearRow, standards: Standards) -> list[Figure]:
    """Q2, Q3, Q5–Q9 and S from 县级年度表."""
    found = [
        ratio(
            FigureId(code="Q2", name="残疾儿童少年入学率", place=row.place, period=row.period),
            top=row.operand("适龄残疾儿童入学数"),
            bottom=row.operand("适龄残疾儿童数"),
            formula="适龄残疾儿童入学数÷适龄残疾儿童数×100（含随班就读、送教上门、特教学校）",
            line=standards.find(FAMILY, "Q2", period=row.period),
        )
    ]
    found += [qualitative(row, code) for code in ("Q3", "Q5", "Q6", "Q7", "Q8")]
    found.append(_monitoring(row, standards))
    found.append(
        ratio(
            FigureId(code="S", name="社会认可度", place=row.place, period=row.period),
            top=row.operand("满意份数"),
            bottom=row.operand("满意度有效份数"),
            formula="Σ满意份数÷Σ有效份数×100",
            line=standards.find(FAMILY, "S", period=row.period),
            thing="份",
        )
    )
    return found


def _monitoring(row: YearRow, standards: Standards) -> Figure:
    """Q9: each monitored subject at level Ⅲ or above and its spread between schools strictly below 0.15."""
    level = standards.find(FAMILY, "Q9-等级", period=row.period)
    spread = standards.find(FAMILY, "Q9-差异", period=row.period)
    inputs: list[FigureInput] = []
    items: list[str] = []
    lost = unknown = met = 0
    for subject in SUBJECTS:
        said = row.word(f"质量监测等级({subject})")
        rate = row.operand(f"质量监测差异率({subject})")
        if not said and rate.value is None:
            continue
        rank = float(LEVELS.index(said) + 1) if said else None
        inputs += [FigureInput(name=f"质量监测等级({subject})", value=rank, unit="级", source=rate.source), rate]
        bad_level = rank is not None and level is not None and not meets(rank, level.value, level.comparison)
        bad_rate = rate.value is not None and spread is not None and not meets(rate.value, spread.value, "<")
        if bad_level or bad_rate:
            lost += 1
            items.append(f"{subject}{said}级、差异率{rate.value if rate.value is not None else '缺'}不达标")
        elif rank is None or rate.value is None:
            unknown += 1
            items.append(f"{subject}缺数")
        else:
            met += 1
    verdict: Verdict = "不达标" if lost else "达标" if met and not unknown else "待定"
    text = f"{met}科达标、{lost}科不达标" if inputs else "待国家义务教育质量监测后认定"
    return figure(
        FigureId(code="Q9", name="国家义务教育质量监测学业水平和校际差异率", place=row.place, period=row.period),
        value=float(met) if inputs else None,
        working=Working(
            formula="每科：等级≥Ⅲ 且 校际差异率<0.15（等级数字越大越好，方向请核对监测报告）", inputs=tuple(inputs)
        ),
        judged=Judged(verdict=verdict),
        unit="科",
        text="；".join([text, *items]),
        source=level.title if level else "",
    )
