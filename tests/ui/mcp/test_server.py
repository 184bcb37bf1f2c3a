"""The MCP server in this process: what breaks inside stays inside, and long lists and texts come in pieces."""

from __future__ import annotations

from typing import Any

import anyio
import pytest
from mcp import Client

from assistant.engine import Assistant
from assistant.toolbox import MAX_TEXT, Toolbox
from assistant.toolkit.catalogue import TOOLS
from core.settings import Settings
from core.viewer import LOCAL_VIEWER, Viewer
from tests.ui.mcp.calling import refusal, words_of
from ui.mcp.server import FAILED, PAGE, document_address, make_mcp_server
from ui.toolboxes import Toolboxes


def broken(_: Viewer) -> Toolbox:
    raise RuntimeError("SELECT secret FROM users")


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_what_breaks_inside_is_told_without_its_words(mode: Any) -> None:
    async def told() -> list[str]:
        async with Client(make_mcp_server(broken, lambda _: LOCAL_VIEWER), mode=mode) as client:
            given = {"question": "海淀新增多少学位"}
            result = await client.call_tool("ask", given)
            assert result.is_error
            read = await refusal(client.read_resource(document_address("海淀")))
            return [words_of(result), read, await refusal(client.list_resources())]

    for words in anyio.run(told):
        assert words.startswith(FAILED)
        assert "请稍后重试" in words
        assert "SELECT" not in words


def test_many_documents_are_listed_a_page_at_a_time_and_long_ones_cut(make_office: Any, small: Settings) -> None:
    texts = {f"第{n}号通知": f"云岭县第{n}号通知\n校车每月检查不少于{n}次。\n" for n in range(PAGE + 5)}
    texts["长"] = "云岭县年鉴\n" + "全县校车每月检查不少于2次，并做好记录。\n" * (MAX_TEXT // 19)
    office: Assistant = make_office(texts)
    boxes = Toolboxes(office, small)

    async def read() -> tuple[list[str], str]:
        async with Client(make_mcp_server(boxes.of, lambda _: LOCAL_VIEWER)) as client:
            first = await client.list_resources()
            assert len(first.resources) == PAGE
            second = await client.list_resources(cursor=first.next_cursor)
            assert second.next_cursor is None
            names = [one.name for one in (*first.resources, *second.resources)]
            long = next(one.id for one in office.search.library.documents() if len(one.text) > MAX_TEXT)
            return names, (await client.read_resource(document_address(long))).contents[0].text

    names, text = anyio.run(read)
    assert len(names) == len(set(names)) == PAGE + 6
    assert text[MAX_TEXT:].startswith("\n……（全文")
    assert f"从第 {MAX_TEXT} 字读起" in text


def test_a_toolbox_is_its_viewers_and_shares_the_ledger(assistant: Assistant, small: Settings) -> None:
    boxes = Toolboxes(assistant, small)
    mine, other = boxes.of(LOCAL_VIEWER), boxes.of(Viewer(name="门户", role="查询"))
    assert (mine.viewer.name, other.viewer.name) == ("local", "门户")
    assert mine.figures("学位") == other.figures("学位") != []
    assert len(TOOLS) == 11
