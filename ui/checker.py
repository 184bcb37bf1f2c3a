"""The 数据核对 tab: recompute the figures of a pasted text, or hold a draft against the corpus figure by figure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from assistant.engine import Assistant
from core.errors import DataError
from core.finding import Finding
from core.schema import Document, Place
from core.settings import Settings
from tools.check_figures import check_text, load_limits
from tools.compare_draft import DraftFinding, compare_draft
from ui.border import at_the_border
from ui.finding_cards import DRAFT_ORDER, GRAVEST_FIRST, draft_html, findings_html
from ui.office_ledger import OfficeLedger
from ui.render import error_html
from ui.uploads import DRAFTS, read_text_upload
from ui.years import year_given

MAX_CHARS = 30_000
EMPTY = '<div class="cw-empty">粘贴总结、方案或讲话稿，点“核对数据”。每条结果都有原句、算式和可能的读法。</div>'
NO_PLACE = "（草稿里写明的地方）"


@dataclass(frozen=True, kw_only=True)
class CheckedText:
    """What was found in one text: relations between its figures, or each figure against the corpus."""

    text: str = ""
    findings: tuple[Finding, ...] = ()
    compared: tuple[DraftFinding, ...] | None = None
    done: bool = False

    def verdicts(self) -> list[tuple[str, str]]:
        """Choices of the filter, with their counts: (what is shown, verdict)."""
        if self.compared is not None:
            counts: Counter[str] = Counter(one.verdict for one in self.compared)
            order: tuple[str, ...] = DRAFT_ORDER
        else:
            counts, order = Counter(one.verdict for one in self.findings), GRAVEST_FIRST
        return [("全部", ""), *((f"{verdict} {counts[verdict]}", verdict) for verdict in order if counts[verdict])]


def usable_text(text: str) -> str:
    """A text that may be checked.

    Raises:
        DataError: If it is empty or over the limit.
    """
    if not text.strip():
        raise DataError("还没有文字", next_step="请粘贴要核对的文字，或上传文稿")
    if len(text) > MAX_CHARS:
        raise DataError(
            f"文字有 {len(text):,} 字，一次最多 {MAX_CHARS:,} 字", next_step="请按章节分几次核对，没有核对任何内容"
        )
    return text


class CheckerDesk:
    """What the buttons of the tab do.

    Args:
        assistant: Its places and documents.
        settings: Where the lines of standards are.
        ledger: The corpus' figures.
    """

    def __init__(self, assistant: Assistant, settings: Settings, ledger: OfficeLedger) -> None:
        self._limits = load_limits(settings.lexicon_dir)
        self._ledger = ledger
        self._assistant = assistant

    def _document_of(self, document_id: str) -> Document:
        return self._assistant.search.library.document(document_id)

    @property
    def _places(self) -> dict[str, Place]:
        return {place.full_name: place for place in self._assistant.finder.corpus_places}

    def places(self) -> list[str]:
        """Full names of the places that texts speak of now."""
        self._assistant.renew()
        return sorted(self._places)

    def check(self, text: str) -> CheckedText:
        """Relations between the figures of a text."""
        usable = usable_text(text)
        return CheckedText(text=usable, findings=tuple(check_text(usable, self._limits)), done=True)

    def compare(self, text: str, place: str, year: str) -> CheckedText:
        """Each figure of a draft against the corpus; place and year are those the whole draft speaks of, or ""."""
        usable = usable_text(text)
        found = compare_draft(usable, self._ledger.by_words, place=self._places.get(place), year=year_given(year))
        return CheckedText(text=usable, compared=tuple(found), done=True)

    def show(self, checked: CheckedText, verdict: str, derived: bool) -> str:
        """What was found, as cards."""
        if not checked.done:
            return EMPTY
        if checked.compared is not None:
            return draft_html(checked.compared, self._document_of, verdict=verdict or "")
        return findings_html(checked.findings, checked.text, verdict=verdict or "", derived=derived)


def build_checker(desk: CheckerDesk) -> Any:
    """The tab's components; the list of places, which grows with the corpus."""
    import gradio as gr

    with gr.Row(equal_height=False):
        with gr.Column(scale=2, min_width=300):
            text = gr.Textbox(
                label=f"要核对的文字（最多 {MAX_CHARS:,} 字）", lines=12, max_lines=24, elem_id="cw-check-text",
                placeholder="把文字粘贴到这里。文字只在本机处理，不会上传到外网。",
            )  # fmt: skip
            with gr.Row():
                upload = gr.UploadButton("上传文稿", file_types=list(DRAFTS), size="sm", min_width=90)
                clear = gr.Button("清空", size="sm", min_width=70)
            check = gr.Button("核对数据", variant="primary", elem_id="cw-check-run")
            with gr.Group():
                place = gr.Dropdown(
                    [(NO_PLACE, ""), *((name, name) for name in desk.places())], value="", label="草稿说的是哪里"
                )
                year = gr.Textbox(label="哪一年（可空）", placeholder="例如 2024", max_lines=1)
            compare = gr.Button("草稿比对：与资料逐数对照", elem_id="cw-check-compare")
        with gr.Column(scale=3, min_width=320):
            with gr.Group():
                verdict = gr.Radio([("全部", "")], value="", label="只看", elem_id="cw-check-filter")
                derived = gr.Checkbox(False, label="显示仅派生", elem_id="cw-check-derived")
            out = gr.HTML(EMPTY, elem_id="cw-check-out")
    state = gr.State(CheckedText())

    def shown(checked: CheckedText, with_derived: bool) -> tuple[CheckedText, Any, str]:
        return checked, gr.update(choices=checked.verdicts(), value=""), desk.show(checked, "", with_derived)

    def failed(message: str) -> tuple[CheckedText, Any, str]:
        return CheckedText(), gr.update(choices=[("全部", "")], value=""), error_html(message)

    def run_check(given: str, with_derived: bool) -> tuple[CheckedText, Any, str]:
        return shown(desk.check(given), with_derived)

    def run_compare(given: str, where: str, when: str, with_derived: bool) -> tuple[CheckedText, Any, str]:
        return shown(desk.compare(given, where or "", when or ""), with_derived)

    def run_upload(path: str) -> tuple[Any, str]:
        return read_text_upload(path), EMPTY

    outputs = [state, verdict, out]
    check.click(
        at_the_border(run_check, failed), [text, derived], outputs, show_progress="minimal", scroll_to_output=True
    )
    compare.click(
        at_the_border(run_compare, failed),
        [text, place, year, derived],
        outputs,
        show_progress="minimal",
        scroll_to_output=True,
    )
    gr.on(
        [verdict.input, derived.input], at_the_border(desk.show, error_html), [state, verdict, derived], [out],
        show_progress="hidden",
    )  # fmt: skip
    upload.upload(
        at_the_border(run_upload, lambda message: (gr.skip(), error_html(message))), [upload], [text, out],
        show_progress="hidden",
    )  # fmt: skip
    clear.click(lambda: ("", *failed("")[:2], EMPTY), None, [text, *outputs], show_progress="hidden")
    return place
