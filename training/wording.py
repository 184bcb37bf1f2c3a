"""Questions said otherwise: colloquial words for official ones, short years, polite openings (`wordings.toml`).

Texts and answers stay as they are: only how people ask varies, for a question that is answered and for one that is not
alike, so that no wording comes to mean "no answer".
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

WORDINGS = Path(__file__).with_name("wordings.toml")
_YEAR = re.compile(r"20(\d{2})年")
MAX_CHANGES = 3


@dataclass(frozen=True, kw_only=True)
class Wordings:
    """What may be said for what; `openings` may stand before any question."""

    words: Mapping[str, Sequence[str]]
    asking: Mapping[str, Sequence[str]]
    openings: Sequence[str]

    def varied(self, question: str, random: Random) -> str:
        """A question said otherwise, with up to three of its words changed."""
        changed = question
        found = [word for word in self.words if word in changed]
        # 在园幼儿 before 幼儿: the longer word is the one that is meant.
        found.sort(key=len, reverse=True)
        for word in found[:MAX_CHANGES]:
            if word in changed and random.random() < 0.6:
                changed = changed.replace(word, random.choice(list(self.words[word])), 1)
        # 是多少 before 多少.
        for word in sorted(self.asking, key=len, reverse=True):
            if word in changed and random.random() < 0.3:
                changed = changed.replace(word, random.choice(list(self.asking[word])), 1)
                break
        if random.random() < 0.3:
            changed = _YEAR.sub(lambda year: f"{year[1]}年", changed)
        return random.choice(list(self.openings)) + changed


def load_wordings(path: Path = WORDINGS) -> Wordings:
    """The wordings that the repository carries."""
    record = tomllib.loads(path.read_text(encoding="utf-8"))
    return Wordings(words=record["words"], asking=record["asking"], openings=record["openings"]["words"])
