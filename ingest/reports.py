"""What a run tells: the fate of every file, how far it is, and how long each stage took."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Outcome = Literal["added", "updated", "unchanged", "removed", "failed", "skipped", "held"]
Stage = Literal["读取", "切分", "向量", "入库", "索引", "比对"]
CHANGES = ("added", "updated", "removed")


@dataclass(frozen=True, kw_only=True)
class FileReport:
    """What became of one document or file. `detail` tells the reason and next step where it failed.

    `remembered` says that an earlier run found this out and that the file, unchanged, was not read again.
    """

    source: str
    outcome: Outcome
    passages: int = 0
    detail: str = ""
    remembered: bool = False


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a run is.

    Attributes:
        stage: What is being done.
        done: Files done with; unchanged ones are never counted.
        total: Files to do.
        name: The file or document in hand.
        left_s: Seconds left at the rate so far, by bytes read; None while nothing is done.
    """

    stage: Stage
    done: int
    total: int
    name: str = ""
    left_s: float | None = None


@dataclass(frozen=True, kw_only=True)
class IngestRun:
    """One run.

    Attributes:
        reports: One a document or file seen.
        seconds: The whole run's time.
        stages_s: Seconds by stage; reading counts only what the rest had to wait for.
        cancelled: Whether it was stopped before its end; the next run goes on from there.
        dry: Whether it only told what would be done.
    """

    reports: tuple[FileReport, ...]
    seconds: float
    stages_s: Mapping[str, float] = field(default_factory=dict)
    cancelled: bool = False
    dry: bool = False


@dataclass(frozen=True, kw_only=True)
class Hooks:
    """What a caller wants to hear of a run while it goes on.

    Attributes:
        progress: Called often.
        reported: Called with each report as soon as it holds, for documents: once they are committed.
        cancelled: Asked between steps; True stops the run after the document in hand.
    """

    progress: Callable[[Progress], None] = lambda _: None
    reported: Callable[[FileReport], None] = lambda _: None
    cancelled: Callable[[], bool] = lambda: False
