"""Every table an office keeps: those its tables folder lists, and the declared ones among the files it ingested."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select

from core.collection import PUBLIC, Seen, may_open
from core.period import find_periods
from core.settings import Settings
from corpus.rows import place_from_json
from corpus.seen import collections_in, seen_by
from corpus.store import DocumentRow, Store
from tools.tables.manifest import TableEntry, read_manifest
from tools.tables.parsing import normal_year
from tools.tables.reading import ENDINGS
from tools.tables.recognise import Recognised, recognise_table
from tools.tables.shapes import Shapes, known_shapes


def kept_tables(settings: Settings, seen: Seen = None) -> tuple[TableEntry, ...]:
    """Tables to compute from; a file that the tables folder lists is not taken twice.

    Args:
        settings: Where the tables folder and the store are.
        seen: The collections that may be opened; None: all.

    Raises:
        LoadError: If the manifest of the tables folder is wrong.
    """
    shapes = known_shapes(settings)
    listed = tuple(replace(entry, shapes=shapes) for entry in read_manifest(settings.tables_dir))
    # A listed file is of the collection that the list says, whatever the store says of it.
    known = {entry.path.resolve() for entry in listed}
    ingested = (entry for entry in ingested_tables(settings, seen) if entry.path.resolve() not in known)
    return (*(entry for entry in listed if may_open(entry.collection, seen)), *ingested)


def ingested_tables(settings: Settings, seen: Seen = None) -> tuple[TableEntry, ...]:
    """Declared tables among the ingested spreadsheets that are still where they were.

    Its own columns of place and year say whose it is and of when; where it has none, what is known of the file (title,
    name, manifest or a correction). A table of nowhere or of no year is not taken: it could be mixed up with another's.
    """
    if not settings.database_url and not (settings.data_dir / "cewen.sqlite3").is_file():
        return ()
    store = Store(settings.store_url)
    try:
        with seen_by(store, seen).session() as session:
            rows = session.execute(
                select(
                    DocumentRow.root, DocumentRow.source, DocumentRow.title, DocumentRow.place, DocumentRow.collection
                )
            ).all()
    finally:
        store.close()
    shapes = known_shapes(settings)
    entries: dict[tuple[Path, str, str], TableEntry] = {}
    for root, source, title, result, collection in sorted(rows, key=lambda row: row[:2]):
        path = _path(Path(root), source)
        if path.suffix.lower() not in ENDINGS or not path.is_file():
            continue
        found = _recognised(path, path.stat().st_mtime_ns, shapes)
        if found is None:
            continue
        place, periods = place_from_json(result), find_periods(f"{title} {path.stem}")
        period = normal_year(periods[0].period.label) if periods else ""
        for own_place, own_period in found.owners or (("", ""),):
            of, when = own_place or (place.name if place else ""), own_period or period
            if of and when:
                entries[path, of, when] = TableEntry(
                    path=path,
                    title=f"{path.stem}（{found.title}）",
                    kind=found.kind,
                    place=of,
                    period=when,
                    shapes=shapes,
                    collection=collection,
                )
    return tuple(entries.values())


def known_collections(settings: Settings) -> tuple[str, ...]:
    """Every collection that a document or a listed table is of, and the public one, which comes first."""
    found = {entry.collection for entry in read_manifest(settings.tables_dir)}
    if settings.database_url or (settings.data_dir / "cewen.sqlite3").is_file():
        store = Store(settings.store_url)
        try:
            found.update(collections_in(store))
        finally:
            store.close()
    return (PUBLIC, *sorted(found - {PUBLIC}))


def _path(root: Path, source: str) -> Path:
    name = source.split("#")[0]
    return root / name if root.is_dir() else root


@lru_cache(maxsize=256)
def _recognised(path: Path, _changed: int, shapes: Shapes) -> Recognised | None:
    return recognise_table(path, shapes)
