"""A row of the figure ledger: one figure as a document tells it, with where it stands and of what it speaks."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Role = Literal["result", "target", "rule"]


@dataclass(frozen=True, kw_only=True)
class LedgerFigure:
    """One figure as a document tells it.

    `value`, `low` and `high` are in plain units (万 and 亿 multiplied out). A range has `value` None; a side that the
    qualifier leaves open is None. `period` is the label of the time the figure speaks of, `years` its calendar years.
    `base` is what a change is measured against (去年), `change` its direction. `span` and `sentence_span` are code
    points of the document's text.
    """

    ref: str
    document_id: str
    section_id: str
    subject: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    qualifier: str
    text: str
    place: str
    period: str
    years: tuple[int, ...]
    base: str
    change: Literal["增加", "减少", ""]
    role: Role
    sentence: str
    sentence_span: tuple[int, int]
    span: tuple[int, int]

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON or a table row."""
        return asdict(self)
