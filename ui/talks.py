"""What the chat tab's buttons do: ask, choose, ask anew, open, rename, delete; and what is shown of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.engine import Assistant
from core.errors import DataError
from core.pinned import NOTHING_PINNED
from corpus.conversations import LOCAL, Conversations
from corpus.feedback import give_feedback, verdicts
from tools.table_query.rows_workbook import write_rows
from ui.answering import Answering
from ui.conversation import asked_with, empty_html, running_html, talk_html
from ui.conversation_list import list_html
from ui.drawer import Drawer
from ui.pictures import Pictures
from ui.scope_row import ScopeDesk, kind_of


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A conversation as HTML: turns that are done, turns that are being answered, what is pinned; whether one runs."""

    talk: str
    now: str
    scope: str
    running: bool


class Talks:
    """The conversations of one owner on the page.

    Args:
        assistant: Answers.
        pictures: Keeps the charts of answers.
        examples: Questions to begin with.
        owner: Whose they are.
        slots: How many questions are answered at once.
    """

    def __init__(
        self,
        assistant: Assistant,
        pictures: Pictures,
        examples: Callable[[], Sequence[str]],
        owner: str = LOCAL,
        slots: threading.Semaphore | None = None,
    ) -> None:
        # The assistant may come to hold another store while the page runs.
        self._assistant = assistant
        self._session = lambda: assistant.store.session()
        self._pictures = pictures
        self._examples = examples
        self.conversations = Conversations(self._session, owner)
        self.answering = Answering(assistant, self.conversations, slots)
        self.scope = ScopeDesk(assistant)
        self.drawer = Drawer(assistant, self.conversations)

    def show(self, conversation_id: str) -> Shown:
        """A conversation as it is now; '' is one not begun."""
        if not conversation_id:
            return Shown(
                talk=empty_html(self._examples()), now="", scope=self.scope.html(NOTHING_PINNED), running=False
            )
        # The jobs before and after: one that ends or begins in between is shown as running, never as broken off.
        before = self.answering.running(conversation_id)
        conversation = self.conversations.read(conversation_id)
        running = before | self.answering.running(conversation_id)
        scope = self.scope.html(conversation.pinned)
        if not conversation.turns:
            return Shown(talk=empty_html(self._examples(), conversation_id), now="", scope=scope, running=False)
        judged = verdicts(self._session, self.conversations.owner, [turn.id for turn in conversation.turns])
        return Shown(
            talk=talk_html(conversation, running, judged, self._pictures),
            now=running_html(conversation, running, self._pictures),
            scope=scope,
            running=bool(running),
        )

    def listed(self, words: str, here: str) -> str:
        """The list of conversations."""
        return list_html(self.conversations.listed(words), here, words)

    def ask(self, conversation_id: str, text: str) -> str:
        """Ask a question; its conversation. One of the places just offered is chosen by writing it, too."""
        if conversation_id:
            turns = self.conversations.read(conversation_id).turns
            last = turns[-1] if turns else None
            if last is not None and last.trace is not None and text.strip() in last.trace.options:
                return self.choose(last.id, text.strip())
        return self.answering.ask(conversation_id, text)

    def pin(self, conversation_id: str, kind: str, value: str) -> str:
        """Pin a place, a year or a document in a conversation ('' takes it off); the conversation, begun if need be.

        Raises:
            DataError: If there is no such thing to pin.
        """
        before = self.conversations.read(conversation_id).pinned if conversation_id else NOTHING_PINNED
        pinned = self.scope.pinned_with(before, kind_of(kind), value)
        here = conversation_id or self.conversations.begin()
        self.conversations.pin(here, pinned)
        return here

    def choose(self, turn_id: str, option: str) -> str:
        """Answer what a clarification asks; its conversation.

        The question is asked anew with the place put in, in place of the clarification where that was the last. What
        我区 means is remembered.

        Raises:
            DataError: If that was not offered.
        """
        turn = self.conversations.turn(turn_id)
        if turn.trace is None or option not in turn.trace.options:
            raise DataError("没有这个选项", next_step="请刷新页面再选")
        here, asks = turn.conversation_id, turn.trace.asks
        last = self.conversations.read(here).turns[-1].id
        if asks is None:
            return self.answering.ask(here, option)
        instead_of = turn_id if turn_id == last else ""
        if asks.kind == "home" and self.answering.home_named(option):
            self.conversations.set_home(here, option)
            return self.answering.ask(here, turn.question, instead_of=instead_of)
        asked = asked_with(turn.trace, option)
        return self.answering.ask(here, asked, instead_of=instead_of if asked != option else "")

    def again(self, turn_id: str, text: str = "") -> str:
        """Ask a question anew, in other words where they are given, in place of itself and all after it."""
        turn = self.conversations.turn(turn_id)
        self.answering.stop(turn_id)
        return self.answering.ask(turn.conversation_id, text or turn.question, instead_of=turn_id)

    def rows_of(self, turn_id: str, path: Path) -> Path:
        """Write the rows that an answer used as a workbook; its path.

        Raises:
            DataError: If it used none, or its table is no longer there.
        """
        trace = self.conversations.turn(turn_id).trace
        rows = trace.rows if trace is not None else ()
        found = [(self._assistant.tables.table(one.table), one) for one in rows]
        there = [(table, one) for table, one in found if table is not None]
        if not there:
            raise DataError("回答用到的表已经不在资料里", next_step="请重新提问，再下载用到的行")
        return write_rows(there, path)

    def judge(self, turn_id: str, verdict: str, reason: str) -> None:
        """Keep what the owner thinks of an answer."""
        give_feedback(self._session, self.conversations, turn_id, verdict, reason)
