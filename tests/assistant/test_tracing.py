"""Spans of answers: a question with its hops, whoever asks, and what LangChain calls on the way."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage
from langchain_core.tools import StructuredTool, ToolException
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from assistant.engine import Assistant, Question
from assistant.trace_callbacks import TraceCallbacks
from assistant.tracing import hop_times, traced, traced_trace
from core.schema import Step, Trace
from core.settings import Settings
from core.tracing import span, start_tracing, stop_tracing
from corpus.conversations import Conversations
from ui.answering import Answering
from ui.server import build_server

ASKED = "海淀新增了多少个学位"


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    start_tracing(Settings(), exporter)
    yield exporter
    stop_tracing()


def by_name(exporter: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    return {one.name: one for one in exporter.get_finished_spans()}


def no_words(exporter: InMemorySpanExporter) -> bool:
    text = "".join(one.to_json(indent=None) for one in exporter.get_finished_spans())
    return "海淀" not in text and "4200" not in text and "\\u6d77" not in text


def test_a_question_is_a_span_with_its_hops(assistant: Assistant, spans: InMemorySpanExporter) -> None:
    events = list(traced(assistant.answer(Question(text=ASKED))))
    trace = events[-1]
    assert isinstance(trace, Trace)
    assert any(isinstance(one, Step) for one in events)
    done = by_name(spans)
    assert set(done) == {"cewen.question", "cewen.plan", "cewen.read", "cewen.verify"}
    root = done["cewen.question"]
    assert root.attributes["cewen.status"] == "answered"
    assert root.attributes["cewen.engine"] == "offline"
    assert root.attributes["cewen.citations"] == len(trace.citations) == 1
    assert root.attributes["cewen.answer_id"] == trace.id
    assert root.attributes["cewen.probability"] == trace.checks.probability
    assert [one.name for one in root.events] == [one.title for one in events[:-1]]
    for name in ("plan", "read", "verify"):
        hop = done[f"cewen.{name}"]
        assert hop.parent.span_id == root.context.span_id
        assert root.start_time <= hop.start_time <= hop.end_time <= root.end_time
        assert (hop.end_time - hop.start_time) / 1e6 == pytest.approx(trace.timings_ms[name], abs=0.1)
    assert done["cewen.plan"].end_time <= done["cewen.read"].start_time
    assert no_words(spans)


def test_texts_are_in_the_spans_where_the_office_wants_them(assistant: Assistant) -> None:
    exporter = InMemorySpanExporter()
    start_tracing(Settings(trace_text=True), exporter)
    traced_trace(lambda: assistant.invoke(Question(text=f"{ASKED}，身份证号110101199003070011")))
    stop_tracing()
    result = by_name(exporter)["cewen.question"].attributes
    assert ASKED in result["cewen.question"]
    assert "110101199003070011" not in result["cewen.question"]
    assert "海淀区" in result["cewen.answer"]


def test_nothing_is_at_work_between_two_events(assistant: Assistant, spans: InMemorySpanExporter) -> None:
    for _ in traced(assistant.answer(Question(text=ASKED))):
        with span("reader"):
            pass
    assert all(one.parent is None for one in spans.get_finished_spans() if one.name == "cewen.reader")


def test_an_answer_that_is_given_up_or_fails_ends_its_span(assistant: Assistant, spans: InMemorySpanExporter) -> None:
    events = traced(assistant.answer(Question(text=ASKED)))
    next(events)
    events.close()  # type: ignore[attr-defined]

    def fails() -> Trace:
        raise ValueError(ASKED)

    with pytest.raises(ValueError, match="海淀"):
        traced_trace(fails)
    given_up, failed = spans.get_finished_spans()
    assert given_up.status.status_code.name == "UNSET"
    assert failed.attributes["error.type"] == "ValueError"
    assert no_words(spans)


def test_without_tracing_the_events_are_as_they_were(assistant: Assistant) -> None:
    titles = [one.title for one in traced(assistant.answer(Question(text=ASKED))) if isinstance(one, Step)]
    assert titles == [one.title for one in assistant.answer(Question(text=ASKED)) if isinstance(one, Step)]


def test_hops_are_laid_between_begin_and_end() -> None:
    second = 10**9
    laid = hop_times({"plan": 100.0, "read": 300.0, "verify": 50.0, "llm": 200.0, "total": 700.0}, 0, second)
    assert laid == [
        ("plan", 0, 100_000_000),
        ("read", 450_000_000, 750_000_000),
        ("verify", 750_000_000, 800_000_000),
        ("llm", 800_000_000, second),
    ]
    assert hop_times({"read": 5000.0}, 10, 20) == [("read", 10, 20)]


def test_the_page_and_the_api_send_spans(assistant: Assistant, small: Settings, spans: InMemorySpanExporter) -> None:
    client = TestClient(build_server(assistant, small))
    assert client.post("/api/ask", json={"question": ASKED}).json()["status"] == "answered"
    assert "cewen.question" in by_name(spans)
    spans.clear()
    conversations = Conversations(assistant.store.session, "跟踪")
    answering = Answering(assistant, conversations)
    conversation = answering.ask("", ASKED)
    until = time.monotonic() + 30
    while answering.running(conversation) and time.monotonic() < until:
        time.sleep(0.05)
    assert {"cewen.question", "cewen.plan", "cewen.read", "cewen.verify"} <= set(by_name(spans))
    assert no_words(spans)


def test_calls_of_models_are_spans_with_their_tokens(spans: InMemorySpanExporter) -> None:
    usage = {"input_tokens": 120, "output_tokens": 7, "total_tokens": 127}
    model = GenericFakeChatModel(messages=iter([AIMessage("海淀4200个", usage_metadata=usage)]))
    config: Any = {"callbacks": [TraceCallbacks()], "metadata": {"ls_model_name": "qwen"}}
    with span("question"):
        assert model.invoke(ASKED, config).text == "海淀4200个"
    done = by_name(spans)
    call = done["cewen.chat qwen"]
    assert call.parent.span_id == done["cewen.question"].context.span_id
    assert dict(call.attributes) == {
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": "qwen",
        "gen_ai.usage.input_tokens": 120,
        "gen_ai.usage.output_tokens": 7,
    }
    assert no_words(spans)


def test_calls_of_tools_are_spans_whether_they_succeed_or_fail(spans: InMemorySpanExporter) -> None:
    def search(question: str) -> str:
        """Search."""
        if not question:
            raise ToolException("海淀没有")
        return "海淀4200个"

    tool = StructuredTool.from_function(search)
    config: Any = {"callbacks": [TraceCallbacks()]}
    tool.invoke({"question": ASKED}, config)
    with pytest.raises(ToolException):
        tool.invoke({"question": ""}, config)
    good, bad = spans.get_finished_spans()
    assert good.name == bad.name == "cewen.tool search"
    assert good.attributes["gen_ai.tool.name"] == "search"
    assert good.status.status_code.name == "UNSET"
    assert bad.attributes["error.type"] == "ToolException"
    assert no_words(spans)


def test_a_model_that_fails_ends_its_span(spans: InMemorySpanExporter) -> None:
    model = GenericFakeChatModel(messages=iter([]))
    with pytest.raises((RuntimeError, StopIteration)):
        model.invoke(ASKED, {"callbacks": [TraceCallbacks()]})
    (call,) = spans.get_finished_spans()
    assert call.status.status_code.name == "ERROR"
    assert no_words(spans)


def test_words_of_calls_are_told_where_the_office_wants_them() -> None:
    exporter = InMemorySpanExporter()
    start_tracing(Settings(trace_text=True), exporter)
    model = GenericFakeChatModel(messages=iter([AIMessage("4200个")]))
    model.invoke(ASKED, {"callbacks": [TraceCallbacks()]})
    stop_tracing()
    (call,) = exporter.get_finished_spans()
    assert call.attributes["cewen.prompt"] == ASKED
    assert call.attributes["cewen.answer"] == "4200个"
