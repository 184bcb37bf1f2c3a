"""The chat tab: conversations at the side, questions and answers in the middle, the question box always in view."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from typing import Any

import gradio as gr

from core.errors import CewenError, DataError
from ui.border import INTERNAL
from ui.conversation import empty_html
from ui.doors import needs
from ui.render import error_html
from ui.rooms import Rooms
from ui.talks import Shown, Talks
from ui.templating import render

logger = logging.getLogger(__name__)
LOOK_AGAIN_S = 0.1
MAX_WATCHED = 5000
# What the page shows for a moment where it knows only when it is opened who looks.
NOT_OPENED = Shown(talk=empty_html(()), now="", scope="", running=False)


class Watching:
    """Which of a page's handlers follows the conversation now: one that a later one has replaced ends."""

    def __init__(self) -> None:
        self._latest: OrderedDict[str, int] = OrderedDict()

    def begin(self, page: str) -> int:
        """Begin to follow for a page; the handler's number."""
        number = self._latest.pop(page, 0) + 1
        self._latest[page] = number
        while len(self._latest) > MAX_WATCHED:
            self._latest.popitem(last=False)
        return number

    def holds(self, page: str, number: int) -> bool:
        """Whether no later handler of the page has begun."""
        return self._latest.get(page) == number


def act(talks: Talks, deed: str, here: str) -> str:
    """Do what a button of the conversation asks for; the conversation to show then.

    Args:
        talks: The conversations.
        deed: JSON with `do` and what that takes.
        here: The conversation that the page shows, or ''.

    Raises:
        DataError: If it is no deed, or what it is about is gone.
    """
    record = json.loads(deed) if deed else {}
    text, turn, about = (str(record.get(key, "")) for key in ("text", "turn", "id"))
    match record.get("do"):
        case "ask":
            return talks.ask(here, text)
        case "option":
            return talks.choose(turn, text)
        case "retry":
            return talks.again(turn)
        case "edit":
            return talks.again(turn, text)
        case "open":
            return about
        case "new":
            return ""
        case "rename":
            talks.conversations.rename(about, text)
        case "delete":
            talks.conversations.delete(about)
            return "" if about == here else here
        case "pin":
            return talks.pin(here, str(record.get("kind", "")), text)
        case "forget":
            talks.conversations.set_home(here, "")
        case "refresh":
            pass
        case _:
            raise DataError("没有这个操作", next_step="请刷新页面再试")
    return here


