"""What an editor puts right: an overlay over what was read from files, with who, when and why.

A correction names its document by root and source and its place in it by a heading path or by words of the text, so
that it holds after the file is read again and after a rebuild. Texts are never changed: quotes stay verbatim, and the
correction stands beside them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.collection import collection_name
from core.errors import DataError, Outdated
from corpus.audit import line_of
from corpus.correction_values import NONE_WORD, check_value
from corpus.holding import hold
from corpus.kept_rows import CorrectionRow, WithdrawalRow
from corpus.store import INDEXED, PENDING, AuditRow, DocumentRow, SectionRow, Store

DOCUMENT_FIELDS = {
    "title": "标题",
    "issuer": "发文机关",
    "doc_number": "文号",
    "place": "地区",
    "date": "日期",
    "status": "时效性",
    "url": "网址",
    "collection": "资料集",
}
SECTION_FIELDS = {"section.place": "本节地区", "section.period": "本节时间"}
FIGURE_FIELDS = {"figure": "数字"}
FIELDS: Mapping[str, str] = {**DOCUMENT_FIELDS, **SECTION_FIELDS, **FIGURE_FIELDS}
_SHAPES_INDEX = frozenset({"title", "place", "section.place", "collection"})


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


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a correction says.

    Attributes:
        field: One of `FIELDS`.
        value: The right value; 无 for none.
        anchor: For a section its heading or heading path, for a figure words of the text that hold it alone.
    """

    field: str
    value: str
    anchor: str = ""


def _value(row: CorrectionRow, withdrawn: WithdrawalRow | None = None) -> Correction:
    return Correction(
        id=row.id,
        root=row.root,
        source=row.source,
        field=row.field,
        anchor=row.anchor,
        old=row.old,
        value=row.value,
        who=row.who,
        why=row.why,
        at=row.at,
        withdrawn=Withdrawal(who=withdrawn.who, why=withdrawn.why, at=withdrawn.at) if withdrawn else None,
    )


def correct(
    store: Store,
    document_id: str,
    change: Change,
    *,
    who: str,
    why: str,
    at: dt.datetime | None = None,
    seen: int | None = None,
) -> Correction:
    """Write a correction; the last one of a field and anchor holds.

    Args:
        store: The store.
        document_id: Which document.
        change: What is right.
        who: The editor's name.
        why: The reason, in words.
        at: When; None: now.
        seen: How many changes (`changes_of`) the editor had before them; None: whatever there are.

    Raises:
        DataError: If the document, the field, the anchor or the value cannot be, with what to do.
        Outdated: If someone corrected the document or took a correction back since.
    """
    field, value = change.field, change.value
    if field not in FIELDS:
        raise DataError(f"没有“{field}”这一项", next_step=f"可更正：{'、'.join(FIELDS)}")
    _told_in_words({"--who": who, "--why": why, "--value": value}, "更正要写明改成什么、谁改的、为什么")
    with store.session.begin() as session:
        # From here on no one else corrects, and what is read is the last word.
        hold(session, "corrections")
        row = session.get(DocumentRow, document_id)
        if row is None:
            raise DataError(f"资料库里没有“{document_id}”", next_step="请用 python -m corpus list 查编号")
        check_value(field, value, change.anchor)
        sections = list(session.scalars(select(SectionRow).where(SectionRow.document_id == document_id)))
        anchor, old = _anchored(row, sections, field, change.anchor)
        made = CorrectionRow(
            root=row.root,
            source=row.source,
            field=field,
            anchor=anchor,
            old=old,
            value=value.strip(),
            who=who.strip(),
            why=why.strip(),
            at=at or dt.datetime.now(dt.UTC),
        )
        session.add(made)
        if field in _SHAPES_INDEX:
            row.index_state = PENDING
        session.flush()
        _hold(session, row, seen, own=made.id)
        if field == "collection":
            row.collection = collection_name(value)
        session.add(_audited("correct", made, document_id, who, why))
        return _value(made)


