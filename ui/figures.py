"""The 数字台账 tab: every figure of the corpus by place, words and year, with its sentence, conflicts and download."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from assistant.engine import Assistant
from core.errors import DataError
from core.ledger_figure import LedgerFigure
from corpus.library import Library
from tools.compare_draft import Conflict, find_conflicts
from tools.lookup_figure import find_figures
from ui.border import at_the_border
from ui.doors import needs
from ui.download import build_download
from ui.ledger_rows import ROLES, conflicts_html, page_count, rows_html
from ui.ledger_workbook import write_ledger
from ui.office_ledger import OfficeLedger
from ui.outbox import Outbox
from ui.render import error_html
from ui.templating import render
from ui.years import year_given

if TYPE_CHECKING:
    from ui.rooms import Rooms

MAX_WORDS_CHARS = 100
MAX_DOWNLOAD_ROWS = 50_000
Role = Literal["result", "target", "rule", ""]
EMPTY = render("empty.html", text="选地区、写关键词（如“公办园 占比”）或年份，点“查台账”。")


@dataclass(frozen=True, kw_only=True)
class Found:
    """Figures that fit a filter, and the conflicts among them."""

    rows: tuple[LedgerFigure, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    label: str = ""


class LedgerDesk:
    """What the tab's buttons do.

    Args:
        assistant: Its places and texts.
        ledger: The corpus' figures.
        outbox: Where downloads are written.
    """

    def __init__(self, assistant: Assistant, ledger: OfficeLedger, outbox: Outbox) -> None:
        self._ledger = ledger
        self._assistant = assistant
        self._outbox = outbox

    @property
    def _library(self) -> Library:
        return self._assistant.search.library

    def places(self) -> list[str]:
        """Full names of the places that texts speak of now."""
        self._assistant.renew()
        return sorted(place.full_name for place in self._assistant.finder.corpus_places)

    def find(self, place: str, words: str, year: str, role: str) -> Found:
        """Figures by place, words of the indicator, year and kind; "" does not ask.

        Raises:
            DataError: If the year is no year, the words are too many, or the kind is unknown.
        """
        if len(words) > MAX_WORDS_CHARS:
            raise DataError(f"关键词超过 {MAX_WORDS_CHARS} 字", next_step="只写指标里的几个词，用空格隔开")
        kind: Role | None = next((one for one in get_args(Role) if one == role), None)
        if kind is None:
            raise DataError(f"没有这种性质：{role}", next_step=f"可选：{'、'.join(ROLES.values())}")
        rows = find_figures(self._ledger.rows, place=place, name=words, year=year_given(year), role=kind)
        label = "_".join(part for part in (place, words.strip(), year.strip()) if part)
        return Found(rows=tuple(rows), conflicts=tuple(find_conflicts(rows)), label=label or "全部")

    def show(self, found: Found, page: int) -> tuple[str, str]:
        """A page of rows, and the conflicts."""
        return rows_html(found.rows, page, self._library), conflicts_html(found.conflicts, self._library)

    def write(self, found: Found) -> str:
        """The rows as xlsx; its path.

        Raises:
            DataError: If there is nothing to write, or too much for one sheet.
        """
        if not found.rows:
            raise DataError("没有可下载的数字", next_step="先查台账")
        if len(found.rows) > MAX_DOWNLOAD_ROWS:
            raise DataError(
                f"有 {len(found.rows):,} 个数字，一次最多下载 {MAX_DOWNLOAD_ROWS:,} 个",
                next_step="按地区或年份分几次下载",
            )
        path = self._outbox.path_for(f"数字台账_{found.label[:40]}.xlsx")
        return str(write_ledger(found.rows, found.conflicts, self._library, path))


def build_figures(rooms: Rooms) -> Any:
    """The tab's components; the list of places, which grows with the corpus."""
    import gradio as gr

    def desk() -> LedgerDesk:
        return rooms.here().figures

    known = rooms.at_first(lambda room: room.figures.places(), [])
    with gr.Row(equal_height=True):
        place = gr.Dropdown(
            [("全部地区", ""), *((name, name) for name in known)],
            value="",
            label="地区",
            min_width=220,
            elem_id="cw-ledger-place",
        )
        words = gr.Textbox(
            label="指标关键词（空格隔开）",
            placeholder="例如：公办园 占比",
            max_lines=1,
            min_width=200,
            elem_id="cw-ledger-words",
        )
        year = gr.Textbox(label="年份", placeholder="例如 2024", max_lines=1, min_width=110, elem_id="cw-ledger-year")
        role = gr.Dropdown(
            [("全部", ""), *((label, value) for value, label in ROLES.items())],
            value="",
            label="性质",
            min_width=110,
        )
    with gr.Row():
        search = gr.Button("查台账", variant="primary", min_width=110, scale=0, elem_id="cw-ledger-run")
        take = gr.Button("下载 xlsx", min_width=110, scale=0, elem_id="cw-ledger-take")
    result = gr.HTML("", elem_id="cw-ledger-told", elem_classes="cw-told")
    out = gr.HTML(EMPTY, elem_id="cw-ledger-out")
    with gr.Row(visible=False) as pager:
        back = gr.Button("上一页", size="sm", min_width=80, scale=0)
        on = gr.Button("下一页", size="sm", min_width=80, scale=0)
    with gr.Accordion("文件之间的矛盾", open=False, elem_id="cw-ledger-conflicts") as box:
        conflicts = gr.HTML("")
    state, page = gr.State(Found()), gr.State(1)

    @needs("查询")
    def run(where: str, what: str, when: str, kind: str) -> tuple[Found, int, str, str, Any, Any]:
        found = desk().find(where or "", what or "", when or "", kind or "")
        rows, pairs = desk().show(found, 1)
        count = len(found.conflicts)
        box_now = gr.update(label=f"文件之间的矛盾（{count} 处）", open=count > 0)
        return found, 1, rows, pairs, box_now, gr.update(visible=page_count(found.rows) > 1)

    def failed(message: str) -> tuple[Found, int, str, str, Any, Any]:
        closed = gr.update(label="文件之间的矛盾", open=False)
        return Found(), 1, error_html(message), "", closed, gr.update(visible=False)

    def turn(found: Found, now: int, step: int) -> tuple[int, str]:
        if not found.rows:
            return 1, EMPTY
        wanted = min(max(1, now + step), page_count(found.rows))
        return wanted, desk().show(found, wanted)[0]

    def turned_wrong(message: str) -> tuple[int, str]:
        return 1, error_html(message)

    outputs = [state, page, out, conflicts, box, pager]
    gr.on(
        [search.click, words.submit, year.submit],
        at_the_border(run, failed),
        [place, words, year, role],
        outputs,
        show_progress="minimal",
    )
    for button, step in ((back, -1), (on, 1)):
        button.click(
            at_the_border(needs("查询")(lambda found, now, step=step: turn(found, now, step)), turned_wrong),
            [state, page],
            [page, out],
            show_progress="hidden",
            scroll_to_output=True,
        )
    build_download(take, lambda found: desk().write(found), [state], result, "cw-ledger-file", rooms)
    return place
