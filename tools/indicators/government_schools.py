"""政府保障程度 judged school by school from 表A: G3–G6, and G9, G12 summed over schools (指标手册 §1.7)."""

from __future__ import annotations

import math
from dataclasses import replace

from core.schema import Figure, FigureInput, Gap, Stage, Verdict
from tools.indicators.county_schools import STAGE, THROUGH, CountySchools
from tools.indicators.judging import settled
from tools.indicators.ratio import FigureId, Judged, Working, figure, ratio, total
from tools.indicators.standards import Comparison, Standards, Threshold

FAMILY = "优质均衡"
AT_LEAST: Comparison = ">="
AT_MOST: Comparison = "<="


def school_government(
    schools: CountySchools, standards: Standards, quota: FigureInput | None, relaxed: frozenset[str] = frozenset()
) -> list[Figure]:
    """G3, G4, G5, G6 of every school with the county's share, then G9 and G12.

    Args:
        schools: Rows of one place and year.
        standards: Lines.
        quota: 生均公用经费定额 of small schools (元), for G6; None: not known.
        relaxed: 音美教室, 规模: the local easing for older schools a user has declared (§1.6).
    """
    found: list[Figure] = []
    rooms, classes = _special_rooms(schools, standards, relaxed), _classes(schools, standards)
    for code, name, figures, answered, comparison in (
        ("G3", "音乐、美术专用教室达标学校占比", rooms, bool(rooms), AT_LEAST),
        ("G4", "学校规模达标学校占比", _sizes(schools, standards, relaxed), True, AT_MOST),
        ("G5", "班额达标学校占比", classes, bool(classes), AT_MOST),
        ("G6", "小规模学校按100名核定公用经费的学校占比", _small_schools(schools, standards, quota), True, AT_LEAST),
    ):
        found += figures
        line = standards.find(FAMILY, code, period=schools.period)
        found.append(share_met(code, name, figures, schools, line, answered=answered, comparison=comparison))
    for code, name, column in (
        ("G9", "教师5年360学时培训完成率", "近5年满360学时教师"),
        ("G12", "专任教师持教师资格证上岗率", "持证教师"),
    ):
        found.append(
            ratio(
                FigureId(code=code, name=name, place=schools.place, period=schools.period),
                top=schools.sum_of(column, column, "人"),
                bottom=schools.sum_of("专任教师数", "专任教师数", "人"),
                formula=f"Σ{column}÷Σ专任教师数×100",
                line=standards.find(FAMILY, code, period=schools.period),
            )
        )
    return found


def share_met(
    code: str,
    name: str,
    figures: list[Figure],
    schools: CountySchools,
    line: Threshold | None,
    *,
    answered: bool = True,
    comparison: Comparison = ">=",
) -> Figure:
    """The county's figure of a condition every school must meet: 不达标 if one fails, open while one is unknown.

    Args:
        code: G3 to G6 or Q4.
        name: As a reader sees it.
        figures: The schools' figures.
        schools: Rows of one place and year.
        line: The county's line, 100%.
        answered: False where the table lacks the columns altogether.
        comparison: How the schools' values are held against their line.
    """
    verdicts = [settled(one, comparison) for one in figures]
    met, lost = verdicts.count("达标"), verdicts.count("不达标")
    judged = met + lost
    unknown = len(figures) - judged
    verdict: Verdict = "不达标" if lost else "无法计算" if unknown or not answered else "达标"
    wording = f"{met}个达标、{lost}个不达标" + (f"、{unknown}个缺数" if unknown else "")
    if not figures:
        wording = "没有适用的学校" if answered else "表中没有相应的列，无法计算"
    return figure(
        FigureId(code=code, name=name, place=schools.place, period=schools.period),
        value=met * 100.0 / judged if judged and not unknown else None if figures or not answered else 100.0,
        working=Working(
            formula="达标学校÷适用学校×100，要求全部达标",
            inputs=(
                FigureInput(name="达标", value=float(met), unit="个", source=schools.table.title),
                FigureInput(name="适用", value=float(len(figures)), unit="个", source=schools.table.title),
            ),
        ),
        judged=Judged(line=line, verdict=verdict, gap=Gap(to_standard=float(lost), to_85=None, unit="所")),
        unit="%",
        text=wording,
    )


