"""Putting a backup back: sums first, then everything beside what is there, and only then in its place."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import errno
import gzip
import shutil
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sqlalchemy import Connection, Engine, delete, func, insert, inspect, select, update

from core.errors import BackupError
from core.settings import Settings
from corpus.database import SQLITE, database_url, open_engine
from corpus.dump import Row, load, number_on
from corpus.schema import KEPT, REVISIONS, SCHEMA_KEY, SCHEMA_VERSION, make_tables
from corpus.store import PENDING, REMOVING, DocumentRow, MetaRow, Store
from ingest.at_work import LOCK_FILE, at_work
from ingest.index_door import LOCK_FILE as INDEX_LOCK
from ingest.mending import mend_indexes
from retrieval.index import BUILDING, ENGINE, FINGERPRINT, WEIGHTS
from tools.backup.archive import OFFICE, UPLOADS, Manifest, member_of, opened
from tools.backup.making import own_folders
from tools.intake import FOLDER

STAGE, REPLACED = ".restoring", "replaced-"
STORE_FILE = "cewen.sqlite3"
# Made from packages and never an office's own; or empty files that only say who is at work.
NOTHING_OF_AN_OFFICE = frozenset({"model", LOCK_FILE, INDEX_LOCK, STAGE})
# Rows are some more as a database than as text.
ROOM = 1.6


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What was put back.

    Attributes:
        manifest: What the backup said of itself.
        documents: Documents that are there.
        indexed: What was done to their indexes, in words; '' where they are yet to be built.
        replaced: Where what was there before lies now; None where there was nothing.
        aside: Where the office's tables and word lists lie that differ from those here; None where none do.
        read_again: Whether documents must be read from their files again: the backup is of an older shape.
    """

    manifest: Manifest
    documents: int
    indexed: str
    replaced: Path | None
    aside: Path | None
    read_again: bool


def restore(settings: Settings, source: Path, *, replace: bool = False, index: bool = False) -> Restored:
    """Put a backup into the data folder and database of the settings.

    Args:
        settings: Where.
        source: The backup.
        replace: Whether what is in the folder is moved aside; a PostgreSQL database must be empty in any case.
        index: Whether to build the indexes too.

    Raises:
        BackupError: If the backup is damaged or newer, there is something already, or there is no room.
        IngestBusy: If an ingest is at work there.
        StoreUnavailable: If the database does not answer.
    """
    with opened(source) as (archive, manifest):
        _check_age(manifest)
        folder = settings.data_dir
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with at_work(settings, shared=False):
                done = _restored(settings, archive, manifest, replace=replace)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                raise BackupError("磁盘空间不够，没有恢复", next_step="请腾出空间后再试；原来的资料没有改动") from error
            raise BackupError(
                f"写不进 {folder}（{error.strerror}），没有恢复", next_step="请检查文件夹的写权限"
            ) from error
    # The lock is free again: the indexes take it for themselves.
    return dataclasses.replace(done, indexed=mend_indexes(settings)) if index and not done.read_again else done


def _check_age(manifest: Manifest) -> None:
    if manifest.revision not in REVISIONS or manifest.shape > SCHEMA_VERSION:
        raise BackupError(
            f"备份由更新版本的程序写成（修订 {manifest.revision}，本程序到 {REVISIONS[-1]}）",
            next_step="请先升级程序，再用新版恢复",
        )


def _restored(settings: Settings, archive: tarfile.TarFile, manifest: Manifest, *, replace: bool) -> Restored:
    folder = settings.data_dir
    store = database_url(settings.store_url)
    if store.get_backend_name() == SQLITE and Path(store.database or "").resolve() != (folder / STORE_FILE).resolve():
        raise BackupError(
            f"CEWEN_DATABASE_URL 指的是另一个 SQLite 文件 {store.database}，没有恢复",
            next_step=f"请去掉这个设置再恢复，资料库会放在 {folder / STORE_FILE}",
        )
    there = [path for path in folder.iterdir() if path.name not in NOTHING_OF_AN_OFFICE]
    there = [path for path in there if not path.name.startswith(REPLACED)]
    if there and not replace:
        raise BackupError(
            f"{folder} 里已有资料（{there[0].name} 等 {len(there)} 项），没有恢复",
            next_step="请用 --data 指定一个空文件夹；或加 --replace，把已有的移到一旁（不删除）",
        )
    free = shutil.disk_usage(folder).free
    if free < ROOM * manifest.unpacked:
        raise BackupError(
            f"磁盘空间不够，没有恢复（约要 {ROOM * manifest.unpacked / 2**20:.0f} MiB，剩 {free // 2**20} MiB）",
            next_step="请腾出空间后再试；原来的资料没有改动",
        )
    if any(path.name == STORE_FILE for path in there):
        _refuse_while_used(folder / STORE_FILE)
    stage = folder / STAGE
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir()
    try:
        _files(archive, manifest, UPLOADS, stage / FOLDER)
        aside = _own_lists(settings, archive, manifest, stage)
        served = store.get_backend_name() != SQLITE
        url = settings.store_url if served else f"sqlite:///{stage / STORE_FILE}"
        documents = _rows(url, archive, manifest, settings)
        replaced = _put_in_place(folder, stage, there)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return Restored(
        manifest=manifest,
        documents=documents,
        indexed="",
        replaced=replaced,
        aside=folder / aside if aside else None,
        read_again=manifest.shape != SCHEMA_VERSION,
    )


