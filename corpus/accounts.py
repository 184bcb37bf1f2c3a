"""Who may use the product: people with a role and what they may open, added, changed and removed."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from core.collection import Seen, collection_name
from core.errors import DataError
from core.viewer import ROLES, Role, Viewer
from corpus.account_rows import LoginRow, TryRow, UserRow
from corpus.holding import hold
from corpus.passwords import check_password, hashed

MAX_NAME, MAX_COLLECTIONS = 40, 100
# Whose records these are where nobody logs in.
RESERVED = frozenset({"local", "api", "命令行"})
_NAME = re.compile(r"[\w.@-]+")


@dataclass(frozen=True, kw_only=True)
class Account:
    """One person who may log in; `locked_until` where too many tries failed."""

    name: str
    role: Role
    collections: Seen
    disabled: bool
    made_at: dt.datetime
    locked_until: dt.datetime | None = None

    @property
    def viewer(self) -> Viewer:
        """The person at a door."""
        return Viewer(name=self.name, role=self.role, collections=self.collections)


def account_name(given: str) -> str:
    """A name as it is kept: wide letters narrow, capitals small, no space around."""
    return unicodedata.normalize("NFKC", given).strip().casefold()


def try_key(name: str) -> str:
    """Under what the failed log-ins of a name are counted."""
    return f"name:{account_name(name)[:MAX_NAME]}"


def collection_names(given: Iterable[str]) -> frozenset[str]:
    """Names of collections as typed.

    Raises:
        DataError: If one cannot be a name, or there are too many.
    """
    names = frozenset(collection_name(one) for one in given if one.strip())
    if len(names) > MAX_COLLECTIONS:
        raise DataError("资料集太多", next_step=f"最多 {MAX_COLLECTIONS} 个；要看全部请留空")
    return names


def role_of(given: str) -> Role:
    """A role by its word.

    Raises:
        DataError: If there is no such role.
    """
    role: Role | None = next((one for one in ROLES if one == given), None)
    if role is None:
        raise DataError(f"没有“{given}”这种角色", next_step=f"可选：{'、'.join(ROLES)}")
    return role


class Accounts:
    """The people of one store.

    Args:
        session: Opens a session on the store.
    """

    def __init__(self, session: Callable[[], Session]) -> None:
        self._session = session

    def listed(self) -> list[Account]:
        """Everybody who was not removed, by name."""
        now = dt.datetime.now(dt.UTC)
        with self._session() as session:
            rows = session.scalars(select(UserRow).where(UserRow.removed.is_(False))).all()
            tries = {row.key: row.locked_until for row in session.scalars(select(TryRow))}
        items = []
        # By code points: databases order names by the language they were set up with.
        for row in sorted(rows, key=lambda row: row.name):
            until = tries.get(try_key(row.name))
            locked = until if until and until > now else None
            items.append(_account(row, locked))
        return items

    def account(self, name: str) -> Account:
        """One person.

        Raises:
            DataError: If there is none of that name.
        """
        with self._session() as session:
            return _account(_row(session, name))

    def add(self, name: str, password: str, role: str, collections: Iterable[str] | None = None) -> Account:
        """Add a person.

        Args:
            name: Letters of any script, digits and . _ - @.
            password: Held to the rules of `check_password`.
            role: One of ROLES.
            collections: What may be opened; None: everything.

        Raises:
            DataError: If something of that cannot be, or the name is or was somebody's.
        """
        kept = account_name(name)
        if not _NAME.fullmatch(kept) or len(kept) > MAX_NAME:
            raise DataError(f"“{name.strip()[:MAX_NAME]}”不能作用户名", next_step=f"用 1–{MAX_NAME} 个字母、汉字或数字")
        if kept in RESERVED:
            raise DataError(f"用户名“{kept}”是系统自用的", next_step="请换一个")
        wanted, opened = role_of(role), None if collections is None else collection_names(collections)
        check_password(kept, password)
        made = hashed(password)
        with self._session() as session, session.begin():
            hold(session, "accounts")
            there = session.get(UserRow, kept)
            if there is not None:
                text = "以前有人用过，留痕里还有记录" if there.removed else "已经有了"
                raise DataError(f"用户名“{kept}”{text}", next_step="请换一个，例如加上工号")
            row = UserRow(
                name=kept,
                hash=made,
                role=wanted,
                collections=None if opened is None else sorted(opened),
                version=1,
                disabled=False,
                removed=False,
                made_at=dt.datetime.now(dt.UTC),
            )
            session.add(row)
        return _account(row)

    def set_role(self, name: str, role: str) -> Account:
        """Give another role; the person's log-ins end.

        Raises:
            DataError: If there is no such person or role, or nobody would be left to keep accounts.
        """
        wanted = role_of(role)
        return self._change(name, lambda row: setattr(row, "role", wanted))

    def set_collections(self, name: str, collections: Iterable[str] | None) -> Account:
        """Say what may be opened, None for everything; the person's log-ins end."""
        opened = None if collections is None else sorted(collection_names(collections))
        return self._change(name, lambda row: setattr(row, "collections", opened))

    def reset(self, name: str, password: str) -> Account:
        """Give another password and lift a lock-out; the person's log-ins end."""
        check_password(account_name(name), password)
        made = hashed(password)
        changed = self._change(name, lambda row: setattr(row, "hash", made))
        with self._session() as session, session.begin():
            session.execute(delete(TryRow).where(TryRow.key == try_key(name)))
        return changed

    def disable(self, name: str, disabled: bool = True) -> Account:
        """Let a person in no more, or again; their log-ins end."""
        return self._change(name, lambda row: setattr(row, "disabled", disabled))

    def remove(self, name: str) -> Account:
        """Take a person out for good: the name stays on record and is never given anew."""

        def emptied(row: UserRow) -> None:
            row.removed, row.hash = True, ""

        return self._change(name, emptied)

    def _change(self, name: str, change: Callable[[UserRow], None]) -> Account:
        with self._session() as session, session.begin():
            # Two who each take a right from the other must not both find one keeper left.
            hold(session, "accounts")
            row = _row(session, name)
            before = _keeps_accounts(row)
            change(row)
            session.flush()
            if before and not _keeps_accounts(row) and not _keepers(session):
                raise DataError(f"“{row.name}”是最后一个能用的管理账户", next_step="请先把另一个人设为管理，再改这一个")
            end_logins(session, row)
        return _account(row)


def end_logins(session: Session, row: UserRow, but: str = "") -> None:
    """End a person's log-ins, also those that are just being made; `but` is one that stays."""
    row.version += 1
    session.execute(delete(LoginRow).where(LoginRow.name == row.name, LoginRow.token != but))


def _row(session: Session, name: str) -> UserRow:
    row = session.get(UserRow, account_name(name))
    if row is None or row.removed:
        raise DataError(f"没有用户“{name.strip()[:MAX_NAME]}”", next_step="请在用户列表里查")
    return row


def _keeps_accounts(row: UserRow) -> bool:
    return row.role == "管理" and not row.disabled and not row.removed


def _keepers(session: Session) -> int:
    wanted = (UserRow.role == "管理", UserRow.disabled.is_(False), UserRow.removed.is_(False))
    return session.scalar(select(func.count()).select_from(UserRow).where(*wanted)) or 0


def _account(row: UserRow, locked_until: dt.datetime | None = None) -> Account:
    opened = None if row.collections is None else frozenset(row.collections)
    return Account(
        name=row.name,
        role=role_of(row.role),
        collections=opened,
        disabled=row.disabled,
        made_at=row.made_at,
        locked_until=locked_until,
    )
