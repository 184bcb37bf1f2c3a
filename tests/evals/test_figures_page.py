"""docs/figures.md: written between its marks from what evaluations left, everything else left alone."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest

from core.errors import CewenError, DataError
from core.settings import ROOT, Settings
from evals.command import COMMANDS, Command, run_line
from evals.figures_page import BEGIN, END, PAGE, missing, write_page
from evals.measured import Measured, keep, kept, percent, shown_path

RUN = Measured(
    command="python -m evals drafts --places 3",
    commit="abc1234",
    date="2026-11-30",
    machine="2 cores, avx512_bf16",
    lines=(("47 drafts: verbatim", "100 %"), ("told | twice", "0")),
)


def test_figures_are_left_with_command_commit_day_and_cores_and_found_again(tmp_path: Path) -> None:
    keep(tmp_path, "drafts", "drafts --places 3", [("47 drafts: verbatim", "100 %")])
    keep(tmp_path, "answers_public", "answers", [("120 questions: right", "80 %")])
    keep(tmp_path, "drafts", "drafts --places 2", [("20 drafts: verbatim", "99 %")])
    first, second = kept(tmp_path)
    assert first.command == "python -m evals answers"
    assert second.lines == (("20 drafts: verbatim", "99 %"),)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", first.date)
    assert re.match(r"\d+ cores", first.machine)
    assert socket.gethostname() not in first.machine
    assert kept(tmp_path / "nowhere") == []


def test_the_page_is_written_between_its_marks_alone(tmp_path: Path) -> None:
    page = tmp_path / "figures.md"
    page.write_text(f"# Figures\nbefore\n{BEGIN}\nold\n{END}\n\n## Earlier\n\n| a | b |\n", encoding="utf-8")
    write_page([RUN], page)
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# Figures\nbefore\n{BEGIN}\n")
    assert text.endswith(f"{END}\n\n## Earlier\n\n| a | b |\n")
    assert "\nold\n" not in text
    assert (
        "| 47 drafts: verbatim | 100 % | abc1234 | 2026-11-30 | 2 cores, avx512_bf16 "
        "| `python -m evals drafts --places 3` |" in text
    )
    assert "| told \\| twice | 0 |" in text
    write_page([RUN], page)
    assert page.read_text(encoding="utf-8") == text


def test_what_was_not_measured_is_named() -> None:
    absent = missing([RUN])
    assert "drafts" not in absent
    assert {"answers", "tables", "speed", "retrieval"} <= set(absent)
    assert not {"office", "all", "page", "adapt"} & set(absent)


def test_a_page_without_marks_is_not_touched(tmp_path: Path) -> None:
    page = tmp_path / "figures.md"
    page.write_text("# Figures\n", encoding="utf-8")
    with pytest.raises(DataError, match="没有标记"):
        write_page([RUN], page)
    assert page.read_text(encoding="utf-8") == "# Figures\n"


def test_nothing_measured_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="还没有量过"):
        run_line(["page", "--reports", str(tmp_path), "--page", str(tmp_path / "figures.md")])


def test_all_runs_every_own_line_and_goes_on_after_one_that_cannot_be_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def good(args: object) -> int:
        keep(tmp_path, "good", "good", [("what", "1")])
        return 0

    def bad(args: object) -> int:
        raise CewenError("坏了", next_step="修好")

    for name in ("answers", "drafts", "figures", "metadata", "speed", "tables"):
        own = COMMANDS[name].own
        assert own()
        run = bad if name == "drafts" else good
        made = Command(about="", run=run, arguments=COMMANDS[name].arguments, own=own)
        monkeypatch.setitem(COMMANDS._parts, name, made)
    assert {name for name in COMMANDS if COMMANDS[name].own()} == {
        "answers",
        "drafts",
        "figures",
        "metadata",
        "speed",
        "tables",
    }
    assert run_line(["all", "--reports", str(tmp_path), "--page", str(tmp_path / "figures.md")]) == 2
    out = capsys.readouterr().out
    assert "坏了：修好" in out
    assert out.count("返回 0") == sum(len(COMMANDS[n].own()) for n in COMMANDS if n != "drafts")
    assert "| what | 1 |" in (tmp_path / "figures.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (ROOT / "evals" / "cases" / "public.jsonl", "evals/cases/public.jsonl"),
        (ROOT.parent / "shared" / "x.jsonl", "../shared/x.jsonl"),
        (Path("/somewhere/else/y.jsonl"), "y.jsonl"),
    ],
)
def test_paths_are_shown_without_where_the_repository_lies(path: Path, shown: str) -> None:
    assert shown_path(path) == shown


def test_shares_are_told_with_their_counts() -> None:
    assert percent(48, 60) == "80.0 % (48 of 60)"
    assert percent(0, 0) == "none"


def test_the_page_of_the_repository_holds_figures_and_the_earlier_ones() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page.count(BEGIN) == page.count(END) == 1
    made = page[page.index(BEGIN) : page.index(END)]
    commands = set(re.findall(r"`python -m evals (\w+)[^`]*` \|", made))
    assert {"answers", "tables", "drafts"} <= commands <= set(COMMANDS)
    assert "332 generated questions on 31 reports" in page[page.index("## Earlier") :]


def test_answers_leave_their_figures(seeds: Settings, tmp_path: Path) -> None:
    cases = tmp_path / "two.jsonl"
    public = (ROOT / "evals" / "cases" / "public.jsonl").read_text(encoding="utf-8").splitlines()
    cases.write_text("\n".join(public[:2]) + "\n", encoding="utf-8")
    line = ["answers", "--cases", str(cases), "--data", str(seeds.data_dir), "--reports", str(tmp_path / "runs")]
    assert run_line(line) == 0
    (run,) = kept(tmp_path / "runs")
    assert run.command == "python -m evals answers --cases two.jsonl"
    assert [what.partition(":")[0] for what, _ in run.lines] == ["two, 2 questions", "two", "two", "two"]
    assert (tmp_path / "runs" / "two.report.json").is_file()
