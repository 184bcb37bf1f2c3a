"""What the measurements must keep to: `limits.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

LIMITS = Path(__file__).with_name("limits.toml")


def limits() -> dict[str, Any]:
    """The limits as the file tells them."""
    return tomllib.loads(LIMITS.read_text(encoding="utf-8"))
