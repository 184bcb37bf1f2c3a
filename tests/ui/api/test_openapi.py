"""The API is what its description says: generated calls against it, its page, and the manual's curl lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from assistant.engine import Assistant, Question
from core.early import Early
from core.schema import Step, Trace
from core.settings import ROOT
from tests.ui.api.serving import QUESTION, Office
from ui.api.answer_routes import told
from ui.doors import DOORS

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
GENERATED = settings(
    max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
)


@pytest.fixture(scope="module")
def keeper(office: Office) -> str:
    return office.key("管理")


@pytest.mark.parametrize("prefix", ["/api/v1", "/v1"])
@pytest.mark.parametrize("mode", [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE])
def test_calls_made_from_the_description_get_what_it_says(office: Office, keeper: str, prefix: str, mode: Any) -> None:
    key = {"X-API-Key": keeper}
    schema = schemathesis.openapi.from_url(f"{office.base}{prefix}/openapi.json", headers=key)
    made = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        if mode is schemathesis.GenerationMode.NEGATIVE and not (operation.body or operation.query):
            continue

        @given(case=operation.as_strategy(generation_mode=mode))
        @GENERATED
        def fits(case: Any) -> None:
            nonlocal made
            made += 1
            case.call_and_validate(headers=key, checks=CHECKS, timeout=120)

        fits()
    assert made >= 10


@pytest.fixture(scope="module")
def described(office: Office, keeper: str) -> Iterator[dict[str, Any]]:
    with office.client(keeper) as client:
        yield {prefix: client.get(f"{prefix}/openapi.json").json() for prefix in ("/api/v1", "/v1")}


def operations(described: dict[str, Any]) -> dict[tuple[str, str], Any]:
    return {
        (method.upper(), prefix + path): result
        for prefix, one in described.items()
        for path, methods in one["paths"].items()
        for method, result in methods.items()
    }


def test_every_door_for_programs_is_described_in_chinese(described: dict[str, Any]) -> None:
    found = operations(described)
    doors = {
        (one.method, one.path.replace(":path", ""))
        for one in DOORS
        if one.path.startswith(("/api/v1/", "/v1/")) and not one.path.endswith(("/openapi.json", "/docs"))
    }
    assert set(found) == doors
    for (method, path), told_of in found.items():
        assert re.search("[一-鿿]", told_of["summary"]), path
        assert re.search("[一-鿿]", told_of["description"]), path
        assert told_of["tags"], path
        assert {"401", "403", "422", "429", "503"} <= set(told_of["responses"]), path
        for one in told_of.get("parameters", ()):
            assert one.get("description"), (method, path, one["name"])


def test_every_field_is_described_and_bodies_have_examples(described: dict[str, Any]) -> None:
    for one in described.values():
        schemas = one["components"]["schemas"]
        assert "HTTPValidationError" not in schemas
        for name, schema in schemas.items():
            for field, about in schema.get("properties", {}).items():
                assert about.get("description"), (name, field)
        for path in one["paths"].values():
            for told_of in path.values():
                content = told_of.get("requestBody", {}).get("content", {}).get("application/json")
                if content:
                    assert schemas[content["schema"]["$ref"].rpartition("/")[2]]["examples"]
        assert one["components"]["securitySchemes"]["密钥"]["scheme"] == "bearer"


def test_its_page_names_every_address_and_loads_nothing(office: Office, keeper: str, described: dict[str, Any]) -> None:
    with office.client(keeper) as client:
        page = client.get("/api/v1/docs")
    assert page.headers["content-type"].startswith("text/html")
    for method, path in operations(described):
        assert f"{method} {path}" in page.text
    assert not re.search(r"""(src|href)=["'](https?:)?//""", page.text)


def curl_lines(text: str) -> list[tuple[str, str, dict[str, Any] | None]]:
    """Method, path and JSON of the curl lines of a text."""
    found = []
    for line in re.sub(r"\\\n\s*", " ", text).splitlines():
        if not line.startswith("curl "):
            continue
        (path,) = re.findall(r"http://127\.0\.0\.1:7860(/[^\s'\"?]*)", line)
        body = re.search(r"-d '([^']*)'", line)
        method = re.search(r"-X (\w+)", line)
        sends = body is not None or " -F " in line
        found.append((method[1] if method else "POST" if sends else "GET", path, json.loads(body[1]) if body else None))
    return found


def test_the_manual_has_a_right_curl_line_for_every_address(
    office: Office, keeper: str, described: dict[str, Any]
) -> None:
    lines = curl_lines((ROOT / "docs" / "api.md").read_text(encoding="utf-8"))
    known = operations(described)
    patterns = {one: re.compile(re.sub(r"\{[^}]+\}", "[^/]+", one[1])) for one in known}
    named = set()
    for method, path, _ in lines:
        # The plainest pattern first: /drafts/kinds is no document.
        fits = [one for one, pattern in patterns.items() if one[0] == method and pattern.fullmatch(path)]
        assert fits, (method, path)
        named.add(min(fits, key=lambda one: one[1].count("{")))
    assert set(known) - named == {("GET", "/v1/models/{model}")}
    with office.client(keeper) as client:
        for method, path, body in lines:
            if body is not None and not path.endswith("/feedback"):
                answer = client.request(method, path, json=body)
                assert answer.status_code == 200 or "资料里没有" in answer.text, (path, answer.text)


def test_an_early_answer_and_an_error_are_events_of_their_own(assistant: Assistant) -> None:
    trace = assistant.invoke(Question(text="海淀新增了多少个学位"))

    def answering() -> Iterator[Step | Early | Trace]:
        yield Early(trace=trace)
        raise ValueError("broken")

    events = list(told(Step(title="理解问题"), answering()))
    assert [one.event for one in events] == ["step", "early", "error"]
    assert json.loads(str(events[1].data))["id"] == trace.id
    assert json.loads(str(events[2].data))["error"].startswith("系统内部出错")
    assert QUESTION not in str(events[2].data)
