"""Starts the page: `python app.py [--data DIR]`."""

from __future__ import annotations

import gc
import os
import sys
from functools import partial
from pathlib import Path

from core.command_parser import CommandParser, program


def main() -> int:
    """Build the assistant and serve it until stopped; returns 2 with the next step if it cannot start."""
    parser = CommandParser(prog=program("app"), description="启动网页。")
    parser.add_argument("--data", type=Path, help="资料库和索引所在的文件夹；不写按设置")
    parser.add_argument("--port", type=int, help="端口；不写按设置")
    args = parser.parse_args()
    os.environ.update(GRADIO_ANALYTICS_ENABLED="False", HF_HUB_OFFLINE="1")

    import uvicorn

    from assistant.build import build_assistant
    from assistant.live import LiveAssistant
    from core.errors import CewenError
    from core.logs import start_log
    from core.settings import settings_with_data, unknown_settings
    from core.tracing import start_tracing, stop_tracing
    from corpus.audit import prune
    from ui.listening import can_listen
    from ui.server import build_server

    start_log()
    try:
        settings = settings_with_data(args.data)
        assistant = LiveAssistant(partial(build_assistant, settings))
        prune(assistant.store, settings.audit_days)
        start_tracing(settings)
        server = build_server(assistant, settings)
    except CewenError as error:
        print(error, file=sys.stderr)
        return 2
    if not settings.accounts_on and not settings.local_only:
        print("注意：没有启用登录（CEWEN_ACCOUNTS=off），能连到这台机器的人都能查看和修改资料。", file=sys.stderr)
    if mistyped := unknown_settings(os.environ):
        print(f"注意：环境变量 {'、'.join(mistyped)} 不是设置，没有起作用：多半是写错了。", file=sys.stderr)
    port = args.port or settings.port
    if not can_listen(settings.host, port):
        print(f"端口 {port} 已被占用：请停掉占用它的程序，或用 --port 换一个。", file=sys.stderr)
        return 2
    # What is there now stays: going through its million objects again would hold up everybody for half a second.
    gc.collect()
    gc.freeze()
    print(f"策问已启动：http://{settings.host}:{port}", flush=True)
    uvicorn.run(server, host=settings.host, port=port, log_config=None, log_level="warning", server_header=False)
    stop_tracing()
    return 0


if __name__ == "__main__":
    sys.exit(main())
