"""Ingest: files to store and indexes, incrementally; a killed run is finished by the next one."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from core.errors import IngestBusy, LoadError, SettingsError
from core.settings import Settings
from corpus.audit import prune
from corpus.places import gazetteers, load_place_lexicon, office_gazetteer
from corpus.store import Store, rebuild_unfinished
from ingest.batches import Batcher, Workshop
from ingest.clean import load_furniture
from ingest.clock import Clock
from ingest.confirmations import Confirmations
from ingest.dry import dry_run
from ingest.indexing import bring_comparisons_up_to_date, finish_indexing, recover
from ingest.metadata import manifest_places
from ingest.press import load_press
from ingest.readers import Readers
from ingest.reports import FileReport, Hooks, IngestRun
from ingest.root import RootRun
from ingest.spun import load_spun
from ingest.storing import known_of
from retrieval.index import FINGERPRINT, open_index
from retrieval.vector_cache import VectorCache

__all__ = ["FileReport", "finish_indexing", "ingest", "run_ingest"]

VECTORS_FILE = "vectors.sqlite3"
LOCK_FILE = "ingest.lock"


def ingest(
    roots: Sequence[Path], settings: Settings, *, hooks: Hooks | None = None, rebuild: bool = False,
    sentences: bool = True, confirmed: Sequence[Path] = (), who: str = "",
) -> list[FileReport]:  # fmt: skip
    """Bring store and indexes up to date; see `run_ingest`, of which this gives the reports alone."""
    run = run_ingest(
        roots, settings, hooks=hooks, rebuild=rebuild, sentences=sentences, confirmed=confirmed, who=who
    )  # fmt: skip
    return list(run.reports)


def check_roots(roots: Sequence[Path], confirmed: Sequence[Path], who: str) -> None:
    """Refuse what cannot be run.

    Raises:
        LoadError: If a root or a confirmed file does not exist.
        SettingsError: If files are confirmed by nobody.
    """
    if confirmed and not who.strip():
        raise SettingsError("确认涉密标志要写明是谁", next_step="请加 --who 姓名")
    for root in (*roots, *confirmed):
        if not root.exists():
            raise LoadError(f"找不到 {root}", next_step="请检查路径")


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    lock = FileLock(settings.data_dir / LOCK_FILE)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise IngestBusy(
            f"{settings.data_dir} 里已有一个导入在进行", next_step="请等它结束（或停掉 --watch）后再试", retryable=True
        ) from error
    try:
        yield
    finally:
        lock.release()


def run_ingest(
    roots: Sequence[Path], settings: Settings, *, hooks: Hooks | None = None, rebuild: bool = False,
    sentences: bool = True, confirmed: Sequence[Path] = (), who: str = "", dry: bool = False,
    retry: bool = False,
) -> IngestRun:  # fmt: skip
    """Bring store and indexes up to date with files and folders.

    Args:
        roots: Files or folders; what was ingested from the same root before and is gone there is removed.
        settings: Where and how.
        hooks: Who is told of it, and who may stop it.
        rebuild: Empty store and indexes first and build them anew.
        sentences: False to leave sentence vectors out, where only passages will be ranked and nothing answered.
        confirmed: Files with a secrecy mark that `who` says may be read in; kept for later runs.
        who: Who confirms.
        dry: True to tell what would be done and write nothing.
        retry: True to read files again that failed before or wait, though nothing changed.

    Raises:
        LoadError: If a root does not exist.
        FingerprintMismatch: If the index was built under other settings and `rebuild` is False.
        IngestBusy: If another ingest is at work in the same data folder.
    """
    started = time.perf_counter()
    check_roots(roots, confirmed, who)
    hooks = hooks or Hooks()
    clock = Clock(hooks)
    if dry:
        return dry_run(roots, settings, clock, rebuild=rebuild, retry=retry, confirmed=confirmed)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    reports: list[FileReport] = []

    def tell(report: FileReport) -> None:
        reports.append(report)
        hooks.reported(report)

    with ExitStack() as stack:
        stack.enter_context(_alone(settings))
        # A rebuild that was killed has emptied something already: going on is the only way that leads anywhere.
        rebuild = rebuild or rebuild_unfinished(settings.store_url)
        store = Store(settings.store_url, rebuilding=rebuild)
        stack.callback(store.close)
        prune(store, settings.audit_days)
        index = open_index(settings, store, writing=True, rebuilding=rebuild)
        cache = None
        if index.embedder:
            cache = VectorCache(settings.data_dir / VECTORS_FILE, index.embedder, settings.vector_cache_mb)
            stack.callback(cache.close)
        with clock.timed("索引"):
            recover(store, index, cache.passages if cache else None)
        lexicon = load_place_lexicon(settings.lexicon_dir)
        told = [named for root in roots for named in manifest_places(root, office_gazetteer(lexicon))]
        shop = Workshop(
            store=store, index=index, cache=cache, passage_chars=settings.passage_chars, sentences=sentences,
            gazetteer_of=gazetteers(store, lexicon, told),
            furniture=load_furniture(settings.lexicon_dir), press=load_press(settings.lexicon_dir),
            spun=load_spun(settings.lexicon_dir),
        )  # fmt: skip
        readers = stack.enter_context(Readers(settings.reading_processes, settings.reading_timeout_s))
        for root in map(Path.resolve, roots):
            RootRun(
                root=root, settings=settings, known=known_of(store.engine, root), readers=readers, clock=clock,
                retry=retry,
                allowed=Confirmations(store.engine, root, {path.resolve() for path in confirmed}, who.strip()),
                sink=Batcher(shop, root, clock, tell),
            ).run()  # fmt: skip
        with clock.timed("比对"):
            bring_comparisons_up_to_date(store)
        store.set_meta(FINGERPRINT, index.fingerprint)
        return IngestRun(
            reports=tuple(reports), seconds=time.perf_counter() - started, stages_s=clock.spent,
            cancelled=hooks.cancelled(),
        )  # fmt: skip
