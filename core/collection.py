"""Collections: named sets of documents and tables that only some people may open."""

from __future__ import annotations

from core.errors import DataError

# What everybody who may look at all may open; whatever names no collection is of it.
PUBLIC = "公开"
MAX_NAME = 30
# Names of the collections that may be opened; None for all there are.
Seen = frozenset[str] | None


def collection_name(name: object) -> str:
    """The name of a collection as it was written, without white space around it.

    Raises:
        DataError: If it is empty, longer than `MAX_NAME` characters, or has a character that is not shown.
    """
    text = name.strip() if isinstance(name, str) else ""
    if not 0 < len(text) <= MAX_NAME or not text.isprintable():
        raise DataError(f"资料集名称“{text[:MAX_NAME]}”不能用", next_step=f"请写 1 至 {MAX_NAME} 个字，如 {PUBLIC}")
    return text


def may_open(collection: str, seen: Seen) -> bool:
    """Whether what is in a collection may be opened by someone who sees these."""
    return seen is None or collection in seen
