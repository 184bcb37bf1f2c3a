"""What is there to read: the files of a root, which of them changed, and the documents each one holds."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ingest.loaders
from core.errors import CewenError
from core.plugins import plugins_hash
from core.settings import Settings
from corpus.base import MAX_PATH
from ingest.file_read import FileRead, content_hash
from ingest.loaders import LOADERS, RawDocument
from ingest.metadata import EVERY_FILE, MANIFEST, load_manifest
from ingest.prepare import READING, raw_hash
from ingest.press import PRESS_FILE
from ingest.reports import FileReport
from ingest.spun import SPUN_FILE
from ingest.troubles import Trouble, abilities

# A file written shortly before it was looked at may be written again with the same size and time: look at its bytes.
RACY_NS = 2_000_000_000


@dataclass(frozen=True, kw_only=True)
class Remembered:
    """A file as it was when it was read in; see `FileRow`, and with `troubles` `TroubledFileRow`."""

    size: int
    mtime_ns: int
    seen_ns: int
    sha256: str
    read_under: str
    sources: tuple[str, ...]
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SourceFile:
    """A file to read, as it is now; `told` is what the manifest beside it says of it.

    `read_under` is a hash of what else shapes the reading, `troubled_under` also of what a failure may come from.
    """

    path: Path
    relative: str
    size: int
    mtime_ns: int
    seen_ns: int
    read_under: str
    troubled_under: str
    given: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Found:
    """One document of a file; `digest` is a hash of everything its stored form depends on."""

    raw: RawDocument
    name: str
    source: str
    given: Mapping[str, Any]
    digest: str


@dataclass(frozen=True, kw_only=True)
class Survey:
    """The files of a root, told apart without reading them.

    Attributes:
        changed: To be read.
        unchanged: What is remembered of the others, by the file's relative path.
        touched: Of the unchanged, those with a new date and the old bytes.
        reports: On files that cannot be read at all.
        present: Relative paths of all files of the root.
    """

    changed: tuple[SourceFile, ...]
    unchanged: Mapping[str, Remembered]
    touched: tuple[tuple[SourceFile, Remembered], ...]
    reports: tuple[FileReport, ...]
    present: frozenset[str]


TOO_LONG = "文件夹和文件名加起来太长，没有收：请缩短名字后再导入"


def too_long(root: Path, source: str) -> bool:
    """Whether a root and a source in it are longer than a database can keep as a key."""
    return len(f"{root}{source}".encode("utf-8", "surrogateescape")) > MAX_PATH


def rules_hash(settings: Settings) -> str:
    """Hash of the word lists that shape what is read out of a document."""
    paths = (settings.lexicon_dir / name for name in ("furniture.toml", "places.toml", PRESS_FILE, SPUN_FILE))
    return hashlib.sha256(b"\x00".join(p.read_bytes() if p.is_file() else b"" for p in paths)).hexdigest()


def _loaders_hash() -> str:
    """Hash of the loaders themselves: another version of the program reads every file again."""
    folder = Path(ingest.loaders.__file__).parent
    return hashlib.sha256(b"\x00".join(path.read_bytes() for path in sorted(folder.glob("*.py")))).hexdigest()


def _files(root: Path) -> list[Path]:
    if root.is_file():
        return [root]
    return sorted(path for path in root.rglob("*") if path.is_file() and not path.name.startswith("."))


def survey(
    root: Path,
    settings: Settings,
    remembered: Mapping[str, Remembered],
    holds: Callable[[SourceFile, Remembered], bool] = lambda _file, _before: True,
) -> Survey:
    """Tell the changed files of a root from the unchanged by size and time, or by their bytes where those differ.

    Args:
        root: A file or folder.
        settings: Where the word lists are.
        remembered: Files read in before, by relative path.
        holds: Asked of an unchanged file whether what is remembered of it still holds.
    """
    shaping = [rules_hash(settings), _loaders_hash(), plugins_hash(), READING]
    able = abilities(settings)
    manifests: dict[Path, dict[str, dict[str, Any]] | CewenError] = {}
    changed: list[SourceFile] = []
    unchanged: dict[str, Remembered] = {}
    touched: list[tuple[SourceFile, Remembered]] = []
    reports: list[FileReport] = []
    present: set[str] = set()
    for path in _files(root):
        if path.name == MANIFEST:
            continue
        relative = path.name if root.is_file() else str(path.relative_to(root))
        present.add(relative)
        if path.suffix.lower() not in LOADERS:
            detail = f"暂不支持 {path.suffix or '无扩展名'} 文件"
            reports.append(FileReport(source=relative, outcome="skipped", detail=detail))
            continue
        if too_long(root, relative):
            reports.append(FileReport(source=relative, outcome="failed", detail=TOO_LONG))
            continue
        manifest = _manifest(path.parent, root, manifests)
        if isinstance(manifest, CewenError):
            reports.append(FileReport(source=relative, outcome="failed", detail=str(manifest)))
            continue
        try:
            seen_ns, stat = time.time_ns(), path.stat()
        except OSError as error:
            detail = f"无法读取 {path.name}（{error.strerror}）：请检查文件权限"
            reports.append(FileReport(source=relative, outcome="failed", detail=detail))
            continue
        record = {**manifest.get(EVERY_FILE, {}), **manifest.get(path.name, {})}
        file = SourceFile(
            path=path,
            relative=relative,
            size=stat.st_size,
            mtime_ns=stat.st_mtime_ns,
            seen_ns=seen_ns,
            given=record,
            read_under=_hash([record, shaping]),
            troubled_under=_hash([record, shaping, able]),
        )
        before = remembered.get(relative)
        if (
            before is None
            or before.read_under != (file.troubled_under if before.troubles else file.read_under)
            or not holds(file, before)
        ):
            changed.append(file)
        elif _same_stat(file, before):
            unchanged[relative] = before
        elif before.size == file.size and content_hash(path) == before.sha256:
            unchanged[relative] = before
            touched.append((file, before))
        else:
            changed.append(file)
    return Survey(
        changed=tuple(changed),
        unchanged=unchanged,
        touched=tuple(touched),
        reports=tuple(reports),
        present=frozenset(present),
    )


def _manifest(
    folder: Path, root: Path, known: dict[Path, dict[str, dict[str, Any]] | CewenError]
) -> dict[str, dict[str, Any]] | CewenError:
    """A folder's manifest; what the folders above it, up to the root, tell of every file in them holds in it too."""
    if folder not in known:
        above = _manifest(folder.parent, root, known) if folder != root and root in folder.parents else {}
        try:
            # A manifest above that cannot be read may hide what is here: nothing is taken in until it can.
            own = load_manifest(folder)
            known[folder] = above if isinstance(above, CewenError) else _with_every(own, above)
        except CewenError as error:
            known[folder] = error
    return known[folder]


