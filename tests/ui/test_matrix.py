"""Three roles, two sets of collections, every door: nothing of a hidden collection is in any answer of the server.

Requests are made from the table of doors, the signatures of the routes and the handlers of the page, so that a new one
is tried without being named here; a parameter or a component of no known kind fails the test.
"""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from assistant.build import build_assistant
from assistant.live import LiveAssistant
from core.settings import ROOT, Settings
from core.viewer import ROLES, Role
from corpus.conversations import Conversations
from ingest.pipeline import ingest
from tests.assistant.test_collections import (
    HIDDEN_END,
    HIDDEN_MANIFEST,
    HIDDEN_REPORT,
    HIDDEN_ROSTER,
    INSIDE,
    MANIFEST,
    OPEN_REPORT,
    OPEN_ROSTER,
    OPEN_RULES,
    SECRETS,
    TABLES,
)
from tests.conftest import settings_for
from tests.ui.people import add_person, begun, blocks_of, logged_in, pressed
from tests.ui.test_own_things import DEADLINE_S
from ui.doors import DOORS, Door
from ui.server import build_server

TURNS, MAX_TRIES = 2, 12
OPENED = {"outside": ["公开"], "inside": ["公开", INSIDE]}
HIDDEN_ID, HIDDEN_PLACE, HIDDEN_TABLE = "督导室/砚北", "湖南省丹枫市砚北县", "砚北县|2022-2023"
# What is asked on the page is shown there again, so it names nothing that is hidden.
ASKED = (
    "各地普惠性幼儿园覆盖率分别是多少？",
    "云岭县第一小学的学生比2024年多了多少？",
    "校车每月检查几次？",
    "云岭县2025年哪所学校学生最多？",
    "现在收录了哪些文件？",
    "小学校际差异系数过不过？",
)
ASKED_BY_NAME = ("砚北县新增学位多少？", "密雨小学有多少学生？", "砚南县新增学位多少？")


@dataclass
class Person:
    """Somebody at the served office, with what all answers told beyond the words of the requests."""

    role: Role
    opened: str
    name: str
    client: TestClient
    told: list[tuple[str, str]] = field(default_factory=list)

    def hears(self, asked: object, answer: str) -> None:
        """Keep an answer, without the secrets that its own request named."""
        words, text = unescaped(json.dumps(asked, ensure_ascii=False)), without_timings(unescaped(answer))
        for secret in secrets_in(words):
            text = text.replace(secret, "")
        self.told.append((words[:200], text))

    @property
    def leaked(self) -> set[str]:
        """Secrets in what was told."""
        return {secret for _, text in self.told for secret in secrets_in(text)}


# A figure is no part of a longer one, of a time or of a token.
_SECRETS = {one: re.compile(rf"(?<![0-9a-zA-Z.]){one}(?![0-9a-zA-Z])" if one[0].isdigit() else one) for one in SECRETS}


def secrets_in(text: str) -> set[str]:
    """The secrets that stand in a text."""
    return {secret for secret, pattern in _SECRETS.items() if pattern.search(text)}


def unescaped(text: str) -> str:
    """A text with the characters that JSON wrote by their number: a thief reads those as well."""
    return re.sub(r"\\+u([0-9a-fA-F]{4})", lambda found: chr(int(found.group(1), 16)), text)


