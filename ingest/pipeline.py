"""Ingest: files to store and indexes, incrementally; a killed run is finished by the next one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from sqlalchemy import delete, select, update

from core.errors import CewenError, LoadError, SettingsError
from core.place import Gazetteer
from core.settings import Settings
from corpus.library import Library
from corpus.places import load_place_lexicon, office_gazetteer
from corpus.rows import known_to_json, period_to_json, place_to_json, record_to_json
from corpus.store import INDEXED, PENDING, DocumentRow, PassageRow, SectionRow, Store, UnitRow
from ingest.clean import load_furniture
from ingest.compare import compare_documents
from ingest.confirmations import Confirmations
from ingest.discretion import find_mark, held_reason
from ingest.loaders import LOADERS, RawDocument
from ingest.metadata import MANIFEST, load_manifest
from ingest.prepare import PreparedDocument, prepare, raw_hash
from retrieval.embed import Embedder
from retrieval.index import FINGERPRINT, SearchIndex, open_index
from retrieval.retrievers import IndexedPassage

BATCH_DOCUMENTS = 64
Outcome = Literal["added", "updated", "unchanged", "removed", "failed", "skipped", "held"]
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, kw_only=True)
class FileReport:
    """What became of one document or file. `detail` tells the reason and next step where it failed."""

    source: str
    outcome: Outcome
    passages: int = 0
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class _Found:
    raw: RawDocument
    name: str
    source: str
    told: Mapping[str, Any]
    digest: str


def _files(root: Path) -> list[Path]:
    if root.is_file():
        return [root]
    return sorted(path for path in root.rglob("*") if path.is_file() and not path.name.startswith("."))


def _rules_hash(settings: Settings) -> str:
    """Hash of the word lists that shape what is read out of a document."""
    paths = (settings.lexicon_dir / name for name in ("furniture.toml", "places.toml"))
    return hashlib.sha256(b"\x00".join(p.read_bytes() if p.is_file() else b"" for p in paths)).hexdigest()


def _load(path: Path, root: Path, rules: str) -> Iterator[_Found]:
    """The documents of one file, with what the manifest beside it says."""
    manifest = load_manifest(path.parent)
    for raw in LOADERS[path.suffix.lower()](path):
        relative = path.name if root.is_file() else str(path.relative_to(root))
        source = f"{relative}#{raw.name}" if raw.name else relative
        told = {**raw.meta, **manifest.get(path.name, {})}
        digest = raw_hash(raw, told, rules)
        yield _Found(raw=raw, name=raw.name or path.stem, source=source, told=told, digest=digest)


def ingest(
    roots: Sequence[Path], settings: Settings, *, progress: Progress | None = None, rebuild: bool = False,
    sentences: bool = True, confirmed: Sequence[Path] = (), who: str = "",
) -> list[FileReport]:  # fmt: skip
    """Bring store and indexes up to date with files and folders.

    Args:
        roots: Files or folders; what was ingested from the same root before and is gone there is removed.
        settings: Where and how.
        progress: Called with (documents done, documents to do, name).
        rebuild: Empty store and indexes first and build them anew.
        sentences: False to leave sentence vectors out, where only passages will be ranked and nothing answered.
        confirmed: Files with a secrecy mark that `who` says may be read in; kept for later runs.
        who: Who confirms.

    Returns:
        One report for each document or file seen, removed ones included.

    Raises:
        LoadError: If a root does not exist.
        FingerprintMismatch: If the index was built under other settings and `rebuild` is False.
    """
    if confirmed and not who.strip():
        raise SettingsError("确认涉密标志要写明是谁", next_step="请加 --who 姓名")
    for root in (*roots, *confirmed):
        if not root.exists():
            raise LoadError(f"找不到 {root}", next_step="请检查路径")
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    store = Store(settings.store_url, rebuilding=rebuild)
    try:
        index = open_index(settings, store, writing=True, rebuilding=rebuild)
        gazetteer = office_gazetteer(load_place_lexicon(settings.lexicon_dir))
        _index_pending(store, index)
        reports: list[FileReport] = []
        for root in roots:
            allowed = Confirmations(store, root.resolve(), {path.resolve() for path in confirmed}, who.strip())
            reports += _ingest_root(root.resolve(), settings, store, index, gazetteer, progress, sentences, allowed)
        if any(report.outcome in ("added", "updated", "removed") for report in reports):
            compare_documents(store)
        store.set_meta(FINGERPRINT, index.fingerprint)
        return reports
    finally:
        store.close()


def _ingest_root(
    root: Path, settings: Settings, store: Store, index: SearchIndex, gazetteer: Gazetteer, progress: Progress | None,
    sentences: bool, allowed: Confirmations,
) -> list[FileReport]:  # fmt: skip
    reports: list[FileReport] = []
    found: list[_Found] = []
    unread: list[str] = []
    rules = _rules_hash(settings)
    for path in _files(root):
        if path.name == MANIFEST:
            continue
        relative = path.name if root.is_file() else str(path.relative_to(root))
        if path.suffix.lower() not in LOADERS:
            reports.append(
                FileReport(source=relative, outcome="skipped", detail=f"暂不支持 {path.suffix or '无扩展名'} 文件")
            )
            continue
        # One bad file must not stop the rest; what was stored of it stays.
        try:
            for item in _load(path, root, rules):
                mark = find_mark(item.raw.text, item.name)
                if mark and not allowed.lets_in(path, item.source, item.told, mark):
                    detail = held_reason(mark, path.name)
                    reports.append(FileReport(source=item.source, outcome="held", detail=detail))
                else:
                    found.append(item)
        except CewenError as error:
            unread.append(relative)
            reports.append(FileReport(source=relative, outcome="failed", detail=str(error)))
    with store.session() as session:
        rows = session.execute(
            select(DocumentRow.source, DocumentRow.id, DocumentRow.sha256).where(DocumentRow.root == str(root))
        )
        stored = {source: (document_id, sha) for source, document_id, sha in rows}
    present = {f.source for f in found}
    gone = [source for source in stored if source not in present and source.split("#")[0] not in unread]
    _remove(store, index, [stored[source][0] for source in gone])
    reports += [FileReport(source=source, outcome="removed") for source in gone]
    todo = [f for f in found if stored.get(f.source, ("", ""))[1] != f.digest]
    changed = {f.source for f in todo}
    reports += [FileReport(source=f.source, outcome="unchanged") for f in found if f.source not in changed]
    furniture = load_furniture(settings.lexicon_dir)
    for at in range(0, len(todo), BATCH_DOCUMENTS):
        batch = []
        for offset, item in enumerate(todo[at : at + BATCH_DOCUMENTS]):
            if progress:
                progress(at + offset, len(todo), item.name)
            document_id = stored[item.source][0] if item.source in stored else _new_id(store, item, root)
            batch.append(
                prepare(
                    item.raw, document_id=document_id, name=item.name, source=item.source, told=item.told,
                    gazetteer=gazetteer, furniture=furniture, passage_chars=settings.passage_chars,
                    sha256=item.digest,
                )
            )  # fmt: skip
        _store_documents(store, index.embedder if sentences else None, batch, str(root))
        _index_pending(store, index)
        for item, prepared in zip(todo[at : at + BATCH_DOCUMENTS], batch, strict=True):
            outcome: Outcome = "updated" if item.source in stored else "added"
            reports.append(FileReport(source=item.source, outcome=outcome, passages=len(prepared.passages)))
    if progress and todo:
        progress(len(todo), len(todo), "")
    return reports


def _new_id(store: Store, item: _Found, root: Path) -> str:
    """The record's name, or the name with a few digits of its origin where another document has it."""
    with store.session() as session:
        taken = session.get(DocumentRow, item.name)
    if taken is None:
        return item.name[:180]
    return f"{item.name[:180]}~{hashlib.sha256(f'{root}/{item.source}'.encode()).hexdigest()[:6]}"


