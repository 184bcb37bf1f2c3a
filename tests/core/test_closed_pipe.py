from __future__ import annotations

import subprocess
import sys

import pytest

from core.closed_pipe import PIPE_CLOSED
from core.settings import ROOT

COMMAND = """
import sys
from core.closed_pipe import end_quietly

def main():
    print("一行字\\n" * {lines})
    return 3

sys.exit(end_quietly(main))
"""


@pytest.mark.parametrize("lines", [1, 100_000])
def test_a_command_nobody_reads_ends_without_a_word(lines: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", COMMAND.format(lines=lines)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        result = process.stderr.read()
    assert (process.returncode, result) == (PIPE_CLOSED, b"")


def test_a_command_that_is_read_keeps_its_own_status() -> None:
    done = subprocess.run([sys.executable, "-c", COMMAND.format(lines=1)], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (3, b"")