def _refuse_while_used(path: Path) -> None:
    """Refuse while another program has the database open: it would go on writing into what was moved aside.

    Raises:
        BackupError: If one has.
    """
    with contextlib.suppress(sqlite3.DatabaseError), closing(sqlite3.connect(path, timeout=1)) as db:
        try:
            # Only who is alone can leave WAL; all that was written is in the one file then.
            db.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            raise BackupError(
                "有程序正在用这个资料库，没有恢复", next_step="请先停下网页、导入等程序，再恢复"
            ) from error


def _files(archive: tarfile.TarFile, manifest: Manifest, lead: str, goal: Path) -> None:
    for name in manifest.files(lead):
        path = goal / _safe(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            shutil.copyfileobj(member_of(archive, lead + name), out)


def _safe(name: str) -> PurePosixPath:
    """A path within a folder, of whatever a backup says."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise BackupError(f"备份里有不该有的路径：{name}", next_step="请换一份备份；什么也没有改动")
    return path


def _own_lists(settings: Settings, archive: tarfile.TarFile, manifest: Manifest, stage: Path) -> str:
    """Put the office's tables and word lists that differ from those here into a folder of the data folder; its name.

    They are never written over those of the program: that may be a newer one.
    """
    here = {folder.name: folder for folder in own_folders(settings)}
    name = f"from-backup-{manifest.made_at[:10]}"
    found = False
    for item in manifest.files(OFFICE):
        kind, _, rest = item.partition("/")
        own = here[kind] / _safe(rest) if kind in here else None
        written = member_of(archive, OFFICE + item).read()
        if own is None or not own.is_file() or own.read_bytes() != written:
            path = stage / name / kind / _safe(rest)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(written)
            found = True
    return name if found else ""


def _rows(url: str, archive: tarfile.TarFile, manifest: Manifest, settings: Settings) -> int:
    """Load the tables into an empty database and bring them to this program's revision; how many documents there are.

    Raises:
        BackupError: If the database has tables already, or other rows came than were written.
    """
    engine = open_engine(url)
    try:
        with _alone(engine) as connection:
            if tables := inspect(connection).get_table_names():
                raise BackupError(
                    f"数据库里已有 {len(tables)} 张表，没有恢复",
                    next_step="请新建一个空库，把 CEWEN_DATABASE_URL 指向它再恢复",
                )
            make_tables(connection, manifest.revision)
            _load_all(connection, archive, manifest, settings)
    finally:
        engine.dispose()
    if manifest.shape != SCHEMA_VERSION:
        # What comes from files waits for a rebuild, which brings the tables up to date as well.
        return 0
    store = Store(url)
    try:
        with store.session() as session:
            return session.scalar(select(func.count()).select_from(DocumentRow)) or 0
    finally:
        store.close()


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    with engine.begin() as connection:
        if engine.dialect.name == SQLITE:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection


def _load_all(connection: Connection, archive: tarfile.TarFile, manifest: Manifest, settings: Settings) -> None:
    of_files = manifest.shape == SCHEMA_VERSION
    uploads = str((settings.data_dir / FOLDER).resolve())

    def here(row: Row) -> Row:
        # Documents of uploads are known by the folder they were read from.
        return row | {"root": uploads} if row.get("root") == manifest.uploads else row

    for name, part in manifest.tables().items():
        if name not in KEPT and not of_files:
            continue
        with gzip.open(member_of(archive, part.name)) as lines:
            rows = load(connection, name, part.columns, lines, here)
        if rows != part.rows:
            raise BackupError(f"{name} 应有 {part.rows} 行，读出 {rows} 行", next_step="请换一份备份；什么也没有改动")
    number_on(connection)
    if not of_files:
        connection.execute(insert(MetaRow), {"key": SCHEMA_KEY, "value": str(manifest.shape)})
        return
    # The indexes were left out: nothing is in them, whatever they were built under.
    facts = (FINGERPRINT, BUILDING, ENGINE, WEIGHTS)
    connection.execute(delete(MetaRow).where(MetaRow.key.in_(facts)))
    gone = DocumentRow.index_state == REMOVING
    connection.execute(update(DocumentRow).where(~gone).values(index_state=PENDING))


def _put_in_place(folder: Path, stage: Path, there: list[Path]) -> Path | None:
    """Move aside what is there and put what was staged in its place."""
    replaced = None
    if there:
        replaced = folder / f"{REPLACED}{dt.datetime.now().astimezone():%Y%m%d-%H%M%S}"
        replaced.mkdir()
        for path in there:
            path.rename(replaced / path.name)
    for path in stage.iterdir():
        path.rename(folder / path.name)
    return replaced
