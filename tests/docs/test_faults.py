"""What docs/faults.md says is held by a test names one that is there; its commands and settings are the product's."""

from __future__ import annotations

import ast
import re

import pytest

from core.settings import ROOT, Settings
from ui.command_line import COMMANDS

PAGE = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))


def test_at_least_two_dozen_faults_are_told() -> None:
    assert len(NAMED) >= 24


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_a_test_that_is_named_is_there(path: str, name: str) -> None:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("command", sorted(set(re.findall(r"cewen (\w+)", PAGE))))
def test_a_command_that_is_named_is_one(command: str) -> None:
    assert command in COMMANDS


@pytest.mark.parametrize("setting", sorted(set(re.findall(r"`CEWEN_(\w+)`", PAGE))))
def test_a_setting_that_is_named_is_one(setting: str) -> None:
    assert setting.lower() in Settings.model_fields
