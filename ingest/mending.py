"""Indexes made whole: removals finished, what waits indexed, what is damaged or disagrees built anew from the store."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from core.settings import Settings
from corpus.store import Store
from ingest.at_work import at_work
from ingest.index_door import IndexDoor
from ingest.indexing import bring_comparisons_up_to_date, recover
from retrieval.index import FINGERPRINT, INDEX_FOLDER, open_index

BROKEN = "index.broken-"


def mend_indexes(settings: Settings, *, anew: bool = False) -> str:
    """Bring the indexes to what the store says; what was done, in Chinese.

    Args:
        settings: Whose.
        anew: Whether index files are moved aside and built anew whatever they hold.

    Raises:
        IngestBusy: If an ingest is at work.
        CewenError: If the store or the model cannot be opened, or the indexes were built under other settings.
    """
    with at_work(settings, shared=False):
        store = Store(settings.store_url)
        try:
            aside = _aside(settings.data_dir) if anew else None
            door = IndexDoor(settings, store, lambda: open_index(settings, store, writing=True))
            with door.alone() as index:
                recover(store, index, index.embedder.passages if index.embedder else None)
                store.set_meta(FINGERPRINT, index.fingerprint)
            bring_comparisons_up_to_date(store)
        finally:
            store.close()
    return f"索引已重建，坏的留在 {aside}" if aside else "索引已补齐"


def _aside(data_dir: Path) -> Path | None:
    """Move the index files aside; where they are then."""
    folder = data_dir / INDEX_FOLDER
    if not folder.exists():
        return None
    goal = data_dir / f"{BROKEN}{dt.datetime.now().astimezone():%Y%m%d-%H%M%S}"
    folder.rename(goal)
    return goal
