"""What each person finds behind the page: their own conversations, desks, charts and files."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from assistant.engine import Assistant
from assistant.live import LiveAssistant
from assistant.toolbox import Toolbox
from core.errors import DataError
from core.settings import Settings
from core.viewer import LOCAL_VIEWER, Viewer
from corpus.audit import record
from corpus.logins import Logins
from corpus.preferences import Preferences
from corpus.store import Store
from tools.intake import Intake
from ui.account_desk import AccountDesk
from ui.answering import AT_ONCE
from ui.audit_tab import AuditDesk
from ui.checker import CheckerDesk
from ui.drafting_desk import DraftingDesk
from ui.figures import LedgerDesk
from ui.indicator_desk import IndicatorsDesk
from ui.library import example_questions
from ui.library_desk import LibraryDesk
from ui.outbox import Outbox
from ui.pictures import Pictures
from ui.seats import seat_now
from ui.settings_tab import SettingsDesk
from ui.shelf import Shelf
from ui.talks import Talks
from ui.toolboxes import Toolboxes

# Beyond this those who came longest ago find their room made anew.
MAX_ROOMS = 500


@dataclass(frozen=True, kw_only=True, eq=False)
class Room:
    """The page's parts as one person has them."""

    viewer: Viewer
    assistant: Assistant
    pictures: Pictures
    talks: Talks
    shelf: Shelf
    library: LibraryDesk
    checks: CheckerDesk
    figures: LedgerDesk
    indicators: IndicatorsDesk
    drafting: DraftingDesk
    own: SettingsDesk
    audit: AuditDesk


def may_read_log(viewer: Viewer) -> bool:
    """Whether a person may read who did what: it tells of every document, so it takes all collections too."""
    return viewer.may("管理") and viewer.collections is None


class Rooms:
    """The rooms of everybody who comes.

    Args:
        assistant: Answers.
        settings: The settings in force.
        logins: Who may come; None where nobody logs in, and whoever comes shares one room.
    """

    def __init__(self, assistant: Assistant, settings: Settings, logins: Logins | None = None) -> None:
        self._assistant = assistant
        self._settings = settings
        self._made: OrderedDict[Viewer, Room] = OrderedDict()
        self._boxes = Toolboxes(assistant, settings)
        self._making = threading.Lock()
        self.intake = Intake(settings)
        self.slots = threading.BoundedSemaphore(AT_ONCE)
        self.accounts = AccountDesk(logins, lambda: assistant.store) if logins is not None else None

    def here(self) -> Room:
        """The room of the person whom this works for."""
        return self.of(seat_now().viewer)

    def of(self, viewer: Viewer) -> Room:
        """The room of a person; another role or other collections are another room."""
        with self._making:
            known = self._made.get(viewer)
        # Nobody whose room is there waits for another's to be made.
        made = known or self._make(viewer)
        with self._making:
            room = self._made.setdefault(viewer, made)
            self._made.move_to_end(viewer)
            while len(self._made) > MAX_ROOMS:
                self._made.popitem(last=False)
            return room

    def toolbox(self, viewer: Viewer) -> Toolbox:
        """What a program may ask for a person; it leaves nothing behind, so that no room is made."""
        return self._boxes.of(viewer)

    def exported(self, name: str) -> None:
        """Keep in the log that whoever this works for took a file of that name."""
        record(self._assistant.store, "export", user=seat_now().viewer.name, subject=name)

    def at_first(self, make: Callable[[Room], Any], empty: Any) -> Any:
        """What a component shows before the page is opened: nothing of the corpus where people log in.

        The page that is served is the same for everybody; each person's own is filled in when it is opened.
        """
        return empty if self.accounts is not None else make(self.of(LOCAL_VIEWER))

    def _log_for(self, viewer: Viewer) -> Store:
        """The store with its log, for who may read it.

        Raises:
            DataError: If that is another.
        """
        if not may_read_log(viewer):
            raise DataError("您的账户不能看操作记录", next_step="要有管理角色、能看全部资料的账户")
        return self._assistant.store

    def _seen_by(self, viewer: Viewer) -> Assistant:
        """The assistant for a person, which knows nothing of what that person may not open."""
        if viewer.collections is None:
            return self._assistant
        if not isinstance(self._assistant, LiveAssistant):
            raise TypeError("people who may open some collections only want a live assistant")
        return self._assistant.seen_by(viewer)

    def _make(self, viewer: Viewer) -> Room:
        settings, assistant, name, seen = self._settings, self._seen_by(viewer), viewer.name, viewer.collections
        pictures, outbox = Pictures(), Outbox()

        def examples() -> list[str]:
            known = {place.name for place in assistant.finder.corpus_places} | set(assistant.desk.places())
            return example_questions(settings.lexicon_dir, assistant.planner.places.gazetteer, known)

        talks = Talks(assistant, pictures, examples, name, self.slots)
        ledger = self._boxes.ledger(seen)
        signed = "" if self.accounts is None else name if viewer.may("编辑") else None
        shelf = Shelf(assistant, settings, signed)
        kept = Preferences(lambda: assistant.store.session(), name)
        return Room(
            viewer=viewer,
            assistant=assistant,
            pictures=pictures,
            talks=talks,
            shelf=shelf,
            library=LibraryDesk(shelf, self.intake, name, seen),
            checks=CheckerDesk(assistant, settings, ledger, outbox),
            figures=LedgerDesk(assistant, ledger, outbox),
            indicators=IndicatorsDesk(settings, outbox, seen),
            drafting=DraftingDesk(
                assistant,
                settings,
                ledger,
                outbox,
                name,
                lambda title: record(self._assistant.store, "draft", user=name, subject=title),
            ),
            own=SettingsDesk(settings, kept, talks.scope.places),
            audit=AuditDesk(lambda: self._log_for(viewer), outbox),
        )
