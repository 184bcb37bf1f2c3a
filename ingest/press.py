"""Newspapers, sites and platforms, which pass texts on and issue none."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core.word_lists import read_word_list

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
    result = read_word_list(lexicon_dir / PRESS_FILE)
    return Press(contains=tuple(result.get("contains", ())), ends=tuple(result.get("ends", ())))
