"""The page: a header and one tab for each job."""

from __future__ import annotations

from typing import Any

from ui.audit_tab import build_audit
from ui.chat import build_chat
from ui.checker_tab import NO_PLACE, build_checker
from ui.doors import needs
from ui.drafting import build_drafting, draft_choices
from ui.figures import build_figures
from ui.indicators import build_indicators
from ui.library_desk import build_library
from ui.rooms import Rooms, may_read_log
from ui.settings_tab import build_settings
from ui.templating import render

TITLE = "策问 · 教育政策与数据助手"


def build_page(rooms: Rooms) -> Any:
    """The Gradio page, the same for everybody; what its handlers show is of the person who sits at it.

    Args:
        rooms: What each person finds behind it.
    """
    import gradio as gr

    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True) as page:
        gr.HTML(render("page_head.html"), apply_default_css=False)
        with gr.Tab("问答", id="chat"):
            covers = build_chat(rooms, page)
        with gr.Tab("指标测算", id="indicators") as indicators_tab:
            family, kept = build_indicators(rooms)
        with gr.Tab("起草", id="drafting") as drafting_tab:
            draft_lists = build_drafting(rooms)
        with gr.Tab("数据核对", id="checker") as checker_tab:
            draft_place, stored = build_checker(rooms)
        with gr.Tab("数字台账", id="figures") as figures_tab:
            ledger_place = build_figures(rooms)
        with gr.Tab("资料库", id="library") as library_tab:
            listed, chosen = build_library(rooms, page)
        with gr.Tab("设置", id="settings") as settings_tab:
            home = build_settings(rooms, page)

        if rooms.accounts is not None:
            with gr.Tab("操作记录", id="audit", visible=False) as audit_tab:
                build_audit(rooms)

        # What the corpus holds may have grown since the page was opened, here or in another process.
        @needs("查询")
        def to_check() -> tuple[Any, Any]:
            checks = rooms.here().checks
            places = gr.update(choices=[(NO_PLACE, ""), *((name, name) for name in checks.places())])
            return places, gr.update(choices=checks.stored())

        @needs("查询")
        def to_list() -> Any:
            return gr.update(choices=[("全部地区", ""), *((name, name) for name in rooms.here().figures.places())])

        @needs("查询")
        def to_read() -> tuple[str, Any]:
            library = rooms.here().library
            return library.listing(), gr.update(choices=library.added())

        @needs("查询")
        def to_set() -> Any:
            own = rooms.here().own
            return gr.update(choices=own.choices(), value=own.home)

        @needs("查询")
        def covered() -> str:
            return rooms.here().shelf.coverage()

        quietly: dict[str, Any] = {"show_progress": "hidden"}
        drafting_tab.select(needs("查询")(lambda: draft_choices(rooms.here().drafting)), outputs=draft_lists, **quietly)
        checker_tab.select(to_check, outputs=[draft_place, stored], **quietly)
        figures_tab.select(to_list, outputs=[ledger_place], **quietly)
        library_tab.select(to_read, outputs=[listed, chosen], **quietly)
        settings_tab.select(to_set, outputs=[home], **quietly)
        page.load(covered, outputs=[covers], **quietly)
        if rooms.accounts is not None:

            @needs("查询")
            def to_compute(name: str, now: str | None) -> Any:
                tables = rooms.here().indicators.kept(name)
                known = {value for _, value in tables}
                return gr.update(choices=tables, value=now if now in known else tables[0][1] if tables else None)

            indicators_tab.select(to_compute, [family, kept], [kept], **quietly)

            @needs("查询")
            def who_comes() -> Any:
                return gr.update(visible=may_read_log(rooms.here().viewer))

            page.load(who_comes, None, [audit_tab], **quietly)
    return page
