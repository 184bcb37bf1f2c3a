"""One way to add a part: `@LOADERS.register(".txt")` over its factory, in a file of its own.

The file lies in the package of its kind, or in one that `CEWEN_PLUGINS` names.
"""

from __future__ import annotations

import importlib
import pkgutil
import threading
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from core.plugins import load_plugins

T = TypeVar("T")


class Registry(Generic[T]):
    """Named parts of one kind, found in the modules of one package.

    Duplicate and reserved names fail at import; unknown names list the known ones.
    """

    def __init__(self, kind: str, package: str, reserved: frozenset[str] = frozenset()) -> None:
        self.kind = kind
        self.package = package
        self._reserved = reserved
        self._parts: dict[str, T] = {}
        self._loaded = False
        self._loading = False
        self._lock = threading.RLock()

    def register(self, *names: str) -> Callable[[T], T]:
        """Enter the decorated part under `names`."""

        def enter(part: T) -> T:
            for name in names:
                if name in self._reserved:
                    raise ValueError(f"{self.kind} {name!r} means something else already")
                if name in self._parts:
                    raise ValueError(f"{self.kind} {name!r} is registered twice")
                self._parts[name] = part
            return part

        return enter

    def _load(self) -> None:
        if self._loaded:
            return
        with self._lock:
            # A part that asks while it is imported gets what is there; other threads wait for all of it.
            if self._loaded or self._loading:
                return
            self._loading = True
            try:
                package = importlib.import_module(self.package)
                for module in pkgutil.iter_modules(package.__path__):
                    importlib.import_module(f"{self.package}.{module.name}")
                load_plugins()
                self._loaded = True
            finally:
                self._loading = False

    def __getitem__(self, name: str) -> T:
        self._load()
        if name not in self._parts:
            raise KeyError(f"no {self.kind} {name!r}; known: {', '.join(sorted(self._parts))}")
        return self._parts[name]

    def __contains__(self, name: str) -> bool:
        self._load()
        return name in self._parts

    def __iter__(self) -> Iterator[str]:
        self._load()
        return iter(sorted(self._parts))
