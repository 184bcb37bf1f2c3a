"""The entry point, the command line, and what errors in a table do to verdicts."""

from __future__ import annotations

import csv
import gc
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import DataError
from core.settings import ROOT, Settings
from tools.commands.run import as_json
from tools.compute_indicator import compute, compute_for
from tools.indicators.family import IndicatorResult
from tools.tables.loading import load_table
from tools.tables.manifest import choose, read_manifest

COUNTY = Path(__file__).parents[1] / "data" / "学校学段单位表_示例.csv"
TRUTH = compute("优质均衡", [load_table(COUNTY)])


def spoiled(folder: Path, changes: dict[int, dict[str, str]], *, again: tuple[int, ...] = ()) -> IndicatorResult:
    """The independent county with some cells changed (by spreadsheet row) and some rows repeated."""
    rows = list(csv.reader(COUNTY.read_text(encoding="utf-8-sig").splitlines()))
    for number, cells in changes.items():
        for column, value in cells.items():
            rows[number - 1][rows[0].index(column)] = value
    rows += [rows[number - 1] for number in again]
    path = folder / "坏.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return compute("优质均衡", [load_table(path)])


def has(result: IndicatorResult, code: str, row: int, *affected: str) -> bool:
    return any(one.code == code and one.row == row and set(affected) <= set(one.affected) for one in result.problems)


def never_contradicts(result: IndicatorResult) -> bool:
    """No figure is judged otherwise than in the sound table."""
    truth = {(one.code, one.stage, one.unit_id): one.verdict for one in TRUTH.figures}
    return all(one.verdict in ("待定", "无法计算", truth[one.code, one.stage, one.unit_id]) for one in result.figures)


def test_equipment_in_yuan_where_ten_thousands_are_expected_is_not_judged(tmp_path: Path) -> None:
    rows = {number: {"教学仪器设备资产值": "1480000"} for number in range(2, 24)}
    result = spoiled(tmp_path, rows)
    assert all(has(result, "W01", number, "L6") for number in rows)
    assert {one.verdict for one in result.of("L6", stage="小学")} >= {"无法计算"}
    assert result.one("CV-L6", stage="小学").verdict == "待定"
    assert result.downgraded
    assert never_contradicts(result)


def test_missing_pupils_leave_the_unit_out_and_its_coefficients_open(tmp_path: Path) -> None:
    result = spoiled(tmp_path, {5: {"在校生数": ""}})
    assert has(result, "E02", 5, "L1", "L7")
    assert result.of("L1", unit_id="3200000004") == ()
    assert [(one.unit_id, one.row, one.by_rule) for one in result.excluded] == [("3200000004", "5", False)]
    assert result.one("CV-L1", stage="小学").verdict == "待定"
    assert result.one("CV-L1", stage="初中").verdict == "达标"
    assert never_contradicts(result)


def test_a_negative_area_touches_only_its_own_items(tmp_path: Path) -> None:
    result = spoiled(tmp_path, {5: {"运动场地面积": "-10593.8"}})
    assert has(result, "E04", 5, "L5")
    assert result.one("L5", unit_id="3200000004").verdict == "无法计算"
    assert result.one("L4", unit_id="3200000004").verdict == TRUTH.one("L4", unit_id="3200000004").verdict
    assert result.one("CV-L4", stage="小学").verdict == "达标"
    assert never_contradicts(result)


def test_a_coefficient_above_the_line_whatever_is_missing_stays_lost(tmp_path: Path) -> None:
    result = spoiled(tmp_path, {21: {"县级以上骨干教师": ""}})
    figure = result.one("CV-L2", stage="小学")
    assert (figure.verdict, figure.value is not None) == ("不达标", True)


def test_a_repeated_row_stops_every_total(tmp_path: Path) -> None:
    result = spoiled(tmp_path, {}, again=(3,))
    assert has(result, "E06", 3)
    assert has(result, "E06", 40)
    assert {one.verdict for one in result.figures if one.code.startswith("CV")} == {"无法计算"}
    assert never_contradicts(result)


