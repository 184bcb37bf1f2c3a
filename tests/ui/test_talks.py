"""The chat tab on the server: answers go on without a page, nobody's conversation meets another's, home is remembered."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from assistant.engine import Assistant, Question
from core.errors import CewenError, DataError
from core.schema import Step, Trace
from core.settings import Settings
from corpus.conversations import Conversations
from corpus.feedback import all_feedback
from ui.answering import FAILED, Answering
from ui.chat import Watching, act
from ui.pictures import Pictures
from ui.server import build_server
from ui.talks import Talks

DEADLINE_S = 60.0


@pytest.fixture
def talks(assistant: Assistant) -> Talks:
    return Talks(assistant, Pictures(), lambda: ["海淀新增了多少个学位"])


@pytest.fixture(scope="module")
def client(assistant: Assistant, small: Settings) -> TestClient:
    return TestClient(build_server(assistant, small))


def done(answering: Answering, here: str) -> None:
    until = time.monotonic() + DEADLINE_S
    while answering.running(here):
        assert time.monotonic() < until
        time.sleep(0.02)


def asked(talks: Talks, text: str, here: str = "") -> str:
    here = talks.ask(here, text)
    done(talks.answering, here)
    return here


def answers(talks: Talks, here: str) -> list[str]:
    return [turn.trace.answer for turn in talks.conversations.read(here).turns]


class Slow(Assistant):
    """The assistant with a gate between its steps: opened by the test; `fault` is raised behind it."""

    def __init__(self, inner: Assistant, fault: Exception | None = None) -> None:
        self._inner, self._fault = inner, fault
        self.gate = threading.Event()
        self.planner, self.store, self.search = inner.planner, inner.store, inner.search

    def answer(self, question: Question) -> Iterator[Step | Trace]:
        yield Step(title="理解问题", status="running")
        assert self.gate.wait(DEADLINE_S)
        if self._fault is not None:
            raise self._fault
        yield from self._inner.answer(question)


def slow(assistant: Assistant, fault: Exception | None = None) -> tuple[Slow, Talks]:
    made = Slow(assistant, fault)
    return made, Talks(made, Pictures(), list)


def test_an_answer_is_made_without_anybody_looking_and_shown_when_the_page_comes_back(assistant: Assistant) -> None:
    gated, talks = slow(assistant)
    here = talks.ask("", "海淀新增了多少个学位")
    while not talks.answering.running(here) or not next(iter(talks.answering.running(here).values())):
        time.sleep(0.02)
    midway = talks.show(here)
    assert midway.running
    assert "理解问题" in midway.now
    assert "没有答完" not in midway.talk
    gated.gate.set()
    done(talks.answering, here)
    after = talks.show(here)
    assert not after.running
    assert "4200" in after.talk
    assert after.now == ""


def test_a_follow_up_leans_on_its_own_conversation_only(talks: Talks) -> None:
    one = asked(talks, "海淀公办园在园幼儿占比多少")
    other = asked(talks, "丰台新增了多少个学位")
    asked(talks, "那丰台呢", one)
    asked(talks, "那海淀呢", other)
    assert "55.2%" in answers(talks, one)[-1]
    assert "4200" in answers(talks, other)[-1]


def test_many_who_ask_at_once_each_get_their_own_answers(talks: Talks) -> None:
    wanted = {"海淀新增了多少个学位": "4200", "丰台新增了多少个学位": "2600", "海淀公办园在园幼儿占比多少": "61.5%"}
    begun: list[tuple[str, str]] = []

    def one(question: str) -> None:
        begun.append((question, talks.ask("", question)))

    threads = [threading.Thread(target=one, args=(question,)) for question in wanted for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({here for _, here in begun}) == 12
    for question, here in begun:
        done(talks.answering, here)
        (turn,) = talks.conversations.read(here).turns
        assert (turn.question, turn.state) == (question, "done")
        assert wanted[question] in turn.trace.answer
        html = talks.show(here).talk
        assert wanted[question] in html
        assert all(figure not in html for asked_, figure in wanted.items() if asked_ != question)


def test_a_stopped_question_says_so_and_its_late_answer_is_not_shown(assistant: Assistant) -> None:
    gated, talks = slow(assistant)
    here = talks.ask("", "海淀新增了多少个学位")
    (turn,) = talks.answering.running(here)
    talks.answering.stop(turn)
    assert not talks.show(here).running
    assert "已停止" in talks.show(here).talk
    gated.gate.set()
    time.sleep(0.5)
    assert talks.conversations.turn(turn).state == "stopped"


def test_a_question_that_a_stopped_service_left_behind_is_told_and_can_be_asked_again(talks: Talks) -> None:
    here = talks.conversations.begin("海淀新增了多少个学位")
    turn = talks.conversations.ask(here, "海淀新增了多少个学位")
    assert "没有答完" in talks.show(here).talk
    talks.again(turn)
    done(talks.answering, here)
    assert "没有答完" not in talks.show(here).talk
    assert "4200" in answers(talks, here)[0]


@pytest.mark.parametrize(
    ("fault", "told"),
    [(RuntimeError("x"), FAILED), (CewenError("索引坏了", next_step="请重建"), "索引坏了")],
)
def test_a_failure_is_a_sentence_and_never_looks_like_not_found(
    assistant: Assistant, fault: Exception, told: str
) -> None:
    gated, talks = slow(assistant, fault)
    gated.gate.set()
    here = asked(talks, "海淀新增了多少个学位")
    (turn,) = talks.conversations.read(here).turns
    assert turn.state == "failed"
    assert told in turn.error
    assert told in talks.show(here).talk


def test_the_chosen_home_is_remembered_in_its_conversation_and_nowhere_else(talks: Talks) -> None:
    here = asked(talks, "我区新增了多少个学位")
    (turn,) = talks.conversations.read(here).turns
    assert turn.trace.asks.kind == "home"
    option = next(one for one in turn.trace.options if "丰台" in one)
    assert act(talks, json.dumps({"do": "option", "turn": turn.id, "text": option}), here) == here
    done(talks.answering, here)
    (answer,) = answers(talks, here)
    assert "2600" in answer
    asked(talks, "我区公办园在园幼儿占比多少", here)
    assert "55.2%" in answers(talks, here)[-1]
    assert option in talks.show(here).talk
    elsewhere = asked(talks, "我区新增了多少个学位")
    assert talks.conversations.read(elsewhere).turns[0].trace.status == "clarify"
    act(talks, json.dumps({"do": "forget"}), here)
    assert talks.conversations.read(here).home == ""


def test_writing_an_offered_place_is_choosing_it(talks: Talks) -> None:
    here = asked(talks, "我区新增了多少个学位")
    option = next(one for one in talks.conversations.read(here).turns[0].trace.options if "海淀" in one)
    asked(talks, f" {option} ", here)
    assert len(answers(talks, here)) == 1
    assert "4200" in answers(talks, here)[0]


def test_what_was_not_offered_cannot_be_chosen(talks: Talks) -> None:
    here = asked(talks, "我区新增了多少个学位")
    (turn,) = talks.conversations.read(here).turns
    with pytest.raises(DataError, match="没有这个选项"):
        talks.choose(turn.id, "上海市")


def test_an_edited_question_takes_the_place_of_its_answer_and_of_what_came_after(talks: Talks) -> None:
    here = asked(talks, "海淀新增了多少个学位")
    asked(talks, "那丰台呢", here)
    first = talks.conversations.read(here).turns[0]
    act(talks, json.dumps({"do": "edit", "turn": first.id, "text": "丰台公办园在园幼儿占比多少"}), here)
    done(talks.answering, here)
    assert len(answers(talks, here)) == 1
    assert "55.2%" in answers(talks, here)[0]


@pytest.mark.parametrize("text", ["", "  \n", "\x00\x1b"])
def test_nothing_to_ask_begins_no_conversation(talks: Talks, text: str) -> None:
    before = len(talks.conversations.listed())
    with pytest.raises(DataError, match="还没有写问题"):
        talks.ask("", text)
    assert len(talks.conversations.listed()) == before


def test_rename_delete_open_and_new(talks: Talks) -> None:
    here = asked(talks, "海淀新增了多少个学位")
    assert act(talks, json.dumps({"do": "rename", "id": here, "text": "学位"}), here) == here
    assert "学位" in talks.listed("", here)
    assert act(talks, json.dumps({"do": "new"}), here) == ""
    assert "海淀新增了多少个学位" in talks.show("").talk
    assert act(talks, json.dumps({"do": "open", "id": here}), "") == here
    assert act(talks, json.dumps({"do": "delete", "id": here}), here) == ""
    with pytest.raises(DataError, match="已不在"):
        talks.show(here)
    with pytest.raises(DataError, match="没有这个操作"):
        act(talks, json.dumps({"do": "fly"}), "")


def test_the_examples_are_shown_before_the_first_question_only(talks: Talks) -> None:
    assert "试试这样问" in talks.show("").talk
    assert "试试这样问" not in talks.show(asked(talks, "海淀新增了多少个学位")).talk


def test_a_page_follows_only_what_it_was_told_last() -> None:
    watching = Watching()
    first = watching.begin("甲")
    other = watching.begin("乙")
    second = watching.begin("甲")
    assert not watching.holds("甲", first)
    assert watching.holds("甲", second)
    assert watching.holds("乙", other)


def test_sources_verdicts_and_exports_by_their_addresses(client: TestClient, talks: Talks) -> None:
    here = asked(talks, "海淀新增了多少个学位")
    (turn,) = talks.conversations.read(here).turns
    mark = client.get(f"/talk/turns/{turn.id}/marks/1")
    assert "4200" in mark.text.partition("<mark>")[2].partition("</mark>")[0]
    whole = client.get(f"/talk/turns/{turn.id}/marks/1/whole").text
    assert "比去年增加60人" in whole
    assert "data-to=" in whole
    assert client.post(f"/talk/turns/{turn.id}/verdict", json={"verdict": "bad", "reason": "少了"}).status_code == 200
    assert all_feedback(talks._session)[-1].reason == "少了"
    assert client.post(f"/talk/turns/{turn.id}/verdict", json={"verdict": "maybe"}).status_code == 422
    text = client.get(f"/talk/conversations/{here}.md")
    assert "4200" in text.text
    assert "attachment" in text.headers["content-disposition"]
    assert client.get(f"/talk/conversations/{here}.docx").content[:2] == b"PK"
    assert client.get(f"/talk/conversations/{here}.exe").status_code == 422


@pytest.mark.parametrize(
    "path", ["turns/x/marks/1", "turns/x/marks/1/whole", "conversations/x.md", "conversations/x.docx"]
)
def test_what_is_not_there_is_told_in_chinese(client: TestClient, path: str) -> None:
    response = client.get(f"/talk/{path}")
    assert response.status_code == 404
    assert "已不在" in response.text


def test_another_owner_reaches_nothing_by_address(client: TestClient, talks: Talks, assistant: Assistant) -> None:
    foreign = Conversations(lambda: assistant.store.session(), "zhang")
    here = foreign.begin("秘密")
    turn = foreign.ask(here, "秘密")
    for path in (f"turns/{turn}/marks/1", f"conversations/{here}.md"):
        assert client.get(f"/talk/{path}").status_code == 404
    assert client.post(f"/talk/turns/{turn}/stop").status_code == 404
    assert "秘密" not in talks.listed("", "")


def test_the_served_page_is_chinese_and_bears_its_own_name(client: TestClient) -> None:
    page = client.get("/").text
    head = page[: page.index("</head>")]
    assert '<html\n\tlang="zh-CN"' in head
    assert '<meta property="og:title" content="策问" />' in head
    assert "@teamGradio" not in head
    assert "Click to try out" not in head
    icon = client.get("/favicon.ico")
    assert icon.headers["content-type"].startswith("image/svg+xml")
