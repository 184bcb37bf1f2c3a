"""The MCP server at /mcp of the web server: who may call, from where, and its life with the server's."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from assistant.toolbox import Toolbox
from core.settings import Settings
from core.viewer import Viewer
from ui.api.refusals import Refused
from ui.doors import MCP
from ui.mcp.server import make_mcp_server
from ui.origins import is_foreign

# Who calls; refuses who may not.
ViewerOf = Callable[[Request], Awaitable[Viewer]]
FOREIGN = "请求是别的网站的页面发出的，不能用"
ONLY_POST = "这里只收 POST"
_VIEWER = "cewen.viewer"


class McpMount:
    """The MCP server behind its door.

    Each request is complete in itself: nothing is kept between two, so any number of servers may share the work.

    Args:
        toolbox_of: Gives a person's toolbox.
        settings: Whether people must say who they are, and where the server listens.
        viewer_of: Who calls; refuses who may not.
    """

    def __init__(self, toolbox_of: Callable[[Viewer], Toolbox], settings: Settings, viewer_of: ViewerOf) -> None:
        self._viewer_of = viewer_of
        self._server = make_mcp_server(toolbox_of, lambda request: request.scope[_VIEWER])
        self._manager: StreamableHTTPSessionManager | None = None

    @asynccontextmanager
    async def lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        """Serve while the web server does."""
        # Whether the server is asked by a name of its own is looked at before (`ui.hosts`), whether by a page of
        # another site below.
        manager = StreamableHTTPSessionManager(self._server, stateless=True, json_response=True)
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
        try:
            viewer = await self._viewer_of(request)
        except Refused as refused:
            headers = {"WWW-Authenticate": "Bearer"} if refused.status == 401 else {}
            await refused.response(MCP, headers)(scope, receive, send)
            return
        if self._manager is None:
            raise RuntimeError("the MCP server is not being served")
        await self._manager.handle_request({**scope, _VIEWER: viewer}, receive, send)
