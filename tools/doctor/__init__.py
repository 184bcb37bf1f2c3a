"""The checks of `cewen doctor`: one a file; each says what is well, what is worth knowing and what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from core.registry import Registry
from core.settings import Settings

Level = Literal["ok", "note", "bad"]
MEND = "请运行 cewen doctor --mend"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a check found: `bad` is wrong, `note` is worth knowing. `mendable`: its check's mending may help."""

    level: Level
    what: str
    next_step: str = ""
    mendable: bool = False


def fine(what: str) -> Finding:
    """What is as it should be."""
    return Finding(level="ok", what=what)


@dataclass(frozen=True, kw_only=True)
class Check:
    """One matter.

    Attributes:
        title: Its name in Chinese.
        order: When it is looked at and mended: what others stand on comes first.
        look: Finds; changes nothing.
        mend: Does what is safe and says what was done; None where only a person can.
    """

    title: str
    order: int
    look: Callable[[Settings], Iterator[Finding]]
    mend: Callable[[Settings], Iterator[str]] | None = None


CHECKS: Registry[Check] = Registry("check", "tools.doctor.checks")
