"""Keys with which programs call: made by a person, never good for more than that person may."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.collection import Seen
from core.errors import DataError
from core.settings import Settings
from core.viewer import ROLES, Role, Viewer
from corpus.account_rows import ApiKeyRow, UserRow
from corpus.accounts import Accounts, collection_names, role_of
from corpus.holding import hold
from corpus.tries import LockedOut, LoginRefused, Tries

BEGINS, SHOWN = "cw_", 10
MAX_NAME, MAX_DAYS, DAYS = 40, 3650, 365
# A use is written down at most this often.
USED_EVERY = dt.timedelta(seconds=60)
WRONG = "密钥不对、已过期或已撤销"


@dataclass(frozen=True, kw_only=True)
class ApiKey:
    """What is known of a key; its token is known to who made it alone.

    `prefix` is how the token begins; `collections` None: all that the owner may open; `usable` whether it opens doors
    now: it is neither over nor revoked, and its owner may come in.
    """

    id: int
    prefix: str
    name: str
    owner: str
    role: Role
    collections: Seen
    made_at: dt.datetime
    expires_at: dt.datetime
    used_at: dt.datetime | None
    revoked_at: dt.datetime | None
    usable: bool


class ApiKeys:
    """The keys of one store.

    Args:
        session: Opens a session on the store.
        settings: How many wrong keys an address may send, and how long it is locked out then.
        now: The time.
    """

    def __init__(
        self,
        session: Callable[[], Session],
        settings: Settings,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self._session = session
        self._now = now
        self._most_wrong = settings.login_tries_address
        self._tries = Tries(session, settings, now)

    def add(
        self, name: str, owner: str, *, role: str = "查询", collections: Iterable[str] | None = None, days: int = DAYS
    ) -> tuple[ApiKey, str]:
        """Make a key.

        Args:
            name: What it is for, such as 门户网站; one person's keys have different names.
            owner: The person who answers for it.
            role: At most the owner's.
            collections: What may be opened with it, at most what the owner may; None: what the owner may.
            days: For how long it is good.

        Returns:
            The key and its token, which is shown this once.

        Raises:
            DataError: If there is no such person, the key would be good for more than they may, or the name is taken.
        """
        kept = name.strip()
        if not 0 < len(kept) <= MAX_NAME or not kept.isprintable() or "/" in kept:
            raise DataError(f"“{kept[:MAX_NAME]}”不能作密钥的名称", next_step=f"写 1–{MAX_NAME} 个字，如 门户网站")
        if not 1 <= days <= MAX_DAYS:
            raise DataError(f"有效期不能是 {days} 天", next_step=f"可写 1 至 {MAX_DAYS} 天")
        person, wanted = Accounts(self._session).account(owner), role_of(role)
        opened = None if collections is None else collection_names(collections)
        if not person.viewer.may(wanted):
            raise DataError(
                f"密钥的角色不能高于所属用户：{person.name} 是{person.role}", next_step="改低密钥的角色，或换一个用户"
            )
        beyond = (opened or frozenset()) - person.collections if person.collections is not None else frozenset()
        if beyond:
            raise DataError(
                f"{person.name} 不能看：{'、'.join(sorted(beyond))}", next_step="密钥可看的资料集不能多于所属用户的"
            )
        token, now = BEGINS + secrets.token_urlsafe(32), self._now()
        with self._session() as session, session.begin():
            hold(session, "api_keys")
            if session.scalar(select(ApiKeyRow.id).where(ApiKeyRow.owner == person.name, ApiKeyRow.name == kept)):
                raise DataError(
                    f"{person.name} 已有过名为“{kept}”的密钥", next_step="请换一个名称，留痕里才分得清是哪一把"
                )
            row = ApiKeyRow(
                hash=_hash(token),
                prefix=token[:SHOWN],
                name=kept,
                owner=person.name,
                role=wanted,
                collections=None if opened is None else sorted(opened),
                made_at=now,
                expires_at=now + dt.timedelta(days=days),
            )
            session.add(row)
        return self._told(row, usable=not person.disabled), token

    def listed(self) -> list[ApiKey]:
        """Every key there ever was, in the order in which they were made."""
        with self._session() as session:
            rows = session.scalars(select(ApiKeyRow).order_by(ApiKeyRow.id)).all()
            owners = {row.name: row for row in session.scalars(select(UserRow))}
        return [self._told(row, self._usable(row, owners.get(row.owner))) for row in rows]

    def revoke(self, number: int) -> ApiKey:
        """Let nobody in with a key any more.

        Raises:
            DataError: If there is none of that number.
        """
        with self._session() as session, session.begin():
            row = session.get(ApiKeyRow, number)
            if row is None:
                raise DataError(f"没有第 {number} 号密钥", next_step="编号见 cewen keys list")
            row.revoked_at = row.revoked_at or self._now()
        return self._told(row, usable=False)

    def viewer(self, token: str, address: str) -> Viewer:
        """Who calls with a token: the owner's rights and the key's, whichever are less.

        The name is the owner's and the key's, `王老师/门户网站`: no person has such a name.

        Args:
            token: As it was sent.
            address: Where it comes from; wrong keys are counted against it.

        Raises:
            LoginRefused: If no such key opens anything.
            LockedOut: If it does not, and too many wrong ones came from that address.
        """
        with self._session() as session:
            row = session.scalar(select(ApiKeyRow).where(ApiKeyRow.hash == _hash(token)))
            owner = session.get(UserRow, row.owner) if row is not None else None
        if row is None or owner is None or not self._usable(row, owner):
            self._wrong(address)
            raise LoginRefused(WRONG, next_step="请核对密钥；要新的请找管理员运行 cewen keys add")
        now = self._now()
        if row.used_at is None or now - row.used_at > USED_EVERY:
            with self._session() as session, session.begin():
                session.get_one(ApiKeyRow, row.id).used_at = now
        role = min(role_of(row.role), role_of(owner.role), key=ROLES.index)
        own, theirs = _seen(row.collections), _seen(owner.collections)
        both = theirs if own is None else own if theirs is None else own & theirs
        return Viewer(name=f"{row.owner}/{row.name}", role=role, collections=both)

    def _wrong(self, address: str) -> None:
        try:
            self._tries.count({f"key:{address}"[:200]: self._most_wrong})
        except LockedOut as error:
            raise LockedOut("密钥错误的次数太多，暂时不能再试", next_step="请核对密钥，过一会儿再试") from error

    def _usable(self, row: ApiKeyRow, owner: UserRow | None) -> bool:
        over = row.revoked_at is not None or row.expires_at <= self._now()
        return not over and owner is not None and not owner.disabled and not owner.removed

    def _told(self, row: ApiKeyRow, usable: bool) -> ApiKey:
        return ApiKey(
            id=row.id,
            prefix=row.prefix,
            name=row.name,
            owner=row.owner,
            role=role_of(row.role),
            collections=_seen(row.collections),
            made_at=row.made_at,
            expires_at=row.expires_at,
            used_at=row.used_at,
            revoked_at=row.revoked_at,
            usable=usable,
        )


def _hash(token: str) -> str:
    # A token has 256 random bits: nothing is gained by hashing it slowly.
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def _seen(names: list[str] | None) -> Seen:
    return None if names is None else frozenset(names)
