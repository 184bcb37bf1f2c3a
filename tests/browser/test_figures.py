"""The 数字台账 tab in a browser: filtered by place, a row opens its sentence, what is shown can be downloaded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page

Open = Callable[[str], Page]


def filtered(page: Page, place: str) -> None:
    page.click("#cw-ledger-place input")
    page.get_by_role("option", name=place).click()
    page.click("#cw-ledger-run")
    page.wait_for_function(
        "(place) => { const rows = [...document.querySelectorAll('#cw-ledger-out .cw-row summary')];"
        "return rows.length > 0 && rows.every((row) => row.innerText.includes(place)); }",
        arg=place,
    )


def test_a_row_opens_its_sentence(open_tab: Open, fits: Callable[[], bool]) -> None:
    page = open_tab("数字台账")
    filtered(page, "河南省洛阳市涧西区")
    row = page.locator("#cw-ledger-out .cw-row").filter(has=page.locator(".cw-much", has_text="54.02%"))
    row.locator("summary").click()
    assert row.locator("mark").inner_text() == "54.02%"
    assert "公办园在园幼儿占比" in row.locator(".cw-sentence").inner_text()
    assert fits()


def test_what_is_shown_is_what_is_downloaded(open_tab: Open, tmp_path: Path) -> None:
    page = open_tab("数字台账")
    for place in ("河南省洛阳市涧西区", "云南省"):
        filtered(page, place)
        with page.expect_download() as started:
            page.click("#cw-ledger-take")
        started.value.save_as(tmp_path / "台账.xlsx")
        rows = list(load_workbook(tmp_path / "台账.xlsx")["数字台账"].iter_rows(min_row=2, values_only=True))
        assert {row[7] for row in rows} == {place}


def test_a_year_that_is_none_is_told(open_tab: Open) -> None:
    page = open_tab("数字台账")
    page.fill("#cw-ledger-year input, #cw-ledger-year textarea", "去年")
    page.click("#cw-ledger-run")
    result = page.locator("#cw-ledger-out .cw-error")
    result.wait_for()
    assert "2024" in result.inner_text()
