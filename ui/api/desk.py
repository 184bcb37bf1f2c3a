"""What every route of the API works with: the tools of who calls, and how many work at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.engine import Question
from assistant.toolbox import Toolbox
from assistant.tracing import traced
from core.early import Early
from core.schema import Step, Trace
from core.settings import Settings
from corpus.store import Store
from tools.intake import Intake
from ui.api.meters import Meters
from ui.api.refusals import Refused
from ui.rooms import Rooms
from ui.seats import seat_now

Event = Step | Early | Trace
# Seconds that a call waits for its turn, and how many may wait: more would hold every thread of the server.
WAIT_S, MAX_WAITING, RETRY_S = 20.0, 24, 10


class ApiDesk:
    """The parts behind the routes.

    Args:
        rooms: What each caller finds.
        store: The whole store.
        settings: The settings in force.
        meters: Counts questions.
    """

    def __init__(self, rooms: Rooms, store: Store, settings: Settings, meters: Meters) -> None:
        self._rooms = rooms
        self.store, self.settings, self.meters = store, settings, meters
        self._waiting = threading.BoundedSemaphore(MAX_WAITING)
        self._uploading = threading.BoundedSemaphore(1)

    def tools(self) -> Toolbox:
        """The tools of who calls."""
        return self._rooms.toolbox(seat_now().viewer)

    @property
    def intake(self) -> Intake:
        """Adds and removes files, one after the other with those of the page."""
        return self._rooms.intake

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Work as one of the few that work at once, those who ask on the page among them.

        Raises:
            Refused: If too many work and wait.
        """
        yield from self._turn(self._rooms.slots)

    @contextmanager
    def upload(self) -> Iterator[None]:
        """Take files in while no other call does.

        Raises:
            Refused: If another one goes on for long.
        """
        yield from self._turn(self._uploading)

    def _turn(self, slots: threading.Semaphore) -> Iterator[None]:
        taken = slots.acquire(blocking=False)
        if not taken and self._waiting.acquire(blocking=False):
            try:
                taken = slots.acquire(timeout=WAIT_S)
            finally:
                self._waiting.release()
        if not taken:
            raise Refused(503, "现在问的人太多", f"请过 {RETRY_S} 秒再试", retry_after=RETRY_S, code="overloaded")
        try:
            yield
        finally:
            slots.release()

    def answering(self, tools: Toolbox, text: str, history: tuple[str, ...], home: str) -> Iterator[Event]:
        """Everything that comes of a question, in order: steps, at last a trace; the question is counted.

        Args:
            tools: Of who asks.
            text: The question.
            history: The questions before it, oldest first.
            home: What 我区 means.
        """
        question = Question(text=text, history=history, home=home, user=tools.viewer.name)
        with self.turn():
            for event in traced(tools.assistant.answer(question)):
                if isinstance(event, Trace):
                    self.meters.question(event.status)
                yield event

    def answer(self, tools: Toolbox, text: str, history: tuple[str, ...], home: str = "") -> Trace:
        """The trace of one answer."""
        last: Trace | None = None
        for event in self.answering(tools, text, history, home):
            if isinstance(event, Trace):
                last = event
        assert last is not None
        return last
