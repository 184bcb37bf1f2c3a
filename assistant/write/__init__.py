"""The offline writer, one file an intent. It quotes and arranges; it never invents."""

from __future__ import annotations

from assistant.draft import Draft
from assistant.gather import Gathered
from assistant.plan import Plan
from assistant.write.compare import write_comparison
from assistant.write.fact import write_fact
from assistant.write.listing import write_list
from assistant.write.refuse import refusal
from tools.search_policy import PolicySearch


def write_draft(plan: Plan, gathered: Gathered, search: PolicySearch) -> Draft:
    """The draft for a plan's evidence, by the writer of its intent."""
    segmenter = search.index.segmenter
    if len(gathered.answers) > 1:
        return write_comparison(gathered.answers, plan.query, segmenter)
    answer = gathered.answers[0]
    if answer.clause is None:
        return refusal(answer.missing, about=answer.place.name if answer.place else "")
    if plan.intent == "list":
        return write_list(answer.clause, plan.query, segmenter, search.library)
    return write_fact(answer.clause, plan.query, segmenter)
