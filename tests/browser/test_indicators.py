"""The 指标测算 tab in a browser: the sample county computed, its files taken, a bad upload told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import Page

from core.settings import ROOT

Open = Callable[[str], Page]
UPLOAD = ROOT / "tests" / "data" / "学校学段单位表_示例.csv"


def computed(page: Page, family: str) -> str:
    page.wait_for_selector("#cw-ind-run")
    page.click("#cw-ind-run")
    result = page.locator("#cw-ind-out .cw-answer", has_text=family)
    result.wait_for(timeout=20_000)
    return result.inner_text()


def test_the_sample_county_is_computed_and_its_files_taken(
    open_tab: Open, fits: Callable[[], bool], tmp_path: Path
) -> None:
    page = open_tab("指标测算")
    head = computed(page, "优质均衡")
    assert "示例数据" in head
    assert "不达标" in head
    assert fits()
    for button, name in (("book", "结果.xlsx"), ("report", "自评.docx")):
        with page.expect_download() as started:
            page.click(f"#cw-ind-{button}")
        started.value.save_as(tmp_path / name)
    sheet = load_workbook(tmp_path / "结果.xlsx")["小学差异系数"]
    assert any(str(cell.value).startswith("=") for row in sheet.iter_rows() for cell in row)
    assert "自评报告" in Document(str(tmp_path / "自评.docx")).paragraphs[0].text


def test_a_parameter_changes_what_is_computed(open_tab: Open, fits: Callable[[], bool]) -> None:
    page = open_tab("指标测算")
    page.click("#cw-ind-family input")
    page.get_by_role("option", name="补齐测算").click()
    page.get_by_label("目标").fill("0.3")
    computed(page, "补齐测算")
    assert "0.407→0.300" in page.locator("#cw-ind-out").inner_text()
    assert not page.locator("#cw-ind-report").is_visible()
    assert fits()


def choose(page: Page, family: str) -> None:
    page.click("#cw-ind-family input")
    page.get_by_role("option", name=family).click()


def test_the_what_if_can_be_set_at_the_start_and_after_results(open_tab: Open) -> None:
    page = open_tab("指标测算")
    page.wait_for_selector("#cw-ind-run")
    for stage, item in (("初中", "L7"), ("小学", "L6")):
        choose(page, "补齐测算")
        for label, wanted in (("学段", stage), ("项目", item)):
            field = page.get_by_label(label, exact=True).first
            field.wait_for()
            assert field.is_enabled()
            field.click()
            page.get_by_role("option", name=wanted).click()
        page.get_by_label("目标").fill("0.2")
        computed(page, "补齐测算")
        assert f"{stage}明细" in page.locator("#cw-ind-out").inner_text()
        choose(page, "优质均衡")
        page.get_by_label("项目", exact=True).first.wait_for(state="detached")
        computed(page, "优质均衡")


def test_an_upload_is_previewed_and_computed(open_tab: Open, fits: Callable[[], bool]) -> None:
    page = open_tab("指标测算")
    page.locator("#cw-ind-source label", has_text="上传表格").click()
    page.set_input_files("#cw-ind-files input[type=file]", str(UPLOAD))
    page.locator("#cw-ind-preview", has_text="识别为").wait_for()
    computed(page, "优质均衡")
    assert fits()


def test_an_upload_that_is_no_table_is_told_with_the_next_step(open_tab: Open, tmp_path: Path) -> None:
    file = tmp_path / "乱.csv"
    file.write_text("甲,乙\n1,2\n", encoding="utf-8")
    page = open_tab("指标测算")
    page.locator("#cw-ind-source label", has_text="上传表格").click()
    page.set_input_files("#cw-ind-files input[type=file]", str(file))
    result = page.locator("#cw-ind-preview .cw-error")
    result.wait_for()
    assert "表头认不出来" in result.inner_text()
    assert "模板" in result.inner_text()


def test_charts_stand_under_their_tables_in_the_paper_of_the_page(open_tab: Open, fits: Callable[[], bool]) -> None:
    page = open_tab("指标测算")
    computed(page, "优质均衡")
    charts = page.locator("#cw-ind-out .cw-chart")
    assert charts.count() == 6
    first = charts.first
    first.scroll_into_view_if_needed()
    for paper, other in (("light", "dark"), ("dark", "light")):
        page.evaluate("(dark) => document.body.classList.toggle('dark', dark)", paper == "dark")
        picture = first.locator(f"img.cw-on-{paper}")
        picture.wait_for()
        page.wait_for_function("(image) => image.complete && image.naturalWidth > 100", arg=picture.element_handle())
        assert "不达标" in str(picture.get_attribute("alt"))
        assert first.locator(f"img.cw-on-{other}").is_hidden()
    assert fits()
