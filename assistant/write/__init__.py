"""The offline writer, one file an intent. It quotes and arranges; it never invents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.draft import Draft
from assistant.gather import Answer
from assistant.intents import LIST
from assistant.plan import Plan
from assistant.write.comparison import write_comparison
from assistant.write.fact import write_answers
from assistant.write.listing import write_list
from assistant.write.refuse import refusal
from corpus.library import Library

UNREAD = "阅读模型不可用，本次只按词语和向量查找，请核对原文。"


def write_draft(plan: Plan, answers: Sequence[Answer], library: Library, *, read: bool) -> Draft:
    """The draft for a plan's evidence, by the writer of its intent.

    Args:
        plan: What is asked.
        answers: What was found, place by place and part by part.
        library: The texts.
        read: Whether the reader chose; else the answer says that it did not.
    """
    draft = _written(plan, answers, library)
    return draft if read or draft.status == "refused" else replace(draft, notes=(UNREAD, *draft.notes))


def _written(plan: Plan, answers: Sequence[Answer], library: Library) -> Draft:
    if not any(answer.found for answer in answers):
        missing = tuple(dict.fromkeys(m for answer in answers for m in answer.missing))
        about = {answer.place.name for answer in answers if answer.place}
        whole = "、".join(dict.fromkeys(m.asked for m in missing))
        return refusal(missing, about="" if any(name in whole for name in about) else "、".join(sorted(about)))
    if len({(answer.place, answer.part.school) for answer in answers}) > 1:
        return write_comparison(answers, plan.standalone, everywhere=plan.each)
    if plan.intent == LIST and len(answers) == 1 and answers[0].statement is not None:
        return write_list(answers[0].statement, library)
    return write_answers(answers, plan.standalone)
