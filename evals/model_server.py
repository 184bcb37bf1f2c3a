"""An OpenAI-compatible server on this machine that speaks real HTTP and streaming and misbehaves on demand.

The behaviour is the model's name. The server sees what the protocol gives it, prompts and tool results, and nothing
else; what it hands in, and whether that was made wrong on purpose, can be read afterwards.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from evals.model_behaviour import Handed, answer_for

SLOW_S, DRIP_S = 3600.0, 0.05
# Behaviours of the line, not of the words.
LINE = ("endless", "malformed", "empty", "429", "500", "slow", "cut", "loop", "notjson", "hugeargs")


@dataclass
class ModelServer:
    """A server that runs until `stop`; `handed` are the sentences handed in, in order."""

    handed: list[Handed] = field(default_factory=list)
    requests: int = 0

    def __post_init__(self) -> None:
        server = self
        self._stopped = threading.Event()

        class Endpoint(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                server.requests += 1
                try:
                    server._answer(self, body)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def log_message(self, *args: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """The base address."""
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def stop(self) -> None:
        """End it, with every answer that is still on its way."""
        self._stopped.set()
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        kind = body["model"]
        if kind in ("429", "500"):
            handler.send_response(int(kind))
            handler.send_header("content-type", "application/json")
            handler.send_header("content-length", "2")
            handler.end_headers()
            handler.wfile.write(b"{}")
            return
        if kind == "slow":
            self._stopped.wait(SLOW_S)
            return
        handler.send_response(200)
        handler.send_header("content-type", "text/event-stream")
        handler.send_header("connection", "close")
        handler.end_headers()
        handler.close_connection = True
        for chunk in self._chunks(kind, body):
            handler.wfile.write(f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode())
            handler.wfile.flush()
            if kind == "cut" and chunk["choices"] and chunk["choices"][0]["delta"].get("tool_calls"):
                return
        handler.wfile.write(b"data: [DONE]\n\n")

    def _chunks(self, kind: str, body: dict[str, Any]) -> Iterator[dict[str, Any]]:
        def chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
            return {
                "id": "m",
                "object": "chat.completion.chunk",
                "created": 1,
                "model": kind,
                "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
            }

        yield chunk({"role": "assistant", "content": ""})
        if kind == "endless":
            while not self._stopped.is_set():
                yield chunk({"content": "好的，"})
                time.sleep(DRIP_S)
            return
        if kind == "empty":
            yield chunk({}, "stop")
            return
        calls, text = self._made(kind, body)
        for at, (name, arguments) in enumerate(calls):
            half = len(arguments) // 2
            head = {"index": at, "id": f"c{self.requests}-{at}", "type": "function"}
            yield chunk({"tool_calls": [head | {"function": {"name": name, "arguments": arguments[:half]}}]})
            yield chunk({"tool_calls": [{"index": at, "function": {"arguments": arguments[half:]}}]})
        for at in range(0, len(text), 20):
            yield chunk({"content": text[at : at + 20]})
        yield chunk({}, "tool_calls" if calls else "stop")
        size = sum(len(str(message.get("content") or "")) for message in body["messages"])
        usage = {"prompt_tokens": size, "completion_tokens": len(text) + sum(len(a) for _, a in calls)}
        yield chunk({}) | {"choices": [], "usage": usage | {"total_tokens": sum(usage.values())}}

    def _made(self, kind: str, body: dict[str, Any]) -> tuple[list[tuple[str, str]], str]:
        """The calls of tools, and the words, of one reply."""
        messages = body["messages"]
        tools = [one["function"]["name"] for one in body.get("tools", ())]
        asked = next(str(m["content"]) for m in messages if m["role"] == "user").removeprefix("问题：")
        items = [str(message["content"]) for message in messages if message["role"] == "tool"]
        again = sum(message["role"] == "user" for message in messages) > 1
        if kind == "loop" or not items:
            calls = [("search", {"question": asked}), ("query_tables", {"question": asked})]
            if kind == "elsewhere":
                calls = [("search", {"question": asked, "place": "深圳市"})]
            return [(name, json.dumps(a, ensure_ascii=False)) for name, a in calls if name in tools], ""
        if kind == "malformed":
            return [("SubmitAnswer", '{"sentences": [{"text": ')], ""
        if kind == "notjson":
            return [("SubmitAnswer", json.dumps({"sentences": "全区学校共有一百所[1]"}, ensure_ascii=False))], ""
        if kind == "hugeargs":
            return [("SubmitAnswer", json.dumps({"sentences": [{"text": "好" * 5000, "refs": ["1"]}] * 30}))], ""
        handed = answer_for(kind, asked, items, again=again)
        self.handed += handed
        if kind == "talks":
            return [], "".join(f"{one.text}{''.join(f'[{ref}]' for ref in one.refs)}。" for one in handed)
        sentences = [{"text": one.text, "refs": list(one.refs)} for one in handed]
        missing = [] if sentences else ["没有查到"]
        return [("SubmitAnswer", json.dumps({"sentences": sentences, "missing": missing}, ensure_ascii=False))], ""
