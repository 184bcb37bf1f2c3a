"""Questions and what people think of the answers: POST /ask, POST /feedback."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request, Response
from sse_starlette import EventSourceResponse, ServerSentEvent

from core.early import Early
from core.errors import DataError
from core.schema import Step, Trace
from corpus.feedback import judge_logged_answer
from ui.api.answer_shapes import AnswerOut, AskBody, FeedbackBody, FeedbackOut, answer_out, step_out
from ui.api.desk import ApiDesk, Event
from ui.api.refusals import Refused, refusal_for

EVENTS = "text/event-stream"
PING_S = 15
_STREAMED: dict[str, Any] = {
    "description": "回答；要事件流时依次是 step（过程）、early（初步回答，可能没有）、trace（回答，在最后）或 error",
    "content": {
        EVENTS: {
            "schema": {
                "type": "object",
                "required": ["event", "data"],
                "properties": {
                    "event": {"enum": ["step", "early", "trace", "error"]},
                    "data": {"type": "string", "description": "JSON"},
                },
            }
        }
    },
}


def answer_router(desk: ApiDesk) -> APIRouter:
    """The routes."""
    router = APIRouter(tags=["问答"])

    @router.post("/ask", response_model=AnswerOut, responses={200: _STREAMED}, summary="问一个问题")
    def ask(body: AskBody, request: Request) -> Response:
        """答案先给结论，每个数字带原句或算式；资料里没有的，说明缺的是地区、时间还是内容，不拿别的顶替。"""
        tools = desk.tools()
        if body.home and tools.assistant.planner.places.gazetteer.parse(body.home) is None:
            raise Refused(422, f"不认识“{body.home}”这个地方", "home 请写全称，如 浙江省杭州市西湖区")
        events = desk.answering(tools, body.question, tuple(body.history), body.home)
        if body.stream or EVENTS in request.headers.get("accept", ""):
            # The first step is taken now: who must wait too long is still refused with a status.
            first = next(events)
            return EventSourceResponse(told(first, events), ping=PING_S, sep="\n")
        last = [event for event in events if isinstance(event, Trace)][-1]
        return Response(answer_out(last).model_dump_json(), media_type="application/json")

    @router.post("/feedback", response_model=FeedbackOut, summary="评价一个回答")
    def feedback(body: FeedbackBody) -> FeedbackOut:
        """标“有用”或“有误”并写原因；同一个回答再评价一次，以后一次为准。管理员用 cewen feedback 查看。"""
        try:
            judge_logged_answer(desk.store, desk.tools().viewer.name, body.trace_id, body.verdict, body.reason)
        except DataError as error:
            raise Refused(404, error.message, error.next_step) from error
        return FeedbackOut(trace_id=body.trace_id, verdict=body.verdict)

    return router


def told(first: Event, events: Iterator[Event]) -> Iterator[ServerSentEvent]:
    """What comes of a question as events of a stream; an error is the last of them."""
    yield _event(first)
    try:
        for event in events:
            yield _event(event)
    except Exception as error:
        # The border: the status is sent already, so the error is an event.
        yield ServerSentEvent(event="error", data=refusal_for(error).body.model_dump_json())


def _event(event: Event) -> ServerSentEvent:
    if isinstance(event, Step):
        return ServerSentEvent(event="step", data=step_out(event).model_dump_json())
    if isinstance(event, Early):
        return ServerSentEvent(event="early", data=answer_out(event.trace).model_dump_json())
    return ServerSentEvent(event="trace", data=answer_out(event).model_dump_json())
