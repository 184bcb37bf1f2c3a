"""A corpus as JSON lines: one document a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from core.collection import collection_name
from core.controls import clean_controls
from core.errors import DataError, LoadError
from ingest.loaders import RawDocument
from ingest.loaders.boundary import reads
from ingest.loaders.limits import MAX_FILE_BYTES
from ingest.loaders.text import read_text

_ALIASES = {
    "id": ("id", "docid", "path"),
    "place": ("place", "province"),
    "title": ("title", "name"),
    "text": ("text", "full_text"),
    "date": ("date", "publish_date"),
    "issuer": ("issuer",),
    "doc_number": ("doc_number",),
    "url": ("url",),
    "collection": ("collection",),
}


@reads("jsonl", ".jsonl", limit=MAX_FILE_BYTES)
def load_jsonl(path: Path) -> Iterator[RawDocument]:
    """One document a line; fields id|docid|path|province, title|name, text|full_text, date|publish_date, place.

    Also issuer, doc_number, url and the collection it is of.

    Raises:
        LoadError: If a line is not a JSON object with a text; the line is named.
    """
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise LoadError(f"{path.name} 第{number}行不是 JSON", next_step="请修正该行后重新导入") from error
        if not isinstance(record, dict):
            raise LoadError(f"{path.name} 第{number}行不是一个文档对象", next_step="请每行放一个 JSON 对象")
        fields = {
            key: next((clean_controls(str(record[name])) for name in names if record.get(name)), "")
            for key, names in _ALIASES.items()
        }
        text = fields.pop("text")
        if not text.strip():
            raise LoadError(f"{path.name} 第{number}行没有正文", next_step="请补上 text 字段")
        if fields["collection"]:
            try:
                fields["collection"] = collection_name(fields["collection"])
            except DataError as error:
                raise LoadError(f"{path.name} 第{number}行的{error.message}", next_step=error.next_step) from error
        name = fields.pop("id") or fields["place"] or str(number)
        yield RawDocument(name=name, text=text, meta={k: v for k, v in fields.items() if v})
