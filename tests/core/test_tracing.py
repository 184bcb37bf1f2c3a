"""Spans: none and no import without an address, kept texts out, sent over OTLP for real."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent import futures
from typing import Any

import grpc
import pytest
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2 as messages
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2_grpc as service
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from core.settings import ROOT, Settings
from core.tracing import mark, open_span, span, start_tracing, stop_tracing, traced_text, tracing_on


class Collector(service.TraceServiceServicer):
    """A collector as an office runs one: it keeps what it is sent."""

    def __init__(self) -> None:
        self.heard: list[Any] = []
        self.came = threading.Event()

    def Export(self, request: Any, context: Any) -> Any:  # noqa: N802
        for resource in request.resource_spans:
            names = {one.key: one.value.string_value for one in resource.resource.attributes}
            self.heard += [(names["service.name"], one) for scope in resource.scope_spans for one in scope.spans]
        self.came.set()
        return messages.ExportTraceServiceResponse()


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    assert start_tracing(Settings(), exporter)
    yield exporter
    stop_tracing()


def test_without_an_address_there_are_no_spans_and_nothing_is_imported() -> None:
    code = (
        "import sys; from core.settings import Settings; from core.tracing import span, start_tracing, tracing_on\n"
        "assert not start_tracing(Settings()); assert not tracing_on()\n"
        "with span('question', status='answered') as one: assert one is None\n"
        "assert not [name for name in sys.modules if name.startswith(('opentelemetry', 'grpc'))]"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_spans_lie_in_each_other_and_leave_out_what_is_empty(spans: InMemorySpanExporter) -> None:
    with span("outer", status="answered", engine="", sure=None, count=0) as outer:
        mark(outer, more=True)
        with span("inner"):
            pass
    inner, outer_done = spans.get_finished_spans()
    assert (inner.name, outer_done.name) == ("cewen.inner", "cewen.outer")
    assert inner.parent.span_id == outer_done.context.span_id
    assert dict(outer_done.attributes) == {"cewen.status": "answered", "cewen.count": 0, "cewen.more": True}
    assert outer_done.resource.attributes["service.name"] == "cewen"


def test_what_fails_is_marked_without_its_words(spans: InMemorySpanExporter) -> None:
    def fails() -> None:
        with span("work"):
            raise ValueError("海淀的问题")

    with pytest.raises(ValueError, match="海淀"):
        fails()
    (done,) = spans.get_finished_spans()
    assert not done.status.is_ok
    assert done.attributes["error.type"] == "ValueError"
    assert "海淀" not in done.to_json()
    assert done.events == ()


@pytest.mark.parametrize(("wanted", "told"), [(False, ""), (True, "海淀新增学位")])
def test_texts_are_told_where_the_office_wants_them(wanted: bool, told: str) -> None:
    start_tracing(Settings(trace_text=wanted), InMemorySpanExporter())
    assert traced_text("海淀新增学位") == told
    stop_tracing()
    assert traced_text("海淀新增学位") == ""
    assert not tracing_on()
    assert open_span("question") is None


def test_spans_are_sent_over_otlp() -> None:
    collector = Collector()
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=2))
    service.add_TraceServiceServicer_to_server(collector, server)  # type: ignore[no-untyped-call]
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        assert start_tracing(Settings(otlp_endpoint=f"http://127.0.0.1:{port}"))
        with span("question", status="answered"):
            pass
        stop_tracing()
        assert collector.came.wait(10)
    finally:
        server.stop(None)
    ((name, sent),) = collector.heard
    assert (name, sent.name) == ("cewen", "cewen.question")
    assert {one.key: one.value.string_value for one in sent.attributes} == {"cewen.status": "answered"}
