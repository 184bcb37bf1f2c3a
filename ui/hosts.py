"""Under which names the server answers: a page that another site's name leads to is no page of this server.

Without this a site can point its own name at this machine (DNS rebinding) and read what its visitors' browser reads.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from core.settings import Settings

LOOPBACK = ("127.0.0.1", "localhost", "::1")
REFUSED = "这个地址不是本站的"
REFUSED_STEP = "请用管理员告知的地址打开；换了域名或地址的，把它写进设置 CEWEN_HOSTS"


def names_of(settings: Settings) -> frozenset[str]:
    """The names the server answers to, in small letters; none given and reached from elsewhere: any.

    This machine's own names are always among them: whoever looks after it asks there whether it is well.
    """
    items = [name.strip().lower() for name in settings.hosts.split(",") if name.strip()]
    if settings.local_only:
        items.append(settings.host.strip("[]").lower())
    return frozenset((*LOOPBACK, *items)) if items else frozenset()


def host_name(header: str) -> str:
    """The name in a Host header, without its port and brackets; '' for one that is none."""
    try:
        return (urlsplit(f"//{header}").hostname or "").lower()
    except ValueError:
        return ""


class KnownHosts:
    """Lets requests through that ask for a name of this server.

    Args:
        app: What is behind.
        names: See `names_of`; empty lets everything through.
    """

    def __init__(self, app: ASGIApp, names: frozenset[str]) -> None:
        self._app, self._names = app, names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through, or refuse it."""
        if not self._names or scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        asked = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
        if host_name(asked) in self._names:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            refused = JSONResponse({"error": REFUSED, "next_step": REFUSED_STEP}, status_code=421)
            await refused(scope, receive, send)
