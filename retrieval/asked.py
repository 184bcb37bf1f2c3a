"""What a question wants of every clause alike, worked out once, and how a clause's wording goes with it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.clause import announces, leads_to
from retrieval.contrast import AskedClasses, WordClasses, asked_classes, asked_schools
from retrieval.embed import Vectors
from retrieval.query import OPEN_KINDS, Query
from retrieval.segment import fold
from retrieval.weights import Weights

_ASKS_CONDITION = re.compile(r"条件|资格|什么情况下|哪些人能|什么人能")
_CONDITION = re.compile(r"须|必须|应当?|满\d|\d+(?:岁|年)以[上下]|的,")
# A requirement (《办法》规定…均不低于) is not a result; asked for as such it is.
_REQUIRED = re.compile(r"均?(?:小于或等于|大于或等于|不低于|不少于|不超过|不高于|不得)|力争|确保达到|要达到")
_ASKS_REQUIRED = re.compile(
    r"至少|最少|最多|不少于|不低于|不超过|要求|规定|标准|目标|计划|打算|力争|应|要|得|限|几(?:次|节|天)|准|允许|可以|最低|最高"
)
# （责任单位：县教育局、财政局）tells who acts, not what is done.
_DUTY = re.compile(
    r"^\s*[（(]?\s*(?:责任|牵头|配合|落实|主管|实施|协助|参与|承办)(?:单位|部门|处室|科室|领导|人)\s*[:：]"
)
_ASKS_DUTY = re.compile("责任|牵头|单位|部门|负责|谁")
# 《…办法》同时废止 names a matter and tells nothing of it.
_REPEALS = re.compile(r"废止|停止执行")
_ASKS_FORCE = re.compile(r"废止|失效|有效|施行|执行|作废|代替|取代")


@dataclass(frozen=True, kw_only=True, eq=False)
class Asked:
    """What is asked of every clause alike, worked out once for a question.

    `folded` is its text for matching; `vector` its own, of length 1, or None; `total` the weight of all its terms;
    `far` what a term next door is worth; `schools` and `classes` are those it names; `open` says that no figure or
    name answers it; the rest what it asks for.
    """

    query: Query
    folded: str
    vector: NDArray[np.float32] | None
    years: frozenset[int]
    total: float
    far: tuple[float, ...]
    schools: tuple[str, ...]
    classes: AskedClasses
    open: bool
    conditions: bool
    required: bool
    duty: bool
    force: bool

    def wording(self, clause: str, sentence: str, weights: Weights) -> float:
        """What a clause's wording adds to its score or takes from it: rule, duty, repeal where none is asked for."""
        score = 0.0
        if not self.required and _REQUIRED.search(clause):
            score -= weights.required
        if not self.duty and _DUTY.search(clause):
            score -= weights.duty
        if not self.force and _REPEALS.search(clause):
            score -= weights.repeal
        if self.conditions and _CONDITION.search(clause):
            score += weights.condition
        if self.open and announces(sentence):
            score -= weights.announcement
        if self.open and leads_to(sentence, self.query.text):
            score += weights.leads_to
        return score


def asked_of(
    query: Query, vector: Vectors | None, years: frozenset[int], classes: WordClasses, weights: Weights
) -> Asked:
    """What a question wants; `vector` is its own, shape (1, dimension), or None, `years` those it names."""
    text = query.text
    return Asked(
        query=query, folded=fold(text), vector=None if vector is None else vector[0], years=years,
        total=sum(term.weight for term in query.terms) or 1.0,
        # 680分 and 690分 stand side by side: next door a sharp term is worth less than another word.
        far=tuple(weights.far_sharp if term.sharp else 1.0 for term in query.terms),
        schools=asked_schools(query), classes=asked_classes(query, classes), open=query.kind in OPEN_KINDS,
        conditions=bool(_ASKS_CONDITION.search(text)), required=bool(_ASKS_REQUIRED.search(text)),
        duty=bool(_ASKS_DUTY.search(text)), force=bool(_ASKS_FORCE.search(text)),
    )  # fmt: skip
