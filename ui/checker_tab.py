"""The components of the 数据核对 tab and what their events do."""

from __future__ import annotations

from typing import Any

from ui.border import at_the_border
from ui.checked_text import MAX_CHARS, UNDO, CheckedText, Draft
from ui.checker import EMPTY, CheckerDesk
from ui.doors import needs
from ui.download import build_download
from ui.render import error_html
from ui.rooms import Rooms
from ui.uploads import DRAFTS

NO_PLACE = "（草稿里写明的地方）"
SHOW = "() => cewenDesk.show()"


def build_checker(rooms: Rooms) -> tuple[Any, Any]:
    """The tab's components; the lists of places and of documents, which grow with the corpus."""
    import gradio as gr

    def desk() -> CheckerDesk:
        return rooms.here().checks

    with gr.Row(equal_height=False):
        with gr.Column(scale=3, min_width=300):
            text = gr.Textbox(
                label=f"要核对的文字（最多 {MAX_CHARS:,} 字）",
                lines=10,
                max_lines=16,
                elem_id="cw-check-text",
                placeholder="把文字粘贴到这里。文字只在本机处理，不会上传到外网。",
            )
            with gr.Row():
                check = gr.Button("核对数据", variant="primary", min_width=120, elem_id="cw-check-run")
                clear = gr.Button("清空", min_width=70, elem_id="cw-check-clear")
        with gr.Column(scale=2, min_width=300):
            upload = gr.UploadButton(
                "上传文稿（docx、pdf、txt 等）", file_types=list(DRAFTS), elem_id="cw-check-upload"
            )
            stored = gr.Dropdown(
                rooms.at_first(lambda room: room.checks.stored(), []),
                value=None,
                label="或从资料库里选一份",
                filterable=True,
                elem_id="cw-check-stored",
            )
            with gr.Group():
                known = rooms.at_first(lambda room: room.checks.places(), [])
                place = gr.Dropdown(
                    [(NO_PLACE, ""), *((name, name) for name in known)], value="", label="草稿说的是哪里"
                )
                year = gr.Textbox(label="哪一年（可空）", placeholder="例如 2024", max_lines=1)
            compare = gr.Button("草稿比对：与资料逐数对照", elem_id="cw-check-compare")
    with gr.Row():
        take = gr.Button(
            "下载批注稿（Word）", variant="primary", visible=False, scale=0, min_width=240, elem_id="cw-check-take"
        )
    result = gr.HTML("", elem_id="cw-check-told", elem_classes="cw-told")
    out = gr.HTML(EMPTY, elem_id="cw-check-out", apply_default_css=False)
    state, draft = gr.State(CheckedText()), gr.State(Draft())
    # Pressed by the page's script for the buttons inside the cards.
    deed = gr.Textbox(visible="hidden")
    do = gr.Button("做", visible="hidden", elem_id="cw-check-do")
    outputs = [state, out, result, take, text]

    def shown(checked: CheckedText, *, words: Any = None) -> tuple[CheckedText, str, str, Any, Any]:
        return checked, desk().show(checked), "", gr.update(visible=checked.done), gr.skip() if words is None else words

    def failed(message: str) -> tuple[CheckedText, str, str, Any, Any]:
        return CheckedText(), error_html(message), "", gr.update(visible=False), gr.skip()

    def not_done(message: str) -> tuple[Any, Any, str, Any, Any]:
        """What was on the desk stays."""
        return gr.skip(), gr.skip(), error_html(message), gr.skip(), gr.skip()

    @needs("查询")
    def run_check(given: str, source: Draft, held: CheckedText) -> tuple[CheckedText, str, str, Any, Any]:
        return shown(desk().check(given, source, held))

    @needs("查询")
    def run_compare(
        given: str, where: str, when: str, source: Draft, held: CheckedText
    ) -> tuple[CheckedText, str, str, Any, Any]:
        return shown(desk().compare(given, where or "", when or "", source, held))

    @needs("查询")
    def run_deed(what: str, held: CheckedText) -> tuple[CheckedText, str, str, Any, Any]:
        made = desk().undo(held) if what == UNDO else desk().take(held, what)
        return shown(made, words=made.text)

    def laid(given: str, source: Draft) -> tuple[Any, ...]:
        return source, *shown(CheckedText(), words=given)

    def not_laid(message: str) -> tuple[Any, ...]:
        return gr.skip(), *not_done(message)

    @needs("查询")
    def run_upload(path: str) -> tuple[Any, ...]:
        return laid(*desk().uploaded_draft(path))

    @needs("查询")
    def run_stored(document_id: str | None) -> tuple[Any, ...]:
        return laid(*desk().stored_draft(document_id)) if document_id else laid("", Draft())

    check.click(at_the_border(run_check, failed), [text, draft, state], outputs, show_progress="minimal").then(
        None, None, None, js=SHOW
    )
    compare.click(
        at_the_border(run_compare, failed),
        [text, place, year, draft, state],
        outputs,
        show_progress="minimal",
    ).then(None, None, None, js=SHOW)
    do.click(
        at_the_border(run_deed, not_done),
        [deed, state],
        outputs,
        show_progress="hidden",
        js="(_, held) => [cewenDesk.deed(), held]",
    )
    upload.upload(at_the_border(run_upload, not_laid), [upload], [draft, *outputs], show_progress="minimal")
    stored.input(at_the_border(run_stored, not_laid), [stored], [draft, *outputs], show_progress="minimal")
    clear.click(
        needs("查询")(lambda: (*laid("", Draft()), None)), None, [draft, *outputs, stored], show_progress="hidden"
    )
    build_download(take, lambda checked: desk().write_marked(checked), [state], result, "cw-check-file", rooms)
    return place, stored
