"""What stands below a draft, as HTML: what to look at, and its sources."""

from __future__ import annotations

from collections.abc import Sequence

from core.draft_text import parse_draft
from corpus.drafts import KeptDraft
from tools.draft_check import DraftRemark
from tools.reports.draft_document import source_line
from ui.render import escape


def remarks_html(remarks: Sequence[DraftRemark], notes: Sequence[str]) -> str:
    """What to look at, line by line, and what was told when it was drafted."""
    rows = []
    for one in remarks:
        grave = "soft" if one.kind == "没有出处" else "grave"
        figure = f"“{escape(one.figure)}”" if one.figure else ""
        where = f"第{one.line + 1}行{figure}"
        rows.append(f'<li><b class="cw-draft-{grave}">{one.kind}</b> {where}：{escape(one.message)}</li>')
    parts = [f"<h2>要核实的地方（{len(rows)}处）</h2><ul>{''.join(rows)}</ul>"] if rows else []
    if not rows:
        parts = ["<p>没有发现算不拢、与来源不符或没有出处的数字。</p>"]
    if notes:
        parts.append(f"<h2>说明</h2><ul>{''.join(f'<li>{escape(note)}</li>' for note in notes)}</ul>")
    return f'<div class="cw-draft-remarks">{"".join(parts)}</div>'


def sources_html(kept: KeptDraft) -> str:
    """The sources that the text names, with their sentences; what could not be found before them."""
    known = {one.ref: one for one in kept.drafted.sources}
    rows = [
        f"<li><b>[{ref}]</b> {escape(source_line(known[ref]))}<blockquote>{escape(known[ref].quote)}</blockquote></li>"
        for ref in parse_draft(kept.drafted.text).refs
        if ref in known
    ]
    missing = "".join(f"<li>没有找到：{escape(one.asked)}</li>" for one in kept.drafted.missing)
    summary = f"<summary>来源（{len(rows)}处）</summary>"
    return f'<details class="cw-draft-sources">{summary}<ul>{missing}{"".join(rows)}</ul></details>'
