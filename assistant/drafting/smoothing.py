"""A language model may smooth the wording of a draft, paragraph by paragraph, never its facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from assistant.draft import Draft, Line
from assistant.llm import FAILED, NOT_USED, reword
from core.draft_text import parse_draft, write_draft
from core.drafted import Drafted
from core.schema import Document

KEPT = "语言模型的润色有{}段没有通过核验，保留原句。"


def smooth(drafted: Drafted, model: Any, document_of: Callable[[str], Document]) -> Drafted:
    """The draft with paragraphs in the model's words where these pass the verification of answers.

    A model that does not answer is not asked again.

    Args:
        drafted: As the texts tell it.
        model: A LangChain chat model.
        document_of: The stored document of an id, for the verification.
    """
    draft = parse_draft(drafted.text)
    known = {one.ref: one for one in drafted.sources}
    blocks, kept = [], 0
    notes = list(drafted.notes)
    for block in draft.blocks:
        refs = tuple(ref for ref in block.refs if ref in known)
        if block.kind == "paragraph" and refs and FAILED not in notes:
            told = Draft(
                status="answered",
                lines=(Line(text=block.text, refs=refs),),
                citations=tuple(known[ref] for ref in refs),
            )
            made = reword(model, told, draft.title, document_of)
            kept += NOT_USED in made.notes
            notes += [FAILED] if FAILED in made.notes else []
            block = replace(block, text="".join(made.lines[0].text.split("\n")))
        blocks.append(block)
    notes += [KEPT.format(kept)] if kept else []
    return replace(drafted, text=write_draft(replace(draft, blocks=tuple(blocks))), notes=tuple(notes))
