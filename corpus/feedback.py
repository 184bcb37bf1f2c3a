"""What people think of answers, and cases for the evaluations made from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import DataError
from core.masking import mask_personal
from core.schema import Trace
from corpus.audit import logged_answer
from corpus.conversation_rows import FeedbackRow
from corpus.conversations import Conversations, trace_from_json
from corpus.holding import hold
from corpus.store import Store

Verdict = Literal["good", "bad"]
MAX_REASON, JUDGED_DAYS = 1000, 30


@dataclass(frozen=True, kw_only=True)
class Feedback:
    """One verdict: `asked` are the questions up to the answered one, oldest first, `trace` is the whole answer."""

    id: int
    owner: str
    turn_id: str
    verdict: Verdict
    reason: str
    asked: tuple[str, ...]
    trace: Trace
    at: dt.datetime


def give_feedback(
    session: Callable[[], Session], conversations: Conversations, turn_id: str, verdict: str, reason: str = ""
) -> None:
    """Keep a verdict on an answer; a later one of the same owner takes its place, '' takes it back.

    Raises:
        DataError: If there is no such answer, no such verdict, or the reason is too long.
    """
    _hold(verdict, reason)
    turn = conversations.turn(turn_id)
    if turn.trace is None:
        raise DataError("这个问题还没有回答", next_step="请等回答出来再评价")
    asked = [*conversations.asked_before(turn_id), turn.question]
    _keep(
        session,
        FeedbackRow(
            owner=conversations.owner,
            turn_id=turn_id,
            verdict=verdict,
            reason=reason,
            asked=asked,
            trace=turn.trace.to_dict(),
        ),
    )


def judge_logged_answer(store: Store, user: str, trace_id: str, verdict: str, reason: str = "") -> None:
    """Keep a verdict on an answer that is of no conversation: it is looked up in the log by its id.

    A later verdict of the same caller takes its place, '' takes it back.

    Raises:
        DataError: If the caller was given no such answer lately, there is no such verdict, or the reason is too long.
    """
    _hold(verdict, reason)
    trace = logged_answer(store, user, trace_id, dt.datetime.now(dt.UTC) - dt.timedelta(days=JUDGED_DAYS))
    if trace is None:
        raise DataError(
            f"没有编号为“{trace_id}”的回答", next_step=f"只能评价自己问的、{JUDGED_DAYS} 天以内的回答，编号见回答的 id"
        )
    _keep(
        store.session,
        FeedbackRow(
            owner=user,
            turn_id=trace_id,
            verdict=verdict,
            reason=reason,
            asked=[str(trace["question"])],
            trace=dict(trace),
        ),
    )


def _hold(verdict: str, reason: str) -> None:
    if verdict not in ("", *get_args(Verdict)):
        raise DataError(f"没有这种评价：{verdict}", next_step="请选“有用”或“有误”")
    if len(reason) > MAX_REASON:
        raise DataError(f"原因超过 {MAX_REASON} 字", next_step="请写短一些")


def _keep(session: Callable[[], Session], row: FeedbackRow) -> None:
    """Put a verdict in the place of the same owner's earlier one; one of '' only takes that away."""
    row.reason = mask_personal(row.reason.strip())[0]
    with session() as opened, opened.begin():
        hold(opened, f"feedback {row.owner} {row.turn_id}")
        for old in opened.scalars(
            select(FeedbackRow).where(FeedbackRow.owner == row.owner, FeedbackRow.turn_id == row.turn_id)
        ):
            opened.delete(old)
        opened.flush()
        if row.verdict:
            opened.add(row)


def verdicts(session: Callable[[], Session], owner: str, turn_ids: list[str]) -> dict[str, str]:
    """The verdicts of an owner by turn."""
    with session() as opened:
        rows = opened.execute(
            select(FeedbackRow.turn_id, FeedbackRow.verdict).where(
                FeedbackRow.owner == owner, FeedbackRow.turn_id.in_(turn_ids)
            )
        )
        return {row.turn_id: row.verdict for row in rows}


def all_feedback(session: Callable[[], Session]) -> list[Feedback]:
    """Every verdict, oldest first."""
    with session() as opened:
        rows = opened.scalars(select(FeedbackRow).order_by(FeedbackRow.id)).all()
    made: list[Feedback] = []
    for row in rows:
        verdict: Verdict = row.verdict  # type: ignore[assignment]
        made.append(
            Feedback(
                id=row.id,
                owner=row.owner,
                turn_id=row.turn_id,
                verdict=verdict,
                reason=row.reason,
                asked=tuple(row.asked),
                trace=trace_from_json(row.trace),
                at=row.at,
            )
        )
    return made


def as_case(one: Feedback) -> dict[str, Any]:
    """A case for `python -m evals answers`, from an answer that was judged.

    A good answer is the gold: its figures, or its own words where it has none, must come again with its sources. Of a
    bad one only the question and the reason are sure, so what must come is left open and `confirmed` is False until a
    person has filled it in.
    """
    trace, good = one.trace, one.verdict == "good"
    sources = [c for c in trace.citations if c.kind == "document"]
    answerable = trace.status not in ("refused", "clarify") if good else True
    figures = list(
        dict.fromkeys(figure.text for figure in trace.figures if figure.text and figure.text in trace.answer)
    )
    return {
        "id": f"fb-{one.id}",
        "type": "numeric" if trace.figures else "text",
        "turns": list(one.asked),
        "answerable": answerable,
        "confirmed": good,
        "answer": trace.answer if good else "",
        "must_contain": figures if good and answerable else [],
        "evidence": [{"doc": c.document_id, "case": None, "quote": c.quote} for c in sources] if good else [],
        "note": one.reason,
        "told": trace.answer,
    }
