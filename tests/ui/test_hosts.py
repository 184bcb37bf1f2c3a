"""A name that is not this server's is refused, whatever it asks for; the page's headers are on every answer."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from core.settings import Settings
from ui.hosts import KnownHosts, host_name, names_of


def client(settings: Settings) -> TestClient:
    app = FastAPI()

    @app.get("/")
    def page() -> str:
        return "here"

    app.add_middleware(KnownHosts, names=names_of(settings))
    return TestClient(app)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("localhost:7860", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]:7860", "::1"),
        ("Evil.Example:80", "evil.example"),
        ("", ""),
        ("[::1", ""),
        ("a:b:c", "a"),
    ],
)
def test_a_host_header_gives_its_name(header: str, name: str) -> None:
    assert host_name(header) == name


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost", "[::1]:7860"])
def test_a_page_for_this_machine_answers_to_its_names(host: str) -> None:
    assert client(Settings(hosts="")).get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", ""])
def test_a_page_for_this_machine_answers_to_no_other_name(host: str) -> None:
    refused = client(Settings(hosts="")).get("/", headers={"host": host})
    assert refused.status_code == 421
    assert "CEWEN_HOSTS" in refused.json()["next_step"]


def test_a_page_for_others_answers_to_the_names_it_was_given() -> None:
    known = client(Settings(host="0.0.0.0", hosts="cewen.jyj.example, 10.0.0.8"))
    assert known.get("/", headers={"host": "10.0.0.8:8080"}).status_code == 200
    assert known.get("/", headers={"host": "127.0.0.1:7860"}).status_code == 200
    assert known.get("/", headers={"host": "other.example"}).status_code == 421
    assert client(Settings(host="0.0.0.0", hosts="")).get("/", headers={"host": "any.example"}).status_code == 200
