"""A language model behind a real endpoint on this machine: it may word, it may not change."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from assistant.build import build_assistant
from assistant.engine import Question
from assistant.llm import FAILED, NOT_USED
from core.schema import Trace
from core.settings import Settings

QUESTION = "海淀区公办园占比多少"


@pytest.fixture
def answering(small: Settings) -> Iterator[Callable[[Callable[[str], str] | None], Trace]]:
    """Ask with a model that makes its answer from the last lines of the prompt; None: it breaks."""
    servers: list[HTTPServer] = []

    def ask(write: Callable[[str], str] | None) -> Trace:
        class Endpoint(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                prompt = json.loads(self.rfile.read(int(self.headers["content-length"])))["messages"][-1]["content"]
                self.send_response(200 if write else 500)
                self.send_header("content-type", "application/json")
                self.end_headers()
                text = write(prompt.split("要点：\n")[1].strip()) if write else ""
                message = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
                self.wfile.write(json.dumps({"id": "1", "object": "chat.completion", "created": 1, "model": "m",
                                             "choices": [message]}).encode())  # fmt: skip

            def log_message(self, *args: object) -> None:
                return

        server = HTTPServer(("127.0.0.1", 0), Endpoint)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings = small.model_copy(
            update={"llm_base_url": f"http://127.0.0.1:{server.server_port}/v1", "llm_model": "m", "llm_timeout_s": 5.0}
        )
        return build_assistant(settings).invoke(Question(text=QUESTION))

    yield ask
    for server in servers:
        server.shutdown()


def test_a_better_wording_is_shown(answering: Callable[[Callable[[str], str] | None], Trace]) -> None:
    trace = answering(lambda lines: "据总结，" + lines)
    assert trace.answer.startswith("据总结，")
    assert "61.5%" in trace.answer
    assert trace.engine == "llm:m"


@pytest.mark.parametrize("change", [("61.5", "62.5"), ("[1]", ""), ("%", "个百分点")])
def test_a_changed_number_mark_or_unit_is_not_shown(
    answering: Callable[[Callable[[str], str] | None], Trace], change: tuple[str, str]
) -> None:
    trace = answering(lambda lines: lines.replace(*change))
    assert "61.5%" in trace.answer
    assert "[1]" in trace.answer
    assert NOT_USED in trace.notes


def test_a_model_that_does_not_answer_costs_no_answer(
    answering: Callable[[Callable[[str], str] | None], Trace],
) -> None:
    trace = answering(None)
    assert "61.5%" in trace.answer
    assert FAILED in trace.notes