def _special_rooms(schools: CountySchools, standards: Standards, relaxed: frozenset[str]) -> list[Figure]:
    period = schools.period
    per = standards.find(FAMILY, "教室配比", period=period)
    usual, eased = (
        [standards.find(FAMILY, f"{kind}教室面积{suffix}", period=period) for kind in ("音乐", "美术")]
        for suffix in ("", "-放宽")
    )
    found = []
    if not schools.has_any("音乐教室间数", "美术教室间数"):
        return []
    for row, (unit_id, stage) in enumerate(zip(schools.ids, schools.stages, strict=True)):
        classes = schools.cell(row, "班数")
        rooms = [schools.cell(row, f"{kind}教室间数") for kind in ("音乐", "美术")]
        areas = [schools.cell(row, f"{kind}教室最小面积") for kind in ("音乐", "美术")]
        least = eased if "音美教室" in relaxed and _built_by(schools, standards, row, "rooms") else usual
        need = math.ceil(classes.value / per.value) if classes.value is not None and per else None
        short = 0.0
        small = []
        unknown = need is None
        for kind, room, area, line in zip(("音乐", "美术"), rooms, areas, least, strict=True):
            if room.value is None or need is None or (area.value is None and room.value > 0) or line is None:
                unknown = True
                continue
            short += max(0.0, need - room.value)
            if area.value is not None and room.value > 0 and area.value < line.value:
                small.append(f"{kind}教室{area.value:g}㎡<{line.value:g}㎡")
        verdict: Verdict = "不达标" if short or small else "无法计算" if unknown else "达标"
        known = [room.value for room in rooms if room.value is not None]
        found.append(
            figure(
                FigureId(
                    code="G3",
                    name="音乐、美术专用教室",
                    place=schools.place,
                    period=period,
                    stage=stage,
                    unit_id=unit_id,
                ),
                value=min(known) if len(known) == 2 else None,
                working=Working(
                    formula="音乐、美术专用教室各≥⌈班数÷12⌉间，且每间面积达标", inputs=(classes, *rooms, *areas)
                ),
                judged=Judged(
                    verdict=verdict, gap=Gap(to_standard=short, to_85=None, unit="间") if not unknown else None
                ),
                unit="间",
                text="；".join([f"各需{need}间"] + ([f"共缺{short:g}间"] if short else []) + small),
                source=usual[0].title if usual[0] else "",
            )
        )
    return found


def _built_by(schools: CountySchools, standards: Standards, row: int, what: str) -> bool:
    """Whether a school is old enough for the eased line; one whose year is not told is not."""
    built = schools.value(row, "建校年份")
    return built is not None and built <= standards.parameters[FAMILY]["relaxed"][f"{what}_built_by"]


def _sizes(schools: CountySchools, standards: Standards, relaxed: frozenset[str]) -> list[Figure]:
    found = []
    lines = {
        (code, key): standards.find(FAMILY, code, stage=key, period=schools.period)
        for code in ("规模", "规模-放宽")
        for key in ("小学", "初中", "一贯制")
    }
    for code, rows in schools.schools.items():
        one_school = schools.kinds[rows[0]] in THROUGH
        stage: Stage = "义务教育" if one_school and len(rows) > 1 else schools.stages[rows[0]]
        eased = "规模" in relaxed and _built_by(schools, standards, rows[0], "size")
        line = lines["规模-放宽" if eased else "规模", "一贯制" if one_school else stage]
        cells = [schools.cell(row, "在校生数") for row in rows]
        pupils = cells[0] if len(cells) == 1 else total("义务教育段在校生数", cells, "人")
        if schools.lost_a_row(code):
            pupils = replace(pupils, value=None)
        over = max(0.0, (pupils.value or 0.0) - line.value) if line else 0.0
        found.append(
            figure(
                FigureId(
                    code="G4",
                    name=line.name if line else "学校在校生规模",
                    place=schools.place,
                    period=schools.period,
                    stage=stage,
                    unit_id=code,
                ),
                value=pupils.value,
                working=Working(formula="在校生数≤规模上限；一贯制按义务教育段合计", inputs=(pupils,)),
                judged=Judged(
                    line=line, gap=Gap(to_standard=over, to_85=None, unit="人") if pupils.value is not None else None
                ),
                unit="人",
            )
        )
    return found


