"""Adding a document from the page and asking about it: the way of a new user."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from assistant.build import build_assistant
from assistant.live import LiveAssistant
from core.settings import Settings
from ingest.pipeline import ingest
from tests.browser.conftest import served
from tests.conftest import settings_for

TEXT = "石景山区教育局2023年工作总结\n2023年12月20日\n全区公办园在园幼儿占比58.4%。\n"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, small: Settings, model_dir: Path, texts: Path) -> Iterator[str]:
    """A page over two small documents that may grow."""
    assert small.data_dir.is_dir()  # the model is built by then
    settings = settings_for(tmp_path_factory.mktemp("office"), model_dir)
    ingest([texts], settings)
    with served(LiveAssistant(partial(build_assistant, settings)), settings) as where:
        yield where


def test_a_document_is_added_and_asked_about(office: str, browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    file = tmp_path / "石景山总结.txt"
    file.write_text(TEXT, encoding="utf-8")
    page.goto(office)
    page.get_by_role("tab", name="资料库").click()
    page.set_input_files("#cw-library-files input[type=file]", [str(file)])
    page.locator("#cw-library-take").click(timeout=60_000)
    expect(page.locator("#cw-library-told")).to_contain_text("已入库", timeout=60_000)
    expect(page.locator("#cw-library-covers")).to_contain_text("石景山区教育局2023年工作总结", timeout=30_000)
    assert "Drop File" not in page.inner_text("body")
    page.get_by_role("tab", name="数字台账").click()
    page.locator("#cw-ledger-place input").click()
    expect(page.get_by_role("option", name="北京市石景山区")).to_be_visible(timeout=20_000)
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="问答").click()
    page.fill("#cw-question textarea", "石景山区公办园在园幼儿占比是多少？")
    page.keyboard.press("Enter")
    expect(page.locator(".cw-answer").last).to_contain_text("58.4%", timeout=60_000)
    page.close()
