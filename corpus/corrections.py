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

from sqlalchemy import select, update

from core.errors import DataError
from core.period import year_period
from core.quantity import parse_quantities
from core.record import Known, SpanNote
from core.schema import Document, Section
from corpus.correction_values import NONE_WORD, read_day, read_period, read_place
from corpus.store import INDEXED, PENDING, CorrectionRow, DocumentRow, SectionRow, Store, WithdrawalRow

DOCUMENT_FIELDS = {
    "title": "标题", "issuer": "发文机关", "doc_number": "文号", "place": "地区", "date": "日期", "status": "时效性",
    "url": "网址",
}  # fmt: skip
SECTION_FIELDS = {"section.place": "本节地区", "section.period": "本节时间"}
FIGURE_FIELDS = {"figure": "数字"}
FIELDS: Mapping[str, str] = {**DOCUMENT_FIELDS, **SECTION_FIELDS, **FIGURE_FIELDS}
_SHAPES_INDEX = frozenset({"title", "place", "section.place"})


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    """Who took a correction back, why and when."""

    who: str
    why: str
    at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Correction:
    """One correction. `anchor` is a heading path (一、… / （一）…) or words of the text; `old` is what it replaces.

    `withdrawn` says that it was taken back: it is kept and shown, and holds no more.
    """

    id: int
    root: str
    source: str
    field: str
    anchor: str
    old: str
    value: str
    who: str
    why: str
    at: dt.datetime
    withdrawn: Withdrawal | None = None

    @property
    def note(self) -> str:
        """What a citation shows of it."""
        was = f"（原文为“{self.old}”）" if self.field == "figure" else f"（原为{self.old or NONE_WORD}）"
        day = self.at.date().isoformat()
        return f"{FIELDS[self.field]}已由{self.who}于{day}更正为{self.value}{was}：{self.why}"


def _value(row: CorrectionRow, withdrawn: WithdrawalRow | None = None) -> Correction:
    return Correction(
        id=row.id, root=row.root, source=row.source, field=row.field, anchor=row.anchor, old=row.old, value=row.value,
        who=row.who, why=row.why, at=row.at,
        withdrawn=Withdrawal(who=withdrawn.who, why=withdrawn.why, at=withdrawn.at) if withdrawn else None,
    )  # fmt: skip


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
    _told_in_words({"--who": who, "--why": why, "--value": value}, "更正要写明改成什么、谁改的、为什么")
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


def _told_in_words(given: Mapping[str, str], next_step: str) -> None:
    """Raise a DataError for the first option that is empty."""
    for name, words in given.items():
        if not words.strip():
            raise DataError(f"{name} 是空的", next_step=next_step)


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


def withdraw(
    store: Store, correction_id: int, *, who: str, why: str, at: dt.datetime | None = None
) -> Correction:  # fmt: skip
    """Take a correction back; what held before it, an earlier correction or what was read, holds again.

    Args:
        store: The store.
        correction_id: Its number.
        who: Who takes it back.
        why: The reason, in words.
        at: When; None: now.

    Raises:
        DataError: If there is no such correction, it was taken back before, or who or why is empty.
    """
    _told_in_words({"--who": who, "--why": why}, "撤回更正要写明谁撤回、为什么")
    with store.session.begin() as session:
        row = session.get(CorrectionRow, correction_id)
        if row is None:
            raise DataError(f"没有第 {correction_id} 号更正", next_step="请用 python -m corpus corrections 查编号")
        before = session.get(WithdrawalRow, correction_id)
        if before is not None:
            told = f"第 {correction_id} 号更正已由{before.who}于{before.at.date().isoformat()}撤回"
            raise DataError(told, next_step="要再更正，请用 python -m corpus correct")
        made = WithdrawalRow(
            correction_id=correction_id, who=who.strip(), why=why.strip(), at=at or dt.datetime.now(dt.UTC)
        )
        session.add(made)
        if row.field in _SHAPES_INDEX:
            # By source alone: a folder that moved kept its corrections.
            documents = update(DocumentRow).where(DocumentRow.source == row.source, DocumentRow.index_state == INDEXED)
            session.execute(documents.values(index_state=PENDING))
        return _value(row, made)


def all_corrections(store: Store) -> list[Correction]:
    """Every correction, oldest first, those taken back among them."""
    with store.session() as session:
        rows = session.execute(
            select(CorrectionRow, WithdrawalRow)
            .outerjoin(WithdrawalRow, WithdrawalRow.correction_id == CorrectionRow.id)
            .order_by(CorrectionRow.id)
        )
        return [_value(row, withdrawn) for row, withdrawn in rows]


def in_force(corrections: Sequence[Correction]) -> list[Correction]:
    """The last correction of each field and anchor that was not taken back, in order."""
    last = {(c.root, c.source, c.field, c.anchor): c for c in corrections if c.withdrawn is None}
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
