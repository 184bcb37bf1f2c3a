"""What evaluations leave for `docs/figures.md`: figures with the command, commit, day and machine they come from."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.settings import ROOT
from evals.bench import BENCH
from evals.report import commit
from evals.served import processor

FOLDER = "measured"
Line = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Figures of one run; `lines` are (what, figure), `machine` tells cores and load, no name."""

    command: str
    commit: str
    date: str
    machine: str
    lines: tuple[Line, ...]


def keep(reports: Path, name: str, line: str, figures: Sequence[Line]) -> Path:
    """Write the figures of a run; those of the run before under the same name give way.

    Args:
        reports: Folder of the reports.
        name: Of what was measured; a file name.
        line: How to repeat it, behind `python -m evals`.
        figures: (what, figure).

    Returns:
        The file.
    """
    folder = reports / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    run = Measured(
        command=f"python -m evals {line}".rstrip(),
        commit=commit(),
        date=dt.datetime.now().astimezone().date().isoformat(),
        machine=f"{processor()}, load {os.getloadavg()[0]:.1f}",
        lines=tuple(figures),
    )
    path = folder / f"{name}.json"
    path.write_text(json.dumps(dataclasses.asdict(run), ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def kept(reports: Path) -> list[Measured]:
    """What was left in a folder of reports, by name."""
    found = []
    for path in sorted((reports / FOLDER).glob("*.json")):
        fields = json.loads(path.read_text(encoding="utf-8"))
        fields["lines"] = tuple((what, figure) for what, figure in fields["lines"])
        found.append(Measured(**fields))
    return found


def shown_path(path: Path) -> str:
    """A path as it can be repeated elsewhere: from the repository's root; of what lies far from it the name alone."""
    whole = path.resolve()
    if whole.is_relative_to(ROOT):
        return whole.relative_to(ROOT).as_posix()
    if whole.is_relative_to(BENCH.parent):
        return f"../{whole.relative_to(ROOT.parent).as_posix()}"
    return whole.name


def percent(part: int, whole: int) -> str:
    """A share with its counts: 80.0 % (48 of 60)."""
    return f"{100 * part / whole:.1f} % ({part} of {whole})" if whole else "none"
