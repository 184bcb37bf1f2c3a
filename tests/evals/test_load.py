"""A few users at once for a few seconds: everybody gets what they asked for."""

from __future__ import annotations

from pathlib import Path

from core.settings import Settings
from evals.speed.load import run_load


def test_users_at_once_get_their_own_answers(small: Settings, tmp_path: Path) -> None:
    result = run_load(
        small, ["海淀区2023年新增学位多少个？", "丰台区2022年新增学位多少个？"], tmp_path, users=3, seconds=8
    )
    assert (tmp_path / "load.json").is_file()
    asked = next(row for row in result["rows"] if row["name"] == "ask")
    assert asked["requests"] >= 3
    assert result["failed"] == []
    assert result["resident_mib"] > 100
