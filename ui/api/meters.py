"""What the API counts of itself, as Prometheus reads it; each server has its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
# Seconds; answers take from a tenth to half a minute.
BUCKETS = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80)


class Meters:
    """The meters of one server.

    Args:
        documents: Counts the documents there are; asked when somebody reads the meters.
    """

    def __init__(self, documents: Callable[[], int]) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "cewen_api_requests", "接口调用次数", ("method", "route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "cewen_api_request_seconds", "接口用时（秒）", ("method", "route"), registry=self._registry, buckets=BUCKETS
        )
        self._running = Gauge("cewen_api_in_flight", "正在处理的调用", registry=self._registry)
        self._questions = Counter("cewen_questions", "接口回答的问题，按结果", ("status",), registry=self._registry)
        Gauge("cewen_documents", "资料份数", registry=self._registry).set_function(documents)

    @contextmanager
    def running(self, method: str, route: str) -> Iterator[None]:
        """Count a call as being worked on, and how long that takes."""
        with self._running.track_inprogress(), self._seconds.labels(method, route).time():
            yield

    def answered(self, method: str, route: str, status: int) -> None:
        """Count a call that was answered."""
        self._requests.labels(method, route, str(status)).inc()

    def question(self, status: str) -> None:
        """Count a question by how it was answered."""
        self._questions.labels(status).inc()

    def exposition(self) -> bytes:
        """The meters as text."""
        return generate_latest(self._registry)
