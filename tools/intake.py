"""Files that an official adds from the page: looked at, kept, taken in, replaced, taken out again."""

from __future__ import annotations

import json
import shutil
import threading
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select

from core.collection import PUBLIC, Seen, may_open
from core.errors import DataError, IngestBusy, LoadError
from core.settings import Settings
from corpus.audit import Kind, record
from corpus.corrections import Change, correct
from corpus.source_files import file_of
from corpus.store import DocumentRow, Store
from ingest.metadata import MANIFEST, load_manifest
from ingest.options import RunOptions
from ingest.pipeline import finish_indexing, run_ingest
from ingest.reports import FileReport, Hooks, Progress
from tools.proposals import Proposal, changed, look_over, safe_name
from tools.table_sayings import intake_note
from tools.tables.shapes import known_shapes

# What the page hears of while files are taken in.
__all__ = ["Intake", "Progress", "Proposal", "Taken", "safe_name"]
FOLDER = "uploads"
WAIT_S, POLL_S = 600.0, 0.5
_WORDS = {
    "added": "已入库",
    "updated": "已更新",
    "unchanged": "没有变化",
    "removed": "已移出",
    "failed": "没有读成",
    "skipped": "已跳过",
    "held": "待确认",
}


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What became of one document or file, in an official's words."""

    name: str
    outcome: str
    detail: str = ""


