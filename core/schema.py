"""The frozen values that cross folder borders, one shape for each idea; nothing here computes or knows a library."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from core.chart import Chart, UsedRows
from core.collection import PUBLIC
from core.record import Known, Locator, QualityRecord, Relation, SpanNote
from core.usage import Usage

Level = Literal["country", "province", "city", "county", "division", "school", "other"]
Stage = Literal["学前", "小学", "初中", "高中", "义务教育", ""]
Status = Literal["answered", "computed", "partial", "clarify", "refused"]
Origin = Literal["quoted", "computed"]
Verdict = Literal["达标", "不达标", "临界", "待定", "无法计算"]
MissingKind = Literal["place", "period", "indicator", "document"]


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place a text can speak of: a division of the gazetteer, a 兵团 division or a school.

    `code` is the GB/T 2260 code, None for places outside it; `parents` run from the province downward.
    """

    name: str
    code: str | None = None
    level: Level = "other"
    parents: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        """Parents and name in one string, as one writes it: 浙江省杭州市西湖区."""
        return "".join(self.parents) + self.name


@dataclass(frozen=True, kw_only=True)
class Period:
    """A span of days, both ends included; None is an open end. `label` is how the text says it."""

    start: dt.date | None
    end: dt.date | None
    label: str


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """A number with its unit as a text states it.

    `value` is in plain units (1.6万人 has 16000 and 人); `low` and `high` bound what the qualifier allows
    (近7万 has 65000 and 70000) and equal `value` where nothing qualifies it. `span` is code points in the text parsed.
    """

    value: float
    unit: str
    qualifier: str
    low: float
    high: float
    text: str
    span: tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Document:
    """A text as it is stored: cleaned, with what is known of it; only who may open its `collection` sees it.

    `quality` holds warnings that travel with every citation (转载, 文字有损, 未标日期), `notes` those of one stretch;
    `record` is where they come from. `known` says how sure each fact is, `expires` the last day it speaks of, `behind`
    how far it ranks behind sound ones.
    """

    id: str
    title: str
    text: str
    sha256: str
    source: str
    issuer: str = ""
    doc_number: str = ""
    place: Place | None = None
    date: dt.date | None = None
    status: str = ""
    url: str = ""
    quality: tuple[str, ...] = ()
    known: Mapping[str, Known] = field(default_factory=dict)
    record: QualityRecord = field(default_factory=QualityRecord)
    locators: tuple[Locator, ...] = ()
    notes: tuple[SpanNote, ...] = ()
    relations: tuple[Relation, ...] = ()
    expires: dt.date | None = None
    behind: float = 0.0
    collection: str = PUBLIC

    @property
    def date_label(self) -> str:
        """Its date as one may show it: the year alone where the office told no day; '' for none."""
        result = self.known.get("date")
        if self.date and result and result.value == f"{self.date.year}年":
            return result.value
        return self.date.isoformat() if self.date else ""


@dataclass(frozen=True, kw_only=True)
class Section:
    """A node of a document's structure; `start` and `end` are code points of its text."""

    id: str
    document_id: str
    heading: str
    heading_path: tuple[str, ...]
    place: Place | None
    period: Period | None
    start: int
    end: int
    depth: int
    parent_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A run of whole sentences of one section, the unit of retrieval."""

    id: str
    document_id: str
    section_id: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class FigureInput:
    """One operand of a computed figure. `source` is a citation's ref, a table row or a standard."""

    name: str
    value: float | None
    unit: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Gap:
    """What is missing to the standard and to its 85% line, in `unit`s one can act on (人, ㎡, 元, 间)."""

    to_standard: float
    to_85: float | None
    unit: str


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure, quoted or computed: the one shape of figures everywhere.

    `value` is unrounded; a range has `low` and `high` and no `value`. `code` is the handbook's (L1, CV-L1).
    """

    ref: str
    name: str
    value: float | None
    unit: str
    place: str
    period: str
    origin: Origin
    code: str = ""
    low: float | None = None
    high: float | None = None
    text: str = ""
    stage: str = ""
    unit_id: str | None = None
    formula: str | None = None
    inputs: tuple[FigureInput, ...] = ()
    threshold: float | None = None
    verdict: Verdict | None = None
    gap: Gap | None = None
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Citation:
    """Where a statement stands. `quote` is an exact substring of the stored text, at most 240 characters.

    `locator` is the page or cell of the file (第3页, 表名!B4), '' where the format has none.
    """

    ref: str
    kind: Literal["document", "table", "standard"]
    document_id: str
    title: str
    quote: str
    place: str = ""
    date: str = ""
    section: str = ""
    start: int | None = None
    end: int | None = None
    locator: str = ""
    warning: str | None = None


@dataclass(frozen=True, kw_only=True)
class Missing:
    """What a question asks and the corpus does not hold, and what it holds instead."""

    kind: MissingKind
    asked: str
    have: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AskBack:
    """What a clarification asks about: `words` of the question whose place is not told.

    `home` is 我区 where nobody said which that is, `place` a name that several places bear or nobody knows.
    """

    kind: Literal["home", "place"]
    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One hop of an answer in progress, shown while the answer is made."""

    title: str
    status: Literal["running", "done"] = "done"
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Checks:
    """What the verifier counted: numbers seen, numbers without a source, sentences dropped.

    `probability` is the reader's, calibrated, of the least sure statement that the answer leans on; None where no text
    was read. `doubtful`: it is so low that a person should look at the source.
    """

    numbers: int = 0
    unsupported: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    probability: float | None = None
    doubtful: bool = False


@dataclass(frozen=True, kw_only=True)
class Trace:
    """One answer with everything that led to it: the contract of page, API, command line and evaluation."""

    id: str
    question: str
    standalone: str
    status: Status
    answer: str
    citations: tuple[Citation, ...] = ()
    figures: tuple[Figure, ...] = ()
    missing: tuple[Missing, ...] = ()
    options: tuple[str, ...] = ()
    asks: AskBack | None = None
    notes: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    rows: tuple[UsedRows, ...] = ()
    checks: Checks = field(default_factory=Checks)
    engine: str = "offline"
    usage: Usage | None = None
    index: str = ""
    timings_ms: dict[str, float] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Plain lists and dicts, ready for JSON."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One finding of the bad-data report of a table (指标手册 §8.6). `row` is the spreadsheet's, 1 the header."""

    level: Literal["错误", "警告", "提示"]
    code: str
    table: str
    row: int | None
    column: str
    value: str
    rule: str
    unit_name: str = ""
    affected: tuple[str, ...] = ()
    action: Literal["已剔除", "按缺失", "待确认"] = "待确认"
    advice: str = ""
