"""A checked text with every remark marked in it, under what was found and what was changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tools.remarks import LEGEND, SOFT, Remark
from ui.checked_text import UNDO, CheckedText
from ui.finding_cards import TONES
from ui.templating import render


def text_html(text: str, remarks: Sequence[Remark]) -> str:
    """The text, each remark's figure lit with its number as a button that leads to the card.

    Args:
        text: The text that was checked; it is escaped.
        remarks: What was found. Figures that overlap are lit as one, with all their numbers.
    """
    hits: list[dict[str, Any]] = []
    at = 0
    for start, end, together in _clusters(text, remarks):
        hits.append({"before": text[at:start], **_hit(text[start:end], together)})
        at = end
    return render("checked_text.html", hits=hits, rest=text[at:])


def _clusters(text: str, remarks: Iterable[Remark]) -> list[tuple[int, int, list[Remark]]]:
    """Stretches of the text with the remarks on them, in order and apart."""
    found: list[tuple[int, int, list[Remark]]] = []
    for one in sorted(remarks, key=lambda one: (one.span[0], -one.span[1], one.number)):
        start, end = max(0, one.span[0]), min(len(text), one.span[1])
        last = found[-1] if found else None
        touches = last is not None and (start < last[1] or (start == end <= last[1]) or (start, end) == last[:2])
        if last is not None and touches:
            found[-1] = (last[0], max(last[1], end), [*last[2], one])
        elif start <= end:
            found.append((start, end, [one]))
    return found


def _hit(figure: str, remarks: Sequence[Remark]) -> dict[str, Any]:
    """A stretch of the text with the numbers of its remarks; `card` is that of the first it is lit for, if any."""
    ordered = sorted(remarks, key=lambda one: one.number)
    firm = [one for one in ordered if one.verdict != SOFT]
    numbers = [
        {"number": one.number, "verdict": one.verdict, "tone": _tone(one), "soft": one.verdict == SOFT}
        for one in ordered
    ]
    lit = bool(firm and figure)
    return {
        "figure": figure,
        "numbers": numbers,
        "card": firm[0].number if lit else "",
        "tone": _tone(firm[0]) if lit else "",
    }


def _tone(one: Remark) -> str:
    return TONES.get(one.verdict, "plain")


def counts_html(checked: CheckedText) -> str:
    """How much was found of each verdict, each count a button that leaves only its cards; what the verdicts mean."""
    counts = checked.counts()
    what = "个数字" if checked.compared is not None else "项关系"
    legend = "；".join(f"{verdict}：{LEGEND[verdict]}" for verdict in counts)
    return render(
        "checked_counts.html",
        all=sum(counts.values()),
        what=what,
        counts=counts.items(),
        tones=TONES,
        legend=legend,
    )


def taken_html(checked: CheckedText) -> str:
    """The mends that were taken over, each with its reason, and the way back; '' for none."""
    if not checked.taken:
        return ""
    return render("taken_mends.html", taken=[(one.mend.why, one.reason) for one in checked.taken], undo=UNDO)


def how_marked_html(checked: CheckedText) -> str:
    """What the marked draft will be."""
    notes = sum(one.to_look_at for one in checked.remarks)
    where = (
        "批注写在您上传的 Word 原稿上，原有格式不动" if checked.draft.is_word else "批注稿按现在的文字新建 Word 文档"
    )
    changed = f"，已采用的 {len(checked.taken)} 处修改为修订标记" if checked.taken else ""
    text = f"{where}：需要看的 {notes} 条各为一条批注{changed}；通过、仅派生等不写进批注。"
    return render("where.html", text=text)
