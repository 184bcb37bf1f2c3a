"""`cewen mcp`: the MCP server over stdin and stdout, for an agent on the same machine."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from functools import partial
from pathlib import Path
from typing import Any

import anyio
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from assistant.build import build_assistant
from assistant.engine import Assistant
from assistant.live import LiveAssistant
from core.command_parser import CommandParser, program
from core.errors import CewenError, DataError
from core.settings import Settings, settings_with_data
from core.tracing import start_tracing, stop_tracing
from core.viewer import LOCAL_VIEWER, Viewer
from corpus.accounts import Accounts
from ui.mcp.server import make_mcp_server
from ui.toolboxes import Toolboxes


def _made(settings: Settings, user: str) -> Server[Any]:
    # Stdout is the protocol's alone: whatever a library prints while it loads goes to stderr.
    with redirect_stdout(sys.stderr):
        live = LiveAssistant(partial(build_assistant, settings))
    viewer = viewer_for(live, user)
    return make_mcp_server(Toolboxes(live, settings).of, lambda _: viewer)


async def _serve(server: Server[Any]) -> None:
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())


def viewer_for(assistant: Assistant, user: str) -> Viewer:
    """Who calls: whoever sits here and can read the data folder may do everything, and may do it as somebody else.

    Args:
        assistant: Over the store with the accounts.
        user: Name of an account; '' for nobody's.

    Raises:
        DataError: If there is no such account, or it is disabled.
    """
    if not user:
        return LOCAL_VIEWER
    account = Accounts(lambda: assistant.store.session()).account(user)
    if account.disabled:
        raise DataError(f"用户“{account.name}”已停用", next_step="请换一个用户，或先启用")
    return account.viewer


def main() -> int:
    """Serve until stdin ends; an error prints what happened and the next step on stderr and returns 2."""
    parser = CommandParser(
        prog=program("ui.mcp.command"),
        description="给本机的智能体用：按 MCP 协议，从标准输入输出提供提问、检索等工具。",
    )
    parser.add_argument("--user", default="", help="按这个用户的角色和资料集；不写可用全部资料")
    parser.add_argument("--data", type=Path, help="资料库和索引所在的文件夹；不写按设置")
    args = parser.parse_args()
    try:
        settings = settings_with_data(args.data)
        start_tracing(settings)
        anyio.run(_serve, _made(settings, args.user))
    except CewenError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except KeyboardInterrupt:
        return 0
    finally:
        stop_tracing()
    return 0


if __name__ == "__main__":
    sys.exit(main())
