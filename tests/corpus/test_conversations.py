"""Conversations and verdicts in the store: each owner's apart, kept over a rebuild, searched, renamed, deleted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from core.chart import Chart, Series
from core.errors import DataError
from core.schema import AskBack, Checks, Citation, Figure, FigureInput, Gap, Missing, Trace
from corpus.audit import record_answer
from corpus.conversations import Conversations, any_turn
from corpus.feedback import all_feedback, as_case, give_feedback, verdicts
from corpus.store import Store

TRACE = Trace(
    id="t",
    question="公办园占比多少",
    standalone="公办园占比多少",
    status="computed",
    answer="占比61.5%[1]。",
    citations=(Citation(ref="1", kind="document", document_id="d", title="总结", quote="占比61.5%", start=0, end=7),),
    figures=(
        Figure(
            ref="F1",
            name="占比",
            value=61.5,
            unit="%",
            place="甲县",
            period="",
            origin="quoted",
            text="61.5%",
            inputs=(FigureInput(name="a", value=1.0),),
            gap=Gap(to_standard=1.0, to_85=None, unit="人"),
        ),
    ),
    missing=(Missing(kind="place", asked="乙县", have=("甲县",)),),
    options=("甲县",),
    notes=("注",),
    asks=AskBack(kind="home", words=("我县",)),
    checks=Checks(numbers=1, probability=0.9),
    charts=(Chart(kind="rank", title="图", labels=("甲",), series=(Series(name="值", values=(None,)),)),),
    timings_ms={"total": 2.0},
)


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    made = Store(database)
    yield made
    made.close()


@pytest.fixture
def kept(store: Store) -> Conversations:
    return Conversations(store.session)


def answered(kept: Conversations, question: str, trace: Trace = TRACE, here: str = "") -> tuple[str, str]:
    here = here or kept.begin(question)
    turn = kept.ask(here, question)
    kept.finish(turn, "done", trace=trace)
    return here, turn


def test_an_answer_comes_back_as_it_was_with_all_that_led_to_it(kept: Conversations) -> None:
    here, _ = answered(kept, "公办园占比多少")
    assert kept.read(here).turns[0].trace == TRACE


def test_another_owners_conversations_are_not_there(kept: Conversations, store: Store) -> None:
    here, turn = answered(kept, "公办园占比多少")
    other = Conversations(store.session, "zhang")
    assert other.listed() == []
    for reach in (
        lambda: other.read(here),
        lambda: other.turn(turn),
        lambda: other.rename(here, "x"),
        lambda: other.delete(here),
        lambda: other.ask(here, "x"),
        lambda: other.asked_before(turn),
        lambda: other.set_home(here, "x"),
        lambda: give_feedback(store.session, other, turn, "bad"),
    ):
        with pytest.raises(DataError):
            reach()
    assert len(kept.read(here).turns) == 1


def test_conversations_outlive_a_rebuild(kept: Conversations, store: Store, database: str) -> None:
    here, turn = answered(kept, "公办园占比多少")
    give_feedback(store.session, kept, turn, "good")
    store.close()
    rebuilt = Store(database, rebuilding=True)
    again = Conversations(rebuilt.session)
    assert again.read(here).turns[0].trace == TRACE
    assert len(all_feedback(rebuilt.session)) == 1
    rebuilt.close()


def test_search_looks_into_titles_questions_and_answers_and_takes_no_wildcards(kept: Conversations) -> None:
    first, _ = answered(kept, "公办园占比多少")
    second, _ = answered(kept, "教师多少")
    kept.rename(second, "人手")
    kept.finish(kept.ask(second, "100%吗"), "done", trace=TRACE)
    assert [one.id for one in kept.listed("公办园")] == [first]
    assert [one.id for one in kept.listed("人手")] == [second]
    assert {one.id for one in kept.listed("61.5%")} == {first, second}
    assert [one.id for one in kept.listed("0%吗")] == [second]
    assert kept.listed("公_园") == []
    assert [one.id for one in kept.listed("公办园 61.5")] == [first]


def test_the_latest_conversation_comes_first(kept: Conversations) -> None:
    first, _ = answered(kept, "甲")
    second, _ = answered(kept, "乙")
    answered(kept, "再问", here=first)
    assert [one.id for one in kept.listed()] == [first, second]


def test_a_question_asked_anew_sets_itself_and_what_came_after_aside(kept: Conversations) -> None:
    here, first = answered(kept, "甲")
    _, second = answered(kept, "乙", here=here)
    answered(kept, "丙", here=here)
    again = kept.ask(here, "丁", instead_of=second)
    assert [turn.question for turn in kept.read(here).turns] == ["甲", "丁"]
    assert kept.asked_before(again) == ("甲",)
    assert kept.turn(second).question == "乙"
    assert kept.asked_before(first) == ()


def test_what_is_found_after_a_stop_changes_nothing(kept: Conversations) -> None:
    here = kept.begin("甲")
    turn = kept.ask(here, "甲")
    kept.finish(turn, "stopped")
    kept.finish(turn, "done", trace=TRACE)
    assert kept.turn(turn).state == "stopped"
    assert kept.turn(turn).trace is None


def test_a_deleted_conversation_is_gone_and_its_verdicts_stay(kept: Conversations, store: Store) -> None:
    here, turn = answered(kept, "公办园占比多少")
    give_feedback(store.session, kept, turn, "bad", "年份不对")
    kept.delete(here)
    with pytest.raises(DataError, match="已不在"):
        kept.read(here)
    with pytest.raises(DataError, match="已不在"):
        kept.turn(turn)
    kept.finish(turn, "done", trace=TRACE)
    (one,) = all_feedback(store.session)
    assert (one.reason, one.asked, one.trace) == ("年份不对", ("公办园占比多少",), TRACE)


@pytest.mark.parametrize("title", ["", "  ", "长" * 101])
def test_a_name_must_be_there_and_fit(kept: Conversations, title: str) -> None:
    here, _ = answered(kept, "甲")
    with pytest.raises(DataError):
        kept.rename(here, title)


def test_personal_numbers_are_masked_in_title_question_and_reason(kept: Conversations, store: Store) -> None:
    here, turn = answered(kept, "13812345678是谁的电话")
    give_feedback(store.session, kept, turn, "bad", "见13812345678")
    read = kept.read(here)
    assert "12345678" not in read.title + read.turns[0].question + all_feedback(store.session)[0].reason


def test_a_later_verdict_takes_the_place_of_the_earlier_and_can_be_taken_back(
    kept: Conversations, store: Store
) -> None:
    _, turn = answered(kept, "甲")
    give_feedback(store.session, kept, turn, "good")
    give_feedback(store.session, kept, turn, "bad", "不对")
    assert verdicts(store.session, kept.owner, [turn]) == {turn: "bad"}
    give_feedback(store.session, kept, turn, "")
    assert all_feedback(store.session) == []


def test_verdicts_that_cannot_be_are_refused(kept: Conversations, store: Store) -> None:
    here, turn = answered(kept, "甲")
    running = kept.ask(here, "乙")
    for call in ((turn, "maybe"), (turn, "bad", "长" * 1001), (running, "good")):
        with pytest.raises(DataError):
            give_feedback(store.session, kept, *call)
    assert all_feedback(store.session) == []


def test_a_good_answer_becomes_a_case_with_its_figures_and_sources(kept: Conversations, store: Store) -> None:
    here, _ = answered(kept, "甲县呢")
    _, turn = answered(kept, "公办园占比多少", here=here)
    give_feedback(store.session, kept, turn, "good")
    case = as_case(all_feedback(store.session)[0])
    assert case["turns"] == ["甲县呢", "公办园占比多少"]
    assert case["must_contain"] == ["61.5%"]
    assert case["evidence"] == [{"doc": "d", "case": None, "quote": "占比61.5%"}]
    assert (case["answerable"], case["confirmed"]) == (True, True)


def test_a_bad_answer_becomes_a_case_that_waits_for_the_right_one(kept: Conversations, store: Store) -> None:
    _, turn = answered(kept, "公办园占比多少")
    give_feedback(store.session, kept, turn, "bad", "应为62%")
    case = as_case(all_feedback(store.session)[0])
    assert (case["confirmed"], case["must_contain"], case["evidence"], case["answer"]) == (False, [], [], "")
    assert (case["note"], case["told"]) == ("应为62%", TRACE.answer)


def test_an_answer_of_anybody_is_found_by_its_turn_its_trace_or_the_log(kept: Conversations, store: Store) -> None:
    _, turn = answered(Conversations(store.session, "zhang"), "公办园占比多少")
    for one in (turn, TRACE.id):
        assert any_turn(store.session, one).trace == TRACE
    asked = replace(TRACE, id="only-asked", question="只在记录里")
    record_answer(store, asked, user="命令行")
    found = any_turn(store.session, "only-asked")
    assert (found.trace, found.question, found.state) == (asked, "只在记录里", "done")
    with pytest.raises(DataError, match="没有编号为“nobody”的回答") as error:
        any_turn(store.session, "nobody")
    assert "cewen ask --json" in error.value.next_step
