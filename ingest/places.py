"""Which place each part of a document speaks of.

One document can hold many places. A collection of cases is cut where a line calls itself a case (案例一), or where the
numbering restarts at 一、, and the lines there name a place; sibling headings that open with different places re-scope
their sections.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from core.place import Gazetteer, PlaceMention
from core.schema import Place
from ingest.structure import Node

INTRO_CHARS = 100
MAX_HEADING_LINE = 60
MIN_SCHOOL_USES = 3
_FIRST = re.compile(r"一、")
# 案例一：…, often with the place in the line below.
_CASE = re.compile(r"(?:典型)?案例\s*[一二三四五六七八九十\d]{1,3}\s*[：:、.．　 ]")
CASE_OPENING = 2  # lines
_NUMBERED = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.、．]|第[一二三四五六七八九十]+[章条节])"
)
_SCHOOL_SUFFIX = re.compile(r"(?:中学|小学|学校|幼儿园|学院|大学|高中)")
_NOT_IN_NAME = re.compile(r"[^\u4e00-\u9fff\d]|[的和与及在是对向为由将使把等各所]")


@dataclass(frozen=True, kw_only=True)
class Scope:
    """A stretch of a document that speaks of one place; `start` is a code point, it ends where the next begins."""

    start: int
    place: Place | None


def _school_after(text: str, at: int) -> str:
    """The school name that follows a place mention directly, or ''."""
    found = re.match(r"[\u4e00-\u9fff\d]{1,10}?(?:中学|小学|学校|幼儿园|学院|大学|高中)", text[at:])
    return found[0] if found and not _NOT_IN_NAME.search(found[0]) else ""


def frequent_school(text: str) -> str:
    """The school a text is about: the longest name used at least three times, or ''."""
    uses: Counter[str] = Counter()
    for found in _SCHOOL_SUFFIX.finditer(text):
        for length in range(2, 9):
            start = found.start() - length
            name = text[max(start, 0) : found.end()]
            if start < 0 or _NOT_IN_NAME.search(name):
                break
            uses[name] += 1
    often = [name for name, count in uses.items() if count >= MIN_SCHOOL_USES]
    return max(often, key=lambda name: (uses[name] * len(name), len(name)), default="")


def named_place(text: str, gazetteer: Gazetteer, whole: str = "", near: Place | None = None) -> Place | None:
    """The place that a heading or an opening paragraph is about.

    Args:
        text: The heading or paragraph.
        gazetteer: Divisions and aliases to go by.
        whole: The text it opens, to tell a school that the text is about from one mentioned in passing.
        near: The document's own place.
    """
    lead = text[:INTRO_CHARS]
    mentions = gazetteer.find(lead, near)
    for i, mention in enumerate(mentions):
        school = _school_after(lead, mention.end)
        nested = i + 1 < len(mentions) and mentions[i + 1].start < mention.end + len(school)
        if school and not nested and mention.place.level in ("county", "city", "division"):
            chain = [name for m in mentions[: i + 1] for name in (*m.place.parents, m.place.name)]
            return Place(name=school, level="school", parents=tuple(dict.fromkeys(chain)))
    school = frequent_school(whole) if whole else ""
    outside = [m for m in mentions if not _school_after(lead, m.end)]
    precise = [m for m in outside if m.place.level in ("county", "city", "division")]
    # 北京实验中学 is a name, 项目学校 is a kind: a proper name opens with a place.
    if school in text and not precise and any(m.start == 0 for m in gazetteer.find(school)):
        parents = _containing(gazetteer.find(text), school, text)
        return Place(name=school, level="school", parents=parents)
    first = outside[0] if outside else None
    if first and first.place.level == "province" and precise and first.place.name in precise[0].place.parents:
        return precise[0].place
    return first.place if first else None


def _containing(mentions: list[PlaceMention], school: str, text: str) -> tuple[str, ...]:
    """Parents of a school: the first place its paragraph names outside the school's own name."""
    inside = {i for found in re.finditer(re.escape(school), text) for i in range(*found.span())}
    for mention in mentions:
        if mention.start not in inside:
            return (*mention.place.parents, mention.place.name)
    return ()


def _case_starts(text: str) -> tuple[list[tuple[int, str]], bool]:
    """Where cases begin, (start, its heading line and opening paragraph), and whether they call themselves cases."""
    starts: list[tuple[int, str]] = []
    offset, lines = 0, []
    for line in text.split("\n"):
        lines.append((offset, line))
        offset += len(line) + 1
    items = [line for line in lines if line[1].strip()]
    named = [i for i, (_, line) in enumerate(items) if _CASE.match(line)]
    if len(named) > 1:
        return [(items[i][0], "\n".join(line for _, line in items[i : i + CASE_OPENING])) for i in named], True
    for i, (_, line) in enumerate(lines):
        if not _FIRST.match(line) or i == 0 or _NUMBERED.match(lines[i - 1][1]):
            continue
        first = i - 1
        if i >= 2 and len(lines[i - 2][1]) <= MAX_HEADING_LINE and not lines[i - 2][1].endswith(("。", "；", "！")):
            first = i - 2 if not _NUMBERED.match(lines[i - 2][1]) else first
        starts.append((lines[first][0], "\n".join(text_line for _, text_line in lines[first:i])))
    return starts, False


def split_cases(text: str, gazetteer: Gazetteer, whole: Place | None) -> list[Scope]:
    """Scopes of a document, in order; the first starts at 0 with the document's own place.

    Args:
        text: Cleaned text.
        gazetteer: Divisions and aliases to go by.
        whole: The document's own place.
    """
    starts, labelled = _case_starts(text)
    scopes = [Scope(start=0, place=whole)]
    if len(starts) < 2:
        return scopes
    ends = [start for start, _ in starts[1:]] + [len(text)]
    for (start, opening), end in zip(starts, ends, strict=True):
        # The heading line says it best; the opening paragraph is asked where there is none or it names no place.
        heading, _, paragraph = opening.partition("\n")
        place = named_place(heading, gazetteer, text[start:end], whole)
        if place is None and paragraph:
            place = named_place(paragraph, gazetteer, text[start:end], whole)
        if place or labelled:
            # A case that names no place is the document's own and never the case's before it.
            scopes.append(Scope(start=start, place=place or whole))
    return scopes if len({scope.place for scope in scopes}) > 2 else scopes[:1]


def headed_places(nodes: list[Node], gazetteer: Gazetteer, near: Place | None = None) -> dict[int, Place]:
    """Sections whose headings open with a place while siblings open with others: node index → place.

    Args:
        nodes: A document's headings.
        gazetteer: Divisions and aliases to go by.
        near: The document's own place.
    """
    by_parent: dict[tuple[int, float], list[tuple[int, Place]]] = {}
    for i, node in enumerate(nodes):
        bare = node.heading.removeprefix(node.mark).lstrip("，, ")
        mentions = gazetteer.find(bare[:20], near)
        if mentions and mentions[0].start == 0 and mentions[0].place.level != "province":
            by_parent.setdefault((node.parent, node.rank), []).append((i, mentions[0].place))
    found: dict[int, Place] = {}
    for group in by_parent.values():
        if len({place.full_name for _, place in group}) >= 2:
            found.update(group)
    return found
