"""The web server: the page at /, answers as JSON at POST /api/ask, the API at /api/v1, tools for agents at /mcp."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any, Literal

from fastapi import FastAPI, Request, Response
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from assistant.engine import Assistant, Question
from assistant.tracing import traced_trace
from core.errors import CewenError
from core.settings import Settings
from corpus.logins import Logins
from ui.api.build import add_api, make_gate
from ui.doorkeeper import Doorkeeper
from ui.head import ASSET_ROUTE, as_our_own, asset, asset_type, head_html, stamp
from ui.headers import HEADERS
from ui.hosts import KnownHosts, names_of
from ui.library_routes import add_library_routes
from ui.login import add_login_routes, require_people
from ui.mcp.mount import McpMount
from ui.page import build_page
from ui.pictures import ROUTE
from ui.rooms import Rooms
from ui.talk_routes import add_talk_routes
from ui.theme import CSS, make_theme
from ui.uploads import MAX_UPLOAD

logger = logging.getLogger(__name__)
FOR_EVER = "public, max-age=31536000, immutable"


class Ask(BaseModel):
    """The body of POST /api/ask."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(description="One question, in Chinese.")
    history: list[str] = Field(default_factory=list, max_length=50, description="Earlier questions, oldest first.")


def build_server(assistant: Assistant, settings: Settings) -> FastAPI:
    """The application that uvicorn serves.

    Args:
        assistant: Answers.
        settings: The settings in force.

    Raises:
        CewenError: If people must log in and there is nobody yet who can.
    """
    import gradio as gr

    logins = Logins(lambda: assistant.store.session(), settings) if settings.accounts_on else None
    if logins is not None:
        require_people(logins, settings)
    gate, meters = make_gate(assistant, settings, logins)
    keeper, rooms = Doorkeeper(logins, gate), Rooms(assistant, settings, logins)
    mcp = McpMount(rooms.toolbox, settings, gate.program)
    app = FastAPI(title="策问", docs_url=None, redoc_url=None, lifespan=mcp.lifespan)
    # Innermost: what is refused is dressed below like everything else.
    app.add_middleware(keeper.middleware)

    @app.middleware("http")
    async def stay_here(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await call_next(request)
        if request.url.path == "/" and response.headers.get("content-type", "").startswith("text/html"):
            response = await as_our_own(response)
        response.headers.update(HEADERS)
        if logins is not None:
            # What one person saw is not for the next at the same machine.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    # Outermost, so that what is rewritten above is plain; streams of events and what is compressed already stay as is.
    app.add_middleware(GZipMiddleware, minimum_size=1024)
    app.add_middleware(KnownHosts, names=names_of(settings))

    @app.get(f"/{ASSET_ROUTE}/{{made}}/{{name}}")
    def own_asset(made: str, name: str) -> Response:
        if asset_type(name) is None or made != stamp(name):
            return Response(status_code=404)
        return Response(asset(name), media_type=asset_type(name), headers={"Cache-Control": FOR_EVER})

    @app.post("/api/ask")
    def ask(body: Ask) -> Any:
        room = rooms.here()
        user = "api" if logins is None else room.viewer.name
        try:
            question = Question(text=body.question, history=tuple(body.history), user=user)
            trace = traced_trace(lambda: room.assistant.invoke(question))
        except CewenError as error:
            return JSONResponse({"error": error.message, "next_step": error.next_step}, status_code=503)
        return JSONResponse(trace.to_dict())

    @app.get("/favicon.ico")
    def icon() -> Response:
        return Response(asset("icon.svg"), media_type="image/svg+xml", headers={"Cache-Control": "max-age=86400"})

    @app.get(f"/{ROUTE}/{{key}}-{{paper}}.svg")
    def picture(key: str, paper: Literal["light", "dark"]) -> Response:
        made = rooms.here().pictures.svg(key, dark=paper == "dark")
        if made is None:
            return Response(status_code=404)
        return Response(made, media_type="image/svg+xml", headers={"Cache-Control": "private, max-age=86400"})

    app.router.routes.append(mcp.route())
    add_talk_routes(app, lambda: rooms.here().talks, rooms.exported)
    add_library_routes(app, lambda: rooms.here().shelf)
    add_api(app, assistant, settings, rooms, meters)
    if logins is not None:
        add_login_routes(app, logins, settings, lambda: assistant.store)
    page = build_page(rooms)
    keeper.guard(page)
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        page,
        path="/",
        theme=make_theme(),
        css=CSS,
        head=head_html(),
        footer_links=[],
        show_error=False,
        max_file_size=MAX_UPLOAD,
    )
    return mounted
