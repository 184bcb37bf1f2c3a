"""A plain page that tells of the API: every address with its description and a curl line; nothing from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ui.render import escape

STYLE = (
    "body{font:16px/1.7 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1f2328;"
    "background:#fff}pre{background:#f3f4f6;padding:.75rem;overflow-x:auto}h2{margin-top:2rem}"
    "code.way{font-weight:700}"
)
MULTIPART = "multipart/form-data"


def docs_html(*described: Mapping[str, Any]) -> str:
    """The page for one or several OpenAPI descriptions."""
    parts = [_part(one) for one in described]
    links = "、".join(
        f"<a href='{one['servers'][0]['url']}/openapi.json'>{escape(one['info']['title'])}</a>" for one in described
    )
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>策问 API</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head>'
        f"<body><main><h1>策问 API</h1><p>给程序读的说明（OpenAPI）：{links}</p>{''.join(parts)}</main></body></html>"
    )


def _part(described: Mapping[str, Any]) -> str:
    base = described["servers"][0]["url"]
    calls = "".join(
        _call(described, base + path, method, result)
        for path, methods in described["paths"].items()
        for method, result in methods.items()
    )
    about = "".join(f"<p>{escape(line)}</p>" for line in described["info"]["description"].split("\n\n"))
    return f"<h2>{escape(described['info']['title'])}</h2>{about}{calls}"


def _call(described: Mapping[str, Any], path: str, method: str, record: Mapping[str, Any]) -> str:
    given = [
        f"<li><code>{escape(one['name'])}</code>：{escape(one.get('description', ''))}</li>"
        for one in record.get("parameters", ())
    ]
    lists = f"<ul>{''.join(given)}</ul>" if given else ""
    return (
        f"<h3><code class='way'>{method.upper()} {escape(path)}</code>　{escape(record.get('summary', ''))}</h3>"
        f"<p>{escape(record.get('description', ''))}</p>"
        f"{lists}<pre>{escape(curl(described, path, method, record))}</pre>"
    )


def curl(described: Mapping[str, Any], path: str, method: str, record: Mapping[str, Any]) -> str:
    """A line for a shell that makes a call, with the example of its body."""
    line = f"curl -H 'Authorization: Bearer 密钥' http://127.0.0.1:7860{path}"
    content = record.get("requestBody", {}).get("content", {})
    if MULTIPART in content:
        return f"{line} -F files=@文件.docx"
    if not content:
        return line if method == "get" else f"{line} -X {method.upper()}"
    named = content["application/json"]["schema"].get("$ref", "").rpartition("/")[2]
    example = described["components"]["schemas"].get(named, {}).get("examples", [{}])[0]
    return f"{line} -H 'Content-Type: application/json' -d '{json.dumps(example, ensure_ascii=False)}'"
