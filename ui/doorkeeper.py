"""Nobody comes in without a log-in that is good enough: in front of every address and every handler of the page."""

from __future__ import annotations

import json
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any, Protocol

import anyio.to_thread
from fastapi import Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.errors import StoreUnavailable
from corpus.logins import Logins, Seat
from ui.doors import READ_METHODS, door_at, needed_by
from ui.login import COOKIE, login_address, refused_page
from ui.origins import is_foreign, same_origin
from ui.seats import LOCAL_SEAT, seated

EXPIRED = "登录已过期，您写的还在"
EXPIRED_STEP = "请在新标签页里登录，再回来重试"
NOT_ALLOWED = "您的账户不能做这一步：请找管理员"
FOREIGN = "请求不是从本站页面发出的：请回到页面再试"
OTHERS_PAGE = "这个页面是另一位用户打开的：请刷新页面"
NOT_THERE = "没有这个文件"
MAX_BODY, MAX_KEPT = 16 * 1024 * 1024, 50_000
_BODY_NAMES_PAGE = ("/gradio_api/queue/join", "/gradio_api/cancel")
_UPLOAD, _PROGRESS, _FILE = "/gradio_api/upload", "/gradio_api/upload_progress", "/gradio_api/file="
_HEARTBEAT = re.compile(r"/gradio_api/heartbeat/([^/]+)")


class Owners:
    """Whose a thing is, the latest things only."""

    def __init__(self) -> None:
        self._of: OrderedDict[str, set[str]] = OrderedDict()
        self._lock = threading.Lock()

    def give(self, thing: str, name: str) -> None:
        """Say that a thing is a person's, too."""
        with self._lock:
            self._of.setdefault(thing, set()).add(name)
            self._of.move_to_end(thing)
            self._trim()

    def _trim(self) -> None:
        while len(self._of) > MAX_KEPT:
            self._of.popitem(last=False)

    def claim(self, thing: str, name: str) -> bool:
        """Whether a thing is a person's alone; one that is nobody's yet becomes theirs."""
        with self._lock:
            owned = self._of.setdefault(thing, {name}) == {name}
            self._trim()
            return owned

    def holds(self, thing: str, name: str) -> bool:
        """Whether a thing is a person's."""
        with self._lock:
            return name in self._of.get(thing, ())


