"""Examples: a question, a page, and where on the page the answer stands, if it does."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from retrieval.reader.reading import Page
from training.documents import Cut, CutDocument, holding
from training.questions import Question

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, kw_only=True)
class Example:
    """A question with a page; `span` is the answer's stretch, code points of the page's text, None for no answer."""

    question: str
    page: Page
    span: tuple[int, int] | None


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """All that one question teaches: pages that answer it, and pages that seem to, the most misleading first."""

    question: Question
    positives: tuple[Example, ...]
    negatives: tuple[Example, ...]


@dataclass(frozen=True, kw_only=True)
class Mix:
    """How much of a lesson an epoch takes: `repeats` times one positive and `negatives` negatives."""

    repeats: int
    negatives: int


OFFICIAL, GENERAL = Mix(repeats=4, negatives=2), Mix(repeats=1, negatives=1)


def find_words(text: str, words: str, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
    """Where words stand in a stretch of a text, white space aside; None where they do not.

    Cleaning takes white space off, so a quote verbatim in the text as received need not be so in the stored one.
    """
    stop = len(text) if end is None else end
    at = text.find(words, start, stop)
    if at >= 0:
        return at, at + len(words)
    bare = _SPACE.sub("", words)
    found = re.compile(r"\s*".join(map(re.escape, bare))).search(text, start, stop) if bare else None
    return found.span() if found else None


def answer_spans(question: Question, text: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """(quote, answer) of each quote that holds answers, code points of the text.

    The answer's stretch runs from the first of the quote's answers to the last: items of a list stand in one stretch.
    """
    if question.at is not None:
        own = (question.at, question.at + len(question.answers[0]))
        return [(own, own)]
    spans = []
    for words in question.quotes:
        quote = find_words(text, words)
        if quote is None:
            continue
        found = [span for answer in question.answers if (span := find_words(text, answer, *quote))]
        if found:
            spans.append((quote, (min(start for start, _ in found), max(end for _, end in found))))
    return spans


def positives_of(question: Question, document: CutDocument, passage_chars: int) -> list[tuple[Cut, Example]]:
    """The pages that answer a question, with the stretch each is; none where its quotes are not in the stored text.

    A quote that no passage holds whole gets a window of its own.
    """
    made: list[tuple[Cut, Example]] = []
    for quote, answer in answer_spans(question, document.text):
        cut = holding(document.passages, *quote) or document.window(*quote, passage_chars)
        if cut.start <= answer[0] and answer[1] <= cut.end:
            span = (answer[0] - cut.start, answer[1] - cut.start)
            made.append((cut, Example(question=question.text, page=document.page(cut), span=span)))
    return made


def without_space(text: str) -> str:
    """A text without its white space, for comparing quotes."""
    return _SPACE.sub("", text)


def epoch_of(
    lessons: Sequence[Lesson],
    mixes: Mapping[str, Mix],
    random: Random,
    say: Callable[[Question], str] = lambda question: question.text,
) -> list[Example]:
    """The examples of one pass over the lessons, in the lessons' order.

    Args:
        lessons: What there is to learn.
        mixes: How much of a lesson is taken, by its question's folder; `OFFICIAL` for one that is not named.
        random: Which negatives are taken, each of a lesson once before one is taken twice.
        say: How a question is said: every example's anew, whether its page answers or not.
    """
    taken: list[tuple[Question, Example]] = []
    for lesson in lessons:
        mix = mixes.get(lesson.question.folder, OFFICIAL)
        wanted = mix.repeats * mix.negatives
        order: list[Example] = []
        while lesson.negatives and len(order) < wanted:
            order += random.sample(lesson.negatives, len(lesson.negatives))
        order = order[:wanted]
        if lesson.positives:
            order += [lesson.positives[n % len(lesson.positives)] for n in range(mix.repeats)]
        taken += [(lesson.question, example) for example in order]
    return [replace(example, question=say(question)) for question, example in taken]
