"""The log-in page: a plain form, the same answer for an unknown name and a wrong password, and the way out."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, quote

import anyio.to_thread
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from core.errors import CewenError
from core.settings import Settings
from corpus.accounts import MAX_NAME, account_name
from corpus.audit import Kind, record
from corpus.logins import LockedOut, LoginRefused, Logins
from corpus.store import Store
from ui.doors import LOGIN, LOGOUT
from ui.head import ASSET_ROUTE, LOGIN_ASSETS, stamp
from ui.seats import seat_now
from ui.templating import render

COOKIE = "cewen_login"
MAX_FORM = 8 * 1024
# Where one may be led after logging in: the page, or a conversation on it. Anything else is the page.
_NEXT = re.compile(r"/(\?c=[0-9a-f]{32})?")
_NOTHING = "请填写用户名和密码"


def login_address(request: Request) -> str:
    """The log-in page, which leads back to what was asked for."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"{LOGIN}?next={quote(wanted, safe='')}" if leads_to(wanted) != "/" else LOGIN


def leads_to(wanted: str) -> str:
    """An address of this page to go to, never one elsewhere."""
    return wanted if _NEXT.fullmatch(wanted) else "/"


def add_login_routes(app: FastAPI, logins: Logins, settings: Settings, store: Callable[[], Store]) -> None:
    """Add the addresses for logging in and out to the application that serves the page.

    Args:
        app: The application.
        logins: Who may come.
        settings: How long a log-in lasts.
        store: Gives the store, whose log tells who came and who tried.
    """

    @app.api_route(LOGIN, methods=["GET", "HEAD"])
    def form(next: str = "/") -> Response:  # noqa: A002
        return _page(leads_to(next))

    @app.post(LOGIN)
    async def log_in(request: Request) -> Response:
        fields = await _fields(request)
        name, password, there = fields.get("name", ""), fields.get("password", ""), leads_to(fields.get("next", "/"))
        if not name.strip() or not password:
            return _page(there, _NOTHING, name, 400)
        address = request.client.host if request.client else ""
        try:
            token = await anyio.to_thread.run_sync(logins.log_in, name, password, address)
        except LoginRefused as error:
            # Those that are not looked at would let strangers fill the log.
            if not isinstance(error, LockedOut):
                await anyio.to_thread.run_sync(_kept, store(), "login_failed", name, address)
            return _page(there, str(error), name, 401)
        await anyio.to_thread.run_sync(_kept, store(), "login", account_name(name), address)
        old = request.cookies.get(COOKIE)
        if old:
            await anyio.to_thread.run_sync(logins.log_out, old)
        answer = RedirectResponse(there, status_code=303)
        answer.set_cookie(
            COOKIE,
            token,
            max_age=int(settings.session_hours * 3600),
            path="/",
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return answer

    @app.post(LOGOUT)
    def log_out(request: Request) -> Response:
        logins.log_out(request.cookies.get(COOKIE, ""))
        _kept(store(), "logout", seat_now().viewer.name, request.client.host if request.client else "")
        answer = RedirectResponse(LOGIN, status_code=303)
        answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=request.url.scheme == "https")
        return answer


def _kept(store: Store, kind: Kind, name: str, address: str) -> None:
    record(store, kind, user=name[:MAX_NAME], subject=f"来自 {address}")


def require_people(logins: Logins, settings: Settings) -> None:
    """Hold that somebody can log in before anything is served.

    Raises:
        CewenError: If there is no account.
    """
    if not any(not one.disabled for one in logins.accounts.listed()):
        data = f" --data {settings.data_dir}" if settings.data_dir != Settings.model_fields["data_dir"].default else ""
        raise CewenError(
            f"网页要登录才能用（监听 {settings.host}），还没有用户",
            next_step=f"请先运行 python -m corpus users add 用户名 --role 管理{data}",
        )


def refused_page(message: str, status: int) -> Response:
    """A page that says why a door stays shut."""
    return HTMLResponse(render("refused.html", message=message, **_assets()), status_code=status)


async def _fields(request: Request) -> dict[str, str]:
    """What a plain form sent; nothing where it is too much or no form."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MAX_FORM:
            return {}
        parts.append(part)
    result = parse_qs(b"".join(parts).decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[-1] for name, values in result.items()}


def _page(there: str, wrong: str = "", name: str = "", status: int = 200) -> Response:
    body = render("login.html", action=LOGIN, there=there, wrong=wrong, name=name[:100], **_assets())
    return HTMLResponse(body, status_code=status, headers={"Cache-Control": "no-store"})


def _assets() -> dict[str, str]:
    """Where the page's style sheet and script are."""
    style, script = (f"/{ASSET_ROUTE}/{stamp(name)}/{name}" for name in LOGIN_ASSETS)
    return {"style": style, "script": script}
