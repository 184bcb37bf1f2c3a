"""What a web page holds and does not show: hidden by style, class or attribute. Left out, and counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

HIDDEN_TEXT = "网页中有 {} 处隐藏的内容，未读取"
_HIDES = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|!|$)"
    r"|(?<![\w-])opacity\s*:\s*0?\.?0+\s*(?:;|!|$)",
    re.IGNORECASE,
)
_SHOWS = re.compile(r"display\s*:\s*(?!none)\w", re.IGNORECASE)
_SELECTOR = re.compile(r"([a-z][a-z0-9]*)?([.#])([\w-]+)", re.IGNORECASE)
_COUNT = "data-left-out"


def drop_hidden(root: Any) -> None:
    """Take hidden elements out of a page; their parents remember how many held text."""
    hidden = _hidden_selectors(root)
    total = len(_bare(root))
    for element in list(root.iter()):
        parent = element.getparent() if isinstance(element.tag, str) else None
        if (
            parent is None
            or element.tag in ("html", "head", "body", "col", "colgroup")
            or not _is_hidden(element, hidden)
        ):
            continue
        text = _bare(element)
        # A dialog that was open when the page was saved hides all the rest from readers of screens only.
        if element.get("aria-hidden") == "true" and not _by_style(element, hidden) and 2 * len(text) > total:
            continue
        if text:
            parent.set(_COUNT, str(int(parent.get(_COUNT, "0")) + 1))
        element.drop_tree()


def hidden_count(element: Any) -> int:
    """How many hidden pieces of text were taken out of an element and what it holds."""
    return sum(int(one.get(_COUNT, "0")) for one in element.iter() if isinstance(one.tag, str))


def hides(style: str | None) -> bool:
    """Whether an element's own style hides it."""
    return bool(style and _HIDES.search(style))


def _bare(element: Any) -> str:
    return re.sub(r"\s+", "", element.text_content())


def _by_style(element: Any, hidden: set[tuple[str, str, str]]) -> bool:
    style = element.get("style")
    if hides(style) or element.get("hidden") is not None:
        return True
    if style and _SHOWS.search(style):
        return False
    names = [(".", name) for name in (element.get("class") or "").split()] + [("#", element.get("id") or "")]
    return any((tag, *name) in hidden for name in names for tag in ("", element.tag))


def _is_hidden(element: Any, hidden: set[tuple[str, str, str]]) -> bool:
    return element.get("aria-hidden") == "true" or _by_style(element, hidden)


def _hidden_selectors(root: Any) -> set[tuple[str, str, str]]:
    """(tag or '', . or #, name) of plain selectors that the page's own style sheets hide on the screen."""
    found: set[tuple[str, str, str]] = set()
    for style in root.iter("style"):
        if "print" in (style.get("media") or ""):
            continue
        for selectors, body in _rules(style.text_content()):
            for selector in selectors.split(","):
                if plain := _SELECTOR.fullmatch(selector.strip()):
                    key = ((plain[1] or "").lower(), plain[2], plain[3])
                    if _HIDES.search(body):
                        found.add(key)
                    elif _SHOWS.search(body):
                        found.discard(key)
    return found


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """(selectors, body) of a style sheet's rules; those inside @media depend on the screen and are passed over."""
    first, *rest = sheet.split("/*")
    sheet = first + "".join(part.partition("*/")[2] for part in rest)
    depth = start = inside = 0
    for brace in re.finditer(r"[{}]", sheet):
        if brace[0] == "{":
            depth += 1
            inside = brace.end() if depth == 1 else inside
        else:
            depth = max(0, depth - 1)
            if depth == 0:
                selectors = sheet[start : max(start, inside - 1)]
                if inside > start and "@" not in selectors:
                    yield selectors, sheet[inside : brace.start()]
                start = brace.end()
