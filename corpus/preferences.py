"""What an owner set on the page, as the store keeps it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from corpus.conversation_rows import PreferenceRow
from corpus.holding import hold


class Preferences:
    """The settings of one owner.

    Args:
        session: Opens a session on the store.
        owner: Whose they are.
    """

    def __init__(self, session: Callable[[], Session], owner: str) -> None:
        self._session = session
        self._owner = owner

    @property
    def home(self) -> str:
        """What 我区 means in conversations that are begun: a place in full, or ''."""
        with self._session() as session:
            row = session.get(PreferenceRow, self._owner)
            return row.home if row else ""

    def set_home(self, home: str) -> None:
        """Remember what 我区 means; '' forgets it."""
        with self._session() as session, session.begin():
            hold(session, f"preferences {self._owner}")
            session.merge(PreferenceRow(owner=self._owner, home=home))
