"""`python -m corpus audit`: who did what, filtered by person, kind and days."""

from __future__ import annotations

import argparse
import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.audit import KINDS, Asked, Deed, count_deeds, detail_text, read_deeds
from corpus.store import Store

SHOWN = 200


def add_audit_command(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `audit`."""
    parser.add_argument("--user", default="", help="某人的姓名")
    parser.add_argument("--kind", default="", choices=("", *KINDS), metavar="KIND", help="、".join(KINDS))
    parser.add_argument("--words", default="", help="问题里的词，或做到什么上")
    for name in ("since", "until"):
        parser.add_argument(f"--{name}", type=dt.date.fromisoformat, help="某日，如 2026-11-01；当日也算")
    parser.add_argument("--out", type=Path, help="全部写成 .xlsx")
    parser.add_argument("--json", action="store_true")


def asked_by(args: argparse.Namespace) -> Asked:
    """Which lines the arguments want."""
    return Asked(user=args.user, kind=args.kind, words=args.words, since=args.since, until=args.until)


def audit_json(store: Store, asked: Asked) -> list[dict[str, Any]]:
    """The latest lines as plain values, the traces of questions left out."""
    return [
        asdict(deed) | {"detail": {} if deed.kind == "asked" else dict(deed.detail)}
        for deed in read_deeds(store, asked, limit=SHOWN)
    ]


def audit_lines(store: Store, asked: Asked) -> list[str]:
    """The latest lines to print, and how many more there are."""
    count = count_deeds(store, asked)
    lines = [_line(deed) for deed in read_deeds(store, asked, limit=SHOWN)]
    if count > SHOWN:
        lines.append(f"……共 {count} 条，只列出最近 {SHOWN} 条；加 --out 文件.xlsx 可全部写出")
    return lines or ["没有这样的记录"]


def _line(deed: Deed) -> str:
    about = "　".join(filter(None, (KINDS.get(deed.kind, deed.kind), deed.subject, deed.outcome)))
    detail = detail_text(deed)
    return f"#{deed.id}　{deed.at:%Y-%m-%d %H:%M}　{deed.user}　{about}" + (f"\n    {detail}" if detail else "")
