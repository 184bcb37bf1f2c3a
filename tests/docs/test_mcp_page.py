"""docs/mcp.md tells of the server as it is: its tools, its limits, its command."""

from __future__ import annotations

import json
import re

from assistant.toolbox import MAX_TEXT
from assistant.toolkit.arguments import MAX_PAGE, MAX_QUESTION
from assistant.toolkit.catalogue import TOOLS
from assistant.toolkit.words import MAX_WORDS
from core.settings import ROOT
from ui.command_line import COMMANDS
from ui.doors import MCP
from ui.mcp.server import SCHEME

PAGE = (ROOT / "docs" / "mcp.md").read_text(encoding="utf-8")


def test_the_page_lists_the_tools_there_are() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\S+) \| (\S+) \|$", PAGE, re.M)
    assert [(name, title) for name, title, _ in rows] == [(one.name, one.title) for one in TOOLS]


def test_the_page_tells_how_to_connect() -> None:
    stdio, http = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.S))
    assert stdio["mcpServers"]["cewen"]["args"][0] in COMMANDS
    assert http["mcpServers"]["cewen"]["url"].endswith(MCP)
    assert http["mcpServers"]["cewen"]["headers"]["Authorization"].startswith("Bearer ")
    assert SCHEME in PAGE


def test_the_page_tells_the_limits_in_force() -> None:
    assert f"最长 {MAX_QUESTION} 字" in PAGE
    assert f"最长 {MAX_TEXT // 10_000} 万字" in PAGE
    assert f"最长 {MAX_PAGE // 10_000} 万字" in PAGE
    assert f"超过 {MAX_WORDS // 10_000} 万字" in PAGE


def test_the_readme_leads_to_the_pages() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "(docs/mcp.md)" in readme
    assert "(docs/langchain.md)" in readme
