"""A checked text with every remark marked in it, under what was found and what was changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tools.remarks import LEGEND, SOFT, Remark
from ui.checked_text import UNDO, CheckedText
from ui.finding_cards import TONES, badge_html
from ui.render import escape


def text_html(text: str, remarks: Sequence[Remark]) -> str:
    """The text, each remark's figure lit with its number as a button that leads to the card.

    Args:
        text: The text that was checked; it is escaped.
        remarks: What was found. Figures that overlap are lit as one, with all their numbers.
    """
    parts: list[str] = []
    at = 0
    for start, end, together in _clusters(text, remarks):
        parts += [escape(text[at:start]), _hit_html(text[start:end], together)]
        at = end
    parts.append(escape(text[at:]))
    return f'<div class="cw-checked" role="group" tabindex="0" aria-label="核对的文字">{"".join(parts)}</div>'


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


def _hit_html(figure: str, remarks: Sequence[Remark]) -> str:
    ordered = sorted(remarks, key=lambda one: one.number)
    firm = [one for one in ordered if one.verdict != SOFT]
    numbers = "".join(
        f'<button type="button" class="cw-no cw-tone-{TONES.get(one.verdict, "plain")}'
        f'{" cw-no-soft" if one.verdict == SOFT else ""}" data-card="{one.number}" '
        f'title="{escape(one.verdict)}" aria-label="第{one.number}条：{escape(one.verdict)}，看说明">'
        f"{one.number}</button>"
        for one in ordered
    )
    if not firm or not figure:
        return f"{escape(figure)}{numbers}"
    tone = TONES.get(firm[0].verdict, "plain")
    return f'<mark class="cw-hit cw-hit-{tone}" data-card="{firm[0].number}">{escape(figure)}{numbers}</mark>'


def counts_html(checked: CheckedText) -> str:
    """How much was found of each verdict, each count a button that leaves only its cards; what the verdicts mean."""
    counts = checked.counts()
    what = "个数字" if checked.compared is not None else "项关系"
    chips = "".join(
        f'<button type="button" class="cw-only" data-only="{escape(verdict)}" aria-pressed="false">'
        f"{badge_html(verdict)} {count}</button>"
        for verdict, count in counts.items()
    )
    legend = "；".join(f"{verdict}：{LEGEND[verdict]}" for verdict in counts)
    return (
        f'<div class="cw-counts" role="group" aria-label="只看一类">共核对 {sum(counts.values())} {what}　{chips}</div>'
        f'<p class="cw-where">{escape(legend)}。'
        "点编号在原文和说明之间跳转；点类别只看这一类。</p>"
    )


def taken_html(checked: CheckedText) -> str:
    """The mends that were taken over, each with its reason, and the way back; '' for none."""
    if not checked.taken:
        return ""
    items = "".join(f"<li><b>{escape(one.mend.why)}</b>（{escape(one.reason)}）</li>" for one in checked.taken)
    return (
        '<section class="cw-src cw-taken" role="status" tabindex="-1"><div>'
        f"<span><b>已采用 {len(checked.taken)} 处修改</b>，文字已改并重新核对</span>"
        f'<button type="button" class="cw-take" data-deed="{UNDO}">撤销上一处</button></div><ol>{items}</ol></section>'
    )


def how_marked_html(checked: CheckedText) -> str:
    """What the marked draft will be."""
    notes = sum(one.to_look_at for one in checked.remarks)
    where = (
        "批注写在您上传的 Word 原稿上，原有格式不动" if checked.draft.is_word else "批注稿按现在的文字新建 Word 文档"
    )
    changed = f"，已采用的 {len(checked.taken)} 处修改为修订标记" if checked.taken else ""
    return f'<p class="cw-where">{where}：需要看的 {notes} 条各为一条批注{changed}；通过、仅派生等不写进批注。</p>'
