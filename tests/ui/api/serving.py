"""A served office for tests of the API: a real server on this machine, and clients with keys."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from assistant.engine import Assistant
from core.settings import Settings
from corpus.accounts import Accounts
from corpus.api_keys import ApiKeys
from corpus.store import Store
from tests.ui.people import PASSWORD
from ui.server import build_server

START_S, CALL_S = 60.0, 120.0
QUESTION = "云岭县新增学位多少个？"


@contextmanager
def running(app: FastAPI) -> Iterator[str]:
    """The address of an application that is served by uvicorn on a free port of this machine."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + START_S
    while not server.started:
        assert time.monotonic() < until
        assert thread.is_alive()
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(START_S)


@dataclass(frozen=True)
class Office:
    """An office that is served, its store, and the keys that were made for the tests."""

    base: str
    store: Store
    settings: Settings

    def person(self, role: str, collections: list[str] | None = None) -> str:
        """A new person; the name."""
        name = f"{role}{uuid.uuid4().hex[:8]}"
        Accounts(self.store.session).add(name, PASSWORD, role, collections)
        return name

    def key(self, role: str, collections: list[str] | None = None, owner: str = "") -> str:
        """The token of a new key, of a new person with the same rights where no owner is named."""
        keys = ApiKeys(self.store.session, self.settings)
        name = owner or self.person(role, collections)
        return keys.add(f"钥{uuid.uuid4().hex[:6]}", name, role=role, collections=collections)[1]

    def client(self, token: str = "", **more: Any) -> httpx.Client:
        """A client that sends a key with every call."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.Client(base_url=self.base, headers=headers, timeout=CALL_S, **more)


@contextmanager
def opened(assistant: Assistant, settings: Settings, **changes: Any) -> Iterator[Office]:
    """An office that is served under some settings."""
    own = settings.model_copy(update={"accounts": "on", **changes})
    with running(build_server(assistant, own)) as base:
        yield Office(base, assistant.store, own)


def refusal(answer: httpx.Response, status: int) -> str:
    """What a refusal of the API tells; it must have that status and the shape of all of them."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/json")
    record = answer.json()
    assert set(record) == {"error", "next_step", "retryable"}
    assert record["error"]
    assert record["retryable"] == ("retry-after" in answer.headers)
    return str(record["error"])


def events_of(text: str) -> list[tuple[str, str]]:
    """Names and data of the events of a stream."""
    found = []
    for block in text.replace("\r\n", "\n").split("\n\n"):
        fields = dict(line.partition(": ")[::2] for line in block.splitlines() if line and not line.startswith(":"))
        if "data" in fields:
            found.append((fields.get("event", ""), fields["data"]))
    return found
