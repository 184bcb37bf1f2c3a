"""MCP over HTTP: every tool called rightly and wrongly by the official client, documents read, and who may call."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import httpx2
import jsonschema
import pytest

from assistant.build import build_assistant
from assistant.engine import Assistant
from assistant.live import LiveAssistant
from assistant.toolkit.catalogue import TOOLS
from core.settings import ROOT, Settings
from corpus.api_keys import ApiKeys
from corpus.audit import Asked, read_deeds
from ingest.pipeline import ingest
from tests.assistant.test_collections import (
    HIDDEN_MANIFEST,
    HIDDEN_REPORT,
    INSIDE,
    MANIFEST,
    OPEN_REPORT,
    OPEN_ROSTER,
    OPEN_RULES,
    TABLES,
)
from tests.conftest import settings_for
from tests.ui.mcp.calling import client_at, refusal, serving, words_of
from tests.ui.people import PASSWORD, add_person
from tests.ui.test_matrix import secrets_in
from ui.mcp.server import SCHEME, document_address
from ui.server import build_server

RIGHT: dict[str, dict[str, Any]] = {
    "ask": {"question": "云岭县2024年普惠性幼儿园覆盖率多少？"},
    "search": {"question": "新增学位多少个", "place": "云岭县"},
    "read": {"question": "校车每月检查几次？", "texts": ["校车每月检查不少于2次。"]},
    "figures": {"name": "学位"},
    "query_tables": {"question": "示例县2023年有多少所学校？"},
    "list_indicators": {},
    "compute_indicator": {"name": "优质均衡", "place": "示例县"},
    "check": {"text": "共1000人，其中男生520人，女生490人。"},
    "draft": {"kind": "情况说明", "places": ["云岭县"], "years": [2024]},
    "list_documents": {},
    "get_document": {"document_id": "云岭2024"},
}
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "ask": ({}, "question 缺少"),
    "search": ({"question": "学位", "place": "南极县"}, "资料里没有“南极县”的文件"),
    "read": ({"question": "学位", "texts": "校车"}, "texts 应是一列值"),
    "figures": ({"year": 1}, "year 太小"),
    "query_tables": ({"question": ""}, "question 不能为空"),
    "list_indicators": ({"name": "优质均衡"}, "name 没有这个参数"),
    "compute_indicator": ({"name": "优质"}, "没有指标“优质”：可算的有"),
    "check": ({"text": 1}, "text 应是文字"),
    "draft": ({"kind": "诗"}, "没有“诗”这种文种"),
    "list_documents": ({"limit": 0}, "limit 太小"),
    "get_document": ({"document_id": "无"}, "没有编号为“无”的资料"),
}
COLLECTIONS = {"outsider": ["公开"], "insider": ["公开", INSIDE]}


@pytest.fixture(scope="module")
def address(draft_assistant: Assistant, draft_settings: Settings) -> Iterator[str]:
    with serving(build_server(draft_assistant, draft_settings)) as there:
        yield there


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, small: Settings, model_dir: Path) -> Settings:
    """An office where people log in, with a collection that not everybody may open."""
    assert small.data_dir.is_dir()  # the model is built by then
    folder, tables = tmp_path_factory.mktemp("texts"), tmp_path_factory.mktemp("tables")
    inside = folder / "督导室"
    inside.mkdir()
    for where, files in (
        (folder, {"manifest.toml": MANIFEST, "云岭.txt": OPEN_REPORT, "办法.txt": OPEN_RULES, "名册.csv": OPEN_ROSTER}),
        (inside, {"manifest.toml": HIDDEN_MANIFEST, "砚北.txt": HIDDEN_REPORT}),
        (tables, {"manifest.toml": TABLES}),
    ):
        for name, text in files.items():
            (where / name).write_text(text, encoding="utf-8")
    example = ROOT / "corpus" / "tables" / "示例县_学校学段单位表_2022-2023.csv"
    (tables / "甲.csv").write_text(example.read_text("utf-8-sig").replace("示例县", "砚北县"), encoding="utf-8")
    settings = settings_for(tmp_path_factory.mktemp("office"), model_dir, tables_dir=tables, accounts="on")
    ingest([folder], settings)
    return settings


@pytest.fixture(scope="module")
def live(office: Settings) -> LiveAssistant:
    made = LiveAssistant(partial(build_assistant, office))
    add_person(made.store, "管理")
    return made


@pytest.fixture(scope="module")
def keys(live: LiveAssistant, office: Settings) -> dict[str, str]:
    """A key for whoever may open what is open, and one for who may open all."""
    made = ApiKeys(lambda: live.store.session(), office)
    owner = add_person(live.store, "管理")
    return {who: made.add(who, owner=owner, collections=may)[1] for who, may in COLLECTIONS.items()}


@pytest.fixture(scope="module")
def guarded(live: LiveAssistant, office: Settings) -> Iterator[str]:
    with serving(build_server(live, office)) as there:
        yield there


def test_every_tool_is_listed_with_its_words_and_schemas(address: str) -> None:
    async def told() -> Any:
        async with client_at(address) as client:
            return client.server_info, client.instructions, (await client.list_tools()).tools

    info, instructions, tools = anyio.run(told)
    assert (info.name, info.title) == ("cewen", "策问")
    assert info.version
    assert "引用" in instructions
    assert [one.name for one in tools] == [one.name for one in TOOLS] == list(RIGHT) == list(WRONG)
    for one in tools:
        assert one.annotations.read_only_hint
        jsonschema.Draft202012Validator.check_schema(one.input_schema)
        jsonschema.Draft202012Validator.check_schema(one.output_schema)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_every_tool_gives_words_and_values_that_fit_its_schema(address: str, mode: str) -> None:
    async def called() -> list[tuple[str, Any, Any]]:
        async with client_at(address, mode=mode) as client:
            schemas = {one.name: one.output_schema for one in (await client.list_tools()).tools}
            return [(name, schemas[name], await client.call_tool(name, given)) for name, given in RIGHT.items()]

    for name, schema, result in anyio.run(called):
        assert not result.is_error, (name, words_of(result))
        assert words_of(result)
        jsonschema.validate(result.structured_content, schema)


def test_an_answer_comes_with_marks_and_quotes(address: str, draft_assistant: Assistant) -> None:
    async def asked() -> Any:
        async with client_at(address) as client:
            return await client.call_tool("ask", RIGHT["ask"])

    result = anyio.run(asked)
    answered = result.structured_content
    assert answered["status"] == "answered"
    assert "92.4%" in answered["answer"]
    (cited,) = answered["citations"]
    assert f"[{cited['ref']}]" in answered["answer"]
    assert f"“{cited['quote']}”" in words_of(result)
    text = draft_assistant.search.library.document(cited["document_id"]).text
    assert text[cited["start"] : cited["end"]] == cited["quote"]


def test_every_tool_called_wrongly_says_why_and_what_to_do(address: str) -> None:
    async def called() -> list[tuple[str, Any]]:
        async with client_at(address) as client:
            return [(name, await client.call_tool(name, given)) for name, (given, _) in WRONG.items()]

    for name, result in anyio.run(called):
        assert result.is_error, name
        assert WRONG[name][1] in words_of(result)
        assert result.structured_content is None


def test_a_tool_that_is_not_there_is_told_with_those_that_are(address: str) -> None:
    async def called() -> Any:
        async with client_at(address) as client:
            return await refusal(client.call_tool("delete", {}))

    assert anyio.run(called).startswith("没有“delete”这个工具：可用的有 ask")


def test_documents_are_resources(address: str, draft_assistant: Assistant) -> None:
    async def read() -> Any:
        async with client_at(address) as client:
            listed = (await client.list_resources()).resources
            templates = (await client.list_resource_templates()).resource_templates
            return listed, templates, [(await client.read_resource(one.uri)).contents[0] for one in listed]

    listed, (template,), contents = anyio.run(read)
    documents = draft_assistant.search.library.documents()
    assert template.uri_template == SCHEME + "{id}"
    assert {one.name: one.title for one in listed} == {one.id: one.title for one in documents}
    texts = {one.id: one.text for one in documents}
    for resource, content in zip(listed, contents, strict=True):
        assert content.text == texts[resource.name]
        assert resource.uri == content.uri == document_address(resource.name)


@pytest.mark.parametrize("uri", [SCHEME + "none", "file:///etc/passwd", SCHEME + "..%2F..%2Fetc%2Fpasswd", SCHEME])
def test_a_resource_that_is_not_there_is_refused(address: str, uri: str) -> None:
    async def read() -> Any:
        async with client_at(address) as client:
            return await refusal(client.read_resource(uri))

    assert anyio.run(read).startswith("没有")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example"}, 421),
        ({"host": "127.0.0.1.evil.example:80"}, 421),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
    ],
)
def test_where_nobody_logs_in_no_name_and_no_page_of_others_comes_in(
    address: str, headers: dict[str, str], status: int
) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "list_documents", "arguments": {}}}
    kinds = {"accept": "application/json, text/event-stream"}
    good = httpx2.post(address, json=body, headers=kinds)
    assert good.status_code == 200
    assert "云岭" in good.text
    answer = httpx2.post(address, json=body, headers={**kinds, **headers})
    assert answer.status_code == status
    assert "云岭" not in answer.text


def test_only_post_is_taken(address: str, guarded: str) -> None:
    for where in (address, guarded):
        for method in ("GET", "DELETE"):
            answer = httpx2.request(method, where)
            assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_a_body_that_is_too_long_is_refused(address: str) -> None:
    answer = httpx2.post(address, content=b"x" * (5 * 1024 * 1024), headers={"content-type": "application/json"})
    assert answer.status_code == 413


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer wrong"}, {"authorization": "Basic outsider-key"}])
def test_where_people_log_in_a_key_is_needed(guarded: str, headers: dict[str, str]) -> None:
    answer = httpx2.post(guarded, json={}, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert "密钥" in answer.json()["error"]


def test_a_log_in_of_the_page_is_no_key(guarded: str, live: LiveAssistant) -> None:
    name = add_person(live.store, "管理")
    origin = guarded.removesuffix("/mcp")
    with httpx2.Client(headers={"origin": origin}) as browser:
        answer = browser.post(f"{origin}/login", data={"name": name, "password": PASSWORD})
        assert answer.status_code == 303
        assert browser.post(guarded, json={}).status_code == 401


def test_a_key_that_nobody_knows_does_not_come_in(guarded: str) -> None:
    answer = httpx2.post(guarded, json={}, headers={"authorization": "Bearer outsider-key"})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_where_nobody_logs_in_some_key_or_none_is_all_the_same(address: str) -> None:
    async def listed() -> int:
        async with client_at(address, {"authorization": "Bearer none"}) as client:
            return len((await client.list_tools()).tools)

    assert anyio.run(listed) == len(TOOLS)


def hidden_document(live: LiveAssistant) -> str:
    """The id of the document that not everybody may open."""
    return next(one.id for one in live.search.library.documents() if "砚北" in one.title)


async def everything(address: str, key: str, hidden: str) -> str:
    """All that every tool, list and resource tells somebody, in one text."""
    async with client_at(address, {"authorization": f"Bearer {key}"}) as client:
        items = []
        for name, given in (
            ("ask", {"question": "各地普惠性幼儿园覆盖率分别是多少？"}),
            ("ask", {"question": "现在收录了哪些文件？"}),
            ("ask", {"question": "校车每月检查几次？"}),
            ("search", {"question": "普惠性幼儿园覆盖率", "limit": 50}),
            ("search", {"question": "学位", "place": "云岭县"}),
            ("search", {"question": "学位", "place": "哪里"}),
            ("figures", {"name": "学位", "limit": 200}),
            ("figures", {"limit": 200}),
            ("figures", {"place": "哪里"}),
            ("query_tables", {"question": "云岭县2024年哪所学校学生最多？"}),
            ("compute_indicator", {"name": "优质均衡"}),
            ("compute_indicator", {"name": "优质均衡", "place": "哪里"}),
            ("draft", {"kind": "情况说明", "places": ["云岭县"], "topic": "幼儿园"}),
            ("draft", {"kind": "情况说明", "places": ["哪里"]}),
            ("list_documents", {}),
            ("get_document", {"document_id": hidden}),
        ):
            result = await client.call_tool(name, given)
            items.append(words_of(result) + str(result.structured_content))
        listed = (await client.list_resources()).resources
        items += [one.model_dump_json() for one in listed]
        items += [(await client.read_resource(one.uri)).contents[0].text for one in listed]
        return "\n".join(items)


def test_who_may_open_some_collections_only_hears_nothing_of_the_others(
    guarded: str, live: LiveAssistant, keys: dict[str, str]
) -> None:
    hidden = hidden_document(live)
    outside = anyio.run(everything, guarded, keys["outsider"], hidden)
    inside = anyio.run(everything, guarded, keys["insider"], hidden)
    assert secrets_in(inside) >= {"砚北", "暗访", "7310", "73.19"}
    # What was asked for by name is named in the refusal.
    assert secrets_in(outside.replace(f"“{hidden}”", "")) == set()
    assert "92.4%" in outside
    users = {deed.user.partition("/")[2] for deed in read_deeds(live.store, Asked(kind="asked"))}
    assert users == set(COLLECTIONS)


def test_a_hidden_document_is_no_resource(guarded: str, live: LiveAssistant, keys: dict[str, str]) -> None:
    hidden = document_address(hidden_document(live))

    async def read(key: str) -> tuple[str, str]:
        async with client_at(guarded, {"authorization": f"Bearer {key}"}) as client:
            why = await refusal(client.read_resource(hidden))
            return why, "" if why else (await client.read_resource(hidden)).contents[0].text

    assert "砚北县2024年教育督导暗访通报" in anyio.run(read, keys["insider"])[1]
    assert "没有编号为" in anyio.run(read, keys["outsider"])[0]
