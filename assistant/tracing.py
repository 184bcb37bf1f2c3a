"""Spans of answers: one for a question, with a part for each hop, from the steps and times that the assistant tells."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from core.early import Early
from core.schema import Step, Trace
from core.tracing import mark, mark_failed, open_span, traced_text, tracing_on, working_in

if TYPE_CHECKING:
    from opentelemetry.trace import Span

# The hop that comes first; the others end with the answer. `total` is no hop.
FIRST, TOTAL = "plan", "total"
_DONE = object()


def traced(events: Iterator[Step | Early | Trace]) -> Iterator[Step | Early | Trace]:
    """The same events, with a span around the work on them.

    The span is at work only while the assistant is: not between two events, when whoever reads them is.

    Args:
        events: Of one answer, the trace last.
    """
    if not tracing_on():
        yield from events
        return
    began = time.time_ns()
    root = open_span("question", at=began)
    try:
        while True:
            with working_in(root):
                event = next(events, _DONE)
            if event is _DONE:
                return
            if isinstance(event, Trace):
                _told(root, event, began)
            elif isinstance(event, Step) and root is not None:
                root.add_event(event.title, {"cewen.step": event.status})
            yield event  # type: ignore[misc]
    except Exception as error:
        mark_failed(root, error)
        raise
    finally:
        if root is not None:
            root.end()


def traced_trace(answer: Callable[[], Trace]) -> Trace:
    """The trace of an answer that is asked for at once, with a span around the work on it."""

    def events() -> Iterator[Step | Early | Trace]:
        yield answer()

    last: Trace | None = None
    for event in traced(events()):
        last = event if isinstance(event, Trace) else last
    assert last is not None
    return last


def _told(root: Span | None, trace: Trace, began: int) -> None:
    checks = trace.checks
    mark(
        root,
        status=trace.status,
        engine=trace.engine,
        index=trace.index,
        answer_id=trace.id,
        citations=len(trace.citations),
        figures=len(trace.figures),
        missing=len(trace.missing),
        notes=len(trace.notes),
        numbers=checks.numbers,
        unsupported=len(checks.unsupported),
        dropped=len(checks.dropped),
        probability=checks.probability,
        doubtful=checks.doubtful,
        question=traced_text(trace.question),
        answer=traced_text(trace.answer),
    )
    for name, start, end in hop_times(trace.timings_ms, began, time.time_ns()):
        hop = open_span(name, parent=root, at=start)
        if hop is not None:
            hop.end(end)


def hop_times(timings_ms: dict[str, float], began: int, ended: int) -> list[tuple[str, int, int]]:
    """When the hops of an answer were taken: name, begin and end in nanoseconds since 1970.

    A trace tells how long each took: planning stands at the beginning, the others before the end, in their order.

    Args:
        timings_ms: Of a trace, in the order of the hops.
        began: When the answer was begun.
        ended: When it was there.
    """
    hops = [(name, round(took * 1e6)) for name, took in timings_ms.items() if name != TOTAL]
    laid: list[tuple[str, int, int]] = []
    end = ended
    for name, took in reversed(hops):
        if name == FIRST:
            laid.append((name, began, min(began + took, ended)))
        else:
            start = max(began, end - took)
            laid.append((name, start, end))
            end = start
    return laid[::-1]
