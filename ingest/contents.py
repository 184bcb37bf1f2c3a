"""Contents pages: lines that name a heading and the page it stands on. They are structure, and answer nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

MIN_ENTRIES, MIN_UNHEADED = 2, 3
MAX_RUNS = 20  # of entries that are looked for below: a text has a contents page or two
MAX_ENTRY, _COMPARED = 90, 16
FOUND_AGAIN = 0.5  # share of the entries that head something below
_TITLE = re.compile(r"^#*\s*目\s*[录錄次]\s*$")
_PAGE = r"[-—(（]?\s*\d{1,4}\s*[)）—-]?$"
_LEADER = re.compile(
    rf"^(?P<words>.*?[^\s.…·．。_-])\s*(?:[.．·。_-][\s]?){{4,}}\s*{_PAGE}|^(?P<more>.*?[^\s…])\s*…{{2,}}\s*{_PAGE}"
)
_NUMBERED = re.compile(rf"^(?P<words>.*?[^\s.…·．。_\d-])[\s.…·．。_-]*{_PAGE}")
_MARKS = re.compile(r"[\s\W_]+")


def is_contents_title(line: str) -> bool:
    """Whether a line is 目录 and nothing else."""
    return bool(_TITLE.match(line.strip()))


def is_leader(line: str) -> bool:
    """Whether a line leads by dots to a page number."""
    return len(line) <= 2 * MAX_ENTRY and bool(_LEADER.match(line.strip()))


def is_numbered(line: str) -> bool:
    """Whether a line ends with what may be a page number."""
    return len(line) <= 2 * MAX_ENTRY and bool(_NUMBERED.match(line.strip()))


def _entry(line: str) -> tuple[str, int] | None:
    """The words of an entry and its page; None for a line that is none."""
    stripped = line.strip() if len(line) <= 2 * MAX_ENTRY else ""
    found = _LEADER.match(stripped) or _NUMBERED.match(stripped)
    if found is None:
        return None
    words = found["words"] or found.groupdict().get("more") or ""
    page = re.search(r"(\d{1,4})\D*$", stripped)
    return (words, int(page[1])) if page else None


def contents_lines(lines: Sequence[str]) -> set[int]:
    """Which lines are of a contents page, its title among them: entries of rising pages that head something below.

    A list of figures after dots heads nothing below, and stays.

    Args:
        lines: The lines of a text.
    """
    found: set[int] = set()
    at = runs = 0
    while at < len(lines):
        headed = is_contents_title(lines[at])
        if not headed and not is_leader(lines[at]):
            at += 1
            continue
        first = at + 1 if headed else at
        end, entries = _run(lines, first, headed)
        enough = MIN_ENTRIES if headed else MIN_UNHEADED
        if len(entries) >= enough:
            runs += 1
        if len(entries) >= enough and runs <= MAX_RUNS and _again(entries, lines[end:]):
            found.update(range(at, end))
        at = max(end, at + 1)
    return found


def _run(lines: Sequence[str], first: int, headed: bool) -> tuple[int, list[str]]:
    """Where a run of entries ends, and their words."""
    entries: list[str] = []
    at, page = first, 0
    while at < len(lines):
        line = lines[at]
        entry = _entry(line) if headed or is_leader(line) else None
        if entry and entry[1] >= page:
            entries.append(entry[0])
            page = entry[1]
        elif line.strip() and not (headed and is_contents_title(line)):
            break
        at += 1
    return at, entries


def _again(entries: Sequence[str], below: Sequence[str]) -> bool:
    """Whether most entries are found again as lines, or at the beginning of one."""
    wanted = [_MARKS.sub("", entry)[:_COMPARED] for entry in entries]
    heads = {start[:n] for line in below if (start := _MARKS.sub("", line)) for n in {len(w) for w in wanted}}
    return sum(bool(words) and words in heads for words in wanted) >= FOUND_AGAIN * len(entries)
