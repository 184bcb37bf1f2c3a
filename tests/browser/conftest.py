"""The page served over the product's own documents, and a browser that opens it at two widths."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from assistant.engine import Assistant, Question
from core.schema import Step, Trace
from core.settings import Settings
from ui.server import build_server

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = [(1440, 900), (390, 844)]


@contextmanager
def served(assistant: Assistant, settings: Settings) -> Iterator[str]:
    """Where the page of an assistant is served meanwhile."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = uvicorn.Config(
        build_server(assistant, settings),
        host="127.0.0.1",
        port=port,
        log_level="warning",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    for _ in range(200):
        if server.started:
            break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


class Gated(Assistant):
    """An assistant that waits before it answers, until the test opens its gate."""

    def __init__(self, inner: Assistant) -> None:
        self._inner = inner
        self.gate = threading.Event()
        self.planner, self.finder, self.search = inner.planner, inner.finder, inner.search
        self.store, self.desk, self.tables = inner.store, inner.desk, inner.tables

    def answer(self, question: Question) -> Iterator[Step | Trace]:
        """The answer, once the gate is open."""
        yield Step(title="理解问题", status="running")
        assert self.gate.wait(60)
        yield from self._inner.answer(question)


@pytest.fixture(scope="session")
def address(seed_assistant: Assistant, seeds: Settings) -> Iterator[str]:
    """Where the page is served."""
    with served(seed_assistant, seeds) as at:
        yield at


@pytest.fixture
def gated(seed_assistant: Assistant, seeds: Settings) -> Iterator[tuple[Gated, str]]:
    """An assistant whose answers wait, and where its page is served."""
    assistant = Gated(seed_assistant)
    with served(assistant, seeds) as at:
        yield assistant, at
        assistant.gate.set()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; without one the tests are skipped, or fail where CEWEN_BROWSER=required."""
    if CHROMIUM is None and os.environ.get("CEWEN_BROWSER") != "required":
        pytest.skip("no Chromium here: apt-get install chromium chromium-driver")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(params=WIDTHS, ids=lambda size: str(size[0]))
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """The page, at the width of a desk and of a telephone."""
    width, height = request.param
    opened = browser.new_page(viewport={"width": width, "height": height})
    opened.goto(address)
    opened.wait_for_selector("#cw-question textarea")
    # A click before the page is alive goes nowhere.
    opened.wait_for_timeout(700)
    yield opened
    opened.close()


@pytest.fixture
def open_tab(page: Page) -> Callable[[str], Page]:
    """Opens a tab of the page by its name; on a telephone some stand behind the menu of further tabs."""

    def opened(name: str) -> Page:
        tab = page.get_by_role("tab", name=name)
        if not tab.is_visible():
            page.locator(".overflow-menu > button").click()
            tab = page.locator(".overflow-dropdown button", has_text=name)
        tab.click()
        return page

    return opened


@pytest.fixture
def fits(page: Page) -> Callable[[], bool]:
    """Tells whether nothing is wider than the screen."""
    return lambda: bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
