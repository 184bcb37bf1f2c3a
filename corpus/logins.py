"""Logging in: a name and a password against the accounts, the open log-ins, and tries that are slowed down."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from core.errors import DataError
from core.settings import Settings
from core.viewer import Viewer
from corpus.account_rows import LoginRow, UserRow
from corpus.accounts import Accounts, account_name, end_logins, role_of, try_key
from corpus.passwords import check_password, fits, hashed, is_outdated
from corpus.tries import LockedOut, LoginRefused, Tries

__all__ = ["LockedOut", "LoginRefused", "Logins", "Seat"]
# A use is written down at most this often.
SEEN_EVERY = dt.timedelta(seconds=60)
WRONG = "用户名或密码不对"


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
        self,
        session: Callable[[], Session],
        settings: Settings,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self._session = session
        self._settings = settings
        self._now = now
        self._tries = Tries(session, settings, now)
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
        most = self._settings.login_tries_address
        keys = {try_key(name): self._settings.login_tries, f"address:{address}"[:200]: most}
        self._tries.count(keys)
        with self._session() as session:
            row = session.get(UserRow, account_name(name))
        usable = row is not None and not row.disabled and not row.removed
        right = fits(password, row.hash if row is not None and usable else "")
        if row is None or not right:
            raise LoginRefused(WRONG, next_step="请核对后再试；忘了密码请找管理员重设")
        self._tries.forgive(*keys)
        token, now = secrets.token_urlsafe(32), self._now()
        with self._session() as session, session.begin():
            self._prune(session, now)
            if is_outdated(row.hash):
                session.get_one(UserRow, row.name).hash = hashed(password)
            session.add(
                LoginRow(
                    token=_kept(token),
                    name=row.name,
                    version=row.version,
                    began_at=now,
                    seen_at=now,
                    expires_at=now + dt.timedelta(hours=self._settings.session_hours),
                )
            )
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
        if row.expires_at <= now or row.seen_at + idle <= now:
            return None
        if now - row.seen_at > min(SEEN_EVERY, idle / 4):
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
        self._tries.count({try_key(name): self._settings.login_tries})
        with self._session() as session:
            row = session.get_one(UserRow, name)
        if not fits(old, row.hash):
            raise LoginRefused("原来的密码不对", next_step="请核对后再试")
        self._tries.forgive(try_key(name))
        made = hashed(new)
        with self._session() as session, session.begin():
            row = session.get_one(UserRow, name)
            row.hash = made
            end_logins(session, row, but=seat.token)
            here = session.get(LoginRow, seat.token)
            if here is not None:
                here.version = row.version

    def _prune(self, session: Session, now: dt.datetime) -> None:
        """Forget log-ins that are over and tries that count no more."""
        idle = now - dt.timedelta(minutes=self._settings.session_idle_minutes)
        session.execute(delete(LoginRow).where(or_(LoginRow.expires_at <= now, LoginRow.seen_at <= idle)))
        self._tries.prune(session, now)


def _kept(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
