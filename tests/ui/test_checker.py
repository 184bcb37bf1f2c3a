from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from assistant.engine import Assistant
from core.errors import DataError, LoadError
from core.settings import Settings
from tools.remarks import number_text
from ui.checked_text import MAX_CHARS, CheckedText, usable_text
from ui.checker import CheckerDesk
from ui.finding_cards import marked_html
from ui.marked_text import text_html
from ui.office_ledger import OfficeLedger
from ui.outbox import Outbox
from ui.uploads import MAX_TEXT_CHARS, read_text_upload
from ui.years import year_given

WRONG = "全区考生共1000人，其中男生520人，女生490人。已办成公办园3所、普惠园6所。"


@pytest.fixture(scope="module")
def desk(assistant: Assistant, small: Settings) -> CheckerDesk:
    return CheckerDesk(assistant, small, OfficeLedger(small), Outbox())


def only(shown: str, verdict: str) -> str:
    """The first card of a verdict."""
    return next(card for card in shown.split("<article") if f'data-verdict="{verdict}"' in card)


def test_a_wrong_sum_shows_operands_formula_values_and_its_mends(desk: CheckerDesk) -> None:
    card = only(desk.show(desk.check(WRONG)), "不通过")
    for part in ("<mark>520人</mark>", "520+490", "1010", "1000人改为1010人", "520人改为510人", "490人改为480人"):
        assert part in card
    assert card.count("data-deed=") == 3


def test_every_remark_is_marked_in_the_text_with_the_number_of_its_card(desk: CheckerDesk) -> None:
    checked = desk.check(WRONG)
    text, cards = desk.show(checked).split('<div class="cw-cards"')
    numbers = sorted(one.number for one in checked.remarks)
    assert sorted(map(int, re.findall(r'<button[^>]*cw-no[^>]*data-card="(\d+)"', text))) == numbers
    assert sorted(map(int, re.findall(r'data-number="(\d+)"', cards))) == numbers


def test_what_only_follows_is_folded_and_what_the_verdicts_mean_is_told(desk: CheckerDesk) -> None:
    shown = desk.show(desk.check(WRONG))
    before, folded = shown.split('<details class="cw-fold cw-soft"')
    assert 'data-verdict="仅派生"' not in before.split('<div class="cw-cards"')[1]
    assert 'data-verdict="仅派生"' in folded
    assert "仅派生：文中没有写、由文中的数算出来的，只供参考" in shown
    assert "歧义" not in shown


def test_a_mend_taken_over_changes_the_text_and_is_listed_and_taken_back(desk: CheckerDesk) -> None:
    checked = desk.check(WRONG)
    mended = desk.take(checked, "1:2")
    assert mended.text == WRONG.replace("490", "480")
    assert all(one.verdict != "不通过" for one in mended.remarks)
    assert "若1000人和其余各数无误，490人改为480人" in desk.show(mended).split("cw-taken", 1)[1]
    assert desk.check(mended.text, held=mended).taken == mended.taken
    undone = desk.undo(mended)
    assert (undone.text, undone.taken) == (WRONG, ())


def test_a_text_edited_by_hand_forgets_the_mends(desk: CheckerDesk) -> None:
    mended = desk.take(desk.check(WRONG), "1:0")
    assert desk.check(f"{mended.text}又及。", held=mended).taken == ()


@pytest.mark.parametrize("deed", ["99:0", "1:9", "1:x", "", "<b>"])
def test_a_mend_that_is_not_there_is_refused(desk: CheckerDesk, deed: str) -> None:
    with pytest.raises(DataError, match="不在了") as raised:
        desk.take(desk.check(WRONG), deed)
    assert raised.value.next_step


def test_nothing_can_be_taken_back_before_anything_was_taken(desk: CheckerDesk) -> None:
    with pytest.raises(DataError, match="没有可以撤销"):
        desk.undo(desk.check(WRONG))


def test_the_marked_draft_holds_what_somebody_has_to_look_at(desk: CheckerDesk) -> None:
    book = docx.Document(desk.write_marked(desk.check(WRONG)))
    assert ["【不通过】合计" in one.text for one in book.comments] == [True]
    assert "\n".join(one.text for one in book.paragraphs) == WRONG


