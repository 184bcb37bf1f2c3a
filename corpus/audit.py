"""The log of who did what: questions with their answers, and every deed that changes what there is or who may see it.

A line of the log is written where the deed is done, and only there. Personal numbers are masked before it is written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from sqlalchemy import CursorResult, Select, delete, func, select

from core.errors import DataError
from core.masking import mask_personal
from core.schema import Status, Trace
from corpus.store import AuditRow, Store

Kind = Literal[
    "asked",
    "upload",
    "replace",
    "remove",
    "correct",
    "withdraw",
    "mapping",
    "export",
    "login",
    "login_failed",
    "logout",
    "account",
    "draft",
    "key",
]
KINDS: Mapping[Kind, str] = {
    "asked": "提问",
    "upload": "上传",
    "replace": "替换文件",
    "remove": "移出文件",
    "correct": "更正",
    "withdraw": "撤回更正",
    "mapping": "指定表的列",
    "export": "下载",
    "login": "登录",
    "login_failed": "登录失败",
    "logout": "退出",
    "account": "账号变更",
    "draft": "起草",
    "key": "密钥变更",
}
OUTCOMES: Mapping[str, str] = {
    "answered": "已回答",
    "computed": "已计算",
    "partial": "部分回答",
    "clarify": "反问",
    "refused": "没有资料",
}
# A question's line says how it was answered where a deed's says what was done.
ANSWERS: frozenset[str] = frozenset(get_args(Status))
MAX_USER, MAX_WORDS, MAX_LISTED = 100, 4000, 200
AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One line of the log.

    `subject` is what was asked or what it was done to, `outcome` how a question was answered ('' for deeds), `sources`
    the documents that an answer cites, `detail` what else is kept (of a question its whole trace).
    """

    id: int
    at: dt.datetime
    user: str
    kind: Kind
    subject: str
    outcome: str
    sources: tuple[str, ...]
    detail: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which lines are wanted; '' and None for any. `until` is the last day that counts."""

    user: str = ""
    kind: str = ""
    words: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


def masked(value: Any) -> Any:
    """Plain values without personal numbers, long texts cut and long lists ended, as a line of the log keeps them."""
    if isinstance(value, str):
        return mask_personal(value)[0][:MAX_WORDS]
    if isinstance(value, Mapping):
        return {str(key): masked(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [masked(one) for one in list(value)[:MAX_LISTED]]
    return value if isinstance(value, int | float | bool | None) else masked(str(value))


def line_of(kind: Kind, *, user: str, subject: str, detail: Mapping[str, Any] | None = None) -> AuditRow:
    """A line to be written with what it tells of, in one transaction.

    Args:
        kind: What was done.
        user: Who did it; of a failed log-in the name that was given.
        subject: To what: names of files, a document's title, an account.
        detail: What else must be known, as plain values.
    """
    return AuditRow(
        status=kind,
        user=masked(_shown(user))[:MAX_USER] or "?",
        question=masked(_shown(subject)),
        trace=masked(detail or {}),
    )


def record(store: Store, kind: Kind, *, user: str, subject: str, detail: Mapping[str, Any] | None = None) -> None:
    """Write one line of the log; see `line_of`. Questions are written by `record_answer`."""
    with store.session.begin() as session:
        session.add(line_of(kind, user=user, subject=subject, detail=detail))


def record_answer(store: Store, trace: Trace, *, user: str) -> None:
    """Write a question with its answer, whose trace is masked already."""
    with store.session.begin() as session:
        session.add(
            AuditRow(
                status=trace.status,
                user=masked(_shown(user))[:MAX_USER],
                question=trace.question,
                trace=trace.to_dict(),
            )
        )


def logged_answer(store: Store, user: str, trace_id: str, since: dt.datetime) -> Mapping[str, Any] | None:
    """The trace of an answer that somebody was given since a day, as it is kept in the log; None where there is none.

    Args:
        store: Where the log is.
        user: Who asked.
        trace_id: The answer's id.
        since: Older answers are not looked through.
    """
    wanted = select(AuditRow.trace).where(
        AuditRow.user == masked(_shown(user))[:MAX_USER],
        AuditRow.status.in_(ANSWERS),
        AuditRow.at >= since,
        AuditRow.trace["id"].as_string() == trace_id,
    )
    with store.session() as session:
        return session.scalars(wanted.order_by(AuditRow.id.desc()).limit(1)).first()


def _shown(words: str) -> str:
    """Words in one line: a name or a title with a line break in it would look like two lines of the log."""
    return " ".join("".join(one if one.isprintable() else " " for one in words).split())


def prune(store: Store, days: int, now: dt.datetime | None = None) -> int:
    """Forget lines older than so many days; how many they were.

    Args:
        store: Where the log is.
        days: How long a line is kept; 0: for ever.
        now: From when days are counted; None: from now.
    """
    if not days:
        return 0
    oldest = (now or dt.datetime.now(dt.UTC)) - dt.timedelta(days=days)
    with store.session.begin() as session:
        older = delete(AuditRow).where(AuditRow.at < oldest).execution_options(synchronize_session=False)
        return cast("CursorResult[Any]", session.execute(older)).rowcount


def count_deeds(store: Store, asked: Asked) -> int:
    """How many lines are wanted."""
    with store.session() as session:
        return session.scalar(_wanted(select(func.count(AuditRow.id)), asked)) or 0


def read_deeds(store: Store, asked: Asked, *, limit: int | None = None, skipped: int = 0) -> Iterator[Deed]:
    """Lines that are wanted, the latest first.

    Args:
        store: Where the log is.
        asked: Which.
        limit: At most so many; None: all.
        skipped: So many of the latest are left out.

    Raises:
        DataError: If there is no such kind.
    """
    wanted = _wanted(select(AuditRow), asked).order_by(AuditRow.id.desc()).limit(limit).offset(skipped)
    with store.session() as session:
        for row in session.scalars(wanted.execution_options(yield_per=AT_ONCE)):
            yield _deed(row)


def _wanted(chosen: Select[Any], asked: Asked) -> Select[Any]:
    if asked.kind:
        if asked.kind not in KINDS:
            raise DataError(f"没有“{asked.kind}”这一类", next_step=f"可选：{'、'.join(KINDS)}")
        kinds = ANSWERS if asked.kind == "asked" else {asked.kind}
        chosen = chosen.where(AuditRow.status.in_(kinds))
    if asked.user:
        chosen = chosen.where(AuditRow.user == masked(_shown(asked.user)))
    for word in asked.words.split():
        chosen = chosen.where(AuditRow.question.icontains(masked(word), autoescape=True))
    if asked.since:
        chosen = chosen.where(AuditRow.at >= _begin(asked.since))
    if asked.until:
        chosen = chosen.where(AuditRow.at < _begin(asked.until + dt.timedelta(days=1)))
    return chosen


def _begin(day: dt.date) -> dt.datetime:
    """When a day begins here, in the log's own time."""
    return dt.datetime.combine(day, dt.time()).astimezone().astimezone(dt.UTC)


