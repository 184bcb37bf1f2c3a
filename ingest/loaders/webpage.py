"""Web pages: the main text with its tables; navigation, scripts and forms left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.errors import LoadError
from ingest.loaders import RawDocument
from ingest.loaders.boundary import reads
from ingest.loaders.building import TextBuilder, one_line
from ingest.loaders.grids import GridCell
from ingest.loaders.limits import MAX_TEXT_BYTES
from ingest.loaders.text import decode_text

_DROPPED = re.findall(
    r"\w+",
    "script style noscript template iframe object embed button select nav footer aside svg canvas video audio head "
    "link meta input textarea",
)
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article blockquote center dd div dl dt fieldset figcaption figure form h1 h2 h3 h4 h5 h6 header hr li "
        "main ol p pre section table tbody td tfoot th thead tr ul caption body html",
    )
)
# Ids and classes in which Chinese government sites keep the text; others are found by where the words are.
_MAIN = re.compile(
    r"(?:^|[\s_-])(?:TRS_Editor|TRS_UEDITOR|UCAP-CONTENT|zoom|article[-_]?(?:content|body|con|text)|pages_content|"
    r"news[-_]?(?:content|text|con)|detail[-_]?(?:content|con|text)|content[-_]?(?:main|text|body)|view_content|xxgk_content|"
    r"con_text|vsb_content\w*|text[-_]content|main[-_]?text)(?:$|[\s_-])",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:nav\w*|menu\w*|breadcrumb\w*|sidebar\w*|footer\w*|foot|share\w*|related\w*|recommend\w*|copyright\w*|pagination|"
    r"toolbar|crumbs?|advert\w*|banner)(?:$|[\s_-])",
    re.IGNORECASE,
)
_MAIN_SHARE = 0.6
_MIN_CHARS = 40
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]+)", re.IGNORECASE)
_META = {
    "articletitle": "title", "og:title": "title", "pubdate": "published", "publishdate": "published",
    "article:published_time": "published", "contentsource": "source", "author": "author", "keywords": "keywords",
}  # fmt: skip
MAX_SPAN = 1000
MAX_SPREAD = 8


@reads("html", ".html", ".htm", ".shtml", ".xhtml", limit=MAX_TEXT_BYTES)
def load_html(path: Path) -> Iterator[RawDocument]:
    """One document a page.

    Raises:
        LoadError: If the page holds no text.
    """
    text, warnings = _decode(path.read_bytes(), path.name)
    yield read_html(text, path.name, warnings)


def read_html(text: str, name: str, warnings: tuple[str, ...] = ()) -> RawDocument:
    """The main text of a page.

    Args:
        text: The page's source.
        name: What errors call it.
        warnings: What its decoding had to mend.

    Raises:
        LoadError: If the page holds no text.
    """
    from lxml import html

    # The encoding is known by now; a declaration of another would make lxml refuse or misread.
    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    root = html.document_fromstring(source, parser=parser, ensure_head_body=True)
    builder = TextBuilder()
    for warning in warnings:
        builder.warn(warning)
    properties = _properties(root)
    _drop_what_is_no_text(root)
    body = root.find("body")
    main = _main(body if body is not None else root)
    _Writer(builder).write(main)
    if builder.empty:
        raise LoadError(f"{name} 网页里没有正文", next_step="正文可能由脚本载入：请在浏览器中打开，另存为 PDF 后再导入")
    return builder.build(properties=properties)


def write_html(builder: TextBuilder, source: str) -> None:
    """Add a piece of HTML inside another text (a table in Markdown) to it, whole."""
    from lxml import html

    root = html.fragment_fromstring(source, create_parent="div", parser=html.HTMLParser(no_network=True))
    _drop_what_is_no_text(root)
    _Writer(builder).write(root)


def _drop_what_is_no_text(root: Any) -> None:
    for dropped in list(root.iter(*_DROPPED)):
        if dropped.getparent() is not None:
            dropped.drop_tree()


def _decode(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """By byte order mark or UTF-8 if it is, else by the page's own charset, else as plain text is."""
    told = _CHARSET.search(data[:4096])
    try:
        if data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            return decode_text(data.decode("utf-8").encode(), name)
    except UnicodeDecodeError:
        pass
    if told and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        declared = told[1].decode("ascii").lower()
        encoding = {"gb2312": "gb18030", "gbk": "gb18030", "utf8": "utf-8"}.get(declared, declared)
        try:
            return decode_text(data.decode(encoding).encode(), name)
        except (LookupError, UnicodeDecodeError, UnicodeEncodeError):
            pass
    return decode_text(data, name)


def _properties(root: Any) -> dict[str, str]:
    told: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").lower()
        if name in _META and meta.get("content"):
            told.setdefault(_META[name], meta.get("content"))
    title = root.find(".//title")
    if title is not None:
        told.setdefault("title", title.text_content())
    return told


def _length(element: Any) -> int:
    return len(re.sub(r"\s+", "", element.text_content()))


