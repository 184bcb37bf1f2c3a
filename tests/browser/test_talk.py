"""Conversations as a person has them: every mark opens its source, nothing is lost on reload, nothing mixes."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, Page

from tests.browser.talking import GROWTH, SHARE, STREET, ask, inside, opened


def test_marks_of_earlier_answers_open_their_own_sentences(page: Page) -> None:
    first, second = ask(page, SHARE), ask(page, GROWTH)
    first.locator(".cw-ref", has_text="[1]").click()
    drawer = page.locator("#cw-drawer[open]")
    drawer.locator("mark").wait_for()
    assert "54.02%" in drawer.locator("mark").inner_text()
    assert inside(page, drawer.locator("mark"))
    for item in ("河南省洛阳市涧西区", "2021-06-18"):
        assert item in drawer.inner_text()
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
    for page, (question, result) in zip(pages, wanted, strict=True):
        page.locator("#cw-talk .cw-answer").wait_for(timeout=60_000)
        assert result in page.locator("#cw-talk .cw-answer").inner_text()
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
