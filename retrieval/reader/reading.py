"""Reading passages: token logits turned into spans of characters with a score each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

QUESTION_PIECES, LONGEST, SPAN_PIECES = 80, 400, 90
# Batches hold passages of like length, so that little of a batch is padding.
BATCH_PIECES = 2400
WIDTH_STEP = 16
SPAN_WEIGHT = 0.3
FIRST, LAST, PAD = 0, 2, 1  # ids of <s>, </s> and <pad>


@dataclass(frozen=True, kw_only=True)
class ReadSpan:
    """A stretch of a passage, code points of its text. `margin` is its logit less that of "no answer here"."""

    start: int
    end: int
    margin: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Reading:
    """What the reader makes of one passage.

    `has` is the answerable logit; `starts` and `ends` are where each piece of the passage begins and stops, code points
    of its text; `start_logits` and `end_logits` are less the logits of "no answer here".
    """

    has: float
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    start_logits: NDArray[np.float32]
    end_logits: NDArray[np.float32]

    def best(self, start: int, end: int) -> ReadSpan | None:
        """The best span inside a stretch of the passage's text; None where no piece lies in it."""
        first = int(np.searchsorted(self.starts, start))
        last = int(np.searchsorted(self.ends, end, side="right"))
        if first >= last:
            return None
        begin, stop = self.start_logits[first:last], self.end_logits[first:last]
        sums = begin[:, None] + stop[None, :]
        rows, columns = np.indices(sums.shape)
        sums = np.where((columns >= rows) & (columns - rows < SPAN_PIECES), sums, -np.inf)
        i, j = np.unravel_index(int(np.argmax(sums)), sums.shape)
        return ReadSpan(start=int(self.starts[first + i]), end=int(self.ends[first + j]), margin=float(sums[i, j]) / 2)

    def score(self, span: ReadSpan) -> float:
        """How good an answer a span of the passage is: answerable and span logits together (READER recipe)."""
        return self.has + 2 * SPAN_WEIGHT * span.margin


@dataclass(frozen=True, kw_only=True)
class Page:
    """What is read: a passage's `text` and the line that says where it stands (title｜date｜headings)."""

    head: str
    text: str


class PassageReader(Protocol):
    """Reads passages for questions, in this process or by a service."""

    def read(self, questions: Sequence[str], pages: Sequence[Page]) -> list[Reading]:
        """A reading for each page, in order; each page has its question.

        Raises:
            ModelUnavailable: If a service reads and does not answer.
        """


class Reader:
    """Reads passages for a question.

    Args:
        network: Logits of a batch, with its weights in the arithmetic it shall run in.
        tokenizer: The packaged tokenizer (a `tokenizers.Tokenizer`).
    """

    def __init__(self, network: Any, tokenizer: Any) -> None:
        self._network = network
        self._tokenizer = tokenizer

    def read(self, questions: Sequence[str], pages: Sequence[Page]) -> list[Reading]:
        """A reading for each page, in order; each page has its question."""
        made = [
            self._encode(self._pieces(question)[0][: QUESTION_PIECES - 2], page)
            for question, page in zip(questions, pages, strict=True)
        ]
        from retrieval.encoder import by_length

        readings: list[Reading | None] = [None] * len(pages)
        for batch in by_length([len(one.ids) for one in made], BATCH_PIECES):
            for i, reading in zip(batch, self._run([made[i] for i in batch]), strict=True):
                readings[i] = reading
        return [reading for reading in readings if reading is not None]

    def _pieces(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        made = self._tokenizer.encode(text, add_special_tokens=False)
        return made.ids, made.offsets

    def _encode(self, asked: list[int], page: Page) -> _Encoded:
        ids, offsets = self._pieces(f"{page.head}\n{page.text}")
        room = LONGEST - len(asked) - 3
        at = len(page.head) + 1
        inside = [i for i, (start, end) in enumerate(offsets[:room]) if end > at and end > start]
        lead = len(asked) + 2
        return _Encoded(
            ids=[FIRST, *asked, LAST, *ids[:room], LAST],
            question=lead,
            pieces=np.array([lead + i for i in inside], np.int64),
            starts=np.array([max(0, offsets[i][0] - at) for i in inside], np.int64),
            ends=np.array([offsets[i][1] - at for i in inside], np.int64),
        )

    def _run(self, batch: Sequence[_Encoded]) -> list[Reading]:
        from retrieval.encoder import padded

        logits = self._network(
            padded([one.ids for one in batch], step=WIDTH_STEP, pad=PAD, types=[one.question for one in batch])
        )
        start, end, has = (part.numpy() for part in logits)
        return [
            Reading(
                has=float(has[row]),
                starts=one.starts,
                ends=one.ends,
                start_logits=start[row, one.pieces] - start[row, 0],
                end_logits=end[row, one.pieces] - end[row, 0],
            )
            for row, one in enumerate(batch)
        ]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Encoded:
    ids: list[int]
    question: int
    pieces: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


def page_head(title: str, headings: Sequence[str], lead: str = "") -> str:
    """The line that says where a passage stands, in training as in use: its title and its last two headings.

    Args:
        title: The document's title; a heading that repeats it is left out.
        headings: The headings above the passage, the outermost first.
        lead: What opens its paragraph, where the passage does not begin it.
    """
    own = [heading for heading in (*headings, lead) if heading and heading != title]
    return "｜".join(part for part in (title, "／".join(own[-2:])) if part)
