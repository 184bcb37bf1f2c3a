"""Arguments that do not fit, told in words: which, why, and what there is."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

_WHY = {
    "missing": "缺少",
    "extra_forbidden": "没有这个参数",
    "string_type": "应是文字",
    "string_too_short": "不能为空",
    "string_too_long": "太长，最多 {max_length} 字",
    "string_unicode": "含有不成字的符号",
    "list_type": "应是一列值",
    "too_long": "太多，最多 {max_length} 个",
    "too_short": "太少，至少 {min_length} 个",
    "dict_type": "应是名和值",
    "int_type": "应是整数",
    "int_parsing": "应是整数",
    "int_from_float": "应是整数",
    "greater_than_equal": "太小，至少 {ge}",
    "less_than_equal": "太大，最多 {le}",
    "literal_error": "可选：{expected}",
}
_MOST_TOLD = 5


def wrong_arguments(error: Any) -> str:
    """What is wrong with the arguments of a call, and what to do.

    Args:
        error: A pydantic ValidationError, of either of its versions.
    """
    if not isinstance(error, ValidationError):
        return "参数不对：请照参数说明改"
    items = []
    for one in error.errors(include_url=False, include_input=False)[:_MOST_TOLD]:
        name = ".".join(map(str, one["loc"])) or "参数"
        why = _WHY.get(one["type"], "不合要求").format_map(dict(one.get("ctx") or {}))
        items.append(f"{name} {why}")
    return f"参数不对：{'；'.join(items)}：请照参数说明改"