def _remove(store: Store, index: SearchIndex, document_ids: Sequence[str]) -> None:
    if not document_ids:
        return
    # Indexes first: if the process dies in between, the next run finds the rows and removes again.
    index.remove(document_ids)
    with store.session.begin() as session:
        session.execute(delete(DocumentRow).where(DocumentRow.id.in_(document_ids)))


def _store_documents(store: Store, embedder: Embedder | None, batch: Sequence[PreparedDocument], root: str) -> None:
    """Commit documents with all that is cut from them in one transaction, marked as not yet indexed."""
    contexts = [unit.in_context for prepared in batch for unit in prepared.units]
    vectors = embedder.passages(contexts).astype(np.float16) if embedder and contexts else None
    with store.session.begin() as session:
        session.execute(delete(DocumentRow).where(DocumentRow.id.in_([p.document.id for p in batch])))
        at = 0
        for prepared in batch:
            d = prepared.document
            session.add(
                DocumentRow(
                    id=d.id, root=root, source=d.source, sha256=d.sha256, title=d.title, text=d.text, issuer=d.issuer,
                    doc_number=d.doc_number, place=place_to_json(d.place), date=d.date, status=d.status, url=d.url,
                    aliases=list(prepared.aliases), offsets=[list(o) for o in prepared.offsets],
                    locators=[[place.start, place.label] for place in d.locators],
                    notes=[asdict(note) for note in d.notes], tables=[asdict(table) for table in prepared.tables],
                    known=known_to_json(d.known), relations=[asdict(relation) for relation in d.relations],
                    record=record_to_json(d.record), expires=d.expires, index_state=PENDING,
                )
            )  # fmt: skip
            session.flush()
            session.add_all(
                SectionRow(
                    id=s.id, document_id=d.id, parent_id=s.parent_id, heading=s.heading[:400],
                    heading_path=list(s.heading_path), place=place_to_json(s.place), period=period_to_json(s.period),
                    depth=s.depth, start=s.start, end=s.end,
                )
                for s in prepared.sections
            )  # fmt: skip
            session.add_all(
                PassageRow(id=p.id, document_id=d.id, section_id=p.section_id, start=p.start, end=p.end)
                for p in prepared.passages
            )
            session.add_all(
                UnitRow(
                    document_id=d.id, passage_id=u.passage_id, section_id=u.section_id, start=u.start, end=u.end,
                    sentence_start=u.sentence[0], sentence_end=u.sentence[1],
                    vector=vectors[at + i].tobytes() if vectors is not None else None,
                )
                for i, u in enumerate(prepared.units)
            )  # fmt: skip
            at += len(prepared.units)


