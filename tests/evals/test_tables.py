"""Questions over workbooks: the rules of grading, and a run over a small workbook read in aside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.errors import DataError
from core.settings import Settings
from evals.aside import aside, workbooks_aside
from evals.command import run_line
from evals.measured import kept
from evals.tables import by_type, grade_table

CASE = {
    "id": "1",
    "type": "lookup",
    "turns": ["甲小学有多少学生？"],
    "must_contain": ["320人|320名"],
    "must_not_contain": ["300"],
    "answerable": True,
}
RUN = {"status": "computed", "answer": "甲小学有320人[1]。", "citations": [{"quote": "甲小学 320"}]}
SCHOOLS = "学校,学段,在校生数（人）,专任教师数（人）\n甲小学,小学,320,20\n乙小学,小学,480,30\n丙中学,初中,900,75\n"
QUESTIONS = [
    CASE,
    {"id": "2", "type": "sum", "turns": ["丙中学有多少专任教师？"], "must_contain": ["75"], "answerable": True},
    {"id": "3", "type": "refuse", "turns": ["红星小学有多少学生？"], "must_contain": [], "answerable": False},
]


@pytest.mark.parametrize(
    ("case", "run", "right", "refused"),
    [
        ({}, {}, True, False),
        ({}, {"answer": "甲小学有3200人。"}, False, False),
        ({}, {"answer": "甲小学有320人，去年300人。"}, False, False),
        ({}, {"citations": []}, False, False),
        ({}, {"answer": "甲小学有320人。" + "又及" * 130}, False, False),
        ({"type": "rank"}, {"answer": "甲小学有320人。" + "又及" * 130}, True, False),
        ({}, {"status": "refused"}, False, True),
        ({}, {"status": "clarify"}, False, True),
        ({"answerable": False}, {}, False, False),
        ({"answerable": False}, {"status": "refused", "answer": "没有"}, True, True),
        ({"answerable": False}, {"status": "clarify", "answer": "哪个？"}, False, True),
    ],
)
def test_an_answer_earns_what_it_says(case: dict[str, Any], run: dict[str, Any], right: bool, refused: bool) -> None:
    grade = grade_table(CASE | case, RUN | run)
    assert (grade.right, grade.refused, grade.wrong) == (right, refused, not right and not refused)


def test_a_case_without_a_run_is_refused() -> None:
    assert grade_table(CASE, {}).refused
    assert not grade_table(CASE | {"answerable": False}, {}).right


def test_counts_are_told_by_kind_and_for_all() -> None:
    grades = [grade_table(CASE, RUN), grade_table(CASE | {"type": "sum"}, RUN | {"answer": "7"})]
    assert by_type(grades) == [
        {"type": "lookup", "n": 1, "right": 1, "refused": 0, "wrong": 0},
        {"type": "sum", "n": 1, "right": 0, "refused": 0, "wrong": 1},
        {"type": "ALL", "n": 2, "right": 1, "refused": 0, "wrong": 1},
    ]


@pytest.fixture
def workbooks(tmp_path: Path) -> Path:
    folder = tmp_path / "表"
    folder.mkdir()
    (folder / "东湾县学校基本情况（2024年）.csv").write_text(SCHOOLS, encoding="utf-8")
    lines = (json.dumps(case, ensure_ascii=False) for case in QUESTIONS)
    (folder / "questions.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (folder / "README.md").write_text("甲小学的正确答案是320人。", encoding="utf-8")
    return folder


def test_only_workbooks_and_their_manifest_are_taken_aside(workbooks: Path, tmp_path: Path) -> None:
    (workbooks / "manifest.toml").write_text("", encoding="utf-8")
    copy = workbooks_aside(workbooks, tmp_path / "runs")
    assert sorted(path.name for path in copy.iterdir()) == ["manifest.toml", "东湾县学校基本情况（2024年）.csv"]


def test_a_folder_without_workbooks_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="没有表格文件"):
        workbooks_aside(tmp_path, tmp_path / "runs")


def test_documents_go_where_nothing_of_the_office_is(workbooks: Path, small: Settings, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "model").symlink_to(small.data_dir / "model")
    before = small.data_dir.stat().st_mtime_ns
    settings, unread = aside(workbooks_aside(workbooks, tmp_path), tmp_path / "data", tmp_path)
    assert (settings.data_dir, unread) == (tmp_path / "data", ())
    assert small.data_dir.stat().st_mtime_ns == before


def test_questions_over_a_workbook_are_asked_graded_and_kept_for_the_page(
    workbooks: Path, small: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reports, data = tmp_path / "runs", tmp_path / "data"
    data.mkdir()
    (data / "model").symlink_to(small.data_dir / "model")
    line = ["tables", "--cases", str(workbooks / "questions.jsonl"), "--documents", str(workbooks)]
    assert run_line([*line, "--data", str(data), "--reports", str(reports)]) == 0
    assert "| ALL | 3 | 3 | 1 | 0 |" in capsys.readouterr().out
    record = json.loads((reports / "tables_questions.report.json").read_text(encoding="utf-8"))
    assert record["table"][-1] == {"type": "ALL", "n": 3, "right": 3, "refused": 1, "wrong": 0}
    assert record["not_right"] == []
    (run,) = kept(reports)
    assert run.command == "python -m evals tables --cases questions.jsonl --documents 表"
    assert run.lines[0] == ("tables, questions, 3 questions: right", "100.0 % (3 of 3)")


def test_what_is_read_aside_stays_out_of_the_offices_database_and_servers(
    workbooks: Path, small: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = tmp_path / "live.sqlite3"
    monkeypatch.setenv("CEWEN_DATABASE_URL", f"sqlite:///{live}")
    monkeypatch.setenv("CEWEN_MILVUS_URI", "http://127.0.0.1:9")
    data = tmp_path / "data"
    data.mkdir()
    (data / "model").symlink_to(small.data_dir / "model")
    settings, unread = aside(workbooks_aside(workbooks, tmp_path), data, tmp_path)
    assert unread == ()
    assert not live.exists()
    assert settings.store_url == f"sqlite:///{data / 'cewen.sqlite3'}"
    assert (settings.milvus_uri, settings.tables_dir.parent) == ("", data)
