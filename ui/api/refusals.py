"""How the API refuses: one shape for every error, and OpenAI's shape at the addresses of its clients."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from core.errors import (
    CewenError,
    FingerprintMismatch,
    IndexMissing,
    IndexStale,
    IngestBusy,
    ModelError,
    Outdated,
    SettingsError,
    StoreUnavailable,
    WriterError,
)
from ui.api.addresses import API, speaks_openai

logger = logging.getLogger(__name__)
INTERNAL = "系统内部出错，没有结果（不代表资料或数据有问题）"
INTERNAL_STEP = "请稍后重试；若反复出现，请把调用和时间告知管理员"
SEE_DOCS = f"请按接口说明改正：{API}/docs"
_UNREADY = (
    IndexMissing,
    FingerprintMismatch,
    IndexStale,
    IngestBusy,
    ModelError,
    SettingsError,
    StoreUnavailable,
    WriterError,
)
_WORDS = {
    "missing": "缺少",
    "extra_forbidden": "没有这个参数",
    "json_invalid": "不是正确的 JSON",
    "string_too_long": "太长，最多 {max_length} 个字符",
    "string_too_short": "太短，至少 {min_length} 个字符",
    "too_long": "太多，最多 {max_length} 个",
    "too_short": "太少，至少 {min_length} 个",
    "literal_error": "只能是 {expected}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "greater_than": "要大于 {gt}",
    "string_type": "应是文字",
    "int_type": "应是整数",
    "int_parsing": "应是整数",
    "int_from_float": "应是整数",
    "bool_type": "应是 true 或 false",
    "bool_parsing": "应是 true 或 false",
    "list_type": "应是数组",
    "dict_type": "应是对象",
    "model_attributes_type": "应是 JSON 对象",
    "model_type": "应是 JSON 对象",
    "string_unicode": "有残缺的字符",
    "string_pattern_mismatch": "写法不对",
    "date_from_datetime_parsing": "应是 2024-05-20 这样的日期",
    "date_parsing": "应是 2024-05-20 这样的日期",
    "date_type": "应是 2024-05-20 这样的日期",
}
_STATUS = {
    400: "请求读不懂",
    401: "没有密钥，或密钥无效",
    403: "没有权限",
    404: "没有这个地址",
    405: "这个地址不接受这种方法",
    409: "和现有的冲突",
    413: "内容太大",
    415: "内容类型不对",
    422: "参数有误",
    429: "调用太频繁",
    503: "暂时不能回答",
}
_OPENAI_TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


class ErrorBody(BaseModel):
    """What every refusal tells."""

    model_config = ConfigDict(
        title="错误",
        json_schema_extra={
            "examples": [{"error": "资料里没有“某县”的文件", "next_step": "有：浙江省杭州市西湖区", "retryable": False}]
        },
    )

    error: str = Field(description="出了什么事")
    next_step: str = Field(description="下一步可以做什么；没有时为空")
    retryable: bool = Field(description="原样再试一次是否可能成功")


class Refused(Exception):
    """A refusal with its status, raised where an error of the product says too little.

    Args:
        status: HTTP status.
        error: What happened, in Chinese.
        next_step: What the caller can do.
        retry_after: Seconds after which the same call may succeed; None: it will not.
        code: OpenAI's word for it, '' for the usual one.
    """

    def __init__(
        self, status: int, error: str, next_step: str = "", *, retry_after: int | None = None, code: str = ""
    ) -> None:
        super().__init__(error)
        self.status, self.error, self.next_step = status, error, next_step
        self.retry_after, self.code = retry_after, code

    @property
    def body(self) -> ErrorBody:
        """The refusal as the API tells it."""
        return ErrorBody(error=self.error, next_step=self.next_step, retryable=self.retry_after is not None)

    def response(self, path: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
        """The refusal as an answer, in the shape that belongs to an address."""
        result = dict(headers or {})
        if self.retry_after is not None:
            result["Retry-After"] = str(self.retry_after)
        if self.status == 401:
            result["WWW-Authenticate"] = "Bearer"
        content = self.openai if speaks_openai(path) else self.body.model_dump()
        return JSONResponse(content, status_code=self.status, headers=result)

    @property
    def openai(self) -> dict[str, Any]:
        """The refusal as OpenAI's clients read it."""
        kind = _OPENAI_TYPES.get(self.status, "server_error" if self.status >= 500 else "invalid_request_error")
        message = f"{self.error}：{self.next_step}" if self.next_step else self.error
        return {"error": {"message": message, "type": kind, "param": None, "code": self.code or None}}


def refusal_for(error: Exception) -> Refused:
    """What an error is to the caller; one that nobody foresaw is told in general and logged in full."""
    if isinstance(error, Refused):
        return error
    if isinstance(error, CewenError):
        unready = isinstance(error, _UNREADY)
        again = error.retryable or isinstance(error, IngestBusy | IndexStale)
        status = 503 if unready else 409 if isinstance(error, Outdated) else 422
        return Refused(status, error.message, error.next_step, retry_after=30 if again else None)
    logger.error("an API call failed", exc_info=error)
    return Refused(500, INTERNAL, INTERNAL_STEP)


def add_refusals(app: FastAPI) -> None:
    """Answer every error of an application in the shape that belongs to its addresses."""

    def told(request: Request, error: Exception) -> JSONResponse:
        return refusal_for(error).response(request.url.path)

    def plain(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        words = _STATUS.get(error.status_code, INTERNAL)
        return Refused(error.status_code, words, SEE_DOCS).response(request.url.path, error.headers)

    def unfit(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        return unfit_refusal(error.errors()).response(request.url.path)

    app.add_exception_handler(RequestValidationError, unfit)
    app.add_exception_handler(HTTPException, plain)
    for kind in (CewenError, Refused, Exception):
        app.add_exception_handler(kind, told)


def unfit_refusal(problems: Sequence[Any]) -> Refused:
    """A refusal that names what of a request does not fit, in Chinese."""
    if any(one["type"] == "json_invalid" for one in problems):
        return Refused(400, "请求不是正确的 JSON", SEE_DOCS, code="invalid_json")
    lines = [f"{_where(one['loc'])}{_what(one)}" for one in problems[:5]]
    return Refused(422, f"参数有误：{'；'.join(dict.fromkeys(lines))}", SEE_DOCS, code="invalid_value")


def _where(parts: Sequence[Any]) -> str:
    # The name of an unknown parameter is the caller's own: shown short, so that it fills no log.
    named = ".".join(str(part)[:40] for part in parts[1:] if not str(part).startswith(("function-", "list[")))
    return f"{named} " if named else "正文 "


def _what(problem: Mapping[str, Any]) -> str:
    words = _WORDS.get(problem["type"], "不合要求")
    return words.format_map({**problem.get("ctx", {}), "expected": _or(problem.get("ctx", {}).get("expected", ""))})


def _or(expected: str) -> str:
    return expected.replace(" or ", "、").replace(", ", "、")
