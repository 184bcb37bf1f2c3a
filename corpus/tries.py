"""Tries to come in that failed: counted by name and by address, and slowed down once they are too many."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Mapping

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from core.errors import CewenError
from core.settings import Settings
from corpus.account_rows import TryRow
from corpus.holding import hold


class LoginRefused(CewenError):
    """A log-in that failed: nothing tells whether the name is known."""


class LockedOut(LoginRefused):
    """A log-in that was not looked at: too many failed before it."""


class Tries:
    """The failed tries of one store.

    Args:
        session: Opens a session on the store.
        settings: How long a lock-out lasts.
        now: The time.
    """

    def __init__(self, session: Callable[[], Session], settings: Settings, now: Callable[[], dt.datetime]) -> None:
        self._session = session
        self._minutes = settings.login_lock_minutes
        self._lock = dt.timedelta(minutes=settings.login_lock_minutes)
        self._now = now
        self._counting = threading.Lock()

    def count(self, limits: Mapping[str, int]) -> None:
        """Count one try against each key before it is looked at, so that many at once are not too many.

        Args:
            limits: After how many tries each key is locked.

        Raises:
            LockedOut: If one of the keys is locked.
        """
        now = self._now()
        with self._counting, self._session() as session, session.begin():
            hold(session, "login_tries")
            rows = {key: session.get(TryRow, key) for key in limits}
            if any(row is not None and row.locked_until and row.locked_until > now for row in rows.values()):
                minutes = max(1, round(self._minutes))
                raise LockedOut(
                    "登录失败的次数太多，暂时不能再试", next_step=f"请过 {minutes} 分钟再试，或找管理员重设密码"
                )
            for key, limit in limits.items():
                row = rows[key]
                if row is None:
                    row = TryRow(key=key, failed=0, since=now)
                    session.add(row)
                if row.locked_until or row.since + self._lock <= now:
                    row.failed, row.since, row.locked_until = 0, now, None
                row.failed += 1
                if row.failed >= limit:
                    row.locked_until = now + self._lock

    def forgive(self, *keys: str) -> None:
        """A try that was right does not count; of a name, those before it neither."""
        with self._counting, self._session() as session, session.begin():
            hold(session, "login_tries")
            for key in keys:
                row = session.get(TryRow, key)
                if row is None:
                    continue
                row.failed = 0 if key.startswith("name:") else max(0, row.failed - 1)
                row.locked_until = None

    def prune(self, session: Session, now: dt.datetime) -> None:
        """Forget tries that count no more."""
        old = select(TryRow.key).where(
            TryRow.since <= now - self._lock, or_(TryRow.locked_until.is_(None), TryRow.locked_until <= now)
        )
        session.execute(delete(TryRow).where(TryRow.key.in_(old)))
