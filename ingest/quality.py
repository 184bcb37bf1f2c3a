"""Signs that a text was damaged on its way: they become warnings that travel with every citation."""

from __future__ import annotations

import re

_LOST = (
    # A unit without its number: 在线余人, 线门, 由压缩50%.
    (re.compile(r"线余(?:位|名|人|门)|由(?:压缩|减少|增加|提高|下降)\d"), "文字疑有缺失（数字或词语被吞）"),
    (re.compile(r"\ufffd|锟斤拷|□{2,}"), "文字有乱码"),
)


def text_warnings(text: str) -> tuple[str, ...]:
    """Warnings about a whole text, in Chinese; empty if nothing looks damaged."""
    return tuple(dict.fromkeys(warning for pattern, warning in _LOST if pattern.search(text)))
