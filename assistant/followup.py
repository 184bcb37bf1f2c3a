"""Follow-ups made complete: 那初中呢 changes one slot of the question before it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.period import find_periods
from core.place import Gazetteer

_LEAD = re.compile(r"^(?:那么|那|还有|再问|另外|换成|改成|如果是|要是)[，,]?\s*")
_TAIL = re.compile(r"(?:的)?(?:话)?(?:又)?(?:呢|怎么样|如何)?[？?。！!\s]*$")
_SCHOOL = re.compile(r"[\u4e00-\u9fff\d]{2,8}?(?:高级中学|高中|中学|小学|幼儿园|学校)")
_ASKS = re.compile(r"[？?吗几谁哪]|多少|什么|怎|如何|是否|有没有|概括|总结|列")
MAX_ELLIPTIC, MAX_REPLY = 14, 8


@dataclass(frozen=True, kw_only=True)
class Standalone:
    """A question complete in itself; `focus` are words the follow-up added that replaced nothing."""

    text: str
    focus: tuple[str, ...] = ()


def is_followup(question: str) -> bool:
    """Whether a text leans on the question before it: opened by 那 or closed by 呢, or a bare word in reply."""
    text = question.strip()
    if len(text) <= MAX_REPLY and not _ASKS.search(text):
        return True  # a bare word answers a question back: 运动场馆, 示例县
    return len(text) <= MAX_ELLIPTIC and bool(_LEAD.match(text) or re.search(r"呢[？?。！!\s]*$", text))


def make_standalone(
    question: str, earlier: str, gazetteer: Gazetteer, classes: tuple[tuple[str, ...], ...]
) -> Standalone:
    """The question before with those slots changed that the follow-up names.

    Args:
        question: The follow-up.
        earlier: The standalone form of the question before.
        gazetteer: Places to recognise.
        classes: Words that stand for each other (slots.toml).
    """
    asked = _TAIL.sub("", _LEAD.sub("", question.strip()))
    text, rest = earlier, asked
    new_places, old_places = gazetteer.find(rest), gazetteer.find(text)
    if new_places:
        if old_places:
            first, last = old_places[0], old_places[-1]
            joined = text[first.end : last.start] if last is not first else ""
            end = last.end if re.fullmatch(r"[、和与跟，,\s]*", joined) else first.end
            text = text[: first.start] + new_places[0].text + text[end:]
        else:
            text = new_places[0].text + text
        rest = rest.replace(new_places[0].text, "", 1)
    new_periods, old_periods = find_periods(rest), find_periods(text)
    if new_periods:
        added = new_periods[0].text + ("年" if new_periods[0].text.isdigit() else "")
        if old_periods:
            old = old_periods[0]
            after = old.end + (1 if text[old.end : old.end + 1] == "年" else 0)
            text = text[: old.start] + added + text[after:]
        else:
            text = added + text
        rest = rest.replace(new_periods[0].text, "", 1).removeprefix("年")
    new_school, old_school = _SCHOOL.search(rest), _SCHOOL.search(text)
    if new_school and old_school:
        text = text[: old_school.start()] + new_school[0] + text[old_school.end() :]
        rest = rest.replace(new_school[0], "", 1)
    for words in classes:
        new = next((word for word in words if word in rest), "")
        old_word = next((word for word in words if word in text), "") if new else ""
        if new and old_word:
            text = text.replace(old_word, new, 1)
            rest = rest.replace(new, "", 1)
    rest = rest.strip("的，, 　")
    return Standalone(text=text, focus=(rest,) if len(rest) >= 2 else ())
