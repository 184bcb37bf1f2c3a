"""The 数据核对 tab in a browser: a wrong sum is shown with its operands, a draft beside its sources."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

Open = Callable[[str], Page]
WRONG_SUM = "全区高考考生共1000人，其中男生520人，女生490人。已办成公办园3所、普惠园6所。"


def test_a_wrong_sum_is_shown_with_its_parts_lit(open_tab: Open, fits: Callable[[], bool]) -> None:
    page = open_tab("数据核对")
    page.fill("#cw-check-text textarea", WRONG_SUM)
    page.click("#cw-check-run")
    card = page.locator("#cw-check-out .cw-finding", has_text="不通过").first
    card.wait_for()
    assert card.locator("mark").all_inner_texts() == ["1000人", "520人", "490人"]
    assert "1010" in card.inner_text()
    assert fits()


def test_derived_values_come_when_asked_for(open_tab: Open) -> None:
    page = open_tab("数据核对")
    page.fill("#cw-check-text textarea", WRONG_SUM)
    page.click("#cw-check-run")
    cards = page.locator("#cw-check-out .cw-finding")
    cards.first.wait_for()
    assert cards.filter(has=page.locator(".cw-badge", has_text="仅派生")).count() == 0
    page.check("#cw-check-derived input")
    cards.filter(has=page.locator(".cw-badge", has_text="仅派生")).first.wait_for()


def test_a_filter_leaves_one_verdict(open_tab: Open) -> None:
    page = open_tab("数据核对")
    page.fill("#cw-check-text textarea", WRONG_SUM + "全区共有小学12所。")
    page.click("#cw-check-run")
    page.locator("#cw-check-filter label", has_text="不通过").click()
    page.locator("#cw-check-out .cw-finding").first.wait_for()
    page.wait_for_function(
        "[...document.querySelectorAll('#cw-check-out .cw-finding .cw-badge')].every(b => b.innerText === '不通过')"
    )


def test_a_draft_is_held_against_the_documents(open_tab: Open, fits: Callable[[], bool]) -> None:
    page = open_tab("数据核对")
    page.fill("#cw-check-text textarea", "涧西区公办园在园幼儿占比64.02%。")
    page.click("#cw-check-compare")
    card = page.locator("#cw-check-out .cw-finding", has_text="不一致").first
    card.wait_for()
    assert card.locator("mark").all_inner_texts() == ["64.02%", "54.02%"]
    assert fits()


def test_too_long_a_text_is_refused_with_the_next_step(open_tab: Open) -> None:
    page = open_tab("数据核对")
    page.fill("#cw-check-text textarea", "字" * 30_001)
    page.click("#cw-check-run")
    told = page.locator("#cw-check-out .cw-error")
    told.wait_for()
    assert "30,000" in told.inner_text()
