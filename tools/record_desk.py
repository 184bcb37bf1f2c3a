"""Correcting what is known of a document from the page: written, logged, and in force at once."""

from __future__ import annotations

from core.errors import DataError
from core.settings import Settings
from corpus.corrections import Change, Correction, changes_of, correct, withdraw
from corpus.store import DocumentRow, Store
from ingest.pipeline import finish_indexing


def history(store: Store, document_id: str) -> list[Correction]:
    """Every correction of a document, oldest first, those taken back among them.

    Raises:
        DataError: If the document is not there any more.
    """
    with store.session() as session:
        row = session.get(DocumentRow, document_id)
        if row is None:
            raise gone()
        return changes_of(session, row.root, row.source)


def gone() -> DataError:
    """The error for a document that was taken out while it was open."""
    return DataError("这份文件已不在资料库里", next_step="它可能刚被移出或替换，请关掉后在列表里重新找")


def correct_record(
    settings: Settings,
    store: Store,
    document_id: str,
    change: Change,
    *,
    who: str,
    why: str,
    seen: int,
) -> Correction:
    """Write a correction of a document.

    Args:
        settings: Where the indexes are.
        store: The store.
        document_id: Which document.
        change: What is right.
        who: The editor's name.
        why: The reason.
        seen: How many changes of the document the editor had before them.

    Raises:
        DataError: If something is missing or cannot be.
        Outdated: If someone else changed the document since.
    """
    history(store, document_id)
    for name, words in (("改成什么", change.value), ("姓名", who), ("为什么改", why)):
        if not words.strip():
            raise DataError(f"“{name}”没有填", next_step="改成什么、谁改的、为什么，三项都要写")
    made = correct(store, document_id, change, who=who, why=why, seen=seen)
    _in_force(settings, store)
    return made


def take_back(settings: Settings, store: Store, document_id: str, number: int, *, who: str, why: str) -> Correction:
    """Take a correction of a document back.

    Raises:
        DataError: If there is no such correction of it, it was taken back before, or a name or reason is missing.
    """
    if number not in [one.id for one in history(store, document_id)]:
        raise DataError("这份文件没有这条更正", next_step="请关掉重新打开这份文件")
    for name, words in (("姓名", who), ("为什么撤回", why)):
        if not words.strip():
            raise DataError(f"“{name}”没有填", next_step="谁撤回的、为什么，两项都要写")
    made = withdraw(store, number, who=who, why=why)
    _in_force(settings, store)
    return made


def _in_force(settings: Settings, store: Store) -> None:
    finish_indexing(settings)
    # A corrected date or figure shapes no index: who keeps the store in memory must look again all the same.
    store.changed()
