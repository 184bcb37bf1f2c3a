"""What an editor puts right: an overlay over what was read from files, with who, when and why.

A correction names its document by root and source and its place in it by a heading path or by words of the text, so
that it holds after the file is read again and after a rebuild. Texts are never changed: quotes stay verbatim, and the
correction stands beside them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from core.errors import DataError
from core.period import find_date, find_periods, year_period
from core.place import gazetteer
from core.quantity import parse_quantities
from core.record import Known, SpanNote
from core.schema import Document, Period, Place, Section
from corpus.store import PENDING, CorrectionRow, DocumentRow, SectionRow, Store

NONE_WORD = "无"
DOCUMENT_FIELDS = {
    "title": "标题", "issuer": "发文机关", "doc_number": "文号", "place": "地区", "date": "日期", "status": "时效性",
    "url": "网址",
}  # fmt: skip
SECTION_FIELDS = {"section.place": "本节地区", "section.period": "本节时间"}
FIGURE_FIELDS = {"figure": "数字"}
FIELDS: Mapping[str, str] = {**DOCUMENT_FIELDS, **SECTION_FIELDS, **FIGURE_FIELDS}
_SHAPES_INDEX = frozenset({"title", "place", "section.place"})


@dataclass(frozen=True, kw_only=True)
class Correction:
    """One correction. `anchor` is a heading path (一、… / （一）…) or words of the text; `old` is what it replaces."""

    root: str
    source: str
    field: str
    anchor: str
    old: str
    value: str
    who: str
    why: str
    at: dt.datetime

    @property
    def note(self) -> str:
        """What a citation shows of it."""
        was = f"（原文为“{self.old}”）" if self.field == "figure" else f"（原为{self.old or NONE_WORD}）"
        day = self.at.date().isoformat()
        return f"{FIELDS[self.field]}已由{self.who}于{day}更正为{self.value}{was}：{self.why}"


def _value(row: CorrectionRow) -> Correction:
    return Correction(
        root=row.root, source=row.source, field=row.field, anchor=row.anchor, old=row.old, value=row.value,
        who=row.who, why=row.why, at=row.at,
    )  # fmt: skip


def read_place(value: str) -> Place | None:
    """A place an editor wrote in full; None for 无.

    Raises:
        DataError: If the gazetteer knows no such place.
    """
    if value == NONE_WORD:
        return None
    place = gazetteer().parse(value)
    if place is None:
        raise DataError(f"认不出地名“{value}”", next_step="请写全称，如 河南省洛阳市涧西区；没有单一地区请写 无")
    return place


def read_day(value: str) -> dt.date | None:
    """A day an editor wrote; None for 无.

    Raises:
        DataError: If it is no date.
    """
    if value == NONE_WORD:
        return None
    day = find_date(value)
    if day is None:
        raise DataError(f"“{value}”不是日期", next_step="请写成 2024-07-09；没有日期请写 无")
    return day


def read_period(value: str) -> Period | None:
    """A time an editor wrote (2023年, 2021—2025年, 2024年上半年); None for 无.

    Raises:
        DataError: If no time is found in it.
    """
    if value == NONE_WORD:
        return None
    found = find_periods(value)
    if not found:
        raise DataError(f"认不出时间“{value}”", next_step="请写成 2023年 或 2021—2025年；没有请写 无")
    return found[0].period


def correct(
    store: Store, document_id: str, *, field: str, value: str, who: str, why: str, anchor: str = "",
    at: dt.datetime | None = None,
) -> Correction:  # fmt: skip
    """Write a correction; the last one of a field and anchor holds.

    Args:
        store: The store.
        document_id: Which document.
        field: One of `FIELDS`.
        value: The right value; 无 for none.
        who: The editor's name.
        why: The reason, in words.
        anchor: For a section its heading or heading path, for a figure words of the text that hold it alone.
        at: When; None: now.

    Raises:
        DataError: If the document, the field, the anchor or the value cannot be, with what to do.
    """
    if field not in FIELDS:
        raise DataError(f"没有“{field}”这一项", next_step=f"可更正：{'、'.join(FIELDS)}")
    for name, words in (("--who", who), ("--why", why), ("--value", value)):
        if not words.strip():
            raise DataError(f"{name} 是空的", next_step="更正要写明改成什么、谁改的、为什么")
    with store.session.begin() as session:
        row = session.get(DocumentRow, document_id)
        if row is None:
            raise DataError(f"资料库里没有“{document_id}”", next_step="请用 python -m corpus list 查编号")
        _check(field, value, anchor)
        sections = list(session.scalars(select(SectionRow).where(SectionRow.document_id == document_id)))
        anchor, old = _anchored(row, sections, field, anchor)
        made = CorrectionRow(
            root=row.root, source=row.source, field=field, anchor=anchor, old=old, value=value.strip(),
            who=who.strip(), why=why.strip(), at=at or dt.datetime.now(dt.UTC),
        )  # fmt: skip
        session.add(made)
        if field in _SHAPES_INDEX:
            row.index_state = PENDING
        session.flush()
        return _value(made)


def _check(field: str, value: str, anchor: str) -> None:
    """Raise a DataError where a value cannot be what the field wants."""
    if field in ("place", "section.place"):
        read_place(value)
    elif field == "date":
        read_day(value)
    elif field == "section.period":
        read_period(value)
    elif field == "figure" and (len(parse_quantities(value)) != 1 or len(parse_quantities(anchor)) > 1):
        raise DataError(
            f"“{anchor}”→“{value}”不是一个数字对一个数字",
            next_step="片段里只留要改的那个数字，如 --at 小学39所 --value 43所",
        )


def _anchored(row: DocumentRow, sections: Sequence[SectionRow], field: str, anchor: str) -> tuple[str, str]:
    """The anchor as it is kept, and what stands there now."""
    if field in DOCUMENT_FIELDS:
        now: Any = getattr(row, field)
        return "", _told(now)
    if field in FIGURE_FIELDS:
        count = row.text.count(anchor) if anchor else 0
        if count != 1:
            found = "没有" if count == 0 else f"有 {count} 处"
            raise DataError(f"原文中{found}“{anchor}”", next_step="请用 --at 写出含该数字、全文只出现一次的原文片段")
        return anchor, anchor
    paths = {" / ".join(section.heading_path): section for section in sections if section.heading_path}
    hits = [path for path in paths if path == anchor] or [
        path for path in paths if anchor and path.split(" / ")[-1].startswith(anchor)
    ]
    if len(hits) != 1:
        have = "；".join((hits or list(paths))[:8])
        raise DataError(f"“{anchor}”对不上唯一的一节", next_step=f"请用 --at 写出标题或标题路径，如：{have}")
    section = paths[hits[0]]
    return hits[0], _told(section.place if field == "section.place" else section.period)


def _told(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("label") or "".join(value.get("parents", ())) + value["name"])
    return value.isoformat() if isinstance(value, dt.date) else str(value or "")


def all_corrections(store: Store) -> list[Correction]:
    """Every correction, oldest first."""
    with store.session() as session:
        return [_value(row) for row in session.scalars(select(CorrectionRow).order_by(CorrectionRow.id))]


def in_force(corrections: Sequence[Correction]) -> list[Correction]:
    """The last correction of each field and anchor, in order."""
    last = {(c.root, c.source, c.field, c.anchor): c for c in corrections}
    return list(last.values())


def of_document(corrections: Sequence[Correction], root: str, source: str, alone: bool) -> list[Correction]:
    """The corrections of one document.

    Args:
        corrections: Those in force.
        root: Its root.
        source: Its source.
        alone: Whether no other root has this source: then a folder that moved keeps its corrections.
    """
    return [c for c in corrections if c.source == source and (alone or c.root == root)]


def corrected_document(document: Document, corrections: Sequence[Correction]) -> Document:
    """A document as corrected, with a warning for each correction of it and a note where words of it are corrected."""
    changes: dict[str, Any] = {}
    known, notes = dict(document.known), list(document.notes)
    quality = list(document.quality)
    for made in corrections:
        if made.field in DOCUMENT_FIELDS:
            value: Any = "" if made.value == NONE_WORD else made.value
            if made.field == "place":
                value = read_place(made.value)
            elif made.field == "date":
                value = read_day(made.value)
                quality = [w for w in quality if value is None or not w.endswith("未标日期")]
            changes[made.field] = value
            where = f"{made.who} {made.at.date().isoformat()}"
            known[made.field] = Known(value=made.value, sureness="更正", where=where)
            quality.append(made.note)
        elif made.field == "figure" and (at := document.text.find(made.anchor)) >= 0:
            notes.append(SpanNote(start=at, end=at + len(made.anchor), kind="更正", text=made.note))
    return replace(document, **changes, known=known, notes=tuple(notes), quality=tuple(quality))


def section_notes(sections: Mapping[str, Section], corrections: Sequence[Correction]) -> tuple[SpanNote, ...]:
    """Notes over the extent of each corrected section."""
    by_path = {" / ".join(section.heading_path): section for section in sections.values()}
    return tuple(
        SpanNote(start=section.start, end=section.end, kind="更正", text=made.note)
        for made in corrections
        if made.field in SECTION_FIELDS and (section := by_path.get(made.anchor))
    )


def corrected_sections(
    sections: Mapping[str, Section], original: Document, corrections: Sequence[Correction]
) -> dict[str, Section]:
    """Sections as corrected: what inherited a corrected place or period from above is corrected with it."""
    found = dict(sections)

    def spread(within: Section | None, name: str, old: Any, new: Any) -> None:
        for key, section in found.items():
            inside = within is None or (within.start <= section.start and section.end <= within.end)
            deeper = within is None or section.depth >= within.depth
            if inside and deeper and getattr(section, name) == old:
                found[key] = replace(section, **{name: new})

    for made in corrections:
        if made.field == "place":
            spread(None, "place", original.place, read_place(made.value))
        elif made.field == "date":
            day, was = read_day(made.value), original.date
            spread(None, "period", year_period(was.year) if was else None, year_period(day.year) if day else None)
        elif made.field in SECTION_FIELDS:
            section = next((s for s in found.values() if " / ".join(s.heading_path) == made.anchor), None)
            if section and made.field == "section.place":
                spread(section, "place", section.place, read_place(made.value))
            elif section:
                spread(section, "period", section.period, read_period(made.value))
    return found
