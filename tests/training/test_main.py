"""The command line over the packaged model and four questions."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from retrieval.reader.calibration import load_calibration
from training.__main__ import main


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["training", *arguments])
    return main()


def test_weights_are_trained_written_with_their_card_and_judged(
    data: Path, model_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    common = ("--data", str(data), "--model", str(model_dir), "--threads", "1")
    out = tmp_path / "trained"
    wanted = ("--out", str(out), "--leave-out", "counties/b", "--steps", "1", "--batch-pieces", "600", "--no-public")
    assert run(monkeypatch, "reader", *common, *wanted) == 0
    facts = json.loads((out / "training.json").read_text(encoding="utf-8"))
    assert facts["left_out"] == ["counties/b"]
    assert [(row["folder"], row["questions"]) for row in facts["data"]] == [("counties", 2)]
    assert facts["figures"]["all"]["n"] == 2
    assert sorted(path.name for path in out.iterdir()) == ["README.md", "reader.npz", "training.json"]
    capsys.readouterr()
    again = ("--weights", str(out / "reader.npz"), "--folders", "counties/b")
    assert run(monkeypatch, "evaluate", *common, *again) == 0
    assert json.loads(capsys.readouterr().out) == facts["figures"]


def test_a_calibration_is_fitted_to_outcomes_without_reading_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = [
        {
            "id": str(n),
            "document": f"f/{n % 6}",
            "kind": "text",
            "answerable": True,
            "right": n % 3 > 0,
            "near": True,
            "head": True,
            "has": float(n % 3) + n % 5 / 4,
            "margin": 0.0,
            "score": float(n % 3) + n % 5 / 4,
        }
        for n in range(90)
    ]
    (tmp_path / "figures.json").write_text(json.dumps({"outcomes": outcomes}), encoding="utf-8")
    out = tmp_path / "calibration.json"
    result = ("--data", str(tmp_path), "--outcomes", str(tmp_path / "figures.json"), "--out", str(out))
    assert run(monkeypatch, "calibrate", *result) == 0
    assert load_calibration(out).threshold == 0.5
    assert str(tmp_path) not in out.read_text(encoding="utf-8")


def test_material_that_is_not_there_is_named(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    result = ("reader", "--data", str(data), "--out", str(tmp_path), "--leave-out", "nowhere")
    assert run(monkeypatch, *result) == 2
    assert "nowhere" in capsys.readouterr().err
