"""The chat tab: question and answer on the left, sources and figures on the right."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

from assistant.engine import Assistant, Question
from core.errors import CewenError
from core.schema import Step, Trace
from ui.pictures import Pictures
from ui.render import (
    answer_html,
    error_html,
    figures_html,
    question_html,
    sources_html,
    steps_html,
    talk_html,
)

logger = logging.getLogger(__name__)
KEPT_TURNS = 30
State = dict[str, list[str]]


def empty_state() -> State:
    """A conversation not begun: shown parts and earlier questions."""
    return {"parts": [], "questions": []}


def converse(
    assistant: Assistant, text: str, state: State, pictures: Pictures
) -> Iterator[tuple[str, str, str, State]]:
    """Answer one question, streaming: (conversation, sources, figures, state) after each step.

    An error becomes a message that tells the next step; it is never shown as "not found".
    """

    def text_of(document_id: str) -> str:
        return assistant.search.library.document(document_id).text

    shown = [*state["parts"], question_html(text)]
    steps: list[Step] = []
    try:
        for event in assistant.answer(Question(text=text, history=tuple(state["questions"]))):
            if isinstance(event, Trace):
                parts = [*shown, answer_html(event, pictures.html(event.charts))][-2 * KEPT_TURNS :]
                asked = [*state["questions"], text][-KEPT_TURNS:] if text.strip() else state["questions"]
                done = {"parts": parts, "questions": asked}
                yield talk_html(parts), sources_html(event, text_of), figures_html(event), done
            else:
                steps = [*(s for s in steps if s.title != event.title), event]
                yield talk_html([*shown, steps_html(steps)]), sources_html(None, text_of), figures_html(None), state
    except CewenError as error:
        yield _failed(shown, str(error), state)
    except Exception:
        # The border of the page: whatever happens inside, the official sees a sentence, the log the trace.
        logger.exception("answering failed")
        yield _failed(
            shown,
            "系统内部出错，本次没有得到答案（不代表资料里没有）。请稍后重试；若反复出现，请把问题和时间告知管理员。",
            state,
        )


def _failed(shown: list[str], message: str, state: State) -> tuple[str, str, str, State]:
    parts = [*shown, error_html(message)]
    return talk_html(parts), sources_html(None, str), figures_html(None), {**state, "parts": parts}


def build_chat(assistant: Assistant, examples: list[str], coverage: Callable[[], str], pictures: Pictures) -> Any:
    """The tab's components; what the corpus covers, to be filled whenever the page is opened.

    Args:
        assistant: Answers.
        examples: Questions to begin with.
        coverage: What the corpus covers now, as HTML.
        pictures: Where the charts of answers are kept.
    """
    import gradio as gr

    with gr.Row(equal_height=False):
        with gr.Column(scale=3, min_width=320):
            talk = gr.HTML(talk_html([]), elem_id="cw-talk")
            with gr.Row():
                box = gr.Textbox(
                    placeholder="例如：某区公办园在园幼儿占比是多少？", show_label=False, container=False, lines=1,
                    max_lines=4, scale=5, elem_id="cw-question", autofocus=True,
                )  # fmt: skip
                send = gr.Button("提问", variant="primary", scale=1, min_width=88, elem_id="cw-send")
            with gr.Row():
                fresh = gr.Button("新对话", size="sm", min_width=80, scale=0, elem_id="cw-fresh")
            if examples:
                gr.Examples([[example] for example in examples], inputs=[box], label="试试这样问")
        with gr.Column(scale=2, min_width=300):
            sources = gr.HTML(sources_html(None, str), elem_id="cw-sources")
            figures = gr.HTML(figures_html(None), elem_id="cw-figures")
            with gr.Accordion("资料覆盖：有哪些地区、时间、文件和表", open=False, elem_id="cw-coverage"):
                covers = gr.HTML(coverage)
    state = gr.State(empty_state())

    def run(text: str, now: State) -> Iterator[tuple[str, str, str, State, str]]:
        for talk_now, sources_now, figures_now, after in converse(assistant, text, now, pictures):
            yield talk_now, sources_now, figures_now, after, ""

    outputs = [talk, sources, figures, state, box]
    gr.on([send.click, box.submit], run, inputs=[box, state], outputs=outputs, show_progress="hidden")
    fresh.click(
        lambda: (talk_html([]), sources_html(None, str), figures_html(None), empty_state(), ""), outputs=outputs,
        show_progress="hidden",
    )  # fmt: skip
    return covers