def _audited(kind: Literal["correct", "withdraw"], made: CorrectionRow, document: str, who: str, why: str) -> AuditRow:
    record = {
        "document": document,
        "correction": made.id,
        "field": FIELDS[made.field],
        "old": made.old,
        "value": made.value,
        "why": why,
    }
    return line_of(kind, user=who, subject=f"{made.source}：{FIELDS[made.field]}", detail=record)


def _told_in_words(given: Mapping[str, str], next_step: str) -> None:
    """Raise a DataError for the first option that is empty."""
    for name, words in given.items():
        if not words.strip():
            raise DataError(f"{name} 是空的", next_step=next_step)


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
    store: Store,
    correction_id: int,
    *,
    who: str,
    why: str,
    at: dt.datetime | None = None,
) -> Correction:
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
        hold(session, "corrections")
        row = session.get(CorrectionRow, correction_id)
        if row is None:
            raise DataError(f"没有第 {correction_id} 号更正", next_step="请用 python -m corpus corrections 查编号")
        before = session.get(WithdrawalRow, correction_id)
        if before is not None:
            text = f"第 {correction_id} 号更正已由{before.who}于{before.at.date().isoformat()}撤回"
            raise DataError(text, next_step="要再更正，请用 python -m corpus correct")
        made = WithdrawalRow(
            correction_id=correction_id, who=who.strip(), why=why.strip(), at=at or dt.datetime.now(dt.UTC)
        )
        session.add(made)
        if row.field in _SHAPES_INDEX:
            # By source alone: a folder that moved kept its corrections.
            documents = update(DocumentRow).where(DocumentRow.source == row.source, DocumentRow.index_state == INDEXED)
            session.execute(documents.values(index_state=PENDING))
        if row.field == "collection":
            session.flush()
            for document in session.scalars(select(DocumentRow).where(DocumentRow.source == row.source)):
                document.collection = collection_in_force(session, document)
        session.add(_audited("withdraw", row, row.source, who, why))
        return _value(row, made)


def collection_in_force(session: Session, row: DocumentRow) -> str:
    """The collection of a stored document: as corrected last, else as it was told."""
    made = [one for one in in_force(changes_of(session, row.root, row.source)) if one.field == "collection"]
    return made[-1].value if made else row.collection_told


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


def changes_of(session: Session, root: str, source: str) -> list[Correction]:
    """Everything ever put right of a document and taken back, oldest first.

    Corrections of a source that stands under another root alone are the document's: a folder that moved keeps them.
    """
    alone = len(list(session.scalars(select(DocumentRow.id).where(DocumentRow.source == source)))) < 2
    rows = session.execute(
        select(CorrectionRow, WithdrawalRow)
        .outerjoin(WithdrawalRow, WithdrawalRow.correction_id == CorrectionRow.id)
        .where(CorrectionRow.source == source)
        .order_by(CorrectionRow.id)
    )
    return [_value(row, back) for row, back in rows if alone or row.root == root]


def count_changes(changes: Sequence[Correction]) -> int:
    """How often a document was changed: corrections, and those taken back."""
    return len(changes) + sum(one.withdrawn is not None for one in changes)


def _hold(session: Session, row: DocumentRow, seen: int | None, own: int) -> None:
    """Raise Outdated where a document was changed since an editor had it before them."""
    made = [one for one in changes_of(session, row.root, row.source) if one.id != own]
    if seen is None or count_changes(made) == seen:
        return
    items = [(one.at, f"{one.who}把{FIELDS[one.field]}改成“{one.value}”") for one in made]
    items += [
        (back.at, f"{back.who}撤回了{FIELDS[one.field]}改成“{one.value}”的更正")
        for one in made
        if (back := one.withdrawn)
    ]
    new = [words for _, words in sorted(items, key=lambda pair: pair[0])][seen:]
    raise Outdated(f"您打开之后，{'；'.join(new)}", next_step="您填的没有丢，看过后再点一次“保存更正”就会保存")


def of_document(corrections: Sequence[Correction], root: str, source: str, alone: bool) -> list[Correction]:
    """The corrections of one document.

    Args:
        corrections: Those in force.
        root: Its root.
        source: Its source.
        alone: Whether no other root has this source: then a folder that moved keeps its corrections.
    """
    return [c for c in corrections if c.source == source and (alone or c.root == root)]
