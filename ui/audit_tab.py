"""The 操作记录 tab: who did what, filtered by person, kind, words and days, a page at a time, as xlsx too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.errors import DataError
from corpus.audit import KINDS, Asked, Deed, count_deeds, detail_text, read_deeds
from corpus.store import Store
from tools.audit_workbook import write_audit
from ui.border import at_the_border
from ui.doors import needs
from ui.download import build_download
from ui.outbox import Outbox
from ui.render import error_html
from ui.templating import render

if TYPE_CHECKING:
    from ui.rooms import Rooms

PAGE_ROWS, MAX_WORDS_CHARS, MAX_DETAIL_CHARS = 50, 100, 400
EMPTY = render("empty.html", text="选人员、类别或日期，点“查记录”。")
NOTHING = render("empty.html", text="没有这样的记录，可以放宽条件再查。")


@dataclass(frozen=True, kw_only=True)
class Listed:
    """What was asked for and how many lines of the log that is; `asked` None before anything was."""

    asked: Asked | None = None
    count: int = 0

    @property
    def pages(self) -> int:
        """Pages that the lines fill; at least one."""
        return max(1, -(-self.count // PAGE_ROWS))


class AuditDesk:
    """What the tab's buttons do; only who reads the audit may be handed one.

    Args:
        store: Gives the whole store; one that hides collections has no log.
        outbox: Where downloads are written.
    """

    def __init__(self, store: Callable[[], Store], outbox: Outbox) -> None:
        self._store = store
        self._outbox = outbox

    def find(self, user: str, kind: str, words: str, since: str, until: str) -> Listed:
        """Which lines fit; '' does not ask.

        Raises:
            DataError: If a day is none, the words are too many, or the kind is unknown.
        """
        if max(len(words), len(user)) > MAX_WORDS_CHARS:
            raise DataError(f"人员或关键词超过 {MAX_WORDS_CHARS} 字", next_step="只写几个词，用空格隔开")
        asked = Asked(user=user.strip(), kind=kind, words=words, since=_day(since), until=_day(until))
        return Listed(asked=asked, count=count_deeds(self._store(), asked))

    def show(self, listed: Listed, page: int) -> str:
        """A page of lines, the latest first."""
        if listed.asked is None:
            return EMPTY
        if not listed.count:
            return NOTHING
        at = min(max(1, page), listed.pages)
        deeds = read_deeds(self._store(), listed.asked, limit=PAGE_ROWS, skipped=(at - 1) * PAGE_ROWS)
        return render("audit.html", count=listed.count, at=at, pages=listed.pages, rows=map(_row, deeds))

    def write(self, listed: Listed) -> str:
        """All lines that fit as xlsx; its path.

        Raises:
            DataError: If nothing was asked for, or there is nothing or too much to write.
        """
        if listed.asked is None:
            raise DataError("还没有查记录", next_step="请先点“查记录”")
        path = self._outbox.path_for(f"操作记录_{dt.date.today().isoformat()}.xlsx")
        write_audit(self._store(), listed.asked, path)
        return str(path)


def _day(text: str) -> dt.date | None:
    if not text.strip():
        return None
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError as error:
        raise DataError(f"“{text.strip()[:20]}”不是日期", next_step="请写成 2026-11-01 的样子") from error


def _row(deed: Deed) -> tuple[str, ...]:
    detail = detail_text(deed)
    shown = detail[:MAX_DETAIL_CHARS] + ("……" if len(detail) > MAX_DETAIL_CHARS else "")
    kind = KINDS.get(deed.kind, deed.kind)
    return f"{deed.at:%Y-%m-%d %H:%M}", deed.user, kind, deed.subject[:MAX_DETAIL_CHARS], deed.outcome, shown


def build_audit(rooms: Rooms) -> None:
    """The tab's components.

    Args:
        rooms: Each person's log: of whoever keeps accounts, the whole, and of nobody else any.
    """
    import gradio as gr

    def desk() -> AuditDesk:
        return rooms.here().audit

    with gr.Row(equal_height=True):
        user = gr.Textbox(label="人员", placeholder="登录名", max_lines=1, min_width=130, elem_id="cw-audit-user")
        kind = gr.Dropdown(
            [("全部", ""), *((name, kind) for kind, name in KINDS.items())],
            value="",
            label="类别",
            min_width=130,
            elem_id="cw-audit-kind",
        )
        words = gr.Textbox(
            label="问题或对象里的词", placeholder="空格隔开", max_lines=1, min_width=180, elem_id="cw-audit-words"
        )
        since = gr.Textbox(label="从", placeholder="2026-11-01", max_lines=1, min_width=120, elem_id="cw-audit-since")
        until = gr.Textbox(label="到", placeholder="2026-11-30", max_lines=1, min_width=120, elem_id="cw-audit-until")
    with gr.Row():
        search = gr.Button("查记录", variant="primary", min_width=110, scale=0, elem_id="cw-audit-run")
        take = gr.Button("下载 xlsx", min_width=110, scale=0, elem_id="cw-audit-take")
    result = gr.HTML("", elem_id="cw-audit-told", elem_classes="cw-told")
    out = gr.HTML(EMPTY, elem_id="cw-audit-out")
    with gr.Row(visible=False) as pager:
        back = gr.Button("上一页", size="sm", min_width=80, scale=0)
        on = gr.Button("下一页", size="sm", min_width=80, scale=0)
    state, page = gr.State(Listed()), gr.State(1)

    @needs("管理")
    def run(who: str, what: str, of: str, first: str, last: str) -> tuple[Listed, int, str, Any]:
        listed = desk().find(who or "", what or "", of or "", first or "", last or "")
        return listed, 1, desk().show(listed, 1), gr.update(visible=listed.pages > 1)

    def failed(message: str) -> tuple[Listed, int, str, Any]:
        return Listed(), 1, error_html(message), gr.update(visible=False)

    def turn(listed: Listed, now: int, step: int) -> tuple[int, str]:
        wanted = min(max(1, now + step), listed.pages)
        return wanted, desk().show(listed, wanted)

    def turned_wrong(message: str) -> tuple[int, str]:
        return 1, error_html(message)

    gr.on(
        [search.click, user.submit, words.submit, since.submit, until.submit],
        at_the_border(run, failed),
        [user, kind, words, since, until],
        [state, page, out, pager],
        show_progress="minimal",
    )
    for button, step in ((back, -1), (on, 1)):
        button.click(
            at_the_border(needs("管理")(lambda listed, now, step=step: turn(listed, now, step)), turned_wrong),
            [state, page],
            [page, out],
            show_progress="hidden",
            scroll_to_output=True,
        )
    build_download(take, lambda listed: desk().write(listed), [state], result, "cw-audit-file", rooms, "管理")
