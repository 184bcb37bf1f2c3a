"""The metadata evaluation reads from text and name alone and holds it against the truth."""

from __future__ import annotations

from pathlib import Path

from core.settings import Settings
from evals.metadata import Case, judge, run_metadata, seed_cases

REPORT = "政府工作报告\n——2026年1月26日在广东省第十四届人民代表大会第五次会议上\n现在，我代表省人民政府，报告工作。\n"


def test_right_and_wrong_fields_are_told_apart() -> None:
    truth = {"title": "2026年广东省政府工作报告", "place": "广东省", "issuer": "广东省教育厅"}
    outcomes = {o.field: o.right for o in judge(Case(source="s", name="01", text=REPORT, truth=truth), Settings())}
    assert outcomes == {"title": True, "place": True, "issuer": False}


def test_a_date_told_nowhere_is_wrong_but_counted_apart() -> None:
    (outcome,) = judge(Case(source="s", name="01", text=REPORT, truth={"date": "2026-02-02"}), Settings())
    assert (outcome.right, outcome.stated) == (False, False)


def test_the_shipped_documents_are_read_right_without_their_manifest(tmp_path: Path) -> None:
    assert len(list(seed_cases(Settings().corpus_dir))) == 5
    result = run_metadata(Settings(), tmp_path, bench=tmp_path / "nowhere")
    assert result["facts"]["share"] == 100.0
    assert (tmp_path / "metadata.json").is_file()
