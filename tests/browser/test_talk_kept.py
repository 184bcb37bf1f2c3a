"""What becomes of conversations: found again, exported, judged; shown so that all can read them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from docx import Document
from playwright.sync_api import Browser, Page

from tests.browser.talking import CONTRAST, GROWTH, SHARE, STREET, ask, opened, side


def test_conversations_are_searched_renamed_exported_and_deleted(page: Page, tmp_path: Path) -> None:
    ask(page, SHARE)
    here = page.evaluate("cewen.here()")
    side(page)
    row = page.locator(f".cw-list li:has([data-id='{here}'])")
    row.locator("summary").click()
    row.locator("[data-do=rename]").click()
    page.fill("#cw-asking textarea", f"涧西园所{here[:6]}")
    page.click("#cw-asking [type=submit]")
    page.locator(".cw-open", has_text=f"涧西园所{here[:6]}").wait_for()
    page.fill("#cw-search textarea, #cw-search input", here[:6])
    page.wait_for_function("document.querySelectorAll('.cw-list li').length === 1")
    row.locator("summary").click()
    with page.expect_download() as started:
        row.get_by_text("导出 Word").click()
    started.value.save_as(tmp_path / "a.docx")
    assert any("54.02%" in one.text for one in Document(str(tmp_path / "a.docx")).paragraphs)
    with page.expect_download() as started:
        row.get_by_text("导出 Markdown").click()
    started.value.save_as(tmp_path / "a.md")
    assert "54.02%" in (tmp_path / "a.md").read_text(encoding="utf-8")
    row.locator("[data-do=delete]").click()
    page.locator("#cw-asking").get_by_text("不能恢复").wait_for()
    page.click("#cw-asking [type=submit]")
    page.locator(".cw-empty").wait_for()
    assert "c=" not in page.url
    page.goto(f"{page.url.split('?')[0]}?c={here}")
    page.locator("#cw-told .cw-error").wait_for()
    assert "已不在" in page.locator("#cw-told").inner_text()


def test_an_answer_is_copied_with_its_sources_and_judged_with_a_reason(browser: Browser, address: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = opened(context.new_page(), address)
    answer = ask(page, SHARE)
    answer.locator("[data-copy]").click()
    answer.get_by_text("已复制").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "54.02%" in copied
    assert "来源：\n[1] 《" in copied
    answer.locator("[data-judge=bad]").click()
    page.fill("#cw-asking textarea", "应写明年份")
    page.click("#cw-asking [type=submit]")
    answer.get_by_text("已记下").wait_for()
    page.reload()
    page.locator("[data-judge=bad][aria-pressed=true]").wait_for()
    context.close()


def test_a_script_in_a_question_is_shown_and_never_run(page: Page) -> None:
    page.evaluate("window.ran = 0")
    evil = "<img src=x onerror='window.ran=1'><script>window.ran=1</script>涧西区公办园占比"
    ask(page, evil)
    side(page)
    page.locator(".cw-open").first.wait_for()
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran") == 0
    assert evil in page.locator("#cw-talk .cw-ask").last.inner_text()


def test_every_text_can_be_read_on_light_and_on_dark_paper(browser: Browser, address: str) -> None:
    for scheme in ("light", "dark"):
        for width, height in ((1440, 900), (390, 844)):
            context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": height})
            page = opened(context.new_page(), address)
            empty = page.evaluate(CONTRAST)
            ask(page, GROWTH)
            clarify = ask(page, "我区公办园在园幼儿占比是多少？")
            clarify.wait_for()
            page.locator(".cw-notes summary").first.click()
            page.locator("#cw-talk .cw-ref").first.hover()
            talk = page.evaluate(CONTRAST)
            page.locator("#cw-talk .cw-ref").first.click()
            page.locator("#cw-drawer .cw-facts").wait_for()
            drawer = page.evaluate(CONTRAST)
            assert min(len(empty), len(talk), len(drawer)) > 10
            assert [one for one in empty + talk + drawer if one[0] < 4.5] == []
            context.close()


def test_however_many_conversations_there_are_they_stand_beside_the_talk(page: Page, address: str) -> None:
    for _ in range(9):
        page.goto(address)
        page.locator(".cw-empty .cw-suggest").first.click()
        page.locator("#cw-talk .cw-answer").wait_for()
    side(page)
    box = page.locator("#cw-side").bounding_box()
    for row in page.locator(".cw-list li").all():
        own = row.bounding_box()
        assert own["x"] >= box["x"]
        assert own["x"] + own["width"] <= box["x"] + box["width"] + 1
    if page.viewport_size["width"] >= 900:
        assert page.locator(".gradio-container").bounding_box()["width"] == page.viewport_size["width"]


def test_the_focus_can_be_seen(page: Page) -> None:
    ask(page, SHARE)
    page.locator("#cw-question textarea").focus()
    for _ in range(3):
        page.keyboard.press("Shift+Tab")
        outline = page.evaluate(
            "getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).outlineWidth"
        )
        assert outline == "solid3px"


def test_a_lost_connection_is_told_in_chinese(browser: Browser, seed_assistant: Any, seeds: Any) -> None:
    from tests.browser.conftest import served

    with served(seed_assistant, seeds) as address:
        page = opened(browser.new_page(), address)
        ask(page, SHARE)
    page.fill("#cw-question textarea", STREET)
    page.click("#cw-send")
    page.get_by_text(re.compile("连接断开了|连接出错")).first.wait_for(timeout=30_000)
    assert page.get_by_text(re.compile("Connection|lost", re.IGNORECASE)).count() == 0
    page.close()
