"""The offline writer, one file an intent. It quotes and arranges; it never invents."""

from __future__ import annotations

from dataclasses import replace

from assistant.arithmetic import states_change
from assistant.draft import Draft
from assistant.gather import Answer, Gathered
from assistant.plan import Plan
from assistant.write.arithmetic import write_arithmetic
from assistant.write.body import only_names, says_little_more, write_body
from assistant.write.cells import write_cells
from assistant.write.compare import write_comparison
from assistant.write.fact import write_fact
from assistant.write.listing import headed_items, write_list
from assistant.write.refuse import refusal
from assistant.write.rule import write_rule
from assistant.write.second import with_second
from assistant.write.summary import write_summary
from retrieval.clause import Clause
from retrieval.span import TOLD_IN_CLAUSE
from tools.search_policy import PolicySearch


def _leads_on(clause: Clause, plan: Plan) -> bool:
    """Whether what answers stands under or behind the clause, not in it."""
    open_question = plan.intent in ("list", "rule", "fact")
    return only_names(clause) or (open_question and says_little_more(clause, plan.query))


def write_draft(plan: Plan, gathered: Gathered, search: PolicySearch) -> Draft:
    """The draft for a plan's evidence, by the writer of its intent."""
    segmenter, library = search.index.segmenter, search.library
    if len(gathered.answers) > 1 or (plan.everywhere and gathered.answers[0].clause):
        return write_comparison(gathered.answers, segmenter, library)
    answer = gathered.answers[0]
    draft = _written(plan, answer, search)
    if answer.also and draft.status == "answered" and plan.intent in ("list", "rule", "fact"):
        draft = with_second(draft, answer.also, answer.query, segmenter)
    if answer.clause is None or not answer.missing or draft.status != "answered":
        return draft
    lacking = "、".join(missing.asked for missing in answer.missing)
    note = f"资料中没有{lacking}；答案出自全国性文件，当地是否另有规定请核对。"
    return replace(draft, status="partial", missing=answer.missing).with_notes(note)


def _written(plan: Plan, answer: Answer, search: PolicySearch) -> Draft:
    """The draft for what was found for one place."""
    segmenter, library = search.index.segmenter, search.library
    query = answer.query
    if plan.intent == "summary":
        # Of a text on many places only whole sections may be summed up.
        whole = [clause for clause in answer.ranked if clause.told_from is None]
        summary = write_summary(whole, query, segmenter, library)
        if summary:
            return summary
    if answer.cells:
        return write_cells(answer.cells)
    if answer.clause is None:
        return refusal(answer.missing, about=answer.place.name if answer.place else "")
    best = answer.clause
    if best.told_from is not None or (plan.years and not best.years):
        # What stands beside it may be of another place or year: nothing more is taken from there.
        return write_fact(best, query, segmenter)
    if answer.year_before:
        computed = write_arithmetic(best, query, segmenter, year_before=True)
        if computed:
            return computed
    if plan.intent == "arithmetic" and not states_change(best.text, query.text):
        computed = write_arithmetic(best, query, segmenter)
        if computed:
            return computed
    if query.kind not in TOLD_IN_CLAUSE and _leads_on(best, plan):
        if headed_items(best, query, library):
            return write_list(best, query, segmenter, library)
        under = write_body(best, query, library)
        if under:
            return under
    if plan.intent == "list":
        return write_list(best, query, segmenter, library)
    if plan.intent == "rule":
        ranked = (best, *(clause for clause in answer.ranked if clause is not best))
        return write_rule(ranked, query, segmenter, library)
    return write_fact(best, query, segmenter)
