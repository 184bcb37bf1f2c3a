"""Questions being answered on the server: they go on when a page is closed, and whoever opens it again follows them."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field

from assistant.engine import Assistant, Question
from assistant.tracing import traced
from core.early import Early
from core.errors import CewenError, DataError
from core.schema import Step, Trace
from corpus.conversations import Conversations

logger = logging.getLogger(__name__)
MAX_TURNS = 30
AT_ONCE = 4
FAILED = "系统内部出错，本次没有得到答案（不代表资料里没有）。请稍后重试；若反复出现，请把问题和时间告知管理员。"


@dataclass
class Job:
    """One question being answered; `steps` are those taken so far, the latest of each title.

    `early` is an answer that is ready while a language model is still at work.
    """

    turn_id: str
    conversation_id: str
    stopped: bool = False
    early: Trace | None = None
    steps: list[Step] = field(default_factory=list)

    def told(self, step: Step) -> None:
        """Take a step in."""
        self.steps = [*(one for one in self.steps if one.title != step.title), step]


class Answering:
    """Answers questions of conversations, each in a thread of its own.

    Args:
        assistant: Answers.
        conversations: Where questions and answers are kept.
        slots: How many are answered at once; shared by those who answer on the same machine.
    """

    def __init__(
        self, assistant: Assistant, conversations: Conversations, slots: threading.Semaphore | None = None
    ) -> None:
        self._assistant = assistant
        self._conversations = conversations
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()
        self._slots = slots or threading.BoundedSemaphore(AT_ONCE)

    def ask(self, conversation_id: str, text: str, *, instead_of: str = "") -> str:
        """Begin to answer a question; its conversation's id, a new one where none is given.

        Args:
            conversation_id: Where it is asked, or ''.
            text: As typed.
            instead_of: A turn that it takes the place of.

        Raises:
            DataError: If there is nothing to answer.
        """
        # What no file and no database takes: control characters and halves of characters.
        asked = "".join(c for c in text if c in "\n\t" or (ord(c) >= 32 and not 0xD800 <= ord(c) < 0xE000)).strip()
        if not asked:
            raise DataError("还没有写问题", next_step="请在下面的框里写一个问题")
        kept = self._conversations
        conversation_id = conversation_id or kept.begin(asked)
        turn_id = kept.ask(conversation_id, asked, instead_of=instead_of)
        job = Job(turn_id=turn_id, conversation_id=conversation_id)
        now = kept.read(conversation_id)
        question = Question(
            text=asked,
            history=kept.asked_before(turn_id)[-MAX_TURNS:],
            home=now.home,
            pinned=now.pinned,
            user=kept.owner,
            id=turn_id,
        )
        with self._lock:
            self._jobs[turn_id] = job
        threading.Thread(target=self._work, args=(job, question), daemon=True, name="answer").start()
        return conversation_id

    def home_named(self, place: str) -> bool:
        """Whether a text names a place in full, so that it can be what 我区 means."""
        return self._assistant.planner.places.gazetteer.parse(place) is not None

    def running(self, conversation_id: str) -> dict[str, list[Step]]:
        """Turns of a conversation that are being answered, with the steps taken so far."""
        with self._lock:
            return {job.turn_id: job.steps for job in self._jobs.values() if job.conversation_id == conversation_id}

    def stop(self, turn_id: str) -> None:
        """Give up answering a question; what is found later is not shown."""
        self._conversations.turn(turn_id)
        with self._lock:
            job = self._jobs.get(turn_id)
        if job is not None:
            job.stopped = True
            self._conversations.finish(turn_id, "done" if job.early else "stopped", trace=job.early)
            with self._lock:
                self._jobs.pop(turn_id, None)

    def _work(self, job: Job, question: Question) -> None:
        try:
            with self._slots:
                trace = self._answered(job, question)
            if trace is not None:
                self._conversations.finish(job.turn_id, "done", trace=trace)
        except CewenError as error:
            self._failed(job, str(error))
        except Exception:
            # The border of the page: whatever happens inside, the official sees a sentence, the log the trace.
            logger.exception("answering failed")
            self._failed(job, FAILED)
        finally:
            # After the store knows: a page that sees no job reads there what became of it.
            with self._lock:
                self._jobs.pop(job.turn_id, None)

    def _answered(self, job: Job, question: Question) -> Trace | None:
        """The trace, or None where somebody stopped it."""
        if job.stopped:
            return None
        for event in traced(self._assistant.answer(question)):
            if job.stopped:
                return None
            if isinstance(event, Trace):
                return event
            if isinstance(event, Early):
                job.early = event.trace
                self._conversations.keep_early(job.turn_id, event.trace)
            else:
                job.told(event)
        raise RuntimeError("an answer without a trace")

    def _failed(self, job: Job, message: str) -> None:
        try:
            self._conversations.finish(job.turn_id, "failed", error=message)
        except Exception:
            # Then the turn stays open in the store, and the page says that it was broken off.
            logger.exception("a failure could not be written down")
