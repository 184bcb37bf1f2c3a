"""Grades of a run against gold questions: the same counts as the contract's grader, computed on the store's own texts.

right       answerable: every must_contain is met and no must_not_contain; cross: with each place; unanswerable: refused
            and `missing` says what; summary: enough points of the rubric
cited       a citation's quote carries the gold sentence (cross: for every place)
verbatim    every document quote stands in the stored text
clean       no citation from a place that the gold evidence does not name
focus       quotes of at most 240 characters; one-sentence types: together at most 300 or three times the gold
lead        one-sentence types: the first 80 characters already answer
unsupported numbers of the answer without a source
perfect     right, cited, verbatim, clean, focus, and nothing unsupported
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.matching import carries, contains, fold_text
from evals.support import numbers_of, stated_numbers

LEAD_TYPES = ("numeric", "text", "arith", "multiturn")
LEAD_CHARS, MAX_QUOTE, MAX_QUOTES, MIN_QUOTE = 80, 240, 300, 4
_PLACE_HEAD = re.compile(r"^(?:.*[省市州盟](?=.{2,}[区县市旗])|内蒙古|拉萨|兵团|第二师铁门关市|北京(?=.+区))")
_PLACE_TAIL = re.compile(r"[区县市省]$")
Spot = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Grade:
    """What one answer earns. `lead` is None for types that it does not judge; `ms` is None where the run has none."""

    id: str
    type: str
    status: str
    right: bool
    cited: bool
    verbatim: bool
    clean: bool
    focus: bool
    lead: bool | None
    unsupported: tuple[str, ...]
    chars: int
    ms: float | None

    @property
    def perfect(self) -> bool:
        """Whether nothing at all is wrong with the answer."""
        return self.right and self.cited and self.verbatim and self.clean and self.focus and not self.unsupported


class Texts:
    """Where quotes stand: (document, case) of a collection's texts.

    Args:
        scopes: Document id → [(start, name of the case, text of the case)…], in order.
    """

    def __init__(self, scopes: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        self._scopes = [(doc, case, fold_text(text)) for doc, cases in scopes.items() for case, text in cases]

    def where(self, quote: str) -> set[Spot]:
        """Every (document, case) that a quote stands in."""
        wanted = fold_text(quote)
        return {(doc, case) for doc, case, text in self._scopes if wanted and wanted in text}


def grade_answer(case: Mapping[str, Any], run: Mapping[str, Any], texts: Texts) -> Grade:
    """Grade one trace against its gold question."""
    answer = str(run.get("answer") or "")
    documents = [c for c in run.get("citations") or [] if c.get("kind", "document") == "document"]
    quotes = [str(c.get("quote", "")) for c in documents]
    spots = [texts.where(quote) for quote in quotes]
    verbatim = all(spots) and all(len(fold_text(quote)) >= MIN_QUOTE for quote in quotes)
    result = stated_numbers(case, run) | numbers_of(json.dumps(run.get("missing") or "", ensure_ascii=False))
    cited = clean = focus = True
    if case["answerable"]:
        verbatim = verbatim and bool(documents or run.get("status") in ("refused", "clarify"))
        cited, clean, focus = _sourced(case, quotes, spots, texts)
    right = is_right(case, run, answer)
    lead = None
    if case["type"] in LEAD_TYPES:
        opening = fold_text(answer)[:LEAD_CHARS]
        lead = right and all(contains(opening, spec) for spec in case["must_contain"])
    return Grade(
        id=case["id"],
        type=case["type"],
        status=str(run.get("status")),
        right=right,
        cited=cited,
        verbatim=verbatim,
        clean=clean,
        focus=focus,
        lead=lead,
        chars=len(fold_text(answer)),
        unsupported=tuple(sorted(n for n in numbers_of(answer) if n not in result)),
        ms=(run.get("timings_ms") or {}).get("total"),
    )


def _sourced(
    case: Mapping[str, Any], quotes: list[str], spots: list[set[Spot]], texts: Texts
) -> tuple[bool, bool, bool]:
    """(cited, clean, focus) of an answerable question."""
    by_spot: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    for evidence in case["evidence"]:
        by_spot[(evidence["doc"], evidence.get("case"))].append(evidence["quote"])
    hits = [
        any(carries(quote, gold, case["must_contain"]) for quote in quotes for gold in golds)
        for golds in by_spot.values()
    ]
    cited = all(hits) if case["type"] == "cross" else any(hits)
    if case["type"] == "summary":
        allowed = {spot for point in case["rubric"]["must_have"] for spot in texts.where(point["quote"])}
    else:
        allowed = {spot for golds in by_spot.values() for gold in golds for spot in texts.where(gold)}
    clean = not any(found and not found & allowed for found in spots)
    shown = sum(len(fold_text(quote)) for quote in quotes)
    gold_chars = sum(len(fold_text(evidence["quote"])) for evidence in case["evidence"])
    focus = all(len(fold_text(quote)) <= MAX_QUOTE for quote in quotes)
    if case["type"] in LEAD_TYPES:
        focus = focus and shown <= max(MAX_QUOTES, 3 * gold_chars)
    return cited, clean, focus


def is_right(case: Mapping[str, Any], run: Mapping[str, Any], answer: str) -> bool:
    """Whether an answer says what the gold answer says."""
    if not case["answerable"]:
        return run.get("status") == "refused" and bool(run.get("missing"))
    if run.get("status") in ("refused", "clarify") or not answer.strip():
        return False
    if any(contains(answer, spec) for spec in case.get("must_not_contain", [])):
        return False
    if case["type"] == "summary":
        rubric = case["rubric"]
        return sum(contains(answer, point["check"]) for point in rubric["must_have"]) >= int(rubric["min_hits"])
    if case["type"] == "cross" and case.get("gold_by_place"):
        own = said_by_place(answer, list(case["gold_by_place"]))
        for place, gold in case["gold_by_place"].items():
            wanted = [spec for spec in case["must_contain"] if contains(gold, spec)]
            if not own[place] or not all(contains(own[place], spec) for spec in wanted):
                return False
    return all(contains(answer, spec) for spec in case["must_contain"])


def said_by_place(answer: str, places: Sequence[str]) -> dict[str, str]:
    """What an answer says of each place: from its name up to the next other place's name."""
    text = fold_text(answer)
    marks = sorted(
        (found.start(), place) for place in places for found in re.finditer(re.escape(fold_text(_short(place))), text)
    )
    said: dict[str, str] = defaultdict(str)
    for i, (start, place) in enumerate(marks):
        end = marks[i + 1][0] if i + 1 < len(marks) else len(text)
        said[place] += text[start:end] + "。"
    return said


def _short(place: str) -> str:
    bare = re.sub(r"[（(].*", "", place)
    return _PLACE_TAIL.sub("", _PLACE_HEAD.sub("", bare))