def without_timings(text: str) -> str:
    """A text without the milliseconds of a trace: by chance one of them is a hidden figure."""
    return re.sub(r'timings_ms\\*":\s*\{[^{}]*\}', "", text)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, small: Settings, model_dir: Path) -> Settings:
    assert small.data_dir.is_dir()  # the model is built by then
    folder, tables = tmp_path_factory.mktemp("texts"), tmp_path_factory.mktemp("tables")
    inside = folder / "督导室"
    inside.mkdir()
    for where, files in (
        (folder, {"manifest.toml": MANIFEST, "云岭.txt": OPEN_REPORT, "办法.txt": OPEN_RULES, "名册.csv": OPEN_ROSTER}),
        (
            inside,
            {
                "manifest.toml": HIDDEN_MANIFEST,
                "砚北.txt": HIDDEN_REPORT,
                "废止.txt": HIDDEN_END,
                "名册.csv": HIDDEN_ROSTER,
            },
        ),
        (tables, {"manifest.toml": TABLES}),
    ):
        for name, text in files.items():
            (where / name).write_text(text, encoding="utf-8")
    example = ROOT / "corpus" / "tables" / "示例县_学校学段单位表_2022-2023.csv"
    (tables / "甲.csv").write_text(example.read_text("utf-8-sig").replace("示例县", "砚北县"), encoding="utf-8")
    settings = settings_for(
        tmp_path_factory.mktemp("office"),
        model_dir,
        tables_dir=tables,
        accounts="on",
        api_per_minute=100_000,
        api_costly_per_minute=100_000,
    )
    assert {one.outcome for one in ingest([folder], settings)} == {"added"}
    return settings


@pytest.fixture(scope="module")
def served(office: Settings) -> Iterator[tuple[FastAPI, LiveAssistant, list[Person]]]:
    live = LiveAssistant(partial(build_assistant, office))
    add_person(live.store, "管理")
    with begun(build_server(live, office)) as app:
        people = []
        for role in ROLES:
            for opened, collections in OPENED.items():
                name = add_person(live.store, role, collections)
                people.append(Person(role, opened, name, logged_in(app, name)))
        yield app, live, people


def turns_of(live: LiveAssistant, person: Person) -> list[tuple[str, str]]:
    """The latest conversations of a person with a turn of each."""
    kept = Conversations(live.store.session, person.name)
    return [(one.id, turn.id) for one in kept.listed()[:TURNS] for turn in kept.read(one.id).turns]


def ask_on_the_page(app: FastAPI, live: LiveAssistant, person: Person) -> None:
    """Ask on the page and wait for the answers."""
    (number,) = [n for n, one in blocks_of(app).fns.items() if getattr(one.fn, "__name__", "") == "ask"]
    for question in ASKED:
        person.hears(question, pressed(person.client, number, [question, "", ""])["text"])
    kept, until = Conversations(live.store.session, person.name), time.monotonic() + DEADLINE_S
    while any(turn.state == "running" for one in kept.listed() for turn in kept.read(one.id).turns):
        assert time.monotonic() < until
        time.sleep(0.05)


def values_of(name: str, turns: list[tuple[str, str]]) -> list[str]:
    """What stands for a parameter of a route: what is hidden, and what is one's own or another's."""
    known: dict[str, list[str]] = {
        "turn_id": [turn for _, turn in turns],
        "conversation_id": [here for here, _ in turns],
        "ref": ["1", "2", "F1"],
        "id": [HIDDEN_ID, "砚北", "督导室/名册", "云岭", "办法", "名册"],
        "words": ["", "普惠", HIDDEN_PLACE],
        "place": ["", "砚北"],
        "year": ["", "2025"],
        "troubled": ["", "1"],
        "page": ["1", "2"],
        "number": ["0", "1"],
        "header": ["0"],
        "since": ["0"],
        "at": ["0"],
        "key": ["0" * 24],
        "paper": ["light"],
        "next": ["/"],
    }
    assert name in known, f"a parameter that nothing is known for: {name}"
    return known[name]


def kinds_of(path: str) -> list[str]:
    return (
        ["md", "docx"]
        if "conversations" in path
        else ["place", "year", "document"]
        if "scope" in path
        else ["表格", ""]
    )


def knock(app: FastAPI, person: Person, turns: list[tuple[str, str]]) -> None:
    """Go through every door that is a route of ours, with everything that may stand for its parameters."""
    ours = {
        (method, route.path): route for route in app.routes if isinstance(route, APIRoute) for method in route.methods
    }
    tried = 0
    for door in DOORS:
        route = ours.get((door.method, door.path))
        if route is None or door.needs in ("public", "closed") or door.path == "/logout":
            continue
        in_path = [one.name for one in route.dependant.path_params]
        in_query = [one.name for one in route.dependant.query_params]
        choices = {
            name: kinds_of(door.path) if name == "kind" else values_of(name, turns) for name in [*in_path, *in_query]
        }
        most = max((len(one) for one in choices.values()), default=1)
        for second in range(3):
            for first in range(most):
                given = {name: one[(first + second * at) % len(one)] for at, (name, one) in enumerate(choices.items())}
                path = door.path
                for name in in_path:
                    path = path.replace("{" + name + "}", given[name])
                query = {name: given[name] for name in in_query}
                for body in bodies_of(route, turns):
                    answer = person.client.request(door.method, path, params=query, json=body)
                    assert answer.status_code < 500, (path, query, body, answer.text)
                    person.hears([path, query, body], answer.text)
                    tried += 1
    assert tried > 100


