"""Tables of who may come in: people, open log-ins, keys of programs, tries that failed; kept over every rebuild."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, Boolean, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from corpus.base import Base


class UserRow(Base):
    """One person who may log in.

    `hash` is argon2's; `collections` names what may be opened, None for all there is. `version` is raised by whatever
    ends the person's log-ins. Who was removed stays by name: what is on record under it is never another's.
    """

    __tablename__ = "users"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    hash: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(10))
    collections: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True), default=None)
    version: Mapped[int] = mapped_column(Integer, default=1)
    disabled: Mapped[bool] = mapped_column(Boolean, default=False)
    removed: Mapped[bool] = mapped_column(Boolean, default=False)
    made_at: Mapped[dt.datetime] = mapped_column(default=lambda: dt.datetime.now(dt.UTC))


class LoginRow(Base):
    """One open log-in: the SHA-256 of its token, never the token itself; `version` is the person's when it began."""

    __tablename__ = "logins"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), index=True)
    version: Mapped[int] = mapped_column(Integer)
    began_at: Mapped[dt.datetime] = mapped_column()
    seen_at: Mapped[dt.datetime] = mapped_column()
    expires_at: Mapped[dt.datetime] = mapped_column()


class TryRow(Base):
    """Failed log-ins of a name, known or not, or from an address, since the first that still counts."""

    __tablename__ = "login_tries"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    failed: Mapped[int] = mapped_column(Integer, default=0)
    since: Mapped[dt.datetime] = mapped_column()
    locked_until: Mapped[dt.datetime | None] = mapped_column(default=None)


class ApiKeyRow(Base):
    """One key with which a program may call: the SHA-256 of its token, never the token itself.

    `prefix` is how the token begins, to tell keys apart. `role` and `collections` (None: all) are what the key was
    given; it never may more than its `owner`, the person who answers for it.
    """

    __tablename__ = "api_keys"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    prefix: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(100))
    owner: Mapped[str] = mapped_column(String(100), index=True)
    role: Mapped[str] = mapped_column(String(10))
    collections: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True), default=None)
    made_at: Mapped[dt.datetime] = mapped_column()
    expires_at: Mapped[dt.datetime] = mapped_column()
    used_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    revoked_at: Mapped[dt.datetime | None] = mapped_column(default=None)

    __table_args__ = (UniqueConstraint("owner", "name"),)
