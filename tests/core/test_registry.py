from __future__ import annotations

import pytest

from core.registry import Registry


def test_duplicate_names_fail_at_once() -> None:
    parts: Registry[int] = Registry("loader", "ingest.loaders")
    parts.register(".abc")(1)
    with pytest.raises(ValueError, match="registered twice"):
        parts.register(".abc")(2)


def test_unknown_names_list_the_known_ones() -> None:
    parts: Registry[int] = Registry("loader", "core")
    parts.register("a", "b")(1)
    with pytest.raises(KeyError, match="known: a, b"):
        parts["c"]
