"""资源配置 7 项 on an independent county and on small hand-made tables (指标手册 §1.1–1.5)."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tools.compute_indicator import compute
from tools.tables.loading import LoadedTable, load_table

TableOf = Callable[..., LoadedTable]
DATA = Path(__file__).parents[2] / "data"
COUNTY = DATA / "学校学段单位表_示例.csv"
EXPECTED = json.loads((DATA / "学校学段单位表_示例_应得.json").read_text(encoding="utf-8"))


def test_every_value_of_the_independent_county_comes_out() -> None:
    result = compute("优质均衡", [load_table(COUNTY)])
    got = {(figure.code, figure.stage, figure.unit_id): figure for figure in result.figures}
    assert len(EXPECTED) == 280
    for wanted in EXPECTED:
        figure = got[wanted["code"], wanted["stage"], wanted["unit_id"]]
        assert figure.value == pytest.approx(wanted["value"], abs=1e-8)
        assert (figure.verdict == "达标") == wanted["ok"] or figure.verdict == "临界"
    assert len(result.included) == 38
    assert result.excluded == ()
    assert result.one("COUNTY").verdict == "不达标"


def test_a_figure_carries_its_row_formula_line_and_gap(table_of: TableOf) -> None:
    result = compute("优质均衡", [table_of([{"专科学历专任教师": 10, "本科学历专任教师": 30}])])
    figure = result.one("L1")
    assert (figure.value, figure.verdict, figure.unit_id) == (4.2, "临界", "1000000001")
    assert [(one.code, one.row, one.affected) for one in result.problems if one.code == "W06"] == [("W06", 2, ("L1",))]
    figure = compute("优质均衡", [table_of([{"专科学历专任教师": 10, "本科学历专任教师": 22}])]).one("L1")
    assert (figure.value, figure.verdict) == (3.4, "不达标")
    assert (figure.gap.to_standard, figure.gap.to_85, figure.gap.unit) == (8, 2, "人")
    assert [(one.name, one.value, one.source) for one in figure.inputs][-1] == (
        "在校生数",
        1000,
        "学校学段单位表 第2行",
    )
    assert (figure.place, figure.period) == ("某县", "2023-2024")


def test_gaps_are_whole_persons_and_rooms_square_metres_and_yuan(table_of: TableOf) -> None:
    short = {"在校生数": 333, "班数": 8, "专任教师数": 20, "网络多媒体教室": 5, "教学仪器设备资产值": 50}
    short |= {"教学及辅助用房面积": 1400.5, "专科学历专任教师": 5, "本科学历专任教师": 4, "硕士学历专任教师": 0}
    result = compute("优质均衡", [table_of([short])])
    assert result.one("L1").gap.to_standard == 5  # ceil(13.986) − 9
    assert result.one("L7").gap.to_standard == 3  # ceil(7.659) − 5
    assert result.one("L6").gap.to_standard == pytest.approx(333 * 2000 - 500000)
    assert result.one("L4").gap.to_standard == pytest.approx(333 * 4.5 - 900.5)


def test_nine_year_school_is_split_by_1_to_1_1(table_of: TableOf) -> None:
    school = {"学校标识码": "2000000001", "办学类型": "九年一贯制", "办学条件口径": "全校", "学校名称": "一贯制"}
    amounts = {"教学仪器设备资产值": 232.26, "专任教师数": 20, "班数": 6, "县级以上骨干教师": 2}
    amounts |= {"专科学历专任教师": 2, "本科学历专任教师": 10, "硕士学历专任教师": 0, "体育专任教师": 1}
    amounts |= {"音乐专任教师": 1, "美术专任教师": 0}
    rows = [
        school | amounts | {"学段": "小学", "在校生数": 166, "同校其他学段在校生数(初中)": 210},
        school | amounts | {"学段": "初中", "在校生数": 210, "同校其他学段在校生数(小学)": 166},
    ]
    result = compute("优质均衡", [table_of(rows)])
    primary, junior = (result.one("L6", stage=stage).value for stage in ("小学", "初中"))
    # §1.4: 166 and 210 pupils share 23226 as 9711.6 and 13514.4; here the whole is 2322600.
    assert primary * 166 == pytest.approx(2322600 * 166 / (166 + 1.1 * 210))
    assert junior == pytest.approx(1.1 * primary)
    assert round(23226 * 166 / (166 + 231), 1) == 9711.6


def test_amounts_reported_by_stage_are_not_split_again(table_of: TableOf) -> None:
    school = {"学校标识码": "2000000001", "办学类型": "九年一贯制", "办学条件口径": "本学段"}
    rows = [school | {"学段": "小学"}, school | {"学段": "初中", "运动场地面积": 9000}]
    result = compute("优质均衡", [table_of(rows)])
    assert result.one("L5", stage="小学").value == 8.5
    assert result.one("L5", stage="初中").value == 9.5


def test_secondary_school_gives_its_junior_part_1_to_1_2(table_of: TableOf) -> None:
    row = {"办学类型": "完全中学", "学段": "初中", "办学条件口径": "全校", "同校其他学段在校生数(高中)": 500}
    figure = compute("优质均衡", [table_of([row])]).one("L5")
    assert figure.value == pytest.approx(8500 * 1000 / (1000 + 1.2 * 500) / 1000)


def test_twelve_year_school_is_split_1_to_1_1_to_1_32(table_of: TableOf) -> None:
    row = {"办学类型": "十二年一贯制", "学段": "初中", "办学条件口径": "全校", "在校生数": 400, "班数": 10}
    row |= {"同校其他学段在校生数(小学)": 300, "同校其他学段在校生数(高中)": 200}
    figure = compute("优质均衡", [table_of([row])]).one("L6")
    assert figure.value == pytest.approx(2200000 * 440 / (300 + 440 + 264) / 400)


def test_a_branch_that_is_no_school_is_added_to_its_own(table_of: TableOf) -> None:
    branch = {"是否计校数": 0, "归属学校标识码": "1000000001", "在校生数": 200, "班数": 5, "网络多媒体教室": 4}
    result = compute("优质均衡", [table_of([{"是否计校数": 1}, branch])])
    assert len(result.included) == 1
    figure = result.one("L7")
    assert figure.value == 2.5  # (26 + 4) ÷ 1200 × 100
    assert figure.inputs[0].source == "学校学段单位表 第2+3行"


def test_special_vocational_and_small_teaching_points_are_left_out_by_rule(table_of: TableOf) -> None:
    small = {"办学类型": "教学点", "在校生数": 49, "班数": 3, "专任教师数": 5, "专科学历专任教师": 2}
    small |= {"本科学历专任教师": 2, "硕士学历专任教师": 0, "县级以上骨干教师": 1, "体育专任教师": 1}
    small |= {"音乐专任教师": 0, "美术专任教师": 0, "教学及辅助用房面积": 900, "教学仪器设备资产值": 20}
    small |= {"网络多媒体教室": 3}
    table = table_of(
        [{}, {"办学类型": "特教"}, {"办学类型": "职业"}, small, small | {"在校生数": 50}, {"举办者": "民办"}]
    )
    result = compute("优质均衡", [table])
    assert [one.unit for one in result.excluded] == ["学校2（小学）", "学校3（小学）", "学校4（小学）"]
    assert all(one.by_rule for one in result.excluded)
    assert "不足50人" in result.excluded[2].reason
    assert result.included == ("学校1（小学）", "学校5（小学）", "学校6（小学）")
    assert not result.downgraded


def test_leaving_private_schools_out_is_a_switch(table_of: TableOf) -> None:
    table = table_of([{}, {"举办者": "民办"}])
    assert len(compute("优质均衡", [table], {"民办": "排除"}).included) == 1


def test_weighted_and_unweighted_on_both_sides_of_the_line_are_both_reported(table_of: TableOf) -> None:
    pupils, screens = (45, 37, 89, 76, 55), (28, 14, 94, 16, 40)
    rows = [
        {"在校生数": p, "班数": 40, "网络多媒体教室": s, "专任教师数": 20, "专科学历专任教师": 0, "本科学历专任教师": 0}
        for p, s in zip(pupils, screens, strict=True)
    ]
    result = compute("优质均衡", [table_of(rows, confirmed=("E10",))])
    weighted, plain = result.one("CV-L7"), result.one("CVU-L7")
    assert weighted.value > 0.5 > plain.value
    assert any("两式并列" in note and "小学L7" in note for note in result.notes)


def test_two_years_and_two_counties_are_kept_apart(table_of: TableOf) -> None:
    rows = [{"年度": year, "县区": place} for year in ("2022-2023", "2023-2024") for place in ("东县", "西县")]
    result = compute("优质均衡", [table_of(rows)])
    assert {(figure.place, figure.period) for figure in result.of("COUNTY")} == {
        (place, year) for year in ("2022-2023", "2023-2024") for place in ("东县", "西县")
    }
    one = compute("优质均衡", [table_of(rows)], {"年度": "2023-2024", "县区": "西县"})
    assert {(figure.place, figure.period) for figure in one.figures} == {("西县", "2023-2024")}


@pytest.mark.slow
def test_two_hundred_random_counties_agree_with_the_bare_formula(table_of: TableOf) -> None:
    draw = random.Random(7)
    rows = [
        {
            "县区": f"县{county:03d}",
            "在校生数": draw.randint(200, 1000),
            "运动场地面积": round(draw.uniform(1000, 20000), 1),
            "室内体育用房面积": round(draw.uniform(0, 900), 1),
        }
        for county in range(200)
        for _ in range(draw.randint(2, 9))
    ]
    result = compute("优质均衡", [table_of(rows)])
    weighted = {figure.place: figure.value for figure in result.of("CV-L5")}
    unweighted = {figure.place: figure.value for figure in result.of("CVU-L5")}
    assert len(weighted) == 200
    for county, cv in weighted.items():
        here = [row for row in rows if row["县区"] == county]
        p = np.array([row["在校生数"] for row in here], dtype=float)
        x = np.array([row["运动场地面积"] + row["室内体育用房面积"] for row in here])
        mean = x.sum() / p.sum()
        assert cv == pytest.approx(np.sqrt((p / p.sum() * (x / p - mean) ** 2).sum()) / mean, abs=1e-9)
        assert unweighted[county] == pytest.approx(np.std(x / p) / np.mean(x / p), abs=1e-9)


def test_schools_of_other_founders_count_and_what_they_change_is_told(table_of: TableOf) -> None:
    table = table_of([{}, {}, {"举办者": "高校附属", "运动场地面积": 60000}])
    result = compute("优质均衡", [table])
    assert len(result.included) == 3
    assert any("若不纳入：小学CV-L5 1." in note or "若不纳入：小学CV-L5 0." in note for note in result.notes)


def test_order_of_rows_is_irrelevant(table_of: TableOf) -> None:
    rows = [{"在校生数": 500 + 50 * i, "运动场地面积": 3000 + 700 * i, "学校标识码": f"{i:010d}"} for i in range(6)]
    forward, backward = (compute("优质均衡", [table_of(order)]) for order in (rows, rows[::-1]))
    assert {one.ref: one.value for one in forward.figures} == pytest.approx(
        {one.ref: one.value for one in backward.figures}
    )
