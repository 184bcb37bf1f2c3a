"""Roles of a number in a text: a target or a result, and which part of a whole it counts.

The reader says where a number stands that may answer; what it may answer for is said by its surroundings: a plan's 目标
is no result, a figure of 小学 none of 初中, a figure of 公办 none of all. The classes of words that part a whole are
data (`corpus/lexicon/slots.toml`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.word_lists import read_word_list

# Words that mark what is wanted, in texts; 实施, 完成 and 实际 mark what is.
_TARGET = re.compile(
    r"力争|争取|目标|预期|预计|拟(?!定)|计划(?!外)|打算|规划|确保|将(?=[新建达投完招开于到])"
    r"|到(?:19|20)\d\d年[^，。]{0,12}(?:达到|提高到|降到|至少|不少于|不低于)"
    r"|年(?:底|末|\d{1,2}月底?)?之?前[^，。]{0,12}(?:降|压|提高|提升|达到|消除|建成|完成)|[降减提增压]至?[^，。；]{0,8}(?:以上|以内|以下)"
    r"|(?:突破|达到|不低于|不少于|控制在)[^，。；]{0,12}(?:以上|以内|以下)"
)
_RESULT = re.compile(r"实际|已(?:完成|建成|完工|达)|完成[^，。]{0,8}\d|到岗")
_TARGET_HEADING = re.compile(r"打算|计划|目标|安排|下一步|任务|规划|展望")
_CHANGE = re.compile(
    r"(?:增加|增长|提高|上升|提升|下降|降低|减少|压减|净增|净减|(?:比|较|同比)[^，。；、\d]{0,8}(?:增|减|多|少|高|低|升|降))了?[约近]?$"
)
_CHANGE_ASKED = re.compile(r"增|减|升|降|涨|比|较|变化|差|[多少高低]了?(?:多少|几|好多)|提高|新添|多出|幅")
# Words that ask for one or the other.
_TARGET_ASKED = re.compile(
    r"目标|计划|打算|准备|规划|预计|预期|争取|力争|要达到|达到多少|做到多少|拟|应当|将(?:要|会|达|在|于)?|(?<![不需只主重])要(?=[新改扩]?[增建招达投])|想(?=[干搞做办])|下一步|要求|明年"
)
_PLAN_ASKED = re.compile(
    r"(?:计划|目标)(?:数|人数|名额|值)?(?:是|为|定为?|有)?(?:多少|几)|计划[\u4e00-\u9fff]{1,8}?(?:多少|几)(?!成|年)"
)
_RESULT_ASKED = re.compile(
    r"实际|到底|究竟|最后|最终|结果|完成了|完成情况|[招做达建上考完毕到]了|(?:招|做|达|建|落实)到(?!岗位|多少|\d)|建成|现在(?=有|每|在)|成绩"
)


def tells_target(words: str, headings: Sequence[str] = ()) -> bool:
    """Whether a stretch of text tells what is planned and not what is.

    Args:
        words: The stretch, best one clause.
        headings: The headings above it, the document's title left out.
    """
    if _RESULT.search(words):
        return bool(re.search(r"计划|目标", words)) and not re.search(r"实际", words)
    return bool(_TARGET.search(words)) or any(_TARGET_HEADING.search(heading) for heading in headings)


def asks_target(question: str) -> bool:
    """Whether a question asks for what is planned."""
    return bool(_TARGET_ASKED.search(question)) and not re.search(r"实际|到底|最后", question)


def asks_plan(question: str) -> bool:
    """Whether a question asks for a planned figure by that name: 计划招聘多少, 目标是多少."""
    return bool(_PLAN_ASKED.search(question)) and not _RESULT_ASKED.search(question)


def asks_result(question: str) -> bool:
    """Whether a question says that it asks for what became of it."""
    return bool(_RESULT_ASKED.search(question)) and not asks_target(question)


def tells_change(before: str) -> bool:
    """Whether the words right before a figure make it a change (比上年增加) and no level.

    Args:
        before: What stands before the figure in its sentence.
    """
    return bool(_CHANGE.search(before))


def asks_change(question: str) -> bool:
    """Whether a question asks how much something changed or differs."""
    return bool(_CHANGE_ASKED.search(question))


@dataclass(frozen=True, kw_only=True)
class Parts:
    """Classes of words that part a whole (小学 and 初中, 公办 and 民办).

    `alike` are pairs that do not exclude each other; `covers` are words that stand for several parts (中小学).
    """

    classes: Mapping[str, tuple[str, ...]]
    alike: frozenset[frozenset[str]]
    covers: Mapping[str, tuple[str, ...]]

    def named(self, words: str) -> dict[str, frozenset[str]]:
        """The parts that a stretch of text names, by class; of a word inside a longer one only the longer."""
        found: dict[str, frozenset[str]] = {}
        for name, members in self.classes.items():
            rest, result = words, set()
            for member in sorted(members, key=len, reverse=True):
                if member in rest:
                    result.add(member)
                    rest = rest.replace(member, "　")
            if result:
                found[name] = frozenset(result)
        return found

    def agree(self, asked: frozenset[str], known: frozenset[str]) -> bool:
        """Whether what is told is one of the parts that are asked, or goes with one."""
        return any(a == t or frozenset((a, t)) in self.alike for a in asked for t in known)

    def contradicts(self, question: str, segment: str, context: str) -> bool:
        """Whether a segment of text is of another part than a question asks, or the part is named nowhere near.

        Args:
            question: What is asked.
            segment: The words right around the number.
            context: What says of what the segment speaks: its sentence, headings, title.
        """
        inside, around = self.named(segment), self.named(context)
        for name, asked in self.named(question).items():
            result = inside.get(name)
            if result:
                if not self.agree(asked, result):
                    return True
            elif not self.agree(asked, around.get(name, frozenset())) and not self.covered(asked, context):
                return True
        return False

    def covered(self, asked: frozenset[str], context: str) -> bool:
        """Whether a word for several parts stands for an asked one."""
        return any(word in context and not asked.isdisjoint(parts) for word, parts in self.covers.items())


def load_parts(lexicon_dir: Path) -> Parts:
    """The classes of `slots.toml` that part a whole; none where the list is absent."""
    data = read_word_list(lexicon_dir / "slots.toml")
    classes = data.get("classes", {})
    return Parts(
        classes={name: tuple(classes[name]) for name in data.get("parts", ()) if name in classes},
        alike=frozenset(frozenset(pair) for pair in data.get("compatible", ())),
        covers={word: tuple(parts) for word, parts in data.get("covers", {}).items()},
    )


def word_classes(lexicon_dir: Path) -> tuple[tuple[str, ...], ...]:
    """Every class of `slots.toml`, long words first: a follow-up's word takes the place of another of its class."""
    classes = read_word_list(lexicon_dir / "slots.toml").get("classes", {})
    return tuple(tuple(sorted(words, key=len, reverse=True)) for words in classes.values())
