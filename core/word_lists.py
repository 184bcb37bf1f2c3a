"""Word lists that an office may edit, as TOML."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from core.errors import SettingsError


def read_word_list(path: Path) -> dict[str, Any]:
    """What a word list says; {} where the office has none.

    Raises:
        SettingsError: If the file is not valid TOML.
    """
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name} 写法有误：{error}", next_step="请按 TOML 格式修正后重试") from error
