"""The page in a real browser: one conversation, its width, its language, and that it asks nobody else."""

from __future__ import annotations

from playwright.sync_api import Browser, Page


def ask(page: Page, question: str) -> None:
    before = page.locator("#cw-talk .cw-answer").count()
    page.fill("#cw-question textarea", question)
    page.click("#cw-send")
    page.locator("#cw-talk .cw-answer").nth(before).wait_for(timeout=60_000)


def test_a_follow_up_and_a_refusal_in_one_conversation(page: Page) -> None:
    ask(page, "宁波新增了多少学位？")
    ask(page, "那十二师呢")
    assert "8000个" in page.locator(".cw-answer").last.inner_text()
    ask(page, "深圳市有多少所小学？")
    refused = page.locator(".cw-answer").last
    assert "深圳市" in refused.inner_text()
    assert "cw-refused" in (refused.get_attribute("class") or "")
    assert page.locator(".cw-ask").count() == 3


def test_nothing_is_wider_than_the_screen_and_chinese_is_drawn(page: Page) -> None:
    ask(page, "西城、天津、宁波、十二师各新增了多少学位？")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    # A missing font draws every character as one box: two characters of different shape then look alike.
    same = page.evaluate(
        """() => { const draw = (c) => { const k = document.createElement('canvas'); k.width = k.height = 40;
        const g = k.getContext('2d'); g.font = '32px sans-serif'; g.fillText(c, 2, 34); return k.toDataURL(); };
        return draw('一') === draw('鑫'); }"""
    )
    assert same is False
    assert page.evaluate("document.documentElement.lang") == "zh-CN"


def test_what_the_corpus_covers_can_be_seen(page: Page) -> None:
    if not page.locator("#cw-coverage").is_visible():
        page.click(".cw-menu")
    page.locator("#cw-coverage button").first.click()
    listed = page.locator("#cw-coverage")
    listed.get_by_text("河南省洛阳市涧西区").first.wait_for()
    assert "未标日期" in listed.inner_text()


def test_nothing_is_asked_of_another_host(browser: Browser, address: str) -> None:
    page = browser.new_page()
    outside: list[str] = []
    page.on(
        "request",
        lambda request: None if request.url.startswith((address, "data:", "blob:")) else outside.append(request.url),
    )
    page.goto(address)
    page.wait_for_selector("#cw-question textarea")
    ask(page, "宁波“最美上学路”有多少条")
    page.close()
    assert [url for url in outside if not url.startswith(address.replace("http", "ws"))] == []


def test_where_files_are_dropped_speaks_chinese(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    page.get_by_role("tab", name="资料库").click()
    box = page.locator("#cw-library-files [data-testid=upload-text]")
    box.wait_for()
    page.wait_for_timeout(300)
    assert box.inner_text().split() == ["把文件拖到这里", "或", "点击选择文件"]
    page.close()
