"""A draft checked: its sums, its figures against the sources beside them, against the corpus, and what has no source."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from core.schema import Citation, Place
from core.settings import Settings
from tests.drafting_texts import COUNTY
from tools.check_figures import load_limits
from tools.compare_draft import Ledger
from tools.draft_check import DraftRemark, check_draft
from tools.stored_figures import stored_figures

Check = Callable[[str], list[DraftRemark]]
PLACE = Place(name=COUNTY, level="county", parents=("湖南省", "丹枫市"))
SOURCES = (
    Citation(
        ref="1",
        kind="document",
        document_id="云岭2024",
        title="总结",
        quote="全县新建公办幼儿园4所，新增学位960个。",
        start=0,
        end=1,
    ),
    Citation(
        ref="2",
        kind="document",
        document_id="云岭2024",
        title="总结",
        quote="全县普惠性幼儿园覆盖率达到92.4%。",
        start=0,
        end=1,
    ),
)


@pytest.fixture(scope="module")
def ledger(draft_settings: Settings) -> Ledger:
    return Ledger(stored_figures(draft_settings))


@pytest.fixture(scope="module")
def check(draft_settings: Settings, ledger: Ledger) -> Check:
    limits = load_limits(draft_settings.lexicon_dir)

    def checked(text: str) -> list[DraftRemark]:
        return check_draft(f"# 云岭县2024年工作简报\n\n{text}\n", SOURCES, lambda: ledger, limits, PLACE, 2024)

    return checked


def told(remarks: list[DraftRemark]) -> list[tuple[str, str, int]]:
    return [(one.kind, one.figure, one.line) for one in remarks]


@pytest.mark.parametrize(
    "text",
    [
        "全县新建公办幼儿园4所，新增学位960个[1]。",
        "全县新建公办幼儿园4所，新增学位960个[1]。全县普惠性幼儿园覆盖率达到92.4%[2]。",
        "新增学位0.096万个[1]，覆盖率92.4%[2]。",
        "全县新建幼儿园4所，覆盖率92.4%[1][2]。",
        "各项工作扎实推进。",
        "## 三、2024年的960个学位",
    ],
)
def test_what_the_sources_tell_is_left_alone(check: Check, text: str) -> None:
    assert check(text) == []


def test_a_figure_that_its_own_source_tells_otherwise_is_marked_with_what_stands_there(check: Check) -> None:
    (remark,) = check("全县新建公办幼儿园4所，新增学位980个[1]。")
    assert told([remark]) == [("与来源不符", "980个", 2)]
    assert "960个" in remark.message


def test_a_figure_of_another_source_of_the_sentence_before_does_not_count(check: Check) -> None:
    assert [one.figure for one in check("新增学位960个[1]。公办园960个[2]。")] == ["960个"]


def test_a_figure_of_the_corpus_without_a_mark_wants_its_source(check: Check) -> None:
    (remark,) = check("全县新建公办幼儿园4所[1]。全县普惠性幼儿园覆盖率达到92.4%。")
    assert told([remark]) == [("没有出处", "92.4%", 2)]
    assert "资料里有同样的数，请注明出处" in remark.message
    assert "全县普惠性幼儿园覆盖率达到92.4%" in remark.message


def test_a_figure_that_the_corpus_tells_otherwise_is_marked(check: Check) -> None:
    (remark,) = check("全县普惠性幼儿园覆盖率达到96.4%。")
    assert told([remark]) == [("与资料不符", "96.4%", 2)]
    assert "92.4%" in remark.message


@pytest.mark.parametrize(
    "text",
    [
        "全县普惠性幼儿园覆盖率达到88.1%。",  # 望海县's
        "全县普惠性幼儿园覆盖率达到89.6%。",  # of 2023
    ],
)
def test_a_figure_of_another_place_or_year_does_not_pass_for_this_one(check: Check, text: str) -> None:
    (remark,) = check(text)
    assert remark.kind == "与资料不符"


def test_a_figure_that_nothing_tells_has_no_source(check: Check) -> None:
    (remark,) = check("全年接待外宾考察团77批。")
    assert told([remark]) == [("没有出处", "77批", 2)]
    assert "请核实" in remark.message


def test_a_sum_that_does_not_add_up_is_told_with_its_formula(check: Check) -> None:
    remarks = [one for one in check("全区高考考生共1000人，其中男生520人，女生490人。") if one.kind == "算不拢"]
    assert [one.figure for one in remarks] == ["1000人"]
    assert re.search(r"520\+490", remarks[0].message.replace(" ", ""))


def test_figures_of_two_paragraphs_are_not_added(check: Check) -> None:
    remarks = check("全区高考考生共1000人。\n\n其中男生520人，女生490人。")
    assert [one for one in remarks if one.kind == "算不拢"] == []


def test_a_mark_without_a_source_is_told(check: Check) -> None:
    (remark,) = check("各项工作扎实推进[7]。")
    assert told([remark]) == [("没有出处", "", 2)]
    assert "出处[7]不在来源列表里" in remark.message


def test_cells_of_tables_are_held_against_their_marks(check: Check) -> None:
    remarks = check("表：对比\n| 项目 | 2024年 |\n| --- | --- |\n| 新增学位 | 960个[1] |\n| 覆盖率 | 93.4%[2] |")
    assert [(one.kind, one.figure) for one in remarks] == [("与来源不符", "93.4%")]


def test_remarks_come_in_the_order_of_the_lines_each_once(check: Check) -> None:
    remarks = check("全年接待外宾考察团77批。\n\n新增学位980个[1]。\n\n全年接待外宾考察团77批。")
    assert [one.line for one in remarks] == [2, 4, 6]


def test_a_right_figure_beside_another_year_is_not_accused(check: Check) -> None:
    (remark,) = check("2024年全县普惠性幼儿园覆盖率达到92.4%，比2023年有所提高。")
    assert (remark.kind, remark.figure) == ("没有出处", "92.4%")
    assert "请注明出处" in remark.message


def test_a_plan_is_not_offered_as_the_source_of_a_result(check: Check) -> None:
    (remark,) = check("2025年全县普惠性幼儿园覆盖率达到95%。")
    assert remark.kind == "没有出处"
    assert "计划或要求" in remark.message
