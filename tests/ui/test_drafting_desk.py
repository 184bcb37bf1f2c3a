"""The desk of the 起草 tab: what is ordered, drafted, saved, checked and written, for one person each."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

import docx
import pytest

from assistant.engine import Assistant, Question
from core.draft_text import parse_draft
from core.drafted import DraftOrder
from core.errors import DataError
from core.settings import Settings
from corpus.conversations import Conversations
from corpus.drafts import KeptDraft
from tests.drafting_texts import COUNTY, NEIGHBOUR
from ui.draft_remarks import remarks_html, sources_html
from ui.drafting_desk import DraftingDesk
from ui.office_ledger import OfficeLedger
from ui.outbox import Outbox
from ui.years import day_given, years_given

FULL = f"湖南省丹枫市{COUNTY}"
ORDER = DraftOrder(kind="工作简报", places=(FULL,), years=(2024,))


def desk_of(
    owner: str, assistant: Assistant, settings: Settings, noted: Callable[[str], None] = lambda title: None
) -> DraftingDesk:
    return DraftingDesk(assistant, settings, OfficeLedger(settings), Outbox(), owner, noted)


@pytest.fixture
def desk(draft_assistant: Assistant, draft_settings: Settings) -> DraftingDesk:
    """The desk of somebody who has nothing yet."""
    return desk_of(uuid.uuid4().hex, draft_assistant, draft_settings)


@pytest.fixture
def kept(desk: DraftingDesk) -> KeptDraft:
    return desk.draft(ORDER)


def test_the_lists_name_what_there_is(desk: DraftingDesk) -> None:
    assert {"工作简报", "对比材料", "答复函"} <= set(desk.kinds())
    assert (COUNTY, FULL) in desk.places()
    assert ("云岭县2024年教育工作总结（2024-12-20）", "云岭2024") in desk.documents()
    assert desk.answers() == []


def test_a_draft_is_kept_checked_and_without_remarks_as_it_was_made(desk: DraftingDesk, kept: KeptDraft) -> None:
    assert (kept.title, kept.number) == ("云岭县2024年教育工作简报", 1)
    assert [one for one, _, _ in desk.drafts.listed()] == [kept.id]
    assert [one for one in desk.check(kept) if one.kind != "没有出处"] == []


def test_from_an_order_over_an_edit_to_its_remark_and_to_word(desk: DraftingDesk, kept: KeptDraft) -> None:
    edited = kept.drafted.text.replace("92.4%", "94.4%")
    assert edited != kept.drafted.text
    saved, how = desk.save(kept.id, edited, kept.number)
    assert (saved.number, how.beside) == (2, False)
    (remark,) = [one for one in desk.check(saved) if one.kind == "与来源不符"]
    assert remark.figure == "94.4%"
    assert "92.4%" in remark.message
    assert "94.4%" in edited.split("\n")[remark.line]
    shown = remarks_html([remark], ["注<b>"])
    assert f"第{remark.line + 1}行“94.4%”" in shown
    assert "注&lt;b&gt;" in shown
    path = desk.write(saved, ".docx", "附录")
    assert path.name == "云岭县2024年教育工作简报.docx"
    assert "94.4%" in "".join(one.text for one in docx.Document(str(path)).paragraphs)


def test_what_was_typed_and_not_saved_is_kept_before_another_draft_takes_its_place(
    desk: DraftingDesk, kept: KeptDraft
) -> None:
    before = desk.drafts.read(kept.id)
    assert desk.keep_edits(kept.id, before.drafted.text, before.number) == 0
    number = desk.keep_edits(kept.id, before.drafted.text + "补一句。\n", before.number)
    assert number == before.latest + 1
    assert desk.drafts.read(kept.id).drafted.text.endswith("补一句。\n")
    assert desk.keep_edits("", "没有打开的稿子", 0) == 0


def test_what_no_database_takes_is_saved_without_it(desk: DraftingDesk, kept: KeptDraft) -> None:
    saved, _ = desk.save(kept.id, "# 题\x00目\n\n半个\ud800字。\n", kept.number)
    assert parse_draft(saved.drafted.text).title == "题目"
    assert "字。" in saved.drafted.text


def test_sources_are_shown_as_the_text_names_them(desk: DraftingDesk, kept: KeptDraft) -> None:
    shown = sources_html(kept)
    assert "全县普惠性幼儿园覆盖率达到92.4%。" in shown
    assert f"来源（{len(kept.drafted.sources)}处）" in shown
    saved, _ = desk.save(kept.id, "# 题\n\n没有标注的一句。\n", kept.number)
    assert "来源（0处）" in sources_html(saved)


def test_what_is_drafted_and_saved_is_noted(draft_assistant: Assistant, draft_settings: Settings) -> None:
    noted: list[str] = []
    desk = desk_of(uuid.uuid4().hex, draft_assistant, draft_settings, noted.append)
    kept = desk.draft(ORDER)
    desk.save(kept.id, "# 改过的题目\n", 1)
    assert noted == ["云岭县2024年教育工作简报", "改过的题目（第2版）"]


def test_a_topic_is_a_few_words(desk: DraftingDesk) -> None:
    with pytest.raises(DataError, match="主题超过60个字"):
        desk.draft(DraftOrder(kind="工作简报", places=(FULL,), topic="教" * 61))
    assert desk.drafts.listed() == []


def test_answers_of_the_owner_go_in_and_those_of_another_do_not(
    desk: DraftingDesk, draft_assistant: Assistant, draft_settings: Settings
) -> None:
    talks = Conversations(draft_assistant.store.session, desk.drafts.owner)
    question = f"{COUNTY}2024年普惠性幼儿园覆盖率是多少？"
    here = talks.begin(question)
    turn = talks.ask(here, question)
    assert desk.answers() == []
    talks.finish(turn, "done", trace=draft_assistant.invoke(Question(text=question)))
    assert desk.answers() == [(question, turn)]
    order = DraftOrder(kind="答复函", answers=(turn,), topic="学前教育")
    assert "92.4%" in desk.draft(order).drafted.text
    other = desk_of(uuid.uuid4().hex, draft_assistant, draft_settings)
    assert other.answers() == []
    with pytest.raises(DataError, match="已不在"):
        other.draft(order)


def test_two_owners_do_not_see_each_others_drafts(
    desk: DraftingDesk, kept: KeptDraft, draft_assistant: Assistant, draft_settings: Settings
) -> None:
    other = desk_of(uuid.uuid4().hex, draft_assistant, draft_settings)
    assert other.drafts.listed() == []
    with pytest.raises(DataError, match="已不在"):
        other.save(kept.id, "改", 1)
    assert desk.drafts.read(kept.id).latest == 1


@pytest.mark.parametrize(
    ("told", "years"),
    [
        ("", ()),
        ("  ", ()),
        ("2023", (2023,)),
        ("2023年", (2023,)),
        ("2023、2021，2023", (2021, 2023)),
        ("2022年和2024年", (2022, 2024)),
        ("2022-2024", (2022, 2023, 2024)),
        ("2024年 — 2022年", (2022, 2023, 2024)),
        ("2022年至2024年", (2022, 2023, 2024)),
        ("2019-2021、2024", (2019, 2020, 2021, 2024)),
    ],
)
def test_years_are_read_as_people_write_them(told: str, years: tuple[int, ...]) -> None:
    assert years_given(told) == years


@pytest.mark.parametrize("told", ["去年", "23", "20234", "1800", "-", "2022-", "2023上半年", "２０２３x"])
def test_what_is_no_year_is_told_with_examples(told: str) -> None:
    with pytest.raises(DataError, match="看不懂年份") as error:
        years_given(told)
    assert "2022-2024" in error.value.next_step


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("", None),
        ("2024-01-08", dt.date(2024, 1, 8)),
        ("2024年1月8日", dt.date(2024, 1, 8)),
        (" 2024.1.8 ", dt.date(2024, 1, 8)),
        ("2024/12/31", dt.date(2024, 12, 31)),
    ],
)
def test_a_day_is_read_as_people_write_it(told: str, day: dt.date | None) -> None:
    assert day_given(told) == day


@pytest.mark.parametrize(
    "told", ["昨天", "2024", "2024年1月", "2024-02-30", "2024-13-01", "08-01-20", "20240108", "1/8/2024"]
)
def test_what_is_no_day_is_told_with_examples(told: str) -> None:
    with pytest.raises(DataError, match="看不懂成文日期") as error:
        day_given(told)
    assert "2024-01-08" in error.value.next_step


def test_without_remarks_that_is_said() -> None:
    assert "没有发现" in remarks_html([], [])
    assert NEIGHBOUR in remarks_html([], [f"{NEIGHBOUR}没有写"])
