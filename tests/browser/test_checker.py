"""The 数据核对 tab in a browser: from a pasted text to its marked draft, and a draft beside its sources."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import docx
from playwright.sync_api import Page, expect

Open = Callable[[str], Page]
WRONG_SUM = "全区高考考生共1000人，其中男生520人，女生490人。已办成公办园3所、普惠园6所。"
LIT = "#cw-check-out .cw-checked mark.cw-hit"


def checked(open_tab: Open, text: str = WRONG_SUM) -> Page:
    page = open_tab("数据核对")
    page.fill("#cw-check-text textarea", text)
    page.click("#cw-check-run")
    page.locator("#cw-check-out .cw-finding").first.wait_for()
    return page


def test_a_wrong_sum_is_marked_in_the_text_and_told_on_its_card(open_tab: Open, fits: Callable[[], bool]) -> None:
    page = checked(open_tab)
    card = page.locator("#cw-check-out .cw-finding").first
    assert "不通过" in card.inner_text()
    assert card.locator("mark").all_inner_texts() == ["1000人", "520人", "490人"]
    assert page.locator(LIT).all_inner_texts() == ["1000人1"]
    assert "1010" in card.inner_text()
    assert fits()


def test_a_mark_leads_to_its_card_and_back_by_the_keyboard(open_tab: Open) -> None:
    page = checked(open_tab, "概况一段。\n" * 60 + WRONG_SUM)
    page.locator(f"{LIT} .cw-no").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".cw-finding[data-number='1']")).to_be_focused()
    expect(page.locator(".cw-finding[data-number='1']")).to_be_in_viewport()
    page.locator(".cw-finding[data-number='1'] [data-hit]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"{LIT} .cw-no").first).to_be_focused()
    expect(page.locator(LIT).first).to_be_in_viewport()


def test_a_pasted_text_becomes_a_marked_draft_in_two_clicks(open_tab: Open, tmp_path: Path) -> None:
    page = checked(open_tab)
    with page.expect_download() as started:
        page.click("#cw-check-take")
    started.value.save_as(tmp_path / "批注稿.docx")
    assert started.value.suggested_filename.endswith("_批注稿.docx")
    book = docx.Document(str(tmp_path / "批注稿.docx"))
    assert [one.text.split("：")[0] for one in book.comments] == ["【不通过】合计"]
    assert "".join(one.text for one in book.paragraphs) == WRONG_SUM


def test_a_mend_is_taken_over_listed_downloaded_and_taken_back(
    open_tab: Open, fits: Callable[[], bool], tmp_path: Path
) -> None:
    page = checked(open_tab)
    page.get_by_role("button", name=re.compile("采用：.*490人改为480人")).click()
    expect(page.locator("#cw-check-out .cw-taken")).to_contain_text("490人改为480人")
    expect(page.locator("#cw-check-text textarea")).to_have_value(WRONG_SUM.replace("490", "480"))
    expect(page.locator("#cw-check-out .cw-finding .cw-tone-bad")).to_have_count(0)
    assert fits()
    with page.expect_download() as started:
        page.click("#cw-check-take")
    started.value.save_as(tmp_path / "批注稿.docx")
    body = docx.Document(str(tmp_path / "批注稿.docx")).element.body
    assert [one.text for one in body.xpath(".//w:del//w:delText")] == ["490"]
    assert [one.text for one in body.xpath(".//w:ins//w:t")] == ["480"]
    page.get_by_role("button", name="撤销上一处").click()
    expect(page.locator("#cw-check-text textarea")).to_have_value(WRONG_SUM)
    expect(page.locator(LIT)).to_have_text("1000人1")


def test_an_uploaded_word_draft_comes_back_with_its_own_layout(open_tab: Open, tmp_path: Path) -> None:
    draft = docx.Document()
    draft.add_heading("工作总结", level=1)
    draft.add_paragraph(WRONG_SUM).runs[0].italic = True
    draft.save(str(tmp_path / "总结.docx"))
    page = open_tab("数据核对")
    with page.expect_file_chooser() as asked:
        page.click("#cw-check-upload")
    asked.value.set_files(str(tmp_path / "总结.docx"))
    expect(page.locator("#cw-check-text textarea")).to_have_value(re.compile("1000人"))
    page.click("#cw-check-run")
    with page.expect_download() as started:
        page.click("#cw-check-take")
    started.value.save_as(tmp_path / "批注.docx")
    book = docx.Document(str(tmp_path / "批注.docx"))
    assert book.paragraphs[0].style.name == "Heading 1"
    assert all(run.italic for run in book.paragraphs[1].runs if run.text)
    assert len(list(book.comments)) == 1


def test_a_document_of_the_corpus_is_picked_by_its_title(open_tab: Open) -> None:
    page = open_tab("数据核对")
    page.locator("#cw-check-stored input").press_sequentially("涧西")
    page.get_by_role("option", name=re.compile("涧西")).first.click()
    expect(page.locator("#cw-check-text textarea")).to_have_value(re.compile("涧西"))


def test_what_only_follows_from_the_text_is_folded(open_tab: Open) -> None:
    page = checked(open_tab)
    folded = page.locator("#cw-check-out .cw-soft")
    assert not folded.locator(".cw-finding").first.is_visible()
    folded.locator("summary").click()
    expect(folded.locator(".cw-finding").first).to_be_visible()
    expect(page.locator("#cw-check-out .cw-no-soft").first).to_be_visible()


def test_a_count_leaves_its_verdict_alone(open_tab: Open) -> None:
    page = checked(open_tab, WRONG_SUM + "物理类60人、历史类40人，共100人。")
    page.locator("#cw-check-out .cw-only", has_text="不通过").click()
    shown = page.locator("#cw-check-out .cw-finding:visible .cw-badge")
    assert set(shown.all_inner_texts()) == {"不通过"}
    expect(page.locator("#cw-check-out .cw-agreeing")).to_be_hidden()
    page.locator("#cw-check-out .cw-only", has_text="不通过").click()
    page.locator("#cw-check-out .cw-agreeing summary").click()
    expect(shown.last).to_have_text("通过")


def test_a_long_text_stays_usable(open_tab: Open) -> None:
    page = checked(open_tab, (WRONG_SUM + "另有工作若干，逐项推进，稳步落实。\n") * 480)
    assert page.locator(LIT).count() > 400
    page.locator(f"{LIT} .cw-no").last.click()
    expect(page.locator(".cw-finding:focus")).to_be_in_viewport()


def test_a_draft_is_held_against_the_documents(open_tab: Open, fits: Callable[[], bool]) -> None:
    page = open_tab("数据核对")
    page.fill("#cw-check-text textarea", "涧西区公办园在园幼儿占比64.02%。")
    page.click("#cw-check-compare")
    card = page.locator("#cw-check-out .cw-finding", has_text="不一致").first
    card.wait_for()
    assert card.locator("mark").all_inner_texts() == ["64.02%", "54.02%"]
    assert fits()
    card.get_by_role("button", name=re.compile("采用")).click()
    expect(page.locator("#cw-check-text textarea")).to_have_value("涧西区公办园在园幼儿占比54.02%。")


def test_too_long_a_text_is_refused_with_the_next_step(open_tab: Open) -> None:
    page = open_tab("数据核对")
    page.fill("#cw-check-text textarea", "字" * 30_001)
    page.click("#cw-check-run")
    result = page.locator("#cw-check-out .cw-error")
    result.wait_for()
    assert "30,000" in result.inner_text()


def test_a_script_in_the_text_is_shown_and_not_run(open_tab: Open) -> None:
    page = checked(open_tab, f"<img src=x onerror=\"document.title='x'\">{WRONG_SUM}")
    assert "<img src=x" in page.locator("#cw-check-out .cw-checked").inner_text()
    assert page.locator("#cw-check-out img").count() == 0
