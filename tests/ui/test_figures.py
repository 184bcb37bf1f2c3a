from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from openpyxl import load_workbook

from assistant.engine import Assistant
from core.errors import DataError
from core.settings import Settings
from tools.compare_draft import Conflict
from ui.figures import Found, LedgerDesk
from ui.ledger_rows import MAX_PAIRS, PAGE_ROWS, change_text, conflicts_html, page_count, row_html, rows_html
from ui.ledger_workbook import write_ledger
from ui.office_ledger import OfficeLedger
from ui.outbox import Outbox


@pytest.fixture(scope="module")
def desk(assistant: Assistant, small: Settings) -> LedgerDesk:
    return LedgerDesk(assistant, OfficeLedger(small), Outbox())


def place(desk: LedgerDesk, name: str) -> str:
    return next(one for one in desk.places() if one.endswith(name))


def test_figures_of_a_place_are_of_no_other(desk: LedgerDesk) -> None:
    found = desk.find(place(desk, "丰台区"), "", "", "")
    assert found.rows
    assert {row.place for row in found.rows} == {place(desk, "丰台区")}


def test_words_year_and_kind_narrow(desk: LedgerDesk) -> None:
    everywhere = desk.find("", "公办园 占比", "", "")
    assert {row.text for row in everywhere.rows} >= {"61.5%", "55.2%", "70%"}
    assert "55.2%" in {row.text for row in desk.find("", "公办园 占比", "2022", "").rows}
    assert "61.5%" not in {row.text for row in desk.find("", "公办园 占比", "2022", "").rows}
    assert {row.text for row in desk.find("", "公办园", "", "target").rows} == {"70%"}


@pytest.mark.parametrize("given", [("", "", "去年", ""), ("", "x" * 101, "", ""), ("", "", "", "愿望")])
def test_a_filter_that_makes_no_sense_is_told(desk: LedgerDesk, given: tuple[str, str, str, str]) -> None:
    with pytest.raises(DataError) as raised:
        desk.find(*given)
    assert raised.value.next_step


def test_a_row_holds_its_sentence_lit_in_the_text(desk: LedgerDesk, assistant: Assistant) -> None:
    row = next(row for row in desk.find("", "公办园", "2023", "").rows if row.text == "61.5%")
    shown = row_html(row, assistant.search.library)
    assert "<mark>61.5%</mark>" in shown
    assert "海淀区教育局2023年工作总结" in shown
    assert "二是办好学前教育" in shown


def test_pages_hold_a_bounded_number_of_rows(desk: LedgerDesk, assistant: Assistant) -> None:
    row = desk.find("", "", "", "").rows[0]
    many = [row] * (PAGE_ROWS + 1)
    assert page_count(many) == 2
    assert rows_html(many, 2, assistant.search.library).count("<details") == 1
    with pytest.raises(DataError, match="没有第 3 页"):
        rows_html(many, 3, assistant.search.library)


def test_nothing_found_says_what_to_change(desk: LedgerDesk) -> None:
    assert "没有符合条件" in desk.show(desk.find("", "核电站", "", ""), 1)[0]


def test_a_change_says_against_what(desk: LedgerDesk) -> None:
    assert any("比去年" in change_text(row) for row in desk.find("", "", "", "").rows)


def test_of_many_conflicts_some_are_drawn_and_the_rest_told(desk: LedgerDesk, assistant: Assistant) -> None:
    row = desk.find("", "", "", "").rows[0]
    shown = conflicts_html([Conflict(first=row, second=row, note="x")] * (MAX_PAIRS + 3), assistant.search.library)
    assert shown.count("<article") == MAX_PAIRS
    assert "另有 3 处" in shown


def test_conflicts_show_both_sentences(desk: LedgerDesk, assistant: Assistant) -> None:
    a, b = desk.find("", "公办园 占比", "", "result").rows[:2]
    shown = conflicts_html([Conflict(first=a, second=b, note="x")], assistant.search.library)
    assert f"<mark>{a.text}</mark>" in shown
    assert f"<mark>{b.text}</mark>" in shown


def test_the_download_holds_what_was_found(desk: LedgerDesk) -> None:
    found = desk.find(place(desk, "海淀区"), "", "", "")
    book = load_workbook(desk.write(found))
    rows = list(book["数字台账"].iter_rows(values_only=True))
    assert len(rows) == len(found.rows) + 1
    assert "4200个" in {row[5] for row in rows}
    assert 4200 in {row[1] for row in rows}


def test_nothing_in_the_download_is_a_formula(desk: LedgerDesk, assistant: Assistant, tmp_path: Path) -> None:
    row = dataclasses.replace(desk.find("", "", "", "").rows[0], subject="=1+1", sentence="@SUM(A1)", text="+3")
    pair = Conflict(first=row, second=row, note="")
    book = load_workbook(write_ledger([row], [pair], assistant.search.library, tmp_path / "a.xlsx"))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert "=1+1" in {cell.value for cell in cells}
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_nothing_to_download_is_told(desk: LedgerDesk) -> None:
    with pytest.raises(DataError, match="没有可下载"):
        desk.write(Found())


def test_a_download_stays_in_its_folder_and_old_ones_go() -> None:
    outbox = Outbox(kept_s=-1)
    first = outbox.path_for("../../etc/台账.xlsx")
    first.write_text("x")
    assert ".." not in first.name.split("/")
    assert first.parent.parent == outbox.path_for("b.xlsx").parent.parent
    assert not first.exists()
