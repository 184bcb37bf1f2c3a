"""What part a statement plays in a draft: a figure, a measure, a problem, a plan or a rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import SettingsError
from core.number_roles import tells_target
from core.quantity import parse_quantities
from core.units import UNITS
from core.word_lists import read_word_list

FILE = "draft_roles.toml"
FIGURE, MEASURE, PROBLEM, PLAN = "数字", "做法", "问题", "打算"


@dataclass(frozen=True, kw_only=True)
class Role:
    """One part that statements play, known by headings above them and by words of their own."""

    name: str
    headings: tuple[str, ...]
    words: tuple[str, ...]


class Roles:
    """Tells what part statements play.

    Args:
        roles: In the order in which they are tried.
    """

    def __init__(self, roles: Sequence[Role]) -> None:
        self._roles = tuple(roles)

    def of(self, words: str, headings: Sequence[str]) -> str:
        """The part of one statement.

        Headings come first, the innermost before the others: under 存在问题 even a figure is a problem. Then what is
        only planned is a plan, what the statement's own words tell, and whether it tells how much.

        Args:
            words: The statement.
            headings: Those above it, outermost first, the document's title left out.
        """
        for heading in reversed(headings):
            for role in self._roles:
                if role.name != MEASURE and any(word in heading for word in role.headings):
                    return role.name
        if tells_target(words):
            return PLAN
        for role in self._roles:
            if role.name != MEASURE and any(word in words for word in role.words):
                return role.name
        if any(_is_amount(quantity.unit) for quantity in parse_quantities(words)):
            return FIGURE
        return MEASURE if self._is_measure(words, headings) else ""

    def _is_measure(self, words: str, headings: Sequence[str]) -> bool:
        role = next((one for one in self._roles if one.name == MEASURE), None)
        if role is None:
            return False
        return any(w in words for w in role.words) or any(w in heading for w in role.headings for heading in headings)


def _is_amount(unit: str) -> bool:
    """Whether a unit makes a number a figure: how long something took is none."""
    return unit not in UNITS or UNITS[unit].dimension != "time"


def load_roles(lexicon_dir: Path) -> Roles:
    """The roles of the office's word list.

    Raises:
        SettingsError: If an entry has no name, or words that are no list of words.
    """
    made = []
    for entry in read_word_list(lexicon_dir / FILE).get("role", ()):
        lists = [entry.get(name, []) for name in ("headings", "words")]
        if not entry.get("name") or not all(isinstance(one, list) and set(map(type, one)) <= {str} for one in lists):
            raise SettingsError(
                f"{FILE} 有一类写得不全", next_step="每个 [[role]] 要有 name，headings 和 words 写成词的列表"
            )
        made.append(Role(name=entry["name"], headings=tuple(lists[0]), words=tuple(lists[1])))
    return Roles(made)
