"""People who log in, for tests: a served office with one person of each role, and what the page does over HTTP."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from corpus.accounts import Accounts
from corpus.store import Store

PASSWORD = "纸短情长 471193"
ORIGIN = {"origin": "http://testserver"}


def add_person(store: Store, role: str, collections: list[str] | None = None) -> str:
    """A new person of a role; the name."""
    name = f"{role}{uuid.uuid4().hex[:8]}"
    Accounts(store.session).add(name, PASSWORD, role, collections)
    return name


@contextmanager
def begun(app: FastAPI) -> Iterator[FastAPI]:
    """The application while it is served: its own loop goes on between requests, as a server's does."""
    with TestClient(app) as first:
        app.state.portal = first.portal
        yield app


def browser(app: FastAPI, **more: Any) -> TestClient:
    """A browser in which nobody has logged in."""
    client = TestClient(app, **{"headers": ORIGIN, **more})
    client.portal = getattr(app.state, "portal", None)
    return client


def logged_in(app: FastAPI, name: str, password: str = PASSWORD) -> TestClient:
    """A browser in which a person has logged in."""
    client = browser(app)
    answer = client.post("/login", data={"name": name, "password": password}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return client


def pressed(client: TestClient, number: int, data: list[Any], page: str = "") -> dict[str, Any]:
    """What a handler of the page gives, called as the page calls it: by its number, through the queue."""
    page = page or uuid.uuid4().hex
    body = {"data": data, "fn_index": number, "session_hash": page, "event_data": None}
    joined = client.post("/gradio_api/queue/join", json=body)
    if joined.status_code != 200:
        return {"status": joined.status_code, "text": joined.text}
    heard = client.get("/gradio_api/queue/data", params={"session_hash": page})
    wording = heard.text
    if heard.status_code != 200:
        return {"status": heard.status_code, "text": wording}
    events = [json.loads(line.removeprefix("data: ")) for line in wording.splitlines() if line.startswith("data: ")]
    done = [one for one in events if one["msg"] == "process_completed"]
    return {"status": 200, "text": wording, "success": done[-1]["success"], "output": done[-1]["output"]}


def blocks_of(app: FastAPI) -> Any:
    """The Gradio page that an application serves."""
    mounted: list[Any] = [getattr(route, "app", None) for route in app.routes]
    return next(one.get_blocks() for one in mounted if hasattr(one, "get_blocks"))


def numbers_of(app: FastAPI, name: str) -> list[int]:
    """Numbers of the handlers of a name."""
    return [number for number, one in blocks_of(app).fns.items() if getattr(one.fn, "__name__", "") == name]
