"""What SECURITY.md says is held by a test names one that is there."""

from __future__ import annotations

import re

import pytest

from core.settings import ROOT, Settings
from evals.__main__ import main

PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("named", sorted(set(re.findall(r"`((?:tests|ingest|core)/[\w/.]+)`", PAGE))))
def test_a_file_that_is_named_is_there(named: str) -> None:
    assert (ROOT / named).exists()


@pytest.mark.parametrize("command", sorted(set(re.findall(r"`python -m evals (\w+)`", PAGE))))
def test_an_evaluation_that_is_named_can_be_run(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["evals", command, "--help"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0


@pytest.mark.parametrize("setting", sorted(set(re.findall(r"`CEWEN_(\w+)`", PAGE))))
def test_a_setting_that_is_named_is_one(setting: str) -> None:
    assert setting.lower() in Settings.model_fields


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`make (\w+)`", PAGE))))
def test_a_target_that_is_named_is_in_the_makefile(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
