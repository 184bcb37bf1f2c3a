"""A language model may smooth the wording of a draft, paragraph by paragraph, never its facts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
from openai import OpenAIError

from assistant.model.book import Source
from assistant.model.judging import Said, SentenceJudge, parted
from assistant.model.prompts import prompt
from assistant.model.wording import Wording
from assistant.verify import numbers_in
from core.draft_text import Block, parse_draft, write_draft
from core.drafted import Drafted
from core.number_roles import Parts
from core.place import Gazetteer
from core.schema import Citation
from core.textspan import split_sentences

KEPT = "语言模型的润色有{}段没有通过核验，保留原句。"
FAILED = "语言模型没有回应，已保留原句。"


class Smoother:
    """Puts paragraphs of drafts into a model's words where these pass the verification of answers.

    Args:
        model: A LangChain chat model.
        wording: Holds words against their sources.
        places: Finds places in texts.
        parts: Words that part a whole.
    """

    def __init__(self, model: Any, wording: Wording, places: Gazetteer, parts: Parts) -> None:
        self._model = model
        self._wording = wording
        self._places = places
        self._parts = parts

    def smooth(self, drafted: Drafted) -> Drafted:
        """The draft in better words; a model that does not answer is not asked again."""
        draft = parse_draft(drafted.text)
        known = {one.ref: one for one in drafted.sources}
        blocks, kept, notes = [], 0, list(drafted.notes)
        for block in draft.blocks:
            cited = {ref: known[ref] for ref in block.refs if ref in known}
            if block.kind == "paragraph" and cited and FAILED not in notes:
                try:
                    said = self._asked(block.text)
                except (OpenAIError, httpx.HTTPError):
                    notes.append(FAILED)
                else:
                    passes = self._passes(said, block, cited, draft.title)
                    kept += not passes
                    block = replace(block, text=said) if passes else block
            blocks.append(block)
        notes += [KEPT.format(kept)] if kept else []
        return replace(drafted, text=write_draft(replace(draft, blocks=tuple(blocks))), notes=tuple(notes))

    def _asked(self, text: str) -> str:
        answer = self._model.invoke(prompt("润色").format(text=text))
        return "".join(str(answer.content).split("\n")).strip()

    def _passes(self, said: str, block: Block, cited: dict[str, Citation], title: str) -> bool:
        """Whether a paragraph says the same: every number and mark of before, and every sentence sound."""
        if set(numbers_in(said)) != set(numbers_in(block.text)):
            return False
        judge = SentenceJudge(
            asked=title,
            years=frozenset(),
            several=False,
            most=1000,
            allows=lambda _: True,
            wording=self._wording,
            places=self._places,
            parts=self._parts,
            answers=lambda _: 1.0,
            least=0.0,
            sources={
                ref: Source(
                    ref=ref,
                    citation=one,
                    leaning=tuple(piece.text for piece in _sentences(block.text) if ref in piece.refs),
                )
                for ref, one in cited.items()
            },
        )
        pieces = _sentences(said)
        marks = {ref for piece in pieces for ref in piece.refs}
        return bool(pieces) and marks == set(block.refs) and all(judge.judge(piece).sound for piece in pieces)


def _sentences(text: str) -> list[Said]:
    """Sentences with their marks; a mark behind a full stop is of the sentence before it."""
    return [piece for start, end in split_sentences(text) if (piece := parted(text[start:end])).text]
