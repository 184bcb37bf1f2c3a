"""Signs that a text was damaged on its way: they become warnings that travel with every citation."""

from __future__ import annotations

from core.damage import GARBLED, LOST_BASE, LOST_NUMBER

_WARNINGS = (
    ((LOST_NUMBER, LOST_BASE), "文字疑有缺失（数字或词语被吞）"),
    ((GARBLED,), "文字有乱码"),
)


def text_warnings(text: str) -> tuple[str, ...]:
    """Warnings about a whole text, in Chinese; empty if nothing looks damaged."""
    return tuple(warning for patterns, warning in _WARNINGS if any(pattern.search(text) for pattern in patterns))
