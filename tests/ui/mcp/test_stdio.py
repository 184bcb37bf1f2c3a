"""`cewen mcp`: the MCP server as a program of its own, over stdin and stdout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from assistant.engine import Assistant
from core.errors import DataError
from core.settings import ROOT, Settings
from core.viewer import LOCAL_VIEWER
from corpus.accounts import Accounts
from tests.ui.mcp.calling import words_of
from tests.ui.mcp.test_http import RIGHT, WRONG
from tests.ui.people import add_person
from ui.mcp.command import viewer_for
from ui.mcp.server import document_address

PROGRAM = "import sys; from ui.command_line import main; sys.exit(main())"


def started(*arguments: str) -> StdioServerParameters:
    env = {"PYTHONPATH": str(ROOT), **{name: value for name, value in os.environ.items() if "CEWEN" in name}}
    return StdioServerParameters(command=sys.executable, args=["-c", PROGRAM, "mcp", *arguments], env=env, cwd=ROOT)


@asynccontextmanager
async def connected(settings: Settings, errors: Path) -> AsyncIterator[Client]:
    with errors.open("w", encoding="utf-8") as heard:
        async with Client(stdio_client(started("--data", str(settings.data_dir)), heard)) as client:
            yield client


def test_every_tool_and_resource_works_over_stdio(draft_settings: Settings, tmp_path: Path) -> None:
    async def told() -> tuple[dict[str, Any], dict[str, Any], str]:
        async with connected(draft_settings, tmp_path / "errors.txt") as client:
            assert [one.name for one in (await client.list_tools()).tools] == list(RIGHT)
            right = {name: await client.call_tool(name, given) for name, given in RIGHT.items()}
            wrong = {name: await client.call_tool(name, given) for name, (given, _) in WRONG.items()}
            return right, wrong, (await client.read_resource(document_address("云岭2024"))).contents[0].text

    right, wrong, text = anyio.run(told)
    for name, result in right.items():
        assert not result.is_error, (name, words_of(result))
    for name, result in wrong.items():
        assert result.is_error
        assert WRONG[name][1] in words_of(result)
    assert "92.4%" in right["ask"].structured_content["answer"]
    assert text.startswith("云岭县2024年教育工作总结")


def test_stdout_holds_the_protocol_only(draft_settings: Settings) -> None:
    asked = [
        {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "initialize",
            "params": {
                "protocolVersion": "2025-06-18",
                "capabilities": {},
                "clientInfo": {"name": "test", "version": "1"},
            },
        },
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "list_documents", "arguments": {}}},
    ]
    parameters = started("--data", str(draft_settings.data_dir))
    with subprocess.Popen(
        [parameters.command, *parameters.args],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, **parameters.env},
        cwd=parameters.cwd,
    ) as program:
        program.stdin.write("".join(json.dumps(one) + "\n" for one in asked))
        program.stdin.flush()
        heard = [json.loads(program.stdout.readline()) for _ in range(2)]
        rest, complained = program.communicate()
        assert program.returncode == 0
    assert [one["id"] for one in heard] == [1, 2]
    assert rest == ""
    assert "Traceback" not in complained


@pytest.mark.parametrize(
    ("arguments", "told"), [(["--data", "empty"], "ingest"), (["--user", "无此人"], "没有用户“无此人”")]
)
def test_what_keeps_it_from_starting_is_told_on_stderr(
    draft_settings: Settings, tmp_path: Path, arguments: list[str], told: str
) -> None:
    given = [str(tmp_path) if one == "empty" else one for one in arguments]
    if "--data" not in given:
        given += ["--data", str(draft_settings.data_dir)]
    parameters = started(*given)
    done = subprocess.run(
        [parameters.command, *parameters.args],
        input="",
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **parameters.env},
        cwd=parameters.cwd,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_user_is_who_may_open_what_the_account_says(draft_assistant: Assistant) -> None:
    assert viewer_for(draft_assistant, "") == LOCAL_VIEWER
    name = add_person(draft_assistant.store, "查询", ["公开"])
    viewer = viewer_for(draft_assistant, name)
    assert (viewer.name, viewer.role, viewer.collections) == (name, "查询", frozenset({"公开"}))
    Accounts(draft_assistant.store.session).disable(name)
    with pytest.raises(DataError, match="已停用"):
        viewer_for(draft_assistant, name)
