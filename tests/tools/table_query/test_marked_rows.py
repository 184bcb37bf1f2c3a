"""Rows that a note marks as void or expected are no figures, and that is told; a column of states is none of this."""

from __future__ import annotations

from tests.tools.table_query.making import table
from tools.table_query.engine import run
from tools.table_query.query import Measure, TableQuery


def test_a_void_row_beside_the_valid_one_is_not_added() -> None:
    made = table(
        [("学校", "在编教师", "备注")],
        [("桥头小学", "71", ""), ("桥头小学", "77", "作废"), ("河口小学", "30", "含支教2人")],
    )
    assert [row.texts[:2] for row in made.rows] == [("桥头小学", "71"), ("河口小学", "30")]
    assert any("第5行标着“作废”" in one for one in made.skipped)
    assert run(made, TableQuery(measure=Measure(column=1), how="sum")).values[0].value == 101


def test_an_expected_row_is_told_by_its_name() -> None:
    made = table(
        [
            ("学段", "在校生"),
        ],
        [("小学", "4200"), ("初中", "2100"), ("初中（预计）", "2300")],
    )
    assert [row.texts[0] for row in made.rows] == ["小学", "初中"]


def test_a_state_that_sorts_rows_is_kept() -> None:
    made = table(
        [
            ("车牌", "状态"),
        ],
        [("甲1号", "在用"), ("甲2号", "停用"), ("甲3号", "停用")],
    )
    assert len(made.rows) == 3
