"""Web pages: the main text with its tables; navigation, scripts and forms left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.errors import LoadError
from ingest.loaders import RawDocument
from ingest.loaders.boundary import reads
from ingest.loaders.building import TextBuilder
from ingest.loaders.equations import lowered, raised
from ingest.loaders.limits import MAX_TEXT_BYTES
from ingest.loaders.text import decode_text
from ingest.loaders.web_hidden import HIDDEN_TEXT, drop_hidden, hidden_count
from ingest.loaders.web_writing import PageWriter, length_of

_DROPPED = re.findall(
    r"\w+",
    "script style noscript template iframe object embed button select nav footer aside svg canvas video audio head "
    "link meta input textarea",
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
    "articletitle": "title",
    "og:title": "title",
    "pubdate": "published",
    "publishdate": "published",
    "article:published_time": "published",
    "contentsource": "source",
    "author": "author",
    "keywords": "keywords",
}


@reads("html", ".html", ".htm", ".shtml", ".xhtml", limit=MAX_TEXT_BYTES)
def load_html(path: Path) -> Iterator[RawDocument]:
    """One document a page.

    Raises:
        LoadError: If the page holds no text.
    """
    text, warnings = decode_page(path.read_bytes(), path.name)
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
    builder = TextBuilder()
    for warning in warnings:
        builder.warn(warning)
    properties = write_page(builder, text)
    if builder.empty:
        raise LoadError(f"{name} 网页里没有正文", next_step="正文可能由脚本载入：请在浏览器中打开，另存为 PDF 后再导入")
    return builder.build(properties=properties)


def write_page(builder: TextBuilder, text: str) -> dict[str, str]:
    """Add the main text of a page to a document; what the page says of itself."""
    from lxml import html

    # The encoding is known by now; a declaration of another would make lxml refuse or misread.
    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    root = html.document_fromstring(source, parser=parser, ensure_head_body=True)
    properties = _properties(root)
    drop_hidden(root)
    _drop_what_is_no_text(root)
    body = root.find("body")
    main = _main(body if body is not None else root)
    _write(builder, main)
    return properties


def _write(builder: TextBuilder, element: Any) -> None:
    writer = PageWriter(builder)
    writer.write(element)
    if left_out := hidden_count(element) + writer.hidden_cells:
        builder.warn(HIDDEN_TEXT.format(left_out))


def write_html(builder: TextBuilder, source: str) -> None:
    """Add a piece of HTML inside another text (a table in Markdown) to it, whole."""
    from lxml import html

    root = html.fragment_fromstring(source, create_parent="div", parser=html.HTMLParser(no_network=True))
    drop_hidden(root)
    _drop_what_is_no_text(root)
    _write(builder, root)


def _drop_what_is_no_text(root: Any) -> None:
    """Take out scripts, menus and forms; raised and lowered figures stay such: 10⁴ is not 104."""
    for tag, change in (("sup", raised), ("sub", lowered)):
        for element in root.iter(tag):
            result = change(element.text.strip()) if element.text and not len(element) else None
            element.text = result or element.text
    for dropped in list(root.iter(*_DROPPED)):
        if dropped.getparent() is not None:
            dropped.drop_tree()


def decode_page(data: bytes, name: str, declared: str = "") -> tuple[str, tuple[str, ...]]:
    """The source of a page: by byte order mark or UTF-8 if it is, else by its charset, else as plain text is.

    Args:
        data: The page.
        name: What errors call it.
        declared: The charset that came with it, where it says none itself.

    Returns:
        The text, and warnings about what had to be mended.

    Raises:
        LoadError: If it is no text.
    """
    match = _CHARSET.search(data[:4096])
    try:
        if data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            return decode_text(data.decode("utf-8").encode(), name)
    except UnicodeDecodeError:
        pass
    declared = match[1].decode("ascii").lower() if match else declared
    if declared and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        encoding = {"gb2312": "gb18030", "gbk": "gb18030", "utf8": "utf-8"}.get(declared, declared)
        try:
            return decode_text(data.decode(encoding).encode(), name)
        except (LookupError, UnicodeDecodeError, UnicodeEncodeError):
            pass
    return decode_text(data, name)


def _properties(root: Any) -> dict[str, str]:
    record: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").lower()
        if name in _META and meta.get("content"):
            record.setdefault(_META[name], meta.get("content"))
    title = root.find(".//title")
    if title is not None:
        record.setdefault("title", title.text_content())
    return record


def _main(body: Any) -> Any:
    """The element that holds the text: a known container, else the innermost with most of the words outside links."""
    for element in [e for e in body.iter() if isinstance(e.tag, str)]:
        named = f"{element.get('id', '')} {element.get('class', '')}"
        beside = element.tag != "body" and bool(_ASIDE.search(named)) and not _MAIN.search(named)
        if beside and element.getparent() is not None and length_of(element) < 0.5 * length_of(body):
            element.drop_tree()
    total = length_of(body)
    known = [e for e in body.iter("article", "main", "div", "td", "section") if _named_main(e)]
    if known:
        best = max(known, key=length_of)
        if length_of(best) >= max(_MIN_CHARS, 0.3 * total):
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
    return length_of(element) - sum(length_of(link) for link in element.iter("a"))
