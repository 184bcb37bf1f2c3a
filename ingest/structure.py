"""The structure tree of a Chinese policy text: 附件, 第X章, 一、, (一), 1., (1), ①, 表N, 一是, ——, and topic sentences.

款 are paragraphs without a mark and make no node; 项 are the (一) of a 条. A Markdown # is no part of a mark. Headings
stand alone on a line or run into their paragraph; both give a section. Sections nest by their marks' rank.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.han_numerals import han_to_int
from core.textspan import split_sentences
from ingest.loaders.grids import is_unit_line

_HAN = "一二三四五六七八九十"
_NTH = rf"第\s*(?:[{_HAN}百零〇]+|[0-9０-９]{{1,3}})\s*"
APPENDIX_RANK, CAPTION_RANK = -1.0, 7.2
_RANKED_MARKS: tuple[tuple[float, re.Pattern[str]], ...] = tuple(
    (rank, re.compile(pattern))
    for rank, pattern in (
        (APPENDIX_RANK, rf"附\s*件\s*(?:[0-9０-９{_HAN}]{{1,3}}(?=[:：\s]|$)|$)"),
        (0, rf"{_NTH}(?:[编篇]|部分(?![一-鿿]{{0,3}}[的是]))"),
        (1, rf"{_NTH}章"),
        (2, rf"{_NTH}节(?!课)"),
        (3, rf"[{_HAN}]{{1,3}}[、．](?!\d(?!\d{{3}}\s*年))"),
        # 第五条第二款规定的… at a line's start speaks of an article; it is none.
        (3, rf"{_NTH}条(?:之[{_HAN}])?(?![第、和至的件]|规定|所列|所称|各)"),
        (4, rf"[（(][{_HAN}]{{1,3}}[)）]"),
        (5.5, r"\d{1,2}[.．]\d{1,2}(?:[.．]\d{1,2})?(?=[\s　])"),
        (5, r"\d{1,2}[.．、](?!\d)"),
        (6, r"[（(]?\d{1,2}[)）]"),
        (7, r"[①-⑳⑴-⒇]"),
        (7, r"——"),
        (CAPTION_RANK, r"表\s*[0-9０-９]{1,2}(?:[-—.][0-9]{1,2})?(?=[\s:：.　])"),
        (8, rf"第[{_HAN}]阶段"),
        (8, rf"[{_HAN}]{{1,2}}(?:是|要)(?=[^否])[，,]?"),
    )
)
PLAIN_RANK = 7.5
ITEM_RANK, INLINE_RANK = 8.0, 9.0
MIN_ITEMS = 2
MAX_HEADING = 60
MAX_TOPIC = 40
MIN_TOPIC_SENTENCES = 3
_INLINE = re.compile(rf"(?:(?<=[。；;：:，,！？）)\"”])|^)\s*([{_HAN}]{{1,2}})(?:是|要)(?=[^否])")
_LABEL = re.compile(r"^([^，。；、:：,;\s]{2,12})[:：](?=.)")
_LISTS = re.compile(r"附\s*件\s*[0-9０-９一二三四五六七八九十]|[0-9０-９]{1,2}[.．、]")
_ROW = re.compile(r"\S\t|\t\S| \| ")
_HASHES = re.compile(r"#{1,6}\s+")
_STOPS = "。！？!?；;"
_CLOSING = "。！!；;，,、"


@dataclass(frozen=True, kw_only=True)
class Node:
    """One heading with its extent. `rank` is the mark's; `parent` indexes the list the node stands in, -1 is the root.

    `heading_end` is where the heading's own words end (a heading alone on its line: the line's end).
    """

    rank: float
    mark: str
    heading: str
    start: int
    heading_end: int
    end: int
    parent: int


def _mark_of(line: str, after: str = "") -> tuple[float, str]:
    """A line's rank and mark; `after` is the next line, to tell an appendix from a list of appendices."""
    for rank, pattern in _RANKED_MARKS:
        found = pattern.match(line)
        if found and not (rank == APPENDIX_RANK and _LISTS.match(after)):
            return rank, found[0]
    return PLAIN_RANK, ""


