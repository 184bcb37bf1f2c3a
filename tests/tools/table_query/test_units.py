"""Units of columns and cells: 万 behind a number, a sheet with several units, a title that holds a cue."""

from __future__ import annotations

import pytest

from core.settings import Settings
from ingest.loaders.grids import is_unit_line, unit_of
from retrieval.schools import load_school_names
from retrieval.segment import load_segmenter
from tests.tools.table_query.making import table
from tools.table_query.engine import run
from tools.table_query.query import Measure, TableQuery
from tools.table_query.reading import QuestionReader
from tools.table_query.vocabulary import load_vocabulary


@pytest.fixture(scope="module")
def reader() -> QuestionReader:
    lexicon = Settings().lexicon_dir
    return QuestionReader(load_vocabulary(lexicon), load_segmenter(lexicon).tagged, load_school_names(lexicon))


def test_ten_thousands_of_a_cell_count_where_the_header_does_not_say_them() -> None:
    made = table([("学段", "在校生数（人）")], [("小学", "4.3万"), ("初中", "2万"), ("特教", "86")])
    assert [row.values[1] for row in made.rows] == [43_000.0, 20_000.0, 86.0]
    assert made.columns[1].unit == "人"


def test_ten_thousands_that_the_header_says_are_not_counted_twice() -> None:
    made = table([("项目", "资金（万元）")], [("操场", "12.5"), ("食堂", "30万元")])
    assert [row.values[1] for row in made.rows] == [12.5, 30.0]


def test_of_several_units_of_a_sheet_a_column_takes_its_own() -> None:
    made = table(
        [("乡镇", "学校数", "受益学生", "资金支出")],
        [("甲镇", "3", "500", "12.5"), ("乙镇", "4", "600", "13.5")],
        unit="所、人、万元",
    )
    assert [column.unit for column in made.columns[1:]] == ["所", "人", "万元"]


@pytest.mark.parametrize(
    ("line", "unit"),
    [("单位：万元", "万元"), ("编制单位：青岚县教育局　单位：万元", "万元"), ("填报单位：青岚县教育局 2024年5月", "")],
)
def test_who_fills_a_form_in_is_no_unit(line: str, unit: str) -> None:
    assert unit_of(line) == unit
    assert is_unit_line(line) == bool(unit)


def test_a_mean_that_only_the_title_speaks_of_is_not_asked_for(reader: QuestionReader) -> None:
    made = table(
        [("幼儿园", "在园幼儿数", "补助金额")],
        [("一园", "100", "60000"), ("二园", "50", "30000")],
        name="生均补助发放表",
    )
    found = reader.read(made, "2024年生均补助发放的补助金额一共多少")
    assert found is not None
    assert found.query.how == "sum"
    assert run(made, found.query).values[0].value == 90_000


def test_what_all_rows_tell_alike_is_told_without_a_row(reader: QuestionReader) -> None:
    made = table([("学段", "在校生", "统计时点")], [("小学", "430", "2024年9月25日"), ("初中", "210", "2024年9月25日")])
    found = reader.read(made, "统计时点是哪一天")
    assert found is not None
    assert found.query == TableQuery(measure=Measure(column=2), how="value", keep=(0,))
