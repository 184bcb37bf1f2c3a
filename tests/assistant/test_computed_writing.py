"""What is told of computed figures: which, in what order, with what lines, verdicts, gaps and notes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.draft import Draft
from assistant.indicators import IndicatorAnswer, IndicatorAsk
from assistant.write.computed import write_computed
from core.schema import Figure, Gap, Missing, Problem, Verdict
from tools.compute_indicator import Computation
from tools.indicators.family import IndicatorResult
from tools.tables.manifest import TableEntry

ENTRY = TableEntry(path=Path("表.csv"), title="云岭县台账", kind="A", place="云岭县", period="2024")
ASK = IndicatorAsk(words=(), within=(), family="优质均衡", codes=(), view="", needs_item=False)
SCHOOLS = replace(ASK, view="schools")
PROBLEM = Problem(level="警告", code="E1", table="云岭县台账", row=3, column="人数", value="", rule="不能为空")
PIANOS, BOOKS = "钢琴数", "藏书数"


def figure(
    code: str, value: float, verdict: Verdict | None = None, line: float | None = None, **more: object
) -> Figure:
    made = Figure(
        ref=code,
        name=f"{code}名",
        value=value,
        unit="%",
        place="云岭县",
        period="2024",
        origin="computed",
        code=code,
        text=f"{value:.2f}%",
        threshold=line,
        verdict=verdict,
        gap=Gap(to_standard=3, to_85=None, unit="人"),
    )
    return replace(made, **more)


def written(
    *figures: Figure,
    ask: IndicatorAsk = ASK,
    tables: tuple[TableEntry, ...] = (ENTRY,),
    result: IndicatorResult | None = None,
    **more: object,
) -> Draft:
    made = replace(result or IndicatorResult(figures=()), figures=figures)
    done = Computation(name="优质均衡", tables=tables, options={}, result=made)
    return write_computed(IndicatorAnswer(ask=ask, computation=done, **more))


def lines(*figures: Figure, **more: object) -> list[str]:
    return [line.text for line in written(*figures, **more).lines]


def shown(*figures: Figure, **more: object) -> list[str]:
    """The codes of the figures that are told, in their order."""
    return [one.code for one in written(*figures, **more).figures]


@pytest.mark.parametrize(
    ("code", "value", "line", "head", "said"),
    [
        ("G9", 94.996, 95.0, "不达标：G9", "未达到要求"),
        ("G9", 95.004, 95.0, "所列各项均达标", "达到要求"),
        ("CV-L1", 0.5004, 0.5, "不达标：CV-L1", "未达到要求"),
        ("CV-L1", 0.4996, 0.5, "所列各项均达标", "达到要求"),
    ],
)
def test_what_stands_at_the_edge_is_met_or_not_by_its_unrounded_value(
    code: str, value: float, line: float, head: str, said: str
) -> None:
    texts = lines(figure(code, value, "临界", line), figure("G11", 12.0, "达标", 10.0))
    assert head in texts[0]
    own = next(text for text in texts[1:] if text.startswith(code))
    assert f"临界（按未舍入值{said}）" in own
    assert ("到标准还差3人" in own) == (said == "未达到要求")


def test_what_is_below_at_the_edge_stands_among_what_is_not_met() -> None:
    texts = lines(figure("G11", 12.0, "达标", 10.0), figure("G9", 94.996, "临界", 95.0))
    assert texts[1].startswith("G9")


def test_what_is_missed_stands_before_what_is_open_and_that_before_what_is_met() -> None:
    met, open_one, lost = figure("G1", 9, "达标", 5), figure("G2", 9, "待定", 5), figure("G3", 1, "不达标", 5)
    assert shown(met, open_one, lost) == ["G3", "G2", "G1"]
    assert shown(figure("G1", 9), figure("G2", 1, "无法计算")) == ["G2", "G1"]


def test_stage_by_stage_and_what_is_aimed_at_first() -> None:
    aim = figure("规模-目标", 5, stage="初中")
    assert shown(figure("G1", 1, "不达标", 5, stage="小学"), figure("G2", 1, "不达标", 5, stage="初中"), aim) == [
        "规模-目标",
        "G2",
        "G1",
    ]


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        (("不达标", "待定"), "——不达标：小学G1"),
        (("达标", "待定"), "——待定：小学G2"),
        (("无法计算", "达标"), "——待定：小学G1"),
        (("达标", "达标"), "——所列各项均达标"),
        (("达标", None), "——有要求的各项均达标"),
        ((None, None), ""),
    ],
    ids=["missed", "open", "not computed", "all met", "one without a line", "none with a line"],
)
def test_the_first_line_says_how_it_stands(verdicts: tuple[Verdict | None, ...], said: str) -> None:
    figures = [figure(f"G{n}", 9, verdict, stage="小学") for n, verdict in enumerate(verdicts, 1)]
    assert lines(*figures)[0] == f"云岭县（2024）优质均衡{said}。[1]"


def test_what_is_missed_twice_is_named_once_by_its_code_or_its_name() -> None:
    figures = [
        figure("G1", 9, "不达标"),
        figure("G1", 8, "不达标", name="另名"),
        figure("COUNTY", 3, "不达标", name="县域结论"),
        figure("规模", 3, "不达标", name="学校规模"),
    ]
    assert "——不达标：G1、县域结论、学校规模。" in lines(*figures)[0]
    assert [text.partition("：")[0] for text in lines(*figures)[1:]] == ["G1 G1名", "G1 另名", "县域结论", "学校规模"]


def test_one_figure_leads_without_a_verdict_on_its_family() -> None:
    draft = written(figure("G1", 9, "达标", 5))
    assert [line.text for line in draft.lines] == ["云岭县（2024）G1 G1名：9.00%（要求5%），达标[F1][1]"]
    assert draft.lines[0].refs == ("F1", "1")
    assert (draft.status, draft.notes, draft.separator) == ("computed", ("数据：云岭县台账",), "\n")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "：9.00%"),
        ({"threshold": 5, "unit": ""}, "：9.00%（要求5）"),
        ({"threshold": 5, "unit": "人"}, "：9.00%（要求5）"),
        ({"threshold": 0, "unit": "间"}, "：9.00%（要求0间）"),
        ({"verdict": "达标", "text": "达标，9所"}, "：达标，9所"),
        ({"verdict": "不达标"}, "：9.00%，不达标，到标准还差3人"),
        ({"verdict": "不达标", "gap": None}, "：9.00%，不达标"),
        ({"verdict": "不达标", "gap": Gap(to_standard=0, to_85=None, unit="人")}, "：9.00%，不达标"),
        ({"verdict": "达标"}, "：9.00%，达标"),
    ],
    ids=[
        "bare",
        "a line without a unit",
        "a line of people",
        "a line of none",
        "said already",
        "missed",
        "missed by nobody knows what",
        "missed by nothing one can count",
        "met",
    ],
)
def test_a_figure_is_told_with_its_line_its_verdict_and_its_gap(more: dict[str, object], said: str) -> None:
    assert lines(figure("G1", 9, **more)) == [f"云岭县（2024）G1 G1名{said}[F1][1]"]


@pytest.mark.parametrize(("count", "told", "more"), [(12, 12, False), (13, 12, True)])
def test_twelve_figures_are_told_and_the_rest_is_pointed_to(count: int, told: int, more: bool) -> None:
    texts = lines(*(figure(f"G{n}", 9) for n in range(1, count + 1)))
    assert sum(text.startswith("G") for text in texts) == told
    assert (texts[-1] == "其余各项见“指标测算”页。") is more


@pytest.mark.parametrize(
    ("periods", "asked", "told"),
    [
        (("2023", "2024"), "", ["2024"]),
        (("2023", "2024"), "2023", ["2023"]),
        (("2022-2023", "2023-2024"), "2023-2024", ["2023-2024"]),
        (("2022-2023", "2023-2024"), "2022", ["2022-2023"]),
        (("2023",), "2024", ["2023"]),
        (("2023",), "", ["2023"]),
    ],
    ids=["the newest", "the asked one", "a school year", "a school year by one of its years", "the only one", "one"],
)
def test_of_several_years_the_asked_one_is_told_else_the_newest(
    periods: tuple[str, ...], asked: str, told: list[str]
) -> None:
    draft = written(*(figure("G1", 9, period=period) for period in periods), period=asked)
    assert [one.period for one in draft.figures] == told


def test_a_figure_of_one_year_is_told_beside_one_of_several() -> None:
    old, new, other = figure("G1", 8, period="2023"), figure("G1", 9), figure("G2", 7, period="2023")
    assert [(one.code, one.period) for one in written(old, new, other).figures] == [("G1", "2024"), ("G2", "2023")]


TOWN_SCHOOL, OTHER_SCHOOL = figure("L1", 9, unit_id="东河"), figure("L2", 9, unit_id="西坪")


@pytest.mark.parametrize(
    ("figures", "more", "told"),
    [
        ((figure("G1", 9), TOWN_SCHOOL), {}, ["G1"]),
        ((figure("G1", 9), TOWN_SCHOOL, OTHER_SCHOOL), {"units": ("东河",)}, ["L1"]),
        ((figure("G1", 9), figure("CVU-L1", 9)), {}, ["G1"]),
        (
            (figure("G1", 9, stage="小学"), figure("G2", 9, stage="初中"), figure("G3", 9)),
            {"stages": ("初中",)},
            ["G3", "G2"],
        ),
        ((figure("L1", 9), figure("CV-L1", 9), figure("CV-L2", 9)), {"items": ("L1",)}, ["L1", "CV-L1"]),
        ((figure("L1", 9), figure("L2", 9)), {"items": ("L1",), "ask": replace(ASK, needs_item=True)}, ["L1", "L2"]),
        ((figure("G1", 9, name=PIANOS), figure("G2", 9, name=BOOKS)), {"said": ("钢琴", "风琴")}, ["G1"]),
        ((figure("G1", 9, name=PIANOS), figure("G2", 9, name=BOOKS)), {"said": ("风琴",)}, ["G1", "G2"]),
    ],
    ids=[
        "the county's",
        "a school that is named",
        "no school's share of a spread",
        "a stage",
        "an item",
        "what an item is reckoned for",
        "a name that is said",
        "no name that is said",
    ],
)
def test_what_is_asked_of_is_told(figures: tuple[Figure, ...], more: dict[str, object], told: list[str]) -> None:
    assert shown(*figures, **more) == told


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        ((), ["G1", "G12", "GZ1", "CV-L1", "交流", "交流-骨干"]),
        (("G",), ["G1", "G12"]),
        (("G1",), ["G1", "G12"]),
        (("CV-L",), ["CV-L1"]),
        (("交流",), ["交流", "交流-骨干"]),
        (("CV-L", "GZ1"), ["GZ1", "CV-L1"]),
    ],
)
def test_codes_of_a_series_are_told_together(codes: tuple[str, ...], told: list[str]) -> None:
    figures = [figure(code, 9) for code in ("G1", "G12", "GZ1", "CV-L1", "交流", "交流-骨干")]
    assert shown(*figures, ask=replace(ASK, codes=codes)) == told


def test_where_nothing_is_asked_of_that_there_is_another_question_is_asked_back() -> None:
    draft = written(figure("G1", 9), ask=replace(ASK, codes=("T1",)))
    assert (draft.status, draft.lines[0].text) == ("clarify", "表里没有可以列出的结果，请换一个指标或学段再问。")


def test_without_an_item_the_items_are_offered() -> None:
    draft = write_computed(IndicatorAnswer(ask=ASK, options=("钢琴", "藏书")))
    assert (draft.status, draft.options) == ("clarify", ("钢琴", "藏书"))
    assert draft.lines[0].text == "要测算哪一项？可选：钢琴、藏书。"


def test_what_cannot_be_computed_is_refused_with_what_helps() -> None:
    missing = (Missing(kind="document", asked="没有云岭县的台账", have=("请先导入台账",)),)
    draft = write_computed(IndicatorAnswer(ask=ASK, missing=missing))
    assert (draft.status, draft.missing, draft.lines[0].text) == ("refused", missing, "没有云岭县的台账。请先导入台账")


def test_the_notes_say_what_is_wrong_with_the_data() -> None:
    result = IndicatorResult(figures=(), problems=(PROBLEM,) * 2, downgraded=True, notes=tuple("甲乙丙丁戊己庚"))
    assert written(figure("G1", 9), result=result).notes == (
        "数据：云岭县台账",
        "2 处数据问题，详见指标测算页",
        "剔除的数据较多，结论仅供参考",
        *"甲乙丙丁戊己",
    )


def test_a_table_for_show_is_called_one_wherever_it_is_used() -> None:
    samples = tuple(replace(ENTRY, title=title, note="示例数据") for title in ("甲表", "乙表"))
    draft = written(figure("G1", 9), tables=(*samples, ENTRY))
    assert draft.lines[0].text.startswith("云岭县（2024，示例数据）G1")
    assert [one.warning for one in draft.citations] == ["示例数据", "示例数据", None]
    first = draft.citations[0]
    assert (first.ref, first.kind, first.document_id, first.quote) == ("1", "table", "表.csv", "甲表")


def school(name: str, value: float, gap: Gap | None, stage: str = "小学", short: int = 1) -> tuple[Figure, Figure]:
    """The verdict on a school that fails, and the item that it misses."""
    verdict = figure("L", 5, "不达标", 6, unit_id=name, stage=stage, gap=Gap(to_standard=short, to_85=0, unit="项"))
    item = figure("L1", value, "不达标", 10, name="生均藏书", text=f"{value:g}册", unit_id=name, stage=stage, gap=gap)
    return verdict, item


BOOK_GAP = Gap(to_standard=40, to_85=0, unit="册")
NAMES = {"东": "东河小学", "西": "西坪小学", "南": "南溪中学"}


def test_failing_schools_are_told_with_what_they_lack_the_nearest_first() -> None:
    figures = (*school("西", 4, None), *school("东", 8, BOOK_GAP), *school("南", 6, BOOK_GAP, stage="初中"))
    draft = written(*figures, ask=SCHOOLS, result=IndicatorResult(figures=(), unit_names=NAMES))
    assert [line.text for line in draft.lines] == [
        "云岭县（2024）单校综合评估不达标、补得最少就能达标的单位如下。[1]",
        "东河小学（小学）：L1 生均藏书8册（要求10），还差40册[F1]",
        "南溪中学（初中）：L1 生均藏书6册（要求10），还差40册[F2]",
        "西坪小学（小学）：L1 生均藏书4册（要求10）[F3]",
    ]
    assert [one.name for one in draft.figures] == ["东河小学生均藏书", "南溪中学生均藏书", "西坪小学生均藏书"]
    assert draft.lines[1].refs == ("F1", "1")


def test_of_failing_schools_those_of_the_asked_stage_are_told() -> None:
    figures = (*school("东", 8, BOOK_GAP), *school("南", 6, BOOK_GAP, stage="初中"))
    texts = lines(*figures, ask=SCHOOLS, stages=("初中",), result=IndicatorResult(figures=(), unit_names=NAMES))
    assert [text.partition("（")[0] for text in texts[1:]] == ["南溪中学"]


def test_where_no_school_fails_that_is_said() -> None:
    draft = written(figure("G1", 9), ask=SCHOOLS)
    assert [line.text for line in draft.lines] == ["单校综合评估没有不达标的单位。[1]"]


@pytest.mark.parametrize(("count", "told"), [(8, 8), (9, 8)])
def test_eight_failing_schools_are_told(count: int, told: int) -> None:
    figures = [one for n in range(count) for one in school(f"第{n}", 8, BOOK_GAP)]
    assert len(lines(*figures, ask=SCHOOLS)) == told + 1
