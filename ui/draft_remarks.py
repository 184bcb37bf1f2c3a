"""What stands below a draft, as HTML: what to look at, and its sources."""

from __future__ import annotations

from collections.abc import Sequence

from core.draft_text import parse_draft
from corpus.drafts import KeptDraft
from tools.draft_check import DraftRemark
from tools.reports.draft_document import source_line
from ui.templating import render


def remarks_html(remarks: Sequence[DraftRemark], notes: Sequence[str]) -> str:
    """What to look at, line by line, and what was told when it was drafted."""
    rows = []
    for one in remarks:
        figure = f"“{one.figure}”" if one.figure else ""
        tone = "soft" if one.kind == "没有出处" else "grave"
        rows.append({"tone": tone, "kind": one.kind, "text": f"第{one.line + 1}行{figure}：{one.message}"})
    return render("draft_remarks.html", remarks=rows, notes=notes)


def sources_html(kept: KeptDraft) -> str:
    """The sources that the text names, with their sentences; what could not be found before them."""
    known = {one.ref: one for one in kept.drafted.sources}
    rows = [
        {"ref": ref, "line": source_line(known[ref]), "quote": known[ref].quote}
        for ref in parse_draft(kept.drafted.text).refs
        if ref in known
    ]
    return render("draft_sources.html", sources=rows, missing=[one.asked for one in kept.drafted.missing])
