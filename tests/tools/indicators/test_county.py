"""政府保障 15, 教育质量 9, 社会认可度 and 县级结论 (指标手册 §1.7–1.10)."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import DataError
from core.schema import Figure
from core.settings import Settings
from tools.compute_indicator import compute, standards_in
from tools.indicators.county_conclusion import Part, conclude
from tools.indicators.family import IndicatorResult
from tools.indicators.judging import comparison_of, settled
from tools.indicators.standards import Comparison
from tools.tables.loading import LoadedTable, load_table

TableOf = Callable[..., LoadedTable]
GOOD: dict[str, object] = {
    "年度": "2023-2024",
    "县区": "某县",
    "教师年均工资": 100000,
    "公务员年均工资": 99000,
    "特教公用经费": 600000,
    "特教学生": 100,
    "符合交流条件教师": 1000,
    "实际交流教师": 120,
    "其中骨干": 30,
    "小学就近入学比例": 100,
    "初中就近入学比例": 96,
    "优质高中计划": 1000,
    "分配名额": 520,
    "符合条件随迁子女": 1000,
    "公办就读": 800,
    "政府购买服务民办就读": 60,
    "适龄残疾儿童数": 100,
    "适龄残疾儿童入学数": 97,
    "满意度有效份数": 1000,
    "满意份数": 900,
    "质量监测等级(数学)": "Ⅲ",
    "质量监测差异率(数学)": 0.14,
    "一票否决": "否",
} | {f"{code}判定": "达标" for code in ("G1", "G2", "G10", "Q3", "Q5", "Q6", "Q7", "Q8")}
FULL: dict[str, object] = {
    "城乡类型": "镇区",
    "最大班额": 44,
    "班额45(50)以上班数": 0,
    "音乐教室间数": 3,
    "音乐教室最小面积": 96,
    "美术教室间数": 3,
    "美术教室最小面积": 90,
    "公用经费预算": 800000,
    "教师培训经费": 40000,
    "近5年满360学时教师": 60,
    "持证教师": 60,
}
JUNIOR: dict[str, object] = FULL | {
    "办学类型": "初级中学",
    "学段": "初中",
    "专任教师数": 70,
    "专科学历专任教师": 5,
    "本科学历专任教师": 58,
    "教学及辅助用房面积": 6500,
    "运动场地面积": 10000,
    "教学仪器设备资产值": 260,
    "最大班额": 49,
    "毕业生": 330,
    "三年前初一": 335,
    "转入": 5,
    "转出": 8,
    "死亡": 0,
    "近5年满360学时教师": 70,
    "持证教师": 70,
}


@pytest.fixture
def county(table_of: TableOf, tmp_path: Path) -> Callable[..., IndicatorResult]:
    """A county that meets everything, with the changes given to 表B and to its primary school."""

    def make(
        school: dict[str, object] | None = None, *, b: bool = True, relaxed: str = "", **changes: object
    ) -> IndicatorResult:
        tables = [table_of([FULL | (school or {}), JUNIOR])]
        if b:
            path = tmp_path / f"县{len(list(tmp_path.iterdir()))}.csv"
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                row = GOOD | changes
                writer = csv.DictWriter(file, list(row))
                writer.writeheader()
                writer.writerow(row)
            tables.append(load_table(path, kind="B"))
        return compute("优质均衡", tables, {"放宽": relaxed})

    return make


def judged(result: IndicatorResult, code: str) -> Figure:
    return next(one for one in result.figures if one.code == code and one.unit_id is None)


County = Callable[..., IndicatorResult]


def test_a_county_that_meets_everything_is_met(county: County) -> None:
    result = county()
    assert judged(result, "COUNTY").verdict == "达标"
    assert "政府保障程度：达标15、不达标0" in judged(result, "COUNTY").text
    assert "教育质量：达标9、不达标0" in judged(result, "COUNTY").text


def test_without_the_county_table_the_conclusion_is_open_and_says_why(county: County) -> None:
    result = county(b=False)
    assert judged(result, "COUNTY").verdict == "待定"
    assert any("没有县级年度表" in note for note in result.notes)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"特教公用经费": 599999}, "G7"),
        ({"教师年均工资": 98000}, "G8"),
        ({"实际交流教师": 99}, "G11"),
        ({"其中骨干": 23}, "G11"),
        ({"小学就近入学比例": 99}, "G13"),
        ({"初中就近入学比例": 94}, "G13"),
        ({"分配名额": 490}, "G14"),
        ({"公办就读": 700}, "G15"),
        ({"适龄残疾儿童入学数": 94}, "Q2"),
        ({"质量监测差异率(数学)": 0.15}, "Q9"),
        ({"质量监测等级(数学)": "Ⅱ"}, "Q9"),
        ({"满意份数": 840}, "S"),
        ({"G1判定": "未达标"}, "G1"),
    ],
)
def test_each_condition_of_the_county_fails_on_its_own(county: County, changes: dict[str, object], code: str) -> None:
    result = county(**changes)
    assert "不达标" in {one.verdict for one in result.figures if one.code == code and one.unit_id is None}
    assert judged(result, "COUNTY").verdict == "不达标"


@pytest.mark.parametrize(
    ("school", "code"),
    [
        ({"音乐教室间数": 2}, "G3"),
        ({"美术教室最小面积": 89}, "G3"),
        ({"在校生数": 2001, "班数": 50}, "G4"),
        ({"最大班额": 46}, "G5"),
        ({"班额45(50)以上班数": 1}, "G5"),
        ({"近5年满360学时教师": 59}, "G9"),
        ({"持证教师": 59}, "G12"),
        ({"教师培训经费": 39000}, "Q4"),
    ],
)
def test_each_condition_of_a_school_fails_the_county(county: County, school: dict[str, object], code: str) -> None:
    result = county(school)
    assert judged(result, code).verdict == "不达标"
    assert judged(result, "COUNTY").verdict == "不达标"


@pytest.mark.parametrize(
    ("spent", "told", "verdict"),
    [
        (40000, "2个达标、0个不达标", "达标"),
        (39999, "1个达标、1个不达标", "不达标"),
        (40001, "2个达标、0个不达标", "达标"),
    ],
)
def test_a_school_at_the_edge_counts_by_its_unrounded_value(
    county: County, spent: float, told: str, verdict: str
) -> None:
    result = county({"教师培训经费": spent})
    school = next(one for one in result.figures if one.code == "Q4" and one.unit_id == "1000000001")
    assert school.verdict == "临界"
    assert judged(result, "Q4").text == told
    assert judged(result, "Q4").verdict == verdict


@pytest.mark.parametrize(
    ("value", "comparison", "counts"),
    [
        (4.996, ">=", "不达标"),
        (5.0, ">=", "达标"),
        (5.004, "<=", "不达标"),
        (4.996, "<=", "达标"),
        (5.0, "<", "不达标"),
    ],
)
def test_what_stands_at_the_edge_is_settled_the_way_its_line_points(
    value: float, comparison: Comparison, counts: str
) -> None:
    edge = Figure(
        ref="x", name="x", value=value, unit="%", place="", period="", origin="computed", threshold=5, verdict="临界"
    )
    assert settled(edge, comparison) == counts
    assert settled(replace(edge, verdict="待定"), comparison) == "待定"


def test_every_line_of_the_standards_points_the_way_its_code_says() -> None:
    lines = standards_in(Settings().standards_dir).thresholds
    assert len(lines) > 50
    assert [one.code for one in lines if comparison_of(one.code) != one.comparison] == []


def test_ten_percent_of_the_eligible_is_not_less_than_ten(county: County) -> None:
    assert judged(county(实际交流教师=100, 其中骨干=30), "G11").verdict in ("达标", "临界")


def test_an_empty_condition_is_open_and_never_met(county: County) -> None:
    result = county(特教学生="")
    assert judged(result, "G7").verdict == "无法计算"
    assert judged(result, "COUNTY").verdict == "待定"
    assert ("E02", "特教学生", ("G7",)) in [(one.code, one.column, one.affected) for one in result.problems]


def test_an_unmonitored_county_waits_for_the_monitoring(county: County) -> None:
    result = county(**{"质量监测等级(数学)": "", "质量监测差异率(数学)": ""})
    assert (judged(result, "Q9").verdict, judged(result, "COUNTY").verdict) == ("待定", "待定")


def test_one_veto_loses_everything(county: County) -> None:
    assert judged(county(一票否决="是"), "COUNTY").verdict == "不达标"
    assert judged(county(一票否决=""), "COUNTY").verdict == "待定"


def test_special_schools_are_held_to_the_line_of_the_datas_year(county: County) -> None:
    assert judged(county(), "G7").threshold == 6000
    assert any("7000元" in note for note in county().notes)


def test_a_fiscal_year_beside_a_school_year_is_told(county: County) -> None:
    result = county(年度="2024")
    assert "W02" in [one.code for one in result.problems]
    assert judged(result, "G8").period == "2024"


def test_small_rural_schools_are_funded_as_a_hundred_pupils(county: County) -> None:
    small = {"在校生数": 80, "班数": 6, "专任教师数": 12, "专科学历专任教师": 4, "本科学历专任教师": 6}
    small |= {"硕士学历专任教师": 0, "县级以上骨干教师": 1, "体育专任教师": 1, "音乐专任教师": 1, "美术专任教师": 0}
    small |= {"最大班额": 20, "教学仪器设备资产值": 20, "近5年满360学时教师": 12, "持证教师": 12}
    small |= {"公用经费预算": 70000, "教师培训经费": 4000, "网络多媒体教室": 3, "教学及辅助用房面积": 1500}
    result = county(small, 小规模学校核定生均定额=720)
    figure = next(one for one in result.figures if one.code == "G6" and one.unit_id)
    assert (figure.verdict, figure.gap.to_standard, figure.gap.unit) == ("不达标", 2000, "元")


def test_the_seed_countys_conclusion_is_lost() -> None:
    # §1.10: 小学17/30, 初中5/13; 政府保障9/15; 质量7达标1未达标1待定.
    parts = [
        Part(name="单校综合评估", met=22, lost=21, open=()),
        Part(name="政府保障程度", met=9, lost=6, open=()),
        Part(name="教育质量", met=7, lost=1, open=("Q9",)),
    ]
    assert conclude(parts, place="某区", period="2023-2024", downgraded=False).verdict == "不达标"
    assert [part.verdict for part in parts] == ["不达标", "不达标", "不达标"]
    assert Part(name="教育质量", met=8, lost=0, open=("Q9",)).verdict == "待定"


def test_easing_for_old_schools_is_off_until_declared_and_then_told(county: County) -> None:
    old = {"建校年份": 2009, "音乐教室最小面积": 75, "美术教室最小面积": 70}
    assert judged(county(old), "G3").verdict == "不达标"
    eased = county(old, relaxed="音美教室")
    assert judged(eased, "G3").verdict == "达标"
    assert any("放宽口径" in note for note in eased.notes)
    young = county(old | {"建校年份": 2017}, relaxed="音美教室")
    assert judged(young, "G3").verdict == "不达标"
    with pytest.raises(DataError, match="可用"):
        county(relaxed="什么都行")
