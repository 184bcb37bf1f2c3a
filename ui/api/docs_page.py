"""A plain page that tells of the API: every address with its description and a curl line; nothing from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ui.templating import render

STYLE = (
    "body{font:16px/1.7 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1f2328;"
    "background:#fff}pre{background:#f3f4f6;padding:.75rem;overflow-x:auto}h2{margin-top:2rem}"
    "code.way{font-weight:700}"
)
MULTIPART = "multipart/form-data"


def docs_html(*described: Mapping[str, Any]) -> str:
    """The page for one or several OpenAPI descriptions."""
    return render("api_docs.html", style=STYLE, described=[_part(one) for one in described])


def _part(described: Mapping[str, Any]) -> dict[str, Any]:
    """What the page shows of one description."""
    base = described["servers"][0]["url"]
    return {
        "url": base,
        "title": described["info"]["title"],
        "about": described["info"]["description"].split("\n\n"),
        "calls": [
            _call(described, base + path, method, result)
            for path, methods in described["paths"].items()
            for method, result in methods.items()
        ],
    }


def _call(described: Mapping[str, Any], path: str, method: str, record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "method": method.upper(),
        "path": path,
        "summary": record.get("summary", ""),
        "description": record.get("description", ""),
        "given": [(one["name"], one.get("description", "")) for one in record.get("parameters", ())],
        "curl": curl(described, path, method, record),
    }


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
