"""An intent: which documents of a place there are, by date."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.draft import Draft, Line
from assistant.intents import INTENTS, IntentContext
from assistant.plan import Plan

_ASKED = re.compile(r"按(?:日期|时间)列出.*文件")


class DocumentList:
    """Asked before summaries: 列出 is also a word of theirs."""

    rank, of_documents = 15, True

    def meant(self, question: str, places: Sequence[str]) -> bool:
        """See `Intent`."""
        return _ASKED.search(question) is not None

    def draft(self, plan: Plan, context: IntentContext) -> Draft | None:
        """See `Intent`."""
        wanted = {place.full_name for place in plan.places}
        years = plan.years
        own = [
            one
            for one in context.search.library.outlines()
            if one.place and (not wanted or one.place.full_name in wanted)
            # A document of another year, or of none that is known, is none of the year that is asked about.
            if not years or (one.date is not None and one.date.year in years)
        ]
        if not own:
            return None
        titles = tuple(f"《{one.title}》" for one in sorted(own, key=lambda one: str(one.date)))
        return Draft(
            status="answered", lines=tuple(Line(text=title) for title in titles), separator="\n", listed=titles
        )


INTENTS.register("document_list")(DocumentList())
