"""One loader a format; each registers its endings in `LOADERS`.

A loader takes a file and yields the documents in it, as received: text and whatever the format itself says of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from core.registry import Registry


@dataclass(frozen=True, kw_only=True)
class RawDocument:
    """A document as received. `name` is unique within its file; `meta` holds title, place, date… where told."""

    name: str
    text: str
    meta: Mapping[str, str] = field(default_factory=dict)


Loader = Callable[[Path], Iterator[RawDocument]]
LOADERS: Registry[Loader] = Registry("loader", "ingest.loaders")
