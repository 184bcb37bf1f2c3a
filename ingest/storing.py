"""Transactions on the store: what of a root is known, documents in and out, files remembered.

Each is safe to die in: a document is stored whole and marked as not yet indexed, or not at all; one that shall go is
marked first, so that the next start finishes what was begun.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, delete, inspect, or_, select, update
from sqlalchemy.orm import Session

from corpus.corrections import collection_in_force
from corpus.file_rows import FileRow, TroubledFileRow
from corpus.holding import hold
from corpus.kept_rows import CorrectionRow
from corpus.rows import known_to_json, period_to_json, place_to_json, record_to_json
from corpus.source_files import file_of
from corpus.store import PENDING, REMOVING, DocumentRow, MetaRow, PassageRow, SectionRow, Store, UnitRow
from ingest.prepare import PreparedDocument
from ingest.reading import Found, Remembered, SourceFile
from ingest.troubles import Trouble, trouble_from_json

if TYPE_CHECKING:
    from ingest.claims import Claims

# What is found by comparing documents is out of date while this stands in `meta`.
UNCOMPARED = "uncompared"
_ID_CHARS = 180
_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a store holds of one root: documents by source as (id, digest), and its files by relative path."""

    documents: Mapping[str, tuple[str, str]]
    files: Mapping[str, Remembered]


NOTHING = Known(documents={}, files={})


def known_of(engine: Engine, root: Path, paths: Sequence[str] | None = None) -> Known:
    """What is known of a root; reads only, and finds nothing in a database without tables.

    Args:
        engine: The database.
        root: The root.
        paths: Of these few files only; None: of all.
    """
    tables = inspect(engine).get_table_names()
    with Session(engine) as session:
        documents: dict[str, tuple[str, str]] = {}
        if DocumentRow.__tablename__ in tables:
            wanted = select(DocumentRow.source, DocumentRow.id, DocumentRow.sha256).where(
                DocumentRow.root == str(root), DocumentRow.index_state != REMOVING
            )
            if paths is not None:
                inside = (DocumentRow.source.startswith(f"{path}#", autoescape=True) for path in paths)
                wanted = wanted.where(or_(DocumentRow.source.in_(paths), *inside))
            rows = session.execute(wanted)
            documents = {source: (document_id, digest) for source, document_id, digest in rows}
        files: dict[str, Remembered] = {}
        if paths is None:
            files = {row.path: _remembered(row) for row in _file_rows(session, root, tables)}
        else:
            files = known_files(session, root, paths)
    return Known(documents=documents, files=files)


def known_files(session: Session, root: Path, paths: Sequence[str]) -> dict[str, Remembered]:
    """Which of some files of a root are remembered, by relative path."""
    known: dict[str, Remembered] = {}
    for at in range(0, len(paths), _AT_ONCE):
        part = paths[at : at + _AT_ONCE]
        read = select(FileRow).where(FileRow.root == str(root), FileRow.path.in_(part))
        known |= {row.path: _remembered(row) for row in session.scalars(read)}
        troubled = select(TroubledFileRow).where(TroubledFileRow.root == str(root), TroubledFileRow.path.in_(part))
        known |= {row.path: _remembered(row) for row in session.scalars(troubled)}
    return known


def _file_rows(session: Session, root: Path, tables: Collection[str]) -> Iterator[FileRow | TroubledFileRow]:
    if FileRow.__tablename__ in tables:
        yield from session.scalars(select(FileRow).where(FileRow.root == str(root)))
    if TroubledFileRow.__tablename__ in tables:
        yield from session.scalars(select(TroubledFileRow).where(TroubledFileRow.root == str(root)))


def _remembered(row: FileRow | TroubledFileRow) -> Remembered:
    troubles = row.troubles if isinstance(row, TroubledFileRow) else ()
    return Remembered(
        size=row.size,
        mtime_ns=row.mtime_ns,
        seen_ns=row.seen_ns,
        sha256=row.sha256,
        read_under=row.read_under,
        sources=tuple(row.sources),
        troubles=tuple(map(trouble_from_json, troubles)),
    )


def new_id(store: Store, found: Found, root: Path, taken: Collection[str], claims: Claims | None = None) -> str:
    """The record's name, or the name with a few digits of its origin where another document has it.

    Args:
        store: Where the others are.
        found: The document.
        root: Its root.
        taken: Ids given out and not yet stored.
        claims: Keeps an id from being given out by another process; None where there is none.
    """
    name = found.name[:_ID_CHARS]
    # Claimed first: whoever had it before has stored its document by now.
    mine = name not in taken and (claims is None or claims.name(name))
    with store.session() as session:
        free = mine and session.get(DocumentRow, name) is None
    return name if free else f"{name}~{hashlib.sha256(f'{root}/{found.source}'.encode()).hexdigest()[:6]}"


