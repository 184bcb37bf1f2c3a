"""A conversation as HTML: questions, answers whose marks open their sources, and what one can do with each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from core.schema import Step, Trace
from corpus.conversations import Conversation, Turn
from ui.exports import answer_text, shown_value
from ui.pictures import Pictures
from ui.render import escape

_MARK = re.compile(r"\[(F?\d+)\]")
# A note without the titles, names and figures in it: what kind of warning it is.
_PARTICULAR = re.compile(r"《[^》]*》|“[^”]*”|\d[\d,.\-—至]*")
_STATUS = {
    "answered": "已核验",
    "computed": "已计算并核验",
    "partial": "部分回答",
    "clarify": "需要确认",
    "refused": "资料不足",
}
_LOOK = "请核对原句"  # figures and quotes hold, but whether the sentence answers is less sure
_BROKEN_OFF = "服务重新启动，这个问题没有答完。请点“重新回答”。"
_STOPPED = "已停止回答。"
_GREETING = "请在下面输入问题。回答只用资料里的原句和算得出的数字，点 [1] 可看原文。"


def empty_html(examples: Sequence[str], conversation_id: str = "") -> str:
    """A conversation in which nothing was asked, with questions to begin with; '' is one not begun."""
    asks = "".join(
        f'<button type="button" class="cw-suggest" data-do="ask" data-text="{escape(one)}">{escape(one)}</button>'
        for one in examples
    )
    suggested = f'<div class="cw-suggests" role="group" aria-label="试试这样问"><p>试试这样问</p>{asks}</div>'
    return (
        f'<div class="cw-talk" data-conversation="{conversation_id}"><div class="cw-empty"><p>{_GREETING}</p>'
        f"{suggested if asks else ''}</div></div>"
    )


def talk_html(
    conversation: Conversation, running: Mapping[str, Sequence[Step]], verdicts: Mapping[str, str], pictures: Pictures
) -> str:
    """The turns of a conversation that are done, oldest first.

    Args:
        conversation: What is shown.
        running: Turns that are being answered, left out here.
        verdicts: What its owner thinks of answers, by turn.
        pictures: Keeps the charts.
    """
    seen: set[str] = set()
    shown = []
    done = [turn for turn in conversation.turns if turn.id not in running]
    for at, turn in enumerate(done):
        last = at == len(done) - 1 and not running
        after = len(conversation.turns) - 1 - at
        body = _answer(turn, seen, verdicts.get(turn.id, ""), pictures, last=last)
        asked = question_html(turn, after, open_to_edit=not running)
        shown.append(f'<section class="cw-turn" id="turn-{turn.id}">{asked}{body}</section>')
    home = _home_html(conversation.home) if conversation.home else ""
    return (
        f'<div class="cw-talk" data-conversation="{conversation.id}" data-title="{escape(conversation.title)}">'
        f"{home}{''.join(shown)}</div>"
    )


def running_html(conversation: Conversation, running: Mapping[str, Sequence[Step]], pictures: Pictures) -> str:
    """The turns of a conversation that are being answered, with the steps taken and what is ready; '' for none."""
    return "".join(
        f'<section class="cw-turn cw-now">{question_html(turn, 0, open_to_edit=False)}'
        f"{_early(turn, pictures)}{steps_html(turn.id, running[turn.id])}</section>"
        for turn in conversation.turns
        if turn.id in running
    )


def _early(turn: Turn, pictures: Pictures) -> str:
    """An answer that is ready while a language model is still at work on its own; '' where there is none yet."""
    if turn.trace is None:
        return ""
    shown = answer_html(turn, turn.trace, turn.trace.notes, "", pictures, last=False)
    return f'{shown}<p class="cw-where">这是离线答案；语言模型还在写，核验通过后会换上。</p>'


def question_html(turn: Turn, after: int, *, open_to_edit: bool) -> str:
    """A question as typed, and the button that asks it in other words; `after` turns go when it is."""
    edit = _deed("edit", turn, "改问", f'data-text="{escape(turn.question)}" data-after="{after}"')
    return (
        f'<div class="cw-asked"><div class="cw-ask">{escape(turn.question)}</div>{edit if open_to_edit else ""}</div>'
    )


def steps_html(turn_id: str, steps: Sequence[Step]) -> str:
    """Steps taken so far, and the button that stops them."""
    rows = "".join(
        f"<div>{'✓' if step.status == 'done' else '…'} {escape(step.title)} {escape(step.detail)}</div>"
        for step in steps
    )
    return (
        f'<div class="cw-answer cw-steps" role="status">{rows or "<div>… 排队等候</div>"}'
        f'<button type="button" class="cw-deed" data-stop="{turn_id}">停止</button></div>'
    )


def _answer(turn: Turn, seen: set[str], verdict: str, pictures: Pictures, *, last: bool) -> str:
    """What became of a question; `seen` holds the kinds of warnings that the conversation has shown, and takes more."""
    if turn.trace is not None:
        notes = [note for note in turn.trace.notes if _kind(note) not in seen]
        seen |= {_kind(note) for note in notes}
        return answer_html(turn, turn.trace, notes, verdict, pictures, last=last)
    again = _deed("retry", turn, "重新回答") if last else ""
    if turn.state == "failed":
        return (
            f'<div class="cw-answer cw-error" role="alert"><div class="cw-text">{escape(turn.error)}</div>{again}</div>'
        )
    result = _STOPPED if turn.state == "stopped" else _BROKEN_OFF
    return f'<div class="cw-answer cw-refused"><div class="cw-text">{result}</div>{again}</div>'


def answer_html(turn: Turn, trace: Trace, notes: Sequence[str], verdict: str, pictures: Pictures, *, last: bool) -> str:
    """One answer with its marks as buttons, charts, folded notes, and what one can do with it."""
    tips = {c.ref: c.quote for c in trace.citations} | {f.ref: f"{f.name} {shown_value(f)}" for f in trace.figures}

    def button(found: re.Match[str]) -> str:
        ref = found[1]
        if ref not in tips:
            return escape(found[0])
        kind = "数字" if ref.startswith("F") else "来源"
        return (
            f'<button type="button" class="cw-ref" data-turn="{turn.id}" data-ref="{ref}" '
            f'data-tip="{escape(tips[ref])}" aria-haspopup="dialog" aria-label="打开{kind}{ref}">[{ref}]</button>'
        )

    text = _MARK.sub(button, escape(trace.answer))
    # Figures that no mark of the text leads to are reached below it.
    marked = set(_MARK.findall(trace.answer))
    more = "".join(_MARK.sub(button, f"[{ref}]") for ref in tips if ref not in marked)
    options = "".join(
        f'<button type="button" class="cw-suggest" data-do="option" data-turn="{turn.id}" data-text="{escape(option)}">'
        f"{escape(option)}</button>"
        for option in trace.options
    )
    charts = pictures.html(trace.charts)
    rows = "".join(f"<li>{escape(note)}</li>" for note in notes)
    took = trace.timings_ms.get("total")
    status = _LOOK if trace.checks.doubtful else _STATUS[trace.status]
    meta = f"{status} · 核对数字 {trace.checks.numbers} 个" + (f" · {took / 1000:.2f} 秒" if took else "")
    return (
        f'<div class="cw-answer cw-{trace.status}"><div class="cw-text">{text}</div>'
        + (f'<div class="cw-suggests">{options}</div>' if options else "")
        + (f'<div class="cw-charts">{charts}</div>' if charts else "")
        + (
            f'<details class="cw-notes"><summary>说明 {len(notes)} 条</summary><ul>{rows}</ul></details>'
            if rows
            else ""
        )
        + f'<div class="cw-foot"><span class="cw-meta">{escape(meta)}{"　另有 " + more if more else ""}</span>'
        + f'<span class="cw-deeds">{_deeds(turn, verdict, last=last)}</span></div>'
        + f'<div class="cw-copied" hidden>{escape(answer_text(trace))}</div></div>'
    )


def _deeds(turn: Turn, verdict: str, *, last: bool) -> str:
    judged = "".join(
        f'<button type="button" class="cw-deed" data-judge="{value}" data-turn="{turn.id}" '
        f'aria-pressed="{"true" if verdict == value else "false"}">{name}</button>'
        for value, name in (("good", "有用"), ("bad", "有误"))
    )
    copy = '<button type="button" class="cw-deed" data-copy>复制（含来源）</button>'
    count = sum(len(one.numbers) for one in turn.trace.rows) if turn.trace is not None else 0
    rows = (
        f'<a class="cw-deed" href="/talk/turns/{turn.id}/rows.xlsx" download>下载用到的{count}行</a>' if count else ""
    )
    return copy + rows + (_deed("retry", turn, "重新回答") if last else "") + judged


def _deed(do: str, turn: Turn, name: str, more: str = "") -> str:
    return f'<button type="button" class="cw-deed" data-do="{do}" data-turn="{turn.id}" {more}>{name}</button>'


def _home_html(home: str) -> str:
    return (
        f'<div class="cw-home">这次对话里“我区（县、市）”指 <b>{escape(home)}</b> '
        '<button type="button" class="cw-deed" data-do="forget">不再这样理解</button></div>'
    )


def _kind(note: str) -> str:
    return _PARTICULAR.sub("", note)


def asked_with(trace: Trace, option: str) -> str:
    """A question with the place that was not clear put in full; the option itself where its words are not in it."""
    if trace.asks is None or trace.asks.kind == "home":
        return option
    fitting = [word for word in trace.asks.words if word in trace.question]
    # 您是不是问东河县 for 冬河县: of several unclear names the one that the option ends like.
    best = max(
        fitting, key=lambda word: sum(a == b for a, b in zip(word[::-1], option[::-1], strict=False)), default=""
    )
    return trace.question.replace(best, option) if best else option
