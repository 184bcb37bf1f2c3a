"""What a language model made of a question."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.draft import Draft
from core.usage import Usage


@dataclass(frozen=True, kw_only=True)
class Written:
    """The draft to show, and what it took."""

    draft: Draft
    usage: Usage
