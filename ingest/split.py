"""Passages (the unit of retrieval) and sentence units (the unit of selection), as exact spans of the cleaned text."""

from __future__ import annotations

import bisect
from dataclasses import dataclass

from core.clauses import clause_spans, whole_sentences
from core.textspan import split_sentences
from ingest.structure import Node

MAX_UNIT_CHARS = 100
MIN_BEFORE_BREAK = 100
BREAK_RANK = 6.0


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A sentence, or a run of clauses of a long one. `node` indexes the structure's nodes, -1 is none."""

    sentence: tuple[int, int]
    start: int
    end: int
    node: int


@dataclass(frozen=True, kw_only=True)
class Span:
    """A passage: its extent, its node and its units."""

    start: int
    end: int
    node: int
    units: tuple[Unit, ...]


def _deepest(nodes: list[Node], starts: list[int], at: int) -> int:
    index = bisect.bisect_right(starts, at) - 1
    while index >= 0 and nodes[index].end <= at:
        index = nodes[index].parent
    return index


def _units_of(text: str, sentence: tuple[int, int], node: int) -> list[Unit]:
    units: list[Unit] = []
    for start, end in split_sentences(text[sentence[0] : sentence[1]]):
        first, last = sentence[0] + start, sentence[0] + end
        if last - first <= MAX_UNIT_CHARS:
            units.append(Unit(sentence=sentence, start=first, end=last, node=node))
            continue
        open_at = first
        clauses = clause_spans(text, first, last)
        for i, (_, clause_end) in enumerate(clauses):
            upcoming = clauses[i + 1][1] if i + 1 < len(clauses) else None
            if upcoming is None or upcoming - open_at > MAX_UNIT_CHARS:
                stop = last if upcoming is None else clause_end
                units.append(Unit(sentence=sentence, start=open_at, end=stop, node=node))
                open_at = clauses[i + 1][0] if upcoming is not None else last
    return units


def split_passages(text: str, nodes: list[Node], breaks: list[int], max_chars: int) -> list[Span]:
    """Passages of at most `max_chars` characters, whole sentences each (a longer sentence stands alone).

    Args:
        text: Cleaned text.
        nodes: Its structure; nodes are in order of their start.
        breaks: Starts of place scopes, which no passage crosses.
        max_chars: Longest passage, in characters.
    """
    starts = [node.start for node in nodes]
    hard = set(breaks)
    spans: list[Span] = []
    open_units: list[Unit] = []

    def close() -> None:
        if open_units:
            spans.append(
                Span(
                    start=open_units[0].start, end=open_units[-1].end, node=open_units[0].node, units=tuple(open_units)
                )
            )
            open_units.clear()

    for sentence in whole_sentences(text):
        node = _deepest(nodes, starts, sentence[0])
        if open_units:
            begun, last_end = open_units[0].start, open_units[-1].end
            heads = node >= 0 and nodes[node].start == sentence[0] and nodes[node].rank <= BREAK_RANK
            crosses = any(last_end <= b <= sentence[0] for b in hard)
            full = sentence[1] - begun > max_chars
            if crosses or full or (heads and last_end - begun >= MIN_BEFORE_BREAK):
                close()
        open_units.extend(_units_of(text, sentence, node))
    close()
    return spans
