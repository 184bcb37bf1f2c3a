"""Questions in official words: 私立学校 is 民办学校, as the documents write it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from core.word_lists import read_word_list


class OfficialWords:
    """Rewords questions, the longest phrases first, each stretch once.

    Args:
        phrases: Official words by what people say for them.
    """

    def __init__(self, phrases: Mapping[str, str]) -> None:
        self._phrases = phrases
        self._said = re.compile("|".join(re.escape(one) for one in sorted(phrases, key=len, reverse=True)) or "(?!)")

    def __call__(self, question: str) -> str:
        """A question in official words."""
        return self._said.sub(lambda found: self._phrases[found[0]], question)

    def changes(self, question: str) -> tuple[tuple[str, str], ...]:
        """What is said in a question, each with its official words."""
        return tuple((found[0], self._phrases[found[0]]) for found in self._said.finditer(question))


def official_words(lexicon_dir: Path) -> OfficialWords:
    """Rewords by `colloquial.toml` of a folder; without one questions stay as they are."""
    return OfficialWords(read_word_list(lexicon_dir / "colloquial.toml").get("phrases", {}))
