from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from assistant.engine import Assistant
from core.settings import Settings
from ui.server import build_server


@pytest.fixture(scope="module")
def client(assistant: Assistant, small: Settings) -> TestClient:
    return TestClient(build_server(assistant, small))


def test_the_api_returns_one_trace(client: TestClient) -> None:
    trace = client.post("/api/ask", json={"question": "海淀新增了多少个学位"}).json()
    assert {
        "id",
        "question",
        "standalone",
        "status",
        "answer",
        "citations",
        "figures",
        "missing",
        "options",
        "asks",
        "notes",
        "charts",
        "rows",
        "checks",
        "engine",
        "usage",
        "index",
        "timings_ms",
    } == set(trace)
    assert trace["status"] == "answered"
    assert "4200" in trace["answer"]


def test_history_makes_a_follow_up_complete(client: TestClient) -> None:
    body = {"question": "那丰台呢", "history": ["海淀公办园在园幼儿占比多少"]}
    assert "55.2%" in client.post("/api/ask", json=body).json()["answer"]


@pytest.mark.parametrize("body", [{}, {"question": 1}, {"question": "x", "other": 1}])
def test_a_wrong_body_is_refused(client: TestClient, body: dict[str, object]) -> None:
    assert client.post("/api/ask", json=body).status_code == 422


def test_the_page_loads_nothing_from_outside(client: TestClient) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert "default-src 'self'" in response.headers["content-security-policy"]
    assert "fonts.googleapis" not in response.text
