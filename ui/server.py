"""The web server: the page at / and the same answers as JSON at POST /api/ask."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any, Literal

from fastapi import FastAPI, Request, Response
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from assistant.engine import Assistant, Question
from core.errors import CewenError
from core.settings import Settings
from ui.head import ASSET_ROUTE, as_our_own, asset, asset_type, head_html, stamp
from ui.library import example_questions
from ui.library_routes import add_library_routes
from ui.page import build_page
from ui.pictures import ROUTE, Pictures
from ui.shelf import Shelf
from ui.talk_routes import add_talk_routes
from ui.talks import Talks
from ui.theme import CSS, make_theme
from ui.uploads import MAX_UPLOAD

logger = logging.getLogger(__name__)
# Nothing the page shows may load from elsewhere; Gradio's own scripts are inline and use eval.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss: blob: data:; "
    "worker-src 'self' blob:"
)

FOR_EVER = "public, max-age=31536000, immutable"


class Ask(BaseModel):
    """The body of POST /api/ask."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(description="One question, in Chinese.")
    history: list[str] = Field(default_factory=list, max_length=50, description="Earlier questions, oldest first.")


def build_server(assistant: Assistant, settings: Settings) -> FastAPI:
    """The application that uvicorn serves."""
    import gradio as gr

    app = FastAPI(title="策问", docs_url=None, redoc_url=None)

    @app.middleware("http")
    async def stay_here(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await call_next(request)
        if request.url.path == "/" and response.headers.get("content-type", "").startswith("text/html"):
            response = await as_our_own(response)
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    # Outermost, so that what is rewritten above is plain; streams of events and what is compressed already stay as is.
    app.add_middleware(GZipMiddleware, minimum_size=1024)

    @app.get(f"/{ASSET_ROUTE}/{{made}}/{{name}}")
    def own_asset(made: str, name: str) -> Response:
        if asset_type(name) is None or made != stamp(name):
            return Response(status_code=404)
        return Response(asset(name), media_type=asset_type(name), headers={"Cache-Control": FOR_EVER})

    @app.post("/api/ask")
    def ask(body: Ask) -> Any:
        try:
            trace = assistant.invoke(Question(text=body.question, history=tuple(body.history), user="api"))
        except CewenError as error:
            return JSONResponse({"error": error.message, "next_step": error.next_step}, status_code=503)
        return JSONResponse(trace.to_dict())

    @app.get("/favicon.ico")
    def icon() -> Response:
        return Response(asset("icon.svg"), media_type="image/svg+xml", headers={"Cache-Control": "max-age=86400"})

    pictures = Pictures()

    @app.get(f"/{ROUTE}/{{key}}-{{paper}}.svg")
    def picture(key: str, paper: Literal["light", "dark"]) -> Response:
        made = pictures.svg(key, dark=paper == "dark")
        if made is None:
            return Response(status_code=404)
        return Response(made, media_type="image/svg+xml", headers={"Cache-Control": "private, max-age=86400"})

    def examples() -> list[str]:
        known = {place.name for place in assistant.finder.corpus_places} | set(assistant.desk.places())
        return example_questions(settings.lexicon_dir, assistant.planner.places.gazetteer, known)

    talks = Talks(assistant, pictures, examples)
    add_talk_routes(app, talks)
    shelf = Shelf(assistant, settings)
    add_library_routes(app, shelf)
    page = build_page(assistant, settings, pictures, talks, shelf)
    mounted: FastAPI = gr.mount_gradio_app(
        app, page, path="/", theme=make_theme(), css=CSS, head=head_html(), footer_links=[],
        show_error=False, max_file_size=MAX_UPLOAD,
    )  # fmt: skip
    return mounted
