"""政府保障程度 15 项, 教育质量 9 项 and 社会认可度 of one county and year, whatever tables there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.schema import Figure, FigureInput, Problem
from tools.indicators.county_conclusion import Part, part_of
from tools.indicators.county_schools import county_schools
from tools.indicators.education_quality import county_quality, school_quality
from tools.indicators.government_county import county_government
from tools.indicators.government_schools import school_government
from tools.indicators.ratio import FigureId, Judged, YearRow, figure, lacking
from tools.indicators.standards import Standards, Threshold
from tools.indicators.units import rows_of
from tools.tables.county_years import QUALITATIVE
from tools.tables.loading import LoadedTable, years_in

FAMILY = "优质均衡"
GOVERNMENT = tuple(f"G{k}" for k in range(1, 16))
QUALITY = tuple(f"Q{k}" for k in range(1, 10))
# The conditions that 县级年度表 answers; without it they stand open.
FROM_COUNTY_TABLE = {
    **QUALITATIVE,
    "G7": "特殊教育学校生均公用经费",
    "G8": "义务教育教师与公务员年平均工资收入之比",
    "G11": "年交流轮岗教师占符合条件教师的比例",
    "G13": "城区和镇区公办小学、初中就近划片入学比例",
    "G14": "优质高中招生名额分配比例",
    "G15": "符合条件的随迁子女就读比例",
    "Q2": "残疾儿童少年入学率",
    "Q9": "国家义务教育质量监测学业水平和校际差异率",
    "S": "社会认可度",
}


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The figures of the three sides beside 资源配置, what was found missing, and the parts of the conclusion."""

    figures: tuple[Figure, ...]
    problems: tuple[Problem, ...]
    parts: tuple[Part, ...]
    notes: tuple[str, ...]


def gather_evidence(
    table: LoadedTable,
    place: str,
    period: str,
    county_rows: Sequence[YearRow],
    standards: Standards,
    relaxed: frozenset[str] = frozenset(),
) -> Evidence:
    """Compute what the tables allow; what they do not answer stands as 待定 with what is missing.

    Args:
        table: 表A.
        place: 县区.
        period: School year.
        county_rows: Sound rows of 表B of any year.
        standards: Lines.
        relaxed: Local easings a user has declared (§1.6).
    """
    row, problems, notes = _fitting(county_rows, place, period)
    quota, result = _quota(row, standards, period)
    schools = county_schools(table, place, period)
    figures = [*school_government(schools, standards, quota, relaxed), *school_quality(schools, standards)]
    if relaxed:
        notes.append(f"按用户声明启用地方放宽口径（未核）：{'、'.join(sorted(relaxed))}")
    lost = _lost(table, place, period)
    figures = [_unless_incomplete(one, lost) for one in figures]
    notes += result
    if row is not None:
        figures += [*county_government(row, standards), *county_quality(row, standards)]
        problems += lacking(row, figures)
    else:
        notes.append(f"{place}{period}：没有县级年度表，政府保障、教育质量和社会认可度中的相应项目待定")
        figures += [_open(code, name, place, period) for code, name in FROM_COUNTY_TABLE.items()]
    order = {code: number for number, code in enumerate((*GOVERNMENT, *QUALITY, "S"))}
    figures.sort(key=lambda one: order[one.code.split("-")[0]])
    return Evidence(
        figures=tuple(figures),
        problems=tuple(problems),
        parts=tuple(_parts(figures, row)),
        notes=tuple(notes) + _versions(standards, period),
    )


def _lost(table: LoadedTable, place: str, period: str) -> int:
    """Rows of the place and year that errors leave out; a school without pupils is no gap."""
    lost = rows_of(table, place, period) & table.frame.index.isin(list(table.left_out))
    return int((lost & ~(table.frame["在校生数"] == 0)).sum())


def _unless_incomplete(one: Figure, lost: int) -> Figure:
    """Where every school must meet a condition, one that fails decides it; the rest stays open while a row is lost."""
    if not lost or one.unit_id is not None or one.verdict not in ("达标", "临界", "不达标"):
        return one
    if one.verdict == "不达标" and not one.code.startswith("Q1"):
        return one
    return replace(one, verdict="待定", text=f"{one.text}（{lost}行因数据错误未计入）")


def county_figures(figures: Sequence[Figure], code: str) -> list[Figure]:
    """The county's figures of a condition: not a school's, not an alternative form of the same."""
    return [one for one in figures if one.code == code and one.unit_id is None]


def _parts(figures: Sequence[Figure], row: YearRow | None) -> list[Part]:
    parts = []
    for name, codes in (("政府保障程度", GOVERNMENT), ("教育质量", QUALITY), ("社会认可度", ("S",))):
        each = [part_of(code, county_figures(figures, code)) for code in codes]
        verdicts = [(part.name, part.verdict) for part in each]
        parts.append(
            Part(
                name=name,
                met=sum(verdict == "达标" for _, verdict in verdicts),
                lost=sum(verdict == "不达标" for _, verdict in verdicts),
                open=tuple(code for code, verdict in verdicts if verdict == "待定"),
                source=row.table.title if row else "",
            )
        )
    veto = row.word("一票否决") if row else ""
    parts.append(
        Part(
            name="无一票否决",
            met=int(veto == "否"),
            lost=int(veto == "是"),
            open=() if veto else ("一票否决情况未填",),
            source=row.table.source(row.row) if row else "",
        )
    )
    return parts


def _fitting(rows: Sequence[YearRow], place: str, period: str) -> tuple[YearRow | None, list[Problem], list[str]]:
    """The county row of the same year; else of an overlapping one, with W02; else none."""
    here = [row for row in rows if row.place == place]
    for row in here:
        if row.period == period:
            return row, [], []
    near = [row for row in here if set(years_in(row.period)) & set(years_in(period))]
    if not near:
        return None, [], []
    row = near[-1]
    problem = Problem(
        level="警告",
        code="W02",
        table=row.table.title,
        row=row.row,
        column="年度",
        value=row.period,
        rule=f"与学校表的年度{period}不一致",
        unit_name=place,
        affected=tuple(FROM_COUNTY_TABLE),
        action="待确认",
        advice="确认财年与学年的对应",
    )
    return row, [problem], [f"县级数据用{row.period}年度，学校数据是{period}学年"]


def _quota(row: YearRow | None, standards: Standards, period: str) -> tuple[FigureInput | None, list[str]]:
    if row is not None and row.number("小规模学校核定生均定额") is not None:
        return row.operand("小规模学校核定生均定额"), []
    line = standards.find(FAMILY, "生均定额", stage="小学", period=period)
    if line is None:
        return None, []
    notes = [] if line.firm else [f"G6按生均定额{line.value:g}元核算，该定额未核（证据等级 知），请填当地定额"]
    return FigureInput(name="生均公用经费定额", value=line.value, unit="元", source=line.title), notes


def _open(code: str, name: str, place: str, period: str) -> Figure:
    return figure(
        FigureId(code=code, name=name, place=place, period=period),
        value=None,
        judged=Judged(verdict="待定"),
        text="待定：没有县级年度表",
    )


def _versions(standards: Standards, period: str) -> tuple[str, ...]:
    """Where a newer line of another document is in force beside the method's own, both are told."""
    line: Threshold | None = standards.find(FAMILY, "G7", period=period)
    own = [one for one in standards.thresholds if one.code == "G7" and one.family == FAMILY and one.level == "国家"]
    others = [f"{one.title} {one.value:g}元" for one in own if line is not None and one.value != line.value]
    return (f"G7按{line.title} {line.value:g}元判定；另有：{'、'.join(others)}",) if line and others else ()
