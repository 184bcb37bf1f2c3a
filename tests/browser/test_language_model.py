"""With a language model the offline answer is there first, can be opened, and gives way to what passes."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from assistant.build import build_assistant
from assistant.draft import Draft
from assistant.engine import Assistant
from assistant.model.making import make_model
from assistant.model.writer import ModelWriter
from assistant.plan import Plan
from assistant.written import Written
from core.schema import Step
from core.settings import Settings
from evals.model_server import ModelServer
from tests.browser.conftest import served
from tests.browser.talking import STREET, opened


class Held(ModelWriter):
    """A writer that waits, until the test opens its gate."""

    gate: threading.Event

    def write(self, assistant: Assistant, plan: Plan, offline: Draft) -> Iterator[Step | Written]:
        assert self.gate.wait(60)
        yield from super().write(assistant, plan, offline)


@pytest.fixture
def held(seeds: Settings) -> Iterator[tuple[Held, str]]:
    server = ModelServer()
    settings = seeds.model_copy(update={"llm_base_url": server.url, "llm_model": "right", "llm_timeout_s": 20.0})
    assistant: Assistant = build_assistant(settings)
    writer = Held(make_model(settings), settings, lambda: ())
    writer.gate = threading.Event()
    assistant.writer = writer
    with served(assistant, settings) as at:
        yield writer, at
        writer.gate.set()
    server.stop()


@pytest.mark.parametrize("width", [1440, 390])
def test_the_offline_answer_comes_first_and_the_models_in_its_place(
    browser: Browser, held: tuple[Held, str], width: int
) -> None:
    writer, address = held
    page = opened(browser.new_page(viewport={"width": width, "height": 900}, locale="zh-CN"), address)
    page.fill("#cw-question textarea", STREET)
    page.click("#cw-send")
    early = page.locator("#cw-now .cw-answer:not(.cw-steps)")
    expect(early).to_contain_text("条", timeout=60_000)
    expect(page.locator("#cw-now")).to_contain_text("这是离线答案")
    early.locator(".cw-ref").first.click()
    expect(page.locator("dialog[open]")).to_contain_text("最美上学路")
    page.keyboard.press("Escape")
    writer.gate.set()
    done = page.locator("#cw-talk .cw-answer:not(.cw-steps)").last
    expect(done).to_contain_text("条", timeout=60_000)
    expect(page.locator("#cw-now .cw-answer")).to_have_count(0)
    expect(done.locator(".cw-ref").first).to_be_visible()
    page.close()


def test_what_is_ready_stays_when_the_model_is_stopped(browser: Browser, held: tuple[Held, str]) -> None:
    _, address = held
    page = opened(browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN"), address)
    page.fill("#cw-question textarea", STREET)
    page.click("#cw-send")
    expect(page.locator("#cw-now")).to_contain_text("这是离线答案", timeout=60_000)
    page.locator("#cw-now [data-stop]").click()
    done = page.locator("#cw-talk .cw-answer:not(.cw-steps)").last
    expect(done).to_contain_text("条", timeout=20_000)
    expect(page.locator("#cw-now .cw-answer")).to_have_count(0)
    page.close()
