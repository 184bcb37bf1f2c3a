"""A column a file lacks is E01, and every family that reads the table still answers without it (指标手册 §8.6)."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import pytest

from core.errors import DataError
from core.schema import Figure
from tools.compute_indicator import compute, family_of
from tools.indicators import INDICATORS
from tools.indicators.family import IndicatorResult
from tools.tables import TABLES
from tools.tables.declaring import ColumnNote
from tools.tables.loading import LoadedTable, load_table

ROWS = 3
SAID = {
    "年度": "2024-2025",
    "县区": "柳溪县",
    "办学类型": "九年一贯制",
    "学段": "小学",
    "举办者": "县级教育部门",
    "科类": "物理",
    "口径": "累计",
    "评比": "中招",
    "对象类别": "初中",
    "缺考标志": "无",
    "是否计校数": "是",
    "职务": "校长",
    "办学条件口径": "本学段",
    "园所性质": "公办",
    "归属学校标识码": "",
    "一票否决": "否",
    "是否附设班": "否",
}


def cell(note: ColumnNote, row: int) -> str:
    """A value that the column takes; names and codes differ from row to row."""
    if note.name in SAID:
        return SAID[note.name]
    if note.choices:
        return note.choices[0]
    if note.kind == "text":
        return f"{6000000000 + row}"
    return "是" if note.kind == "flag" else f"{40 + row}"


def written(folder: Path, kind: str, without: Iterable[str] = ()) -> Path:
    names = [name for name in TABLES[kind].notes if name not in set(without)]
    path = folder / f"{kind}表.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = [[cell(TABLES[kind].notes[name], row) for name in names] for row in range(ROWS)]
        csv.writer(file).writerows([names, *rows])
    return path


def computed(kind: str, table: LoadedTable, folder: Path) -> list[IndicatorResult]:
    """Every family that takes the table; one may refuse, none may break."""
    found = []
    for name in INDICATORS:
        family = family_of(name)
        if kind not in (*family.needs, *family.uses):
            continue
        others = [load_table(written(folder, one), kind=one) for one in family.needs if one != kind]
        with suppress(DataError):
            found.append(compute(name, [table, *others]))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("kind", list("ABCDEFHJKMNRTW"))
def test_each_required_column_that_is_absent_is_told_and_breaks_nothing(tmp_path: Path, kind: str) -> None:
    for name in TABLES[kind].required:
        table = load_table(written(tmp_path, kind, [name]), kind=kind)
        absent = [one for one in table.problems if one.code == "E01"]
        assert [(one.column, one.row) for one in absent] == [(name, 1)]
        if TABLES[kind].notes[name].blocks_row:
            assert len(table.left_out) == ROWS
        for result in computed(kind, table, tmp_path):
            assert set(absent) <= set(result.problems)


@pytest.mark.parametrize("kind", list("ACDEFHJKMNRTW"))
def test_a_table_of_its_required_columns_alone_is_computed(tmp_path: Path, kind: str) -> None:
    table = load_table(written(tmp_path, kind, set(TABLES[kind].notes) - set(TABLES[kind].required)), kind=kind)
    assert not any(one.code == "E01" for one in table.problems)
    for result in computed(kind, table, tmp_path):
        assert all(one.verdict != "达标" or one.value is not None for one in result.figures)


@pytest.mark.parametrize("kind", list("ACDEKNTW"))
def test_any_two_columns_may_be_absent(tmp_path: Path, kind: str) -> None:
    names = list(TABLES[kind].notes)
    for first, second in list(zip(names, names[5:] + names[:5], strict=True))[::3]:
        path = written(tmp_path, kind, [first, second])
        if {first, second} >= set(TABLES[kind].key) - {TABLES[kind].year_column}:
            continue
        known = {one.column for one in load_table(path, kind=kind).problems if one.code == "E01"}
        assert known == {first, second}.intersection(TABLES[kind].required)


def test_a_header_without_rows_says_so_and_breaks_nothing(tmp_path: Path) -> None:
    for kind in "ABCDEFHJKMNRTW":
        path = tmp_path / "空.csv"
        path.write_text(",".join(TABLES[kind].notes), encoding="utf-8")
        table = load_table(path, kind=kind)
        assert len(table.frame) == 0
        for name in INDICATORS:
            if kind in family_of(name).needs and len(family_of(name).needs) == 1:
                items: list[Figure] = []
                with suppress(DataError):
                    items += compute(name, [table]).figures
                assert not any(one.verdict == "达标" for one in items), name
