"""A conversation as HTML: questions, answers whose marks open their sources, and what one can do with each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.schema import Step, Trace
from corpus.conversations import Conversation, Turn
from ui.exports import answer_text, shown_value
from ui.pictures import Pictures
from ui.templating import render

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
_JUDGED = (("good", "有用"), ("bad", "有误"))


def empty_html(examples: Sequence[str], conversation_id: str = "") -> str:
    """A conversation in which nothing was asked, with questions to begin with; '' is one not begun."""
    return render("talk_empty.html", examples=examples, conversation_id=conversation_id)


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
        shown.append({"id": turn.id, "asked": asked, "body": body})
    return render("talk.html", id=conversation.id, title=conversation.title, home=conversation.home, turns=shown)


def running_html(conversation: Conversation, running: Mapping[str, Sequence[Step]], pictures: Pictures) -> str:
    """The turns of a conversation that are being answered, with the steps taken and what is ready; '' for none."""
    turns = [
        {
            "asked": question_html(turn, 0, open_to_edit=False),
            "early": _early(turn, pictures),
            "steps": steps_html(turn.id, running[turn.id]),
        }
        for turn in conversation.turns
        if turn.id in running
    ]
    return render("running.html", turns=turns)


def _early(turn: Turn, pictures: Pictures) -> str:
    """An answer that is ready while a language model is still at work on its own; '' where there is none yet."""
    if turn.trace is None:
        return ""
    return answer_html(turn, turn.trace, turn.trace.notes, "", pictures, last=False)


def question_html(turn: Turn, after: int, *, open_to_edit: bool) -> str:
    """A question as typed, and the button that asks it in other words; `after` turns go when it is."""
    return render("question.html", turn=turn.id, question=turn.question, after=after, open_to_edit=open_to_edit)


def steps_html(turn_id: str, steps: Sequence[Step]) -> str:
    """Steps taken so far, and the button that stops them."""
    lines = [f"{'✓' if one.status == 'done' else '…'} {one.title} {one.detail}" for one in steps]
    return render("steps.html", turn=turn_id, steps=lines)


def _answer(turn: Turn, seen: set[str], verdict: str, pictures: Pictures, *, last: bool) -> str:
    """What became of a question; `seen` holds the kinds of warnings that the conversation has shown, and takes more."""
    if turn.trace is not None:
        notes = [note for note in turn.trace.notes if _kind(note) not in seen]
        seen |= {_kind(note) for note in notes}
        return answer_html(turn, turn.trace, notes, verdict, pictures, last=last)
    failed = turn.state == "failed"
    text = turn.error if failed else _STOPPED if turn.state == "stopped" else _BROKEN_OFF
    tone = "cw-error" if failed else "cw-refused"
    return render("unanswered.html", turn=turn.id, text=text, tone=tone, failed=failed, last=last)


def answer_html(turn: Turn, trace: Trace, notes: Sequence[str], verdict: str, pictures: Pictures, *, last: bool) -> str:
    """One answer with its marks as buttons, charts, folded notes, and what one can do with it."""
    tips = {c.ref: c.quote for c in trace.citations} | {f.ref: f"{f.name} {shown_value(f)}" for f in trace.figures}
    # Figures that no mark of the text leads to are reached below it.
    marked = set(_MARK.findall(trace.answer))
    took = trace.timings_ms.get("total")
    status = _LOOK if trace.checks.doubtful else _STATUS[trace.status]
    return render(
        "answer.html",
        turn=turn.id,
        status=trace.status,
        pieces=list(_pieces(trace.answer, tips)),
        options=trace.options,
        charts=pictures.html(trace.charts),
        notes=notes,
        meta=f"{status} · 核对数字 {trace.checks.numbers} 个" + (f" · {took / 1000:.2f} 秒" if took else ""),
        more=[_mark(ref, tip) for ref, tip in tips.items() if ref not in marked],
        rows=sum(len(one.numbers) for one in trace.rows),
        last=last,
        judged=[
            {"value": value, "name": name, "pressed": "true" if verdict == value else "false"}
            for value, name in _JUDGED
        ],
        copied=answer_text(trace),
    )


def _pieces(answer: str, tips: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """An answer's text and, where they lead to something, its marks, in order."""
    at = 0
    for found in _MARK.finditer(answer):
        if found[1] in tips:
            yield {"text": answer[at : found.start()], "mark": None}
            yield {"text": "", "mark": _mark(found[1], tips[found[1]])}
            at = found.end()
    yield {"text": answer[at:], "mark": None}


def _mark(ref: str, tip: str) -> dict[str, str]:
    return {"ref": ref, "tip": tip, "kind": "数字" if ref.startswith("F") else "来源"}


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
