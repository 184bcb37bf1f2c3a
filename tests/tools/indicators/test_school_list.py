"""A plain list of schools with holes (staff is 教职工, 0 means not filled); made up, with a seed."""

from __future__ import annotations

import csv
import random
import tempfile
from collections import defaultdict
from pathlib import Path

import pytest

from tools.compute_indicator import compute
from tools.tables.loading import load_table

DISTRICTS = ("甲区", "乙区", "丙县")


def made_list(folder: Path) -> Path:
    """A seeded list of 120 made-up schools in which pupils, staff or classes are now and then not filled (0)."""
    generator = random.Random(7)
    path = folder / "schools.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["name", "district", "students", "staff", "classes"])
        for number in range(120):
            classes = generator.randint(6, 60)
            students = classes * generator.randint(25, 48)
            staff = max(1, students // generator.randint(8, 19))
            row = [0 if generator.random() < 0.06 else value for value in (students, staff, classes)]
            if number == 5:
                row[1] = row[0] * 3 + 1  # more staff than pupils: impossible
            writer.writerow([f"第{number}学校", generator.choice(DISTRICTS), *row])
    return path


FILE = made_list(Path(tempfile.mkdtemp()))
ROWS = list(csv.DictReader(FILE.read_text(encoding="utf-8-sig").splitlines()))
RESULT = compute("基础比率", [load_table(FILE)])


def sound(row: dict[str, str], column: str, most: int, least: int) -> bool:
    pupils, other = int(row["students"]), int(row[column])
    return pupils > 0 and other > 0 and least * other <= pupils <= most * other


@pytest.mark.parametrize(
    ("code", "column", "most", "least"), [("生职比", "staff", 60, 1), ("平均班额", "classes", 90, 0)]
)
def test_ratios_by_district_agree_with_a_plain_sum(code: str, column: str, most: int, least: int) -> None:
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in ROWS:
        if sound(row, column, most, least):
            sums[row["district"]][0] += int(row["students"])
            sums[row["district"]][1] += int(row[column])
    got = {one.place: one.value for one in RESULT.of(code)}
    assert got == {place: pytest.approx(top / bottom, abs=1e-12) for place, (top, bottom) in sums.items()}


def test_schools_over_two_thousand_are_named() -> None:
    large = {row["name"] for row in ROWS if int(row["students"]) > 2000}
    named = {operand.name for one in RESULT.of("规模") for operand in one.inputs}
    assert named == large
    assert sum(one.value or 0 for one in RESULT.of("规模")) == sum(int(row["students"]) > 2000 for row in ROWS)


def test_every_row_left_out_is_named_with_its_reason() -> None:
    left = {(one.row, one.reason) for one in RESULT.excluded}
    for number, row in enumerate(ROWS, 2):
        for code, column, most, least in (("生职比", "staff", 60, 1), ("平均班额", "classes", 90, 0)):
            reason = f"缺在校生数或{ {'staff': '教职工数', 'classes': '班数'}[column] }，不计入{code}"
            assert ((str(number), reason) in left) == (not sound(row, column, most, least))


def test_it_is_never_called_a_pupil_teacher_ratio() -> None:
    assert RESULT.of("生师比") == ()
    assert all("不是生师比" in one.name for one in RESULT.of("生职比"))
