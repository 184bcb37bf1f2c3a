"""The served page, measured from outside its process."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import DataError
from core.settings import Settings
from evals.served import measure_served, processor


def test_the_page_is_started_asked_and_stopped(small: Settings) -> None:
    result = measure_served(["海淀新增了多少个学位", "朝阳区新增了多少个学位"], small.data_dir)
    assert result["questions"] == 1
    assert 0 < result["p50_ms"] <= result["p95_ms"] < 1000 * result["first_answer_s"]
    assert result["resident_mib"] > 100


def test_a_page_that_does_not_start_is_said(tmp_path: Path) -> None:
    broken = tmp_path / "store.db"
    broken.write_text("no database", encoding="utf-8")
    with pytest.raises(DataError, match="没有启动"):
        measure_served(["问"], tmp_path)


def test_the_processor_is_told() -> None:
    assert "cores" in processor()