def build_chat(rooms: Rooms, page: Any) -> Any:
    """The tab's components; what the corpus covers, to be filled whenever the page is opened.

    Args:
        rooms: Each person's conversations.
        page: The Blocks, whose opening shows the conversation of its address.
    """
    watching = Watching()
    with gr.Row(equal_height=False, elem_id="cw-chat"):
        with gr.Column(scale=1, min_width=230, elem_id="cw-side"):
            gr.HTML(render("new_talk.html"), apply_default_css=False)
            words = gr.Textbox(
                placeholder="搜索对话",
                label="搜索对话",
                show_label=False,
                container=False,
                max_lines=1,
                elem_id="cw-search",
            )
            listed = gr.HTML("", elem_id="cw-conversations", apply_default_css=False)
            with gr.Accordion("资料覆盖", open=False, elem_id="cw-coverage"):
                covers = gr.HTML(rooms.at_first(lambda room: room.shelf.coverage(), ""))
        with gr.Column(scale=4, min_width=300, elem_id="cw-main"):
            # Not asked anew when the page opens: that could come after the conversation of its address, and hide it.
            begun = rooms.at_first(lambda room: room.talks.show(""), NOT_OPENED)
            talk = gr.HTML(begun.talk, elem_id="cw-talk", apply_default_css=False)
            now = gr.HTML("", elem_id="cw-now", apply_default_css=False)
            result = gr.HTML("", elem_id="cw-told", elem_classes="cw-told")
            with gr.Column(elem_id="cw-dock"):
                scope = gr.HTML(begun.scope, elem_id="cw-scope", apply_default_css=False)
                with gr.Row(elem_id="cw-bar"):
                    box = gr.Textbox(
                        placeholder="例如：某区公办园在园幼儿占比是多少？",
                        label="问题",
                        show_label=False,
                        container=False,
                        lines=1,
                        max_lines=4,
                        scale=5,
                        elem_id="cw-question",
                        autofocus=True,
                    )
                    send = gr.Button("提问", variant="primary", scale=1, min_width=72, elem_id="cw-send")
    # Filled by the page's script. Where a question is asked is what the page shows: the browser keeps nothing else.
    deed, here = gr.Textbox(visible="hidden"), gr.Textbox(visible="hidden")
    do = gr.Button("做", visible="hidden", elem_id="cw-do")
    outputs = [talk, now, scope, result, listed]

    def own() -> Talks:
        return rooms.here().talks

    async def follow(
        begin: Callable[[Talks], str], searched: str, request: gr.Request
    ) -> AsyncIterator[tuple[Any, ...]]:
        """Do something, then show the conversation until all its questions are answered."""
        who = str(request.session_hash)
        number = watching.begin(who)
        shown: Shown | None = None
        try:
            talks = await asyncio.to_thread(own)
            conversation_id = await asyncio.to_thread(begin, talks)
            while shown is None or shown.running:
                if shown is not None:
                    await asyncio.sleep(LOOK_AGAIN_S)
                before, shown = shown, await asyncio.to_thread(talks.show, conversation_id)
                if not watching.holds(who, number):
                    break
                if before is None or (before.running and not shown.running):
                    rows = await asyncio.to_thread(talks.listed, searched, conversation_id)
                    yield shown.talk, shown.now, shown.scope, "", rows
                elif before != shown:
                    talk_now, scope_now = (
                        gr.skip() if was == is_now else is_now
                        for was, is_now in ((before.talk, shown.talk), (before.scope, shown.scope))
                    )
                    yield talk_now, shown.now, scope_now, "", gr.skip()
        except CewenError as error:
            yield gr.skip(), gr.skip(), gr.skip(), error_html(str(error)), gr.skip()
        except Exception:
            logger.exception("the chat tab failed")
            yield gr.skip(), gr.skip(), gr.skip(), error_html(INTERNAL), gr.skip()
        # Gradio shows what came last once more at the end: by then the page may show another conversation.
        yield tuple(gr.skip() for _ in outputs)

    @needs("查询")
    async def ask(text: str, where: str, searched: str, request: gr.Request) -> AsyncIterator[tuple[Any, ...]]:
        empty: Any = ""
        async for showing in follow(lambda talks: talks.ask(where, text), searched, request):
            # Emptied once, when the question is taken: what is typed meanwhile stays.
            yield *showing, gr.skip() if "cw-error" in str(showing[3]) else empty
            empty = gr.skip()

    @needs("查询")
    async def done(what: str, where: str, searched: str, request: gr.Request) -> AsyncIterator[tuple[Any, ...]]:
        async for showing in follow(lambda talks: act(talks, what, where), searched, request):
            yield showing

    @needs("查询")
    async def restore(where: str, searched: str, request: gr.Request) -> AsyncIterator[tuple[Any, ...]]:
        async for showing in follow(lambda _: where, searched, request):
            yield showing

    # Many ask at once, and one may go elsewhere while an answer is on its way.
    freely: dict[str, Any] = {"show_progress": "hidden", "concurrency_limit": None, "trigger_mode": "multiple"}
    gr.on(
        [send.click, box.submit],
        ask,
        [box, here, words],
        [*outputs, box],
        js="(text, _, words) => [text, cewen.here(), words]",
        **freely,
    )
    do.click(done, [deed, here, words], outputs, js="(_, __, words) => [cewen.deed(), cewen.here(), words]", **freely)
    words.change(
        needs("查询")(lambda searched, where: own().listed(searched, where)),
        [words, here],
        [listed],
        js="(words, _) => [words, cewen.here()]",
        show_progress="hidden",
        concurrency_limit=None,
        trigger_mode="always_last",
    )
    page.load(restore, [here, words], outputs, js="(_, words) => [cewen.inAddress(), words]", **freely)
    return covers
