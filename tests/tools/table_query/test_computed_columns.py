"""Indicators of single schools are asked like columns: values, ranks, which miss the line, which miss one item."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.settings import ROOT, Settings
from retrieval.schools import load_school_names
from retrieval.segment import load_segmenter
from tools.compute_indicator import compute_for
from tools.table_query.asked import Reading
from tools.table_query.computed_columns import MISSED, VERDICT, below_line, computed_beside
from tools.table_query.engine import run
from tools.table_query.reading import QuestionReader
from tools.table_query.sheets import listed_tables
from tools.table_query.typed import TypedTable
from tools.table_query.vocabulary import load_vocabulary

SCHOOLS = "示例县_学校学段单位表_2023-2024.csv"


@pytest.fixture(scope="module")
def settings() -> Settings:
    return Settings(data_dir=Path("/nonexistent"), tables_dir=ROOT / "corpus" / "tables")


@pytest.fixture(scope="module")
def table(settings: Settings) -> TypedTable:
    [found] = [one for one in listed_tables(settings) if one.id == SCHOOLS]
    return computed_beside(found, settings)


@pytest.fixture(scope="module")
def reader(settings: Settings) -> QuestionReader:
    lexicon = settings.lexicon_dir
    return QuestionReader(load_vocabulary(lexicon), load_segmenter(lexicon).tagged, load_school_names(lexicon))


def column(table: TypedTable, name: str) -> int:
    return next(one.index for one in table.columns if one.name == name)


def ask(reader: QuestionReader, table: TypedTable, question: str) -> Reading:
    found = reader.read(table, question)
    assert found is not None
    assert not found.left, found.left
    return found


def test_a_cell_is_the_indicator_of_its_school_and_stage(table: TypedTable, settings: Settings) -> None:
    result = compute_for(settings, "优质均衡", place="示例县", period="2023-2024").result
    index = column(table, "生均教学及辅助用房面积")
    at = {(row.texts[column(table, "学校标识码")], row.texts[column(table, "学段")]): row for row in table.rows}
    figures = result.of("L4")
    assert len(figures) == len(table.rows)
    for one in figures:
        assert at[str(one.unit_id), one.stage].values[index] == one.value


def test_the_number_of_missed_items_is_counted_by_unrounded_values(table: TypedTable) -> None:
    missed = column(table, MISSED)
    for position, row in enumerate(table.rows):
        own = [figure for (at, _), figure in table.computed.items() if at == position]
        assert row.values[missed] == sum(below_line(one) for one in own)


def test_an_indicator_is_looked_up_instead_of_what_goes_into_it(table: TypedTable, reader: QuestionReader) -> None:
    key = table.keys[0]
    for question in (f"{key}生均教学用房面积是多少", f"{key}教学及辅助用房面积够不够"):
        found = ask(reader, table, question)
        assert [table.columns[index].name for index in found.columns] == ["生均教学及辅助用房面积"]


def test_the_line_in_a_question_is_no_condition(table: TypedTable, reader: QuestionReader) -> None:
    found = ask(reader, table, f"{table.keys[0]}生均教学用房离4.5的标准还差多少")
    assert found.keys == (table.keys[0],)
    assert [table.columns[index].name for index in found.columns] == ["生均教学及辅助用房面积"]


def test_rows_that_miss_the_line_of_their_own_stage_are_listed(table: TypedTable, reader: QuestionReader) -> None:
    found = ask(reader, table, "多媒体教室不达标的小学有哪些")
    index, stage = column(table, "每百名学生拥有网络多媒体教室数"), column(table, "学段")
    wanted = {
        position
        for position, row in enumerate(table.rows)
        if row.texts[stage] == "小学" and below_line(table.computed[position, index])
    }
    assert wanted
    assert set(run(table, found.query).rows) == wanted


@pytest.mark.parametrize("question", ["7项里只差1项没达标的小学有哪些", "小学里7项只有一项不达标的是哪几所"])
def test_units_that_miss_one_item_are_listed(table: TypedTable, reader: QuestionReader, question: str) -> None:
    found = ask(reader, table, question)
    rows = run(table, found.query).rows
    missed, stage = column(table, MISSED), column(table, "学段")
    assert rows
    assert set(rows) == {
        at for at, row in enumerate(table.rows) if row.values[missed] == 1 and row.texts[stage] == "小学"
    }


def test_schools_that_fail_as_a_whole_are_counted(table: TypedTable, reader: QuestionReader) -> None:
    found = ask(reader, table, "综合评估没达标的学校有几所")
    verdict = column(table, VERDICT)
    failing = {table.keys[at] for at, row in enumerate(table.rows) if row.texts[verdict] == "不达标"}
    assert run(table, found.query).values[0].value == len(failing)


def test_a_table_without_schools_and_stages_stays_as_it_is(settings: Settings) -> None:
    others = [one for one in listed_tables(settings) if "幼儿园表" in one.id]
    assert others
    assert all(computed_beside(one, settings) is one for one in others)


def test_other_conditions_hold_beside_the_number_of_missed_items(table: TypedTable, reader: QuestionReader) -> None:
    found = ask(reader, table, "学生超过500人的小学里7项只有1项不达标的是哪些")
    pupils, missed, stage = column(table, "在校生数"), column(table, MISSED), column(table, "学段")
    rows = set(run(table, found.query).rows)
    assert rows == {
        at
        for at, row in enumerate(table.rows)
        if row.values[missed] == 1 and row.texts[stage] == "小学" and float(str(row.values[pupils])) > 500
    }
    assert len(rows) > 0


def test_whether_there_is_enough_is_no_lack(table: TypedTable, reader: QuestionReader) -> None:
    found = reader.read(table, "小学的骨干教师够不够")
    verdicts = {one.index for one in table.columns if one.name.endswith("达标情况") or one.name == VERDICT}
    assert found is None or not any(one.column in verdicts for one in found.query.where)
