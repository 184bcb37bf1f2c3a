"""The checker's evaluation and the fit of its weights."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from core.arithmetic import claim
from evals import checks

CASES = [
    {"text": "共有考生950人，其中理科620人，文科330人。", "label": "ok", "kind": "sum", "quote": "共有考生950人"},
    {"text": "共有考生960人，其中理科620人，文科330人。", "label": "wrong", "kind": "sum", "quote": "共有考生960人"},
    {"text": "教师1286人，其中党员1207人、女教师1251人。", "label": "ambiguous", "kind": "sum", "quote": "教师1286人"},
    {"text": "在校生从1000人增加到1200人，增长25%。", "label": "wrong", "kind": "growth", "quote": "增长25%"},
    {"text": "在校生从1000人增加到1200人，增长20%。", "label": "ok", "kind": "growth", "quote": "增长20%"},
]


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    file = tmp_path / "cases.jsonl"
    file.write_text("\n".join(json.dumps(case, ensure_ascii=False) for case in CASES), encoding="utf-8")
    return file


def test_errors_are_counted_at_their_clause_and_alarms_apart(cases: Path) -> None:
    result = checks.run_checks(cases, fit=False)["as_is"]
    assert (result["wrong_found"], result["ok_called_wrong"]) == ("2/2", "0/2")
    assert result["ambiguous_called_wrong"] == "0/1"
    assert result["by_kind"] == {"growth": "1/1", "sum": "1/1"}


def test_fitted_weights_are_written_and_those_in_force_stay_whole(
    cases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dict(claim.weights())
    written = tmp_path / "weights.toml"
    monkeypatch.setattr(checks, "WEIGHTS", written)
    result = checks.run_checks(cases, fit=True)
    fitted = tomllib.loads(written.read_text(encoding="utf-8"))
    assert set(before) <= set(fitted)
    assert fitted != before
    assert result["other_folds"]["ok called wrong"] == "0/2"
    assert claim.weights() == before
