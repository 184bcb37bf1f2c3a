"""One intent a file; each registers its name in `INTENTS`: how a question shows it, and how it is answered.

Questions of no intent here are read: the passages in scope are searched and read, and `assistant/write` writes what was
found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from core.registry import Registry

if TYPE_CHECKING:
    from assistant.draft import Draft
    from assistant.plan import Plan
    from tools.search_policy import PolicySearch


@dataclass(frozen=True, kw_only=True)
class IntentContext:
    """What an intent answers from: the policy texts, and the titles of the office's tables."""

    search: PolicySearch
    tables: tuple[str, ...]


class Intent(Protocol):
    """A kind of question with an answer of its own.

    Attributes:
        rank: Intents are asked in this order, the smallest first; ours stand at 10 (chat) and 20 (summary).
        of_documents: Whether the question's place and year must be known before it is answered; False for talk about
            the assistant itself.
    """

    rank: int
    of_documents: bool

    def meant(self, question: str, places: Sequence[str]) -> bool:
        """Whether a question, in official words, is of this intent; `places` are the names of places in it."""

    def draft(self, plan: Plan, context: IntentContext) -> Draft | None:
        """The answer, which is verified like every other; None where the texts are to be read as for any question."""


# How what is read is told: no intents with an answer of their own.
READ, LIST, COMPARE, ARITHMETIC = "read", "list", "compare", "arithmetic"
INTENTS: Registry[Intent] = Registry(
    "intent", "assistant.intents", reserved=frozenset({READ, LIST, COMPARE, ARITHMETIC})
)


def intent_of(question: str, places: Sequence[str]) -> str:
    """The name of the first intent that a question shows; '' for none."""
    for name in sorted(INTENTS, key=lambda one: (INTENTS[one].rank, one)):
        if INTENTS[name].meant(question, places):
            return name
    return ""


def is_talk(name: str) -> bool:
    """Whether an intent is talk for which no document is looked up."""
    return name in INTENTS and not INTENTS[name].of_documents
