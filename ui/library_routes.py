"""Addresses beside the page for the library: its list, documents, records and tables, and putting them right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Body, FastAPI, Response
from fastapi.responses import HTMLResponse, JSONResponse

from core.errors import CewenError, Outdated
from corpus.listing import Wanted
from ui.border import INTERNAL, at_the_border
from ui.render import not_opened_html
from ui.shelf import Shelf

MAX_WORDS, MAX_FIELDS, MAX_FIELD = 100, 400, 1000
Fields = Annotated[dict[str, str], Body()]


def add_library_routes(app: FastAPI, here: Callable[[], Shelf]) -> None:
    """Add the addresses to the application that serves the page; `here` gives the documents as who asks sees them."""

    def shown(fill: Callable[[], str]) -> Response:
        def failed(message: str) -> Response:
            return HTMLResponse(not_opened_html(message), status_code=500 if message == INTERNAL else 404)

        return at_the_border(lambda: HTMLResponse(fill()), failed)()

    def written(fields: dict[str, str], work: Callable[[], str], seen: Callable[[], int]) -> Response:
        if len(fields) > MAX_FIELDS or any(len(value) > MAX_FIELD for value in fields.values()):
            return JSONResponse({"error": "填的内容太长"}, status_code=422)

        def done() -> Response:
            try:
                return JSONResponse({"html": work()})
            except Outdated as error:
                return JSONResponse({"error": str(error), "seen": seen()}, status_code=409)
            except CewenError as error:
                return JSONResponse({"error": str(error)}, status_code=422)
            except (KeyError, ValueError):
                return JSONResponse({"error": "表单不完整，请关掉重新打开"}, status_code=422)

        return at_the_border(done, lambda message: JSONResponse({"error": message}, status_code=500))()

    @app.get("/library/list")
    def listed(
        words: str = "", place: str = "", year: str = "", kind: str = "", troubled: str = "", page: int = 1
    ) -> Response:
        wanted = Wanted(
            words=words[:MAX_WORDS],
            place=place.strip()[:MAX_WORDS],
            year=int(year) if year.isdigit() else 0,
            kind=kind,
            troubled=bool(troubled),
        )
        return shown(lambda: here().page(wanted, page))

    @app.get("/library/document")
    def document(id: str, at: int | None = None, words: str = "") -> Response:  # noqa: A002
        return shown(lambda: here().read(id, at, words[:MAX_WORDS]))

    @app.get("/library/record")
    def record(id: str) -> Response:  # noqa: A002
        return shown(lambda: here().record(id))

    @app.get("/library/tables")
    def tables(id: str, number: int = 0, header: int | None = None, since: int = 0) -> Response:  # noqa: A002
        return shown(lambda: here().tables(id, number, header, max(0, since)))

    @app.post("/library/tables")
    def mapped(fields: Fields) -> Response:
        return written(fields, lambda: here().map(fields), lambda: here().sayings(fields))

    @app.post("/library/corrections")
    def corrected(fields: Fields) -> Response:
        return written(fields, lambda: here().correct(fields["id"], fields), lambda: here().changes(fields["id"]))

    @app.post("/library/corrections/{number}/withdraw")
    def withdrawn(number: int, fields: Fields) -> Response:
        return written(
            fields, lambda: here().withdraw(fields["id"], number, fields), lambda: here().changes(fields["id"])
        )
