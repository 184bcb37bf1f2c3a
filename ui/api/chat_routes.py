"""The door for clients of OpenAI: GET /v1/models, POST /v1/chat/completions."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from sse_starlette import EventSourceResponse, ServerSentEvent

from core.schema import Citation, Trace
from ui.api.answer_routes import EVENTS, PING_S
from ui.api.answer_shapes import answer_out
from ui.api.chat_shapes import (
    MODEL,
    ChatBody,
    ChoiceOut,
    CompletionOut,
    Message,
    ModelOut,
    ModelsOut,
    ReplyOut,
    UsageOut,
)
from ui.api.desk import ApiDesk, Event
from ui.api.refusals import Refused, refusal_for
from ui.api.words import MAX_QUESTION, cleaned

MAX_TURNS, PIECE = 30, 40
_STREAMED: dict[str, Any] = {
    "description": "回答；stream 为 true 时是事件流，最后是 data: [DONE]",
    "content": {EVENTS: {"schema": {"type": "object", "properties": {"data": {"type": "string"}}}}},
}


def chat_router(desk: ApiDesk) -> APIRouter:
    """The routes."""
    router = APIRouter(tags=["兼容 OpenAI"])

    @router.get("/models", summary="模型列表")
    def models() -> ModelsOut:
        """只有一个：cewen。"""
        return ModelsOut(data=[ModelOut(id=MODEL)])

    @router.get("/models/{model}", summary="一个模型")
    def model(model: Annotated[str, Path(description="模型名", max_length=100)]) -> ModelOut:
        """cewen，或 404。"""
        _hold_model(model)
        return ModelOut(id=MODEL)

    @router.post(
        "/chat/completions",
        response_model=CompletionOut,
        responses={200: _STREAMED},
        summary="对话",
    )
    def complete(body: ChatBody) -> Response:
        """最后一条 user 消息是问题，先前的 user 消息是上文；system 和 assistant 消息不当指令。"""
        question, history = asked_in(body)
        tools = desk.tools()
        events = desk.answering(tools, question, history, "")
        made, id_of = int(time.time()), f"chatcmpl-{time.time_ns():x}"
        if body.stream:
            first = next(events)
            usage = bool((body.stream_options or {}).get("include_usage"))
            return EventSourceResponse(chunks(first, events, id_of, made, usage), ping=PING_S, sep="\n")
        trace = [event for event in events if isinstance(event, Trace)][-1]
        result = CompletionOut(id=id_of, created=made, choices=[ChoiceOut(message=reply(trace))])
        return Response(result.model_dump_json(), media_type="application/json")

    return router


def asked_in(body: ChatBody) -> tuple[str, tuple[str, ...]]:
    """The question of a request, and the questions before it, oldest first.

    Raises:
        Refused: If there is none, or something is wanted that is not done here.
    """
    _hold_model(body.model)
    kind = (body.response_format or {}).get("type", "text")
    for wanted, words in (
        (bool(body.tools or body.functions), "调用工具（tools）"),
        (body.n not in (None, 1), "多个回答（n 大于 1）"),
        (kind != "text", "指定输出格式（response_format）"),
    ):
        if wanted:
            raise Refused(400, f"不支持{words}", "请去掉这个参数", code="unsupported_parameter")
    said = [text for one in body.messages if one.role == "user" and (text := _text(one))]
    if not said or body.messages[-1].role != "user":
        raise Refused(400, "没有问题", "最后一条消息应是 user 的问题", code="no_question")
    *before, question = said
    if len(question) > MAX_QUESTION:
        raise Refused(400, f"问题超过 {MAX_QUESTION} 字", "请只写要问的那一句", code="context_length_exceeded")
    return question, tuple(one[:MAX_QUESTION] for one in before[-MAX_TURNS:])


def _hold_model(name: str) -> None:
    if name != MODEL:
        raise Refused(404, f"没有模型“{name[:40]}”", f"请用 {MODEL}", code="model_not_found")


def _text(message: Message) -> str:
    """The text of a message.

    Raises:
        Refused: If there is more in it than text.
    """
    if not isinstance(message.content, list):
        return cleaned(message.content or "")
    other = next((part.type for part in message.content if part.type != "text"), None)
    if other is not None:
        raise Refused(400, f"看不了这种内容：{other}", "请只发文字", code="unsupported_content")
    return cleaned("\n".join(part.text for part in message.content))


def reply(trace: Trace) -> ReplyOut:
    """An answer as a message: with its sources in words, and as data beside them."""
    record = json.loads(answer_out(trace).model_dump_json())
    return ReplyOut(
        content=in_words(trace),
        status=trace.status,
        trace_id=trace.id,
        citations=record["citations"],
        figures=record["figures"],
        missing=record["missing"],
    )


def in_words(trace: Trace) -> str:
    """An answer with what must be said beside it and the sources that its marks name."""
    lines = [trace.answer, *(f"注：{note}" for note in trace.notes)]
    if trace.options:
        lines.append(f"可选：{'、'.join(trace.options)}")
    return "\n".join([*lines, *_sources(trace.citations)])


def _sources(citations: Sequence[Citation]) -> list[str]:
    if not citations:
        return []
    lines = ["", "来源："]
    for one in citations:
        about = "，".join(part for part in (one.date, one.section, one.locator) if part)
        warning = f"（注意：{one.warning}）" if one.warning else ""
        quote = " ".join(one.quote.split())
        lines.append(f"[{one.ref}]《{one.title}》{f'（{about}）' if about else ''}：“{quote}”{warning}")
    return lines


def chunks(first: Event, events: Iterator[Event], id_of: str, made: int, usage: bool) -> Iterator[ServerSentEvent]:
    """An answer as chunks: who speaks, the text piece by piece once it is verified, the data beside it, the end.

    Args:
        first: The first event of the answer.
        events: The others.
        id_of: The answer's id.
        made: When, in Unix seconds.
        usage: Whether the last chunk tells of usage.
    """

    def chunk(delta: dict[str, Any] | None, finish: str | None = None) -> ServerSentEvent:
        choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}]
        record: dict[str, Any] = {
            "id": id_of,
            "object": "chat.completion.chunk",
            "created": made,
            "model": MODEL,
            "choices": choices,
        }
        if delta is None:
            record["usage"] = UsageOut().model_dump()
        return ServerSentEvent(data=json.dumps(record, ensure_ascii=False))

    yield chunk({"role": "assistant", "content": ""})
    try:
        trace = [event for event in (first, *events) if isinstance(event, Trace)][-1]
        whole = reply(trace)
    except Exception as error:
        # The border: the status is sent already, so the error is an event.
        yield ServerSentEvent(data=json.dumps(refusal_for(error).openai, ensure_ascii=False))
        return
    for at in range(0, len(whole.content), PIECE):
        yield chunk({"content": whole.content[at : at + PIECE]})
    yield chunk(whole.model_dump(exclude={"role", "content"}), "stop")
    if usage:
        yield chunk(None)
    yield ServerSentEvent(data="[DONE]")
