"""Several places or schools side by side: a line each in the order asked, the empty cells said, the rank if asked."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.draft import Draft, Line, renumbered
from assistant.gather import Answer
from assistant.write.fact import write_answers
from assistant.write.refuse import refusal
from core.place import place_label
from core.quantity import parse_quantities
from core.schema import Citation, Figure, Missing, Place

_RANKED = re.compile(r"[最较更][高低多少大小]|谁|哪[个一里边家]|排名|排序|高低|比一?比|对比|差距")
_LOWEST_FIRST = re.compile(r"最[低少小]|谁.{0,6}[低少]")


def write_comparison(answers: Sequence[Answer], question: str, *, everywhere: bool = False) -> Draft:
    """One cited line a place or school; those without an answer are named as such.

    Args:
        answers: Place by place, school by school.
        question: What is asked.
        everywhere: The corpus's places were all asked: those without an answer are named together.
    """
    lines: list[Line] = []
    citations: list[Citation] = []
    figures: list[Figure] = []
    missing: list[Missing] = []
    silent: list[str] = []
    values: list[tuple[float, str, str]] = []
    for (place, school), group in itertools.groupby(answers, key=lambda answer: (answer.place, answer.part.school)):
        own = list(group)
        name = school or place_label(place)
        missing += [
            replace(m, asked=m.asked if name in m.asked else f"{name}{m.asked}") for a in own for m in a.missing
        ]
        if not any(answer.found for answer in own):
            silent.append(name)
            continue
        draft = renumbered(write_answers(own, question), len(citations), len(figures))
        text = "".join(line.text for line in draft.lines)
        refs = tuple(ref for line in draft.lines for ref in line.refs)
        lines.append(Line(text=text if name in text else f"{name}：{text}", refs=refs, place=_said_of(draft, place)))
        citations += draft.citations
        figures += draft.figures
        if len(own) == 1 and own[0].statement is not None:
            result = parse_quantities(own[0].statement.text)
            values += [(result[0].value, result[0].unit, name)] if result else []
    if not lines:
        return refusal(tuple(missing))
    rank = _rank(values, question) if len(values) == len(lines) else ""
    if rank:
        lines.insert(0, Line(text=rank, refs=tuple(ref for line in lines for ref in line.refs)))
    if silent and not everywhere:
        lines += [Line(text=f"{name}：资料中没有这项内容。") for name in silent]
    elif silent:
        lines.append(Line(text=f"资料中没有这项内容的：{'、'.join(silent)}。"))
    return Draft(
        status="partial" if missing and not everywhere else "answered",
        lines=tuple(lines),
        separator="\n",
        citations=tuple(citations),
        figures=tuple(figures),
        missing=() if everywhere else tuple(missing),
    )


def _said_of(draft: Draft, place: Place | None) -> Place | None:
    places = {line.place for line in draft.lines if line.place}
    return places.pop() if len(places) == 1 else place


def _rank(values: Sequence[tuple[float, str, str]], question: str) -> str:
    """From the highest down, where that is asked and the figures are of one unit."""
    if not _RANKED.search(question) or len({unit for _, unit, _ in values}) != 1 or len(values) < 2:
        return ""
    lowest = bool(_LOWEST_FIRST.search(question))
    ordered = sorted(values, key=lambda one: one[0], reverse=not lowest)
    if len({value for value, _, _ in ordered}) == 1:
        return f"{'、'.join(name for _, _, name in ordered)}相同。"
    return f"由{'低' if lowest else '高'}到{'高' if lowest else '低'}：{'、'.join(name for _, _, name in ordered)}。"
