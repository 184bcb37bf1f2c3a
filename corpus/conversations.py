"""Conversations as the store keeps them, for one owner: begun, read, searched, renamed, deleted."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from pydantic import TypeAdapter
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from core.errors import DataError
from core.masking import mask_personal
from core.pinned import NOTHING_PINNED, Pinned
from core.schema import Trace
from corpus.conversation_rows import ConversationRow, PinnedRow, TurnRow
from corpus.holding import hold
from corpus.preferences import Preferences
from corpus.store import AuditRow

LOCAL = "local"
UNNAMED = "新对话"
MAX_TITLE, TITLE_FROM_QUESTION, MAX_LISTED = 100, 30, 200
State = Literal["running", "done", "stopped", "failed"]
_TRACES = TypeAdapter(Trace)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One question and what became of it; `trace` where it is done, `error` where it failed."""

    id: str
    conversation_id: str
    question: str
    state: State
    asked_at: dt.datetime
    trace: Trace | None = None
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """One conversation; `turns` oldest first, those set aside left out.

    `home` is what 我区 means in it, or ''; `pinned` is the scope of what is asked in it.
    """

    id: str
    title: str
    home: str
    changed_at: dt.datetime
    turns: tuple[Turn, ...] = ()
    pinned: Pinned = NOTHING_PINNED


def trace_from_json(value: Mapping[str, Any]) -> Trace:
    """A trace from what the store keeps."""
    return _TRACES.validate_python(value)


