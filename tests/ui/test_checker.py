from __future__ import annotations

from pathlib import Path

import docx
import pytest

from assistant.engine import Assistant
from core.errors import DataError, LoadError
from core.settings import Settings
from tools.check_figures import check_text
from ui.checker import MAX_CHARS, CheckedText, CheckerDesk, usable_text
from ui.finding_cards import findings_html, marked_html, number_text
from ui.office_ledger import OfficeLedger
from ui.uploads import MAX_TEXT_CHARS, read_text_upload
from ui.years import year_given

WRONG = "全区考生共1000人，其中男生520人，女生490人。已办成公办园3所、普惠园6所。"


@pytest.fixture(scope="module")
def desk(assistant: Assistant, small: Settings) -> CheckerDesk:
    return CheckerDesk(assistant, small, OfficeLedger(small))


def test_a_wrong_sum_shows_operands_formula_values_and_wording(desk: CheckerDesk) -> None:
    shown = desk.show(desk.check(WRONG), "", False)
    for part in ("不通过", "<mark>520人</mark>", "520+490", "1010", "应改为1010人", "请核对520人、490人"):
        assert part in shown


def test_derived_values_are_counted_and_hidden_until_asked_for(desk: CheckerDesk) -> None:
    checked = desk.check(WRONG)
    derived = '<article class="cw-src cw-finding"><div><span class="cw-badge cw-tone-plain">仅派生</span>'
    assert derived not in desk.show(checked, "", False)
    assert "未列出" in desk.show(checked, "", False)
    assert derived in desk.show(checked, "", True)
    assert derived in desk.show(checked, "仅派生", False)


def test_the_filter_offers_only_verdicts_that_occur(desk: CheckerDesk) -> None:
    checked = desk.check(WRONG)
    assert ("不通过 1", "不通过") in checked.verdicts()
    assert "歧义" not in dict(checked.verdicts()).values()
    assert "仅派生" not in desk.show(checked, "不通过", False).split("cw-finding", 1)[1]


def test_the_gravest_findings_come_first() -> None:
    text = "物理类60人、历史类40人，共100人。" + WRONG
    shown = findings_html(check_text(text, ()), text).split("cw-finding")
    assert "不通过" in shown[1]


def test_nothing_of_a_pasted_text_is_html(desk: CheckerDesk) -> None:
    shown = desk.show(desk.check("<img src=x onerror=alert(1)>共1000人，其中男生520人，女生490人。"), "", True)
    assert "<img" not in shown
    compared = desk.show(desk.compare("<img src=x>海淀区新增学位4300个。", "", ""), "", False)
    assert "<img" not in compared


def test_a_draft_is_shown_beside_the_sentence_it_was_held_against(desk: CheckerDesk) -> None:
    shown = desk.show(desk.compare("丰台区公办园在园幼儿占比64.5%。", "", ""), "", False)
    assert "不一致" in shown
    assert "<mark>64.5%</mark>" in shown
    assert "<mark>55.2%</mark>" in shown
    assert "丰台区教育局2022年工作总结" in shown


def test_a_true_draft_agrees_and_another_place_does_not(desk: CheckerDesk) -> None:
    text = "全区公办园在园幼儿占比61.5%。"
    places = {place.split("市")[-1]: place for place in desk.places()}
    assert [one.verdict for one in desk.compare(text, places["海淀区"], "2023").compared or ()] == ["一致"]
    assert [one.verdict for one in desk.compare(text, places["丰台区"], "").compared or ()] == ["口径或年度不同"]


@pytest.mark.parametrize(
    ("text", "says"), [("", "还没有文字"), ("  \n", "还没有文字"), ("字" * (MAX_CHARS + 1), "30,001")]
)
def test_texts_that_cannot_be_checked_are_told(text: str, says: str) -> None:
    with pytest.raises(DataError, match=says) as told:
        usable_text(text)
    assert told.value.next_step


def test_before_anything_is_checked_the_page_says_how() -> None:
    assert CheckedText().verdicts() == [("全部", "")]


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
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(LoadError, match=says) as error:
            read_text_upload(str(tmp_path / name))
        assert error.value.next_step


def test_parts_that_overlap_are_lit_once() -> None:
    assert marked_html("a<12人", [(2, 5), (2, 4), (9, 12)]) == "a&lt;<mark>12人</mark>"


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), (True, "成立"), (1010.0, "1010"), (0.30864, "0.3086"), (100.0, "100")]
)
def test_recomputed_values_read_as_one_writes_them(value: float | None, text: str) -> None:
    assert number_text(value) == text
