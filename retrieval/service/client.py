"""The model service asked from a process that has no models: the same calls as in process, without torch."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import httpx
import numpy as np

from core.errors import ModelError, ModelUnavailable
from retrieval.embed import Vectors
from retrieval.reader.reading import Page, Reading
from retrieval.service.payload import IDENTITY_HEADER, MOST_PAGES, PayloadError, unpack_readings, unpack_vectors

T = TypeVar("T")
# Texts of one call: questions go between two of them.
TEXTS = 64
# After a failed connection nobody waits for another one for so long.
REST_S = 2.0
# How long `loaded` looks, where a health check must be quick.
LOOK_S = 2.0
LONGEST_WAIT_S = 2.0
_WHERE = "请检查模型服务是否在运行（cewen models）以及 CEWEN_MODEL_URL；期间只按词语查找"


@dataclass(frozen=True, kw_only=True)
class ServiceInfo:
    """What the service says of itself."""

    model: str
    identity: str
    weights: str
    reader: bool


class ServedEncoder:
    """Texts to vectors by the model service.

    Args:
        url: Its address.
        model: The model it should run, as in CEWEN_EMBEDDING_MODEL.
        token: What it wants to hear; '': nothing.
        timeout_s: Seconds a call may take, waiting for its turn included.
    """

    def __init__(self, url: str, model: str, token: str, timeout_s: float) -> None:
        self.name = model
        self._timeout_s = timeout_s
        self._http = httpx.Client(
            base_url=url,
            timeout=timeout_s,
            trust_env=False,
            headers={"Authorization": f"Bearer {token}"} if token else {},
        )
        self._url = url
        self._lock = threading.Lock()
        self._known: ServiceInfo | None = None
        self._rests_until = 0.0
        self.reader = ServedReader(self)

    def _told(self) -> ServiceInfo:
        """What the service says of itself, asked once.

        Raises:
            ModelError: If it runs another model.
            ModelUnavailable: If it does not answer.
        """
        with self._lock:
            if self._known is None:
                found = self._send("GET", "/health", None).json()
                known = ServiceInfo(
                    model=str(found.get("model")),
                    identity=str(found.get("identity")),
                    weights=str(found.get("weights")),
                    reader=bool(found.get("reader")),
                )
                if known.model != self.name:
                    raise ModelError(
                        f"模型服务运行的是 {known.model}，设置里是 {self.name}",
                        next_step="请让两边的 CEWEN_EMBEDDING_MODEL 一致，再重新启动",
                    )
                self._known = known
            return self._known

    @property
    def identity(self) -> str:
        """What tells these vectors from another model's."""
        return self._told().identity

    @property
    def weights(self) -> str:
        """What tells the model from another, in whatever arithmetic it runs."""
        return self._told().weights

    @property
    def loaded(self) -> bool:
        """Whether the service answers now."""
        try:
            return self._http.get("/health", timeout=min(LOOK_S, self._timeout_s)).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    def load(self) -> None:
        """Make sure that the service answers and runs this model.

        Raises:
            ModelError: If it does not.
        """
        self._told()

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts to be found: shape (n, dimension), length 1 each."""
        return self._vectors("/v1/passages", texts)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions: shape (n, dimension), length 1 each."""
        return self._vectors("/v1/queries", texts)

    def _vectors(self, path: str, texts: Sequence[str]) -> Vectors:
        made = [
            self._unpacked(path, {"texts": list(texts[at : at + TEXTS])}, unpack_vectors, len(texts[at : at + TEXTS]))
            for at in range(0, len(texts), TEXTS)
        ]
        return np.concatenate(made) if made else np.zeros((0, 0), np.float32)

    def readings(self, questions: Sequence[str], pages: Sequence[Page]) -> list[Reading]:
        """A reading for each page, in order; each page has its question."""
        made: list[Reading] = []
        for at in range(0, len(pages), MOST_PAGES):
            part = pages[at : at + MOST_PAGES]
            asked = {
                "questions": list(questions[at : at + MOST_PAGES]),
                "heads": [page.head for page in part],
                "texts": [page.text for page in part],
            }
            made += self._unpacked("/v1/read", asked, unpack_readings, len(part))
        return made

    def _unpacked(self, path: str, asked: dict[str, list[str]], unpack: Callable[[bytes, int], T], size: int) -> T:
        known = self._told()
        answer = self._send("POST", path, asked)
        if answer.headers.get(IDENTITY_HEADER) != known.identity:
            raise ModelError("模型服务换了模型", next_step="请重新启动；换了模型要 python -m ingest --rebuild")
        try:
            return unpack(answer.content, size)
        except PayloadError as error:
            raise ModelError("模型服务的答复无法读取", next_step="请把两边更新到同一版本") from error

    def _send(self, method: str, path: str, asked: dict[str, list[str]] | None) -> httpx.Response:
        """One call; where the service is busy, again until the time is up."""
        if time.monotonic() < self._rests_until:
            raise self._away("没有应答")
        until, wait_s = time.monotonic() + self._timeout_s, 0.1
        while True:
            left_s = until - time.monotonic()
            try:
                answer = self._http.request(method, path, json=asked, timeout=max(0.05, left_s))
            except httpx.HTTPError as error:
                self._rests_until = time.monotonic() + REST_S
                raise self._away("没有应答") from error
            if answer.status_code == httpx.codes.OK:
                return answer
            if answer.status_code == httpx.codes.UNAUTHORIZED:
                raise ModelError("模型服务拒绝了这个口令", next_step="请检查两边的 CEWEN_MODEL_TOKEN")
            if answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR:
                raise ModelError(
                    f"模型服务不接受这样的请求（{answer.status_code}）", next_step="请把两边更新到同一版本"
                )
            if answer.status_code == httpx.codes.NOT_IMPLEMENTED:
                raise self._away("没有阅读模型")
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                raise self._away(f"出错（{answer.status_code}）")
            if time.monotonic() + wait_s >= until:
                raise self._away("忙不过来")
            time.sleep(wait_s)
            wait_s = min(2 * wait_s, LONGEST_WAIT_S)

    def _away(self, how: str) -> ModelUnavailable:
        return ModelUnavailable(f"模型服务（{self._url}）{how}", next_step=_WHERE, retryable=True)


class ServedReader:
    """The reader of the model service."""

    def __init__(self, encoder: ServedEncoder) -> None:
        self._encoder = encoder

    def read(self, questions: Sequence[str], pages: Sequence[Page]) -> list[Reading]:
        """A reading for each page, in order; each page has its question.

        Raises:
            ModelUnavailable: If the service does not answer.
        """
        return self._encoder.readings(questions, pages)


@lru_cache(maxsize=2)
def load_served(url: str, model: str, token: str, timeout_s: float) -> ServedEncoder:
    """A client, one in a process for each service; nothing is asked yet."""
    return ServedEncoder(url, model, token, timeout_s)
