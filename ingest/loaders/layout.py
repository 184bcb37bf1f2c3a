"""From lines on pages to paragraphs: running heads off, lines joined, also across pages. For pdf, ofd and scans."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.contents import is_contents_title, is_leader, is_numbered
from ingest.loaders.building import Sure, TextBuilder
from ingest.loaders.continued import joined_tables
from ingest.loaders.page_parts import Page, PageLine, PageTable
from ingest.loaders.recognised_marks import pair_quotes
from ingest.loaders.running_heads import furniture, head_title

INDENT_EM = 1.2
SHORT_EM = 2.2  # a full line may fall short by one character and a mark that must not start a line
GAP = 1.75  # times the usual distance of lines
SAME_SIZE = 1.15
DOUBT_BELOW = 0.9
_ENDS = "。！？!?；;：:"
_SIGNATURE = re.compile(r"^[一-鿿]{4,24}(?:局|委员会|政府|办公室|厅)$|^\d{4}年\d{1,2}月\d{1,2}日$")
_OUTLINE = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|第[一二三四五六七八九十百零]+[章节条编篇]|附件\d*[:：]|表\s?\d)"
)


@dataclass(frozen=True, kw_only=True)
class _Measure:
    """What is usual in a document: character size, left and right edge of the body, distance of lines."""

    size: float
    left: float
    right: float
    pitch: float


@dataclass(kw_only=True)
class _Paragraph:
    text: str = ""
    last: PageLine | None = None
    first: PageLine | None = None
    turns: list[tuple[int, int]] = field(default_factory=list)
    doubts: list[Sure] = field(default_factory=list)
    recognised: bool = False
    page: int = 0


def lines_of_runs(runs: Sequence[PageLine]) -> list[PageLine]:
    """Pieces of text on one page as lines: pieces at one height are one line, from left to right.

    A column gap of more than two characters inside a line is kept as a space.
    """
    rows: list[list[PageLine]] = []
    for run in sorted(runs, key=lambda r: ((r.top + r.bottom) / 2, r.left)):
        middle = (run.top + run.bottom) / 2
        for row in rows[-3:]:
            first = row[0]
            if first.top <= middle <= first.bottom or run.top <= (first.top + first.bottom) / 2 <= run.bottom:
                row.append(run)
                break
        else:
            rows.append([run])
    lines = []
    for row in rows:
        row.sort(key=lambda r: r.left)
        text = ""
        for i, run in enumerate(row):
            wide = i and run.left - row[i - 1].right > 0.8 * max(run.size, 1e-6)
            parted = not text.endswith(" ") and (wide or (i and _needs_space(text, run.text)))
            text += (" " if parted else "") + run.text
        confidence = sum(r.confidence * len(r.text) for r in row) / max(1, sum(len(r.text) for r in row))
        lines.append(
            PageLine(
                text=text.strip(),
                left=row[0].left,
                right=max(r.right for r in row),
                top=min(r.top for r in row),
                bottom=max(r.bottom for r in row),
                size=max(r.size for r in row),
                confidence=confidence,
                alone=any(r.alone for r in row),
            )
        )
    return [line for line in lines if line.text]


def _needs_space(before: str, after: str) -> bool:
    return bool(re.search(r"[A-Za-z]$", before) and re.match(r"[A-Za-z]", after))


def _measure(pages: Sequence[Page], drop: set[tuple[int, int]], column: bool) -> _Measure:
    """What is usual in the columns of a document, or in its lines over the whole page."""
    every = [(p, line) for p, page in enumerate(pages) for i, line in enumerate(page.lines) if (p, i) not in drop]
    lines = [(p, line) for p, line in every if line.column == column]
    if not lines:
        return _Measure(size=1, left=0, right=0, pitch=1)
    weights: Counter[float] = Counter()
    # Over the columns there may be nothing but titles.
    for _, line in every:
        weights[round(line.size, 1)] += len(line.text)
    # Sizes of a scan scatter: the weighted median stands for the body.
    size = statistics.median([size for size, count in weights.items() for _ in range(count)])
    body = [(p, line) for p, line in lines if size / SAME_SIZE <= line.size <= size * SAME_SIZE] or lines
    right = _upper([line.right for _, line in body])
    # Lines that follow on stand at the left edge: the commonest among lines that reach the right one.
    full = [line.left for _, line in body if line.right > right - 2 * size] or [line.left for _, line in body]
    left = _commonest_low(full, size)
    gaps = [(b.top - a.top) for (p, a), (q, b) in pairwise(body) if p == q and 0 < b.top - a.top < 4 * size]
    return _Measure(size=size, left=left, right=right, pitch=statistics.median(gaps) if gaps else 1.5 * size)


def _upper(values: Sequence[float]) -> float:
    ordered = sorted(values)
    return ordered[max(0, round(0.97 * (len(ordered) - 1)))]


def _commonest_low(values: Sequence[float], size: float) -> float:
    """The lowest edge that many lines share, within half a character."""
    ordered = sorted(values)
    for value in ordered:
        if sum(abs(other - value) < size / 2 for other in ordered) >= 0.2 * len(ordered):
            return value
    return ordered[0]


def _starts_new(before: PageLine, line: PageLine, m: _Measure, turned: bool, para: _Paragraph, listed: bool) -> bool:
    """Whether a line starts a paragraph, seen from the line before it; `listed`: that stands on a contents page."""
    if before.column != line.column or is_leader(before.text) or is_leader(line.text):
        return True
    if before.alone or line.alone or (listed and is_numbered(before.text)):
        return True
    if before.text[-1] in _ENDS and _SIGNATURE.match(line.text):
        return True
    # A line of figures is lower than one of Chinese, and a scan tells sizes only roughly.
    differ = max(before.size, line.size) > SAME_SIZE * min(before.size, line.size)
    if differ and abs(before.size - line.size) > 0.25 * m.size:
        return True
    gap = line.top - before.top
    if not turned and gap > GAP * max(m.pitch, before.size):
        return True
    if min(before.size, line.size) > SAME_SIZE * m.size:
        # A title over two centred lines is one title; the second is not longer than a line holds.
        return bool(_OUTLINE.match(line.text))
    # A number or a Latin word is not broken: what of it stands first on this line had no room on the one before.
    unbroken = len(re.match(r"[!-~]*", line.text)[0]) / 2  # type: ignore[index]
    if before.right < m.right - (SHORT_EM + unbroken) * m.size:
        return True
    indented = line.left > m.left + INDENT_EM * m.size
    if not indented:
        return bool(_OUTLINE.match(line.text)) and before.text[-1] in _ENDS
    # A block that is indented as a whole: a full line that has not ended goes on at the same edge.
    first = para.first
    hanging = first is not None and first is not before and abs(before.left - line.left) < m.size / 2
    return not hanging or before.text[-1] in _ENDS


def _joined(before: str, after: str) -> str:
    if not before:
        return after
    if before.endswith("-") and re.match(r"[a-z]", after) and re.search(r"[A-Za-z]-$", before):
        return before[:-1] + after
    return before + (" " if _needs_space(before, after) else "") + after


def _flow(pages: Sequence[Page], drop: set[tuple[int, int]]) -> Iterator[tuple[int, PageLine | PageTable]]:
    for p, page in enumerate(pages):
        kept: list[PageLine | PageTable] = [line for i, line in enumerate(page.lines) if (p, i) not in drop]
        for table in page.tables:
            at = next((i for i, item in enumerate(kept) if item.top > table.top), len(kept))
            kept.insert(at, table)
        for item in kept:
            yield p, item


def add_pages(builder: TextBuilder, pages: Sequence[Page], *, first_page: int = 1) -> None:
    """Write pages into a document: paragraphs, tables, page marks and doubts.

    Args:
        builder: The document.
        pages: Its pages in order.
        first_page: Number of the first.
    """

    def label(p: int) -> str:
        number = pages[p].number
        return f"第{(p if number is None else number) + first_page}页"

    drop = furniture(pages)
    if head := head_title(pages, drop):
        builder.mark(label(head[0]))
        builder.line(head[1])
    listing = {p for p, page in enumerate(pages) if any(is_contents_title(line.text) for line in page.lines)}
    measures = {column: _measure(pages, drop, column) for column in (False, True)}
    para = _Paragraph()
    marked = -1

    def close() -> None:
        nonlocal para
        if para.text:
            text = pair_quotes(para.text) if para.recognised else para.text
            start, _ = builder.line(text, para.doubts)
            for offset, page in para.turns:
                builder.mark_at(start + offset, label(page))
        para = _Paragraph()

    for p, item in joined_tables(list(_flow(pages, drop)), pages):
        if isinstance(item, PageTable):
            close()
            if marked != p:
                builder.mark(label(p))
            starts = {row: label(page) for row, page in item.turns}
            first = {row: min(c.column for c in item.cells if c.row == row and c.text) for row in starts}
            builder.table(item.cells, names={(row, first[row]): result for row, result in starts.items()})
            marked = item.turns[-1][1] if item.turns else p
            continue
        turned = marked != p
        if para.last is not None and _starts_new(
            para.last, item, measures[item.column], turned, para, para.page in listing
        ):
            close()
        joined = _joined(para.text, item.text)
        at = len(joined) - len(item.text)
        if turned:
            para.turns.append((at, p))
            marked = p
        if item.confidence < DOUBT_BELOW:
            para.doubts.append(Sure(start=at, end=len(joined), confidence=round(item.confidence, 3)))
        para.text = joined
        para.recognised = para.recognised or pages[p].recognised
        para.first = para.first or item
        para.last, para.page = item, p
    close()
