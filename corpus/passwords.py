"""Passwords: what one must be like, and its argon2 hash."""

from __future__ import annotations

import threading
import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from core.errors import DataError

MIN_CHARS, MAX_CHARS = 10, 200
# What a password must hold beside the name, and how many different characters at least.
BESIDE_NAME, DIFFERENT = 4, 4
# A hash takes 64 MiB while it is made: more at once would let strangers fill the memory.
_SLOTS = threading.BoundedSemaphore(4)
_HASHER = PasswordHasher()


def check_password(name: str, password: str) -> None:
    """Hold a new password to the rules.

    Raises:
        DataError: If it breaks one, which it names.
    """
    said = unicodedata.normalize("NFC", password)
    if len(said) < MIN_CHARS:
        raise DataError(f"密码只有 {len(said)} 个字符", next_step=f"至少 {MIN_CHARS} 个，可以用几个词或一句话")
    if len(said) > MAX_CHARS:
        raise DataError("密码太长", next_step=f"最多 {MAX_CHARS} 个字符")
    if len(set(said)) < DIFFERENT:
        raise DataError("密码里不同的字符太少", next_step=f"至少用 {DIFFERENT} 种不同的字符")
    rest = said.casefold().replace(name.casefold(), "")
    if rest != said.casefold() and len(rest) < BESIDE_NAME:
        raise DataError("密码不能就是用户名，或用户名加几个字符", next_step="请换一个别人猜不到的")


def hashed(password: str) -> str:
    """The argon2 hash of a password, with its own salt."""
    with _SLOTS:
        return _HASHER.hash(unicodedata.normalize("NFC", password))


def fits(password: str, kept: str) -> bool:
    """Whether a password is the one that was hashed; no hash ('') takes as long and never fits."""
    with _SLOTS:
        try:
            return _HASHER.verify(kept or _nobody(), unicodedata.normalize("NFC", password)) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Whether a hash was made with weaker parameters than are in force now."""
    return _HASHER.check_needs_rehash(kept)


@lru_cache
def _nobody() -> str:
    return _HASHER.hash("nobody has this password")