class Conversations:
    """The conversations of one owner; those of another are not there.

    Args:
        session: Opens a session on the store.
        owner: Whose they are.
    """

    def __init__(self, session: Callable[[], Session], owner: str = LOCAL) -> None:
        self._session = session
        self.owner = owner

    def listed(self, words: str = "") -> list[Conversation]:
        """Conversations without their turns, the latest first; `words` must stand in title, question or answer."""
        found = select(ConversationRow).where(ConversationRow.owner == self.owner)
        for word in words.split():
            inside = select(TurnRow.conversation_id).where(
                TurnRow.set_aside.is_(False),
                or_(TurnRow.question.icontains(word, autoescape=True), TurnRow.answer.icontains(word, autoescape=True)),
            )
            found = found.where(
                or_(ConversationRow.title.icontains(word, autoescape=True), ConversationRow.id.in_(inside))
            )
        with self._session() as session:
            rows = session.scalars(found.order_by(ConversationRow.changed_at.desc()).limit(MAX_LISTED)).all()
        return [_heading(row) for row in rows]

    def read(self, conversation_id: str) -> Conversation:
        """One conversation with its turns.

        Raises:
            DataError: If the owner has none of that id.
        """
        with self._session() as session:
            row = self._own(session, conversation_id)
            turns = session.scalars(
                select(TurnRow)
                .where(TurnRow.conversation_id == conversation_id, TurnRow.set_aside.is_(False))
                .order_by(TurnRow.number)
            ).all()
            pins = session.get(PinnedRow, conversation_id)
            return _heading(row, tuple(_turn(one) for one in turns), pins)

    def turn(self, turn_id: str) -> Turn:
        """One turn, those set aside included.

        Raises:
            DataError: If the owner has none of that id.
        """
        with self._session() as session:
            row = session.get(TurnRow, turn_id)
            kept = session.get(ConversationRow, row.conversation_id) if row is not None else None
            # Another's is not there: nothing tells it from one that never was.
            if row is None or kept is None or kept.owner != self.owner:
                raise _gone("这个问答")
            return _turn(row)

    def asked_before(self, turn_id: str) -> tuple[str, ...]:
        """Questions answered before a turn in its conversation, oldest first."""
        turn = self.turn(turn_id)
        with self._session() as session:
            number = select(TurnRow.number).where(TurnRow.id == turn_id).scalar_subquery()
            return tuple(
                session.scalars(
                    select(TurnRow.question)
                    .where(
                        TurnRow.conversation_id == turn.conversation_id,
                        TurnRow.number < number,
                        TurnRow.state == "done",
                        TurnRow.set_aside.is_(False),
                    )
                    .order_by(TurnRow.number)
                )
            )

    def begin(self, question: str = "") -> str:
        """A new conversation named by its first question, with the owner's home; its id."""
        made, home = uuid.uuid4().hex, Preferences(self._session, self.owner).home
        with self._session() as session, session.begin():
            session.add(ConversationRow(id=made, owner=self.owner, title=_titled(question), home=home))
        return made

    def ask(self, conversation_id: str, question: str, *, instead_of: str = "") -> str:
        """Add a question, which runs from now on; its turn's id. Personal numbers in it are masked.

        Args:
            conversation_id: Where it is asked.
            question: As typed.
            instead_of: A turn that is set aside for it, with all that come after that.
        """
        made, shown = uuid.uuid4().hex, mask_personal(question)[0]
        with self._session() as session, session.begin():
            hold(session, f"conversation {conversation_id}")
            row = self._own(session, conversation_id)
            if instead_of:
                first = select(TurnRow.number).where(
                    TurnRow.id == instead_of, TurnRow.conversation_id == conversation_id
                )
                after = TurnRow.number >= first.scalar_subquery()
                session.execute(
                    update(TurnRow).where(TurnRow.conversation_id == conversation_id, after).values(set_aside=True)
                )
            if row.title == UNNAMED:
                row.title = _titled(shown)
            last = session.scalar(select(func.max(TurnRow.number)).where(TurnRow.conversation_id == conversation_id))
            session.add(TurnRow(id=made, conversation_id=conversation_id, number=(last or 0) + 1, question=shown))
            row.changed_at = dt.datetime.now(dt.UTC)
        return made

    def finish(self, turn_id: str, state: State, *, trace: Trace | None = None, error: str = "") -> None:
        """Say what became of a question; one whose conversation was deleted meanwhile is let go."""
        record = None if trace is None else trace.to_dict()
        answer = "" if trace is None else trace.answer
        with self._session() as session, session.begin():
            session.execute(
                update(TurnRow)
                .where(TurnRow.id == turn_id, TurnRow.state == "running")
                .values(state=state, trace=record, answer=answer, error=error)
            )

    def keep_early(self, turn_id: str, trace: Trace) -> None:
        """Keep an answer that is ready while a better one is still being made."""
        with self._session() as session, session.begin():
            session.execute(
                update(TurnRow)
                .where(TurnRow.id == turn_id, TurnRow.state == "running")
                .values(trace=trace.to_dict(), answer=trace.answer)
            )

    def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation another name.

        Raises:
            DataError: If the name is empty or too long.
        """
        wanted = " ".join(title.split())
        if not wanted or len(wanted) > MAX_TITLE:
            raise DataError(f"名称应有 1 至 {MAX_TITLE} 个字", next_step="请改短或填写名称再保存")
        with self._session() as session, session.begin():
            self._own(session, conversation_id).title = wanted

    def set_home(self, conversation_id: str, home: str) -> None:
        """Remember what 我区 means in a conversation; '' forgets it."""
        with self._session() as session, session.begin():
            self._own(session, conversation_id).home = home

    def pin(self, conversation_id: str, pinned: Pinned) -> None:
        """Keep what is pinned in a conversation, in place of what was."""
        with self._session() as session, session.begin():
            hold(session, f"conversation {conversation_id}")
            self._own(session, conversation_id)
            session.merge(PinnedRow(conversation_id=conversation_id, **asdict(pinned)))

    def delete(self, conversation_id: str) -> None:
        """Delete a conversation with its turns; feedback on them and the audit log stay."""
        with self._session() as session, session.begin():
            hold(session, f"conversation {conversation_id}")
            session.delete(self._own(session, conversation_id))
            for table in (TurnRow, PinnedRow):
                session.execute(delete(table).where(table.conversation_id == conversation_id))

    def _own(self, session: Session, conversation_id: str) -> ConversationRow:
        row = session.get(ConversationRow, conversation_id)
        if row is None or row.owner != self.owner:
            raise _gone("这个对话")
        return row


def any_turn(session: Callable[[], Session], answer_id: str) -> Turn:
    """An answer of anybody's by its turn's id or its trace's, for who keeps the store.

    Raises:
        DataError: If there is none.
    """
    with session() as opened:
        row = opened.get(TurnRow, answer_id)
        if row is None:
            row = opened.scalar(select(TurnRow).where(TurnRow.trace["id"].as_string() == answer_id).limit(1))
        if row is not None:
            return _turn(row)
        asked = opened.scalar(select(AuditRow).where(AuditRow.trace["id"].as_string() == answer_id).limit(1))
        if asked is None:
            raise DataError(f"没有编号为“{answer_id}”的回答", next_step="编号在 cewen ask --json 的 id 里")
        return Turn(
            id=answer_id,
            conversation_id="",
            question=asked.question,
            state="done",
            error="",
            asked_at=asked.at,
            trace=trace_from_json(asked.trace),
        )


def _gone(what: str) -> DataError:
    return DataError(f"{what}已不在（可能已被删除）", next_step="请从左侧的对话中另选一个，或开始新对话")


def _titled(question: str) -> str:
    return mask_personal(" ".join(question.split()))[0][:TITLE_FROM_QUESTION] or UNNAMED


def _heading(row: ConversationRow, turns: tuple[Turn, ...] = (), pins: PinnedRow | None = None) -> Conversation:
    pinned = NOTHING_PINNED if pins is None else Pinned(place=pins.place, year=pins.year, document=pins.document)
    return Conversation(
        id=row.id, title=row.title, home=row.home, changed_at=row.changed_at, turns=turns, pinned=pinned
    )


def _turn(row: TurnRow) -> Turn:
    state: State = row.state  # type: ignore[assignment]
    trace = trace_from_json(row.trace) if row.trace else None
    return Turn(
        id=row.id,
        conversation_id=row.conversation_id,
        question=row.question,
        state=state,
        error=row.error,
        asked_at=row.asked_at,
        trace=trace,
    )
