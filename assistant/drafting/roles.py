"""What part a statement plays in a draft: a figure, a measure, a problem, a plan or a rule."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import SettingsError
from core.number_roles import tells_target
from core.quantity import parse_quantities
from core.units import UNITS
from core.word_lists import read_word_list

FILE = "draft_roles.toml"
# Without one of these 达到二级甲等以上1103人 tells what was reached.
_PLANNED = re.compile(r"计划|力争|争取|目标|预计|拟|打算|将|确保|规划|安排")
_DONE = re.compile(r"实际|已(?:经|完|建|竣|落|有)|完成|累计|到岗|建成")
FIGURE, MEASURE, PLAN, RULE = "数字", "做法", "打算", "规定"


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

    def parted(self, headings: Iterable[str]) -> frozenset[str]:
        """Roles that a text has parts of its own for (三、存在问题): elsewhere in it their words tell nothing."""
        return frozenset(
            role.name for heading in headings for role in self._roles if any(word in heading for word in role.headings)
        )

    def of(self, words: str, headings: Sequence[str], parted: frozenset[str] = frozenset()) -> str:
        """The part of one statement.

        Headings come first, the innermost before the others: under 存在问题 even a figure is a problem. Then what is
        only planned is a plan, what the statement's own words tell, and whether it tells how much.

        Args:
            words: The statement.
            headings: Those above it, outermost first, the document's title left out.
            parted: Roles that the whole text has parts of its own for.

        Returns:
            The role; '' for a sentence that plays none.
        """
        for heading in reversed(headings):
            for role in self._roles:
                if role.name != MEASURE and any(word in heading for word in role.headings):
                    return role.name
        amount = any(_is_amount(quantity.unit) for quantity in parse_quantities(words))
        if tells_target(words) and _PLANNED.search(words):
            # 计划招聘200名，实际到岗178名 is a result; what is only planned belongs to the part for plans.
            return PLAN if PLAN not in parted else FIGURE if amount and _DONE.search(words) else ""
        for role in self._roles:
            if role.name not in (MEASURE, *parted) and any(word in words for word in role.words):
                return role.name
        if amount:
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