class Intake:
    """Adds files to an office's documents and takes them out.

    Args:
        settings: Where store, indexes and uploads are.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.folder = settings.data_dir / FOLDER
        self._lock = threading.Lock()

    def names(self, *, seen: Seen = None) -> list[str]:
        """Files that were added from the page and may be opened; `seen` None: all."""
        return sorted(name for name, own in self._collections().items() if all(may_open(one, seen) for one in own))

    def _collections(self) -> dict[str, frozenset[str]]:
        """The files that were added from the page, with the collections of what is in them."""
        if not self.folder.is_dir():
            return {}
        names = [path.name for path in self.folder.iterdir() if path.is_file() and path.name != MANIFEST]
        result = load_manifest(self.folder)
        store = Store(self._settings.store_url)
        try:
            with store.session() as session:
                rows = session.execute(
                    select(DocumentRow.source, DocumentRow.collection).where(
                        DocumentRow.root == str(self.folder.resolve())
                    )
                ).all()
        finally:
            store.close()
        found: dict[str, frozenset[str]] = {}
        for name in names:
            stored = frozenset(own for source, own in rows if file_of(source, frozenset({name})))
            found[name] = stored or frozenset({result.get(name, {}).get("collection", PUBLIC)})
        return found

    def propose(self, paths: Sequence[Path], *, seen: Seen = None) -> tuple[Proposal, ...]:
        """Title, place and date as each file tells them; nothing is written. See `tools.proposals.look_over`."""
        return look_over(self._settings, paths, stored=self._collections(), seen=seen)

    def take_in(
        self,
        proposals: Sequence[Proposal],
        edited: Sequence[Proposal],
        *,
        who: str,
        told: Callable[[Progress], None] = lambda _: None,
        seen: Seen = None,
    ) -> list[Taken]:
        """Copy files into the uploads and ingest them.

        Args:
            proposals: As `propose` gave them.
            edited: The same with title, place, date and collection as a person left them; what differs goes into the
                manifest.
            who: Who adds them.
            told: Hears of the progress.
            seen: The collections that may be opened by who adds them; None: all.

        Raises:
            DataError: If a date or a collection is none, or nothing can be taken in.
            IngestBusy: If another ingest did not end in ten minutes.
        """
        good = [(old, new) for old, new in zip(proposals, edited, strict=True) if not old.error]
        if not good:
            raise DataError("没有能入库的文件", next_step="请看每个文件的提示")
        fields = {new.name: changed(old, new, seen) for old, new in good}
        with self._lock:
            before = self._collections()
            self.folder.mkdir(parents=True, exist_ok=True)
            for _, new in good:
                _replace(new.path, self.folder / new.name)
            self._write_manifest({name: told_of for name, told_of in fields.items() if told_of}, drop=set(fields))
            reports = self._ingest(told)
            self._move({new.name: new.collection for old, new in good if new.collection != old.collection}, who)
            added = {new.name: new.collection for _, new in good}
            self._record("upload", who, {name: own for name, own in added.items() if name not in before}, reports)
            self._record("replace", who, {name: own for name, own in added.items() if name in before}, reports)
        failed = [Taken(name=one.name, outcome="没有入库", detail=one.error) for one in proposals if one.error]
        shapes = known_shapes(self._settings)
        taken = []
        for one in reports:
            if one.outcome == "unchanged":
                continue
            read = intake_note(self.folder / one.source, shapes) if one.outcome in ("added", "updated") else ""
            told_of = _taken(one)
            taken.append(replace(told_of, detail="；".join(filter(None, (told_of.detail, read)))))
        return [*taken, *failed]

    def _move(self, wanted: Mapping[str, str], who: str) -> None:
        """Where an earlier correction holds against the collection that a person chose now, correct it again."""
        store = Store(self._settings.store_url)
        try:
            with store.session() as session:
                rows = session.scalars(select(DocumentRow).where(DocumentRow.root == str(self.folder.resolve()))).all()
            moved = [
                (row.id, name)
                for name in wanted
                for row in rows
                if file_of(row.source, frozenset({name})) and row.collection != wanted[name]
            ]
            for document_id, name in moved:
                correct(store, document_id, Change(field="collection", value=wanted[name]), who=who, why="上传时选定")
        finally:
            store.close()
        if moved:
            finish_indexing(self._settings)

    def remove(self, names: Sequence[str], *, who: str, seen: Seen = None) -> list[Taken]:
        """Take files that were added from the page out again; `seen` are the collections that may be opened.

        Raises:
            DataError: If one of them is none of these.
        """
        unknown = sorted(set(names) - set(self.names(seen=seen)))
        if unknown or not names:
            raise DataError(
                f"不是从页面加入的文件：{'、'.join(unknown)}" if unknown else "没有选择文件",
                next_step="其他文件请在资料文件夹里删除后运行 make ingest",
            )
        with self._lock:
            before = self._collections()
            for name in names:
                (self.folder / name).unlink(missing_ok=True)
            self._write_manifest({}, drop=set(names))
            reports = self._ingest(lambda _: None)
            owned = {name: "、".join(sorted(before[name])) for name in names if name in before}
            self._record("remove", who, owned, reports)
        return [_taken(one) for one in reports if one.outcome != "unchanged"]

    def _ingest(self, result: Callable[[Progress], None]) -> list[FileReport]:
        deadline = time.monotonic() + WAIT_S
        while True:
            try:
                # The last upload may be taken out: that the folder is empty then is no fault.
                run = run_ingest(
                    [self.folder],
                    self._settings,
                    RunOptions(retry=True, allow_empty=True),
                    hooks=Hooks(progress=result),
                )
                return list(run.reports)
            except IngestBusy:
                if time.monotonic() > deadline:
                    raise
                time.sleep(POLL_S)

    def _write_manifest(self, fields: Mapping[str, Mapping[str, str]], drop: set[str]) -> None:
        """Put what people wrote of files into the uploads' manifest, `drop`'s old words gone."""
        kept = {name: result for name, result in load_manifest(self.folder).items() if name not in drop}
        text = "# 从页面加入的文件：人工填写的标题、地区、日期、资料集。\n"
        for name, result in sorted((kept | dict(fields)).items()):
            lines = [f"{key} = {json.dumps(str(value), ensure_ascii=False)}" for key, value in result.items()]
            text += f"\n[documents.{json.dumps(name, ensure_ascii=False)}]\n" + "\n".join(lines) + "\n"
        tomllib.loads(text)
        with _beside(self.folder / MANIFEST) as part:
            part.write_text(text, encoding="utf-8")

    def _record(self, kind: Kind, who: str, owned: Mapping[str, str], reports: Sequence[FileReport]) -> None:
        """Log what was done with files, by name with the collection each is in; nothing for none."""
        if not owned:
            return
        outcomes = {one.source: _WORDS[one.outcome] for one in reports if one.outcome != "unchanged"}
        store = Store(self._settings.store_url)
        try:
            record(
                store,
                kind,
                user=who,
                subject="、".join(owned),
                detail={"files": list(owned), "collections": owned, "outcomes": outcomes},
            )
        finally:
            store.close()


def _taken(one: FileReport) -> Taken:
    name = one.source
    detail = one.detail or (f"{one.passages} 段" if one.passages else "")
    return Taken(name=name, outcome=_WORDS[one.outcome], detail=detail)


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A file to write that takes the place of `path` when it is whole."""
    part = path.with_name(f".{path.name}.part")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _replace(source: Path, goal: Path) -> None:
    try:
        with _beside(goal) as part:
            shutil.copyfile(source, part)
    except OSError as error:
        raise LoadError(f"{goal.name} 没有存下来：{error.strerror}", next_step="请检查磁盘空间后重试") from error
