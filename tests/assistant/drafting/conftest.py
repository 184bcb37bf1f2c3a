"""A drafter over the made-up county, and what tests of drafts look at."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from assistant.drafting.drafter import Drafter
from assistant.engine import Assistant
from core.draft_text import parse_draft
from core.drafted import Drafted, DraftOrder
from core.schema import Trace
from core.settings import Settings

Make = Callable[..., Drafted]
TopicSentence = Callable[[Drafted], dict[str, str]]


@pytest.fixture(scope="session")
def drafter(draft_assistant: Assistant, draft_settings: Settings) -> Drafter:
    return Drafter(draft_assistant, draft_settings.lexicon_dir)


@pytest.fixture(scope="session")
def make(drafter: Drafter) -> Make:
    """Makes a draft; what is ordered by its names."""

    def made(kind: str, *places: str, answers: Sequence[Trace] = (), **order: Any) -> Drafted:
        return drafter.draft(DraftOrder(kind=kind, places=places, **order), answers)

    return made


@pytest.fixture(scope="session")
def told() -> TopicSentence:
    """What stands under each heading of level 1 of a draft, marks of sources left out; '' for what is above them."""

    def parts(drafted: Drafted) -> dict[str, str]:
        found: dict[str, str] = {"": ""}
        at = ""
        for block in parse_draft(drafted.text).blocks:
            if block.kind == "heading" and block.level == 1:
                at = block.text
                found[at] = ""
            else:
                cells = [cell for row in (block.head, *block.rows) for cell in row]
                found[at] += re.sub(r"\[\d+\]", "", "\n".join([block.text, *cells])) + "\n"
        return found

    return parts
