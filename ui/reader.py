"""A whole document a part at a time: outline, text, the words that are searched, the sentence that is cited."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.schema import Document, Section
from corpus.reader import MAX_HITS, Part, find_all, outline_of, part_at, parts_of
from ui.render import escape

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
    return (
        f'<div class="cw-reader"><h2 id="cw-drawer-title">{escape(document.title)}</h2>{_about(document)}'
        f'<p class="cw-deeds">{_back(view)}{_deed(document, "record", "质量与更正")}'
        f"{_deed(document, 'tables', f'表格与列的对应（{view.tables} 张）') if view.tables else ''}</p>"
        f"{_search(document, view, hits, now, part)}"
        f'<div class="cw-pages">{_outline(document, outline, part, view)}<div>{_pager(document, part, view)}'
        f'<div class="cw-whole" tabindex="-1">'
        f"{_text(document.text, part, outline, lit, hits, now)}</div>"
        f"{_pager(document, part, view) if part.count > 1 else ''}</div></div></div>"
    )


def _about(document: Document) -> str:
    about = [
        document.place.full_name if document.place else "未标明地区",
        document.date_label or "未标日期",
        document.issuer,
        document.doc_number,
        document.status,
    ]
    poor = f'<p class="cw-warning">{escape("；".join(document.quality))}</p>' if document.quality else ""
    return f'<p class="cw-where">{escape(" · ".join(part for part in about if part))}</p>{poor}'


def _back(view: View) -> str:
    if not view.mark:
        return ""
    turn, ref = view.mark
    return (
        f'<button type="button" class="cw-deed cw-goes" data-turn="{escape(turn)}" data-ref="{escape(ref)}">'
        "返回引用的原句</button>"
    )


def _deed(document: Document, name: str, label: str) -> str:
    return (
        f'<button type="button" class="cw-deed cw-line" data-shelf="{name}" data-id="{escape(document.id)}">'
        f"{escape(label)}</button>"
    )


def _goes(document: Document, view: View, at: int, label: str, *, words: str = "", focus: str = "") -> str:
    """A button that opens the document at another place, keeping what led here."""
    mark = f' data-turn="{escape(view.mark[0])}" data-ref="{escape(view.mark[1])}"' if view.mark else ""
    return (
        f'<button type="button" class="cw-deed" data-shelf="read" data-id="{escape(document.id)}" data-at="{at}" '
        f'data-words="{escape(words)}" data-focus="{focus}"{mark}>{escape(label)}</button>'
    )


def _hit_at(hits: Sequence[tuple[int, int]], at: int) -> int:
    """Which hit is shown: the first at or after a place, from the beginning again where there is none."""
    return next((number for number, (start, _) in enumerate(hits) if start >= at), 0)


def _search(document: Document, view: View, hits: Sequence[tuple[int, int]], now: int, part: Part) -> str:
    mark = f' data-turn="{escape(view.mark[0])}" data-ref="{escape(view.mark[1])}"' if view.mark else ""
    text = ""
    if hits:
        count = f"{len(hits)}{' 多' if len(hits) == MAX_HITS else ''}"
        before, after = hits[now - 1][0], hits[(now + 1) % len(hits)][0]
        text = f'<span role="status">第 {now + 1} 处，共 {count} 处</span>' + "".join(
            _goes(document, view, at, name, words=view.words, focus="cw-hit")
            for at, name in ((before, "上一处"), (after, "下一处"))
        )
    elif view.words.strip():
        text = f'<span role="status">全文没有“{escape(view.words.strip()[:30])}”</span>'
    return (
        f'<form class="cw-find" data-id="{escape(document.id)}" data-at="{part.start}"{mark} role="search">'
        f'<input name="words" type="search" aria-label="在这份文件里查找" placeholder="在这份文件里查找" '
        f'maxlength="100" value="{escape(view.words)}"><button type="submit" class="cw-go">查找</button>{text}</form>'
    )


def _outline(document: Document, outline: Sequence[Section], part: Part, view: View) -> str:
    if not outline:
        return ""

    def item(one: Section) -> str:
        inside = part.start <= one.start < part.end
        button = (
            f'<button type="button" class="cw-deed" data-to="cw-at-{one.start}">{escape(one.heading)}</button>'
            if inside
            else _goes(document, view, one.start, one.heading, focus=f"cw-at-{one.start}")
        )
        return f'<li class="cw-in-{min(one.depth - 1, 4)}">{button}</li>'

    listed = "".join(map(item, outline))
    return f'<details class="cw-outline" open><summary>目录</summary><ul>{listed}</ul></details>'


def _pager(document: Document, part: Part, view: View) -> str:
    if part.count == 1:
        return ""
    before = _goes(document, view, max(0, part.start - 1), "上一部分") if part.number else ""
    after = _goes(document, view, part.end, "下一部分") if part.number + 1 < part.count else ""
    return f'<p class="cw-where cw-pager">第 {part.number + 1} 部分，共 {part.count} 部分 {before}{after}</p>'


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
    made: list[str] = []
    for start, end in pairwise(edges):
        if start in anchors:
            made.append(f'<span id="cw-at-{start}" tabindex="-1"></span>')
        piece = escape(text[start:end])
        if current and current[0] <= start < current[1]:
            piece = f'<mark class="cw-hit" {"id=cw-hit tabindex=-1" if start == current[0] else ""}>{piece}</mark>'
        elif any(a <= start < b for a, b in spans):
            piece = f"<mark>{piece}</mark>"
        made.append(piece)
    return "".join(made)


def _inside(part: Part, edges: Iterable[int]) -> set[int]:
    return {edge for edge in edges if part.start < edge < part.end}
