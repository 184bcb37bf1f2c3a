"""Conversations as a person has them: every mark opens its source, nothing is lost on reload, nothing mixes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from docx import Document
from playwright.sync_api import Browser, Locator, Page

SHARE, STREET = "涧西区公办园在园幼儿占比是多少？", "宁波“最美上学路”有多少条"
GROWTH = "江苏优质均衡监测达标率从17年到现在涨了多少个百分点"
# For each text that can be seen: its ratio of contrast to the nearest ground that is not see-through.
CONTRAST = """() => {
  const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => { const [x, y, z] = [r, g, b].map((v) => { v /= 255;
    return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * x + 0.7152 * y + 0.0722 * z; };
  const ground = (one) => { for (; one; one = one.parentElement) { const made = parse(getComputedStyle(one).backgroundColor);
    if (made.length === 3 || made[3] === 1) return made; } return [255, 255, 255]; };
  const seen = [];
  for (const one of document.querySelectorAll('body *')) {
    const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.nodeValue.trim());
    if (!own || !one.checkVisibility({visibilityProperty: true}) || one.closest('script, style, dialog:not([open])')) continue;
    const [a, b] = [light(parse(getComputedStyle(one).color)), light(ground(one))].sort((x, y) => y - x);
    seen.push([(a + 0.05) / (b + 0.05), one.textContent.trim().slice(0, 40)]);
  }
  return seen;
}"""


def ask(page: Page, question: str) -> Locator:
    before = page.locator("#cw-talk .cw-answer").count()
    page.fill("#cw-question textarea", question)
    page.click("#cw-send")
    answer = page.locator("#cw-talk .cw-answer").nth(before)
    answer.wait_for(timeout=60_000)
    return answer


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector("#cw-question textarea")
    page.wait_for_timeout(1_000)
    return page


def inside(page: Page, what: Locator) -> bool:
    box = what.bounding_box()
    size = page.viewport_size
    return box["y"] >= 0 and box["y"] + box["height"] <= size["height"] and box["x"] + box["width"] <= size["width"]


def side(page: Page) -> None:
    if not page.locator("#cw-side").is_visible():
        page.click(".cw-menu")


def test_marks_of_earlier_answers_open_their_own_sentences(page: Page) -> None:
    first, second = ask(page, SHARE), ask(page, GROWTH)
    first.locator(".cw-ref", has_text="[1]").click()
    drawer = page.locator("#cw-drawer[open]")
    drawer.locator("mark").wait_for()
    assert "54.02%" in drawer.locator("mark").inner_text()
    assert inside(page, drawer.locator("mark"))
    for told in ("河南省洛阳市涧西区", "2021-06-18"):
        assert told in drawer.inner_text()
    page.keyboard.press("Escape")
    second.locator(".cw-ref", has_text="[F1]").first.click()
    drawer.locator("th", has_text="公式").wait_for()
    assert "83-62" in drawer.inner_text()
    drawer.locator(".cw-goes").first.click()
    drawer.locator("mark").wait_for()
    assert "江苏" in drawer.inner_text()


def test_the_drawer_is_a_dialog_that_holds_the_focus_and_gives_it_back(page: Page) -> None:
    mark = ask(page, SHARE).locator(".cw-ref").first
    mark.focus()
    page.keyboard.press("Enter")
    drawer = page.locator("#cw-drawer[open]")
    drawer.locator("mark").wait_for()
    assert (drawer.get_attribute("role"), drawer.get_attribute("aria-modal")) == ("dialog", "true")
    for _ in range(6):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('#cw-drawer')"
        )
    page.keyboard.press("Escape")
    drawer.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.dataset.ref") == mark.get_attribute("data-ref")


def test_the_drawer_stands_at_the_side_of_a_desk_and_at_the_foot_of_a_telephone(page: Page) -> None:
    ask(page, SHARE).locator(".cw-ref").first.click()
    page.locator("#cw-drawer[open] mark").wait_for()
    box, size = page.locator("#cw-drawer").bounding_box(), page.viewport_size
    assert round(box["x"] + box["width"]) == size["width"]
    assert round(box["y"] + box["height"]) == size["height"]
    if size["width"] >= 900:
        assert box["x"] > size["width"] / 3
        assert box["y"] == 0
    else:
        assert box["x"] == 0
        assert box["y"] > 50


def test_the_whole_document_opens_at_the_sentence_with_its_outline(page: Page) -> None:
    ask(page, "太康县初中校长什么情况下会被免职？").locator(".cw-ref").first.click()
    drawer = page.locator("#cw-drawer[open]")
    drawer.locator(".cw-goes", has_text="打开全文").click()
    drawer.locator(".cw-whole mark").wait_for()
    page.wait_for_timeout(200)
    assert inside(page, drawer.locator(".cw-whole mark"))
    drawer.locator(".cw-outline button").last.click()
    page.wait_for_function("/^cw-at-\\d+$/.test(document.activeElement.id)")


def test_a_mark_tells_its_sentence_when_pointed_at_or_reached_by_keyboard(page: Page) -> None:
    mark = ask(page, SHARE).locator(".cw-ref").first
    tip = page.locator("#cw-tip")
    mark.hover()
    tip.wait_for()
    assert "54.02%" in tip.inner_text()
    assert inside(page, tip)
    page.mouse.move(1, 1)
    tip.wait_for(state="hidden")
    mark.focus()
    tip.wait_for()
    assert mark.get_attribute("aria-describedby") == "cw-tip"


def test_after_many_questions_the_newest_and_the_box_are_in_view(page: Page) -> None:
    for question in (SHARE, "宁波新增了多少学位？", "那十二师呢", STREET, GROWTH, "太康县初中校长什么情况下会被免职？"):
        ask(page, question)
    page.wait_for_timeout(300)
    assert inside(page, page.locator("#cw-question textarea"))
    assert inside(page, page.locator("#cw-send"))
    assert inside(page, page.locator("#cw-talk .cw-ask").last)
    page.evaluate("window.scrollTo(0, 0)")
    page.wait_for_timeout(200)
    assert inside(page, page.locator("#cw-question textarea"))


def test_examples_stand_before_the_first_question_only_and_nothing_stands_under_them(page: Page) -> None:
    example = page.locator(".cw-empty .cw-suggest").first
    example.wait_for()
    lowest = page.evaluate("""() => Math.max(...[...document.querySelectorAll('#cw-main *')]
        .filter((one) => one.checkVisibility()).map((one) => one.getBoundingClientRect().bottom))""")
    bar = page.locator("#cw-bar").bounding_box()
    assert lowest <= bar["y"] + bar["height"] + 40
    example.click()
    page.locator("#cw-talk .cw-answer").wait_for()
    assert "54.02%" in page.locator("#cw-talk .cw-answer").inner_text()
    assert page.locator(".cw-empty").count() == 0


def test_a_reload_brings_the_conversation_back_with_its_sources(page: Page) -> None:
    ask(page, SHARE)
    ask(page, STREET)
    page.reload()
    page.locator("#cw-talk .cw-answer").nth(1).wait_for()
    page.locator("#cw-talk .cw-ref").first.click()
    page.locator("#cw-drawer[open] mark").wait_for()
    assert "54.02%" in page.locator("#cw-drawer mark").inner_text()
    page.keyboard.press("Escape")
    assert "十二师" in ask(page, "那十二师新增了多少学位").inner_text()


def test_a_reload_in_mid_answer_loses_nothing(browser: Browser, gated: tuple[Any, str]) -> None:
    assistant, address = gated
    page = opened(browser.new_page(), address)
    page.fill("#cw-question textarea", SHARE)
    page.click("#cw-send")
    page.locator("#cw-now .cw-steps").wait_for()
    page.reload()
    page.locator("#cw-now .cw-steps").wait_for()
    assert SHARE in page.locator("#cw-now").inner_text()
    assistant.gate.set()
    page.locator("#cw-talk .cw-answer").wait_for(timeout=30_000)
    assert "54.02%" in page.locator("#cw-talk").inner_text()
    assert page.locator("#cw-now .cw-steps").count() == 0
    page.close()


def test_an_answer_can_be_stopped_and_asked_again(browser: Browser, gated: tuple[Any, str]) -> None:
    assistant, address = gated
    page = opened(browser.new_page(), address)
    page.fill("#cw-question textarea", SHARE)
    page.click("#cw-send")
    page.locator("[data-stop]").click()
    page.locator("#cw-talk", has_text="已停止").wait_for()
    assistant.gate.set()
    page.locator("#cw-talk [data-do=retry]").click()
    page.locator("#cw-talk", has_text="54.02%").wait_for(timeout=30_000)
    assert page.locator("#cw-talk .cw-answer").count() == 1
    page.close()


def test_one_goes_elsewhere_in_mid_answer_and_the_answer_stays_where_it_was_asked(
    browser: Browser, gated: tuple[Any, str]
) -> None:
    assistant, address = gated
    page = opened(browser.new_page(), address)
    page.fill("#cw-question textarea", SHARE)
    page.click("#cw-send")
    page.locator("#cw-now .cw-steps").wait_for()
    first = page.evaluate("cewen.here()")
    page.click(".cw-new")
    page.locator(".cw-empty").wait_for()
    assistant.gate.set()
    page.wait_for_timeout(1500)
    assert page.locator(".cw-empty").count() == 1
    page.goto(f"{address}/?c={first}")
    page.locator("#cw-talk", has_text="54.02%").wait_for()
    page.close()


def test_two_people_at_once_never_mix(browser: Browser, address: str) -> None:
    pages = [opened(browser.new_context().new_page(), address) for _ in range(3)]
    wanted = [(SHARE, "54.02%"), ("宁波新增了多少学位？", "宁波"), ("太康县初中校长什么情况下会被免职？", "太康")]
    for page, (question, _) in zip(pages, wanted, strict=True):
        page.fill("#cw-question textarea", question)
    for page in pages:
        page.click("#cw-send")
    for page, (question, told) in zip(pages, wanted, strict=True):
        page.locator("#cw-talk .cw-answer").wait_for(timeout=60_000)
        assert told in page.locator("#cw-talk .cw-answer").inner_text()
        assert page.locator("#cw-talk .cw-ask").all_inner_texts() == [question]
    assert len({page.evaluate("cewen.here()") for page in pages}) == 3
    for page in pages:
        page.context.close()


def test_my_district_is_chosen_by_a_button_and_remembered(page: Page) -> None:
    clarify = ask(page, "我区公办园在园幼儿占比是多少？")
    clarify.locator(".cw-suggest", has_text="涧西区").click()
    page.locator("#cw-talk", has_text="54.02%").wait_for()
    assert page.locator("#cw-talk .cw-answer").count() == 1
    assert "涧西区" in page.locator(".cw-home").inner_text()
    assert "涧西区" in ask(page, "我区普惠性幼儿园在园幼儿占比是多少？").inner_text()


def test_a_question_is_put_in_other_words(page: Page) -> None:
    ask(page, "宁波新增了多少学位？")
    page.click("#cw-talk [data-do=edit]")
    page.fill("#cw-asking textarea", SHARE)
    page.click("#cw-asking [type=submit]")
    page.locator("#cw-talk", has_text="54.02%").wait_for()
    assert page.locator("#cw-talk .cw-ask").all_inner_texts() == [SHARE]


def test_conversations_are_searched_renamed_exported_and_deleted(page: Page, tmp_path: Path) -> None:
    ask(page, SHARE)
    here = page.evaluate("cewen.here()")
    side(page)
    row = page.locator(f".cw-list li:has([data-id='{here}'])")
    row.locator("summary").click()
    row.locator("[data-do=rename]").click()
    page.fill("#cw-asking textarea", f"涧西园所{here[:6]}")
    page.click("#cw-asking [type=submit]")
    page.locator(".cw-open", has_text=f"涧西园所{here[:6]}").wait_for()
    page.fill("#cw-search textarea, #cw-search input", here[:6])
    page.wait_for_function("document.querySelectorAll('.cw-list li').length === 1")
    row.locator("summary").click()
    with page.expect_download() as started:
        row.get_by_text("导出 Word").click()
    started.value.save_as(tmp_path / "a.docx")
    assert any("54.02%" in one.text for one in Document(str(tmp_path / "a.docx")).paragraphs)
    with page.expect_download() as started:
        row.get_by_text("导出 Markdown").click()
    started.value.save_as(tmp_path / "a.md")
    assert "54.02%" in (tmp_path / "a.md").read_text(encoding="utf-8")
    row.locator("[data-do=delete]").click()
    page.locator("#cw-asking").get_by_text("不能恢复").wait_for()
    page.click("#cw-asking [type=submit]")
    page.locator(".cw-empty").wait_for()
    assert "c=" not in page.url
    page.goto(f"{page.url.split('?')[0]}?c={here}")
    page.locator("#cw-told .cw-error").wait_for()
    assert "已不在" in page.locator("#cw-told").inner_text()


def test_an_answer_is_copied_with_its_sources_and_judged_with_a_reason(browser: Browser, address: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = opened(context.new_page(), address)
    answer = ask(page, SHARE)
    answer.locator("[data-copy]").click()
    answer.get_by_text("已复制").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "54.02%" in copied
    assert "来源：\n[1] 《" in copied
    answer.locator("[data-judge=bad]").click()
    page.fill("#cw-asking textarea", "应写明年份")
    page.click("#cw-asking [type=submit]")
    answer.get_by_text("已记下").wait_for()
    page.reload()
    page.locator("[data-judge=bad][aria-pressed=true]").wait_for()
    context.close()


def test_a_script_in_a_question_is_shown_and_never_run(page: Page) -> None:
    page.evaluate("window.ran = 0")
    evil = "<img src=x onerror='window.ran=1'><script>window.ran=1</script>涧西区公办园占比"
    ask(page, evil)
    side(page)
    page.locator(".cw-open").first.wait_for()
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran") == 0
    assert evil in page.locator("#cw-talk .cw-ask").last.inner_text()


def test_every_text_can_be_read_on_light_and_on_dark_paper(browser: Browser, address: str) -> None:
    for scheme in ("light", "dark"):
        for width, height in ((1440, 900), (390, 844)):
            context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": height})
            page = opened(context.new_page(), address)
            empty = page.evaluate(CONTRAST)
            ask(page, GROWTH)
            clarify = ask(page, "我区公办园在园幼儿占比是多少？")
            clarify.wait_for()
            page.locator(".cw-notes summary").first.click()
            page.locator("#cw-talk .cw-ref").first.hover()
            talk = page.evaluate(CONTRAST)
            page.locator("#cw-talk .cw-ref").first.click()
            page.locator("#cw-drawer .cw-facts").wait_for()
            drawer = page.evaluate(CONTRAST)
            assert min(len(empty), len(talk), len(drawer)) > 10
            assert [one for one in empty + talk + drawer if one[0] < 4.5] == []
            context.close()


def test_however_many_conversations_there_are_they_stand_beside_the_talk(page: Page, address: str) -> None:
    for _ in range(9):
        page.goto(address)
        page.locator(".cw-empty .cw-suggest").first.click()
        page.locator("#cw-talk .cw-answer").wait_for()
    side(page)
    box = page.locator("#cw-side").bounding_box()
    for row in page.locator(".cw-list li").all():
        own = row.bounding_box()
        assert own["x"] >= box["x"]
        assert own["x"] + own["width"] <= box["x"] + box["width"] + 1
    if page.viewport_size["width"] >= 900:
        assert page.locator(".gradio-container").bounding_box()["width"] == page.viewport_size["width"]


def test_the_focus_can_be_seen(page: Page) -> None:
    ask(page, SHARE)
    page.locator("#cw-question textarea").focus()
    for _ in range(3):
        page.keyboard.press("Shift+Tab")
        outline = page.evaluate(
            "getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).outlineWidth"
        )
        assert outline == "solid3px"


def test_a_lost_connection_is_told_in_chinese(browser: Browser, seed_assistant: Any, seeds: Any) -> None:
    from tests.browser.conftest import served

    with served(seed_assistant, seeds) as address:
        page = opened(browser.new_page(), address)
        ask(page, SHARE)
    page.fill("#cw-question textarea", STREET)
    page.click("#cw-send")
    page.get_by_text(re.compile("连接断开了|连接出错")).first.wait_for(timeout=30_000)
    assert page.get_by_text(re.compile("Connection|lost", re.IGNORECASE)).count() == 0
    page.close()
