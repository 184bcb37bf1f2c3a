"""Tables whose rows hold one another (600分以上, 580分以上): asked at one line, by school, and never added over lines."""

from __future__ import annotations

import pytest

from core.settings import Settings
from retrieval.schools import load_school_names
from retrieval.segment import load_segmenter
from tests.tools.table_query.making import table
from tools.table_query.asking import TableAnswer, TableDesk
from tools.table_query.vocabulary import load_vocabulary

HEADER = ("年度", "学校", "科类", "口径", "分数下限", "人数", "考生总数")
OLD = (
    ("2023", "澜川一中", "物理", "累计", "600", "40", "500"),
    ("2023", "澜川一中", "物理", "累计", "550", "90", "500"),
    ("2023", "澜川二中", "物理", "累计", "600", "10", "300"),
    ("2023", "澜川二中", "物理", "累计", "550", "35", "300"),
)
NEW = (
    ("2024", "澜川一中", "物理", "累计", "600", "44", "510"),
    ("2024", "澜川一中", "物理", "累计", "550", "97", "510"),
    ("2024", "澜川二中", "物理", "累计", "600", "12", "310"),
    ("2024", "澜川二中", "物理", "累计", "550", "30", "310"),
)


@pytest.fixture(scope="module")
def desk() -> TableDesk:
    lexicon = Settings().lexicon_dir
    tables = [table([HEADER], rows, year=year, name="高考分数段表") for year, rows in ((2023, OLD), (2024, NEW))]
    return TableDesk(tables, load_vocabulary(lexicon), load_segmenter(lexicon).tagged, load_school_names(lexicon))


def told(desk: TableDesk, question: str) -> TableAnswer:
    found = desk.answer([question], desk.tables)
    assert len(found) == 1
    return found[0]


def values(answer: TableAnswer) -> dict[str, object]:
    assert answer.result is not None
    return {one.label: one.value for one in answer.result.values}


def test_above_a_line_is_the_row_of_that_line(desk: TableDesk) -> None:
    assert values(told(desk, "2024年高考600分以上有多少人")) == {"": 56.0}


def test_a_school_has_its_own_row(desk: TableDesk) -> None:
    assert values(told(desk, "澜川二中2024年高考550分以上有多少人")) == {"": 30.0}


def test_each_school_is_told(desk: TableDesk) -> None:
    assert values(told(desk, "2024年高考600分以上各校多少人")) == {"澜川一中": 44.0, "澜川二中": 12.0}


def test_a_line_that_the_table_has_not_gives_no_figure(desk: TableDesk) -> None:
    answer = told(desk, "2024年高考610分以上有多少人")
    assert answer.result is not None
    assert answer.result.rows == ()


def test_without_a_line_nothing_is_added_up(desk: TableDesk) -> None:
    assert desk.answer(["2024年高考考生有多少人"], desk.tables) == ()


def test_two_years_are_set_side_by_side(desk: TableDesk) -> None:
    answer = told(desk, "2024年高考600分以上有多少人，比上年增长多少")
    assert answer.change == "level"
    assert answer.older_result is not None
    assert [one.value for one in answer.older_result.values] == [50.0]
    assert values(answer) == {"": 56.0}


def test_a_rank_by_a_word_that_orders_nothing_is_left_open(desk: TableDesk) -> None:
    answers = desk.answer(["2024年高考600分以上哪所学校最愁"], desk.tables)
    assert all(one.left == ("最愁",) and one.result is None for one in answers)
