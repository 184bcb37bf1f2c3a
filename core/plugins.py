"""Parts of an office's own: packages named by `CEWEN_PLUGINS`, whose modules register themselves like ours."""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from functools import lru_cache
from pathlib import Path

from core.errors import SettingsError
from core.settings import Settings

_FAILED: dict[str, SettingsError] = {}


def plugin_names() -> tuple[str, ...]:
    """The packages and modules named by the settings, in order."""
    return tuple(name for one in Settings().plugins.split(",") if (name := one.strip()))


def load_plugins() -> None:
    """Import every named module, of a package all its modules; what is imported already stays.

    Raises:
        SettingsError: If one cannot be found or breaks.
    """
    for name in plugin_names():
        if name in _FAILED:
            raise _FAILED[name]
        try:
            package = importlib.import_module(name)
            for module in pkgutil.iter_modules(getattr(package, "__path__", ())):
                importlib.import_module(f"{name}.{module.name}")
        except Exception as error:  # the border to other people's code: whatever it raises is told with what to do
            step = "请检查名称，并确认它所在的文件夹在 PYTHONPATH 里或已安装到本环境"
            if not isinstance(error, ImportError):
                step = "请改好这个包里的代码，或先从 CEWEN_PLUGINS 里去掉它"
            # Tried again, what it had registered would hide why it failed.
            _FAILED[name] = SettingsError(
                f"CEWEN_PLUGINS 里的“{name}”导入不了：{type(error).__name__} {error}", next_step=step
            )
            raise _FAILED[name] from error


@lru_cache(maxsize=1)
def plugins_hash() -> str:
    """Hash of the source of all plug-ins: another version of one reads every file again."""
    load_plugins()
    digest = hashlib.sha256()
    for name in plugin_names():
        origin = Path(importlib.import_module(name).__file__ or "")
        for path in sorted(origin.parent.glob("*.py")) if origin.name == "__init__.py" else [origin]:
            digest.update(path.read_bytes() + b"\x00")
    return digest.hexdigest()
