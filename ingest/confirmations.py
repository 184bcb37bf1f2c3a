"""Whose word lets a file with a secrecy mark in; a word once given is kept, also over a rebuild."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from corpus.store import ConfirmationRow, Store


class Confirmations:
    """The words given for the files of one root: the manifest's, this run's, and earlier ones'.

    Args:
        store: Where earlier words are kept.
        root: The root the files belong to.
        confirmed: Files confirmed in this run, resolved paths.
        who: Who confirms them.
    """

    def __init__(self, store: Store, root: Path, confirmed: Collection[Path], who: str) -> None:
        self._store, self._root, self._confirmed, self._who = store, str(root), confirmed, who

    def lets_in(self, path: Path, source: str, told: Mapping[str, Any], mark: str) -> bool:
        """Whether someone confirmed this very mark of a file; another mark wants another word.

        Args:
            path: The file.
            source: The document's source in its root.
            told: What the manifest says of it.
            mark: The mark it carries.
        """
        if str(told.get("confirmed_by", "")).strip():
            return True
        with self._store.session.begin() as session:
            given = session.scalar(
                select(ConfirmationRow.id).where(
                    ConfirmationRow.root == self._root, ConfirmationRow.source == source, ConfirmationRow.mark == mark
                )
            )
            if given is None and path.resolve() in self._confirmed:
                session.add(ConfirmationRow(root=self._root, source=source, mark=mark, who=self._who))
                return True
        return given is not None
