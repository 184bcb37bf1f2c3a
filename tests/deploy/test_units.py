"""deploy/systemd: units that start commands of ours, with settings that are ones, held in by systemd."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from core.settings import ROOT, Settings
from scripts.wheelhouse import CARRIED
from ui.command_line import COMMANDS

FOLDER = ROOT / "deploy" / "systemd"
ENVIRONMENT = ROOT / "deploy" / "offline" / "cewen.env"
SERVICES = sorted(FOLDER.glob("*.service"))
UNITS = [*SERVICES, *sorted(FOLDER.glob("*.timer"))]
PROGRAM = "/opt/cewen/current/bin/cewen"
# The names the page answers to, and the command that writes a copy of the store.
SETTINGS = set(Settings.model_fields)
KNOWN = set(COMMANDS)
DATA = "/var/lib/cewen"


def unit(path: Path) -> configparser.RawConfigParser:
    found = configparser.RawConfigParser(strict=True, interpolation=None)
    # systemd's names are written in capitals and small letters.
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read(path, encoding="utf-8")
    return found


def name(path: Path) -> str:
    return path.name


def test_the_units_are_those_that_are_told() -> None:
    assert [path.name for path in UNITS] == [
        "cewen-backup.service",
        "cewen-ingest.service",
        "cewen-models.service",
        "cewen.service",
        "cewen-backup.timer",
    ]
    assert ("deploy/systemd", "systemd") in CARRIED


@pytest.mark.parametrize("path", SERVICES, ids=name)
def test_what_it_starts_is_a_command(path: Path) -> None:
    line = unit(path)["Service"]["ExecStart"]
    assert PROGRAM in line
    started = re.search(rf"{re.escape(PROGRAM)} (\w+)", line)
    assert started
    assert started[1] in KNOWN
    assert shlex.split(line)[0].startswith("/")


@pytest.mark.parametrize("path", SERVICES, ids=name)
def test_it_may_do_little(path: Path) -> None:
    service = unit(path)["Service"]
    for key, value in {
        "NoNewPrivileges": "yes",
        "ProtectSystem": "strict",
        "ProtectHome": "yes",
        "PrivateTmp": "yes",
        "PrivateDevices": "yes",
        "CapabilityBoundingSet": "",
        "RestrictSUIDSGID": "yes",
        "User": "cewen",
        "SystemCallFilter": "@system-service",
        "EnvironmentFile": "/opt/cewen/cewen.env",
        "WorkingDirectory": DATA,
    }.items():
        assert service[key] == value
    assert DATA in service["ReadWritePaths"].split()
    assert set(service["ReadWritePaths"].split()) <= {DATA, "/var/backups/cewen"}
    assert re.fullmatch(r"\d+G", service["MemoryMax"])
    assert service["Type"] == "oneshot" or service["Restart"] == "on-failure"
    # PyTorch and onnxruntime make code as they run.
    assert "MemoryDenyWriteExecute" not in service


@pytest.mark.parametrize("path", [*UNITS, ENVIRONMENT], ids=name)
def test_every_variable_of_ours_is_a_setting(path: Path) -> None:
    named = {item.removeprefix("CEWEN_").lower() for item in re.findall(r"CEWEN_[A-Z_]+", path.read_text("utf-8"))}
    assert named <= SETTINGS
    assert named or path != ENVIRONMENT


def test_the_settings_file_works_as_it_is_and_with_every_line_on() -> None:
    text = ENVIRONMENT.read_text(encoding="utf-8")
    lines = [line.removeprefix("#") for line in text.splitlines() if re.match(r"#?[A-Z_]+=", line)]
    given = dict(line.split("=", 1) for line in lines)
    ours = {key.removeprefix("CEWEN_").lower(): value for key, value in given.items() if key.startswith("CEWEN_")}
    settings = Settings(**{key: value for key, value in ours.items() if key in Settings.model_fields})
    assert str(settings.data_dir) == DATA
    assert settings.local_only
    assert all(not value or re.fullmatch(r"[^\s\"'$`\\]+", value) for value in given.values()), "the shell reads it too"


def test_the_folder_that_is_watched_can_be_read() -> None:
    service = unit(FOLDER / "cewen-ingest.service")["Service"]
    words = shlex.split(service["ExecStart"])
    assert words[2] == "--watch"
    assert service["ReadOnlyPaths"] == words[3]


def test_backups_are_made_and_cleared_at_one_place() -> None:
    service = unit(FOLDER / "cewen-backup.service")["Service"]
    script = shlex.split(service["ExecStart"])[2].replace("$$", "$").replace("%%", "%")
    said = subprocess.run(
        ["sh", "-c", script.replace(f"exec {PROGRAM}", "echo")], capture_output=True, text=True, check=True
    ).stdout
    made = re.fullmatch(r"backup (/var/backups/cewen)/(cewen-\d{8}-\d{6}\.backup)\n", said)
    assert made
    cleared = shlex.split(service["ExecStartPost"])
    assert cleared[1] == made[1]
    assert Path(made[2]).match(cleared[cleared.index("-name") + 1])
    assert unit(FOLDER / "cewen-backup.timer")["Timer"]["Persistent"] == "yes"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for path in UNITS:
        wording = path.read_text(encoding="utf-8").replace(PROGRAM, "/bin/true")
        (tmp_path / path.name).write_text(wording, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", *(str(tmp_path / path.name) for path in UNITS)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
    )
    about = [line for line in done.stderr.splitlines() if "cewen" in line]
    assert about == []
