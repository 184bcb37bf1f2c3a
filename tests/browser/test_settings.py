"""The 设置 tab in a browser: home holds in new conversations, colours in this browser, the engine is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.engine import Assistant
from core.settings import Settings
from corpus.conversations import LOCAL
from corpus.preferences import Preferences
from tests.browser.talking import ask, opened

Open = Callable[[str], Page]
WEST = "河南省洛阳市涧西区"


@pytest.fixture(autouse=True)
def no_home_after(seed_assistant: Assistant) -> Iterator[None]:
    """Other tests ask of 我区 as of nowhere."""
    yield
    Preferences(seed_assistant.store.session, LOCAL).set_home("")


def set_home(page: Page, name: str) -> None:
    page.click("#cw-home input")
    page.fill("#cw-home input", name)
    page.get_by_role("option", name=name).click()
    page.locator("#cw-home-told", has_text="已保存").wait_for()


def test_home_holds_in_conversations_begun_after_it_is_set(open_tab: Open, fits: Callable[[], bool]) -> None:
    page = open_tab("问答")
    assert "是哪里" in ask(page, "我区公办园在园幼儿占比是多少？").inner_text()
    old = page.evaluate("cewen.here()")
    open_tab("设置")
    set_home(page, WEST)
    assert fits()
    page.goto(page.url.split("?")[0])
    page.wait_for_selector("#cw-question textarea")
    page.wait_for_timeout(700)
    assert "54.02%" in ask(page, "我区公办园在园幼儿占比是多少？").inner_text()
    assert WEST in page.locator(".cw-home").inner_text()
    page.goto(f"{page.url.split('?')[0]}?c={old}")
    page.locator("#cw-talk .cw-answer").wait_for()
    assert page.locator(".cw-home").count() == 0
    open_tab("设置")
    expect(page.locator("#cw-home input")).to_have_value(WEST)


def test_the_colours_are_kept_by_the_browser_whatever_the_system_says(browser: Browser, address: str) -> None:
    dark = "document.body.classList.contains('dark')"
    context = browser.new_context(color_scheme="light")
    page = opened(context.new_page(), address)
    assert page.evaluate(dark) is False
    page.get_by_role("tab", name="设置").click()
    page.locator("#cw-theme label", has_text="深色").click()
    page.wait_for_function(dark)
    page.reload()
    page.wait_for_selector("#cw-question textarea")
    page.wait_for_timeout(700)
    assert page.evaluate(dark) is True
    page.emulate_media(color_scheme="dark")
    page.get_by_role("tab", name="设置").click()
    assert page.locator("#cw-theme input:checked").input_value() == "dark"
    page.locator("#cw-theme label", has_text="浅色").click()
    page.wait_for_function(f"!{dark}")
    page.locator("#cw-theme label", has_text="跟随系统").click()
    page.wait_for_function(dark)
    other = opened(browser.new_context(color_scheme="light").new_page(), address)
    assert other.evaluate(dark) is False
    other.context.close()
    context.close()


def test_the_engine_is_told_with_how_to_set_it(open_tab: Open) -> None:
    page = open_tab("设置")
    result = page.locator(".cw-engine").inner_text()
    assert "离线写作" in result
    assert "CEWEN_LLM_BASE_URL" in result


def test_a_configured_model_is_named_and_its_key_is_not(seed_assistant: Assistant, tmp_path: Path) -> None:
    from ui.settings_tab import SettingsDesk

    result = SettingsDesk(
        Settings(llm_base_url="http://10.0.0.9/v1", llm_model="局内<模型>", llm_api_key="geheim", data_dir=tmp_path),
        Preferences(seed_assistant.store.session, LOCAL),
        list,
    ).engine()
    assert "局内&lt;模型&gt;" in result
    assert "http://10.0.0.9/v1" in result
    assert "geheim" not in result
