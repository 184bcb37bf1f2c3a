"""The head of the served page: its language, name and icon, and the script that everything hangs on."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from fastapi import Response
from fastapi.responses import HTMLResponse

from ui.templating import render

ASSETS = Path(__file__).resolve().parent / "assets"
NAME, TOLD = "策问", "教育政策与数据助手：每个数字都能点开原句或算式"
ASSET_ROUTE = "page-assets"
STYLES = ("chat.css", "checker.css", "library.css")
SCRIPTS = ("page.js", "chat.js", "checker.js", "library.js")
# The log-in page has its own: it is shown before there is a page.
LOGIN_ASSETS = ("login.css", "login.js")
CHARSET = '<meta charset="utf-8" />'
# Gradio's page speaks of Gradio, in English, to whoever shows a preview of it.
_FOREIGN = re.compile(r'<meta\s+(?:property="og:|name="twitter:)[^>]*>\s*')
_LANGUAGE = re.compile(r'(<html\s[^>]*?)lang="[^"]*"')


def asset(name: str) -> str:
    """A script, style sheet or picture of the page."""
    return (ASSETS / name).read_text(encoding="utf-8")


def asset_type(name: str) -> str | None:
    """The media type of a script or a style sheet of the page; None for anything else."""
    if name in (*STYLES, *LOGIN_ASSETS) and name.endswith(".css"):
        return "text/css"
    return "text/javascript" if name in (*SCRIPTS, *LOGIN_ASSETS) else None


@lru_cache
def stamp(name: str) -> str:
    """What changes in an asset's address whenever its text does: browsers may keep it for ever."""
    return hashlib.sha256(asset(name).encode()).hexdigest()[:12]


def head_html() -> str:
    """What stands in the head of the page; Gradio would bind a style sheet of its own to what stands inside its box."""
    at = {name: f"{ASSET_ROUTE}/{stamp(name)}/{name}" for name in (*STYLES, *SCRIPTS)}
    return render("page_links.html", styles=map(at.get, STYLES), scripts=map(at.get, SCRIPTS))


async def as_our_own(response: Response) -> Response:
    """The served page in Chinese and under its own name."""
    parts = [bytes(part) async for part in response.body_iterator]  # type: ignore[attr-defined]
    text = _FOREIGN.sub("", b"".join(parts).decode())
    text = _LANGUAGE.sub(r'\1lang="zh-CN"', text, count=1)
    named = render("page_meta.html", name=NAME, about=TOLD)
    made = HTMLResponse(text.replace(CHARSET, f"{CHARSET}{named}", 1), status_code=response.status_code)
    kept = {key: value for key, value in response.headers.items() if key not in ("content-length", "content-type")}
    made.headers.update(kept)
    return made
