"""Summaries: of each asked place's documents, one under the other."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.draft import Draft, join_drafts
from assistant.intents import INTENTS, IntentContext
from assistant.plan import Plan
from assistant.write.summary import write_summary

_SUMMARY = re.compile(
    r"概括|总结(?:一?下|.{0,12}(?:做法|成效|经验|情况))|归纳|起草|写一?[个段份篇下]|综述|梳理|简述|简要(?:介绍|情况)|提炼|要点(?:有|整理)|讲了[啥什]|亮点|一句话"
    r"|分[一二三四五六七八九十\d]{1,2}[条点段]|整理一?下"
)


class Summary:
    """Where nothing speaks of the topic, the question is read as any other."""

    rank, of_documents = 20, True

    def meant(self, question: str, places: Sequence[str]) -> bool:
        """See `Intent`."""
        return _SUMMARY.search(question) is not None

    def draft(self, plan: Plan, context: IntentContext) -> Draft | None:
        """See `Intent`."""
        drafts = [write_summary(plan, place, context.search) for place in plan.places or (None,)]
        made = [draft for draft in drafts if draft is not None]
        return join_drafts(made) if made else None


INTENTS.register("summary")(Summary())
