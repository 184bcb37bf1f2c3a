"""Addresses beside the page for the conversation: what the drawer shows, stopping, verdicts, exports."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Literal
from urllib.parse import quote

from fastapi import FastAPI, Query, Response
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from core.errors import CewenError
from corpus.feedback import MAX_REASON
from ui.exports import as_markdown, write_docx
from ui.outbox import Outbox
from ui.render import error_html, not_opened_html
from ui.talks import Talks

logger = logging.getLogger(__name__)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_WORDS = 100
MARKDOWN = "text/markdown; charset=utf-8"


class Judgement(BaseModel):
    """The body of a verdict on an answer."""

    model_config = ConfigDict(extra="forbid")

    verdict: Literal["good", "bad", ""] = Field(description="'' takes it back.")
    reason: str = Field("", max_length=MAX_REASON, description="Why, in the owner's words.")


def add_talk_routes(app: FastAPI, here: Callable[[], Talks], exported: Callable[[str], None]) -> None:
    """Add the addresses to the application that serves the page.

    Args:
        app: The application.
        here: Gives the conversations of who asks.
        exported: Keeps that a file of that name was taken.
    """
    outbox = Outbox()

    def shown(fill: Callable[[], str]) -> HTMLResponse:
        try:
            return HTMLResponse(fill())
        except CewenError as error:
            return HTMLResponse(not_opened_html(str(error)), status_code=404)

    def told(work: Callable[[], None]) -> JSONResponse:
        try:
            work()
        except CewenError as error:
            return JSONResponse({"error": str(error)}, status_code=404)
        return JSONResponse({})

    @app.get("/talk/turns/{turn_id}/marks/{ref}")
    def mark(turn_id: str, ref: str) -> Response:
        return shown(lambda: here().drawer.mark(turn_id, ref))

    @app.get("/talk/turns/{turn_id}/marks/{ref}/whole")
    def whole(turn_id: str, ref: str, at: int | None = None, words: str = "") -> Response:
        return shown(lambda: here().drawer.whole(turn_id, ref, at, words[:MAX_WORDS]))

    @app.post("/talk/turns/{turn_id}/stop")
    def stop(turn_id: str) -> Response:
        return told(lambda: here().answering.stop(turn_id))

    @app.post("/talk/turns/{turn_id}/verdict")
    def judge(turn_id: str, body: Judgement) -> Response:
        return told(lambda: here().judge(turn_id, body.verdict, body.reason))

    @app.get("/talk/scope/{kind}")
    def scope(kind: Literal["place", "year", "document"], words: str = Query("", max_length=MAX_WORDS)) -> Response:
        try:
            choices, more = here().scope.choices(kind, words)
        except CewenError as error:
            return JSONResponse({"error": str(error)}, status_code=400)
        return JSONResponse({"choices": [asdict(one) for one in choices], "more": more})

    @app.get("/talk/turns/{turn_id}/rows.xlsx")
    def rows(turn_id: str) -> Response:
        try:
            content = here().rows_of(turn_id, outbox.path_for("用到的行.xlsx")).read_bytes()
        except CewenError as error:
            return HTMLResponse(error_html(str(error)), status_code=404)
        exported("用到的行.xlsx")
        return _attached(content, "用到的行.xlsx", XLSX)

    @app.get("/talk/conversations/{conversation_id}.{kind}")
    def export(conversation_id: str, kind: Literal["md", "docx"]) -> Any:
        try:
            conversation = here().conversations.read(conversation_id)
        except CewenError as error:
            return HTMLResponse(error_html(str(error)), status_code=404)
        name = f"{conversation.title[:40]}.{kind}"
        if kind == "md":
            content = as_markdown(conversation).encode()
        else:
            content = write_docx(conversation, outbox.path_for(name)).read_bytes()
        exported(name)
        return _attached(content, name, MARKDOWN if kind == "md" else DOCX)


def _attached(content: bytes, name: str, media_type: str) -> Response:
    """A file to be saved under a Chinese name."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    return Response(content, media_type=media_type, headers=headers)