def store_documents(
    store: Store,
    batch: Sequence[PreparedDocument],
    vectors: Mapping[str, NDArray[np.float16]],
    root: Path,
    claims: Claims | None = None,
) -> list[PreparedDocument]:
    """Commit documents with all that is cut from them in one transaction, marked as not yet indexed.

    Args:
        store: Where.
        batch: The documents; those that were there before are replaced.
        vectors: Units' vectors by the text they were made from; a unit whose text is not there has none.
        root: What they were read from.
        claims: What this process may do, where several share the work.

    Returns:
        Those that were stored: all but those whose file another process has taken over.
    """
    with store.session.begin() as session:
        hold(session, "documents")
        if claims is not None:
            mine = claims.still(session, root)
            batch = [prepared for prepared in batch if file_of(prepared.document.source, mine)]
        session.execute(delete(DocumentRow).where(DocumentRow.id.in_([p.document.id for p in batch])))
        moved = set(session.scalars(select(CorrectionRow.source).where(CorrectionRow.field == "collection")))
        for prepared in batch:
            row = _add(session, prepared, vectors, str(root))
            if row.source in moved:
                row.collection = collection_in_force(session, row)
        session.merge(MetaRow(key=UNCOMPARED, value="1"))
    return list(batch)


def _add(
    session: Session, prepared: PreparedDocument, vectors: Mapping[str, NDArray[np.float16]], root: str
) -> DocumentRow:
    d = prepared.document
    row = DocumentRow(
        id=d.id,
        root=root,
        source=d.source,
        sha256=d.sha256,
        title=d.title,
        text=d.text,
        issuer=d.issuer,
        doc_number=d.doc_number,
        place=place_to_json(d.place),
        date=d.date,
        status=d.status,
        url=d.url,
        aliases=list(prepared.aliases),
        offsets=[list(o) for o in prepared.offsets],
        locators=[[place.start, place.label] for place in d.locators],
        notes=[asdict(note) for note in d.notes],
        tables=[asdict(table) for table in prepared.tables],
        known=known_to_json(d.known),
        relations=[asdict(relation) for relation in d.relations],
        record=record_to_json(d.record),
        expires=d.expires,
        index_state=PENDING,
        collection=d.collection,
        collection_told=d.collection,
    )
    session.add(row)
    session.flush()
    session.add_all(
        SectionRow(
            id=s.id,
            document_id=d.id,
            parent_id=s.parent_id,
            heading=s.heading[:400],
            heading_path=list(s.heading_path),
            place=place_to_json(s.place),
            period=period_to_json(s.period),
            depth=s.depth,
            start=s.start,
            end=s.end,
        )
        for s in prepared.sections
    )
    session.add_all(
        PassageRow(id=p.id, document_id=d.id, section_id=p.section_id, start=p.start, end=p.end)
        for p in prepared.passages
    )
    session.add_all(
        UnitRow(
            document_id=d.id,
            passage_id=u.passage_id,
            section_id=u.section_id,
            start=u.start,
            end=u.end,
            sentence_start=u.sentence[0],
            sentence_end=u.sentence[1],
            vector=vectors[u.in_context].tobytes() if u.in_context in vectors else None,
        )
        for u in prepared.units
    )
    return row


def mark_for_removal(store: Store, root: Path, sources: Mapping[str, str]) -> list[str]:
    """Say that documents shall go; `ingest.indexing.finish_removals` takes them out of indexes and store.

    Args:
        store: Where they are.
        root: What they were read from.
        sources: The documents: source → id.

    Returns:
        The sources of those that were there: another process may have removed some before.
    """
    marked: list[str] = []
    named = list(sources.items())
    with store.session.begin() as session:
        hold(session, "documents")
        for at in range(0, len(named), _AT_ONCE):
            part = dict(named[at : at + _AT_ONCE])
            there = session.execute(
                select(DocumentRow.source, DocumentRow.id).where(
                    DocumentRow.root == str(root), DocumentRow.source.in_(part), DocumentRow.index_state != REMOVING
                )
            )
            ids = {source: document_id for source, document_id in there if part[source] == document_id}
            going = update(DocumentRow).where(DocumentRow.id.in_(ids.values())).values(index_state=REMOVING)
            session.execute(going.execution_options(synchronize_session=False))
            marked += ids
        if marked:
            session.merge(MetaRow(key=UNCOMPARED, value="1"))
    return [source for source in sources if source in set(marked)]


def remember_file(
    store: Store, root: Path, file: SourceFile, sha256: str, sources: Iterable[str], troubles: Sequence[Trouble] = ()
) -> None:
    """Remember a file all of whose documents are stored or in trouble; it is not read again while it stays as it is."""
    found = {
        "root": str(root),
        "path": file.relative,
        "size": file.size,
        "mtime_ns": file.mtime_ns,
        "seen_ns": file.seen_ns,
        "sha256": sha256,
        "sources": list(sources),
    }
    with store.session.begin() as session:
        hold(session, f"files {root}")
        _forget(session, root, [file.relative])
        if troubles:
            items = [trouble.as_json() for trouble in troubles]
            session.add(TroubledFileRow(**found, read_under=file.troubled_under, troubles=items))
        else:
            session.add(FileRow(**found, read_under=file.read_under))


def forget_files(store: Store, root: Path, paths: Sequence[str]) -> None:
    """Forget files: they are gone, or what was read of them no longer holds."""
    with store.session.begin() as session:
        _forget(session, root, paths)


def _forget(session: Session, root: Path, paths: Sequence[str]) -> None:
    for at in range(0, len(paths), _AT_ONCE):
        part = paths[at : at + _AT_ONCE]
        for table in (FileRow, TroubledFileRow):
            session.execute(delete(table).where(table.root == str(root), table.path.in_(part)))
