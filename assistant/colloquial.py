"""Questions in official words: 私立学校 is 民办学校, as the documents write it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from core.word_lists import read_word_list


def official_words(lexicon_dir: Path) -> Callable[[str], str]:
    """Rewords questions by the phrases of `colloquial.toml`, the longest first, each stretch once.

    Args:
        lexicon_dir: Where the list is; without one questions stay as they are.
    """
    phrases: Mapping[str, str] = read_word_list(lexicon_dir / "colloquial.toml").get("phrases", {})
    if not phrases:
        return str
    said = re.compile("|".join(re.escape(one) for one in sorted(phrases, key=len, reverse=True)))
    return lambda question: said.sub(lambda found: phrases[found[0]], question)
