"""Drafts as they are kept: each of one owner, with every text that was saved."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

from pydantic import TypeAdapter
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from core.draft_text import parse_draft
from core.drafted import Drafted
from core.errors import DataError
from corpus.conversations import LOCAL
from corpus.draft_rows import DraftRow, DraftVersionRow
from corpus.holding import hold

MAX_LISTED, MAX_CHARS, MAX_TITLE = 200, 400_000, 200
_MADE = TypeAdapter(Drafted)


@dataclass(frozen=True, kw_only=True)
class KeptDraft:
    """A draft as it stands: `drafted` has the text of version `number`, the latest unless another was asked for."""

    id: str
    title: str
    number: int
    latest: int
    saved_at: dt.datetime
    drafted: Drafted


@dataclass(frozen=True, kw_only=True)
class Saved:
    """What became of a save: the new version, and whether somebody had saved since the text was opened."""

    number: int
    beside: bool


class Drafts:
    """The drafts of one owner; those of another are not there.

    Args:
        session: Opens a session on the store.
        owner: Whose they are.
    """

    def __init__(self, session: Callable[[], Session], owner: str = LOCAL) -> None:
        self._session = session
        self.owner = owner

    def keep(self, drafted: Drafted) -> str:
        """Keep a new draft as version 1; its id."""
        made = uuid.uuid4().hex
        record = asdict(replace(drafted, text=""))
        with self._session() as session, session.begin():
            session.add(
                DraftRow(id=made, owner=self.owner, kind=drafted.kind, title=_titled(drafted.text), made=record)
            )
            session.add(DraftVersionRow(draft_id=made, number=1, text=drafted.text))
        return made

    def listed(self) -> list[tuple[str, str, dt.datetime]]:
        """Id, title and time of each, the latest changed first."""
        with self._session() as session:
            rows = session.scalars(
                select(DraftRow)
                .where(DraftRow.owner == self.owner)
                .order_by(DraftRow.changed_at.desc())
                .limit(MAX_LISTED)
            )
            return [(row.id, row.title, row.changed_at) for row in rows]

    def read(self, draft_id: str, number: int = 0) -> KeptDraft:
        """One draft with the text of a version, 0 for the latest.

        Raises:
            DataError: If the owner has none of that id, or it has no such version.
        """
        with self._session() as session:
            row = self._own(session, draft_id)
            latest = self._latest(session, draft_id)
            version = session.scalar(
                select(DraftVersionRow).where(
                    DraftVersionRow.draft_id == draft_id, DraftVersionRow.number == (number or latest)
                )
            )
            if version is None:
                raise DataError(f"这份稿子没有第{number}版", next_step=f"可选第1版至第{latest}版")
            drafted = replace(_MADE.validate_python(row.made), text=version.text)
            return KeptDraft(
                id=row.id,
                title=row.title,
                number=version.number,
                latest=latest,
                saved_at=version.at,
                drafted=drafted,
            )

    def save(self, draft_id: str, text: str, opened: int) -> Saved:
        """Save a text as the next version; nothing that was saved before is written over.

        Args:
            draft_id: Which draft.
            text: As it was edited.
            opened: The version that was opened for editing.

        Raises:
            DataError: If the draft is gone, or the text is too long.
        """
        if len(text) > MAX_CHARS:
            raise DataError(f"稿子超过{MAX_CHARS // 10_000}万字", next_step="请拆成几份")
        with self._session() as session, session.begin():
            hold(session, f"draft {draft_id}")
            row = self._own(session, draft_id)
            latest = self._latest(session, draft_id)
            session.add(DraftVersionRow(draft_id=draft_id, number=latest + 1, text=text))
            row.title = _titled(text)
            row.changed_at = dt.datetime.now(dt.UTC)
        return Saved(number=latest + 1, beside=latest != opened)

    def delete(self, draft_id: str) -> None:
        """Delete a draft with its versions."""
        with self._session() as session, session.begin():
            hold(session, f"draft {draft_id}")
            session.delete(self._own(session, draft_id))
            session.execute(delete(DraftVersionRow).where(DraftVersionRow.draft_id == draft_id))

    def _own(self, session: Session, draft_id: str) -> DraftRow:
        row = session.get(DraftRow, draft_id)
        if row is None or row.owner != self.owner:
            raise DataError("这份稿子已不在（可能已被删除）", next_step="请从列表中另选一份，或重新起草")
        return row

    @staticmethod
    def _latest(session: Session, draft_id: str) -> int:
        return session.scalar(select(func.max(DraftVersionRow.number)).where(DraftVersionRow.draft_id == draft_id)) or 0


def _titled(text: str) -> str:
    return parse_draft(text).title[:MAX_TITLE] or "未命名"
