"""Text without characters that no reader sees."""

from __future__ import annotations

from core.folding import IDEOGRAPHS

# NUL, marks that turn the direction of reading, and other controls that no reader sees.
_CONTROLS = {
    **dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, 0xFFFE, 0xFFFF]),
    **dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]),
}
_PLAIN = {**_CONTROLS, **IDEOGRAPHS}


def clean_controls(text: str) -> str:
    """A text without control characters, radicals as the characters they are.

    A lone surrogate, which no database stores, becomes a question mark.
    """
    cleaned = text.translate(_PLAIN)
    return cleaned if cleaned.isascii() else cleaned.encode("utf-8", "replace").decode("utf-8")
