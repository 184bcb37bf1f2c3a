"""What can be pinned in a conversation, how it is kept and shown, and an owner's home."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from assistant.engine import Assistant, Question
from core.errors import DataError
from core.pinned import NOTHING_PINNED, Pinned
from core.schema import Step, Trace
from core.settings import Settings
from corpus.conversations import LOCAL, UNNAMED, Conversations
from corpus.preferences import Preferences
from ui.pictures import Pictures
from ui.scope_row import MAX_CHOICES, ScopeDesk, kind_of
from ui.server import build_server
from ui.settings_tab import SettingsDesk
from ui.talks import Talks

SEA = "北京市海淀区"


class Asked(Assistant):
    """An assistant that keeps what it was asked."""

    def __init__(self, inner: Assistant) -> None:
        self.planner, self.finder, self.search = inner.planner, inner.finder, inner.search
        self.store, self.desk, self.tables = inner.store, inner.desk, inner.tables
        self._inner = inner
        self.questions: list[Question] = []

    def answer(self, question: Question) -> Iterator[Step | Trace]:
        self.questions.append(question)
        yield from self._inner.answer(question)


@pytest.fixture
def asked(assistant: Assistant) -> Asked:
    return Asked(assistant)


@pytest.fixture
def talks(asked: Asked) -> Talks:
    return Talks(asked, Pictures(), list)


@pytest.fixture
def desk(assistant: Assistant) -> ScopeDesk:
    return ScopeDesk(assistant)


@pytest.fixture(autouse=True)
def no_home_after(assistant: Assistant) -> Iterator[None]:
    yield
    Preferences(assistant.store.session, LOCAL).set_home("")


def document(assistant: Assistant, words: str) -> str:
    return next(one.id for one in assistant.search.library.outlines() if words in one.title)


def answered(talks: Talks, here: str) -> None:
    while talks.answering.running(here):
        pass


def test_choices_are_what_the_corpus_has_and_are_searched(desk: ScopeDesk) -> None:
    assert SEA in [one.value for one in desk.choices("place", "")[0]]
    assert [one.value for one in desk.choices("place", "海淀")[0]] == [SEA]
    assert [one.label for one in desk.choices("year", "")[0]] == ["2023年", "2022年"]
    assert [one.label for one in desk.choices("document", "丰台 2022")[0]] == ["丰台区教育局2022年工作总结"]
    assert desk.choices("document", "没有的") == ([], 0)


def test_any_year_may_be_pinned_by_writing_it(desk: ScopeDesk) -> None:
    assert [one.value for one in desk.choices("year", "2019年")[0]] == ["2019"]


def test_of_many_choices_some_are_shown_and_the_rest_counted(desk: ScopeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ScopeDesk, "places", lambda self: [f"某市{n}区" for n in range(MAX_CHOICES + 7)])
    shown, more = desk.choices("place", "某市")
    assert (len(shown), more) == (MAX_CHOICES, 7)


@pytest.mark.parametrize(("kind", "value"), [("place", "火星"), ("year", "去年"), ("document", "没有")])
def test_what_is_not_there_cannot_be_pinned(desk: ScopeDesk, kind: str, value: str) -> None:
    with pytest.raises(DataError) as raised:
        desk.pinned_with(NOTHING_PINNED, kind_of(kind), value)
    assert raised.value.next_step


def test_pinning_begins_a_conversation_that_its_first_question_names(talks: Talks, asked: Asked) -> None:
    here = talks.pin("", "place", SEA)
    assert talks.pin(here, "year", "2023") == here
    kept = talks.conversations.read(here)
    assert (kept.title, kept.pinned) == (UNNAMED, Pinned(place=SEA, year=2023))
    assert f'data-conversation="{here}"' in talks.show(here).talk
    talks.ask(here, "新增学位多少个？")
    answered(talks, here)
    assert talks.conversations.read(here).title == "新增学位多少个？"
    assert asked.questions[-1].pinned == kept.pinned
    assert "4200" in talks.show(here).talk


def test_chips_tell_what_is_pinned_and_take_it_off(talks: Talks, assistant: Assistant) -> None:
    here = talks.pin("", "document", document(assistant, "丰台"))
    assert "文件：丰台区教育局2022年工作总结" in talks.show(here).scope
    assert "去掉固定的文件" in talks.show(here).scope
    talks.pin(here, "document", "")
    assert "cw-pin" not in talks.show(here).scope
    assert "＋ 文件" in talks.show(here).scope


def test_what_is_pinned_goes_with_its_conversation(talks: Talks, asked: Asked) -> None:
    here = talks.pin("", "year", "2022")
    other = talks.ask("", "海淀新增学位多少个？")
    answered(talks, other)
    assert asked.questions[-1].pinned == NOTHING_PINNED
    talks.conversations.delete(here)
    with pytest.raises(DataError):
        talks.pin(here, "year", "2023")


def test_home_is_kept_for_an_owner_and_holds_in_what_is_begun_after(assistant: Assistant) -> None:
    session = assistant.store.session
    own, other = Conversations(session, "home-own"), Conversations(session, "home-other")
    before = own.begin("问")
    Preferences(session, "home-own").set_home(SEA)
    after = own.begin("问")
    assert [own.read(one).home for one in (before, after)] == ["", SEA]
    assert other.read(other.begin("问")).home == ""


def test_only_a_place_of_the_corpus_can_be_home(assistant: Assistant, small: Settings, desk: ScopeDesk) -> None:
    settings = SettingsDesk(small, Preferences(assistant.store.session, LOCAL), desk.places)
    assert SEA in settings.set_home(SEA)
    assert settings.home == SEA
    with pytest.raises(DataError):
        settings.set_home("火星")
    assert settings.home == SEA
    assert "再选" in settings.set_home(None)
    assert settings.home == ""


def test_a_home_that_the_corpus_speaks_of_no_more_stays_a_choice(assistant: Assistant, small: Settings) -> None:
    kept = Preferences(assistant.store.session, LOCAL)
    kept.set_home(SEA)
    assert (SEA, SEA) in SettingsDesk(small, kept, list).choices()


def test_choices_are_served_as_json(assistant: Assistant, small: Settings) -> None:
    client = TestClient(build_server(assistant, small))
    record = client.get("/talk/scope/place", params={"words": "海淀"}).json()
    assert record == {"choices": [{"value": SEA, "label": SEA, "detail": ""}], "more": 0}
    assert client.get("/talk/scope/colour").status_code == 422
    assert client.get("/talk/scope/year", params={"words": "3024"}).status_code == 400
