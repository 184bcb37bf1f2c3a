"""The MCP server at /mcp of the web server: who may call, from where, and its life with the server's."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import anyio.to_thread
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from assistant.toolbox import Toolbox
from core.settings import Settings
from core.viewer import LOCAL_VIEWER, Viewer
from ui.doorkeeper import is_foreign
from ui.doors import MCP
from ui.mcp.server import make_mcp_server

# Who calls, by the headers of a request; None for nobody who may.
ViewerOfHeaders = Callable[[Mapping[str, str]], Viewer | None]
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
NO_KEY = "没有密钥，或密钥不对、已停用"
NO_KEY_STEP = "请在请求头写 Authorization: Bearer 密钥；密钥找管理员要"
FOREIGN = "请求是别的网站的页面发出的，不能用"
ONLY_POST = "这里只收 POST"
_VIEWER = "cewen.viewer"


class McpMount:
    """The MCP server behind its door.

    Each request is complete in itself: nothing is kept between two, so any number of servers may share the work.

    Args:
        toolbox_of: Gives a person's toolbox.
        settings: Whether people must say who they are, and where the server listens.
        viewer_of: Who calls; None: whoever is at this machine where nobody logs in, else nobody.
    """

    def __init__(
        self, toolbox_of: Callable[[Viewer], Toolbox], settings: Settings, viewer_of: ViewerOfHeaders | None = None
    ) -> None:
        self._local = not settings.accounts_on
        self._viewer_of = viewer_of
        self._server = make_mcp_server(toolbox_of, lambda request: request.scope[_VIEWER])
        hosts = (*LOOPBACK, settings.host)
        # A name that somebody's domain gives to this machine is not this machine; with keys that is no danger.
        self._security = (
            TransportSecuritySettings(
                allowed_hosts=[one for host in hosts for one in (host, f"{host}:*")],
                allowed_origins=[one for host in hosts for one in (f"http://{host}", f"http://{host}:*")],
            )
            if self._local and settings.local_only
            else TransportSecuritySettings(enable_dns_rebinding_protection=False)
        )
        self._manager: StreamableHTTPSessionManager | None = None

    @asynccontextmanager
    async def lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        """Serve while the web server does."""
        manager = StreamableHTTPSessionManager(
            self._server, stateless=True, json_response=True, security_settings=self._security
        )
        async with manager.run():
            self._manager = manager
            try:
                yield
            finally:
                self._manager = None

    def route(self) -> Route:
        """Its address; whatever is not POST is told so."""
        return Route(MCP, endpoint=self, methods=["GET", "POST", "DELETE"])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope)
        if request.method != "POST":
            refusal = JSONResponse({"error": ONLY_POST}, status_code=405, headers={"Allow": "POST"})
            await refusal(scope, receive, send)
            return
        if is_foreign(request.headers):
            await JSONResponse({"error": FOREIGN}, status_code=403)(scope, receive, send)
            return
        viewer = await self._who(request)
        if viewer is None:
            refusal = JSONResponse(
                {"error": NO_KEY, "next_step": NO_KEY_STEP}, status_code=401, headers={"WWW-Authenticate": "Bearer"}
            )
            await refusal(scope, receive, send)
            return
        if self._manager is None:
            raise RuntimeError("the MCP server is not being served")
        await self._manager.handle_request({**scope, _VIEWER: viewer}, receive, send)

    async def _who(self, request: Request) -> Viewer | None:
        if self._viewer_of is None:
            return LOCAL_VIEWER if self._local else None
        asked: Any = self._viewer_of
        viewer: Viewer | None = await anyio.to_thread.run_sync(asked, request.headers)
        return viewer