def test_a_nine_year_school_with_two_stories_is_not_judged_on_shared_items(tmp_path: Path) -> None:
    result = spoiled(tmp_path, {32: {"办学条件口径": "本学段"}, 33: {"办学条件口径": "本学段"}})
    assert has(result, "E12", 32, "L4", "L5", "L6", "L7")
    assert {result.one(f"L{k}", stage="小学", unit_id="3200000031").verdict for k in (4, 5, 6, 7)} == {"无法计算"}
    assert never_contradicts(result)


def test_a_missing_year_leaves_the_unit_out(tmp_path: Path) -> None:
    result = spoiled(tmp_path, {5: {"年度": ""}})
    assert has(result, "E02", 5)
    assert result.one("CV-L1", stage="小学").verdict == "待定"
    assert never_contradicts(result)


def test_one_row_of_another_year_is_lost_to_its_own(tmp_path: Path) -> None:
    result = spoiled(tmp_path, {5: {"年度": "2022-2023"}})
    assert has(result, "W02", 5)
    assert {one.period for one in result.figures} == {"2023-2024"}
    assert result.one("CV-L1", stage="小学").verdict == "待定"
    assert never_contradicts(result)


def test_one_row_of_another_county_is_lost_to_its_own(tmp_path: Path) -> None:
    result = spoiled(tmp_path, {5: {"县区": "检验县"}})
    assert has(result, "E08", 5)
    assert {one.place for one in result.figures} == {"验证县"}
    assert result.one("CV-L1", stage="小学").verdict == "待定"


def test_no_slip_of_the_pen_turns_a_verdict_around(tmp_path: Path) -> None:
    draw = random.Random(11)
    header = COUNTY.read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    columns = [name for name in header if name not in ("学校标识码", "学校名称", "举办者")]
    for _ in range(12):
        changes = {}
        for row in draw.sample(range(2, 40), 3):
            changes[row] = {draw.choice(columns): draw.choice(("", "-1", "不详", "约300"))}
        result = spoiled(tmp_path, changes)
        truth = {(one.code, one.stage, one.unit_id): one.verdict for one in TRUTH.figures}
        for one in result.figures:
            assert one.verdict in ("待定", "无法计算", truth.get((one.code, one.stage, one.unit_id))), (changes, one)


def test_training_money_in_ten_thousands_is_not_judged(tmp_path: Path) -> None:
    rows = list(csv.reader(COUNTY.read_text(encoding="utf-8-sig").splitlines()))
    rows[0] += ["公用经费预算", "教师培训经费"]
    for row in rows[1:]:
        row += [str(int(row[8]) * 800), str(int(row[8]) * 800 * 0.06 / 10000)]
    path = tmp_path / "培训.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    result = compute("优质均衡", [load_table(path)])
    assert {one.verdict for one in result.of("Q4")} == {"无法计算"}
    assert sum(one.code == "W01" for one in result.problems) == 38


def test_one_of_twelve_left_out_makes_the_conclusion_a_mere_hint(tmp_path: Path) -> None:
    result = spoiled(tmp_path, {25: {"在校生数": "四百"}})
    assert result.downgraded
    assert "仅供参考" in result.one("CV-L1", stage="初中").text
    assert any("应纳入12、实际计算11、剔除1（验证第24中学）" in note for note in result.notes)


def test_unknown_family_option_or_missing_table_says_what_there_is() -> None:
    with pytest.raises(DataError, match=r"可算的有.*优质均衡"):
        compute("不存在", [])
    with pytest.raises(DataError, match="学校学段单位表"):
        compute("优质均衡", [])
    with pytest.raises(DataError, match=r"可设.*年度"):
        compute("优质均衡", [load_table(COUNTY)], {"年份": "2023"})
    with pytest.raises(DataError, match="表中有：验证县 2023-2024"):
        compute("优质均衡", [load_table(COUNTY)], {"年度": "2019-2020"})