def test_an_uploaded_word_file_is_marked_itself(desk: CheckerDesk, tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph(WRONG).runs[0].bold = True
    made.save(str(tmp_path / "讲话.docx"))
    text, draft = desk.uploaded_draft(str(tmp_path / "讲话.docx"))
    path = desk.write_marked(desk.take(desk.check(text, draft), "1:0"))
    assert Path(path).name == "讲话_批注稿.docx"
    body = docx.Document(path).element.body
    assert [one.text for one in body.xpath(".//w:ins//w:t")] == ["1010"]
    assert len(body.xpath(".//w:r[w:t]")) == len(body.xpath(".//w:r[w:t][w:rPr/w:b]"))


def test_before_anything_is_checked_there_is_no_marked_draft(desk: CheckerDesk) -> None:
    with pytest.raises(DataError, match="还没有核对"):
        desk.write_marked(CheckedText())


def test_a_stored_document_is_named_by_title_place_and_year(desk: CheckerDesk) -> None:
    names = dict(desk.stored())
    assert "丰台区教育局2022年工作总结（北京市丰台区 · 2022）" in names
    text, draft = desk.stored_draft(names["丰台区教育局2022年工作总结（北京市丰台区 · 2022）"])
    assert "55.2%" in text
    assert not draft.is_word
    with pytest.raises(DataError, match="不在资料库"):
        desk.stored_draft("../../etc/passwd")


def test_nothing_of_a_pasted_text_is_html(desk: CheckerDesk) -> None:
    shown = desk.show(desk.check("<img src=x onerror=alert(1)>共1000人，其中男生520人，女生490人。"))
    assert "<img" not in shown
    assert "&lt;img" in shown
    compared = desk.show(desk.compare("<img src=x>海淀区新增学位4300个。", "", ""))
    assert "<img" not in compared


def test_a_draft_is_shown_beside_the_sentence_it_was_held_against(desk: CheckerDesk) -> None:
    card = only(desk.show(desk.compare("丰台区公办园在园幼儿占比64.5%。", "", "")), "不一致")
    for part in ("<mark>64.5%</mark>", "<mark>55.2%</mark>", "丰台区教育局2022年工作总结", "64.5%改为55.2%"):
        assert part in card


def test_a_true_draft_agrees_and_another_place_does_not(desk: CheckerDesk) -> None:
    text = "全区公办园在园幼儿占比61.5%。"
    places = {place.split("市")[-1]: place for place in desk.places()}
    assert [one.verdict for one in desk.compare(text, places["海淀区"], "2023").remarks] == ["一致"]
    assert [one.verdict for one in desk.compare(text, places["丰台区"], "").remarks] == ["口径或年度不同"]


def test_figures_that_overlap_are_lit_as_one_with_all_their_numbers(desk: CheckerDesk) -> None:
    text = "共1000人到会"
    found = desk.check(WRONG).remarks[0]
    remarks = [
        replace(found, number=1, span=(1, 6)),
        replace(found, number=2, span=(0, 6)),
        replace(found, number=3, span=(6, 6)),
    ]
    shown = text_html(text, remarks)
    assert shown.count("<mark") == 1
    assert re.findall(r"<button[^>]*>(\d)</button>", shown) == ["1", "2", "3"]
    assert re.sub(r"<button[^>]*>\d</button>|<[^>]+>", "", shown) == text


@pytest.mark.parametrize(
    ("text", "says"), [("", "还没有文字"), ("  \n", "还没有文字"), ("字" * (MAX_CHARS + 1), "30,001")]
)
def test_texts_that_cannot_be_checked_are_told(text: str, says: str) -> None:
    with pytest.raises(DataError, match=says) as raised:
        usable_text(text)
    assert raised.value.next_step


def test_before_anything_is_checked_the_page_says_how(desk: CheckerDesk) -> None:
    assert "粘贴" in desk.show(CheckedText())


@pytest.mark.parametrize(("given", "year"), [("", None), (" 2024年 ", 2024), ("2023", 2023)])
def test_years_as_typed(given: str, year: int | None) -> None:
    assert year_given(given) == year


@pytest.mark.parametrize("given", ["去年", "24", "20245", "２０２４"])
def test_what_is_no_year_is_told(given: str) -> None:
    with pytest.raises(DataError, match="不是年份"):
        year_given(given)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_text_is_read_in_the_encodings_offices_use(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "稿.txt"
    file.write_bytes("新增学位4200个。\r\n".encode(encoding))
    assert read_text_upload(str(file)) == "新增学位4200个。\n"


def test_a_word_draft_is_read_like_a_text(tmp_path: Path) -> None:
    draft = docx.Document()
    draft.add_paragraph("新增学位4200个。")
    draft.save(str(tmp_path / "稿.docx"))
    assert "新增学位4200个。" in read_text_upload(str(tmp_path / "稿.docx"))


def test_an_upload_that_is_no_draft_is_broken_or_too_long_is_told(tmp_path: Path) -> None:
    for name, data, says in (
        ("稿.xlsx", b"PK", "不是文稿"),
        ("稿.docx", b"PK", "稿.docx"),
        ("大.txt", "一二三。\n".encode() * (MAX_TEXT_CHARS // 5 + 1), "万字"),
        ("空.txt", b" \n", "空.txt"),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(LoadError, match=says) as error:
            read_text_upload(str(tmp_path / name))
        assert error.value.next_step


def test_a_file_of_three_hundred_megabytes_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "大.docx").open("wb") as file:
        file.truncate(300 * 1024 * 1024)
    with pytest.raises(LoadError, match="300 MB，最多 50 MB") as error:
        read_text_upload(str(tmp_path / "大.docx"))
    assert error.value.next_step


def test_parts_that_overlap_are_lit_once() -> None:
    assert marked_html("a<12人", [(2, 5), (2, 4), (9, 12)]) == "a&lt;<mark>12人</mark>"


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), (True, "成立"), (1010.0, "1010"), (0.30864, "0.3086"), (100.0, "100")]
)
def test_recomputed_values_read_as_one_writes_them(value: float | None, text: str) -> None:
    assert number_text(value) == text
