"""政府保障程度 from 县级年度表: G1, G2, G7, G8, G10, G11, G13–G15 (指标手册 §1.7)."""

from __future__ import annotations

from core.schema import Figure, FigureInput, Verdict
from tools.indicators.county_conclusion import part_of
from tools.indicators.ratio import FigureId, Judged, Measure, Working, YearRow, figure, ratio
from tools.indicators.standards import Standards, Threshold
from tools.tables.county_years import QUALITATIVE

FAMILY = "优质均衡"


def qualitative(row: YearRow, code: str) -> Figure:
    """A condition an office judges from documents; without a judgement it is 待定 and names what is missing."""
    said = row.word(f"{code}判定")
    material = row.word(f"{code}材料")
    verdicts: dict[str, Verdict] = {"达标": "达标", "未达标": "不达标"}
    verdict = verdicts.get(said, "待定")
    text = said or "待定：没有填判定"
    return figure(
        FigureId(code=code, name=QUALITATIVE[code], place=row.place, period=row.period),
        value=None,
        working=Working(formula="定性，依据材料人工判定"),
        judged=Judged(verdict=verdict),
        text=f"{text}；材料：{material}" if material else f"{text}；缺证明材料",
        source=row.table.source(row.row),
    )


def county_government(row: YearRow, standards: Standards) -> list[Figure]:
    """The conditions of 政府保障程度 that 县级年度表 answers, in the handbook's order."""

    def line(code: str, stage: str = "") -> Threshold | None:
        return standards.find(FAMILY, code, stage=stage, period=row.period)

    found = [qualitative(row, "G1"), qualitative(row, "G2")]
    special, pupils = row.operand("特教公用经费"), row.operand("特教学生")
    found.append(
        ratio(
            FigureId(code="G7", name="特殊教育学校生均公用经费", place=row.place, period=row.period),
            top=special,
            bottom=pupils,
            measure=Measure(scale=1.0, unit="元"),
            formula="特教公用经费÷特教学生",
            line=line("G7"),
        )
    )
    found.append(
        ratio(
            FigureId(code="G8", name="义务教育教师与公务员年平均工资收入之比", place=row.place, period=row.period),
            top=row.operand("教师年均工资"),
            bottom=row.operand("公务员年均工资"),
            measure=Measure(scale=1.0, unit=""),
            formula="教师年均工资÷公务员年均工资（同年度、同口径）",
            line=line("G8"),
            thing="元",
        )
    )
    found.append(qualitative(row, "G10"))
    found += rotation(row, line("G11"), line("G11-骨干"))
    for stage in ("小学", "初中"):
        share = row.operand(f"{stage}就近入学比例")
        found.append(
            figure(
                FigureId(
                    code="G13",
                    name=f"城区和镇区公办{stage}就近划片入学比例",
                    place=row.place,
                    period=row.period,
                    stage="小学" if stage == "小学" else "初中",
                ),
                value=share.value,
                working=Working(formula="就近划片入学学生÷入学学生×100（寄宿制除外）", inputs=(share,)),
                judged=Judged(line=line("G13", stage)),
                unit="%",
            )
        )
    found.append(
        ratio(
            FigureId(code="G14", name="优质高中招生名额分配比例", place=row.place, period=row.period),
            top=row.operand("分配名额"),
            bottom=row.operand("优质高中计划"),
            formula="分配名额÷优质高中计划×100；并向农村初中倾斜",
            line=line("G14"),
            more=(row.operand("农村校名额"),),
        )
    )
    found.append(migrant_children(row, line("G15")))
    return found


def rotation(row: YearRow, moved: Threshold | None, backbone: Threshold | None) -> list[Figure]:
    """G11: two ratios with different denominators, both of which must hold.

    Returns:
        G11 (交流÷符合条件, judged by both) and G11-骨干 (骨干÷交流总数).
    """
    place, period = row.place, row.period
    eligible, exchanged, masters = (row.operand(name) for name in ("符合交流条件教师", "实际交流教师", "其中骨干"))
    first = ratio(
        FigureId(code="G11", name="年交流轮岗教师占符合条件教师的比例", place=place, period=period),
        top=exchanged,
        bottom=eligible,
        formula="实际交流教师÷符合交流条件教师×100；且骨干÷实际交流教师≥20%",
        line=moved,
    )
    second = ratio(
        FigureId(code="G11-骨干", name="骨干教师占交流轮岗教师的比例", place=place, period=period),
        top=masters,
        bottom=exchanged,
        formula="其中骨干÷实际交流教师×100（分母是交流总数，不是符合条件教师）",
        line=backbone,
    )
    both = part_of("G11", [first, second]).verdict
    if first.verdict in ("达标", "临界") and both != "达标":
        open_or_lost: Verdict = "待定" if both == "待定" else "不达标"
        first = figure(
            FigureId(code="G11", name=first.name, place=place, period=period),
            value=first.value,
            working=Working(formula=first.formula or "", inputs=(*first.inputs, masters)),
            judged=Judged(line=moved, verdict=open_or_lost, gap=first.gap),
            unit="%",
            text=f"{first.text}，但骨干占比{second.text}",
        )
    return [first, second]


def migrant_children(row: YearRow, line: Threshold | None) -> Figure:
    """G15: 公办 and bought places; where 公办 alone reaches the line, a missing 购买服务 changes nothing."""
    eligible, public, bought = (row.operand(name) for name in ("符合条件随迁子女", "公办就读", "政府购买服务民办就读"))
    whole = None
    if public.value is not None:
        whole = public.value + (bought.value or 0.0)
    one = ratio(
        FigureId(
            code="G15",
            name="符合条件的随迁子女在公办学校和政府购买服务的民办学校就读比例",
            place=row.place,
            period=row.period,
        ),
        top=FigureInput(name="公办就读+政府购买服务民办就读", value=whole, unit="人", source=public.source),
        bottom=eligible,
        formula="(公办就读+政府购买服务民办就读)÷符合条件随迁子女×100",
        line=line,
        more=(public, bought),
        thing="人",
    )
    if bought.value is None and one.verdict == "不达标":
        return figure(
            FigureId(code="G15", name=one.name, place=row.place, period=row.period),
            value=None,
            working=Working(formula=one.formula or "", inputs=one.inputs),
            judged=Judged(line=line, verdict="无法计算"),
            unit="%",
            text=f"公办就读{one.text}，缺政府购买服务民办就读人数",
        )
    return one