def _classes(schools: CountySchools, standards: Standards) -> list[Figure]:
    """The largest class decides; without it, the count of classes over the line; never the average (§1.7)."""
    found: list[Figure] = []
    if not schools.has_any("最大班额", "班额45(50)以上班数", "56-65班数", "66以上班数"):
        return found
    lines = {stage: standards.find(FAMILY, "班额", stage=stage, period=schools.period) for stage in STAGE}
    for row, (unit_id, stage) in enumerate(zip(schools.ids, schools.stages, strict=True)):
        line = lines[stage]
        largest, over = schools.cell(row, "最大班额"), schools.cell(row, "班额45(50)以上班数")
        crowded = total("大班额班数", [schools.cell(row, "56-65班数"), schools.cell(row, "66以上班数")], "个")
        lost = [line is not None and largest.value is not None and largest.value > line.value]
        lost += [bool(over.value), bool(crowded.value)]
        known = largest.value is not None or over.value is not None
        verdict: Verdict = "不达标" if any(lost) else "达标" if known and line else "无法计算"
        text = f"最大班额{largest.value:g}人" if largest.value is not None else ""
        if over.value:
            text = "；".join(word for word in (text, f"{over.value:g}个班超标准") if word)
        found.append(
            figure(
                FigureId(
                    code="G5", name="班额", place=schools.place, period=schools.period, stage=stage, unit_id=unit_id
                ),
                value=largest.value,
                working=Working(formula="所有班级班额≤标准（逐班，不用平均班额）", inputs=(largest, over, crowded)),
                judged=Judged(
                    line=line,
                    verdict=verdict,
                    gap=Gap(to_standard=over.value, to_85=None, unit="班") if over.value is not None else None,
                ),
                unit="人",
                text=text or "缺最大班额和超标准班数，须逐班数据",
            )
        )
    return found


def _small_schools(schools: CountySchools, standards: Standards, quota: FigureInput | None) -> list[Figure]:
    line = standards.find(FAMILY, "核定人数", period=schools.period)
    least = line.value if line else 100.0
    found = []
    for row, (unit_id, stage) in enumerate(zip(schools.ids, schools.stages, strict=True)):
        pupils = schools.value(row, "在校生数")
        rural = schools.kinds[row] in ("小学", "教学点") and schools.areas[row] != "城区"
        if not rural or pupils is None or pupils >= least:
            continue
        budget = schools.cell(row, "公用经费预算")
        need = quota.value * least if quota and quota.value is not None else None
        known = budget.value is not None and need is not None
        missing = max(0.0, (need or 0.0) - (budget.value or 0.0)) if known else None
        found.append(
            figure(
                FigureId(
                    code="G6",
                    name="小规模学校公用经费",
                    place=schools.place,
                    period=schools.period,
                    stage=stage,
                    unit_id=unit_id,
                ),
                value=budget.value,
                working=Working(
                    formula=f"公用经费预算≥{least:g}×生均定额",
                    inputs=(budget, schools.cell(row, "在校生数"), *((quota,) if quota else ())),
                ),
                judged=Judged(
                    verdict=("不达标" if missing else "达标") if known else "无法计算",
                    gap=Gap(to_standard=missing, to_85=None, unit="元") if missing is not None else None,
                ),
                unit="元",
                source=line.title if line else "",
            )
        )
    return found
