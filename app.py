"""Starts the page: `python app.py [--data DIR]`."""

from __future__ import annotations

import argparse
import os
import sys
from functools import partial
from pathlib import Path


def main() -> int:
    """Build the assistant and serve it until stopped; returns 2 with the next step if it cannot start."""
    parser = argparse.ArgumentParser(prog="python app.py", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of store and indexes; default from settings")
    parser.add_argument("--port", type=int, help="TCP port; default from settings")
    args = parser.parse_args()
    os.environ.update(GRADIO_ANALYTICS_ENABLED="False", HF_HUB_OFFLINE="1")

    import uvicorn

    from assistant.build import build_assistant
    from assistant.live import LiveAssistant
    from core.errors import CewenError
    from core.settings import settings_with_data
    from corpus.audit import prune
    from ui.server import build_server

    try:
        settings = settings_with_data(args.data)
        assistant = LiveAssistant(partial(build_assistant, settings))
        prune(assistant.store, settings.audit_days)
        server = build_server(assistant, settings)
    except CewenError as error:
        print(error, file=sys.stderr)
        return 2
    if not settings.accounts_on and not settings.local_only:
        print("注意：没有启用登录（CEWEN_ACCOUNTS=off），能连到这台机器的人都能查看和修改资料。", file=sys.stderr)
    port = args.port or settings.port
    print(f"策问已启动：http://{settings.host}:{port}", flush=True)
    uvicorn.run(server, host=settings.host, port=port, log_level="warning")
    return 0


if __name__ == "__main__":
    sys.exit(main())
