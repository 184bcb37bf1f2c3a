"""The same matter told once: statements of several texts that say one thing, the newest kept, other figures shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.drafting.statements import TopicSentence
from core.ledger_figure import LedgerFigure
from core.textspan import word_pairs
from core.units import same_dimension

# Shares of the shorter one's pairs of characters.
SAME_WORDS, SAME_BUT_FIGURES = 0.82, 0.6

Figures = Callable[[TopicSentence], Sequence[LedgerFigure]]


@dataclass(frozen=True, kw_only=True, eq=False)
class Matter:
    """One thing that texts tell: the statement to write, and those that tell the same with other figures."""

    chosen: TopicSentence
    others: tuple[TopicSentence, ...] = ()


def matters(items: Sequence[TopicSentence], figures: Figures) -> list[Matter]:
    """Statements without repeats, each in the place of its newest telling.

    Args:
        items: Statements, the newest documents first.
        figures: Gives the ledger's rows of a statement.
    """
    kept: list[Matter] = []
    known: list[frozenset[str]] = []
    for one in items:
        pairs = word_pairs(one.words)
        at = next((i for i, first in enumerate(kept) if _same(first.chosen, known[i], one, pairs)), None)
        if at is None:
            kept.append(Matter(chosen=one))
            known.append(pairs)
        elif _differ(figures(kept[at].chosen), figures(one)):
            kept[at] = Matter(chosen=kept[at].chosen, others=(*kept[at].others, one))
    return kept


def _same(first: TopicSentence, known: frozenset[str], second: TopicSentence, pairs: frozenset[str]) -> bool:
    """Whether two statements tell one thing; within one text only where they say it in the same words."""
    if first.statement.years != second.statement.years or first.statement.place != second.statement.place:
        return False
    one_text = first.statement.document.id == second.statement.document.id
    return _share(known, pairs) >= (SAME_WORDS if one_text else SAME_BUT_FIGURES)


def _share(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / (min(len(a), len(b)) or 1)


def _differ(first: Sequence[LedgerFigure], second: Sequence[LedgerFigure]) -> bool:
    """Whether two statements tell one indicator of one time with different values."""
    return any(
        a.subject == b.subject
        and a.years == b.years
        and a.role == b.role
        and a.change == b.change
        and same_dimension(a.unit, b.unit)
        and a.value is not None
        and b.value is not None
        and a.value != b.value
        for a in first
        for b in second
    )
