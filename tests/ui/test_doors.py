"""Every address and every handler has a rule; without one nobody comes in, and no rule is there for nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.engine import Assistant
from core.settings import Settings
from core.viewer import ROLES, Role
from tests.ui.people import add_person, begun, blocks_of, browser, logged_in, numbers_of, pressed
from ui.doorkeeper import FOREIGN, NOT_ALLOWED
from ui.doors import DOORS, door_at, needed_by, needs
from ui.server import build_server

# A stream without an end; a beginning, which was; and the way out, which would end the log-ins of this module.
NOT_TRIED = ("/gradio_api/heartbeat/session_hash", "/gradio_api/startup-events", "/logout")


@pytest.fixture(scope="module")
def app(assistant: Assistant, small: Settings) -> Iterator[FastAPI]:
    add_person(assistant.store, "管理")
    made = build_server(assistant, small.model_copy(update={"accounts": "on"}))
    with begun(made):
        yield made


@pytest.fixture(scope="module")
def clients(app: FastAPI, assistant: Assistant) -> dict[Role, TestClient]:
    return {role: logged_in(app, add_person(assistant.store, role)) for role in ROLES}


def addresses(routes: Iterable[Any], under: str = "") -> Iterator[tuple[str, str]]:
    """Method and path of every route, those of mounted applications and included routers too."""
    for route in routes:
        inner = getattr(route, "original_router", None) or getattr(route, "app", None)
        if getattr(route, "path", None) and getattr(route, "methods", None):
            yield from ((method, under + route.path) for method in route.methods)
        elif inner is not None and hasattr(inner, "routes"):
            yield from addresses(inner.routes, under + getattr(route, "path", ""))
        else:
            raise AssertionError(f"a route of no known kind: {route!r}")


def test_every_route_has_a_rule_of_its_own(app: FastAPI) -> None:
    found = set(addresses(app.routes))
    assert ("POST", "/gradio_api/queue/join") in found
    assert ("GET", "/library/document") in found
    ruled = {(door.method, door.path) for door in DOORS}
    assert found - ruled == set()


def test_no_rule_is_for_a_route_that_is_not_there(app: FastAPI) -> None:
    found = set(addresses(app.routes))
    assert {(door.method, door.path) for door in DOORS if door.method != "HEAD"} - found == set()


def test_no_two_rules_are_for_the_same_door() -> None:
    assert len({(door.method, door.path) for door in DOORS}) == len(DOORS)


def test_what_has_no_rule_lets_nobody_in(clients: dict[Role, TestClient]) -> None:
    for method, path in (
        ("GET", "/nothing"),
        ("GET", "/library//list"),
        ("DELETE", "/"),
        ("PUT", "/api/ask"),
        ("OPTIONS", "/"),
    ):
        assert door_at(method, path) is None
        assert clients["管理"].request(method, path).status_code == 403


def examples(needed: str) -> list[tuple[str, str]]:
    return [
        (d.method, d.path.replace("{", "").replace("}", "").replace(":path", "")) for d in DOORS if d.needs == needed
    ]


@pytest.mark.parametrize(("method", "path"), examples("closed"))
def test_a_closed_door_is_closed_to_everybody(clients: dict[Role, TestClient], method: str, path: str) -> None:
    assert clients["管理"].request(method, path).status_code == 403


@pytest.mark.parametrize(("method", "path"), [one for role in ROLES for one in examples(role)])
def test_without_a_log_in_no_door_opens_and_nothing_is_told(app: FastAPI, method: str, path: str) -> None:
    stranger = browser(app)
    answer = stranger.request(method, path)
    assert answer.status_code == 401
    assert answer.headers["x-cewen-login"] == "needed"
    assert "海淀" not in answer.text


@pytest.mark.parametrize(("method", "path"), [one for role in ROLES for one in examples(role)])
def test_a_door_opens_to_its_role_and_those_above(clients: dict[Role, TestClient], method: str, path: str) -> None:
    needed = door_at(method, path).needs
    if path in NOT_TRIED:
        return
    for role in ROLES:
        refused = clients[role].request(method, path, follow_redirects=False).text.count(NOT_ALLOWED) > 0
        assert refused == (ROLES.index(role) < ROLES.index(needed))


@pytest.mark.parametrize(("method", "path"), [one for role in ROLES for one in examples(role) if one[0] == "POST"])
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://testserver.evil"},
        {"origin": "http://testserver:81"},
        {"origin": "http://testserver", "sec-fetch-site": "cross-site"},
        {"origin": "http://testserver", "sec-fetch-site": "same-site"},
        {"origin": "http://testserver", "sec-fetch-site": "none"},
    ],
)
def test_no_other_site_makes_a_person_do_something(
    clients: dict[Role, TestClient], method: str, path: str, headers: dict[str, str]
) -> None:
    answer = clients["管理"].request(method, path, headers=headers)
    assert answer.status_code == 403
    assert FOREIGN in answer.text


def test_a_request_that_does_not_say_where_it_comes_from_changes_nothing(app: FastAPI, assistant: Assistant) -> None:
    client = logged_in(app, add_person(assistant.store, "编辑"))
    del client.headers["origin"]
    assert FOREIGN in client.post("/api/ask", json={"question": "海淀新增了多少个学位"}).text
    response = client.post(
        "/api/ask", json={"question": "海淀新增了多少个学位"}, headers={"sec-fetch-site": "same-origin"}
    )
    assert "4200" in response.text


def test_no_script_of_another_site_reads_what_a_person_may_see(clients: dict[Role, TestClient]) -> None:
    for path in ("/library/list", "/config", "/talk/scope/place"):
        assert clients["管理"].get(path).status_code == 200
        answer = clients["管理"].get(path, headers={"origin": "http://testserver:8080"})
        assert answer.status_code == 403
        assert "海淀" not in answer.text


def test_every_handler_of_the_page_says_which_role_it_takes(app: FastAPI) -> None:
    handlers = {number: one for number, one in blocks_of(app).fns.items() if one.fn is not None}
    assert len(handlers) > 30
    unmarked = [
        (number, one.api_name)
        for number, one in handlers.items()
        if needed_by(one.renderable.fn if one.renderable else one.fn) is None
    ]
    assert unmarked == []


def test_what_changes_documents_takes_editors_and_accounts_take_keepers(app: FastAPI) -> None:
    taken: dict[Role, set[str]] = {"编辑": set(), "管理": set()}
    for one in blocks_of(app).fns.values():
        if (role := needed_by(one.fn)) in taken:
            taken[role].add(one.fn.__name__)
    assert taken == {"编辑": {"look", "run", "take_out"}, "管理": {"added", "kept", "run", "<lambda>", "make"}}


def test_a_handler_refuses_whoever_has_too_small_a_role_whatever_the_page_shows(
    app: FastAPI, clients: dict[Role, TestClient]
) -> None:
    for number, one in blocks_of(app).fns.items():
        role = needed_by(one.fn)
        if role in (None, "查询"):
            continue
        for smaller in ROLES[: ROLES.index(role)]:
            result = pressed(clients[smaller], number, [None] * len(one.inputs))
            assert result["success"] is False
            assert NOT_ALLOWED in result["text"]


def test_a_handler_without_a_mark_refuses_everybody(app: FastAPI, clients: dict[Role, TestClient]) -> None:
    (number,) = numbers_of(app, "covered")
    handler = blocks_of(app).fns[number]
    assert "海淀" in pressed(clients["管理"], number, [])["text"]
    handler.fn, marked = (lambda: "海淀"), handler.fn
    try:
        result = pressed(clients["管理"], number, [])
        assert result["success"] is False
        assert NOT_ALLOWED in result["text"]
    finally:
        handler.fn = marked


def test_only_a_role_can_be_a_mark() -> None:
    with pytest.raises(ValueError, match="no role"):
        needs("所有人")


def test_where_nobody_logs_in_every_door_is_as_it_was(assistant: Assistant, small: Settings) -> None:
    client = TestClient(build_server(assistant, small))
    assert client.post("/api/ask", json={"question": "海淀新增了多少个学位"}).json()["status"] == "answered"
    assert client.get("/login").status_code in (404, 405)
    assert "海淀" in client.get("/library/list").text
    assert client.get("/library/list").headers.get("cache-control") is None
