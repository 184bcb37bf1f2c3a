"""Examples as token ids with the places where the answer begins and ends, laid out as the reader lays out a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.reader.reading import FIRST, LAST, LONGEST, QUESTION_PIECES, SPAN_PIECES
from training.examples import Example

# The tokenizer's own account of a text takes far more memory than the ids that are kept of it.
AT_ONCE = 512
NOWHERE = 0  # the place of <s>, which means that no answer stands on the page


@dataclass(frozen=True, kw_only=True, eq=False)
class Encoded:
    """Token ids of a question with a page.

    `lead` is where the page begins and `pieces` are the places of the passage's pieces; `start` and `end` are the
    places of the answer's first and last piece, `NOWHERE` for none.
    """

    ids: NDArray[np.int32]
    lead: int
    pieces: NDArray[np.int32]
    start: int
    end: int


def encode(tokenizer: Any, examples: Sequence[Example]) -> list[Encoded]:
    """The examples as token ids; those whose answer lies behind the longest page are left out.

    Args:
        tokenizer: The packaged `tokenizers.Tokenizer`.
        examples: What to read.
    """
    made: list[Encoded] = []
    for at in range(0, len(examples), AT_ONCE):
        part = examples[at : at + AT_ONCE]
        asked = tokenizer.encode_batch([one.question for one in part], add_special_tokens=False)
        result = tokenizer.encode_batch([f"{one.page.head}\n{one.page.text}" for one in part], add_special_tokens=False)
        laid_out = (_laid_out(*one) for one in zip(part, asked, result, strict=True))
        made += [one for one in laid_out if one is not None]
    return made


def _laid_out(example: Example, asked: Any, result: Any) -> Encoded | None:
    question = asked.ids[: QUESTION_PIECES - 2]
    room, lead, at = LONGEST - len(question) - 3, len(question) + 2, len(example.page.head) + 1
    offsets = result.offsets[:room]
    inside = [i for i, (start, end) in enumerate(offsets) if end > at and end > start]
    ids = np.array([FIRST, *question, LAST, *result.ids[:room], LAST], np.int32)
    pieces = np.array([lead + i for i in inside], np.int32)
    if example.span is None:
        return Encoded(ids=ids, lead=lead, pieces=pieces, start=NOWHERE, end=NOWHERE)
    first, last = example.span[0] + at, example.span[1] + at
    held = [i for i in inside if offsets[i][0] < last and offsets[i][1] > first]
    if not held or offsets[inside[-1]][1] < last:
        return None
    # A stretch longer than any that is read is learnt by its beginning.
    end = min(held[-1], held[0] + SPAN_PIECES - 1)
    return Encoded(ids=ids, lead=lead, pieces=pieces, start=lead + held[0], end=lead + end)
