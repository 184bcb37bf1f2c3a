"""The model service: POST /v1/queries, /v1/passages and /v1/read; GET /health tells which model."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable
from typing import TypeVar

from fastapi import FastAPI, HTTPException, Request, Response
from starlette.requests import ClientDisconnect

from retrieval.embed import Embedder
from retrieval.reader.reading import PassageReader
from retrieval.service.jobs import PAGES, PASSAGES, QUESTION, Line, LineFull, TooLate, Work
from retrieval.service.payload import (
    IDENTITY_HEADER,
    MOST_BYTES,
    NPZ,
    PayloadError,
    asked_pages,
    asked_texts,
    pack_readings,
    pack_vectors,
)

T = TypeVar("T")
RETRY_S = 1
MOST_WAITING, PATIENCE_S = 64, 60.0


def make_service(
    embedder: Embedder, reader: PassageReader | None, token: str, *, most_waiting: int = MOST_WAITING
) -> FastAPI:
    """The service over models that are loaded.

    Args:
        embedder: Makes the vectors.
        reader: Reads passages; None where it cannot be had.
        token: What a caller must say; '': nothing.
        most_waiting: Requests that may wait; whoever comes then is told to come again.
    """
    line = Line(most_waiting, PATIENCE_S)
    app = FastAPI(title="策问模型服务", docs_url=None, redoc_url=None, openapi_url=None)
    mark = {IDENTITY_HEADER: embedder.identity}

    def admit(request: Request) -> None:
        said = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token and not hmac.compare_digest(said.encode(), token.encode()):
            raise HTTPException(401, "token")

    async def done(rank: int, work: Work) -> Response:
        try:
            made = await asyncio.wrap_future(line.put(rank, work))
        except (LineFull, TooLate) as error:
            raise HTTPException(503, "busy", {"Retry-After": str(RETRY_S)}) from error
        except (RuntimeError, ValueError, OSError, MemoryError) as error:
            raise HTTPException(500, type(error).__name__) from error
        return Response(made, media_type=NPZ, headers=mark)

    @app.get("/health")
    async def health() -> dict[str, object]:
        """Which models these are, and how much waits."""
        return {
            "status": "ok",
            "model": embedder.name,
            "identity": embedder.identity,
            "weights": embedder.weights,
            "reader": reader is not None,
            "waiting": line.waiting,
        }

    @app.post("/v1/queries")
    async def queries(request: Request) -> Response:
        """Vectors of questions."""
        admit(request)
        texts = _checked(asked_texts, await _body(request))
        return await done(QUESTION, lambda: pack_vectors(embedder.queries(texts)))

    @app.post("/v1/passages")
    async def passages(request: Request) -> Response:
        """Vectors of texts to be found."""
        admit(request)
        texts = _checked(asked_texts, await _body(request))
        return await done(PASSAGES, lambda: pack_vectors(embedder.passages(texts)))

    @app.post("/v1/read")
    async def read(request: Request) -> Response:
        """Readings of pages."""
        admit(request)
        questions, pages = _checked(asked_pages, await _body(request))
        if reader is None:
            raise HTTPException(501, "no reader")
        return await done(PAGES, lambda: pack_readings(reader.read(questions, pages)))

    return app


def _checked(parse: Callable[[bytes], T], body: bytes) -> T:
    try:
        return parse(body)
    except PayloadError as error:
        raise HTTPException(400, str(error)) from error


async def _body(request: Request) -> bytes:
    """The body of a request, no longer than it may be."""
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > MOST_BYTES:
                raise HTTPException(413, "too long")
    except ClientDisconnect as error:
        raise HTTPException(400, "cut short") from error
    return bytes(body)
