"""The page: a header and one tab for each job."""

from __future__ import annotations

from typing import Any

from assistant.engine import Assistant
from core.settings import Settings
from corpus.preferences import Preferences
from tools.intake import Intake
from ui.chat import build_chat
from ui.checker import CheckerDesk
from ui.checker_tab import NO_PLACE, build_checker
from ui.figures import LedgerDesk, build_figures
from ui.indicator_desk import IndicatorsDesk
from ui.indicators import build_indicators
from ui.library_desk import LibraryDesk, build_library
from ui.office_ledger import OfficeLedger
from ui.outbox import Outbox
from ui.pictures import Pictures
from ui.settings_tab import SettingsDesk, build_settings
from ui.shelf import Shelf
from ui.talks import Talks

TITLE = "策问 · 教育政策与数据助手"
HEAD = (
    '<div class="cw-head"><h1>策问</h1><p>教育政策与数据助手 · 每个数字都能点开原句或算式</p>'
    '<button type="button" class="cw-menu" aria-expanded="false" aria-controls="cw-side">对话</button></div>'
)


def build_page(assistant: Assistant, settings: Settings, pictures: Pictures, talks: Talks, shelf: Shelf) -> Any:
    """The Gradio page over one assistant.

    Args:
        assistant: Answers questions.
        settings: The settings in force.
        pictures: Where the charts of the page are kept.
        talks: The conversations.
        shelf: The documents as they are listed.
    """
    import gradio as gr

    ledger, outbox = OfficeLedger(settings, assistant.store.generation), Outbox()
    library = LibraryDesk(shelf, Intake(settings))
    checks, figures = CheckerDesk(assistant, settings, ledger, outbox), LedgerDesk(assistant, ledger, outbox)
    kept = Preferences(lambda: assistant.store.session(), talks.conversations.owner)
    own = SettingsDesk(settings, kept, talks.scope.places)
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True) as page:
        gr.HTML(HEAD, apply_default_css=False)
        with gr.Tab("问答", id="chat"):
            covers = build_chat(talks, shelf.coverage, page)
        with gr.Tab("指标测算", id="indicators"):
            build_indicators(IndicatorsDesk(settings, outbox), pictures)
        with gr.Tab("数据核对", id="checker") as checker_tab:
            draft_place, stored = build_checker(checks)
        with gr.Tab("数字台账", id="figures") as figures_tab:
            ledger_place = build_figures(figures)
        with gr.Tab("资料库", id="library") as library_tab:
            listed, chosen = build_library(library)
        with gr.Tab("设置", id="settings") as settings_tab:
            home = build_settings(own, page)

        # What the corpus holds may have grown since the page was opened, here or in another process.
        checker_tab.select(
            lambda: (
                gr.update(choices=[(NO_PLACE, ""), *checks.places()]),
                gr.update(choices=checks.stored()),
            ),
            outputs=[draft_place, stored],
            show_progress="hidden",
        )
        figures_tab.select(
            lambda: gr.update(choices=[("全部地区", ""), *figures.places()]), outputs=[ledger_place],
            show_progress="hidden",
        )  # fmt: skip
        library_tab.select(
            lambda: (shelf.listing(), gr.update(choices=library.added())), outputs=[listed, chosen],
            show_progress="hidden",
        )  # fmt: skip
        settings_tab.select(
            lambda: gr.update(choices=own.choices(), value=own.home), outputs=[home], show_progress="hidden"
        )
        page.load(shelf.coverage, outputs=[covers], show_progress="hidden")
    return page
