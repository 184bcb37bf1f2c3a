"""The configured chat model, whose every request ends when the time for the answer is up."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import httpx

from core.errors import SettingsError
from core.settings import Settings

OPENAI = "openai"
MAX_REPLY_BYTES = 4 * 1024 * 1024
_until: ContextVar[float | None] = ContextVar("llm_until", default=None)


def make_model(settings: Settings) -> Any:
    """The configured chat model, None where none is configured.

    Any OpenAI-compatible endpoint works, and any provider that LangChain has a package for (`CEWEN_LLM_PROVIDER`);
    nothing is contacted until a question is asked. Only requests to the former end in the middle when the time for the
    answer is up; those of another provider end by its own timeout.

    Raises:
        SettingsError: If the provider's package is not installed, or there is no such provider.
    """
    if not settings.llm_model:
        return None
    from langchain.chat_models import init_chat_model

    if settings.llm_provider != OPENAI:
        return _of_another_provider(settings, init_chat_model)
    if not settings.llm_base_url:
        return None
    client = httpx.Client(event_hooks={"request": [_bound_request], "response": [_bound_response]})
    return init_chat_model(
        settings.llm_model,
        model_provider=OPENAI,
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


def _of_another_provider(settings: Settings, init: Callable[..., Any]) -> Any:
    given = {
        "base_url": settings.llm_base_url,
        "api_key": settings.llm_api_key,
        "timeout": settings.llm_timeout_s,
        "max_tokens": settings.llm_reply_tokens,
        "temperature": 0,
    }
    given = {name: value for name, value in given.items() if value != ""}
    try:
        return init(settings.llm_model, model_provider=settings.llm_provider, **given)
    except (ImportError, ValueError, TypeError) as error:
        raise SettingsError(
            f"语言模型的提供方“{settings.llm_provider}”用不了：{error}",
            next_step="请安装 LangChain 为它出的包，或检查 CEWEN_LLM_PROVIDER、CEWEN_LLM_MODEL",
        ) from error


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
    limits = request.extensions.get("timeout", {})
    request.extensions["timeout"] = {
        name: min(limits.get(name) or left, left) for name in ("connect", "read", "write", "pool")
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
