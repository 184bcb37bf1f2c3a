"""Chips above the question box: what is pinned is searched for, shown, kept with the conversation, and binds."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.talking import ask


def pin(page: Page, kind: str, words: str) -> None:
    page.click(f".cw-scope [data-do=pin][data-kind={kind}]")
    page.fill("#cw-choosing input", words)
    page.locator("#cw-choosing .cw-choice").filter(has_text=words).first.wait_for()
    page.wait_for_timeout(200)
    page.keyboard.press("Enter")
    page.locator(f".cw-pin [data-kind={kind}]", has_text=words[:6]).wait_for()


def test_what_is_pinned_binds_is_kept_and_is_taken_off(page: Page, fits: Callable[[], bool]) -> None:
    pin(page, "place", "河南省洛阳市涧西区")
    assert "54.02%" in ask(page, "公办园在园幼儿占比是多少？").inner_text()
    other = ask(page, "宁波新增了多少学位？")
    assert "宁波" in other.inner_text()
    other.locator(".cw-notes summary").click()
    assert "没有按固定的“涧西区”回答" in other.inner_text()
    assert fits()
    page.reload()
    page.locator(".cw-pin", has_text="涧西区").wait_for()
    pin(page, "year", "2019")
    assert "cw-refused" in (ask(page, "公办园在园幼儿占比是多少？").get_attribute("class") or "")
    for kind in ("year", "place"):
        page.click(f".cw-unpin[data-kind={kind}]")
        page.locator(f".cw-unpin[data-kind={kind}]").wait_for(state="detached")
    assert page.locator(".cw-pin").count() == 0


def test_a_pinned_document_alone_is_searched(page: Page) -> None:
    title = page.request.get(f"{page.url}talk/scope/document?words=太康").json()["choices"][0]["label"]
    pin(page, "document", title)
    assert "cw-refused" in (ask(page, "涧西区公办园在园幼儿占比是多少？").get_attribute("class") or "")
    answer = ask(page, "太康县初中校长什么情况下会被免职？")
    answer.locator(".cw-ref").first.click()
    page.locator("#cw-drawer[open] mark").wait_for()
    assert title in page.locator("#cw-drawer").inner_text()


def test_a_new_conversation_has_nothing_pinned(page: Page) -> None:
    pin(page, "year", "2021")
    if not page.locator(".cw-new").is_visible():
        page.click(".cw-menu")
    page.click(".cw-new")
    page.locator(".cw-pin").wait_for(state="detached")
    assert "c=" not in page.url
