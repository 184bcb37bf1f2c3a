"""Making a backup while the page is at work: rows as they were at one moment, then the office's own files."""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import gzip
import io
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, text

from core.errors import BackupError, IndexMissing
from core.settings import Settings
from corpus.database import SQLITE, database_url
from corpus.draft_templates import template_folder
from corpus.dump import dumped_tables, kinds_of, lines_of, snapshot
from corpus.schema import HEAD, SCHEMA_VERSION
from corpus.store import Store
from tools.backup.archive import OFFICE, TABLES, UPLOADS, Manifest, Part, part_of, sealed
from tools.intake import FOLDER

# Fast rather than small: vectors do not get smaller, and texts do so at once.
COMPRESSION = 3
SPOOLED_BYTES = 8 << 20
NO_SPACE = "磁盘空间不够，没有写成备份"
MAKE_ROOM = "请腾出空间，或写到别的磁盘；原来的资料没有改动"


def program_version() -> str:
    """The version of this program; '' where it runs without being installed."""
    try:
        return version("cewen")
    except PackageNotFoundError:
        return ""


def make_backup(settings: Settings, goal: Path) -> Manifest:
    """Write a backup; nothing stands under its name before it is whole.

    Args:
        settings: What to back up.
        goal: A file that is not there yet.

    Raises:
        BackupError: If the file is there, cannot be written or finds no room.
        IndexMissing: If there is no store yet.
        StoreUnavailable: If the database does not answer.
    """
    _refuse_to_overwrite(goal)
    if not goal.parent.is_dir():
        raise BackupError(f"没有文件夹 {goal.parent}", next_step="请先建好，或换一个地方")
    if not has_store(settings):
        raise IndexMissing("还没有资料库，没有可备份的", next_step="请先运行 cewen ingest")
    store = Store(settings.store_url)
    part = goal.with_name(f".{goal.name}.part")
    try:
        _check_room(store, settings, goal.parent)
        # Passwords' hashes are in it: only who runs the program may read it.
        part.touch(mode=0o600)
        with part.open("wb") as out:
            manifest = _write(store, settings, out)
            out.flush()
            os.fsync(out.fileno())
        _refuse_to_overwrite(goal)
        part.rename(goal)
        return manifest
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise BackupError(NO_SPACE, next_step=MAKE_ROOM) from error
        wording = f"备份写不进 {goal.parent}（{error.strerror}）"
        raise BackupError(wording, next_step="请检查写权限，或换一个地方") from error
    finally:
        store.close()
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _refuse_to_overwrite(goal: Path) -> None:
    if goal.exists():
        raise BackupError(f"{goal} 已经有了，没有覆盖", next_step="请换个文件名")


def has_store(settings: Settings) -> bool:
    """Whether there is a store to open; none is made."""
    url = database_url(settings.store_url)
    path = Path(url.database or "")
    return url.get_backend_name() != SQLITE or (path.is_file() and path.stat().st_size > 0)


def _check_room(store: Store, settings: Settings, folder: Path) -> None:
    """Refuse before anything is written where the disk cannot hold the rows and files uncompressed."""
    if store.engine.dialect.name == SQLITE:
        size = Path(str(store.engine.url.database)).stat().st_size
    else:
        with store.engine.connect() as connection:
            size = int(connection.scalar(text("SELECT pg_database_size(current_database())")) or 0)
    needed = size + sum(path.stat().st_size for _, path in office_files(settings))
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise BackupError(f"{NO_SPACE}（约要 {needed // 2**20 + 1} MiB，剩 {free // 2**20} MiB）", next_step=MAKE_ROOM)


def own_folders(settings: Settings) -> tuple[Path, ...]:
    """Folders beside the data folder that an office edits."""
    return settings.tables_dir, settings.standards_dir, settings.lexicon_dir, template_folder(settings.lexicon_dir)


def office_files(settings: Settings) -> Iterator[tuple[str, Path]]:
    """Files that people gave to this office, by the name of their part: uploads, and what they edit."""
    yield from _below(UPLOADS, settings.data_dir / FOLDER)
    for folder in own_folders(settings):
        yield from _below(f"{OFFICE}{folder.name}/", folder)


def _below(lead: str, folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        names = path.relative_to(folder).parts
        # Half-written files begin with a dot, compiled ones are not the office's.
        if path.is_file() and not any(name.startswith((".", "__")) for name in names) and path.suffix != ".py":
            yield lead + "/".join(names), path


def _write(store: Store, settings: Settings, out: IO[bytes]) -> Manifest:
    parts: list[Part] = []
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        made_at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        with snapshot(store.engine) as connection:
            parts += _tables(connection, archive, Path(out.name).parent)
        for name, path in office_files(settings):
            # What is taken out meanwhile is gone for good; what is replaced keeps its bytes while it is open.
            with contextlib.suppress(FileNotFoundError), path.open("rb") as stream:
                parts.append(_add(archive, part_of(name, stream), stream))
        manifest = Manifest(
            made_at=made_at,
            program=program_version(),
            revision=HEAD,
            shape=SCHEMA_VERSION,
            uploads=str((settings.data_dir / FOLDER).resolve()),
            parts=tuple(parts),
        )
        for name, result in sealed(manifest).items():
            _add(archive, Part(name=name, sha256="", size=len(result)), io.BytesIO(result))
    return manifest


def _tables(connection: Connection, archive: tarfile.TarFile, beside: Path) -> Iterable[Part]:
    for table in dumped_tables():
        rows = unpacked = 0
        # Beside the goal, where there is room for it; a tar wants to know a member's length first.
        with tempfile.SpooledTemporaryFile(SPOOLED_BYTES, "w+b", dir=str(beside)) as spooled:
            with gzip.GzipFile(fileobj=spooled, mode="wb", compresslevel=COMPRESSION, mtime=0) as packed:
                for line in lines_of(connection, table):
                    packed.write(line)
                    rows, unpacked = rows + 1, unpacked + len(line)
            spooled.seek(0)
            result = part_of(f"{TABLES}{table.name}.jsonl.gz", spooled)
            yield _add(archive, replace(result, rows=rows, unpacked=unpacked, columns=kinds_of(table)), spooled)


def _add(archive: tarfile.TarFile, part: Part, stream: IO[bytes]) -> Part:
    member = tarfile.TarInfo(part.name)
    member.size, member.mode = part.size, 0o600
    archive.addfile(member, stream)
    return part
