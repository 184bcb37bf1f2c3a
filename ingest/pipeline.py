"""Ingest: files to store and indexes, incrementally; a killed run is finished by the next one."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from core.errors import LoadError, SettingsError
from core.settings import Settings
from corpus.audit import prune
from corpus.places import gazetteers, load_place_lexicon, office_gazetteer
from corpus.store import Store, rebuild_unfinished
from ingest.at_work import LOCK_FILE, at_work
from ingest.batches import Batcher, IngestContext
from ingest.claims import Claims
from ingest.clean import load_furniture
from ingest.clock import Clock
from ingest.confirmations import Confirmations
from ingest.dry import dry_run
from ingest.index_door import IndexDoor
from ingest.indexing import bring_comparisons_up_to_date, finish_indexing, index_pending, recover
from ingest.metadata import manifest_places
from ingest.options import PLAIN, RunOptions
from ingest.prepare import TextRules
from ingest.press import load_press
from ingest.readers import Readers
from ingest.reports import FileReport, Hooks, IngestRun
from ingest.root import RootRun
from ingest.spun import load_spun
from ingest.storing import known_of
from retrieval.index import FINGERPRINT, open_index
from retrieval.vector_cache import VectorCache

__all__ = ["LOCK_FILE", "FileReport", "finish_indexing", "ingest", "run_ingest"]

VECTORS_FILE = "vectors.sqlite3"


def ingest(
    roots: Sequence[Path],
    settings: Settings,
    *,
    hooks: Hooks | None = None,
    rebuild: bool = False,
    sentences: bool = True,
    confirmed: Sequence[Path] = (),
    who: str = "",
) -> list[FileReport]:
    """Bring store and indexes up to date; see `run_ingest`, of which this gives the reports alone."""
    options = RunOptions(rebuild=rebuild, sentences=sentences, confirmed=confirmed, who=who)
    return list(run_ingest(roots, settings, options, hooks=hooks).reports)


def check_roots(roots: Sequence[Path], options: RunOptions) -> None:
    """Refuse what cannot be run.

    Raises:
        LoadError: If a root or a confirmed file does not exist.
        SettingsError: If files are confirmed by nobody.
    """
    if options.confirmed and not options.who.strip():
        raise SettingsError("确认涉密标志要写明是谁", next_step="请加 --who 姓名")
    for root in (*roots, *options.confirmed):
        if not root.exists():
            raise LoadError(f"找不到 {root}", next_step="请检查路径")


def run_ingest(
    roots: Sequence[Path], settings: Settings, options: RunOptions = PLAIN, *, hooks: Hooks | None = None
) -> IngestRun:
    """Bring store and indexes up to date with files and folders.

    Args:
        roots: Files or folders; what was ingested from the same root before and is gone there is removed.
        settings: Where.
        options: How.
        hooks: Who is told of it, and who may stop it.

    Raises:
        LoadError: If a root does not exist.
        FingerprintMismatch: If the index was built under other settings and `rebuild` is False.
        IngestBusy: If another ingest is at work on the same store and does not share.
        SettingsError: If work is to be shared on SQLite or with a rebuild.
        StoreUnavailable: If the database does not answer.
    """
    started = time.perf_counter()
    check_roots(roots, options)
    hooks = hooks or Hooks()
    clock = Clock(hooks)
    if options.share and (options.rebuild or options.dry):
        raise SettingsError("重建和试运行不能分着做", next_step="请去掉 --share")
    if options.dry:
        return dry_run(roots, settings, clock, options)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    reports: list[FileReport] = []

    def tell(report: FileReport) -> None:
        reports.append(report)
        hooks.reported(report)

    with ExitStack() as stack:
        stack.enter_context(at_work(settings, shared=options.share))
        # A rebuild that was killed has emptied something already: going on is the only way that leads anywhere.
        rebuild = options.rebuild or rebuild_unfinished(settings.store_url)
        store = Store(settings.store_url, rebuilding=rebuild)
        stack.callback(store.close)
        prune(store, settings.audit_days)
        anew = iter([rebuild])
        door = IndexDoor(
            settings, store, lambda: open_index(settings, store, writing=True, rebuilding=next(anew, False))
        )
        cache = None
        with door.alone() as index, clock.timed("索引"):
            fingerprint = index.fingerprint
            if index.embedder:
                cache = VectorCache(settings.data_dir / VECTORS_FILE, index.embedder, settings.vector_cache_mb)
                stack.callback(cache.close)
            if index.local or not options.share:
                # Others may be writing to what a server keeps: only who is alone can tell whether all is there.
                recover(store, index, cache.passages if cache else None)
        claims = stack.enter_context(Claims(store)) if options.share else None
        lexicon = load_place_lexicon(settings.lexicon_dir)
        items = [named for root in roots for named in manifest_places(root, office_gazetteer(lexicon))]
        context = IngestContext(
            store=store,
            door=door,
            cache=cache,
            claims=claims,
            sentences=options.sentences,
            gazetteer_of=gazetteers(store, lexicon, items),
            rules=TextRules(
                furniture=load_furniture(settings.lexicon_dir),
                press=load_press(settings.lexicon_dir),
                spun=load_spun(settings.lexicon_dir),
                passage_chars=settings.passage_chars,
            ),
        )
        readers = stack.enter_context(Readers(settings.reading_processes, settings.reading_timeout_s))
        confirmed = {path.resolve() for path in options.confirmed}
        for root in map(Path.resolve, roots):
            RootRun(
                root=root,
                settings=settings,
                known=known_of(store.engine, root),
                readers=readers,
                clock=clock,
                retry=options.retry,
                claims=claims,
                engine=store.engine,
                allow_empty=options.allow_empty,
                allowed=Confirmations(store.engine, root, confirmed, options.who.strip()),
                sink=Batcher(context, root, clock, tell),
            ).run()
        with clock.timed("比对"), door.alone() as index:
            if options.share:
                # What a run stored that was killed before it was indexed.
                index_pending(store, index, cache.passages if cache else None)
            bring_comparisons_up_to_date(store)
        store.set_meta(FINGERPRINT, fingerprint)
        return IngestRun(
            reports=tuple(reports),
            seconds=time.perf_counter() - started,
            stages_s=clock.spent,
            cancelled=hooks.cancelled(),
        )
