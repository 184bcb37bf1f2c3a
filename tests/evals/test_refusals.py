from __future__ import annotations

import json

from core.settings import ROOT
from evals.refusals import grade_refusals


def case(id_: str, kind: str, trap: str = "") -> dict[str, object]:
    return {"id": id_, "turns": ["问"], "missing": {"kind": kind, "asked": "甲"}, "trap_values": [trap] if trap else []}


def test_a_refusal_counts_twice_only_when_it_names_the_right_thing() -> None:
    cases = [case("1", "place"), case("2", "period"), case("3", "indicator", "48"), case("4", "place", "9个")]
    runs = [
        {"id": "1", "status": "refused", "missing": [{"kind": "place"}], "answer": "没有"},
        {"id": "2", "status": "refused", "missing": [{"kind": "indicator"}], "answer": "没有"},
        {"id": "3", "status": "answered", "missing": [], "answer": "48名[1]。"},
        {"id": "4", "status": "clarify", "missing": [], "answer": "您是不是问乙县？"},
    ]
    found = grade_refusals(cases, runs)
    assert (found.questions, found.refused, found.right_kind, found.trapped) == (4, 0.5, 0.25, 1)
    assert found.by_kind["place"] == "拒答 1/2，缺项正确 1/2"
    assert [failure.split()[0] for failure in found.failures] == ["2", "3", "4"]


def test_cases_that_name_nothing_missing_are_not_graded() -> None:
    assert grade_refusals([{"id": "1", "turns": ["问"]}], []) is None


def test_our_own_unanswerable_questions_are_whole_and_of_every_kind() -> None:
    lines = (ROOT / "evals" / "cases" / "unanswerable.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [json.loads(line) for line in lines]
    assert len(cases) >= 60
    assert len({c["id"] for c in cases}) == len(cases)
    assert {c["missing"]["kind"] for c in cases} == {"place", "period", "indicator"}
    assert all(c["answerable"] is False and c["evidence"] == [] and c["turns"] and c["note"] for c in cases)