def test_the_example_county_is_sound_fictional_and_says_so() -> None:
    entries = choose(read_manifest(ROOT / "corpus" / "tables"), kind="A")
    assert [(one.place, one.period, one.note) for one in entries] == [
        ("示例县", "2023-2024", "示例数据"),
        ("示例县", "2022-2023", "示例数据"),
    ]
    table = entries[0].load()
    assert table.problems == ()
    result = compute("优质均衡", [table])
    assert (len(result.of("L", stage="小学")), len(result.of("L", stage="初中"))) == (30, 13)
    assert len({one.unit_id for one in result.of("L")}) == 39
    assert any("示例数据" in note for note in result.notes)
    assert {one.verdict for one in result.of("L")} == {"达标", "不达标"}


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tools", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_run_writes_json_only_in_the_agreed_shape() -> None:
    done = command("run", "优质均衡", "--table", str(COUNTY), "--set", "年度=2023-2024", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    record = json.loads(done.stdout)
    assert record["included"] == 38
    assert record["excluded"] == []
    figure = next(one for one in record["figures"] if one["code"] == "L1")
    assert {"code", "name", "stage", "unit_id", "place", "period", "value", "unit"} <= set(figure)
    assert {"threshold", "verdict", "gap", "formula", "inputs"} <= set(figure)
    assert set(figure["gap"]) == {"to_standard", "to_85", "unit"}


def test_a_table_of_the_example_county_given_by_its_path_still_says_so() -> None:
    path = ROOT / "corpus" / "tables" / "示例县_学校学段单位表_2023-2024.csv"
    record = json.loads(command("run", "班额规模", "--table", str(path)).stdout)
    assert any("示例数据" in note for note in record["notes"])


def test_list_names_the_families() -> None:
    record = json.loads(command("list").stdout)
    assert "优质均衡" in [one["name"] for one in record["indicators"]]


def test_a_wrong_call_says_the_next_step_and_writes_no_json() -> None:
    done = command("run", "优质均衡", "--table", "没有.csv")
    assert (done.returncode, done.stdout) == (2, "")
    assert "检查文件名" in done.stderr


@pytest.fixture
def alone() -> Iterator[None]:
    """What other tests left behind is not gone over by this one's garbage collections."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("alone")
def test_ten_thousand_units_compute_within_a_second(tmp_path: Path) -> None:
    rows = list(csv.reader(COUNTY.read_text(encoding="utf-8-sig").splitlines()))
    path = tmp_path / "大.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(rows[0])
        for number in range(10_000):
            writer.writerow([*rows[1][:2], f"{number:010d}", f"学校{number}", *rows[number % 30 + 1][4:]])
    table = load_table(path)
    started = time.thread_time()  # other work on the machine and other threads of the tests are not it
    result = compute("优质均衡", [table])
    assert time.thread_time() - started < 2.0  # 0.8 s on the reference machine
    assert len(result.included) == 10_000


@pytest.mark.usefixtures("alone")
def test_two_hundred_schools_are_json_within_three_hundred_milliseconds(tmp_path: Path) -> None:
    rows = list(csv.reader(COUNTY.read_text(encoding="utf-8-sig").splitlines()))
    path = tmp_path / "二百.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(rows[0])
        for number in range(200):
            writer.writerow([*rows[1][:2], f"{number:010d}", f"学校{number}", *rows[number % 30 + 1][4:]])
    # What is loaded with the first computation of a process is not measured.
    as_json(compute("优质均衡", [load_table(COUNTY)]))
    started = time.thread_time()
    text = json.dumps(as_json(compute("优质均衡", [load_table(path)])), ensure_ascii=False)
    assert time.thread_time() - started < 0.6  # 0.18 s on the reference machine
    assert len(json.loads(text)["figures"]) > 1600


SETTINGS = Settings(tables_dir=ROOT / "corpus" / "tables", standards_dir=ROOT / "corpus" / "standards")


def test_the_newest_year_is_taken_and_another_on_request() -> None:
    done = compute_for(SETTINGS, "优质均衡", place="示例县")
    assert {one.period for one in done.result.of("COUNTY")} == {"2023-2024"}
    done = compute_for(SETTINGS, "优质均衡", period="2022-2023")
    assert {one.period for one in done.result.of("COUNTY")} == {"2022-2023"}


def test_a_place_without_tables_says_which_places_have_them() -> None:
    with pytest.raises(DataError, match="有这些地方的：示例县"):
        compute_for(SETTINGS, "优质均衡", place="别处县")
    with pytest.raises(DataError, match="没有示例县2019年度的学校学段单位表：有：2022-2023、2023-2024"):
        compute_for(SETTINGS, "优质均衡", place="示例县", period="2019")
