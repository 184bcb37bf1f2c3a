"""Writes the old binary workbook (BIFF8): sheets of labels and numbers, hidden or not."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path


def _record(code: int, data: bytes) -> bytes:
    return struct.pack("<HH", code, len(data)) + data


def _bof(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def _sheet(rows: Sequence[Sequence[object]]) -> bytes:
    made = _bof(0x0010)
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(value, (int, float)):
                made += _record(0x0203, place + struct.pack("<d", value))
            elif value is not None:
                text = str(value)
                made += _record(0x0204, place + struct.pack("<HB", len(text), 1) + text.encode("utf-16-le"))
    return made + _record(0x000A, b"")


def write_old_book(path: Path, sheets: dict[str, Sequence[Sequence[object]]], hidden: Sequence[str] = ()) -> Path:
    """An xls or et of the given sheets."""
    bodies = [_sheet(rows) for rows in sheets.values()]
    names = [struct.pack("<BB", len(name), 1) + name.encode("utf-16-le") for name in sheets]
    head, end = _bof(0x0005), _record(0x000A, b"")
    at = len(head) + sum(10 + len(name) for name in names) + len(end)
    for name, text, body in zip(sheets, names, bodies, strict=True):
        head += _record(0x0085, struct.pack("<IBB", at, int(name in hidden), 0) + text)
        at += len(body)
    path.write_bytes(head + end + b"".join(bodies))
    return path
