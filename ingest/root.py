"""One root: what became of each of its files and documents, whoever carries it out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine

from core.settings import Settings
from corpus.source_files import file_of
from ingest.claims import Claims
from ingest.clock import Clock
from ingest.confirmations import Confirmations
from ingest.discretion import find_mark, held_reason
from ingest.file_read import FileRead
from ingest.readers import Readers
from ingest.reading import (
    TOO_LONG,
    Found,
    Remembered,
    SourceFile,
    documents_of,
    rules_hash,
    survey,
    too_long,
)
from ingest.reports import FileReport
from ingest.storing import Known, known_of
from ingest.troubles import Seen, Trouble

EMPTIED = (
    "文件夹是空的，资料库里却有它的 {} 份资料（共享盘没有挂上？），一份也没有移除："
    "请检查文件夹；确实都要移除，请加 --allow-empty"
)


class Sink(Protocol):
    """Carries out what was decided of a root's documents, or only tells it."""

    def report(self, report: FileReport) -> None:
        """Tell what became of a file or document that is not stored."""

    def remove(self, sources: Mapping[str, str]) -> None:
        """Remove stored documents: source → id."""

    def take(self, found: Found, stored_id: str) -> bool:
        """Store a new or changed document; `stored_id` is its id so far or ''. False: it could not be prepared."""

    def file_done(self, file: SourceFile, sha256: str, seen: Seen) -> None:
        """A file's documents were taken or reported; once they are stored the file need not be read again."""

    def file_touched(self, file: SourceFile, before: Remembered) -> None:
        """A file has another date and the same bytes."""

    def files_gone(self, paths: Sequence[str]) -> None:
        """Files are not there any more."""

    def flush(self) -> None:
        """Store what was taken and waits."""


@dataclass(frozen=True, kw_only=True)
class RootRun:
    """One root brought up to date.

    Attributes:
        root: The file or folder, resolved.
        settings: Where the word lists are.
        known: What the store holds of it.
        readers: Who reads the files.
        allowed: Whose word lets a marked file in.
        sink: Who carries it out.
        clock: Who counts.
        retry: Whether files that failed before are read again though nothing changed.
        claims: Which files are this process's to do where several share the work; None: all are.
        engine: Where what is known is looked up again once files are claimed.
        allow_empty: Whether all documents of a folder go where nothing is in it any more: a share that is not mounted
            looks like that too.
    """

    root: Path
    settings: Settings
    known: Known
    readers: Readers
    allowed: Confirmations
    sink: Sink
    clock: Clock
    retry: bool = False
    claims: Claims | None = None
    engine: Engine | None = None
    allow_empty: bool = False

    def run(self) -> None:
        """Find, read and hand on; stops between documents where the hooks say so."""
        stored = self.known.documents
        # A file whose documents are not all there was remembered by a run that something befell later.
        remembered = {
            path: file
            for path, file in self.known.files.items()
            if all(source in stored for source in file.sources) and not (self.retry and file.troubles)
        }
        with self.clock.timed("读取"):
            seen = survey(self.root, self.settings, remembered, self._still_waits)
        for report in seen.reports:
            self.sink.report(report)
        if stored and not seen.present and not self.allow_empty:
            self.sink.report(FileReport(source=str(self.root), outcome="failed", detail=EMPTIED.format(len(stored))))
            return
        by_file = self._stored_by_file(seen.present)
        # First, so that the text of a moved file can take its old name again.
        self.sink.remove(by_file.get(None, {}))
        self.sink.files_gone([path for path in self.known.files if path not in seen.present])
        for before in seen.unchanged.values():
            for source in before.sources:
                self.sink.report(FileReport(source=source, outcome="unchanged"))
            for trouble in before.troubles:
                self.sink.report(trouble.report(remembered=True))
        for file, before in seen.touched:
            self.sink.file_touched(file, before)
        self.clock.expect([file.size for file in seen.changed])
        if self.claims is None or self.engine is None:
            self._read(seen.changed)
            return
        for files in self.claims.rounds(self.root, seen.changed, self.clock.hooks.cancelled):
            # Another process may have stored some of what is in them before it died.
            known = known_of(self.engine, self.root, [file.relative for file in files])
            replace(self, known=known)._read(files)

    def _read(self, files: Sequence[SourceFile]) -> None:
        """Read files and hand on what is in them."""
        by_file = self._stored_by_file(frozenset(file.relative for file in files))
        rules = rules_hash(self.settings)
        cancelled = self.clock.hooks.cancelled
        coming = iter(zip(files, self.readers.read([f.path for f in files], cancelled), strict=False))
        while True:
            with self.clock.timed("读取"):
                pair = next(coming, None)
            if pair is None:
                break
            file, (_, read) = pair
            self._file(file, read, rules, by_file.get(file.relative, {}))
            self.clock.read(file.size)
        self.sink.flush()

    def _stored_by_file(self, present: frozenset[str]) -> dict[str | None, dict[str, str]]:
        """The stored documents by the file they are in, None where it is not there: source → id."""
        by_file: dict[str | None, dict[str, str]] = {}
        for source, (document_id, _) in self.known.documents.items():
            by_file.setdefault(file_of(source, present), {})[source] = document_id
        return by_file

    def _still_waits(self, file: SourceFile, before: Remembered) -> bool:
        """Whether nobody has given a word since that lets in a document of the file."""
        return not any(
            self.allowed.lets_in(file.path, trouble.source, file.given, trouble.mark)
            for trouble in before.troubles
            if trouble.mark
        )

    def _file(self, file: SourceFile, read: FileRead, rules: str, stored: Mapping[str, str]) -> None:
        seen = Seen(passing=read.passing or not read.sha256)
        broken: list[str] = []
        for found in documents_of(file, read, rules):
            if self.clock.hooks.cancelled():
                return
            self._document(file, found, seen)
            broken += found.raw.failed
        for detail in [*broken, *filter(None, [read.error])]:
            self._trouble(seen, Trouble(source=file.relative, outcome="failed", detail=detail))
        if self.clock.hooks.cancelled():
            return
        # What was stored of a file or member that cannot be read now stays: it tells nothing of what is in it.
        if not broken and not read.error:
            self.sink.remove({source: stored[source] for source in stored if source not in seen.present})
        if not seen.passing:
            self.sink.file_done(file, read.sha256, seen)

    def _trouble(self, seen: Seen, trouble: Trouble) -> None:
        seen.troubles.append(trouble)
        self.sink.report(trouble.report())

    def _document(self, file: SourceFile, found: Found, seen: Seen) -> None:
        if found.source in seen.present:
            detail = f"{file.path.name} 里有两份文档都叫“{found.raw.name}”，只收了前一份：请改名后重新导入"
            self._trouble(seen, Trouble(source=found.source, outcome="failed", detail=detail))
            return
        if too_long(self.root, found.source):
            self._trouble(seen, Trouble(source=found.source, outcome="failed", detail=TOO_LONG))
            return
        mark = find_mark(found.raw.text, found.name)
        if mark and not self.allowed.lets_in(file.path, found.source, found.given, mark):
            detail = held_reason(mark, file.path.name)
            self._trouble(seen, Trouble(source=found.source, outcome="held", detail=detail, mark=mark))
            return
        seen.present.append(found.source)
        document_id, digest = self.known.documents.get(found.source, ("", ""))
        if digest == found.digest:
            self.sink.report(FileReport(source=found.source, outcome="unchanged"))
        elif not self.sink.take(found, document_id):
            seen.passing = True
