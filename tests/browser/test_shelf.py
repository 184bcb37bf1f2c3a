"""Reading a document, putting its record right, and telling the program what the columns of a table are."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.build import build_assistant
from assistant.live import LiveAssistant
from core.settings import Settings
from ingest.pipeline import ingest
from tests.browser.conftest import WIDTHS, served
from tests.conftest import settings_for

MAX_NODES = 1500
CODED = ["XXMC", "XD", "ZXS"]


def long_text() -> str:
    chapters = []
    for number in range(1, 13):
        lines = "".join(f"这里第{line}句说的是{number}号学校办学条件。" for line in range(1, 61))
        chapters.append(f"第{number}章 办学条件之{number}\n{lines}\n")
    return "洛阳市涧西区义务教育工作手册\n2023年12月20日\n" + "".join(chapters) + "全书完，独此一句。\n"


def workbook(path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, small: Settings, model_dir: Path, texts: Path) -> Iterator[str]:
    """A page over two small documents and a long one."""
    assert small.data_dir.is_dir()  # the model is built by then
    folder = tmp_path_factory.mktemp("long")
    (folder / "手册.txt").write_text(long_text(), encoding="utf-8")
    settings = settings_for(tmp_path_factory.mktemp("office"), model_dir)
    ingest([texts, folder], settings)
    with served(LiveAssistant(partial(build_assistant, settings)), settings) as where:
        yield where


@pytest.fixture(params=WIDTHS, ids=lambda size: str(size[0]))
def page(request: pytest.FixtureRequest, browser: Browser, office: str) -> Iterator[Page]:
    """The library tab at the width of a desk and of a telephone."""
    width, height = request.param
    opened = browser.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
    opened.goto(office)
    opened.wait_for_selector("#cw-question textarea")
    opened.wait_for_timeout(700)
    library(opened)
    yield opened
    opened.close()


def library(page: Page) -> None:
    # Under load the page is alive late: till then neither the tab nor the menu that may hold it is there.
    tab, menu = page.get_by_role("tab", name="资料库"), page.locator(".overflow-menu > button")
    expect(tab.or_(menu).filter(visible=True).first).to_be_visible(timeout=30_000)
    if not tab.is_visible():
        page.locator(".overflow-menu > button").click()
        tab = page.locator(".overflow-dropdown button", has_text="资料库")
    tab.click()
    page.locator(".cw-shelf .cw-filter").wait_for()


def nodes(page: Page, selector: str) -> int:
    return int(page.evaluate("(at) => document.querySelector(at).querySelectorAll('*').length", selector))


def add(page: Page, file: Path) -> None:
    page.set_input_files("#cw-library-files input[type=file]", [str(file)])
    page.locator("#cw-library-take").click(timeout=60_000)
    expect(page.locator("#cw-library-told")).to_contain_text("已入库", timeout=90_000)


def ask(page: Page, question: str) -> str:
    page.get_by_role("tab", name="问答").click()
    page.fill("#cw-question textarea", question)
    page.keyboard.press("Enter")
    answer = page.locator(".cw-turn", has_text=question).locator(".cw-answer .cw-text").last
    answer.wait_for(timeout=60_000)
    return answer.inner_text()


def test_a_long_document_is_opened_light_searched_and_its_outline_leads_anywhere(page: Page) -> None:
    page.locator(".cw-title", has_text="义务教育工作手册").click()
    reader = page.locator("#cw-drawer .cw-reader")
    reader.wait_for()
    expect(reader.locator(".cw-where").first).to_contain_text("涧西区")
    assert nodes(page, "#cw-drawer") < MAX_NODES
    reader.locator("input[name=words]").fill("独此一句")
    page.keyboard.press("Enter")
    expect(page.locator("#cw-hit")).to_have_text("独此一句")
    expect(reader.locator(".cw-find [role=status]")).to_have_text("第 1 处，共 1 处")
    reader.locator("input[name=words]").fill("学校办学条件")
    page.keyboard.press("Enter")
    expect(reader.locator(".cw-find [role=status]")).to_contain_text("共 720 处")
    assert nodes(page, "#cw-drawer") < MAX_NODES
    reader.locator("input[name=words]").fill("没有的话")
    page.keyboard.press("Enter")
    expect(reader.locator(".cw-find [role=status]")).to_have_text("全文没有“没有的话”")
    outline = page.locator(".cw-outline")
    if outline.get_attribute("open") is None:
        outline.locator("summary").click()
    outline.locator("button", has_text="第11章").first.click()
    page.wait_for_function("/^cw-at-\\d+$/.test(document.activeElement.id)")
    expect(page.locator(".cw-whole").first).to_contain_text("说的是11号学校")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_place_is_put_right_with_name_and_reason_and_a_second_editor_is_told(
    page: Page, browser: Browser, office: str
) -> None:
    place = "北京市朝阳区" if page.viewport_size == {"width": 1440, "height": 900} else "北京市海淀区"
    page.locator(".cw-shelf tr", has_text="丰台区教育局2022年").locator("button", has_text="质量与更正").click()
    record = page.locator("#cw-drawer .cw-record")
    record.wait_for()
    other = browser.new_page(locale="zh-CN")
    other.goto(office)
    other.wait_for_timeout(700)
    library(other)
    other.locator(".cw-shelf tr", has_text="丰台区教育局2022年").locator("button", has_text="质量与更正").click()
    other.locator("#cw-drawer .cw-record").wait_for()

    correct(page, "place", place, "王老师")
    expect(record.locator(".cw-changes li").first).to_contain_text(place, timeout=60_000)
    expect(record.locator(".cw-changes li").first).to_contain_text("王老师")
    correct(other, "issuer", "某某局", "李老师")
    form = other.locator("form[data-post='library/corrections']")
    expect(form.locator("[role=alert]")).to_contain_text("王老师把地区改成", timeout=30_000)
    assert form.locator("input[name=value]").input_value() == "某某局"
    form.locator("button[type=submit]").click()
    expect(other.locator(".cw-changes li").first).to_contain_text("李老师", timeout=60_000)
    other.close()

    page.locator("#cw-drawer .cw-close").click()
    expect(page.locator(".cw-shelf tr", has_text="丰台区教育局2022年")).to_contain_text(place, timeout=20_000)


def correct(page: Page, field: str, value: str, who: str) -> None:
    form = page.locator("form[data-post='library/corrections']")
    form.locator("select[name=field]").select_option(field)
    for name, text in (("value", value), ("who", who), ("why", "原文写错")):
        form.locator(f"input[name={name}]").fill(text)
    form.locator("button[type=submit]").click()


def test_the_list_is_filtered_on_the_server(page: Page) -> None:
    shelf = page.locator(".cw-shelf")
    shelf.locator("input[name=words]").fill("海淀区 总结")
    page.keyboard.press("Enter")
    expect(shelf.locator(".cw-title")).to_have_count(1)
    shelf.locator("input[name=words]").fill("绝没有")
    page.keyboard.press("Enter")
    expect(shelf.locator(".cw-empty")).to_contain_text("没有这样的文件")
    assert nodes(page, ".cw-shelf") < MAX_NODES


def test_a_coded_header_is_mapped_asked_and_remembered_for_the_next_file(
    office: str, browser: Browser, tmp_path: Path
) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page.goto(office)
    page.wait_for_timeout(700)
    library(page)
    rows = [CODED, ["第一小学", "小学", 812], ["第二小学", "小学", 455], ["全区汇总", "", 1267]]
    add(page, workbook(tmp_path / "石景山区2023年学校名册.xlsx", rows))
    expect(page.locator("#cw-library-told")).to_contain_text("列名认不出")
    page.locator(".cw-shelf tr", has_text="石景山区2023年学校名册").locator("button", has_text="列的对应").click()
    form = page.locator("form[data-post='library/tables']")
    form.wait_for()
    expect(page.locator(".cw-mapping")).to_contain_text("认不出这些列名：XXMC、XD、ZXS")
    form.locator("select[name=kind]").select_option("A")
    for position, column in enumerate(("学校名称", "学段", "在校生数")):
        form.locator(f"input[name='column:{position}']").fill(column)
    form.locator("select[name='row:3']").select_option("合计")
    form.locator("input[name=who]").fill("王老师")
    form.locator("button", has_text="保存对应").click()
    expect(page.locator(".cw-mapping")).to_contain_text("按上次的对应（王老师", timeout=30_000)
    page.locator("#cw-drawer .cw-close").click()
    assert "812" in ask(page, "石景山区第一小学在校生数是多少？")

    library(page)
    rows = [[" ＸＸＭＣ ", "XD", "ZXS"], ["山前小学", "小学", 333], ["山后小学", "小学", 222], ["全区汇总", "", 555]]
    add(page, workbook(tmp_path / "门头沟区2023年学校名册.xlsx", rows))
    expect(page.locator("#cw-library-told")).to_contain_text("按上次的对应（王老师")
    assert "333" in ask(page, "门头沟区山前小学在校生数是多少？")
    page.close()
