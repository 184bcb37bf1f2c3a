from __future__ import annotations

import importlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

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


def test_threads_that_ask_at_once_all_find_every_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "slow_parts"
    package.mkdir()
    (package / "__init__.py").write_text(
        "from core.registry import Registry\nPARTS = Registry('part', 'slow_parts')\n", encoding="utf-8"
    )
    body = "import time\nfrom slow_parts import PARTS\ntime.sleep(0.05)\nPARTS.register('{0}')('{0}')\n"
    for name in "abcd":
        (package / f"{name}.py").write_text(body.format(name), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    parts = importlib.import_module("slow_parts").PARTS
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda _: parts["d"], range(8))) == ["d"] * 8
