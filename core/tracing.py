"""Spans for an office that watches its programs with OpenTelemetry: nothing, not even an import, unless it says where.

What people ask and what is answered is in no span unless `CEWEN_TRACE_TEXT=1`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.settings import Settings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import Span, Tracer

SERVICE = "cewen"
# Of a text in an attribute.
MAX_TEXT = 4000


@dataclass(frozen=True, kw_only=True)
class _Begun:
    provider: TracerProvider
    tracer: Tracer
    text: bool


_lock = threading.Lock()
_begun: _Begun | None = None


def start_tracing(settings: Settings, exporter: SpanExporter | None = None) -> bool:
    """Send spans from now on, in the background; whether there is anything to do.

    Args:
        settings: Where to (`otlp_endpoint`, OTLP over gRPC) and whether with texts.
        exporter: Takes the spans at once, instead of the address in the settings.
    """
    global _begun
    if exporter is None and not settings.otlp_endpoint:
        return False
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": SERVICE}))
    if exporter is not None:
        provider.add_span_processor(SimpleSpanProcessor(exporter))
    else:
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

        endpoint = settings.otlp_endpoint
        sender = OTLPSpanExporter(endpoint=endpoint, insecure=not endpoint.startswith("https://"))
        provider.add_span_processor(BatchSpanProcessor(sender))
    stop_tracing()
    with _lock:
        _begun = _Begun(provider=provider, tracer=provider.get_tracer(SERVICE), text=settings.trace_text)
    return True


def stop_tracing() -> None:
    """Send what is still to be sent, and no more."""
    global _begun
    with _lock:
        ended, _begun = _begun, None
    if ended is not None:
        ended.provider.shutdown()


def tracing_on() -> bool:
    """Whether spans are sent."""
    return _begun is not None


def traced_text(text: str) -> str:
    """A text as an attribute may hold it: '' unless the office wants texts in its spans."""
    return text[:MAX_TEXT] if _begun is not None and _begun.text else ""


def open_span(name: str, *, parent: Span | None = None, at: int | None = None, **attributes: Any) -> Span | None:
    """A span that the caller ends; None where none are sent.

    Args:
        name: Without the prefix `cewen.`.
        parent: Of which it is a part; None: of the one that is at work, or of none.
        at: When it began, in nanoseconds since 1970; None: now.
        attributes: Without the prefix; empty texts and None are left out.
    """
    begun = _begun
    if begun is None:
        return None
    from opentelemetry.trace import set_span_in_context

    context = None if parent is None else set_span_in_context(parent)
    made = begun.tracer.start_span(f"cewen.{name}", context=context, start_time=at)
    mark(made, **attributes)
    return made


def mark(span: Span | None, **attributes: Any) -> None:
    """Put attributes on a span; empty texts and None are left out, and there may be no span."""
    if span is not None:
        span.set_attributes({f"cewen.{name}": value for name, value in attributes.items() if value not in (None, "")})


def mark_failed(span: Span | None, error: BaseException) -> None:
    """Say on a span that it failed; in which words only where texts are wanted."""
    if span is not None:
        from opentelemetry.trace import StatusCode

        span.set_status(StatusCode.ERROR, traced_text(str(error)) or type(error).__name__)
        span.set_attribute("error.type", type(error).__name__)


@contextmanager
def working_in(span: Span | None) -> Iterator[None]:
    """Spans that are opened meanwhile are parts of this one; it is not ended."""
    if span is None:
        yield
        return
    from opentelemetry.trace import use_span

    with use_span(span, end_on_exit=False, record_exception=False, set_status_on_exception=False):
        yield


@contextmanager
def span(name: str, **attributes: Any) -> Iterator[Span | None]:
    """A span around a block; None where none are sent. See `open_span`."""
    made = open_span(name, **attributes)
    try:
        with working_in(made):
            yield made
    except BaseException as error:
        mark_failed(made, error)
        raise
    finally:
        if made is not None:
            made.end()
