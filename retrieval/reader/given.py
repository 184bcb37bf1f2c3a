"""Reading texts that somebody gives, of any length: cut into pieces the reader can hold, answers in their places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.clauses import whole_sentences
from retrieval.reader.calibration import Calibration
from retrieval.reader.reading import Page, PassageReader


@dataclass(frozen=True, kw_only=True)
class GivenSpan:
    """The best stretch of one sentence: `text` numbers the given text, `start` and `end` are its code points.

    `probability` is calibrated, 0 to 1.
    """

    text: int
    start: int
    end: int
    probability: float


def read_given(
    reader: PassageReader,
    calibration: Calibration,
    asked: str,
    texts: Sequence[str],
    *,
    heads: Sequence[str] = (),
    width: int,
) -> list[GivenSpan]:
    """The best stretch of every sentence of given texts, surest first.

    Args:
        reader: Reads.
        calibration: From its scores to probabilities.
        asked: A question, complete in itself, in simplified characters.
        texts: What is read, of any length.
        heads: The line that says where each text stands; none: nothing is known of that.
        width: Characters that are read in one piece.
    """
    pieces = [(at, piece) for at, text in enumerate(texts) for piece in _pieces(text, width)]
    pages = [Page(head=heads[at] if heads else "", text=texts[at][slice(*span)]) for at, span in pieces]
    found: list[GivenSpan] = []
    for (at, (begin, stop)), reading in zip(pieces, reader.read([asked] * len(pieces), pages), strict=True):
        for sentence in whole_sentences(texts[at][begin:stop]):
            span = reading.best(*sentence)
            if span is not None:
                sure = calibration.probability(reading.score(span))
                found.append(GivenSpan(text=at, start=begin + span.start, end=begin + span.end, probability=sure))
    return sorted(found, key=lambda one: -one.probability)


def _pieces(text: str, width: int) -> list[tuple[int, int]]:
    """Runs of whole sentences of about `width` characters; a longer sentence is cut."""
    made: list[tuple[int, int]] = []
    begin = end = 0
    for start, stop in whole_sentences(text):
        if stop - begin > width and end > begin:
            made.append((begin, end))
            begin = start
        while stop - begin > width:
            made.append((begin, begin + width))
            begin += width
        end = stop
    if end > begin:
        made.append((begin, end))
    return made
