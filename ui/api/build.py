"""The API put together: its routes, its description in Chinese, and the door for clients of OpenAI."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse, JSONResponse

from assistant.engine import Assistant
from core.settings import Settings
from corpus.api_keys import ApiKeys
from corpus.logins import Logins
from ui.api.addresses import API, CHAT
from ui.api.answer_routes import answer_router
from ui.api.chat_routes import chat_router
from ui.api.chat_shapes import OpenAIErrorBody
from ui.api.desk import ApiDesk
from ui.api.docs_page import docs_html
from ui.api.document_routes import document_router
from ui.api.draft_routes import draft_router
from ui.api.gate import ApiGate
from ui.api.health_routes import count_documents, health_router
from ui.api.meters import Meters
from ui.api.rates import Rates
from ui.api.refusals import ErrorBody, add_refusals
from ui.api.tool_routes import indicator_router, tool_router
from ui.rooms import Rooms

VERSION = "1.0"
ABOUT = """给门户网站、公文系统和脚本用的接口：问答、检索、查数、问表、测算、核对、起草、管理资料。

每个答案都带原句或算式；资料里没有的会说明，不编造。能看哪些资料由密钥决定。出错时返回 `error`（出了什么事）、
`next_step`（下一步做什么）、`retryable`（原样再试是否可能成功）。"""
_REFUSALS = {
    400: "请求读不懂（不是正确的 JSON 等）",
    401: "没有密钥，或密钥不对、已过期、已撤销",
    403: "密钥的角色不够，或请求来自别的网站",
    404: "没有这个地址，或没有这份资料、指标、回答",
    409: "和现有的冲突",
    413: "内容太大",
    415: "内容类型不对",
    422: "参数有误，或要的东西资料里没有",
    429: "调用太频繁；Retry-After 说明过几秒再试",
    500: "系统内部出错",
    503: "暂时不能回答：忙、资料库或模型没有准备好",
}
_TAGS = (
    ("问答", "问一个问题，评价一个回答"),
    ("检索", "找原句，不写成答案"),
    ("数据", "台账、表格、核对"),
    ("指标", "由表测算"),
    ("起草", "只用资料里的原句"),
    ("资料", "列出、打开、加入、移出"),
    ("运行", "给运维看的"),
    ("兼容 OpenAI", "给现成的客户端用"),
)


def make_gate(assistant: Assistant, settings: Settings, logins: Logins | None) -> tuple[ApiGate, Meters]:
    """What stands in front of the API, and what it counts with."""
    store = assistant.store
    meters = Meters(lambda: count_documents(assistant.store))
    keys = ApiKeys(lambda: assistant.store.session(), settings)
    return ApiGate(logins, keys, Rates(settings), meters, store), meters


def add_api(app: FastAPI, assistant: Assistant, settings: Settings, rooms: Rooms, meters: Meters) -> None:
    """Add the API to the application that serves the page.

    Args:
        app: The application.
        assistant: The one that sees everything.
        settings: The settings in force.
        rooms: What each caller finds.
        meters: Counts; the gate counts with the same.
    """
    desk = ApiDesk(rooms, assistant.store, settings, meters)
    api = _application(API, "策问 API", ABOUT, ErrorBody)
    for router in (
        answer_router(desk),
        tool_router(desk),
        indicator_router(desk),
        draft_router(desk),
        document_router(desk),
        health_router(assistant, meters),
    ):
        api.include_router(router)

    @api.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return HTMLResponse(docs_html(api.openapi(), chat.openapi()))

    chat = _application(
        CHAT, "策问 API（兼容 OpenAI）", "给现成的 OpenAI 客户端用：base_url 写本机地址加 /v1。", OpenAIErrorBody
    )
    chat.include_router(chat_router(desk))
    app.mount(API, api)
    app.mount(CHAT, chat)


def _application(prefix: str, title: str, about: str, error: type[Any]) -> FastAPI:
    refusals: dict[int | str, dict[str, Any]] = {
        status: {"model": error, "description": words} for status, words in _REFUSALS.items()
    }
    app = FastAPI(
        title=title,
        version=VERSION,
        description=about,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        responses=refusals,
        openapi_tags=[{"name": name, "description": words} for name, words in _TAGS],
    )
    add_refusals(app)

    @app.get("/openapi.json", include_in_schema=False)
    def described() -> JSONResponse:
        return JSONResponse(app.openapi())

    app.openapi = lambda: _described(app, prefix)  # type: ignore[method-assign]
    return app


def _described(app: FastAPI, prefix: str) -> dict[str, Any]:
    """The description of an application with how its callers are known; made once."""
    if app.openapi_schema is None:
        result = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes, tags=app.openapi_tags
        )
        result["servers"] = [{"url": prefix}]
        result.setdefault("components", {})["securitySchemes"] = {
            "密钥": {"type": "http", "scheme": "bearer", "description": "Authorization: Bearer 密钥"},
            "密钥头": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "X-API-Key: 密钥"},
        }
        # Where nobody logs in no key is needed.
        result["security"] = [{"密钥": []}, {"密钥头": []}, {}]
        app.openapi_schema = result
    return app.openapi_schema
