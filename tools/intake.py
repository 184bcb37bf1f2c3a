"""Files that an official adds from the page: looked at, kept, taken in, replaced, taken out again."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import threading
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from core.errors import DataError, IngestBusy, LoadError
from core.settings import Settings
from corpus.places import corpus_places, load_place_lexicon, text_gazetteer
from corpus.store import Store
from ingest.clean import clean_text, load_furniture
from ingest.dates import first_date
from ingest.loaders import LOADERS
from ingest.metadata import MANIFEST, load_manifest, read_metadata
from ingest.pipeline import run_ingest
from ingest.press import load_press
from ingest.readers import Readers
from ingest.reports import FileReport, Hooks, Progress
from tools.table_sayings import told_at_intake
from tools.tables.shapes import known_shapes

# What the page hears of while files are taken in.
__all__ = ["Intake", "Progress", "Proposal", "Taken", "safe_name"]
FOLDER = "uploads"
MAX_FILES, MAX_NAME = 50, 120
WAIT_S, POLL_S = 600.0, 0.5
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]+")
_WORDS = {"added": "已入库", "updated": "已更新", "unchanged": "没有变化", "removed": "已移出", "failed": "没有读成",
          "skipped": "已跳过", "held": "待确认"}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A file with what it says of itself: to be looked over before it is taken in.

    `date` is YYYY-MM-DD or ''; `notes` are doubts in an official's words; with an `error` it cannot be taken in.
    """

    path: Path
    name: str
    title: str = ""
    place: str = ""
    date: str = ""
    notes: tuple[str, ...] = ()
    error: str = ""


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

    def names(self) -> list[str]:
        """Files that were added from the page."""
        if not self.folder.is_dir():
            return []
        return sorted(path.name for path in self.folder.iterdir() if path.is_file() and path.name != MANIFEST)

    def propose(self, paths: Sequence[Path]) -> tuple[Proposal, ...]:
        """Title, place and date as each file tells them; nothing is written.

        Raises:
            DataError: If there is no file, or too many.
        """
        if not paths:
            raise DataError("还没有选择文件", next_step="请选择要加入资料库的文件")
        if len(paths) > MAX_FILES:
            raise DataError(f"一次选了 {len(paths)} 个文件，最多 {MAX_FILES} 个", next_step="请分几次上传")
        readable = [path for path in paths if path.suffix.lower() in LOADERS]
        made = {path: Proposal(path=path, name=safe_name(path.name)) for path in paths}
        for path in set(paths) - set(readable):
            made[path] = replace(
                made[path], error=f"读不了 {path.suffix or '没有扩展名的'} 文件；请另存为 docx、pdf、xlsx 或 txt"
            )
        lexicon = load_place_lexicon(self._settings.lexicon_dir)
        store = Store(self._settings.store_url)
        try:
            gazetteer = text_gazetteer(corpus_places(store), lexicon)
        finally:
            store.close()
        furniture, press = load_furniture(self._settings.lexicon_dir), load_press(self._settings.lexicon_dir)
        with Readers(self._settings.reading_processes, self._settings.reading_timeout_s) as readers:
            for path, read in readers.read(readable):
                if not read.documents:
                    made[path] = replace(made[path], error=read.error or "里面没有可读的文字")
                    continue
                first = read.documents[0]
                cleaned = clean_text(first.text, furniture)
                known = read_metadata(
                    text=cleaned.text, info=cleaned.info, name=path.stem, told={}, gazetteer=gazetteer, press=press,
                    properties=first.properties,
                )  # fmt: skip
                count = len(read.documents)
                several = (f"含 {count} 份文件，标题、地区、日期各自识别",) if count > 1 else ()
                unsaid = () if known.place or several else ("没有认出是哪里的文件，请填写地区",)
                undated = () if known.date or several else ("没有认出日期，请填写",)
                made[path] = replace(
                    made[path], title=known.title, place=known.place.full_name if known.place else "",
                    date=known.date.isoformat() if known.date else "",
                    notes=(*several, *unsaid, *undated, *known.quality, *first.warnings),
                )  # fmt: skip
        shapes = known_shapes(self._settings)
        for path in readable:
            if told := "" if made[path].error else told_at_intake(path, shapes):
                made[path] = replace(made[path], notes=(*made[path].notes, told))
        counts = Counter(one.name for one in made.values())
        for path, one in made.items():
            if counts[one.name] > 1 and not one.error:
                made[path] = replace(one, error="所选文件里有两个同名，请改名后再传")
        known_names = set(self.names())
        return tuple(
            replace(one, notes=("资料库里已有同名文件，入库后将替换它", *one.notes)) if one.name in known_names else one
            for one in (made[path] for path in paths)
        )

    def take_in(
        self, proposals: Sequence[Proposal], edited: Sequence[Proposal], *, who: str,
        told: Callable[[Progress], None] = lambda _: None,
    ) -> list[Taken]:  # fmt: skip
        """Copy files into the uploads and ingest them.

        Args:
            proposals: As `propose` gave them.
            edited: The same with title, place and date as a person left them; what differs goes into the manifest.
            who: Who adds them.
            told: Hears of the progress.

        Raises:
            DataError: If a date is none, or nothing can be taken in.
            IngestBusy: If another ingest did not end in ten minutes.
        """
        good = [(old, new) for old, new in zip(proposals, edited, strict=True) if not old.error]
        if not good:
            raise DataError("没有能入库的文件", next_step="请看每个文件的提示")
        fields = {new.name: _changed(old, new) for old, new in good}
        with self._lock:
            self.folder.mkdir(parents=True, exist_ok=True)
            for _, new in good:
                _replace(new.path, self.folder / new.name)
            self._write_manifest({name: told_of for name, told_of in fields.items() if told_of}, drop=set(fields))
            reports = self._ingest(told)
            self._record(who, "upload", [new.name for _, new in good], reports)
        failed = [Taken(name=one.name, outcome="没有入库", detail=one.error) for one in proposals if one.error]
        shapes = known_shapes(self._settings)
        taken = []
        for one in reports:
            if one.outcome == "unchanged":
                continue
            read = told_at_intake(self.folder / one.source, shapes) if one.outcome in ("added", "updated") else ""
            told_of = _taken(one)
            taken.append(replace(told_of, detail="；".join(filter(None, (told_of.detail, read)))))
        return [*taken, *failed]

    def remove(self, names: Sequence[str], *, who: str) -> list[Taken]:
        """Take files that were added from the page out again.

        Raises:
            DataError: If one of them is none of these.
        """
        unknown = sorted(set(names) - set(self.names()))
        if unknown or not names:
            raise DataError(
                f"不是从页面加入的文件：{'、'.join(unknown)}" if unknown else "没有选择文件",
                next_step="其他文件请在资料文件夹里删除后运行 make ingest",
            )
        with self._lock:
            for name in names:
                (self.folder / name).unlink(missing_ok=True)
            self._write_manifest({}, drop=set(names))
            reports = self._ingest(lambda _: None)
            self._record(who, "remove", list(names), reports)
        return [_taken(one) for one in reports if one.outcome != "unchanged"]

    def _ingest(self, told: Callable[[Progress], None]) -> list[FileReport]:
        deadline = time.monotonic() + WAIT_S
        while True:
            try:
                return list(run_ingest([self.folder], self._settings, hooks=Hooks(progress=told), retry=True).reports)
            except IngestBusy:
                if time.monotonic() > deadline:
                    raise
                time.sleep(POLL_S)

    def _write_manifest(self, fields: Mapping[str, Mapping[str, str]], drop: set[str]) -> None:
        """Put what people wrote of files into the uploads' manifest, `drop`'s old words gone."""
        kept = {name: told for name, told in load_manifest(self.folder).items() if name not in drop}
        text = "# 从页面加入的文件：人工填写的标题、地区、日期。\n"
        for name, told in sorted((kept | dict(fields)).items()):
            lines = [f"{key} = {json.dumps(str(value), ensure_ascii=False)}" for key, value in told.items()]
            text += f"\n[documents.{json.dumps(name, ensure_ascii=False)}]\n" + "\n".join(lines) + "\n"
        tomllib.loads(text)
        with _beside(self.folder / MANIFEST) as part:
            part.write_text(text, encoding="utf-8")

    def _record(self, who: str, what: str, names: list[str], reports: Sequence[FileReport]) -> None:
        store = Store(self._settings.store_url)
        try:
            store.audit(
                question="、".join(names),
                status=what,
                user=who,
                trace={"files": names, "outcomes": {one.source: one.outcome for one in reports}},
            )
        finally:
            store.close()


def safe_name(name: str) -> str:
    """A file's name without what no file system or page takes, its ending kept."""
    plain = _UNSAFE.sub("_", Path(name).name).strip(" .") or "文件"
    stem, ending = os.path.splitext(plain)
    return stem[: MAX_NAME - len(ending)] + ending if stem != MANIFEST.removesuffix(".toml") else f"{stem}_{ending}"


def _changed(old: Proposal, new: Proposal) -> dict[str, str]:
    """What a person wrote instead of what the file says."""
    if new.date and new.date != old.date:
        day = first_date(new.date)
        if day is None or day > dt.date(2100, 1, 1):
            raise DataError(f"{new.name} 的日期“{new.date}”认不出来", next_step="请写成 2024-05-20 的样子")
        new = replace(new, date=day.isoformat())
    pairs = {key: (getattr(old, key), getattr(new, key).strip()) for key in ("title", "place", "date")}
    return {key: now for key, (before, now) in pairs.items() if now and now != before}


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
