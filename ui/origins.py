"""Whether a request was sent by a page of this server, by what the browser says of it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit


def same_origin(headers: Mapping[str, str]) -> bool:
    """Whether a request that changes something was sent by a page of this server.

    A browser says so in Sec-Fetch-Site, or in Origin where it trusts the address too little to say more. What says
    neither is no page.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    return "origin" in headers and not is_foreign(headers)


def is_foreign(headers: Mapping[str, str]) -> bool:
    """Whether a script of another site reads: Gradio would answer it with leave to see what it gets."""
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
