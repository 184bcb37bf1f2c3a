"""Which file a stored document came from."""

from __future__ import annotations


def file_of(source: str, present: frozenset[str]) -> str | None:
    """The file a stored document came from, if it is there: 文件#记录, where names may hold a # themselves."""
    if source in present:
        return source
    at = source.find("#")
    while at >= 0:
        if source[:at] in present:
            return source[:at]
        at = source.find("#", at + 1)
    return None
