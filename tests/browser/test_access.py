"""Every tab stands up to axe-core with none of its rules switched off, on light and on dark paper and on a telephone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

SHARE = "涧西区公办园在园幼儿占比是多少？"
WRONG_SUM = "全区高考考生共1000人，其中男生520人，女生490人。已办成公办园3所、普惠园6所。"
SIZES = [("light", 1440, 900), ("dark", 1440, 900), ("light", 390, 844)]
SETTLED_MS = 900  # what scrolls is made reachable a moment after it is drawn; colours fade in


@pytest.fixture(scope="module", params=SIZES, ids=lambda size: f"{size[0]}-{size[1]}")
def seen(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    scheme, width, height = request.param
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": height})
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("#cw-question textarea")
    page.wait_for_timeout(SETTLED_MS)
    yield page
    context.close()


def faults(page: Page, looked_at: int = 15) -> list[str]:
    """What axe finds at fault, with the elements; that it looked at something is held too."""
    page.wait_for_timeout(SETTLED_MS)
    result = Axe().run(page).response
    assert len(result["passes"]) > looked_at
    return [
        f"{rule['id']} ({rule['impact']}): {node['target']} {node['html'][:200]}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]


def opened(page: Page, name: str) -> None:
    tab = page.get_by_role("tab", name=name)
    if not tab.is_visible():
        page.locator(".overflow-menu > button").click()
        tab = page.locator(".overflow-dropdown button", has_text=name)
    tab.click()


def talk(page: Page) -> None:
    opened(page, "问答")
    if page.locator("#cw-talk .cw-answer").count() == 0:
        page.fill("#cw-question textarea", SHARE)
        page.click("#cw-send")
    page.locator("#cw-talk .cw-answer").first.wait_for(timeout=60_000)


def checker(page: Page) -> None:
    opened(page, "数据核对")
    page.fill("#cw-check-text textarea", WRONG_SUM)
    page.click("#cw-check-run")
    page.locator("#cw-check-out .cw-finding").first.wait_for(timeout=30_000)


def indicators(page: Page) -> None:
    opened(page, "指标测算")
    page.wait_for_selector("#cw-ind-run")
    page.click("#cw-ind-run")
    page.locator("#cw-ind-out .cw-chart").first.wait_for(timeout=30_000)


def library(page: Page) -> None:
    opened(page, "资料库")
    page.locator("#cw-library-covers table").first.wait_for()


def drafting(page: Page) -> None:
    opened(page, "起草")
    if page.locator("#cw-draft-out .cw-draft-sources").count() == 0:
        page.locator("#cw-draft-places input").click()
        page.get_by_role("option", name="涧西区").click()
        page.keyboard.press("Escape")
        page.click("#cw-draft-run")
    page.locator("#cw-draft-out summary").click(timeout=60_000)
    page.locator("#cw-draft-out blockquote").first.wait_for()


def ledger(page: Page) -> None:
    opened(page, "数字台账")
    page.click("#cw-ledger-run")
    row = page.locator("#cw-ledger-out .cw-row").first
    row.locator("summary").click()
    row.locator("mark").wait_for()


def settings(page: Page) -> None:
    opened(page, "设置")
    page.locator("#cw-settings .cw-engine").wait_for()


@pytest.mark.parametrize("there", [talk, checker, indicators, library, drafting, ledger, settings])
def test_a_tab_has_no_fault(seen: Page, there: Callable[[Page], None]) -> None:
    there(seen)
    assert faults(seen) == []


def test_the_drawer_has_no_fault(seen: Page) -> None:
    talk(seen)
    seen.locator("#cw-talk .cw-ref").first.click()
    seen.locator("#cw-drawer[open] mark").wait_for()
    assert faults(seen) == []
    seen.locator("#cw-drawer .cw-goes", has_text="打开全文").click()
    seen.locator("#cw-drawer .cw-whole mark").wait_for()
    assert faults(seen) == []
    seen.keyboard.press("Escape")


def test_chips_and_the_box_that_offers_what_to_pin_have_no_fault(seen: Page) -> None:
    talk(seen)
    for kind in ("place", "document"):
        seen.click(f".cw-scope [data-do=pin][data-kind={kind}]")
        seen.locator("#cw-choosing .cw-choice").first.wait_for()
        assert faults(seen) == []
        seen.locator("#cw-choosing .cw-choice").first.click()
        seen.locator(f".cw-pin [data-kind={kind}]").first.wait_for()
    assert faults(seen) == []
