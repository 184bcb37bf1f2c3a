"""Whether a clause tells a plain total: 多少名学生 wants all the pupils there are, not those a project reached."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.quantity import parse_quantities

_HEADER_UNIT = re.compile(r"[（(][^（()）]{1,6}[)）]\s*[:：]\s*$")
_MARKS = re.compile(r"[，,。；;：:（(、]")
_OF_A_PLACE = r"[一-鿿]{0,8}[省市区县州盟旗镇乡校]"
_COUNTED = "(?:总数|人数|总人数|总量|数量|数)?(?:共有|共计|合计|达到|达|共|有|为|约|近|是|超过|超)*"
_TIME = r"\d{4}年|\d{1,2}月底?|年底|年末|学年|截至|截止|目前|现在"


@dataclass(frozen=True, kw_only=True)
class TotalWords:
    """Words that may stand before a total (全区, 共有, 现有) and kinds that make no part of it (在校, 各级各类)."""

    leads: tuple[str, ...]
    kinds: tuple[str, ...]

    @property
    def allowed(self) -> tuple[str, ...]:
        """Words of a question that leave it one for a plain total."""
        return (*self.leads, *self.kinds)

    @property
    def _kinds(self) -> str:
        return "|".join(map(re.escape, self.kinds))

    @property
    def _before(self) -> re.Pattern[str]:
        leads = "|".join(map(re.escape, self.leads))
        return re.compile(rf"(?:{_OF_A_PLACE}|{_TIME}|{leads}|{self._kinds}|\s)*")

    def tells_total(self, noun: str, unit_matches: tuple[str, ...], clause: str) -> bool:
        """Whether a clause counts a noun with nothing that narrows it: 全区现有学生1.2万人, not 受益学生1.2万人.

        Args:
            noun: What is counted.
            unit_matches: Measure words that count it.
            clause: The clause.
        """
        for quantity in parse_quantities(clause):
            if quantity.unit.lower() not in unit_matches:
                continue
            before = _MARKS.split(_HEADER_UNIT.sub("", clause[: quantity.span[0]]))[-1]
            after = re.match(rf"(?:{self._kinds})*{re.escape(noun)}(?!工作|活动|代表|家长)", clause[quantity.span[1] :])
            named = re.search(
                rf"{re.escape(noun)}(?:总数|人数|总人数|总量|数量|数)?(?:共有|共计|合计|达到|达|共|有|为|约|近|是|超过|超)*$",
                before,
            )
            left = before[: named.start()] if named else before if after else None
            if left is not None and self._before.fullmatch(left):
                return True
        return False
