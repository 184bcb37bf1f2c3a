"""What the page weighs, asks for and holds: bytes, hosts, nodes, and its width under a twofold zoom."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page

from assistant.engine import Assistant
from core.ledger_figure import LedgerFigure
from core.settings import Settings
from corpus.conversations import Conversations
from tests.browser.conftest import served
from tests.browser.talking import ask, opened
from ui.conversation_list import AT_FIRST
from ui.ledger_rows import PAGE_ROWS
from ui.office_ledger import OfficeLedger

MAX_BYTES, MAX_NODES, MANY = 600_000, 1_500, 5_000
TABS = ("问答", "指标测算", "数据核对", "数字台账", "起草", "资料库", "设置")
NODES = "document.querySelectorAll('*').length"


@contextmanager
def desk(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield opened(context.new_page(), address)
    context.close()


def test_the_first_view_is_compressed_and_light(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    sizes: list[int] = []
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    opened(page, address)
    context.close()
    assert 100_000 < sum(sizes) <= MAX_BYTES


def test_what_is_the_page_s_own_is_sent_compressed_and_kept_by_the_browser(browser: Browser, address: str) -> None:
    with desk(browser, address) as page:
        own = page.evaluate("""() => [...document.querySelectorAll('head [src], head [href]')]
            .map((one) => one.src || one.href).filter((url) => url.includes('/page-assets/'))""")
        assert len(own) == 7
        for url in own:
            headers = page.request.get(url).headers
            assert headers["content-encoding"] == "gzip"
            assert "immutable" in headers["cache-control"]
        gone = page.request.get(own[0].replace("/page-assets/", "/page-assets/0"))
        assert gone.status == 404


def test_no_tab_asks_anything_of_another_host(browser: Browser, address: str) -> None:
    outside: list[str] = []
    with desk(browser, address) as page:
        page.on("request", lambda request: outside.append(request.url))
        page.reload()
        page.wait_for_selector("#cw-question textarea")
        ask(page, "涧西区公办园在园幼儿占比是多少？")
        for name in TABS:
            page.get_by_role("tab", name=name).click()
            page.wait_for_timeout(500)
    assert len(outside) > 10
    allowed = (address, address.replace("http", "ws", 1), "data:", "blob:")
    assert [url for url in outside if not url.startswith(allowed)] == []


def test_five_thousand_rows_are_shown_in_few_nodes(
    browser: Browser, seed_assistant: Assistant, seeds: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = OfficeLedger(seeds).rows
    many: list[LedgerFigure] = (known * (MANY // len(known) + 1))[:MANY]
    monkeypatch.setattr(OfficeLedger, "rows", many)
    with served(seed_assistant, seeds) as address, desk(browser, address) as page:
        page.get_by_role("tab", name="数字台账").click()
        page.click("#cw-ledger-run")
        page.locator("#cw-ledger-out .cw-row").first.wait_for(timeout=60_000)
        assert f"共 {MANY} 个数字" in page.locator("#cw-ledger-out").inner_text()
        assert page.locator("#cw-ledger-out .cw-row").count() == PAGE_ROWS
        assert page.evaluate(NODES) < MAX_NODES


def test_many_conversations_are_listed_in_few_nodes(browser: Browser, address: str, seed_assistant: Assistant) -> None:
    kept = Conversations(seed_assistant.store.session)
    begun = [kept.begin(f"第{number}次的问题") for number in range(60)]
    with desk(browser, address) as page:
        rows = page.locator(".cw-list li")
        rows.nth(AT_FIRST - 1).wait_for()
        assert rows.count() == AT_FIRST
        assert page.evaluate(NODES) < MAX_NODES
        page.get_by_role("button", name="更早的对话").click()
        page.locator(f".cw-open[data-id='{begun[0]}']").click()
        page.wait_for_url(f"**c={begun[0]}*")
        page.locator(f".cw-list li[aria-current] [data-id='{begun[0]}']").first.wait_for()
    for one in begun:
        kept.delete(one)


def test_long_answers_are_shown_in_few_nodes(browser: Browser, address: str) -> None:
    with desk(browser, address) as page:
        questions = ("各地新增了多少学位？", "太康县初中校长什么情况下会被免职？", "概括西城、天津、宁波的主要做法")
        assert sum(len(ask(page, question).inner_text()) for question in questions) > 700
        assert page.evaluate(NODES) < MAX_NODES


def test_nothing_is_wider_than_the_screen_under_a_twofold_zoom(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 720, "height": 450}, device_scale_factor=2)
    page = opened(context.new_page(), address)
    ask(page, "西城、天津、宁波、十二师各新增了多少学位？")
    wide = {}
    for name in TABS:
        tab = page.get_by_role("tab", name=name)
        if not tab.is_visible():
            page.locator(".overflow-menu > button").click()
            tab = page.locator(".overflow-dropdown button", has_text=name)
        tab.click()
        page.wait_for_timeout(500)
        if name == "数字台账":
            page.click("#cw-ledger-run")
            page.locator("#cw-ledger-out .cw-row").first.wait_for(timeout=30_000)
        if name == "指标测算":
            page.click("#cw-ind-run")
            page.locator("#cw-ind-out .cw-chart").first.wait_for(timeout=30_000)
        wide[name] = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    context.close()
    assert {name: more for name, more in wide.items() if more > 0} == {}
