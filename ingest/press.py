"""Newspapers, sites and platforms, which pass texts on and issue none."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core.errors import SettingsError

PRESS_FILE = "press.toml"


@dataclass(frozen=True, kw_only=True)
class Press:
    """Word list of who passes texts on; see corpus/lexicon/press.toml."""

    contains: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()

    def is_press(self, name: str) -> bool:
        """Whether a name that a page gives as its source is one of theirs."""
        return any(word in name for word in self.contains) or name.endswith(self.ends)


@lru_cache(maxsize=4)
def load_press(lexicon_dir: Path) -> Press:
    """The word list of a lexicon folder; without the file nobody is press.

    Raises:
        SettingsError: If the file is not valid TOML.
    """
    path = lexicon_dir / PRESS_FILE
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path.name} 写法有误：{error}", next_step="请按 TOML 格式修正后重试") from error
    return Press(contains=tuple(told.get("contains", ())), ends=tuple(told.get("ends", ())))
