"""Whether the product lives, is ready, and what it counts: GET /healthz, /readyz, /metrics."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Literal

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from assistant.engine import Assistant
from core.errors import CewenError
from corpus.store import DocumentRow, Store
from retrieval.index import FINGERPRINT
from ui.api.meters import CONTENT_TYPE, Meters
from ui.api.refusals import Refused
from ui.doorkeeper import NOT_ALLOWED
from ui.rooms import may_read_log
from ui.seats import seat_now

logger = logging.getLogger(__name__)
RETRY_S = 10


class HealthOut(BaseModel):
    """The product lives, or is ready."""

    model_config = ConfigDict(title="状态", json_schema_extra={"examples": [{"status": "ok"}]})

    status: Literal["ok"] = Field(description="ok：正常")


def health_router(assistant: Assistant, meters: Meters) -> APIRouter:
    """The routes."""
    router = APIRouter(tags=["运行"])

    @router.get("/healthz", summary="程序是否在运行")
    def lives() -> HealthOut:
        """能回答就是在运行；不看资料库。不用密钥。"""
        return HealthOut(status="ok")

    @router.get("/readyz", summary="能否回答问题")
    def ready() -> HealthOut:
        """资料库能打开、有索引、模型已载入才是 200，否则 503 并说明缺什么。不用密钥。"""
        for works, missing, step in (
            (lambda: assistant.store.generation() >= 0, "资料库打不开", "请确认数据库在运行；好了会自己恢复，不用重启"),
            (lambda: _indexed(assistant), "没有可用的索引", "请运行 cewen doctor，按它说的做"),
            (lambda: _loaded(assistant), "模型没有载入", "请稍后再看；一直这样请看服务日志、模型服务是否在运行"),
        ):
            if not _holds(works):
                raise Refused(503, missing, step, retry_after=RETRY_S)
        return HealthOut(status="ok")

    @router.get(
        "/metrics",
        response_class=PlainTextResponse,
        summary="运行指标",
        responses={200: {"description": "运行指标", "content": {"text/plain": {"schema": {"type": "string"}}}}},
    )
    def metrics() -> Response:
        """调用次数、用时、问题按结果、资料份数、正在处理的调用，供 Prometheus 读取。要有管理角色、能看全部资料。"""
        if not may_read_log(seat_now().viewer):
            raise Refused(403, NOT_ALLOWED, "要有管理角色、能看全部资料的密钥或账户")
        return Response(meters.exposition(), media_type=CONTENT_TYPE)

    return router


def _indexed(assistant: Assistant) -> bool:
    """Whether the index that is open is the store's, and something can be found in it."""
    index = assistant.search.index
    return bool(index.retrievers) and assistant.store.meta(FINGERPRINT) == index.fingerprint


def _loaded(assistant: Assistant) -> bool:
    embedder = assistant.search.index.embedder
    return embedder is None or embedder.loaded


def _holds(works: Callable[[], bool]) -> bool:
    try:
        return works()
    except (CewenError, SQLAlchemyError, OSError):
        logger.warning("not ready", exc_info=True)
        return False


def count_documents(store: Store) -> int:
    """How many documents there are."""
    with store.session() as session:
        return session.scalar(select(func.count()).select_from(DocumentRow)) or 0