def _with_every(own: dict[str, dict[str, Any]], above: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    every = {**above.get(EVERY_FILE, {}), **own.get(EVERY_FILE, {})}
    return {**own, EVERY_FILE: every} if every else own


def _hash(parts: list[Any]) -> str:
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()


def as_it_was_read(file: SourceFile, before: Remembered | None) -> bool:
    """Whether a file was read as it is now, by whatever process."""
    if before is None or (file.size, file.mtime_ns) != (before.size, before.mtime_ns):
        return False
    return before.read_under == (file.troubled_under if before.troubles else file.read_under)


def _same_stat(file: SourceFile, before: Remembered) -> bool:
    if (file.size, file.mtime_ns) != (before.size, before.mtime_ns):
        return False
    return before.mtime_ns < before.seen_ns - RACY_NS


def documents_of(file: SourceFile, read: FileRead, rules: str) -> Iterator[Found]:
    """The documents of one file, with what the manifest says of it.

    Args:
        file: The file.
        read: What its loader gave.
        rules: Hash of the word lists.
    """
    for raw in read.documents:
        source = f"{file.relative}#{raw.name}" if raw.name else file.relative
        record = {**raw.meta, **file.given}
        name = raw.name or file.path.stem
        yield Found(raw=raw, name=name, source=source, given=record, digest=raw_hash(raw, record, rules))
