"""`cewen models`: the encoder and the reader as a service for processes that hold no model."""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from core.closed_pipe import end_quietly
from core.command_parser import CommandParser, program
from core.errors import CewenError, SettingsError
from core.logs import start_log
from core.settings import settings_with_data
from retrieval.embed import load_embedder
from retrieval.reader.loading import load_reader
from retrieval.service.server import MOST_WAITING, make_service

PORT = 7870


def serve(args: argparse.Namespace) -> int:
    """Load the models and serve them until the process is ended."""
    import uvicorn

    settings = settings_with_data(args.data)
    if settings.model_copy(update={"host": args.host}).local_only is False and not settings.model_token:
        raise SettingsError(
            f"{args.host} 能从别的机器访问，模型服务要有口令", next_step="请设置 CEWEN_MODEL_TOKEN，或只听 127.0.0.1"
        )
    embedder = load_embedder(settings.embedding_model, settings.data_dir, settings.embedding_dtype)
    embedder.load()
    service = make_service(
        embedder, load_reader(embedder, settings.data_dir), settings.model_token, most_waiting=args.waiting
    )
    logging.getLogger(__name__).warning("模型服务：http://%s:%d，模型 %s", args.host, args.port, embedder.name)
    uvicorn.run(service, host=args.host, port=args.port, log_level="warning", access_log=False)
    return 0


def main() -> int:
    """Serve; an error prints what happened and the next step on stderr and returns 2."""
    parser = CommandParser(prog=program("retrieval"), description="把向量模型和阅读模型作为服务运行。")
    parser.add_argument("--host", default="127.0.0.1", help="监听的地址")
    parser.add_argument("--port", type=int, default=PORT, help="监听的端口")
    parser.add_argument("--waiting", type=int, default=MOST_WAITING, help="最多有多少请求在等，再来的请稍后重试")
    parser.add_argument("--data", type=Path, default=None, help="数据文件夹（模型放在那里）")
    args = parser.parse_args()
    start_log()
    try:
        return serve(args)
    except CewenError as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(end_quietly(main))
