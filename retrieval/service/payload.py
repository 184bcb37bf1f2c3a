"""What goes over the wire: JSON there, numpy's npz back. Nothing is unpickled."""

from __future__ import annotations

import io
import itertools
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

import numpy as np
from numpy.typing import NDArray

from retrieval.embed import Vectors
from retrieval.reader.reading import Page, Reading

# Of one request: bytes of its body, texts to embed, pages to read.
MOST_BYTES, MOST_TEXTS, MOST_PAGES = 8 * 2**20, 512, 256
MOST_REPLY_BYTES = 64 * 2**20
IDENTITY_HEADER = "x-cewen-model"
NPZ = "application/x-npz"
_ARRAYS = ("has", "pieces", "starts", "ends", "start_logits", "end_logits")


class PayloadError(ValueError):
    """Bytes that are no such payload."""


def _packed(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    made = io.BytesIO()
    np.savez(made, allow_pickle=False, **arrays)
    return made.getvalue()


def _unpacked(data: bytes, names: Sequence[str]) -> list[NDArray[Any]]:
    if len(data) > MOST_REPLY_BYTES:
        raise PayloadError("the reply is too long")
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as stored:
            return [stored[name] for name in names]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise PayloadError("no such arrays") from error


def pack_vectors(vectors: Vectors) -> bytes:
    """Vectors, shape (n, dimension)."""
    return _packed({"vectors": vectors})


def unpack_vectors(data: bytes, texts: int) -> Vectors:
    """The vectors of so many texts, shape (texts, dimension).

    Raises:
        PayloadError: If they are not that.
    """
    (vectors,) = _unpacked(data, ["vectors"])
    if vectors.ndim != 2 or len(vectors) != texts or vectors.dtype != np.float32:
        raise PayloadError("no such vectors")
    return vectors


def pack_readings(readings: Sequence[Reading]) -> bytes:
    """Readings, their arrays one after the other."""
    empty: list[NDArray[Any]] = [np.zeros(0, np.float32)]
    made: dict[str, NDArray[Any]] = {
        "has": np.array([one.has for one in readings], np.float64),
        "pieces": np.array([len(one.starts) for one in readings], np.int64),
    }
    for name in _ARRAYS[2:]:
        made[name] = np.concatenate([getattr(one, name) for one in readings] or empty)
    return _packed(made)


def unpack_readings(data: bytes, pages: int) -> list[Reading]:
    """The readings of so many pages.

    Raises:
        PayloadError: If they are not that.
    """
    has, pieces, starts, ends, start_logits, end_logits = _unpacked(data, _ARRAYS)
    whole = int(pieces.sum()) if pieces.ndim == 1 else -1
    if len(has) != pages or len(pieces) != pages or any(len(one) != whole for one in (starts, ends)):
        raise PayloadError("no such readings")
    if any(len(one) != whole for one in (start_logits, end_logits)):
        raise PayloadError("no such readings")
    cuts = [0, *np.cumsum(pieces).tolist()]
    return [
        Reading(
            has=float(has[at]),
            starts=starts[begin:stop].astype(np.int64),
            ends=ends[begin:stop].astype(np.int64),
            start_logits=start_logits[begin:stop].astype(np.float32),
            end_logits=end_logits[begin:stop].astype(np.float32),
        )
        for at, (begin, stop) in enumerate(itertools.pairwise(cuts))
    ]


def asked_texts(body: bytes) -> list[str]:
    """The texts of a request to embed.

    Raises:
        PayloadError: If it is none, or has too many.
    """
    texts = _json(body).get("texts")
    if not _are_texts(texts) or len(texts) > MOST_TEXTS:
        raise PayloadError(f"texts: a list of at most {MOST_TEXTS} strings")
    return list(texts)


def asked_pages(body: bytes) -> tuple[list[str], list[Page]]:
    """The questions and pages of a request to read.

    Raises:
        PayloadError: If it is none, or has too many.
    """
    asked = _json(body)
    questions, heads, texts = (asked.get(name) for name in ("questions", "heads", "texts"))
    if not (_are_texts(questions) and _are_texts(heads) and _are_texts(texts)):
        raise PayloadError("questions, heads and texts: lists of strings")
    if not len(questions) == len(heads) == len(texts) <= MOST_PAGES:
        raise PayloadError(f"at most {MOST_PAGES} pages, each with its question")
    return questions, [Page(head=head, text=text) for head, text in zip(heads, texts, strict=True)]


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError as error:
        raise PayloadError("no JSON") from error
    if not isinstance(found, dict):
        raise PayloadError("no JSON object")
    return found


def _are_texts(value: Any) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
