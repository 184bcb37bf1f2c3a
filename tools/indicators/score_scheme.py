"""一均一值三率 from pupils' scores, told by school only, with its policy risk (指标手册 §6.1, §8.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from core.errors import DataError
from core.schema import Figure, FigureInput, Problem
from tools.indicators import INDICATORS
from tools.indicators.family import Exclusion, Family, IndicatorResult, Option, left_out_rows, number_of, option_of
from tools.indicators.ratio import FigureId, Working, figure
from tools.indicators.school_ranking import BANDS, Scheme, SchoolRank, SchoolScores, rank_schools
from tools.indicators.standards import Standards
from tools.tables.loading import LoadedTable

NAME = "一均一值三率"
# What is shown of a school: code, name, unit, formula, digits.
SHOWN = (
    ("总均分", "总均分", "分", "Σ总分(无故缺考计0)÷学籍人数", 2),
    ("优秀生人数", "优秀生人数", "人", "全县名次在优秀线内的人数", 0),
    *((f"{band}率", f"{band}率", "%", f"{band}人数÷分母×100", 2) for band in BANDS),
    ("三率合成", "三率合成", "%", "三率按权重相加", 2),
    ("位次-均分", "总均分位次", "", "降序标准竞赛名次", 0),
    ("位次-优秀生", "优秀生人数位次", "", "降序标准竞赛名次", 0),
    ("位次-三率", "三率位次", "", "降序标准竞赛名次", 1),
    ("位次和", "三个位次之和", "", "总均分位次+优秀生人数位次+三率位次，小者为好", 1),
    ("综合名次", "综合名次", "", "位次和升序标准竞赛名次", 0),
)
CHOICES = (
    Option(name="率分母", meaning="三率的分母", default="学籍人数", choices=("学籍人数", "实考人数", "全县该线人数")),
    Option(name="良好口径", meaning="良好是否含优秀", default="累计", choices=("累计", "分段")),
    Option(name="三率位次", meaning="先合成再排，或各自排名再加权", default="先合成", choices=("先合成", "各自排名")),
    Option(name="一值", meaning="“一值”指什么", default="优秀生人数", choices=("优秀生人数", "增值")),
    Option(name="并列", meaning="提示线上并列的学生", default="全部计入", choices=("全部计入", "截断")),
    Option(name="学校并列", meaning="位次和相同的学校", default="同名次", choices=("同名次", "均分优先")),
    Option(name="有故缺考", meaning="有故缺考的学生", default="剔除", choices=("剔除", "计0")),
)


def _options(lines: Mapping[str, float], weights: Mapping[str, float]) -> tuple[Option, ...]:
    return (
        Option(name="年度", meaning="空：表中只有一个年度时用它"),
        Option(name="考试批次", meaning="上、下或中招；空：表中只有一个批次时用它"),
        Option(name="县区", meaning="只算这个县区"),
        Option(name="汇总", meaning="按学校或按乡镇汇总", default="学校", choices=("学校", "乡镇")),
        *CHOICES,
        *(Option(name=f"{band}线", meaning=f"全县前多少名算{band}", default=f"{lines[band]:g}") for band in BANDS),
        *(Option(name=f"{band}权重", meaning=f"{band}率的权重", default=f"{weights[band]:g}") for band in BANDS),
    )


@INDICATORS.register(NAME)
def score_scheme(standards: Standards) -> Family:
    """The family, with the lines and weights of the scheme on file as defaults."""
    parameters = standards.parameters[NAME]
    options = _options(parameters["lines"], parameters["weights"])
    policy = parameters["policy"]

    def compute(tables: Sequence[LoadedTable], given: Mapping[str, str]) -> IndicatorResult:
        if option_of(given, options, "一值") == "增值":
            raise DataError(
                "“一值”取增值需要两次成绩和增值算法，方案没有写", next_step="用默认的优秀生人数，或先定增值算法"
            )
        lines = {band: int(number_of(given, options, f"{band}线")) for band in BANDS}
        scheme = Scheme(
            weights={band: number_of(given, options, f"{band}权重") for band in BANDS},
            denominator=option_of(given, options, "率分母"),
            good=option_of(given, options, "良好口径"),
            rates=option_of(given, options, "三率位次"),
            ties=option_of(given, options, "学校并列"),
        )
        if abs(sum(scheme.weights.values()) - 1) > 1e-9:
            raise DataError(f"三率权重之和是{sum(scheme.weights.values()):g}，应为1", next_step="改正权重")
        table = next(one for one in tables if one.kind == "D")
        return _compute(table, given, options, lines, scheme, policy)

    return Family(
        name=NAME,
        summary="总均分位次+优秀生人数位次+三率位次之和（参数可改）；只到学校，附政策风险提示",
        compute=compute,
        needs=("D",),
        options=options,
        codes=tuple(code for code, *_ in SHOWN),
    )


def _compute(
    table: LoadedTable,
    given: Mapping[str, str],
    options: tuple[Option, ...],
    lines: Mapping[str, int],
    scheme: Scheme,
    policy: Mapping[str, object],
) -> IndicatorResult:
    by = option_of(given, options, "汇总")
    frame = _one_exam(table, given, by)
    excused = frame["缺考标志"] == "有故"
    excluded = []
    notes = [str(policy["note"]), *([f"{table.title}：{table.note}"] if table.note else [])]
    if option_of(given, options, "有故缺考") == "剔除":
        excluded = [
            Exclusion(
                unit=str(school),
                unit_id="",
                row=table.row_name(str(index)),
                reason="有故缺考，从分子分母剔除",
                by_rule=True,
            )
            for index, school in frame.loc[excused, by].items()
        ]
        frame = frame[~excused]
    frame = frame.assign(score=frame["总分"].fillna(0.0), sat=~frame["缺考标志"].isin(["无故", "有故"]))
    if table.left_out:
        notes.append(
            f"因数据错误剔除{len(table.left_out)}行：第{'、'.join(table.row_name(row) for row in table.left_out)}行"
        )
    if any(problem.code == "E06" for problem in table.problems):
        notes.append("有重复的学籍号，停止汇总")
        frame = frame.iloc[:0]
    schools, result = _schools(frame, by, lines, exact=option_of(given, options, "并列") == "截断")
    notes += result
    small = int(str(policy["small"]))
    ranked = [one for one in schools if one.enrolled >= small]
    ranks = {one.school: one for one in rank_schools(ranked, scheme, schools)}
    hidden = [one.school for one in schools if one.enrolled < small]
    if hidden:
        notes.append(f"不足{small}人的{by}不显示、不参加排名：{'、'.join(hidden)}")
        excluded += [
            Exclusion(unit=name, unit_id="", row="", reason=f"不足{small}人，不显示、不参加排名", by_rule=True)
            for name in hidden
        ]
    place = str(frame["县区"].dropna().iloc[0]) if "县区" in frame and frame["县区"].notna().any() else ""
    period = str(frame["年度"].iloc[0] or "") if len(frame) else ""
    figures: list[Figure] = []
    for one in schools:
        figures += _figures(one, ranks.get(one.school), place, period, table.title, small)
    if scheme.denominator == "学籍人数":
        notes.append("优秀生人数位次利于大校，三率位次利于小校，请结合看")
    problems: list[Problem] = list(table.problems)
    return IndicatorResult(
        figures=tuple(figures),
        problems=tuple(problems),
        included=tuple(one.school for one in ranked),
        excluded=(*excluded, *left_out_rows([table], "D", "学校")),
        notes=tuple(notes),
        downgraded=len(table.left_out) > 0.05 * max(1, len(table.frame)),
    )


def _one_exam(table: LoadedTable, given: Mapping[str, str], by: str) -> pd.DataFrame:
    frame = table.frame[~table.frame.index.isin(list(table.left_out))]
    for name in ("年度", "县区", "乡镇", "考试批次", "缺考标志", "总分"):
        if name not in frame.columns:
            frame = frame.assign(**{name: None})
    for name in ("年度", "考试批次", "县区"):
        wanted = given.get(name, "")
        have = sorted({str(one) for one in frame[name].dropna()})
        if wanted:
            frame = frame[frame[name] == wanted]
            if frame.empty:
                raise DataError(f"表中没有{name}={wanted}", next_step=f"有：{'、'.join(have)}")
        elif len(have) > 1:
            raise DataError(f"表中有多个{name}：{'、'.join(have)}", next_step=f"用 {name}=… 选一个")
    if frame[by].isna().any():
        raise DataError(f"有学生没有填{by}", next_step=f"补填{by}列")
    return frame.assign(总分=frame["总分"].astype(float))


def _schools(
    frame: pd.DataFrame, by: str, lines: Mapping[str, int], *, exact: bool
) -> tuple[list[SchoolScores], list[str]]:
    notes = []
    # Equal scores share a rank; counting the rows in order instead cuts a tie at the line.
    rank = frame["score"].rank(method="first" if exact else "min", ascending=False)
    for band, line in lines.items():
        counted = int((rank <= line).sum())
        if counted > line:
            notes.append(f"全县第{line}名并列，{band}实际计{counted}人")
        if len(frame) <= line:
            notes.append(f"全县只有{len(frame)}人，不多于{band}线{line}：{band}率恒为100%，提示线失效")
    found = []
    for school, group in frame.groupby(by, sort=True):
        own = rank.loc[group.index]
        found.append(
            SchoolScores(
                school=str(school),
                enrolled=len(group),
                sat=int(group["sat"].sum()),
                mean=float(group["score"].sum()) / len(group),
                reached={band: int((own <= line).sum()) for band, line in lines.items()},
            )
        )
    return found, notes


def _figures(
    one: SchoolScores, rank: SchoolRank | None, place: str, period: str, title: str, small: int
) -> list[Figure]:
    """A school's figures; one with fewer pupils than may be shown has no rank: it keeps its codes and no values."""
    enrolled = FigureInput(name="学籍人数", value=float(one.enrolled) if rank else None, unit="人", source=title)
    values: list[float | None] = [None] * len(SHOWN)
    if rank is not None:
        values = [
            one.mean,
            float(one.reached["优秀"]),
            *(rank.shares[band] * 100 for band in BANDS),
            rank.rate * 100,
            rank.by_mean,
            rank.by_top,
            rank.by_rate,
            rank.total,
            float(rank.place),
        ]
    return [
        figure(
            FigureId(code=code, name=f"{one.school}{name}", place=place, period=period, unit_id=one.school),
            value=value,
            working=Working(formula=formula, inputs=(enrolled,)),
            unit=unit,
            text="" if rank else f"不足{small}人，不显示",
            digits=digits,
            source=title,
        )
        for (code, name, unit, formula, digits), value in zip(SHOWN, values, strict=True)
    ]
