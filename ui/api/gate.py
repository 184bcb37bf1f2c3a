"""In front of the API: who calls, whether that may be, how often, how much; each call is counted."""

from __future__ import annotations

import functools

import anyio.to_thread
from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.viewer import Viewer
from corpus.api_keys import ApiKeys
from corpus.audit import record
from corpus.logins import LockedOut, LoginRefused, Logins, Seat
from corpus.store import Store
from ui.api.addresses import COSTLY, MAX_JSON_BYTES, MAX_UPLOAD_BYTES, UNCOUNTED, UPLOAD, is_api
from ui.api.meters import Meters
from ui.api.rates import Rates
from ui.api.refusals import SEE_DOCS, Refused, refusal_for
from ui.doorkeeper import FOREIGN, NOT_ALLOWED
from ui.doors import DOORS, READ_METHODS, Door, door_at
from ui.login import COOKIE
from ui.origins import is_foreign, same_origin
from ui.seats import seated

# Whoever is at this machine, where nobody logs in.
LOCAL_API_SEAT = Seat(viewer=Viewer(name="api", role="管理"))
# Whoever comes to what is for everybody: sees nothing.
ANYBODY = Seat(viewer=Viewer(name="?", role="查询", collections=frozenset()))
NO_KEY, NO_KEY_STEP = "没有密钥", "请在请求头写 Authorization: Bearer 密钥；密钥由管理员用 cewen keys add 生成"


