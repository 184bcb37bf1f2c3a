"""What went wrong with a file, remembered so that an unchanged file is named every run and read only once."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from core.settings import Settings
from ingest.loaders.libreoffice import office_program
from ingest.reports import FileReport


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """A document or file that failed, or that waits for a word on its secrecy `mark`."""

    source: str
    outcome: Literal["failed", "held"]
    detail: str
    mark: str = ""

    def report(self, *, remembered: bool = False) -> FileReport:
        """It as a run reports it."""
        return FileReport(source=self.source, outcome=self.outcome, detail=self.detail, remembered=remembered)

    def as_json(self) -> dict[str, Any]:
        """It as it is stored."""
        return asdict(self)


def trouble_from_json(record: Mapping[str, Any]) -> Trouble:
    """What `Trouble.as_json` gave."""
    return Trouble(**record)


@dataclass(kw_only=True)
class Seen:
    """What was met in one file.

    Attributes:
        present: Sources that stay or come.
        troubles: What failed or waits.
        passing: Whether something failed that another reading may mend: it is not remembered.
    """

    present: list[str] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    passing: bool = False


def abilities(settings: Settings) -> list[Any]:
    """What the machine and the settings add to what can be read: with other ones a file that failed is tried again."""
    recognition = all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))
    return [office_program(), recognition, settings.reading_timeout_s]