def bodies_of(route: APIRoute, turns: list[tuple[str, str]]) -> list[dict[str, Any] | None]:
    if "POST" not in route.methods or not route.dependant.body_params:
        return [None]
    if route.path == "/api/ask":
        return [{"question": question} for question in (*ASKED, *ASKED_BY_NAME)]
    if route.path.endswith("/verdict"):
        return [{"verdict": "good", "reason": ""}]
    return [
        {
            "id": known,
            "number": "0",
            "header": "0",
            "levels": "1",
            "seen": "0",
            "since": "0",
            "kind": "",
            "field": "status",
            "anchor": "",
            "value": "有效",
            "why": "试",
        }
        for known in (HIDDEN_ID, "督导室/名册", "办法")
    ]


def calls_of(door: Door) -> list[tuple[str, dict[str, Any] | None]]:
    """The calls that are made of an address for programs: path and body; an address of no known kind fails."""
    ids = [HIDDEN_ID, "砚北", "督导室/名册", "废止", "云岭", "名册"]
    if "{document_id:path}" in door.path:
        return [(door.path.replace("{document_id:path}", quote(one, safe="")), None) for one in ids]
    path = door.path.replace("{name}", "优质均衡").replace("{model}", "cewen")
    if door.method == "GET":
        return [(path, None)]
    asked = [{"question": question} for question in (*ASKED, *ASKED_BY_NAME)]
    places = [{"place": place} for place in ("", "云岭县", "砚北县", HIDDEN_PLACE)]
    known: dict[str, list[dict[str, Any]]] = {
        "/api/v1/ask": [*asked, *({**one, "stream": True} for one in asked)],
        "/api/v1/tables/query": asked,
        "/api/v1/search": [*asked, *({"question": "新增学位多少个", **one} for one in places)],
        "/api/v1/read": [{**one, "texts": ["全县新增学位12个。"]} for one in asked],
        "/api/v1/figures": places,
        "/api/v1/check": [{"text": "全县普惠性幼儿园覆盖率达到73.2%，新增学位960个。"}],
        "/api/v1/indicators/{name}": places,
        "/api/v1/drafts": [
            *(
                {"kind": "情况说明", "places": [one["place"]] if one["place"] else [], "years": [2024]}
                for one in places
            ),
            *({"kind": "情况说明", "documents": [one]} for one in ids),
            {"kind": "情况说明", "places": ["云岭县"], "indicators": ["小学校际差异系数"]},
        ],
        "/api/v1/feedback": [{"trace_id": "0" * 12, "verdict": "good"}],
        "/api/v1/documents": [{}],
        "/v1/chat/completions": [
            {"model": "cewen", "messages": [{"role": "user", "content": one["question"]}]} for one in asked
        ],
    }
    assert door.path in known, f"an address that nothing is known for: {door.path}"
    return [(path, body) for body in known[door.path]]


def call_as_a_program(person: Person) -> None:
    """Go through every door for programs with everything that may be asked there."""
    tried = 0
    for door in DOORS:
        if not door.path.startswith(("/api/v1/", "/v1/")) or door.needs == "public":
            continue
        for path, body in calls_of(door):
            answer = person.client.request(door.method, path, json=body)
            assert answer.status_code < 500, (path, body, answer.text)
            # What indicators are for is told in the standards' own words, whatever documents there are.
            own = "督导" if (door.method, door.path) == ("GET", "/api/v1/indicators") else ""
            person.hears([unquote(path), body, own], answer.text)
            tried += answer.status_code == 200
    assert tried > 60