def _index_pending(store: Store, index: SearchIndex) -> None:
    """Bring the indexes up to date with every document marked as not yet indexed."""
    with store.session() as session:
        pending = list(session.scalars(select(DocumentRow.id).where(DocumentRow.index_state == PENDING)))
    for at in range(0, len(pending), BATCH_DOCUMENTS):
        ids = pending[at : at + BATCH_DOCUMENTS]
        passages = _passages_to_index(store, ids)
        vectors = index.embedder.passages([_in_context(p) for p in passages]) if index.embedder and passages else None
        index.remove(ids)
        index.add(passages, vectors)
        with store.session.begin() as session:
            session.execute(update(DocumentRow).where(DocumentRow.id.in_(ids)).values(index_state=INDEXED))


def _in_context(passage: IndexedPassage) -> str:
    return "\n".join(part for part in (passage.title, passage.headings, passage.text) if part)


def _passages_to_index(store: Store, document_ids: Sequence[str]) -> list[IndexedPassage]:
    """Passages with title, headings and place as corrected: filters by place must agree with what the library says."""
    library = Library(store)
    with store.session() as session:
        rows = session.scalars(
            select(PassageRow)
            .where(PassageRow.document_id.in_(document_ids))
            .order_by(PassageRow.document_id, PassageRow.start)
        ).all()
    found = []
    for row in rows:
        document, section = library.document(row.document_id), library.section(row.document_id, row.section_id)
        found.append(
            IndexedPassage(
                id=row.id, document_id=row.document_id, place=section.place.full_name if section.place else "",
                title=document.title, headings=" ".join(section.heading_path),
                text=document.text[row.start : row.end],
            )
        )  # fmt: skip
    return found


def finish_indexing(settings: Settings) -> None:
    """Bring the indexes up to date with what was corrected since; what was never indexed is left to ingest."""
    store = Store(settings.store_url)
    try:
        _index_pending(store, open_index(settings, store))
        compare_documents(store)
    finally:
        store.close()
