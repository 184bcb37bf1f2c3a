"""What simulated users do, for locust: `locust -f evals/speed/users.py`; see `evals.speed.load`.

Each asks for another place or year than its neighbour. What comes back must be what the same question got when nobody
else asked: the same answer, of the same place, to the same words.
"""

from __future__ import annotations

import json
import os
import uuid
from pathlib import Path
from typing import Any

from locust import HttpUser, between, task

# Questions with the answers they got alone, an indicator with its figures, and what a draft is ordered with.
GIVEN: dict[str, Any] = json.loads(Path(os.environ["LOAD_GIVEN"]).read_text(encoding="utf-8"))


class Official(HttpUser):
    """Asks, and now and then uploads, computes or drafts."""

    wait_time = between(1, 4)

    def on_start(self) -> None:
        """Begin at another question than the others."""
        self.at = int(uuid.uuid4().int % len(GIVEN["questions"]))

    def _posted(self, path: str, name: str, wrong: Any, **sent: Any) -> None:
        with self.client.post(path, name=name, catch_response=True, **sent) as answer:
            if answer.status_code >= 400:
                answer.failure(f"{answer.status_code} {answer.text[:200]}")
                return
            problem = wrong(answer.json())
            if problem:
                answer.failure(problem)

    @task(12)
    def ask(self) -> None:
        """Ask the next question; an answer that is another's is a failure."""
        self.at = (self.at + 1) % len(GIVEN["questions"])
        case = GIVEN["questions"][self.at]

        def wrong(record: dict[str, Any]) -> str:
            if record["question"] != case["question"]:
                return f"mixed: asked {case['question']}, answered {record['question']}"
            return (
                ""
                if record["answer"] == case["answer"]
                else f"mixed: {record['answer'][:80]} for {case['answer'][:80]}"
            )

        self._posted("/api/v1/ask", "ask", wrong, json={"question": case["question"]})

    @task(2)
    def compute(self) -> None:
        """Compute an indicator over the kept tables."""
        sent = GIVEN["indicator"]

        def wrong(record: dict[str, Any]) -> str:
            return "" if record["figures"] == sent["figures"] else "mixed: another result than alone"

        self._posted(f"/api/v1/indicators/{sent['name']}", "indicator", wrong, json=sent["body"])

    @task(2)
    def draft(self) -> None:
        """Order a draft; another text than alone is a failure."""
        sent = GIVEN["draft"]

        def wrong(record: dict[str, Any]) -> str:
            return "" if record["text"] == sent["text"] else f"mixed: {record['text'][:80]}"

        self._posted("/api/v1/drafts", "draft", wrong, json=sent["body"])

    @task(1)
    def upload(self) -> None:
        """Add a document of a place that nobody asks about."""
        name = f"负载{uuid.uuid4().hex[:8]}.txt"
        text = f"测试局{name}\n本年新增学位{uuid.uuid4().int % 9000 + 1000}个。\n" * 3
        with self.client.post(
            "/api/v1/documents",
            name="upload",
            catch_response=True,
            files={"files": (name, text.encode(), "text/plain")},
        ) as answer:
            if answer.status_code in (409, 503) and "next_step" in answer.text:
                # Told to come again: no upload, and no failure.
                answer.request_meta["name"] = "upload refused"
                answer.success()
            elif answer.status_code >= 400:
                answer.failure(f"{answer.status_code} {answer.text[:200]}")
            else:
                answer.success()
