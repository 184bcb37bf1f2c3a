"""班额规模: mean and large classes, classes within the standard, missing classes, large schools (指标手册 §4)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.schema import Figure, FigureInput, Gap, Problem, Stage, Verdict
from tools.indicators import INDICATORS
from tools.indicators.county_schools import STAGE, THROUGH, CountySchools, county_schools
from tools.indicators.family import Family, IndicatorResult, Option, left_out_rows
from tools.indicators.ratio import FigureId, Judged, Measure, Working, figure, ratio, total
from tools.indicators.standards import Standards
from tools.indicators.units import STAGES, years_and_places
from tools.tables.loading import LoadedTable

NAME = "班额规模"
OPTIONS = (
    Option(name="年度", meaning="只算这一年度；空：表中所有年度"),
    Option(name="县区", meaning="只算这个县区；空：表中所有县区"),
)


@INDICATORS.register(NAME)
def class_size(standards: Standards) -> Family:
    """The family, judging by these standards."""

    def compute(tables: Sequence[LoadedTable], options: Mapping[str, str]) -> IndicatorResult:
        figures: list[Figure] = []
        problems: list[Problem] = [problem for table in tables for problem in table.problems]
        included: list[str] = []
        for table in (one for one in tables if one.kind == "A"):
            for place, period in years_and_places(table):
                if options.get("年度", "") not in ("", period) or options.get("县区", "") not in ("", place):
                    continue
                schools = county_schools(table, place, period)
                included += [f"{name}（{stage}）" for name, stage in zip(schools.names, schools.stages, strict=True)]
                for stage in STAGES:
                    figures += _stage(standards, schools, STAGE[stage])
                figures += _large_schools(standards, schools)
        return IndicatorResult(
            figures=tuple(figures),
            problems=tuple(problems),
            included=tuple(included),
            excluded=left_out_rows(tables, "A", "学校名称"),
            notes=(
                *(f"{table.title}：{table.note}" for table in tables if table.note),
                "三条线不可混：标准班额45/50、大班额56、超大班额66；大班额清零不等于班额达标，平均班额不能代替逐班数据",
            ),
        )

    return Family(
        name=NAME,
        summary="平均班额、大班额与超大班额比例、标准班额达标率、缺口班数、学校规模",
        compute=compute,
        needs=("A",),
        options=OPTIONS,
        codes=("平均班额", "大班额比例", "56-65比例", "66以上比例", "班额达标率", "缺口班数", "规模"),
    )


def missing_classes(pupils: float, classes: float, standard: float) -> float:
    """Classes to add so that the mean is within the standard: ⌈Σpupils ÷ standard⌉ − classes, rough (§4)."""
    return float(max(0, math.ceil(pupils / standard - 1e-9) - classes))


def _stage(standards: Standards, schools: CountySchools, stage: Stage) -> list[Figure]:
    if stage not in schools.stages:
        return []
    pupils, classes = (schools.sum_of(name, name, unit, stage) for name, unit in (("在校生数", "人"), ("班数", "个")))
    large, huge, over = (
        schools.sum_of(name, name, "个", stage) for name in ("56-65班数", "66以上班数", "班额45(50)以上班数")
    )
    standard = standards.find(NAME, "标准班额", stage=stage, period=schools.period)
    found = [
        ratio(
            FigureId(code="平均班额", name="平均班额", place=schools.place, period=schools.period, stage=stage),
            top=pupils,
            bottom=classes,
            measure=Measure(scale=1.0, unit="人"),
            formula="Σ在校生÷Σ班数（只作参考，不代替逐班判定）",
        )
    ]
    both = None if large.value is None or huge.value is None else large.value + huge.value
    for code, name, top, line_code in (
        ("大班额比例", "大班额比例（≥56人，含超大班额）", both, "大班额比例"),
        ("56-65比例", "56—65人班占比", large.value, ""),
        ("66以上比例", "超大班额比例（≥66人）", huge.value, "超大班额比例"),
    ):
        found.append(
            ratio(
                FigureId(code=code, name=name, place=schools.place, period=schools.period, stage=stage),
                top=FigureInput(
                    name=name.split("（")[0].replace("比例", "班数"), value=top, unit="个", source=large.source
                ),
                bottom=classes,
                formula="该档班数÷总班数×100",
                line=standards.find(NAME, line_code, period=schools.period) if line_code else None,
            )
        )
    met = None if over.value is None or classes.value is None else classes.value - over.value
    share = ratio(
        FigureId(
            code="班额达标率",
            name=f"标准班额达标率（≤{standard.value:g}人）" if standard else "标准班额达标率",
            place=schools.place,
            period=schools.period,
            stage=stage,
        ),
        top=FigureInput(name="达标班数", value=met, unit="个", source=over.source),
        bottom=classes,
        formula="班额≤标准的班数÷总班数×100，优质均衡要求100%",
    )
    verdict: Verdict = "无法计算" if share.value is None else "达标" if over.value == 0 else "不达标"
    found.append(
        figure(
            FigureId(code=share.code, name=share.name, place=schools.place, period=schools.period, stage=stage),
            value=share.value,
            working=Working(formula=share.formula or "", inputs=(*share.inputs, over)),
            judged=Judged(
                verdict=verdict,
                gap=Gap(to_standard=over.value, to_85=None, unit="班") if over.value is not None else None,
            ),
            unit="%",
            text=share.text if share.value is not None else "无法计算：缺超标准班数，平均班额不能代替",
            source=standard.title if standard else "",
        )
    )
    lack = None
    if standard and pupils.value is not None and classes.value is not None:
        lack = missing_classes(pupils.value, classes.value, standard.value)
    found.append(
        figure(
            FigureId(code="缺口班数", name="缺口班数（粗算）", place=schools.place, period=schools.period, stage=stage),
            value=lack,
            working=Working(formula="⌈Σ在校生÷标准班额⌉−现有班数", inputs=(pupils, classes)),
            judged=Judged(gap=Gap(to_standard=lack, to_85=None, unit="班") if lack is not None else None),
            unit="个",
            digits=0,
        )
    )
    return found


def _large_schools(standards: Standards, schools: CountySchools) -> list[Figure]:
    """Schools over 2,000 (2,500 for a through school's compulsory stages), each by name."""
    found = []
    for code, rows in schools.schools.items():
        through = schools.kinds[rows[0]] in THROUGH
        stage: Stage = schools.stages[rows[0]] if len(rows) == 1 else "义务教育"
        line = standards.find(NAME, "规模", stage="一贯制" if through else stage, period=schools.period)
        pupils = total("在校生数", [schools.cell(row, "在校生数") for row in rows], "人")
        if schools.lost_a_row(code):
            pupils = replace(pupils, value=None)
        over = max(0.0, pupils.value - line.value) if pupils.value is not None and line else None
        found.append(
            figure(
                FigureId(
                    code="规模",
                    name=f"{schools.names[rows[0]]}在校生规模",
                    place=schools.place,
                    period=schools.period,
                    stage=stage,
                    unit_id=code,
                ),
                value=pupils.value,
                working=Working(formula="在校生数≤规模上限；一贯制按义务教育段合计", inputs=(pupils,)),
                judged=Judged(
                    line=line, gap=Gap(to_standard=over, to_85=None, unit="人") if over is not None else None
                ),
                unit="人",
            )
        )
    return found