class Gate(Protocol):
    """Looks who comes to addresses of its own."""

    def is_for(self, path: str) -> bool:
        """Whether an address is one of them."""

    async def let_in(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or say why not."""


class Doorkeeper:
    """Looks who comes and what the door takes.

    Args:
        logins: Who may come; None where nobody logs in: then every door is open to whoever is at this machine.
        gate: Looks who calls at the addresses for programs, with or without log-ins.
    """

    def __init__(self, logins: Logins | None, gate: Gate | None = None) -> None:
        self._logins = logins
        self._gate = gate
        self._pages, self._files = Owners(), Owners()

    def middleware(self, app: ASGIApp) -> ASGIApp:
        """An application behind its door."""

        async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "lifespan":
                await app(scope, receive, send)
            elif scope["type"] == "http" and self._gate is not None and self._gate.is_for(scope["path"]):
                await self._gate.let_in(app, scope, receive, send)
            elif self._logins is None:
                with seated(LOCAL_SEAT):
                    await app(scope, receive, send)
            elif scope["type"] == "http":
                await self._let_in(self._logins, app, scope, receive, send)
            else:
                await send({"type": "websocket.close", "code": 1008})

        return guarded

    async def _let_in(self, logins: Logins, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        door = door_at(request.method, request.url.path)
        if door is None or door.needs == "closed":
            await _refused(request, 403, NOT_ALLOWED)(scope, receive, send)
            return
        if door.needs == "key":
            # A page has no key, and a log-in is worth nothing there: whatever site asks, it gains nothing by a person.
            await app(scope, receive, send)
            return
        foreign = is_foreign(request.headers) if request.method in READ_METHODS else not same_origin(request.headers)
        if foreign:
            await _refused(request, 403, FOREIGN)(scope, receive, send)
            return
        if door.needs == "public":
            await app(scope, receive, send)
            return
        try:
            seat = await anyio.to_thread.run_sync(logins.seat, request.cookies.get(COOKIE, ""))
        except StoreUnavailable as error:
            # Told here: outside the application nobody turns an error into an answer.
            await _refused(request, 503, str(error))(scope, receive, send)
            return
        if seat is None:
            await _to_log_in(request)(scope, receive, send)
            return
        if not seat.viewer.may(door.needs):
            await _refused(request, 403, NOT_ALLOWED)(scope, receive, send)
            return
        body: bytes | None = None
        if request.url.path in _BODY_NAMES_PAGE:
            body = await _whole(receive)
        refusal = self._others(request, seat, body)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        name = seat.viewer.name
        if request.url.path == _UPLOAD:
            send = _heard(send, lambda item: self._uploaded(item, name))
        with seated(seat):
            await app(scope, receive if body is None else _again(body, receive), send)

    def _others(self, request: Request, seat: Seat, body: bytes | None) -> Response | None:
        """A refusal where a request is about another person's page or file."""
        path, name = request.url.path, seat.viewer.name
        if path.startswith(_FILE):
            mine = self._files.holds(path.removeprefix(_FILE), name)
            return None if mine else _refused(request, 404, NOT_THERE)
        page: Any = None
        if body is not None:
            if len(body) > MAX_BODY:
                return _refused(request, 413, "内容太长")
            try:
                record = json.loads(body)
            except ValueError:
                return _refused(request, 400, "请求不完整")
            page = record.get("session_hash") if isinstance(record, dict) else None
        elif path in (_UPLOAD, _PROGRESS):
            upload = request.query_params.get("upload_id")
            page = f"upload:{upload}" if upload else None
            if page is None:
                return None
        elif path == "/gradio_api/queue/data":
            page = request.query_params.get("session_hash", "")
        elif beat := _HEARTBEAT.fullmatch(path):
            page = beat.group(1)
        else:
            return None
        if not isinstance(page, str) or not page or not self._pages.claim(page, name):
            return _refused(request, 403, OTHERS_PAGE)
        return None

    def _uploaded(self, content: bytes, name: str) -> None:
        try:
            paths = json.loads(content)
        except ValueError:
            return
        for path in paths if isinstance(paths, list) else ():
            self._files.give(str(path), name)

    def guard(self, page: Any) -> None:
        """Put a Gradio page's handlers behind the same door: whatever calls one, its mark is looked at first."""
        import gradio as gr

        run = page.process_api

        async def process_api(block_fn: Any, inputs: Any, *given: Any, request: Any = None, **more: Any) -> Any:
            seat = LOCAL_SEAT
            if self._logins is not None:
                seat = await self._seat_for(gr, page.fns[block_fn] if isinstance(block_fn, int) else block_fn, request)
                if any(not self._files.holds(path, seat.viewer.name) for path in paths_in(inputs)):
                    raise gr.Error(NOT_THERE, print_exception=False)
            with seated(seat):
                output = await run(block_fn, inputs, *given, request=request, **more)
            for path in paths_in(output.get("data")):
                self._files.give(path, seat.viewer.name)
            return output

        page.process_api = process_api

    async def _seat_for(self, gr: Any, block_fn: Any, request: Any) -> Seat:
        """Who runs a handler, looked up anew at each step: a log-in may have ended meanwhile.

        Raises:
            gr.Error: If nobody is logged in any more, or the handler takes another role.
        """
        assert self._logins is not None
        first = request[0] if isinstance(request, list) else request
        token = first.request.cookies.get(COOKIE, "") if first is not None and first.request is not None else ""
        seat = await anyio.to_thread.run_sync(self._logins.seat, token)
        if seat is None:
            raise gr.Error(f"{EXPIRED}：{EXPIRED_STEP}", print_exception=False)
        role = needed_by(block_fn.renderable.fn if block_fn.renderable else block_fn.fn)
        if role is None or not seat.viewer.may(role):
            raise gr.Error(NOT_ALLOWED, print_exception=False)
        return seat


def paths_in(value: Any) -> Iterable[str]:
    """Paths of the files that stand in what Gradio takes or gives."""
    if isinstance(value, dict):
        path = value.get("path")
        if isinstance(path, str):
            yield path
        for one in value.values():
            yield from paths_in(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from paths_in(one)


def _to_log_in(request: Request) -> Response:
    if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
        return RedirectResponse(login_address(request), status_code=303)
    record = {"error": f"{EXPIRED}：{EXPIRED_STEP}", "detail": f"{EXPIRED}：{EXPIRED_STEP}"}
    return JSONResponse(record, status_code=401, headers={"X-Cewen-Login": "needed"})


def _refused(request: Request, status: int, message: str) -> Response:
    if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
        return refused_page(message, status)
    return JSONResponse({"error": message, "detail": message}, status_code=status)


async def _whole(receive: Receive) -> bytes:
    parts, size, more = [], 0, True
    while more and size <= MAX_BODY:
        message = await receive()
        parts.append(message.get("body", b""))
        size, more = size + len(parts[-1]), message.get("more_body", False)
    return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """The body that was read, once more."""
    given = False

    async def once() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return once


def _heard(send: Send, result: Callable[[bytes], None]) -> Send:
    """The same answer, with its body told once it is whole and good."""
    good, parts = False, []

    async def heard(message: Message) -> None:
        nonlocal good
        if message["type"] == "http.response.start":
            good = message["status"] == 200
        elif message["type"] == "http.response.body" and good:
            parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                result(b"".join(parts))
        await send(message)

    return heard
