"""A year as an official types it."""

from __future__ import annotations

import re

from core.errors import DataError


def year_given(text: str) -> int | None:
    """A year as typed (2024, 2024年); None where nothing is typed.

    Raises:
        DataError: If it is no year.
    """
    typed = text.strip().removesuffix("年")
    if not typed:
        return None
    if not re.fullmatch(r"(?:19|20)[0-9]{2}", typed):
        raise DataError(f"“{text.strip()[:20]}”不是年份", next_step="写四位数，例如 2024，或空着")
    return int(typed)
