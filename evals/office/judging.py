"""Judging answers to an office's questions: right, wrong, refused, or to be looked at by a person.

What cannot be said for sure is left to a person: a wrong verdict of the measure costs its reader more than a look.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.quantity import parse_quantities
from core.schema import Trace
from evals.matching import contains, fold_text
from evals.office.questions import MUST, NEVER, SOURCES, OfficeQuestion

RIGHT, WRONG, REFUSED, LOOK = "对", "错", "拒答", "待人工看"
RESULTS = (RIGHT, WRONG, REFUSED, LOOK)
# A standard answer with so few words beside its figures is one of figures.
FEW_WORDS = 8
NEAR = 0.05
_MARK = re.compile(r"\[F?\d+\]")


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A question with its answer and verdict; `reason` tells why in one line, `cited` is what the answer rests on."""

    question: OfficeQuestion
    result: str
    reason: str
    answer: str
    cited: tuple[str, ...]
    seconds: float


def judge(question: OfficeQuestion, trace: Trace, documents: Mapping[str, str]) -> Judged:
    """The verdict on one answer.

    Args:
        question: What was asked.
        trace: The answer.
        documents: Document ids of the files that the question names, by the name.
    """
    result, reason = _verdict(question, trace)
    wanted = {documents[name] for name in question.sources if name in documents}
    if result == RIGHT and question.answerable and wanted and not wanted & {c.document_id for c in trace.citations}:
        result, reason = LOOK, f"答案对，但出处不是“{SOURCES}”里写的文件"
    cited = (f"《{one.title}》{one.locator}" for one in trace.citations)
    return Judged(
        question=question,
        result=result,
        reason=reason,
        answer=trace.answer,
        cited=tuple(dict.fromkeys(cited)),
        seconds=trace.timings_ms.get("total", 0.0) / 1000,
    )


def _verdict(question: OfficeQuestion, trace: Trace) -> tuple[str, str]:
    refused, asked_back = trace.status == "refused", trace.status == "clarify"
    if question.answerable is False:
        if refused:
            return RIGHT, "资料里没有答案，拒答是对的"
        return (REFUSED, "资料里没有答案，反问了") if asked_back else (WRONG, "资料里没有答案，却作了回答")
    if refused or asked_back:
        what = "没有答" if refused else "反问了"
        if question.answerable:
            return REFUSED, f"资料里有答案，却{what}"
        return LOOK, f"{what}；没有写标准答案，请看该不该答"
    said = [spec for spec in question.never if contains(trace.answer, spec)]
    if said:
        return WRONG, f"“{NEVER}”的“{_first(said)}”出现了"
    lacking = [spec for spec in question.must if not contains(trace.answer, spec)]
    if lacking:
        return WRONG, f"“{MUST}”的“{_first(lacking)}”没有出现"
    if question.must:
        return RIGHT, f"“{MUST}”的都有"
    return _by_standard(question.answer, trace.answer) if question.answer else (LOOK, "没有写标准答案")


def _first(specs: list[str]) -> str:
    return specs[0].replace("|", "”或“")


def _by_standard(standard: str, answer: str) -> tuple[str, str]:
    """Held against a standard answer: in the same words, or one of figures by its figures; else a person looks."""
    if fold_text(standard).rstrip("。") in fold_text(answer) and contains(answer, standard.strip().rstrip("。")):
        return RIGHT, "标准答案原样出现"
    wanted = parse_quantities(standard)
    words = standard
    for quantity in wanted:
        words = words.replace(quantity.text, "", 1)
    if not wanted or len(re.sub(r"\W", "", words)) > FEW_WORDS:
        return LOOK, "说法和标准答案不同，请看意思是否一样"
    found = [quantity.value for quantity in parse_quantities(_MARK.sub("", answer))]
    met = [quantity.value in found for quantity in wanted]
    if all(met):
        return RIGHT, "标准答案的数都有"
    near = any(abs(value - q.value) <= NEAR * abs(q.value) for value in found for q in wanted)
    if any(met) or near:
        return LOOK, "和标准答案的数不完全一样，请看是不是同一个数"
    return WRONG, "标准答案的数没有出现"
