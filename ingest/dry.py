"""What a run would do, told without doing it: files are read, nothing is written."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sqlalchemy import Engine, create_engine, inspect
from sqlalchemy.orm import Session

from core.settings import Settings
from corpus.database import SQLITE, database_url, open_engine
from corpus.store import MetaRow
from ingest.clock import Clock
from ingest.confirmations import Confirmations
from ingest.options import RunOptions
from ingest.readers import Readers
from ingest.reading import Found, Remembered, SourceFile
from ingest.reports import FileReport, IngestRun
from ingest.root import RootRun
from ingest.storing import NOTHING, known_of
from ingest.troubles import Seen
from retrieval.index import BUILDING, FINGERPRINT, check_fingerprint, settings_fingerprint


class _Teller:
    """The sink that only tells."""

    def __init__(self, report: Callable[[FileReport], None]) -> None:
        self.report = report

    def take(self, found: Found, stored_id: str) -> bool:
        """See `Sink`."""
        self.report(FileReport(source=found.source, outcome="updated" if stored_id else "added"))
        return True

    def remove(self, sources: Mapping[str, str]) -> None:
        """See `Sink`."""
        for source in sources:
            self.report(FileReport(source=source, outcome="removed"))

    def file_done(self, file: SourceFile, sha256: str, seen: Seen) -> None:
        """See `Sink`."""

    def file_touched(self, file: SourceFile, before: Remembered) -> None:
        """See `Sink`."""

    def files_gone(self, paths: Sequence[str]) -> None:
        """See `Sink`."""

    def flush(self) -> None:
        """See `Sink`."""


def _open(url: str) -> Engine | None:
    """The database, so that nothing is written to it; None where there is none yet."""
    parts = database_url(url)
    if parts.get_backend_name() != SQLITE:
        return open_engine(url)
    path = Path(parts.database or "").resolve()
    if not path.is_file():
        return None
    # Where nobody writes, not even the files that go with a connection are made beside the database.
    way = "mode=ro" if path.with_name(path.name + "-wal").exists() else "immutable=1"
    return create_engine(f"sqlite:///file:{path}?{way}&uri=true")


def _check(engine: Engine, settings: Settings) -> None:
    if MetaRow.__tablename__ not in inspect(engine).get_table_names():
        return
    with Session(engine) as session:
        rows = [row for key in (FINGERPRINT, BUILDING) if (row := session.get(MetaRow, key))]
    if rows:
        check_fingerprint(rows[0].value, settings_fingerprint(settings))


def dry_run(roots: Sequence[Path], settings: Settings, clock: Clock, options: RunOptions) -> IngestRun:
    """What `run_ingest` would report.

    Args:
        roots: Files or folders that exist.
        settings: Where.
        clock: Who counts.
        options: How the real run would go.

    Raises:
        FingerprintMismatch: If the real run would.
    """
    started = time.perf_counter()
    reports: list[FileReport] = []

    def told(report: FileReport) -> None:
        reports.append(report)
        clock.hooks.reported(report)

    engine = _open(settings.store_url)
    try:
        if engine and not options.rebuild:
            _check(engine, settings)
        with Readers(settings.reading_processes, settings.reading_timeout_s) as readers:
            for root in map(Path.resolve, roots):
                RootRun(
                    root=root,
                    settings=settings,
                    clock=clock,
                    readers=readers,
                    sink=_Teller(told),
                    retry=options.retry,
                    allow_empty=options.allow_empty,
                    known=known_of(engine, root) if engine and not options.rebuild else NOTHING,
                    allowed=Confirmations(engine, root, {path.resolve() for path in options.confirmed}, "", keep=False),
                ).run()
    finally:
        if engine:
            engine.dispose()
    return IngestRun(
        reports=tuple(reports),
        seconds=time.perf_counter() - started,
        stages_s=clock.spent,
        cancelled=clock.hooks.cancelled(),
        dry=True,
    )
