"""The page in a real browser: a question typed, a citation clicked, the sentence lit."""

from __future__ import annotations

from playwright.sync_api import Browser, Page


def ask(page: Page, question: str) -> None:
    before = page.locator(".cw-answer:not(.cw-steps)").count()
    page.fill("#cw-question textarea", question)
    page.click("#cw-send")
    page.locator(".cw-answer:not(.cw-steps)").nth(before).wait_for(timeout=60_000)


def test_a_citation_opens_its_source_at_the_sentence(page: Page) -> None:
    ask(page, "涧西区公办园在园幼儿占比是多少？")
    answer = page.locator(".cw-answer").last
    assert "54.02%" in answer.inner_text()
    answer.locator(".cw-ref").first.click()
    lit = page.locator(".cw-src.cw-lit")
    lit.wait_for()
    assert "公办园在园幼儿占比54.02%" in lit.locator("mark").inner_text()
    assert lit.locator("mark").is_visible()


def test_a_source_that_comes_open_shows_its_sentence(page: Page) -> None:
    ask(page, "涧西区公办园在园幼儿占比是多少？")
    page.wait_for_function(
        """() => {
            const box = document.querySelector('.cw-src[open] .cw-around'), mark = box && box.querySelector('mark');
            if (!mark) return false;
            const frame = box.getBoundingClientRect(), seen = mark.getBoundingClientRect();
            return box.scrollHeight > box.clientHeight && seen.top >= frame.top && seen.top < frame.bottom - 20;
        }""",
        timeout=10_000,
    )


def test_a_computed_figure_opens_its_formula(page: Page) -> None:
    ask(page, "江苏优质均衡监测达标率从17年到现在涨了多少个百分点")
    page.locator(".cw-answer").last.locator(".cw-ref", has_text="[F1]").click()
    lit = page.locator(".cw-src.cw-lit")
    lit.wait_for()
    assert "83-62" in lit.inner_text()


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
