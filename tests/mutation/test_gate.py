"""The gate over code that decides: a test must notice each change, and the gate must notice a test that does not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.settings import ROOT
from scripts.mutation import allowed, mutants
from scripts.mutation_targets import TARGETS

pytestmark = pytest.mark.slow

DECISION = """LEAST = 10


class Desk:
    @property
    def open(self):
        return True if self else False


def enough(count, known):
    if count >= LEAST and known:
        return "enough"
    return "too few"


def steps(count):
    made = 0
    while count > 0:
        count, made = count - 1, made + 1
    return made
"""
WEAK = """from decision import enough


def test_enough():
    assert enough(50, True) == "enough"
    assert enough(1, False) == "too few"
"""
STRONG = """from decision import Desk, enough, steps


def test_enough():
    assert enough(10, True) == "enough"
    assert enough(9, True) == "too few"
    assert enough(29, False) == "too few"
    assert enough(4, True) == "too few"


def test_the_rest():
    assert Desk().open is True
    assert steps(0) == 0
"""
FAILING = "def test_nothing():\n    assert False\n"


def gate(folder: Path, *arguments: str) -> tuple[int, str]:
    """The exit status of the gate run in a folder, and what it wrote."""
    done = subprocess.run(
        [sys.executable, "-m", "scripts.mutation", "--seconds", "3" if folder != ROOT else "20", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}", "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a tiny module, a test that holds it and one that does not."""
    for name, text in {"decision": DECISION, "test_weak": WEAK, "test_strong": STRONG, "test_red": FAILING}.items():
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    return tmp_path


def test_every_kind_of_change_is_made() -> None:
    made = {(one.where, one.change) for one in mutants("decision.py", DECISION)}
    tested = "count >= LEAST and known"
    assert made == {
        ("LEAST", "10 -> 30"),
        ("LEAST", "10 -> 3"),
        ("Desk.open", "self -> False"),
        ("Desk.open", "self -> True"),
        ("enough", f"{tested} -> False"),
        ("enough", f"{tested} -> True"),
        ("enough", f"{tested} -> count >= LEAST or known"),
        ("enough", "count >= LEAST -> count > LEAST"),
        ("enough", "count >= LEAST -> count < LEAST"),
        ("steps", "count > 0 -> count >= 0"),
        ("steps", "count > 0 -> count <= 0"),
    }


def test_a_weak_test_lets_changes_pass_and_the_gate_names_them(folder: Path) -> None:
    status, said = gate(folder, "decision.py", "--tests", "test_weak.py")
    assert status == 1
    assert "decision.py:11 enough：count >= LEAST and known -> count >= LEAST or known" in said
    assert "decision.py:11 enough：count >= LEAST -> count > LEAST" in said
    assert "decision.py:1 LEAST：10 -> 30" in said
    assert "count >= LEAST and known -> True" not in said


def test_a_strong_test_notices_every_change_and_one_that_never_ends_too(folder: Path) -> None:
    status, said = gate(folder, "decision.py", "--tests", "test_strong.py")
    # Whether there is a desk nobody can ask without one.
    assert [line.strip() for line in said.splitlines() if line.startswith("  decision")] == [
        "decision.py:7 Desk.open：self -> True"
    ]
    assert status == 1


def test_a_change_in_the_table_is_let_pass_and_one_too_many_there_is_not(folder: Path) -> None:
    status, said = gate(folder, "decision.py", "--tests", "test_strong.py")
    survivors = [
        line.strip().split(" ", 1)[1].split("：", 1) for line in said.splitlines() if line.startswith("  decision")
    ]
    entry = '[[equivalent]]\nfile = "decision.py"\nwhere = "{}"\nchange = "{}"\nreason = "the same"\n'
    table = "".join(entry.format(*one) for one in survivors)
    (folder / "tests" / "mutation").mkdir(parents=True)
    (folder / "tests" / "mutation" / "equivalent.toml").write_text(table, encoding="utf-8")
    assert gate(folder, "decision.py", "--tests", "test_strong.py")[0] == 0
    more = table + entry.format("enough", "count >= LEAST -> count < LEAST")
    (folder / "tests" / "mutation" / "equivalent.toml").write_text(more, encoding="utf-8")
    status, said = gate(folder, "decision.py", "--tests", "test_strong.py")
    assert (status, "多余" in said) == (1, True)


def test_tests_that_fail_by_themselves_hold_nothing(folder: Path) -> None:
    status, said = gate(folder, "decision.py", "--tests", "test_red.py")
    assert (status, "没有通过" in said) == (1, True)


def test_a_test_file_that_cannot_be_read_is_an_error_beside_one_that_can(folder: Path) -> None:
    (folder / "test_broken.py").write_text("import nothing_of_this_name\n", encoding="utf-8")
    status, said = gate(folder, "decision.py", "--tests", "test_strong.py", "test_broken.py")
    assert (status, "没有全部跑完" in said) == (1, True)


def test_a_module_that_no_test_loads_is_an_error(folder: Path) -> None:
    (folder / "test_none.py").write_text("def test_nothing():\n    assert True\n", encoding="utf-8")
    status, said = gate(folder, "decision.py", "--tests", "test_none.py")
    assert (status, "没有全部跑完" in said) == (1, True)


def test_tests_of_several_folders_hold_a_module_together(folder: Path) -> None:
    for name, text in (("one", WEAK), ("two", STRONG)):
        (folder / name).mkdir()
        (folder / name / "conftest.py").write_text(
            "def pytest_runtest_setup(item):\n    assert item\n", encoding="utf-8"
        )
        (folder / name / f"test_{name}.py").write_text(text, encoding="utf-8")
    said = gate(folder, "decision.py", "--tests", "one/test_one.py", "two/test_two.py")[1]
    assert [line.strip() for line in said.splitlines() if line.startswith("  decision")] == [
        "decision.py:7 Desk.open：self -> True"
    ]


def test_the_source_is_left_as_it_is(folder: Path) -> None:
    gate(folder, "decision.py", "--tests", "test_weak.py")
    assert (folder / "decision.py").read_text(encoding="utf-8") == DECISION


@pytest.mark.parametrize("path", sorted(TARGETS))
def test_what_the_gate_is_over_is_there(path: str) -> None:
    assert (ROOT / path).is_file()
    assert [one for one in TARGETS[path] if not (ROOT / one).is_file()] == []


def test_every_equivalent_change_has_a_reason_and_is_of_a_module_of_the_gate() -> None:
    table = allowed(ROOT / "tests" / "mutation" / "equivalent.toml")
    assert all(reason for reason in table.values())
    assert {path for path, _, _ in table} <= set(TARGETS)


def test_each_change_of_a_slot_or_of_the_scope_is_noticed() -> None:
    status, said = gate(ROOT, "assistant/slots.py", "assistant/scope.py")
    assert status == 0, said
