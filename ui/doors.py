"""Every door of the server and who may go through it: addresses by this table, the page's handlers by their mark.

What has no rule lets nobody in. A new route or handler needs its line here or its mark; a test finds those without.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from starlette.routing import compile_path

from core.viewer import ROLES, Role

# Beside the roles: for everybody, logged in or not; for programs, whose key is looked at behind it and whose log-in is
# not; for nobody while people log in.
Needed = Literal["查询", "编辑", "管理", "public", "key", "closed"]
READ_METHODS, WRITE_METHODS = ("GET", "HEAD"), ("POST",)
GET_METHODS, TAKE_METHODS = ("GET",), ("DELETE",)
LOGIN, LOGOUT, MCP = "/login", "/logout", "/mcp"
_MARK = "cewen_needs"
Handler = TypeVar("Handler", bound=Callable[..., Any])
_Lines = tuple[tuple[Needed, tuple[str, ...], tuple[str, ...]], ...]

_TABLE: _Lines = (
    (
        "public",
        READ_METHODS,
        (
            LOGIN,
            "/page-assets/{made}/{name}",
            "/favicon.ico",
            "/robots.txt",
            "/manifest.json",
            # Scripts and styles of Gradio: the same for everybody who installs it.
            "/assets/{path:path}",
            "/static/{path:path}",
            "/svelte/{path:path}",
        ),
    ),
    ("public", WRITE_METHODS, (LOGIN,)),
    ("key", (*READ_METHODS, *WRITE_METHODS, "DELETE"), (MCP,)),
    (
        "查询",
        WRITE_METHODS,
        (
            LOGOUT,
            "/api/ask",
            "/talk/turns/{turn_id}/stop",
            "/talk/turns/{turn_id}/verdict",
            # What these run is held to the mark of its handler.
            "/gradio_api/queue/join",
            "/gradio_api/cancel",
            "/gradio_api/upload",
            "/gradio_api/reset",
            "/gradio_api/reset/",
        ),
    ),
    (
        "查询",
        READ_METHODS,
        (
            "/",
            "/charts/{key}-{paper}.svg",
            "/talk/turns/{turn_id}/marks/{ref}",
            "/talk/turns/{turn_id}/marks/{ref}/whole",
            "/talk/scope/{kind}",
            "/talk/turns/{turn_id}/rows.xlsx",
            "/talk/conversations/{conversation_id}.{kind}",
            "/library/list",
            "/library/document",
            "/library/record",
            "/library/tables",
            "/config",
            "/config/",
            "/theme.css",
            "/gradio_api/theme.css",
            "/gradio_api/info",
            "/gradio_api/info/",
            "/gradio_api/app_id",
            "/gradio_api/app_id/",
            "/gradio_api/startup-events",
            # Of one page each: held to the person whose page it is.
            "/gradio_api/queue/data",
            "/gradio_api/heartbeat/{session_hash}",
            # Files: held to the person for whom they were made, or who put them there.
            "/gradio_api/file={path_or_url:path}",
            "/gradio_api/upload_progress",
        ),
    ),
    ("编辑", WRITE_METHODS, ("/library/tables", "/library/corrections", "/library/corrections/{number}/withdraw")),
    # For programs, which come with a key: `ui.api.gate` looks who they are.
    ("public", GET_METHODS, ("/api/v1/healthz", "/api/v1/readyz")),
    (
        "查询",
        GET_METHODS,
        (
            "/api/v1/openapi.json",
            "/api/v1/docs",
            "/api/v1/indicators",
            "/api/v1/drafts/kinds",
            "/api/v1/documents",
            "/api/v1/documents/{document_id:path}",
            "/v1/openapi.json",
            "/v1/models",
            "/v1/models/{model}",
        ),
    ),
    (
        "查询",
        WRITE_METHODS,
        (
            "/api/v1/ask",
            "/api/v1/feedback",
            "/api/v1/search",
            "/api/v1/read",
            "/api/v1/figures",
            "/api/v1/tables/query",
            "/api/v1/check",
            "/api/v1/indicators/{name}",
            "/api/v1/drafts",
            "/v1/chat/completions",
        ),
    ),
    ("编辑", WRITE_METHODS, ("/api/v1/documents",)),
    ("编辑", TAKE_METHODS, ("/api/v1/documents/{document_id:path}",)),
    ("管理", GET_METHODS, ("/api/v1/metrics",)),
    # What Gradio serves and this page does not use, or what tells of other people's pages.
    (
        "closed",
        WRITE_METHODS,
        (
            "/login/",
            "/gradio_api/api/{api_name}",
            "/gradio_api/api/{api_name}/",
            "/gradio_api/run/{api_name}",
            "/gradio_api/run/{api_name}/",
            "/gradio_api/call/{api_name}",
            "/gradio_api/call/{api_name}/",
            "/gradio_api/call/v2/{api_name}",
            "/gradio_api/call/v2/{api_name}/",
            "/gradio_api/component_server",
            "/gradio_api/component_server/",
            "/gradio_api/process_recording",
            "/gradio_api/run-history/connect",
            "/gradio_api/stream/{event_id}",
            "/gradio_api/stream/{event_id}/close",
            "/gradio_api/vibe-edit",
            "/gradio_api/vibe-edit/",
            "/gradio_api/undo-vibe-edit",
            "/gradio_api/undo-vibe-edit/",
            "/gradio_api/vibe-code",
            "/gradio_api/vibe-code/",
            "/gradio_api/vibe-starter-queries",
            "/gradio_api/vibe-starter-queries/",
        ),
    ),
    (
        "closed",
        READ_METHODS,
        (
            "/openapi.json",
            "/logout",
            "/monitoring",
            "/monitoring/summary",
            "/monitoring/{key}",
            "/pwa_icon",
            "/pwa_icon/{size}",
            "/gradio_api/deep_link",
            "/gradio_api/user",
            "/gradio_api/user/",
            "/gradio_api/login_check",
            "/gradio_api/login_check/",
            "/gradio_api/token",
            "/gradio_api/token/",
            "/gradio_api/dev/reload",
            "/gradio_api/runs",
            "/gradio_api/runs/",
            "/gradio_api/run-history/buckets",
            "/gradio_api/run-history/records",
            "/gradio_api/run-history/records/{endpoint}/{record_id}/assets/{asset_id}",
            "/gradio_api/openapi.json",
            "/gradio_api/custom_component/{id}/{environment}/{type}/{file_name}",
            "/gradio_api/proxy={url_path:path}",
            "/gradio_api/file/{path:path}",
            "/gradio_api/call/{api_name}/{event_id}",
            "/gradio_api/call/v2/{api_name}/{event_id}",
            "/gradio_api/queue/status",
            "/gradio_api/vibe-code",
            "/gradio_api/vibe-code/",
            "/gradio_api/stream/{session_hash}/{run}/{component_id}/playlist.m3u8",
            "/gradio_api/stream/{session_hash}/{run}/{component_id}/{segment_id}.{ext}",
            "/gradio_api/stream/{session_hash}/{run}/{component_id}/playlist-file",
        ),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Door:
    """One address with its method, and who may go through."""

    method: str
    path: str
    needs: Needed
    pattern: re.Pattern[str]


DOORS = tuple(
    Door(method=method, path=path, needs=needs, pattern=compile_path(path)[0])
    for needs, methods, paths in _TABLE
    for method in methods
    for path in paths
)


def door_at(method: str, path: str) -> Door | None:
    """The first door that a request fits, as the router finds its route; None where there is no rule."""
    return next((one for one in DOORS if one.method == method and one.pattern.match(path)), None)


def needs(role: Role) -> Callable[[Handler], Handler]:
    """Mark a handler of the page with the role that it takes; one without a mark is refused while people log in."""
    if role not in ROLES:
        raise ValueError(f"no role: {role}")

    def marked(handler: Handler) -> Handler:
        setattr(handler, _MARK, role)
        return handler

    return marked


def needed_by(handler: Any) -> Role | None:
    """The role that a handler takes; None for one without a mark."""
    role: Role | None = getattr(handler, _MARK, None)
    return role
