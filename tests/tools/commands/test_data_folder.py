"""Every command of `python -m …` takes --data, as README says; without --table the kept tables are computed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from core.settings import ROOT
from tools.__main__ import main
from tools.commands import COMMANDS


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_of_tools_takes_a_data_folder(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["tools", name, "--help"])
    with pytest.raises(SystemExit):
        main()
    assert "--data" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize("module", ["ingest", "assistant ask", "corpus list", "corpus show", "evals answers"])
def test_the_other_commands_take_it_too(module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *module.split(), "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "--data" in done.stdout


def test_without_a_table_the_kept_ones_are_computed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    items = ["tools", "run", "班额规模", "--set", "年度=2022—2023学年", "--data", str(tmp_path)]
    monkeypatch.setattr("sys.argv", items)
    assert main() == 0
    found = json.loads(capsys.readouterr().out)
    assert {figure["period"] for figure in found["figures"]} == {"2022-2023"}
    assert [table["kind"] for table in found["tables"]] == ["A"]


def test_the_report_too_is_made_of_the_kept_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "结果.xlsx"
    monkeypatch.setattr("sys.argv", ["tools", "report", "--data", str(tmp_path), "--out", str(out)])
    assert main() == 0
    assert "小学差异系数" in openpyxl.load_workbook(out).sheetnames
