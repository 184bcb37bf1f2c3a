"""Files before they are taken in: what each says of itself, to be looked over and edited by a person."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from core.collection import PUBLIC, Seen, collection_name, may_open
from core.errors import DataError
from core.settings import Settings
from corpus.places import corpus_places, load_place_lexicon, text_gazetteer
from corpus.seen import seen_by
from corpus.store import Store
from ingest.clean import clean_text, load_furniture
from ingest.dates import first_date
from ingest.loaders import LOADERS
from ingest.metadata import MANIFEST, read_metadata
from ingest.press import load_press
from ingest.readers import Readers
from tools.table_sayings import intake_note
from tools.tables.shapes import known_shapes

MAX_FILES, MAX_NAME = 50, 120
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]+")


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A file with what it says of itself: to be looked over before it is taken in.

    `date` is YYYY-MM-DD or ''; `collection` whose it shall be; `notes` are doubts in an official's words; with an
    `error` it cannot be taken in.
    """

    path: Path
    name: str
    title: str = ""
    place: str = ""
    date: str = ""
    collection: str = PUBLIC
    notes: tuple[str, ...] = ()
    error: str = ""


def look_over(
    settings: Settings, paths: Sequence[Path], *, stored: Mapping[str, frozenset[str]], seen: Seen = None
) -> tuple[Proposal, ...]:
    """Title, place and date as each file tells them; nothing is written.

    A file named like one that may not be opened gets a name of its own: it neither replaces that one nor tells of it.

    Args:
        settings: Where store and word lists are.
        paths: The files.
        stored: Files that were added before, with the collections of what is in them.
        seen: The collections that whoever adds may open; None: all.

    Raises:
        DataError: If there is no file, or too many.
    """
    if not paths:
        raise DataError("还没有选择文件", next_step="请选择要加入资料库的文件")
    if len(paths) > MAX_FILES:
        raise DataError(f"一次选了 {len(paths)} 个文件，最多 {MAX_FILES} 个", next_step="请分几次上传")
    readable = [path for path in paths if path.suffix.lower() in LOADERS]
    hidden = {name for name, own in stored.items() if not all(may_open(one, seen) for one in own)}
    usual = PUBLIC if may_open(PUBLIC, seen) else min(seen or (PUBLIC,))
    made = {path: _named(path, stored, hidden, usual) for path in paths}
    for path in set(paths) - set(readable):
        made[path] = replace(
            made[path], error=f"读不了 {path.suffix or '没有扩展名的'} 文件；请另存为 docx、pdf、xlsx 或 txt"
        )
    lexicon = load_place_lexicon(settings.lexicon_dir)
    store = Store(settings.store_url)
    try:
        gazetteer = text_gazetteer(corpus_places(seen_by(store, seen)), lexicon)
    finally:
        store.close()
    furniture, press = load_furniture(settings.lexicon_dir), load_press(settings.lexicon_dir)
    with Readers(settings.reading_processes, settings.reading_timeout_s) as readers:
        for path, read in readers.read(readable):
            if not read.documents:
                made[path] = replace(made[path], error=read.error or "里面没有可读的文字")
                continue
            first = read.documents[0]
            cleaned = clean_text(first.text, furniture)
            known = read_metadata(
                text=cleaned.text,
                info=cleaned.info,
                name=path.stem,
                given={},
                gazetteer=gazetteer,
                press=press,
                properties=first.properties,
            )
            count = len(read.documents)
            several = (f"含 {count} 份文件，标题、地区、日期各自识别",) if count > 1 else ()
            unsaid = () if known.place or several else ("没有认出是哪里的文件，请填写地区",)
            undated = () if known.date or several else ("没有认出日期，请填写",)
            made[path] = replace(
                made[path],
                title=known.title,
                place=known.place.full_name if known.place else "",
                date=known.date.isoformat() if known.date else "",
                notes=(*several, *unsaid, *undated, *known.quality, *first.warnings),
            )
    shapes = known_shapes(settings)
    for path in readable:
        if wording := "" if made[path].error else intake_note(path, shapes):
            made[path] = replace(made[path], notes=(*made[path].notes, wording))
    counts = Counter(one.name for one in made.values())
    for path, one in made.items():
        if counts[one.name] > 1 and not one.error:
            made[path] = replace(one, error="所选文件里有两个同名，请改名后再传")
    return tuple(
        replace(one, notes=("资料库里已有同名文件，入库后将替换它", *one.notes)) if one.name in stored else one
        for one in (made[path] for path in paths)
    )


def _named(path: Path, stored: Mapping[str, frozenset[str]], hidden: Collection[str], usual: str) -> Proposal:
    """A file under the name it will have, in the collection of the one it replaces, else in the usual one."""
    name = safe_name(path.name)
    stem, ending = os.path.splitext(name)
    number = 2
    while name in hidden:
        name, number = f"{stem}（{number}）{ending}", number + 1
    own = stored.get(name, frozenset())
    return Proposal(path=path, name=name, collection=min(own) if len(own) == 1 else usual)


def safe_name(name: str) -> str:
    """A file's name without what no file system or page takes, its ending kept."""
    plain = _UNSAFE.sub("_", Path(name).name).strip(" .") or "文件"
    stem, ending = os.path.splitext(plain)
    return stem[: MAX_NAME - len(ending)] + ending if stem != MANIFEST.removesuffix(".toml") else f"{stem}_{ending}"


def changed(old: Proposal, new: Proposal, seen: Seen = None) -> dict[str, str]:
    """What the manifest is told of a file: what a person wrote instead of what it says, and its collection.

    Raises:
        DataError: If the date is none, or the collection has no name or may not be opened.
    """
    collection = collection_name(new.collection)
    if not may_open(collection, seen):
        raise DataError(f"{new.name} 不能放进“{collection}”", next_step="请选您能打开的资料集，或请管理员来放")
    if new.date and new.date != old.date:
        day = first_date(new.date)
        if day is None or day > dt.date(2100, 1, 1):
            raise DataError(f"{new.name} 的日期“{new.date}”认不出来", next_step="请写成 2024-05-20 的样子")
        new = replace(new, date=day.isoformat())
    pairs = {key: (getattr(old, key), getattr(new, key).strip()) for key in ("title", "place", "date")}
    record = {key: now for key, (before, now) in pairs.items() if now and now != before}
    return record if collection == PUBLIC else {**record, "collection": collection}