def deeds(turns: list[tuple[str, str]]) -> list[str]:
    """What the buttons of a conversation send, about what is hidden, one's own and another's."""
    pins = [("document", HIDDEN_ID), ("document", "办法"), ("place", HIDDEN_PLACE), ("year", "2025")]
    about = [{"do": "pin", "kind": kind, "text": text} for kind, text in pins]
    about += [{"do": do, "id": here, "turn": turn} for here, turn in turns for do in ("open", "refresh")]
    return [json.dumps(one, ensure_ascii=False) for one in about]


def candidates(component: dict[str, Any], choices: dict[int, list[Any]], turns: list[tuple[str, str]]) -> list[Any]:
    """What stands for the value of a component when a handler is called."""
    kind = component["type"]
    if kind in ("textbox", "radio"):
        text = "全县普惠性幼儿园覆盖率达到73.2%，新增学位960个。"
        return ["", text, "普惠性幼儿园覆盖率", *deeds(turns)[:4], *(here for here, _ in turns), *deeds(turns)[4:]]
    if kind in ("dropdown", "multiselect"):
        own = choices.get(component["id"], [])[:6]
        return [None, "", *own, HIDDEN_PLACE, HIDDEN_TABLE, HIDDEN_ID]
    if kind == "checkbox":
        return [False, True]
    if kind in ("state", "file", "uploadbutton", "dataframe", "html", "button", "downloadbutton"):
        return [None]
    raise AssertionError(f"a component that nothing is known for: {kind}")


def press_all(app: FastAPI, person: Person, turns: list[tuple[str, str]]) -> int:
    """Call every handler of the page, those drawn while it is used too; how many calls were answered."""
    blocks, page = blocks_of(app), uuid.uuid4().hex
    choices: dict[int, list[Any]] = {}
    components = {number: {"id": number, "type": one.get_block_name()} for number, one in blocks.blocks.items()}
    handlers = {
        number: ([one._id for one in fn.inputs], [one._id for one in fn.outputs])
        for number, fn in blocks.fns.items()
        if fn.fn is not None
    }
    done, answered = set[int](), 0
    # First what takes nothing: it fills the lists from which the others choose.
    while left := sorted(set(handlers) - done, key=lambda number: (len(handlers[number][0]), number)):
        number = left[0]
        done.add(number)
        inputs, outputs = handlers[number]
        options = [candidates(components[one], choices, turns) for one in inputs]
        for turn in range(min(MAX_TRIES, max((len(one) for one in options), default=1))):
            data = [one[turn % len(one)] for one in options]
            result = pressed(person.client, number, data, page)
            person.hears(data, result["text"])
            answered += bool(result.get("success"))
            output = result.get("output") or {}
            for component, value in zip(outputs, output.get("data") or [], strict=False):
                if isinstance(value, dict) and value.get("choices"):
                    choices[component] = [one[-1] if isinstance(one, list) else one for one in value["choices"]]
            drawn = output.get("render_config") or {}
            components |= {one["id"]: one for one in drawn.get("components", ())}
            handlers |= {
                one["id"]: (one["inputs"], one["outputs"]) for one in drawn.get("dependencies", ()) if one["backend_fn"]
            }
    return answered


def test_nothing_hidden_is_told_at_any_door_to_any_role(served: tuple[FastAPI, LiveAssistant, list[Person]]) -> None:
    app, live, people = served
    for person in people:
        ask_on_the_page(app, live, person)
    insider = next(one for one in people if one.opened == "inside")
    for person in people:
        turns = [*turns_of(live, person), *(turns_of(live, insider) if person is not insider else [])]
        knock(app, person, turns)
        call_as_a_program(person)
        assert press_all(app, person, turns) > 60
    outside = [one for one in people if one.opened == "outside"]
    found = {(one.role, asked, secret) for one in outside for asked, text in one.told for secret in secrets_in(text)}
    assert found == set()
    # The same requests tell those who may know: what is held above can fail.
    for one in people:
        if one.opened == "inside":
            assert len(one.leaked) > len(SECRETS) * 0.7, one.leaked