def _deed(row: AuditRow) -> Deed:
    at = row.at.astimezone()
    answered = row.status in ANSWERS
    kind: Kind = "asked" if answered else row.status  # type: ignore[assignment]
    cited = row.trace.get("citations", ()) if answered else ()
    return Deed(
        id=row.id,
        at=at,
        user=row.user,
        kind=kind,
        subject=row.question,
        detail=row.trace,
        outcome=OUTCOMES[row.status] if answered else "",
        sources=tuple(dict.fromkeys(str(one["document_id"]) for one in cited)),
    )


def detail_text(deed: Deed) -> str:
    """What else a line tells, in words: an answer's sources, or the values of a deed."""
    if deed.kind == "asked":
        return "、".join(deed.sources)
    payload = {_NAMES.get(key, key): _words(value) for key, value in deed.detail.items()}
    return "；".join(f"{name}：{words}" for name, words in payload.items() if words)


_NAMES = {
    "files": "文件",
    "outcomes": "结果",
    "collections": "资料集",
    "document": "文件编号",
    "correction": "更正号",
    "field": "项目",
    "old": "原为",
    "value": "改为",
    "why": "原因",
    "mapping": "对应号",
    "names": "表头",
}


def _words(value: Any) -> str:
    if isinstance(value, Mapping):
        return "、".join(f"{key}→{one}" for key, one in value.items())
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
