"""What is known of a document: the manifest first, then the file's own words."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.errors import SettingsError
from core.period import find_date
from core.place import Gazetteer
from core.schema import Place

MANIFEST = "manifest.toml"
LEAD_CHARS = 600
_SOURCE = re.compile(r"(?:信息来源|来源|发布机构|发文机关|作者)[:：]\s*([^\s　|,，]{2,30})")
_DOC_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,10}[〔\[【（(](?:19|20)\d{2}[〕\]】）)]\s*\d{1,4}\s*号")
_STATUS = re.compile(r"(征求意见稿|试行|暂行)")
_SIGNED = re.compile(r"[\u4e00-\u9fff]{2,20}(?:局|厅|委员会|人民政府|办公室|部)$")
MAX_TITLE = 80


@dataclass(frozen=True, kw_only=True)
class Metadata:
    """A document's title, issuer, place… as far as known; `aliases` are its own names for its place."""

    title: str
    issuer: str = ""
    doc_number: str = ""
    place: Place | None = None
    date: dt.date | None = None
    status: str = ""
    url: str = ""
    aliases: tuple[str, ...] = ()
    quality: tuple[str, ...] = field(default_factory=tuple)


def load_manifest(folder: Path) -> dict[str, dict[str, Any]]:
    """What the office wrote of the documents of a folder: file name → fields; empty without a manifest.

    Raises:
        SettingsError: If the manifest is not valid TOML.
    """
    path = folder / MANIFEST
    if not path.is_file():
        return {}
    try:
        return dict(tomllib.loads(path.read_text(encoding="utf-8")).get("documents", {}))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path.name} 写法有误：{error}", next_step="请按 TOML 格式修正后重试") from error


def read_metadata(
    *, text: str, info: Sequence[str], name: str, told: Mapping[str, Any], gazetteer: Gazetteer
) -> Metadata:
    """Metadata of one document.

    Args:
        text: Cleaned text.
        info: Lines of page information that cleaning took off (发布时间, 来源…).
        name: The file's name without its ending, or the record's id.
        told: What the manifest or the record says; it wins.
        gazetteer: Places and aliases to go by.
    """
    page = "\n".join(info)
    title = str(told.get("title") or _title(text, name))
    place = gazetteer.parse(str(told["place"])) if told.get("place") else None
    if place is None and "quality" not in told:
        place = _place(title, name, text, gazetteer)
    date = told.get("date")
    if isinstance(date, str):
        date = find_date(date)
    elif date is None and "quality" not in told:
        date = find_date(page) or _signed_date(text)
    source = _SOURCE.search(page)
    number = _DOC_NUMBER.search(text[:LEAD_CHARS]) if not told.get("doc_number") else None
    status = _STATUS.search(title)
    quality = tuple(told.get("quality", ()))
    if date is None and not any("日期" in note for note in quality):
        quality = (*quality, "原文未标日期")
    return Metadata(
        title=title,
        issuer=str(told.get("issuer") or (source[1] if source else "") or _signed_issuer(text)),
        doc_number=str(told.get("doc_number") or (number[0] if number and number.start() < MAX_TITLE * 2 else "")),
        place=place, date=date, status=str(told.get("status") or (status[1] if status else "")),
        url=str(told.get("url", "")), aliases=tuple(told.get("aliases", ())), quality=quality,
    )  # fmt: skip


def _title(text: str, name: str) -> str:
    for line in text.split("\n")[:5]:
        if 6 <= len(line) <= MAX_TITLE and not line.endswith(("。", "；", "：")) and "，" not in line[:6]:
            return line
    return name


def _place(title: str, name: str, text: str, gazetteer: Gazetteer) -> Place | None:
    """The first place that title, file name, or opening lines speak of."""
    for part in (title, name, text[:LEAD_CHARS]):
        mentions = gazetteer.find(part)
        if mentions:
            return mentions[0].place
    return None


def _signed_date(text: str) -> dt.date | None:
    """A date on a line of its own near the end: the day of signing."""
    for line in reversed(text.split("\n")[-12:]):
        if len(line) <= 16:
            date = find_date(line)
            if date:
                return date
    return None


def _signed_issuer(text: str) -> str:
    for line in reversed(text.split("\n")[-12:]):
        if _SIGNED.fullmatch(line.strip()):
            return line.strip()
    return ""
