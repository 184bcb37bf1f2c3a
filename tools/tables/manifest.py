"""The tables an office keeps in its tables folder, named in `manifest.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from core.collection import PUBLIC, collection_name
from core.errors import DataError, LoadError
from tools.tables.loading import LoadedTable, load_table
from tools.tables.shapes import Shapes

_NO_SHAPES = Shapes()


@dataclass(frozen=True, kw_only=True)
class TableEntry:
    """A kept table: what it is, whose, of which year.

    `note` travels with every answer (示例数据). `options` are the office's own parameters for what is computed from it.
    `shapes` is what people said of tables with the same header. Only who may open its `collection` sees it.
    """

    path: Path
    title: str
    kind: str
    place: str
    period: str
    note: str = ""
    options: tuple[tuple[str, str], ...] = ()
    shapes: Shapes = _NO_SHAPES
    collection: str = PUBLIC

    def load(self) -> LoadedTable:
        """Read and check the table.

        Raises:
            LoadError: If the file is missing or unreadable.
        """
        return load_table(self.path, kind=self.kind, title=self.title, note=self.note, shapes=self.shapes)


def read_manifest(folder: Path) -> tuple[TableEntry, ...]:
    """Every table of a folder, whoever may see it; empty where it has no manifest.

    A table is of its own `collection`, else of the one written above them all, else of the public one.

    Raises:
        LoadError: If the manifest is not TOML, lacks a field, or names a file outside the folder.
    """
    path = folder / "manifest.toml"
    if not path.is_file():
        return ()
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
        every = written.get("collection", PUBLIC)
        entries = tuple(
            TableEntry(
                path=folder / one["file"],
                title=one["title"],
                kind=one["kind"],
                place=one["place"],
                period=one["period"],
                note=one.get("note", ""),
                options=tuple((str(name), str(value)) for name, value in one.get("options", {}).items()),
                collection=collection_name(one.get("collection", every)),
            )
            for one in written.get("table", [])
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, DataError) as error:
        raise LoadError(
            f"表格清单 {path.name} 有误：{error}", next_step="每张表写 file、title、kind、place、period"
        ) from error
    for entry in entries:
        if not entry.path.resolve().is_relative_to(folder.resolve()):
            raise LoadError(f"表格清单里的 {entry.path.name} 不在表格文件夹内", next_step="把文件放进表格文件夹")
    return entries


def load_given(path: Path, *, confirmed: Collection[str] = ()) -> LoadedTable:
    """Load a file named by a user; one that the manifest beside it lists keeps its title and its note.

    Args:
        path: A csv or xlsx file.
        confirmed: Findings a person has confirmed, as `load_table` takes them.

    Raises:
        LoadError: As `load_table`.
    """
    for entry in read_manifest(path.parent):
        if entry.path.resolve() == path.resolve():
            return load_table(path, kind=entry.kind, title=entry.title, note=entry.note, confirmed=confirmed)
    return load_table(path, confirmed=confirmed)


def choose(entries: Iterable[TableEntry], *, kind: str, place: str = "", period: str = "") -> tuple[TableEntry, ...]:
    """Entries of a kind, for a place and a period where given; the latest period first."""
    found = [
        entry for entry in entries if entry.kind == kind and place in ("", entry.place) and period in ("", entry.period)
    ]
    return tuple(sorted(found, key=lambda entry: entry.period, reverse=True))
