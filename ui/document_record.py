"""What is known of a document and how surely, what is wrong with it, and the corrections people made."""

from __future__ import annotations

from collections.abc import Sequence

from core.schema import Document
from corpus.corrections import FIELDS, Correction, count_changes
from corpus.showing import facts
from ui.render import escape

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
    form = "" if signed is None else _form(document, changes, signed)
    return (
        f'<div class="cw-record"><h2 id="cw-drawer-title">质量与更正：{escape(document.title)}</h2>'
        f'<p><button type="button" class="cw-deed cw-line" data-shelf="read" data-id="{escape(document.id)}">'
        f"看全文</button></p><h3>已知的信息</h3>{_facts(document)}<h3>质量记录</h3>{_quality(document)}"
        f"<h3>更正记录</h3>{_changes(document, changes, signed)}{form}</div>"
    )


def _facts(document: Document) -> str:
    rows = "".join(
        f"<tr><th scope='row'>{escape(one['field'])}</th><td>{escape(one['value'])}</td>"
        f"<td>{escape(SURENESS.get(one['sureness'], one['sureness']))}</td></tr>"
        for one in facts(document)
        if one["value"]
    )
    return f"<div class='cw-scroll'><table class='cw-table'>{rows}</table></div>" if rows else "<p>没有认出。</p>"


def _quality(document: Document) -> str:
    record = document.record
    items = [escape(one) for one in document.quality]
    if record.doubts:
        items.append(f"扫描识别有 {record.doubts} 处把握不大，请与原件核对")
    if record.contradictions:
        items.append(f"有 {record.contradictions} 处数字前后对不上")
    if record.masked:
        items.append(f"有 {record.masked} 处身份证号或手机号，入库时已打码")
    unsure = [one["field"] for one in facts(document) if one["sureness"] in ("推断", "文件属性") and one["value"]]
    if unsure:
        items.append(f"{'、'.join(map(escape, unsure))}不是文中写明的，请核对")
    notes = [one for one in document.notes if one.kind != "更正"]
    items += [
        f"{escape(one.text)} "
        f'<button type="button" class="cw-deed cw-line" data-shelf="read" data-id="{escape(document.id)}" '
        f'data-at="{one.start}" data-words="{escape(document.text[one.start : one.end][:40])}" data-focus="cw-hit">'
        "看原文</button>"
        for one in notes[:MAX_NOTES]
    ]
    if notes[MAX_NOTES:]:
        items.append(f"另有 {len(notes) - MAX_NOTES} 处存疑没有列出")
    return f"<ul>{''.join(f'<li>{one}</li>' for one in items)}</ul>" if items else "<p>没有发现质量问题。</p>"


def _changes(document: Document, changes: Sequence[Correction], signed: str | None) -> str:
    if not changes:
        return "<p>还没有更正。</p>"
    items = []
    for one in reversed(changes):
        where = f"（{one.anchor}）" if one.anchor else ""
        line = f"{FIELDS[one.field]}{where}：{one.old or '无'} → {one.value}"
        text = f"{one.who}，{one.at:%Y-%m-%d %H:%M}：{one.why}"
        if one.withdrawn:
            back = one.withdrawn
            state = f"<p class='cw-warning'>{escape(f'{back.who}于{back.at:%Y-%m-%d %H:%M}撤回：{back.why}')}</p>"
        elif signed is None:
            state = ""
        else:
            state = (
                f'<form class="cw-post cw-inline" data-post="library/corrections/{one.id}/withdraw">'
                f'<input type="hidden" name="id" value="{escape(document.id)}">{who_field(signed)}'
                '<input name="why" aria-label="为什么撤回" placeholder="为什么撤回" maxlength="200">'
                '<button type="submit" class="cw-deed cw-line">撤回</button><p class="cw-bad" role="alert"></p></form>'
            )
        items.append(f"<li><b>{escape(line)}</b><p class='cw-where'>{escape(text)}</p>{state}</li>")
    return f"<ul class='cw-changes'>{''.join(items)}</ul>"


def who_field(signed: str) -> str:
    """Where a person's name is written; who is logged in signs with that name."""
    text = f' value="{escape(signed)}" readonly' if signed else ""
    return f'<input name="who" aria-label="您的姓名" placeholder="您的姓名" maxlength="40" autocomplete="name"{text}>'


def _form(document: Document, changes: Sequence[Correction], signed: str) -> str:
    options = "".join(f'<option value="{name}">{title}</option>' for name, title in FIELDS.items())
    return (
        '<form class="cw-post cw-fields" data-post="library/corrections"><h3>更正一项</h3>'
        f'<input type="hidden" name="id" value="{escape(document.id)}">'
        f'<input type="hidden" name="seen" value="{count_changes(changes)}">'
        f'<label>更正哪一项<select name="field">{options}</select></label>'
        '<label>改成<input name="value" maxlength="200" placeholder="地区写全称；没有请写 无"></label>'
        '<label>在哪里<input name="anchor" maxlength="300" '
        'placeholder="只有改本节或数字时填：标题，或含这个数字的一小段原文"></label>'
        f'<label>您的姓名{who_field(signed)}</label><label>为什么改<input name="why" maxlength="200"></label>'
        '<button type="submit" class="cw-go">保存更正</button><p class="cw-bad" role="alert"></p></form>'
    )
