"""Logging in: a name and a password against the accounts, the open log-ins, and tries that are slowed down."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from core.errors import CewenError, DataError
from core.settings import Settings
from core.viewer import Viewer
from corpus.account_rows import LoginRow, TryRow, UserRow
from corpus.accounts import Accounts, account_name, end_logins, role_of, try_key
from corpus.base import aware
from corpus.passwords import check_password, fits, hashed, is_outdated

# A use is written down at most this often.
SEEN_EVERY = dt.timedelta(seconds=60)
WRONG = "用户名或密码不对"


class LoginRefused(CewenError):
    """A log-in that failed: nothing tells whether the name is known."""


class LockedOut(LoginRefused):
    """A log-in that was not looked at: too many failed before it."""


@dataclass(frozen=True, kw_only=True)
class Seat:
    """A person who is logged in: who it is, and the hash of the log-in's token ('' where nobody logs in)."""

    viewer: Viewer
    token: str = ""


class Logins:
    """The log-ins of one store.

    Args:
        session: Opens a session on the store.
        settings: How many tries, how long a lock-out and a log-in last.
        now: The time.
    """

    def __init__(
        self, session: Callable[[], Session], settings: Settings,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:  # fmt: skip
        self._session = session
        self._settings = settings
        self._now = now
        self._counting = threading.Lock()
        self.accounts = Accounts(session)

    def log_in(self, name: str, password: str, address: str) -> str:
        """Open a log-in; its token, which is known to nobody else.

        Args:
            name: As typed.
            password: As typed.
            address: Where it comes from.

        Raises:
            LoginRefused: If name or password are wrong, the person may not log in, or too many tries failed.
        """
        keys = {try_key(name): self._settings.login_tries, f"address:{address}"[:200]: self._address_tries}
        self._count(keys)
        with self._session() as session:
            row = session.get(UserRow, account_name(name))
        usable = row is not None and not row.disabled and not row.removed
        right = fits(password, row.hash if row is not None and usable else "")
        if row is None or not right:
            raise LoginRefused(WRONG, next_step="请核对后再试；忘了密码请找管理员重设")
        self._forgive(*keys)
        token, now = secrets.token_urlsafe(32), self._now()
        with self._session() as session, session.begin():
            self._prune(session, now)
            if is_outdated(row.hash):
                session.get_one(UserRow, row.name).hash = hashed(password)
            session.add(
                LoginRow(
                    token=_kept(token), name=row.name, version=row.version, began_at=now, seen_at=now,
                    expires_at=now + dt.timedelta(hours=self._settings.session_hours),
                )
            )  # fmt: skip
        return token

    def seat(self, token: str) -> Seat | None:
        """Who a token's log-in is of; None where it is none, is over, or was ended."""
        if not token:
            return None
        now, kept = self._now(), _kept(token)
        with self._session() as session:
            row = session.get(LoginRow, kept)
            user = session.get(UserRow, row.name) if row is not None else None
        if row is None or user is None or user.disabled or user.removed or user.version != row.version:
            return None
        idle = dt.timedelta(minutes=self._settings.session_idle_minutes)
        if aware(row.expires_at) <= now or aware(row.seen_at) + idle <= now:
            return None
        if now - aware(row.seen_at) > min(SEEN_EVERY, idle / 4):
            with self._session() as session, session.begin():
                there = session.get(LoginRow, kept)
                if there is not None:
                    there.seen_at = now
        opened = None if user.collections is None else frozenset(user.collections)
        return Seat(viewer=Viewer(name=user.name, role=role_of(user.role), collections=opened), token=kept)

    def log_out(self, token: str) -> None:
        """End a log-in."""
        with self._session() as session, session.begin():
            session.execute(delete(LoginRow).where(LoginRow.token == _kept(token)))

    def change_password(self, seat: Seat, old: str, new: str) -> None:
        """Let a person change their own password; their other log-ins end, this one stays.

        Raises:
            DataError: If the new one breaks a rule or is the old one.
            LoginRefused: If the old one is wrong, or too many tries failed.
        """
        name = seat.viewer.name
        check_password(name, new)
        if old == new:
            raise DataError("新密码和原来的一样", next_step="请换一个")
        self._count({try_key(name): self._settings.login_tries})
        with self._session() as session:
            row = session.get_one(UserRow, name)
        if not fits(old, row.hash):
            raise LoginRefused("原来的密码不对", next_step="请核对后再试")
        self._forgive(try_key(name))
        made = hashed(new)
        with self._session() as session, session.begin():
            row = session.get_one(UserRow, name)
            row.hash = made
            end_logins(session, row, but=seat.token)
            here = session.get(LoginRow, seat.token)
            if here is not None:
                here.version = row.version

    @property
    def _address_tries(self) -> int:
        return self._settings.login_tries_address

    @property
    def _lock(self) -> dt.timedelta:
        return dt.timedelta(minutes=self._settings.login_lock_minutes)

    def _count(self, limits: dict[str, int]) -> None:
        """Count one try against each key before it is looked at, so that many at once are not too many."""
        now = self._now()
        with self._counting, self._session() as session, session.begin():
            rows = {key: session.get(TryRow, key) for key in limits}
            if any(row is not None and row.locked_until and aware(row.locked_until) > now for row in rows.values()):
                minutes = max(1, round(self._settings.login_lock_minutes))
                raise LockedOut(
                    "登录失败的次数太多，暂时不能再试", next_step=f"请过 {minutes} 分钟再试，或找管理员重设密码"
                )
            for key, limit in limits.items():
                row = rows[key]
                if row is None:
                    row = TryRow(key=key, failed=0, since=now)
                    session.add(row)
                if row.locked_until or aware(row.since) + self._lock <= now:
                    row.failed, row.since, row.locked_until = 0, now, None
                row.failed += 1
                if row.failed >= limit:
                    row.locked_until = now + self._lock

    def _forgive(self, *keys: str) -> None:
        """A try that was right does not count; of a name, those before it neither."""
        with self._counting, self._session() as session, session.begin():
            for key in keys:
                row = session.get(TryRow, key)
                if row is None:
                    continue
                row.failed = 0 if key.startswith("name:") else max(0, row.failed - 1)
                row.locked_until = None

    def _prune(self, session: Session, now: dt.datetime) -> None:
        """Forget log-ins that are over and tries that count no more."""
        idle = now - dt.timedelta(minutes=self._settings.session_idle_minutes)
        session.execute(delete(LoginRow).where(or_(LoginRow.expires_at <= now, LoginRow.seen_at <= idle)))
        old = select(TryRow.key).where(
            TryRow.since <= now - self._lock, or_(TryRow.locked_until.is_(None), TryRow.locked_until <= now)
        )
        session.execute(delete(TryRow).where(TryRow.key.in_(old)))


def _kept(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
