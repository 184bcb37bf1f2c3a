"""A sentence found in the texts, as a tool gives it."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.draft import Sources
from core.schema import Citation
from retrieval.statement import Statement

MAX_QUOTE = 239


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A sentence that may answer, as a citation.

    `probability` is the reader's, calibrated, 0 to 1; `years` are those the sentence speaks of; `answer` is the stretch
    of it that answers best; `statement` is where it was found.
    """

    citation: Citation
    years: tuple[int, ...]
    answer: str
    probability: float
    statement: Statement


def hit_of(statement: Statement) -> Hit:
    """A statement as a hit: its sentence is quoted, of a long one the part around what answers."""
    start, end = statement.sentence
    if end - start > MAX_QUOTE:
        start, end = statement.start, min(statement.end, statement.start + MAX_QUOTE)
    return Hit(
        citation=Sources().cite(statement, start, end),
        years=tuple(sorted(statement.years)),
        answer=statement.text,
        probability=round(statement.probability, 4),
        statement=statement,
    )
