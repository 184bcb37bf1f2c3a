"""The configured chat model, whose every request ends when the time for the answer is up."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import httpx

from core.settings import Settings

MAX_REPLY_BYTES = 4 * 1024 * 1024
_until: ContextVar[float | None] = ContextVar("llm_until", default=None)


def make_model(settings: Settings) -> Any:
    """The configured chat model, None where none is configured.

    Any OpenAI-compatible endpoint works; nothing is contacted until a question is asked.
    """
    if not settings.llm_base_url or not settings.llm_model:
        return None
    from langchain.chat_models import init_chat_model

    client = httpx.Client(event_hooks={"request": [_bound_request], "response": [_bound_response]})
    return init_chat_model(
        settings.llm_model,
        model_provider="openai",
        base_url=settings.llm_base_url,
        api_key=settings.llm_api_key or "none",
        timeout=settings.llm_timeout_s,
        max_retries=0,
        temperature=0,
        max_tokens=settings.llm_reply_tokens,
        streaming=True,
        stream_usage=True,
        http_client=client,
    )


@contextmanager
def time_limit(seconds: float) -> Iterator[float]:
    """Within it every request to the model ends after so many seconds from now; the moment on the monotonic clock."""
    until = time.monotonic() + seconds
    token = _until.set(until)
    try:
        yield until
    finally:
        _until.reset(token)


def seconds_left() -> float:
    """Seconds until the limit in force; infinite where there is none."""
    until = _until.get()
    return float("inf") if until is None else until - time.monotonic()


def _bound_request(request: httpx.Request) -> None:
    left = seconds_left()
    if left == float("inf"):
        return
    if left <= 0:
        raise httpx.ReadTimeout("the time for the answer is up", request=request)
    result = request.extensions.get("timeout", {})
    request.extensions["timeout"] = {
        name: min(result.get(name) or left, left) for name in ("connect", "read", "write", "pool")
    }


def _bound_response(response: httpx.Response) -> None:
    if isinstance(response.stream, httpx.SyncByteStream):
        response.stream = _Bounded(response.stream, _until.get(), response.request)


class _Bounded(httpx.SyncByteStream):
    """A body that ends with an error when time is up or it grows too long: an endpoint may drip for ever."""

    def __init__(self, inner: httpx.SyncByteStream, until: float | None, request: httpx.Request) -> None:
        self._inner, self._until, self._request = inner, until, request

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for chunk in self._inner:
            size += len(chunk)
            late = self._until is not None and time.monotonic() > self._until
            if late or size > MAX_REPLY_BYTES:
                raise httpx.ReadTimeout("the reply takes too long or is too long", request=self._request)
            yield chunk

    def close(self) -> None:
        self._inner.close()
