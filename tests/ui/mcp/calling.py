"""The MCP server as other makers' programs meet it: the official client, over real HTTP."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import httpx2
import uvicorn
from fastapi import FastAPI
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError
from mcp_types import CallToolResult, TextContent

DEADLINE_S = 30


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """An application behind a port of this machine; the address of its MCP server."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + DEADLINE_S
    while not server.started:
        assert time.monotonic() < until, "the server did not start"
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        server.should_exit = True
        thread.join(DEADLINE_S)


@asynccontextmanager
async def client_at(address: str, headers: dict[str, str] | None = None, mode: Any = "auto") -> AsyncIterator[Client]:
    """The official client, connected."""
    async with (
        httpx2.AsyncClient(headers=headers, timeout=60) as http,
        Client(streamable_http_client(address, http_client=http), mode=mode) as client,
    ):
        yield client


async def refusal(asking: Awaitable[Any]) -> str:
    """How the server refuses what is asked; '' where it does not.

    Looked at while the client is connected: what leaves that comes out in a group.
    """
    try:
        await asking
    except MCPError as error:
        return error.error.message
    return ""


def words_of(result: CallToolResult) -> str:
    """The text of what a tool gave."""
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text
