"""Whose word lets a file with a secrecy mark in; a word once given is kept, also over a rebuild."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, inspect, select
from sqlalchemy.orm import Session

from corpus.kept_rows import ConfirmationRow


class Confirmations:
    """The words given for the files of one root: the manifest's, this run's, and earlier ones'.

    Args:
        engine: Where earlier words are kept; None: there are none.
        root: The root the files belong to.
        confirmed: Files confirmed in this run, resolved paths.
        who: Who confirms them.
        keep: False where nothing may be written: this run's words then hold for this run alone.
    """

    def __init__(
        self, engine: Engine | None, root: Path, confirmed: Collection[Path], who: str, *, keep: bool = True
    ) -> None:
        there = engine is not None and ConfirmationRow.__tablename__ in inspect(engine).get_table_names()
        self._engine = engine if there else None
        self._root, self._confirmed, self._who, self._keep = str(root), confirmed, who, keep

    def lets_in(self, path: Path, source: str, record: Mapping[str, Any], mark: str) -> bool:
        """Whether someone confirmed this very mark of a file; another mark wants another word.

        Args:
            path: The file.
            source: The document's source in its root.
            record: What the manifest says of it.
            mark: The mark it carries.
        """
        if str(record.get("confirmed_by", "")).strip():
            return True
        now = path.resolve() in self._confirmed
        if self._engine is None:
            return now
        with Session(self._engine) as session, session.begin():
            given = session.scalar(
                select(ConfirmationRow.id).where(
                    ConfirmationRow.root == self._root, ConfirmationRow.source == source, ConfirmationRow.mark == mark
                )
            )
            if given is None and now and self._keep:
                session.add(ConfirmationRow(root=self._root, source=source, mark=mark, who=self._who))
        return now or given is not None
