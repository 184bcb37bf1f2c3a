"""What is known of a document and how surely, what is wrong with it, and the corrections people made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.schema import Document
from corpus.corrections import FIELDS, Correction, count_changes
from corpus.showing import facts
from ui.templating import render

SURENESS = {
    "清单": "清单里写明",
    "文中明写": "文中写明",
    "推断": "程序推断，请核对",
    "文件属性": "取自文件属性，请核对",
    "更正": "人工更正",
}
MAX_NOTES = 40


def record_html(document: Document, changes: Sequence[Correction], signed: str | None = "") -> str:
    """The record of a document: facts, quality, corrections with who and when, and the form for another.

    Args:
        document: The document.
        changes: What was put right, oldest first.
        signed: Whose name stands under a correction; '' asks for it, None lets nothing be put right.
    """
    notes = [one for one in document.notes if one.kind != "更正"]
    return render(
        "document_record.html",
        id=document.id,
        title=document.title,
        facts=[
            {**one, "sureness": SURENESS.get(one["sureness"], one["sureness"])}
            for one in facts(document)
            if one["value"]
        ],
        quality=_quality(document),
        notes=[
            {"text": one.text, "start": one.start, "words": document.text[one.start : one.end][:40]}
            for one in notes[:MAX_NOTES]
        ],
        more_notes=f"另有 {len(notes) - MAX_NOTES} 处存疑没有列出" if notes[MAX_NOTES:] else "",
        changes=[_changed(one) for one in reversed(changes)],
        may_change=signed is not None,
        signed=signed,
        seen=count_changes(changes),
        fields=FIELDS.items(),
    )


def _quality(document: Document) -> list[str]:
    """What is wrong with a document, in words."""
    record = document.record
    items = [*document.quality]
    if record.doubts:
        items.append(f"扫描识别有 {record.doubts} 处把握不大，请与原件核对")
    if record.contradictions:
        items.append(f"有 {record.contradictions} 处数字前后对不上")
    if record.masked:
        items.append(f"有 {record.masked} 处身份证号或手机号，入库时已打码")
    unsure = [one["field"] for one in facts(document) if one["sureness"] in ("推断", "文件属性") and one["value"]]
    if unsure:
        items.append(f"{'、'.join(unsure)}不是文中写明的，请核对")
    return items


def _changed(one: Correction) -> dict[str, Any]:
    """A correction in words: what, by whom and why, and who took it back."""
    where = f"（{one.anchor}）" if one.anchor else ""
    back = one.withdrawn
    return {
        "id": one.id,
        "what": f"{FIELDS[one.field]}{where}：{one.old or '无'} → {one.value}",
        "by": f"{one.who}，{one.at:%Y-%m-%d %H:%M}：{one.why}",
        "withdrawn": f"{back.who}于{back.at:%Y-%m-%d %H:%M}撤回：{back.why}" if back else "",
    }
