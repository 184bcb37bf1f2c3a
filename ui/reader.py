"""A whole document a part at a time: outline, text, the words that are searched, the sentence that is cited."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from core.schema import Document, Section
from corpus.reader import MAX_HITS, Part, find_all, outline_of, part_at, parts_of
from ui.templating import render

MAX_LIT = 200


@dataclass(frozen=True, kw_only=True)
class View:
    """How a document is opened.

    `at` is where in the text, None for its beginning or its cited sentence; `words` what is searched; `lit` the cited
    sentence. `mark` is the (answer, mark) that led here, to go back to; () where it was opened from the list.
    """

    at: int | None = None
    words: str = ""
    lit: tuple[int, int] | None = None
    mark: tuple[str, str] | tuple[()] = ()
    tables: int = 0


def reader_html(document: Document, sections: Sequence[Section], view: View) -> str:
    """A document opened at one part: place, date, issuer and quality first, then outline and text."""
    parts = parts_of(document.text, sections)
    hits = find_all(document.text, view.words)
    begin = view.at if view.at is not None else view.lit[0] if view.lit else 0
    now = _hit_at(hits, begin)
    part = part_at(parts, hits[now][0] if hits else begin)
    outline = outline_of(sections, part)
    lit = view.lit if view.lit and view.lit[0] < part.end and view.lit[1] > part.start else None
    found, hit_ways = _found(view, hits, now)
    turn, ref = view.mark or ("", "")
    return render(
        "reader.html",
        id=document.id,
        title=document.title,
        about=_about(document),
        troubles="；".join(document.quality),
        turn=turn,
        ref=ref,
        tables=f"表格与列的对应（{view.tables} 张）" if view.tables else "",
        start=part.start,
        words=view.words,
        found=found,
        hit_ways=hit_ways,
        outline=[_outlined(one, part) for one in outline],
        pages=f"第 {part.number + 1} 部分，共 {part.count} 部分" if part.count > 1 else "",
        pager_ways=_around(part),
        text=_text(document.text, part, outline, lit, hits, now),
    )


def _about(document: Document) -> str:
    about = [
        document.place.full_name if document.place else "未标明地区",
        document.date_label or "未标日期",
        document.issuer,
        document.doc_number,
        document.status,
    ]
    return " · ".join(one for one in about if one)


def _way(at: int, label: str, *, words: str = "", focus: str = "") -> dict[str, Any]:
    """What a button that opens the document at another place needs to know."""
    return {"at": at, "label": label, "words": words, "focus": focus}


def _hit_at(hits: Sequence[tuple[int, int]], at: int) -> int:
    """Which hit is shown: the first at or after a place, from the beginning again where there is none."""
    return next((number for number, (start, _) in enumerate(hits) if start >= at), 0)


def _found(view: View, hits: Sequence[tuple[int, int]], now: int) -> tuple[str, list[dict[str, Any]]]:
    """How often the words that are searched stand in the document, and the ways to the hits before and after."""
    if not hits:
        return (f"全文没有“{view.words.strip()[:30]}”" if view.words.strip() else ""), []
    count = f"{len(hits)}{' 多' if len(hits) == MAX_HITS else ''}"
    around = ((hits[now - 1][0], "上一处"), (hits[(now + 1) % len(hits)][0], "下一处"))
    ways = [_way(at, label, words=view.words, focus="cw-hit") for at, label in around]
    return f"第 {now + 1} 处，共 {count} 处", ways


def _outlined(one: Section, part: Part) -> dict[str, Any]:
    return {
        "depth": min(one.depth - 1, 4),
        "inside": part.start <= one.start < part.end,
        "way": _way(one.start, one.heading, focus=f"cw-at-{one.start}"),
    }


def _around(part: Part) -> list[dict[str, Any]]:
    """The ways to the parts before and after."""
    before = [_way(max(0, part.start - 1), "上一部分")] if part.number else []
    return before + ([_way(part.end, "下一部分")] if part.number + 1 < part.count else [])


def _text(
    text: str,
    part: Part,
    outline: Sequence[Section],
    lit: tuple[int, int] | None,
    hits: Sequence[tuple[int, int]],
    now: int,
) -> str:
    """The text of a part with a place to go to at each heading, and what is cited or found lit, however they lie."""
    anchors = {one.start for one in outline if part.start <= one.start < part.end}
    found = [hit for hit in hits if part.start <= hit[0] < part.end]
    current = hits[now] if hits else None
    near = found.index(current) if current in found else 0
    found = found[max(0, near - MAX_LIT // 2) :][:MAX_LIT]
    spans = [*found, *([lit] if lit else [])]
    edges = sorted({part.start, part.end, *anchors, *_inside(part, (edge for span in spans for edge in span))})
    pieces = []
    for start, end in pairwise(edges):
        hit = current is not None and current[0] <= start < current[1]
        lit_now = any(a <= start < b for a, b in spans)
        pieces.append(
            {
                "text": text[start:end],
                "anchor": f"cw-at-{start}" if start in anchors else "",
                "lit": "hit" if hit else "lit" if lit_now else "",
                "first": current is not None and start == current[0],
            }
        )
    return render("reader_text.html", pieces=pieces)


def _inside(part: Part, edges: Iterable[int]) -> set[int]:
    return {edge for edge in edges if part.start < edge < part.end}
