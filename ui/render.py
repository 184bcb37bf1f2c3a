"""Traces as HTML: the conversation, the sources with their sentence lit, the figures with their formula."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence

from core.schema import Citation, Figure, Step, Trace

AROUND_CHARS = 260
_MARK = re.compile(r"\[(F?\d+)\]")
_EMPTY = "请在下面输入问题。回答只用资料里的原句和算得出的数字，点 [1] 可看原文。"
_NO_FIGURES = '<div class="cw-where">回答里的数字、公式和代入值会显示在这里。</div>'
_STATUS = {
    "answered": "已核验",
    "computed": "已计算并核验",
    "partial": "部分回答",
    "clarify": "需要确认",
    "refused": "资料不足",
}
_LOOK = "请核对原句"  # figures and quotes hold, but whether the sentence answers is less sure


def escape(text: object) -> str:
    """Text made safe for HTML."""
    return html.escape(str(text), quote=True)


def answer_html(trace: Trace, drawn: str = "") -> str:
    """One answer with its marks as buttons, its charts as they were drawn, notes and status."""
    known = {c.ref for c in trace.citations} | {f.ref for f in trace.figures}

    def button(found: re.Match[str]) -> str:
        ref = found[1]
        if ref not in known:
            return escape(found[0])
        kind = "数字" if ref.startswith("F") else "来源"
        target = f"{'fig' if ref.startswith('F') else 'src'}-{trace.id}-{ref}"
        return (
            f'<button type="button" class="cw-ref" data-target="{target}" aria-label="打开{kind}{ref}">[{ref}]</button>'
        )

    text = _MARK.sub(button, escape(trace.answer))
    notes = "".join(f"<li>{escape(note)}</li>" for note in trace.notes)
    options = "".join(f'<span class="cw-chip">{escape(option)}</span>' for option in trace.options)
    took = trace.timings_ms.get("total")
    status = _LOOK if trace.checks.doubtful else _STATUS[trace.status]
    meta = f"{status} · 核对数字 {trace.checks.numbers} 个" + (f" · {took / 1000:.2f} 秒" if took else "")
    return (
        f'<div class="cw-answer cw-{trace.status}"><div class="cw-text">{text}</div>'
        + (f"<div>{options}</div>" if options else "")
        + (f'<div class="cw-charts">{drawn}</div>' if drawn else "")
        + (f'<ul class="cw-notes">{notes}</ul>' if notes else "")
        + f'<div class="cw-meta">{escape(meta)}</div></div>'
    )


def error_html(message: str) -> str:
    """An error as the page shows it: what happened and what to do, never a stack trace."""
    return f'<div class="cw-answer cw-error"><div class="cw-text">{escape(message)}</div></div>'


def steps_html(steps: Sequence[Step]) -> str:
    """Steps taken so far."""
    rows = "".join(
        f"<div>{'✓' if step.status == 'done' else '…'} {escape(step.title)} {escape(step.detail)}</div>"
        for step in steps
    )
    return f'<div class="cw-answer cw-steps">{rows}</div>'


def question_html(question: str) -> str:
    """A question as typed."""
    return f'<div class="cw-ask">{escape(question)}</div>'


def talk_html(parts: Sequence[str]) -> str:
    """The conversation."""
    if not parts:
        return f'<div class="cw-talk"><div class="cw-empty">{_EMPTY}</div></div>'
    return f'<div class="cw-talk" aria-live="polite">{"".join(parts)}</div>'


def source_html(trace_id: str, citation: Citation, text_of: Callable[[str], str], *, opened: bool) -> str:
    """One source: title, section, and the sentence lit among the text around it."""
    if citation.start is not None and citation.end is not None:
        text = text_of(citation.document_id)
        before = text[max(0, citation.start - AROUND_CHARS) : citation.start]
        after = text[citation.end : citation.end + AROUND_CHARS]
        around = f"{escape(before)}<mark>{escape(citation.quote)}</mark>{escape(after)}"
    else:
        around = f"<mark>{escape(citation.quote)}</mark>"
    told = (citation.place, citation.date or "未标日期", citation.section, citation.locator)
    where = " · ".join(part for part in told if part)
    warning = f'<div class="cw-warning">⚠ {escape(citation.warning)}</div>' if citation.warning else ""
    return (
        f'<details class="cw-src" id="src-{trace_id}-{citation.ref}"{" open" if opened else ""}>'
        f"<summary>[{citation.ref}] {escape(citation.title)}</summary>"
        f'<div class="cw-where">{escape(where)}</div>{warning}<div class="cw-around">{around}</div></details>'
    )


def figure_html(trace_id: str, figure: Figure) -> str:
    """One figure: value, place, period, and formula with operands where it was computed."""
    value = figure.text or ("" if figure.value is None else f"{figure.value:g}{figure.unit}")
    rows = [
        ("名称", figure.name),
        ("数值", value),
        ("地区", figure.place),
        ("时间", figure.period),
        ("学段", figure.stage),
    ]
    if figure.origin == "computed":
        operands = "；".join(
            f"{i.name} {i.value:g}{i.unit}（{'来源[' + i.source + ']' if i.source.isdigit() else i.source}）"
            for i in figure.inputs
            if i.value is not None
        )
        rows += [("公式", figure.formula or ""), ("代入", operands)]
        if figure.threshold is not None:
            rows += [("标准", f"{figure.threshold:g}"), ("判定", figure.verdict or "")]
    else:
        rows.append(("来源", f"[{figure.source}] 原文数字"))
    cells = "".join(f"<tr><th>{escape(k)}</th><td>{escape(v)}</td></tr>" for k, v in rows if v)
    table = f'<table class="cw-table">{cells}</table>'
    head = f"<summary>[{figure.ref}] {escape(figure.name)} <b>{escape(value)}</b></summary>"
    return f'<details class="cw-src" id="fig-{trace_id}-{figure.ref}">{head}{table}</details>'


def sources_html(trace: Trace | None, text_of: Callable[[str], str]) -> str:
    """The source panel of one answer."""
    if trace is None or not trace.citations:
        return '<div class="cw-panel"><h3>来源</h3><div class="cw-where">回答引用的原文会显示在这里。</div></div>'
    cards = "".join(source_html(trace.id, c, text_of, opened=i == 0) for i, c in enumerate(trace.citations))
    return f'<div class="cw-panel"><h3>来源</h3>{cards}</div>'


def figures_html(trace: Trace | None) -> str:
    """The figures panel of one answer."""
    if trace is None or not trace.figures:
        return f'<div class="cw-panel"><h3>数字</h3>{_NO_FIGURES}</div>'
    return f'<div class="cw-panel"><h3>数字</h3>{"".join(figure_html(trace.id, f) for f in trace.figures)}</div>'
