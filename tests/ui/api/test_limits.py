"""How often and how many at once: calls beyond that are refused, and nobody keeps a place by going away."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI

from assistant.live import LiveAssistant
from core.settings import Settings
from retrieval.index import FINGERPRINT
from tests.ui.api.conftest import MANY
from tests.ui.api.serving import QUESTION, Office, opened, refusal, running
from ui.answering import AT_ONCE
from ui.api import desk
from ui.api.build import add_api, make_gate
from ui.doorkeeper import Doorkeeper
from ui.rooms import Rooms

API = "/api/v1"


def test_a_key_may_call_so_often_a_minute_and_others_go_on(live: LiveAssistant, api_settings: Settings) -> None:
    with opened(live, api_settings, api_per_minute=5, api_costly_per_minute=2) as office:
        token, other = office.key("查询"), office.key("查询")
        with office.client(token) as client:
            for _ in range(2):
                assert client.post(f"{API}/ask", json={"question": QUESTION}).status_code == 200
            answer = client.post(f"{API}/ask", json={"question": QUESTION})
            assert "每分钟最多 2 次" in refusal(answer, 429)
            assert 1 <= int(answer.headers["retry-after"]) <= 60
            response = client.post(
                "/v1/chat/completions", json={"model": "cewen", "messages": [{"role": "user", "content": QUESTION}]}
            )
            assert response.status_code == 429
            assert response.json()["error"]["type"] == "rate_limit_error"
            for _ in range(3):
                assert client.get(f"{API}/documents").status_code == 200
            assert "每分钟最多 5 次" in refusal(client.get(f"{API}/documents"), 429)
            for _ in range(8):
                assert client.get(f"{API}/healthz").status_code == 200
        with office.client(other) as client:
            assert client.get(f"{API}/documents").status_code == 200


def test_wrong_keys_are_counted_against_their_address(live: LiveAssistant, api_settings: Settings) -> None:
    with opened(live, api_settings, login_tries_address=3, **MANY) as office:
        with office.client("cw_wrong") as wrong:
            for _ in range(3):
                refusal(wrong.get(f"{API}/documents"), 401)
            assert "次数太多" in refusal(wrong.get(f"{API}/documents"), 429)
        # Nobody guesses a key: who has one is let in.
        with office.client(office.key("查询")) as client:
            assert client.get(f"{API}/documents").status_code == 200


def test_on_this_machine_alone_no_key_is_needed_and_one_that_nobody_knows_is_none(
    live: LiveAssistant, api_settings: Settings
) -> None:
    with opened(live, api_settings, accounts="off", api_per_minute=4) as office:
        with office.client() as client:
            assert client.get(f"{API}/documents").json()["total"] > 3
            assert client.get(f"{API}/metrics").status_code == 200
            assert client.get(f"{API}/documents", headers={"X-API-Key": "cw_no"}).json()["total"] > 3
            refusal(client.get(f"{API}/documents", headers={"Origin": "https://evil.example"}), 403)
            answers = [client.get(f"{API}/documents").status_code for _ in range(4)]
            assert answers == [200, 200, 200, 429]
        with office.client(office.key("查询", ["公开"])) as client:
            assert {one["collection"] for one in client.get(f"{API}/documents").json()["documents"]} == {"公开"}


def test_who_goes_away_in_the_middle_of_an_answer_leaves_their_place(office: Office) -> None:
    token = office.key("查询")
    for _ in range(AT_ONCE * 3):
        with (
            office.client(token) as client,
            client.stream("POST", f"{API}/ask", json={"question": QUESTION, "stream": True}) as answer,
        ):
            assert next(answer.iter_lines()) == "event: step"
    with office.client(token) as client:
        assert client.post(f"{API}/ask", json={"question": QUESTION}).status_code == 200


def test_beyond_those_who_work_a_call_waits_a_while_and_is_refused(
    live: LiveAssistant, api_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "WAIT_S", 0.3)
    app, rooms = FastAPI(), Rooms(live, api_settings)
    gate, meters = make_gate(live, api_settings, None)
    app.add_middleware(Doorkeeper(None, gate).middleware)
    add_api(app, live, api_settings, rooms, meters)
    with running(app) as base, httpx.Client(base_url=base, timeout=60) as client:
        for _ in range(AT_ONCE):
            assert rooms.slots.acquire(timeout=60)
        for path, body in (
            (f"{API}/ask", {"question": QUESTION, "stream": True}),
            (f"{API}/check", {"text": "共5所。"}),
        ):
            answer = client.post(path, json=body)
            assert "人太多" in refusal(answer, 503)
            assert int(answer.headers["retry-after"]) > 0
        chat = {"model": "cewen", "messages": [{"role": "user", "content": QUESTION}], "stream": True}
        assert client.post("/v1/chat/completions", json=chat).json()["error"]["type"] == "server_error"
        assert client.get(f"{API}/healthz").status_code == 200
        rooms.slots.release()
        assert client.post(f"{API}/ask", json={"question": QUESTION}).status_code == 200
        assert client.post("/v1/chat/completions", json=chat).text.rstrip().endswith("[DONE]")


def test_it_is_not_ready_without_its_index(live: LiveAssistant, office: Office) -> None:
    kept = live.store.meta(FINGERPRINT)
    live.store.set_meta(FINGERPRINT, "anders")
    try:
        with office.client() as nobody:
            answer = nobody.get(f"{API}/readyz")
            assert "没有可用的索引" in refusal(answer, 503)
            assert httpx.get(f"{office.base}{API}/healthz").status_code == 200
    finally:
        live.store.set_meta(FINGERPRINT, kept)
