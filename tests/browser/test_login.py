"""Logging in with a browser: the form on every screen, tabs by role, and nothing typed is lost when a log-in runs out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from assistant.engine import Assistant
from core.settings import Settings
from corpus.accounts import Accounts
from tests.browser.conftest import served
from tests.browser.talking import SHARE
from tests.browser.test_access import SIZES, faults
from tests.ui.people import PASSWORD, add_person

NEW = "另一个很长的口令 88"


@dataclass(frozen=True)
class Office:
    """Where the page with accounts is served, and its assistant."""

    address: str
    assistant: Assistant

    def person(self, role: str) -> str:
        return add_person(self.assistant.store, role)


@pytest.fixture(scope="module")
def office(seed_assistant: Assistant, seeds: Settings) -> Iterator[Office]:
    add_person(seed_assistant.store, "管理")
    with served(seed_assistant, seeds.model_copy(update={"accounts": "on"})) as at:
        yield Office(at, seed_assistant)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1440, "height": 900})
    yield made
    made.close()


def fill_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.fill("#name", name)
    page.fill("#password", password)
    page.click("button[type=submit]")


def come_in(page: Page, office: Office, name: str, password: str = PASSWORD) -> None:
    page.goto(office.address)
    fill_in(page, name, password)
    page.wait_for_selector("#cw-question textarea")
    page.wait_for_timeout(1_000)


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}-{size[1]}")
def test_the_form_fits_every_screen_and_is_for_everybody(
    browser: Browser, office: Office, size: tuple[str, int, int]
) -> None:
    scheme, width, height = size
    made = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": height})
    page = made.new_page()
    page.goto(office.address)
    expect(page).to_have_url(f"{office.address}/login")
    for item in ("", "用户名或密码不对"):
        if item:
            fill_in(page, "没有这个人", "不是这个口令 00")
            page.get_by_role("alert").get_by_text(item).wait_for()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (ground == "rgb(17, 22, 27)") is (scheme == "dark")
        assert faults(page, looked_at=8) == []
    made.close()


def test_a_question_is_asked_and_the_way_out_leads_to_the_form(context: BrowserContext, office: Office) -> None:
    page, name = context.new_page(), office.person("查询")
    come_in(page, office, name)
    page.fill("#cw-question textarea", SHARE)
    page.click("#cw-send")
    page.locator("#cw-talk .cw-answer").first.wait_for(timeout=60_000)
    tab(page, "资料库")
    page.locator("#cw-library-covers .cw-shelf").wait_for()
    expect(page.locator("#cw-library-files")).to_be_hidden()
    tab(page, "设置")
    expect(page.locator("#cw-account")).to_contain_text(name)
    expect(page.locator("#cw-users")).to_be_hidden()
    page.click("#cw-logout")
    expect(page).to_have_url(f"{office.address}/login")
    page.go_back()
    expect(page.locator("#cw-talk .cw-answer")).to_have_count(0)


def test_an_editor_sees_how_files_are_added(context: BrowserContext, office: Office) -> None:
    page = context.new_page()
    come_in(page, office, office.person("编辑"))
    tab(page, "资料库")
    expect(page.locator("#cw-library-files")).to_be_visible()


def test_a_keeper_adds_a_person_who_then_changes_the_password(context: BrowserContext, office: Office) -> None:
    page, name = context.new_page(), office.person("查询").replace("查询", "新人")
    come_in(page, office, office.person("管理"))
    tab(page, "设置")
    page.locator("#cw-users button").first.click()
    page.fill("#cw-users-name input, #cw-users-name textarea", name)
    page.fill("#cw-users-password input", PASSWORD)
    page.click("#cw-users-add")
    page.locator("#cw-users-told", has_text="已添加").wait_for()
    expect(page.locator("#cw-users-list")).to_contain_text(name)
    assert faults(page) == []
    page.click("#cw-logout")
    come_in(page, office, name)
    tab(page, "设置")
    page.locator("#cw-password button").first.click()
    for box, typed in (("old", PASSWORD), ("new", NEW), ("again", NEW)):
        page.fill(f"#cw-password-{box} input", typed)
    page.click("#cw-password-run")
    page.locator("#cw-password-told", has_text="密码已改").wait_for()
    page.click("#cw-logout")
    come_in(page, office, name, NEW)


def test_what_was_typed_outlives_the_log_in(context: BrowserContext, office: Office) -> None:
    page, name = context.new_page(), office.person("查询")
    come_in(page, office, name)
    Accounts(office.assistant.store.session).reset(name, NEW)
    page.fill("#cw-question textarea", SHARE)
    page.click("#cw-send")
    result = page.locator("#cw-login-needed")
    result.get_by_text("登录已过期").wait_for()
    expect(page.locator("#cw-question textarea")).to_have_value(SHARE)
    with context.expect_page() as opened:
        result.get_by_role("link", name="去登录").click()
    other = opened.value
    fill_in(other, name, NEW)
    other.wait_for_selector("#cw-question textarea")
    expect(page.locator("#cw-question textarea")).to_have_value(SHARE)
    page.click("#cw-send")
    page.locator("#cw-talk .cw-answer").first.wait_for(timeout=60_000)
    assert "54.02%" in page.locator("#cw-talk .cw-answer").first.inner_text()
