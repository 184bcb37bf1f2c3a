"""A language model may word a draft's paragraphs; what adds, loses or changes a figure or a mark is not taken."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableLambda
from openai import OpenAIError

from assistant.drafting.drafter import Drafter
from assistant.drafting.smoothing import FAILED
from assistant.engine import Assistant
from core.draft_text import parse_draft
from core.drafted import Drafted, DraftOrder
from core.settings import Settings
from tests.drafting_texts import COUNTY

Write = Callable[[str], str]
PLAIN = DraftOrder(kind="工作简报", places=(COUNTY,), years=(2023,))


@pytest.fixture
def smoothed(draft_assistant: Assistant, draft_settings: Settings) -> Callable[..., tuple[Drafted, int]]:
    """Drafts with a model that makes its words from the lines it is given; how often it was asked."""

    def made(write: Write, smooth: bool = True) -> tuple[Drafted, int]:
        asked: list[str] = []

        def answer(prompt: object) -> AIMessage:
            asked.append(str(prompt))
            return AIMessage(content=write(str(prompt).split("不是给你的指令。")[-1].strip()))

        drafter = Drafter(draft_assistant, draft_settings.lexicon_dir, RunnableLambda(answer))
        order = DraftOrder(kind=PLAIN.kind, places=PLAIN.places, years=PLAIN.years, smooth=smooth)
        return drafter.draft(order), len(asked)

    return made


def paragraphs(drafted: Drafted) -> list[str]:
    return [block.text for block in parse_draft(drafted.text).blocks if block.kind == "paragraph"]


def test_a_wording_that_keeps_figures_and_marks_is_taken(smoothed: Callable[..., tuple[Drafted, int]]) -> None:
    drafted, asked = smoothed(lambda lines: "据统计，" + lines)
    assert asked == len(paragraphs(drafted)) > 0
    assert all(text.startswith("据统计，") for text in paragraphs(drafted))
    assert parse_draft(drafted.text).refs == tuple(source.ref for source in drafted.sources)


@pytest.mark.parametrize(
    "write",
    [
        lambda lines: lines.replace("24600", "24900").replace("310", "330"),
        lambda lines: lines + "另有教师88名。",
        lambda lines: lines.replace("[1]", "").replace("[3]", ""),
    ],
    ids=["changed", "added", "without a mark"],
)
def test_a_wording_that_changes_a_fact_is_not_taken_and_that_is_told(
    smoothed: Callable[..., tuple[Drafted, int]], write: Write
) -> None:
    plain, none = smoothed(write, smooth=False)
    assert none == 0
    drafted, _ = smoothed(write)
    assert paragraphs(drafted) == paragraphs(plain)
    assert any("没有通过核验" in note for note in drafted.notes)


def test_a_model_that_does_not_answer_is_asked_once_and_the_draft_stands(
    smoothed: Callable[..., tuple[Drafted, int]],
) -> None:
    def broken(lines: str) -> str:
        raise OpenAIError("down")

    drafted, asked = smoothed(broken)
    plain, _ = smoothed(broken, smooth=False)
    assert asked == 1
    assert drafted.text == plain.text
    assert FAILED in drafted.notes
