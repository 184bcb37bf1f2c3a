"""The page: a header and one tab for each job."""

from __future__ import annotations

from typing import Any

from assistant.engine import Assistant
from core.settings import Settings
from ui.chat import build_chat
from ui.checker import CheckerDesk, build_checker
from ui.figures import LedgerDesk, build_figures
from ui.indicator_desk import IndicatorsDesk
from ui.indicators import build_indicators
from ui.library import build_library, coverage_html, example_questions
from ui.office_ledger import OfficeLedger
from ui.outbox import Outbox
from ui.pictures import Pictures

HEAD = """<div class="cw-head"><h1>策问</h1><p>教育政策与数据助手 · 每个数字都能点开原句或算式</p></div>"""


def build_page(assistant: Assistant, settings: Settings, pictures: Pictures) -> Any:
    """The Gradio page over one assistant.

    Args:
        assistant: Answers questions.
        settings: The settings in force.
        pictures: Where the charts of the page are kept.
    """
    import gradio as gr

    library = assistant.search.library
    tables = [(one.title, f"{one.place} {one.period}", one.note) for one in assistant.desk.entries]
    coverage = coverage_html(library, tables)
    ledger, outbox = OfficeLedger(settings), Outbox()
    with gr.Blocks(title="策问 · 教育政策与数据助手", analytics_enabled=False) as page:
        gr.HTML(HEAD)
        with gr.Tab("问答", id="chat"):
            known = {place.name for place in assistant.finder.corpus_places} | set(assistant.desk.places())
            examples = example_questions(settings.lexicon_dir, assistant.planner.places.gazetteer, known)
            build_chat(assistant, examples, coverage, pictures)
        with gr.Tab("指标测算", id="indicators"):
            build_indicators(IndicatorsDesk(settings, outbox), pictures)
        with gr.Tab("数据核对", id="checker"):
            build_checker(CheckerDesk(assistant, settings, ledger))
        with gr.Tab("数字台账", id="figures"):
            build_figures(LedgerDesk(assistant, ledger, outbox))
        with gr.Tab("资料库", id="library"):
            build_library(coverage)
    return page
