"""The assistant as a LangChain Runnable: the offline answer, and a language model's in its place where that passes."""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Protocol

from langchain_core.runnables import Runnable, RunnableConfig

from assistant.corrected import as_corrected
from assistant.draft import Draft
from assistant.gather import Finder
from assistant.indicators import IndicatorDesk
from assistant.offline import OfflineAnswerer, Question, Ready
from assistant.own_tables import OwnTables
from assistant.plan import Plan, Planner
from assistant.verify import verify
from assistant.written import Written
from core.early import Early
from core.masking import mask_value
from core.schema import Step, Trace
from core.usage import Usage
from core.viewer import Viewer
from corpus.audit import record_answer
from corpus.store import Store

__all__ = ["Assistant", "Question", "Writer"]


class Writer(Protocol):
    """Answers in the place of the offline answer; see `assistant.model.writer`."""

    name: str

    def may_write(self, draft: Draft) -> bool:
        """Whether it is asked at all."""

    def write(self, assistant: Assistant, plan: Plan, offline: Draft) -> Iterator[Step | Written]:
        """Steps, then what it made."""


class Assistant(Runnable[Question, Trace]):
    """Answers questions over one corpus; every answer is written to the audit log.

    Args:
        planner: Reads questions.
        finder: Finds answers in the policy texts.
        store: Where the audit log is.
        index: The index's fingerprint.
        desk: Indicators computed from tables.
        tables: Plain questions to tables.
        writer: A language model's part in the answers, or None.
        today: The day plans are held against; None: the system's date.
    """

    def __init__(
        self,
        *,
        planner: Planner,
        finder: Finder,
        store: Store,
        index: str,
        desk: IndicatorDesk,
        tables: OwnTables,
        writer: Writer | None = None,
        today: dt.date | None = None,
    ) -> None:
        self.planner = planner
        self.finder = finder
        self.search = finder.search
        self.store = store
        self._index = index
        self.desk = desk
        self.tables = tables
        self.writer = writer
        self._offline = OfflineAnswerer(planner=planner, finder=finder, desk=desk, tables=tables, today=today)

    def renew(self) -> bool:
        """Bring it up to date with the store; whether there was anything to do. This one never changes."""
        return False

    def invoke(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any) -> Trace:  # noqa: A002
        """The trace of one answer."""
        last: Trace | None = None
        for event in self.answer(input):
            if isinstance(event, Trace):
                last = event
        assert last is not None
        return last

    def seen_by(self, viewer: Viewer) -> Assistant:
        """The assistant for a person, which knows nothing of what that person may not open.

        Raises:
            RuntimeError: If that is not everything: this one is not built anew.
        """
        if viewer.collections is not None:
            raise RuntimeError("an assistant that is not built anew sees what it was built to see")
        return self

    def stream(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any) -> Iterator[Any]:  # noqa: A002
        """Steps as they are taken, then the trace."""
        yield from self.answer(input)

    def answer(self, question: Question) -> Iterator[Step | Early | Trace]:
        """Steps as they are taken, then one trace; with a language model, the offline answer early."""
        begun = time.perf_counter()
        question = replace(question, id=question.id or uuid.uuid4().hex[:12])
        timings: dict[str, float] = {}
        for event in self._offline.answer(question, timings):
            if isinstance(event, Step):
                yield event
            else:
                ready = event
        usage: Usage | None = None
        draft, checks = ready.draft, ready.checks
        if self.writer is not None and ready.plan is not None and self.writer.may_write(draft):
            yield Early(trace=self._trace(question, ready, timings, begun))
            at = time.perf_counter()
            for made in self.writer.write(self, ready.plan, draft):
                if isinstance(made, Step):
                    yield made
                else:
                    usage, draft = made.usage, made.draft
            if usage is not None and usage.used:
                document_of = self.search.library.document
                draft, checks = verify(as_corrected(draft, document_of), ready.standalone, document_of, question.text)
                # The offline answer's doubt stays: the model leans on the same sources.
                checks = replace(checks, probability=ready.checks.probability, doubtful=ready.checks.doubtful)
                if checks.dropped or draft.status == "refused":
                    draft, checks, usage = ready.draft, ready.checks, replace(usage, used=False)
            timings["llm"] = (time.perf_counter() - at) * 1000
        trace = self._trace(question, replace(ready, draft=draft, checks=checks), timings, begun, usage)
        record_answer(self.store, trace, user=question.user)
        yield trace

    def _trace(
        self, question: Question, ready: Ready, timings: dict[str, float], begun: float, usage: Usage | None = None
    ) -> Trace:
        """The contract's shape of an answer, with what must not be shown masked."""
        draft, model = ready.draft, usage.model if usage is not None and usage.used else ""
        return mask_value(
            Trace(
                engine=f"llm:{model}" if model else "offline",
                usage=usage,
                id=question.id,
                question=question.text,
                standalone=ready.standalone,
                status=draft.status,
                answer=draft.separator.join(line.text for line in draft.lines),
                citations=draft.citations,
                figures=draft.figures,
                missing=draft.missing,
                options=draft.options,
                asks=draft.asks,
                notes=draft.notes,
                charts=draft.charts,
                rows=draft.rows,
                checks=ready.checks,
                index=self._index,
                timings_ms={
                    name: round(value, 2)
                    for name, value in (timings | {"total": (time.perf_counter() - begun) * 1000}).items()
                },
            )
        )
