"""What is recorded of a document beside its text: how sure its metadata is, where in the file, how good.

Frozen values that the store keeps and that travel with `core.schema.Document` to every citation.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Sureness = Literal["清单", "文中明写", "推断", "文件属性", "更正"]
RelationKind = Literal["转发", "印发", "废止", "修改", "修订"]
MANY_REPLACED = 5
# The fact under which a document's listed places are kept.
LISTED_PLACES = "涉及地区"
SUPERSEDED_BEHIND, COPY_BEHIND, EXPIRED_BEHIND = 0.3, 0.15, 0.05


@dataclass(frozen=True, kw_only=True)
class Known:
    """One fact about a document with how sure it is; `where` is the words or the place it was read from."""

    value: str
    sureness: Sureness
    where: str = ""


@dataclass(frozen=True, kw_only=True)
class Locator:
    """Where in the file a stretch of text stands, from `start` to the next locator; `label` is 第3页 or 表名!B4."""

    start: int
    label: str


@dataclass(frozen=True, kw_only=True)
class SpanNote:
    """What a reader of one stretch of a text must know: doubtful recognition, sums that do not add up, a correction.

    `value` is the figure that an editor put in the place of the one in the stretch, '' where none is put right.
    """

    start: int
    end: int
    kind: Literal["识别存疑", "数字不符", "更正"]
    text: str
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class TableCell:
    """One cell of a table in a text; `row` and `column` count from 0, `start` and `end` are code points of the text.

    `rows` and `columns` say over how many a merged cell reaches.
    """

    row: int
    column: int
    text: str
    start: int
    end: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, kw_only=True)
class DocumentTable:
    """A table inside a document, with its caption (表1 …) and unit line (单位：人) or ''."""

    start: int
    end: int
    caption: str
    unit: str
    header_rows: int
    cells: tuple[TableCell, ...]


@dataclass(frozen=True, kw_only=True)
class Relation:
    """What a document says it does to another: forwards, issues, abolishes, amends it."""

    kind: RelationKind
    title: str
    doc_number: str = ""
    quote: str = ""


@dataclass(frozen=True, kw_only=True)
class NearCopy:
    """Another document with almost the same text; `likeness` is 0–1, `better`: the other is the better source.

    `replaced` counts words that stand there as other words of the same length, `example` is one: own word/other word.
    """

    document_id: str
    title: str
    likeness: float
    better: bool
    reason: str
    replaced: int = 0
    example: str = ""


@dataclass(frozen=True, kw_only=True)
class Superseded:
    """A later document that took a document's place: 废止 or 修订, by whom, and since when (ISO date or '')."""

    kind: Literal["废止", "修订"]
    document_id: str
    title: str
    since: str = ""


@dataclass(frozen=True, kw_only=True)
class QualityRecord:
    """How far a document can be trusted; `warnings` are what a citation shows.

    `declared` is what the office or the loader says, `damaged` what the text's own signs say; `doubts` counts stretches
    that recognition was unsure of, `contradictions` sums that do not add up. `copies` and `superseded` come from
    comparing the documents of a store. `masked` counts personal numbers that were masked.
    """

    declared: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()
    undated: bool = False
    reposted_from: str = ""
    doubts: int = 0
    contradictions: int = 0
    masked: int = 0
    copies: tuple[NearCopy, ...] = ()
    superseded: tuple[Superseded, ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """Warnings on the whole document, in Chinese, each once."""
        items = [*self.declared]
        if self.undated and not any("日期" in note for note in items):
            items.append("原文未标日期")
        items += self.damaged
        if self.reposted_from and not any("转载" in note for note in items):
            items.append(f"转载自{self.reposted_from}")
        for copy in self.copies:
            if copy.better:
                items.append(f"与《{copy.title}》（{copy.document_id}）内容基本相同，以该文为准：{copy.reason}")
            else:
                items.append(f"另有内容基本相同的《{copy.title}》（{copy.document_id}），以本文为准：{copy.reason}")
            if copy.replaced >= MANY_REPLACED:
                items.append(f"与《{copy.title}》有{copy.replaced}处词语不同（如{copy.example}），疑有一份经同义替换")
        items += [superseded_note(later) for later in self.superseded]
        return tuple(dict.fromkeys(items))

    @property
    def behind(self) -> float:
        """How far the document ranks behind others, in units of a clause's score; 0 for a sound one."""
        behind = SUPERSEDED_BEHIND if self.superseded else 0.0
        return behind + (COPY_BEHIND if any(copy.better for copy in self.copies) else 0.0)


def superseded_note(later: Superseded) -> str:
    """Who took a document's place, as a warning says it."""
    since = f"（{later.since}起）" if later.since else ""
    return f"本文已被《{later.title}》{later.kind}{since}"


def locator_at(locators: Sequence[Locator], start: int, end: int) -> str:
    """Where a span stands: 第3页, or 第3页至第4页 where it crosses; '' without locators."""
    starts = [locator.start for locator in locators]
    first, last = bisect_right(starts, start) - 1, bisect_right(starts, max(start, end - 1)) - 1
    if first < 0:
        first = 0 if last >= 0 else -1
    if first < 0:
        return ""
    labels = locators[first].label, locators[last].label
    return labels[0] if labels[0] == labels[1] else f"{labels[0]}至{labels[1]}"


def notes_at(notes: Sequence[SpanNote], start: int, end: int) -> tuple[str, ...]:
    """What is noted of the stretches that a span touches, in order, each once."""
    return tuple(dict.fromkeys(note.text for note in notes if note.start < end and start < note.end))
