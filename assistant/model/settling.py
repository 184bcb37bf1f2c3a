"""Which words are shown: the model's sentences that passed, with what the offline answer has beyond them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.draft import Draft, Line, renumbered
from assistant.model.binding import other_numbers
from assistant.model.book import Book
from assistant.model.judging import Judged
from assistant.model.stated import same_amount
from core.quantity import parse_quantities
from core.schema import Citation, Figure
from core.textspan import word_pairs

SENT_BACK = "语言模型有 {} 句没有通过核验，已改用原句或删去。"
NOT_PASSED = "语言模型的回答没有通过核验，已用离线答案。"
NOT_ANSWERED = "{}，已用离线答案。"
OTHER = "语言模型的回答与离线答案不是同一出处，已用离线答案。"
FOUND = "离线查找没有把握，这个答案由语言模型在资料里找到，逐句核验过；请打开出处再看一遍。"
LESS = "语言模型的回答没有说全，已用离线答案。"
USED = "已采用"
# Of an offline line without numbers so much must be told for it not to be told again.
COVERED = 0.8
_LABEL = re.compile(r"^[^：，。]{1,24}：")
_MARK = re.compile(r"\[F?\d+\]")


def settled(
    judged: Sequence[Judged], book: Book, offline: Draft, firm: float, asked: str, trouble: str = ""
) -> tuple[Draft, str]:
    """The draft to show, and in Chinese whether it is the model's and why not.

    Args:
        judged: The model's sentences, as they were judged last.
        book: Their sources.
        offline: The verified offline answer.
        firm: The reader's probability from which an answer stands where offline there is none.
        asked: The question; its year and place need not be said again.
        trouble: What went wrong with the model, '' for nothing.
    """
    sound = [one for one in judged if one.sound]
    if not sound:
        wording = NOT_PASSED if judged else NOT_ANSWERED.format(trouble or "语言模型没有写出答案")
        return offline.with_notes(wording), wording
    dropped = len(judged) - len(sound)
    made = book.draft_of([(one.said.text, one.said.refs) for one in sound])
    best = max(one.sure for one in sound)
    if offline.status == "refused":
        if best < firm:
            return offline.with_notes(NOT_PASSED), NOT_PASSED
        made = made.with_notes(*offline.notes, FOUND)
    elif not _agree(made, offline):
        return offline.with_notes(OTHER), OTHER
    elif offline.lines and not _covers(made, offline.lines[0], offline, asked):
        return offline.with_notes(LESS), LESS
    else:
        made = _with_rest(made, offline, asked)
    return made.with_notes(SENT_BACK.format(dropped) if dropped else ""), USED


def _agree(made: Draft, offline: Draft) -> bool:
    """Whether two drafts lean on a common stretch of text, table or computed figure, or tell the same numbers."""
    if any(same_source(one, other) for one in made.citations for other in offline.citations):
        return True
    items = [quantity for line in offline.lines for quantity in parse_quantities(_MARK.sub("", line.text))]
    mine = [quantity for line in made.lines for quantity in parse_quantities(_MARK.sub("", line.text))]
    if items and all(any(same_amount(one, other) for other in mine) for one in items):
        return True
    values = {(figure.name, figure.value) for figure in offline.figures if figure.value is not None}
    return any((figure.name, figure.value) in values for figure in made.figures)


def same_source(one: Citation, other: Citation) -> bool:
    """Whether two citations quote overlapping stretches of a text, or one table."""
    if one.document_id != other.document_id or one.kind != other.kind:
        return False
    if one.start is None or other.start is None or one.end is None or other.end is None:
        return True
    return one.start < other.end and other.start < one.end


def _with_rest(made: Draft, offline: Draft, asked: str) -> Draft:
    """The model's sentences with the offline lines that they do not tell: what it left out stands all the same."""
    rest = [line for line in offline.lines if not _covers(made, line, offline, asked)]
    figures = (*made.figures, *_quoted_figures(made, offline))
    own = renumbered(replace(offline, lines=tuple(rest)), len(made.citations), len(figures))
    return replace(
        offline,
        separator=offline.separator if rest else "",
        lines=(*made.lines, *own.lines),
        citations=(*made.citations, *own.citations),
        figures=(*figures, *(own.figures if rest else ())),
    )


def _covers(made: Draft, line: Line, offline: Draft, asked: str) -> bool:
    """Whether the model's sentences tell what an offline line tells."""
    words = _MARK.sub("", line.text)
    said = "".join(_MARK.sub("", one.text) for one in made.lines)
    # What is before the colon says of whom and when it is told (云岭县2024年：).
    if other_numbers(_LABEL.sub("", words), f"{said}\n{asked}"):
        return False
    mine = parse_quantities(said)
    wanted = parse_quantities(words)
    if wanted:
        return all(any(same_amount(one, other) for other in mine) for one in wanted)
    cited = [one for one in offline.citations if one.ref in line.refs]
    if cited and not all(any(same_source(one, other) for other in made.citations) for one in cited):
        return False
    pairs = word_pairs(words)
    return not pairs or len(pairs & word_pairs(said)) >= COVERED * len(pairs)


def _quoted_figures(made: Draft, offline: Draft) -> list[Figure]:
    """The offline answer's quoted figures that the model's sentences tell too, from the model's citations."""
    mine = [quantity for line in made.lines for quantity in parse_quantities(_MARK.sub("", line.text))]
    cited = {one.ref: one for one in offline.citations}
    found: list[Figure] = []
    for figure in offline.figures:
        source = cited.get(figure.source)
        same = next((one for one in made.citations if source is not None and same_source(one, source)), None)
        result = parse_quantities(figure.text)
        if figure.origin != "quoted" or same is None or not result or figure.text not in same.quote:
            continue
        if all(any(same_amount(one, other) for other in mine) for one in result):
            found.append(replace(figure, ref=f"F{len(made.figures) + len(found) + 1}", source=same.ref))
    return found
