"""The 起草 tab in a browser: ordered, drafted, edited, saved with its remarks, looked back, taken as Word, deleted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Page, expect

from assistant.engine import Assistant
from core.settings import Settings
from tests.browser.conftest import served
from tests.drafting_texts import COUNTY

Open = Callable[[str], Page]
TEXT, OUT, TOLD = "#cw-draft-text textarea", "#cw-draft-out", "#cw-draft-told"
TITLE = "云岭县2024年教育工作简报"


@pytest.fixture(scope="module")
def address(draft_assistant: Assistant, draft_settings: Settings) -> Iterator[str]:
    """Where the page over the texts of the made-up county is served."""
    with served(draft_assistant, draft_settings) as at:
        yield at


def ordered(page: Page, place: str = COUNTY) -> None:
    page.locator("#cw-draft-places input").click()
    page.get_by_role("option", name=place, exact=True).click()
    page.keyboard.press("Escape")
    page.fill("#cw-draft-years input, #cw-draft-years textarea", "2024")
    page.click("#cw-draft-run")


@pytest.fixture
def drafted(open_tab: Open) -> Page:
    """The tab with a draft of 云岭县."""
    page = open_tab("起草")
    page.locator("#cw-draft-run").wait_for()
    ordered(page)
    expect(page.locator(TEXT)).to_have_value(re.compile(f"^# {TITLE}"), timeout=60_000)
    return page


def test_a_draft_is_ordered_and_shown_with_its_sources(drafted: Page, fits: Callable[[], bool]) -> None:
    assert "全县普惠性幼儿园覆盖率达到92.4%[" in drafted.input_value(TEXT)
    assert f"{TITLE} · 第1版" in drafted.locator("#cw-draft-now").inner_text()
    drafted.locator(f"{OUT} summary").click()
    expect(drafted.locator(f"{OUT} blockquote").first).to_be_visible()
    assert "全县普惠性幼儿园覆盖率达到92.4%。" in drafted.locator(f"{OUT} blockquote").all_inner_texts()
    assert "同一件事两份资料的数字不同" in drafted.locator(OUT).inner_text()
    assert fits()


def test_a_figure_changed_by_hand_is_remarked_when_saved_and_the_old_version_stays(
    drafted: Page, fits: Callable[[], bool]
) -> None:
    first = drafted.input_value(TEXT)
    edited = first.replace("92.4%", "94.4%")
    drafted.fill(TEXT, edited)
    drafted.click("#cw-draft-save")
    expect(drafted.locator(TOLD)).to_contain_text("已保存")
    expect(drafted.locator(f"{OUT} li", has_text="与来源不符")).to_contain_text("94.4%")
    line = next(at for at, one in enumerate(edited.split("\n"), 1) if "94.4%" in one)
    assert f"第{line}行“94.4%”" in drafted.locator(OUT).inner_text()
    assert fits()
    drafted.locator("#cw-draft-version input").click()
    drafted.get_by_role("option", name="第1版").click()
    expect(drafted.locator(TEXT)).to_have_value(first)
    assert "94.4%" not in drafted.locator(OUT).inner_text()


def test_a_draft_is_taken_as_word_as_it_was_saved(drafted: Page, tmp_path: Path) -> None:
    drafted.fill(TEXT, drafted.input_value(TEXT) + "\n会后补记的一句话。\n")
    drafted.click("#cw-draft-save")
    expect(drafted.locator(TOLD)).to_contain_text("已保存")
    with drafted.expect_download() as started:
        drafted.click("#cw-draft-docx")
    assert started.value.suggested_filename == f"{TITLE}.docx"
    started.value.save_as(tmp_path / "稿.docx")
    lines = [one.text for one in docx.Document(str(tmp_path / "稿.docx")).paragraphs]
    assert lines[0] == TITLE
    assert "会后补记的一句话。" in lines
    assert "资料来源" in lines


def test_an_order_without_anything_is_answered_with_what_to_do(open_tab: Open, fits: Callable[[], bool]) -> None:
    page = open_tab("起草")
    page.click("#cw-draft-run")
    expect(page.locator(TOLD)).to_contain_text("没有选地区，也没有选文件")
    expect(page.locator(TEXT)).to_be_hidden()
    assert fits()


def test_a_draft_is_deleted_after_asking(drafted: Page) -> None:
    drafted.once("dialog", lambda dialog: dialog.dismiss())
    drafted.click("#cw-draft-remove")
    drafted.wait_for_timeout(1500)  # as long as deleting would take
    expect(drafted.locator(TEXT)).to_be_visible()
    drafted.once("dialog", lambda dialog: dialog.accept())
    drafted.click("#cw-draft-remove")
    expect(drafted.locator(TOLD)).to_contain_text("已删除")
    expect(drafted.locator(TEXT)).to_be_hidden()
