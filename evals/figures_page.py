"""`docs/figures.md`, written from the figures that evaluations left; what stands outside the marks is left alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.errors import DataError
from core.settings import ROOT
from evals.command import COMMANDS
from evals.measured import Measured

PAGE = ROOT / "docs" / "figures.md"
BEGIN, END = "<!-- measured: begin (python -m evals page writes what is below) -->", "<!-- measured: end -->"
HEAD = ("What", "Figure", "Commit", "Date", "Machine", "Repeat")
NEW = f"# Figures\n\n{BEGIN}\n{END}\n"


def write_page(runs: Sequence[Measured], path: Path = PAGE) -> Path:
    """Write the figures into the page, between its marks; a page that is not there is made.

    Args:
        runs: What was measured.
        path: The page.

    Returns:
        The page.

    Raises:
        DataError: If the page has lost its marks, or nothing was measured.
    """
    if not runs:
        raise DataError("还没有量过的数", next_step="请先运行 python -m evals all")
    page = path.read_text(encoding="utf-8") if path.is_file() else NEW
    if page.count(BEGIN) != 1 or page.count(END) != 1 or page.index(BEGIN) > page.index(END):
        raise DataError(f"{path.name} 里没有标记，不知道写在哪里", next_step=f"请在要写的地方放两行：{BEGIN} 和 {END}")
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    path.write_text(f"{before}{BEGIN}\n{table(runs)}\n{END}{after}", encoding="utf-8")
    return path


def table(runs: Sequence[Measured]) -> str:
    """A line a figure, with where it comes from; and which evaluations are not on the page."""
    lines = ["", f"| {' | '.join(HEAD)} |", "|" + "---|" * len(HEAD)]
    for run in runs:
        for what, figure in run.lines:
            cells = (what, figure, run.commit, run.date, run.machine, f"`{run.command}`")
            lines.append("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |")
    absent = missing(runs)
    if absent:
        lines += ["", f"Not measured here: {', '.join(f'`{name}`' for name in absent)}."]
    return "\n".join([*lines, ""])


def missing(runs: Sequence[Measured]) -> list[str]:
    """Evaluations that leave figures and left none."""
    measured = {run.command.removeprefix("python -m evals ").split()[0] for run in runs}
    return [name for name in COMMANDS if COMMANDS[name].leaves and name not in measured]