class ApiGate:
    """Looks who calls the API and what the address takes.

    Args:
        logins: Who may log in; None where nobody does: then a key is not needed.
        keys: The keys of programs.
        rates: How often somebody may call.
        meters: Counts.
        store: Where wrong keys are put on record.
    """

    def __init__(self, logins: Logins | None, keys: ApiKeys, rates: Rates, meters: Meters, store: Store) -> None:
        self._logins, self._keys, self._rates, self._meters, self._store = logins, keys, rates, meters, store

    def is_for(self, path: str) -> bool:
        """Whether an address is the API's."""
        return is_api(path)

    async def let_in(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a call through to the application, or say why not."""
        method, path = scope["method"], scope["path"]
        door = door_at(method, path)
        route = door.path if door is not None else "未知"
        known_method = method if door is not None else "其他"

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._meters.answered(known_method, route, message["status"])
            await send(message)

        with self._meters.running(known_method, route):
            try:
                seat = await self._seat(Request(scope), door)
                _hold_to_kind(Request(scope), door)
            except Exception as error:
                # The border: whatever fails while one looks who calls is told in the API's own shape.
                refused = refusal_for(error)
                headers = {"X-Cewen-Login": "needed"} if refused.status == 401 else {}
                if refused.status == 405:
                    headers["Allow"] = ", ".join(_methods(path))
                await refused.response(path, headers)(scope, receive, counted)
                return
            most = MAX_UPLOAD_BYTES if path == UPLOAD else MAX_JSON_BYTES
            with seated(seat):
                await app(scope, _bounded(receive, most), counted)

    async def _seat(self, request: Request, door: Door | None) -> Seat:
        """Who calls.

        Raises:
            Refused: If there is no such door, nobody is known by what was sent, or the door or the rate refuses them.
        """
        path = request.scope["path"]
        # No address has a line break in it, and a router does not find its way through one.
        if "\n" in path or not (methods := _methods(path)):
            raise Refused(404, "没有这个地址", SEE_DOCS)
        if door is None or door.needs == "closed" or door.needs == "key":
            raise Refused(405, f"这个地址只接受 {'、'.join(methods)}", SEE_DOCS)
        if door.needs == "public":
            return ANYBODY
        address = request.client.host if request.client else ""
        key = key_of(request)
        if self._logins is None and is_foreign(request.headers):
            raise Refused(403, FOREIGN)
        if key is not None:
            seat = Seat(viewer=await anyio.to_thread.run_sync(self._by_key, key, address))
            caller = f"key:{seat.viewer.name}"
        else:
            seat = await self._without_key(request)
            caller = f"address:{address}" if self._logins is None else f"person:{seat.viewer.name}"
        if not seat.viewer.may(door.needs):
            raise Refused(403, NOT_ALLOWED, f"这一步要有{door.needs}角色")
        if path not in UNCOUNTED:
            self._rates.count(caller, costly=request.method == "POST" and path in COSTLY)
        return seat

    async def program(self, request: Request) -> Viewer:
        """Who calls where only programs call: by key, or whoever is at this machine where nobody logs in.

        Raises:
            Refused: If that is nobody, or they called too often.
        """
        key, address = key_of(request), request.client.host if request.client else ""
        if key is None and self._logins is not None:
            raise Refused(401, NO_KEY, NO_KEY_STEP, code="invalid_api_key")
        viewer = LOCAL_API_SEAT.viewer if key is None else await anyio.to_thread.run_sync(self._by_key, key, address)
        self._rates.count(f"address:{address}" if key is None else f"key:{viewer.name}", costly=False)
        return viewer

    async def _without_key(self, request: Request) -> Seat:
        """Who calls without a key: from the page with its log-in, or at this machine; never a page of another site."""
        reads = request.method in READ_METHODS
        if self._logins is None:
            return LOCAL_API_SEAT
        cookie = request.cookies.get(COOKIE, "")
        # Who sends neither key nor log-in is no page: a program that must be told of keys.
        if (cookie or "origin" in request.headers) and (
            is_foreign(request.headers) if reads else not same_origin(request.headers)
        ):
            raise Refused(403, FOREIGN)
        seat = await anyio.to_thread.run_sync(self._logins.seat, cookie)
        if seat is None:
            raise Refused(401, NO_KEY, NO_KEY_STEP, code="invalid_api_key")
        return seat

    def _by_key(self, key: str, address: str) -> Viewer:
        try:
            return self._keys.viewer(key, address)
        except LockedOut as error:
            raise Refused(429, error.message, error.next_step, retry_after=60, code="rate_limit_exceeded") from error
        except LoginRefused as error:
            if self._logins is None:
                # Clients of OpenAI send some key, always: where none is needed, one that nobody knows is none.
                return LOCAL_API_SEAT.viewer
            # A key that has rights no more is known by how it begins; nothing else of it is written down.
            record(self._store, "login_failed", user=f"密钥 {key[:10]}", subject=f"来自 {address}")
            raise Refused(401, error.message, error.next_step, code="invalid_api_key") from error


def key_of(request: Request) -> str | None:
    """The key that was sent, '' for an empty one; None where none was."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return given.strip()
    return request.headers.get("x-api-key")


@functools.lru_cache(maxsize=1024)
def _methods(path: str) -> tuple[str, ...]:
    """The methods that an address takes."""
    return tuple(sorted({one.method for one in DOORS if one.needs != "closed" and one.pattern.match(path)}))


def _hold_to_kind(request: Request, door: Door | None) -> None:
    """Hold what is sent to its kind and size.

    Raises:
        Refused: If it is of another kind, or too large.
    """
    if request.method != "POST" or door is None:
        return
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    wanted, most = "application/json", MAX_JSON_BYTES
    if door.path == UPLOAD:
        wanted, most = "multipart/form-data", MAX_UPLOAD_BYTES
    result = request.headers.get("content-length", "0")
    if result.isascii() and result.isdigit() and int(result) > most:
        raise _too_large(most)
    if kind != wanted:
        raise Refused(415, f"内容类型不对：{kind[:80] or '没有写'}", f"请用 Content-Type: {wanted}")


def _too_large(most: int) -> Refused:
    return Refused(413, f"内容超过 {most // 1024 // 1024} MB", "请分几次")


def _bounded(receive: Receive, most: int) -> Receive:
    """What is sent, at most so many bytes of it, whatever its header says."""
    size = 0

    async def bounded() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > most:
            raise HTTPException(413)
        return message

    return bounded