def _main(body: Any) -> Any:
    """The element that holds the text: a known container, else the innermost with most of the words outside links."""
    for element in [e for e in body.iter() if isinstance(e.tag, str)]:
        named = f"{element.get('id', '')} {element.get('class', '')}"
        beside = element.tag != "body" and bool(_ASIDE.search(named)) and not _MAIN.search(named)
        if beside and element.getparent() is not None and _length(element) < 0.5 * _length(body):
            element.drop_tree()
    total = _length(body)
    known = [e for e in body.iter("article", "main", "div", "td", "section") if _named_main(e)]
    if known:
        best = max(known, key=_length)
        if _length(best) >= max(_MIN_CHARS, 0.3 * total):
            return _with_title(best)
    here = body
    words = _words(body)
    while True:
        inner = max((c for c in here if isinstance(c.tag, str)), key=_words, default=None)
        if inner is None or inner.tag in ("p", "table", "tbody", "tr", "span", "ul", "ol", "h1", "h2", "h3"):
            return here
        if _words(inner) < max(_MIN_CHARS, _MAIN_SHARE * words) or _heading_outside(here, inner):
            return here
        here = inner


def _named_main(element: Any) -> bool:
    return element.tag in ("article", "main") or bool(
        _MAIN.search(f"{element.get('id', '')} {element.get('class', '')}")
    )


def _with_title(element: Any) -> Any:
    """The container, or the one around it that adds the page's heading and little else."""
    parent = element.getparent()
    for _ in range(3):
        if parent is None or parent.tag in ("body", "html"):
            break
        if _heading_outside(parent, element) and _words(parent) - _words(element) < 400:
            return parent
        parent = parent.getparent()
    return element


def _heading_outside(outer: Any, inner: Any) -> bool:
    held = set(inner.iter("h1", "h2"))
    return any(h not in held and h.text_content().strip() for h in outer.iter("h1", "h2"))


def _words(element: Any) -> int:
    """Characters outside links: navigation is links all through."""
    return _length(element) - sum(_length(link) for link in element.iter("a"))


class _Writer:
    """Writes an element's blocks as lines and its tables as tables."""

    def __init__(self, builder: TextBuilder) -> None:
        self._builder = builder
        self._words: list[str] = []

    def write(self, element: Any) -> None:
        self._element(element)
        self._flush()

    def _flush(self) -> None:
        for part in "".join(self._words).split("\x01"):
            if line := one_line(part):
                self._builder.line(line)
        self._words.clear()

    def _element(self, element: Any) -> None:
        if not isinstance(element.tag, str):
            return
        if element.tag == "table" and not _is_frame(element):
            self._flush()
            self._table(element)
            return
        block = element.tag in _BLOCKS
        if block:
            self._flush()
        if element.tag == "br":
            self._words.append("\x01")
        kept = element.tag == "pre"
        self._words.append(_flat(element.text, kept))
        for child in element:
            self._element(child)
            self._words.append(_flat(child.tail, kept))
        if block:
            self._flush()

    def _table(self, table: Any) -> None:
        caption = table.find("caption")
        if caption is not None and (words := one_line(caption.text_content())):
            self._builder.line(words)
        cells: list[GridCell] = []
        taken: set[tuple[int, int]] = set()
        headers = 0
        rows = [row for row in table.iter("tr") if _own(row, "table") is table]
        for r, row in enumerate(rows):
            column = 0
            here = [cell for cell in row if cell.tag in ("td", "th")]
            if here and all(cell.tag == "th" for cell in here) and headers == r:
                headers = r + 1
            for cell in here:
                while (r, column) in taken:
                    column += 1
                wide, tall = _span(cell.get("colspan")), min(_span(cell.get("rowspan")), len(rows) - r)
                taken |= {(r + i, column + j) for i in range(tall) for j in range(wide)}
                cells.append(
                    GridCell(row=r, column=column, text=_cell_text(cell), rows=tall, columns=wide)
                )  # fmt: skip
                column += wide
        self._builder.table(cells, header_rows=headers or None)


def _flat(text: str | None, kept: bool) -> str:
    if not text:
        return ""
    return text.replace("\n", "\x01") if kept else re.sub(r"[ \t\r\n]+", " ", text)


def _cell_text(cell: Any) -> str:
    parts = [re.sub(r"\s+", " ", part) for part in cell.itertext()]
    told = one_line("".join(parts))
    # Short headers are spread out to fill their cell: 校 名.
    return re.sub(r"(?<=[⺀-鿿]) (?=[⺀-鿿])", "", told) if len(told) <= MAX_SPREAD else told


def _own(element: Any, tag: str) -> Any:
    return next(element.iterancestors(tag), None)


def _span(told: str | None) -> int:
    return min(max(int(told), 1), MAX_SPAN) if told and told.strip().isdigit() and len(told) < 6 else 1


def _is_frame(table: Any) -> bool:
    """Whether a table only lays out the page: one cell a row, or tables or long texts inside its cells."""
    if next((t for t in table.iter("table") if t is not table), None) is not None:
        return True
    rows = [[c for c in row if c.tag in ("td", "th")] for row in table.iter("tr")]
    return max((len(row) for row in rows), default=0) < 2 or any(_length(cell) > 1500 for row in rows for cell in row)
