"""Spans of what LangChain does: every call of a model with its tokens, every call of a tool."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import BaseMessage
from langchain_core.outputs import LLMResult

from core.tracing import mark_failed, open_span, traced_text

if TYPE_CHECKING:
    from opentelemetry.trace import Span


class TraceCallbacks(BaseCallbackHandler):
    """A callback handler that makes a span of each call; names of attributes are OpenTelemetry's for language models.

    One handler may serve many threads. Where no spans are sent it does nothing.
    """

    run_inline = True

    def __init__(self) -> None:
        self._open: dict[UUID, Span] = {}
        self._lock = threading.Lock()

    def on_chat_model_start(
        self,
        serialized: dict[str, Any],
        messages: list[list[BaseMessage]],
        *,
        run_id: UUID,
        parent_run_id: UUID | None = None,
        metadata: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """A chat model was called."""
        asked = "\n".join(str(one.content) for turns in messages for one in turns)
        self._model(run_id, parent_run_id, metadata, asked)

    def on_llm_start(
        self,
        serialized: dict[str, Any],
        prompts: list[str],
        *,
        run_id: UUID,
        parent_run_id: UUID | None = None,
        metadata: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """A model that completes texts was called."""
        self._model(run_id, parent_run_id, metadata, "\n".join(prompts))

    def on_llm_end(self, response: LLMResult, *, run_id: UUID, **kwargs: Any) -> None:
        """A model has answered."""
        span = self._taken(run_id)
        if span is None:
            return
        asked, answered = tokens_of(response)
        _set(span, {"gen_ai.usage.input_tokens": asked, "gen_ai.usage.output_tokens": answered})
        text = "\n".join(one.text for turn in response.generations for one in turn)
        _set(span, {"cewen.answer": traced_text(text)})
        span.end()

    def on_llm_error(self, error: BaseException, *, run_id: UUID, **kwargs: Any) -> None:
        """A model has failed."""
        self._failed(run_id, error)

    def on_tool_start(
        self,
        serialized: dict[str, Any],
        input_str: str,
        *,
        run_id: UUID,
        parent_run_id: UUID | None = None,
        **kwargs: Any,
    ) -> None:
        """A tool was called."""
        name = str((serialized or {}).get("name") or "")
        record = {
            "gen_ai.operation.name": "execute_tool",
            "gen_ai.tool.name": name,
            "cewen.arguments": traced_text(input_str),
        }
        self._opened(run_id, parent_run_id, f"tool {name}".strip(), record)

    def on_tool_end(self, output: Any, *, run_id: UUID, **kwargs: Any) -> None:
        """A tool has given something."""
        span = self._taken(run_id)
        if span is not None:
            _set(span, {"cewen.result": traced_text(str(getattr(output, "content", output)))})
            if getattr(output, "status", "") == "error":
                mark_failed(span, RuntimeError(str(output.content)))
            span.end()

    def on_tool_error(self, error: BaseException, *, run_id: UUID, **kwargs: Any) -> None:
        """A tool has failed."""
        self._failed(run_id, error)

    def _model(self, run_id: UUID, parent: UUID | None, metadata: Mapping[str, Any] | None, asked: str) -> None:
        name = str((metadata or {}).get("ls_model_name") or "")
        record = {"gen_ai.operation.name": "chat", "gen_ai.request.model": name, "cewen.prompt": traced_text(asked)}
        self._opened(run_id, parent, f"chat {name}".strip(), record)

    def _opened(self, run_id: UUID, parent: UUID | None, name: str, record: Mapping[str, Any]) -> None:
        with self._lock:
            above = self._open.get(parent) if parent is not None else None
        span = open_span(name, parent=above)
        if span is not None:
            _set(span, record)
            with self._lock:
                self._open[run_id] = span

    def _taken(self, run_id: UUID) -> Span | None:
        with self._lock:
            return self._open.pop(run_id, None)

    def _failed(self, run_id: UUID, error: BaseException) -> None:
        span = self._taken(run_id)
        if span is not None:
            mark_failed(span, error)
            span.end()


def tokens_of(response: LLMResult) -> tuple[int | None, int | None]:
    """Tokens that a model read and wrote; None where it does not say."""
    messages = [getattr(one, "message", None) for turn in response.generations for one in turn]
    usages: Sequence[Mapping[str, int]] = [
        usage for message in messages if (usage := getattr(message, "usage_metadata", None))
    ]
    if usages:
        return sum(one["input_tokens"] for one in usages), sum(one["output_tokens"] for one in usages)
    result = (response.llm_output or {}).get("token_usage") or {}
    return result.get("prompt_tokens"), result.get("completion_tokens")


def _set(span: Span, record: Mapping[str, Any]) -> None:
    span.set_attributes({name: value for name, value in record.items() if value not in (None, "")})