def _heading_of(line: str, mark: str) -> tuple[str, int]:
    """A line's heading and how many characters of the line it takes; ('', 0) if the line has none."""
    if len(line) <= MAX_HEADING and not any(stop in line[:-1] for stop in _STOPS[:5]):
        # A question of its own on a line heads its answer.
        ends_open = line[-1] not in _CLOSING
        if mark or ends_open:
            return line, len(line)
    if mark:
        sentence = re.match(r"[^。！？!?；;\n]*[。！？!?；;]?", line)
        lead = sentence[0] if sentence else line
        if len(lead) > MAX_HEADING:
            clause = re.match(r"[^，,：:]*", lead)
            lead = clause[0] if clause else lead
        return lead.rstrip(_STOPS), len(lead)
    label = _LABEL.match(line)
    if label:
        return label[1], label.end()
    sentences = split_sentences(line)
    if len(sentences) >= MIN_TOPIC_SENTENCES and sentences[0][1] <= MAX_TOPIC:
        return line[: sentences[0][1]].rstrip(_STOPS), sentences[0][1]
    return "", 0


def _inline_items(line: str) -> list[tuple[float, int, int]]:
    """Items of inline 一是…二是… series: (rank, start, end). A series starts at 一 and counts up by one.

    A series that opens the paragraph ranks as its mark does; one that restarts inside it is nested.
    """
    starts: list[tuple[float, int]] = []
    expected, rank = 1, INLINE_RANK
    for found in _INLINE.finditer(line):
        number = han_to_int(found[1])
        if number == 1:
            rank = ITEM_RANK if found.start(1) == 0 else INLINE_RANK
        elif not starts or number != expected:
            continue
        starts.append((rank, found.start(1)))
        expected = number + 1
    if len(starts) < MIN_ITEMS:
        return []
    ends = [start for _, start in starts[1:]] + [len(line)]
    return [(rank, start, end) for (rank, start), end in zip(starts, ends, strict=True)]


def parse_structure(text: str, tables: Sequence[tuple[int, int]] = ()) -> list[Node]:
    """Sections of a cleaned text, in order of their start.

    Args:
        text: Cleaned text, one paragraph a line.
        tables: Extents of tables in it; their rows head nothing, unless a cell opens with a mark.

    Returns:
        Nodes whose `parent` indexes this list; text before the first heading belongs to no node.
    """
    nodes: list[Node] = []
    stack: list[int] = []
    at = 0

    def open_node(rank: float, mark: str, heading: str, start: int, heading_end: int) -> None:
        while stack and nodes[stack[-1]].rank >= rank:
            closed = stack.pop()
            nodes[closed] = replace(nodes[closed], end=start)
        parent = stack[-1] if stack else -1
        nodes.append(
            Node(
                rank=rank,
                mark=mark,
                heading=heading,
                start=start,
                heading_end=heading_end,
                end=len(text),
                parent=parent,
            )
        )
        stack.append(len(nodes) - 1)

    after_bare = after_row = False
    lines = text.split("\n")
    for number, written in enumerate(lines):
        hashes = _HASHES.match(written)
        line = written[hashes.end() :] if hashes else written
        begins, at = at, at + len(written) - len(line)
        after = lines[number + 1] if number + 1 < len(lines) else ""
        rank, mark = _mark_of(line, after) if line else (PLAIN_RANK, "")
        in_table = not mark and any(start <= at < end for start, end in tables)
        if in_table or _ROW.search(line) or is_unit_line(line):
            after_bare, after_row = False, True
            at += len(line) + 1
            continue
        if stack and nodes[stack[-1]].rank == CAPTION_RANK and (after_row or line.endswith("。")):
            # A table's caption heads its rows, not the paragraph after them.
            closed = stack.pop()
            nodes[closed] = replace(nodes[closed], end=begins)
        after_row = False
        heading, length = _heading_of(line, mark) if line else ("", 0)
        alone = length == len(line)
        bare = alone and not mark
        if bare and after_bare and not line.endswith(("？", "?")):
            # In a run of bare lines (signature, list of names) only the first can head what follows; or a question.
            at += len(line) + 1
            continue
        after_bare = bare
        if heading:
            # A bare line of its own heads what follows; a topic sentence or a label heads its paragraph only.
            open_node(rank if mark else (PLAIN_RANK - 0.5 if alone else PLAIN_RANK), mark, heading, begins, at + length)
        elif stack and nodes[stack[-1]].rank >= PLAIN_RANK:
            while stack and nodes[stack[-1]].rank >= PLAIN_RANK:
                closed = stack.pop()
                nodes[closed] = replace(nodes[closed], end=begins)
        for item_rank, start, stop in _inline_items(line):
            if start == 0 and mark:
                continue
            item, length = _heading_of(
                line[start:stop].rstrip("，,") + ("" if line[stop - 1] in _STOPS else "。"), line[start]
            )
            open_node(
                item_rank, line[start : start + 2], item.rstrip("，,"), at + start, at + min(start + length, stop)
            )
        at += len(line) + 1
    return nodes
