"""The library tab: add files, look over what they say of themselves, take them in or out, see what there is."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from core.collection import Seen
from core.errors import CewenError, DataError
from core.viewer import LOCAL_VIEWER
from tools.intake import Intake, Progress, Proposal, Taken
from ui.border import INTERNAL, at_the_border
from ui.doors import needs
from ui.render import error_html
from ui.shelf import Shelf
from ui.templating import render

if TYPE_CHECKING:
    from ui.rooms import Rooms

logger = logging.getLogger(__name__)
HEADERS = ["文件", "标题", "地区", "日期", "资料集"]
WIDTHS = {4: ("28%", "38%", "20%", "14%"), 5: ("24%", "32%", "18%", "12%", "14%")}
TYPES_TOLD = "docx、doc、wps、pdf、ofd、xlsx、xls、et、csv、txt、md、html、zip 等；可一次选多个，每个不超过 50 MB"
WAIT_S = 0.5


class LibraryDesk:
    """What the buttons of the tab do.

    Args:
        shelf: The documents as they are listed.
        intake: Adds and removes files.
        who: Whose deeds these are.
        seen: The collections that may be opened; None: all.
    """

    def __init__(self, shelf: Shelf, intake: Intake, who: str = LOCAL_VIEWER.name, seen: Seen = None) -> None:
        self._seen = seen
        self._who = who
        self._shelf = shelf
        self._intake = intake

    def coverage(self) -> str:
        """What the corpus covers now."""
        return self._shelf.coverage()

    def listing(self) -> str:
        """The list of documents with its filters."""
        return self._shelf.listing()

    def added(self) -> list[str]:
        """Files added from the page."""
        return self._intake.names(seen=self._seen)

    @needs("编辑")
    def look(self, paths: Sequence[str] | None) -> tuple[list[Proposal], list[list[str]], str]:
        """What chosen files say of themselves: proposals, rows to edit, doubts as HTML."""
        proposals = list(self._intake.propose([Path(path) for path in paths or ()], seen=self._seen))
        rows = [[one.name, one.title, one.place, one.date, one.collection] for one in proposals]
        return proposals, rows, _doubts(proposals)

    def take_in(self, proposals: list[Proposal], rows: Sequence[Sequence[Any]]) -> Iterator[str]:
        """Take the files in, telling how far it is; the last is what became of each."""
        edited = _edited(proposals, rows)
        heard: SimpleQueue[Progress | list[Taken] | BaseException] = SimpleQueue()

        def work() -> None:
            try:
                heard.put(self._intake.take_in(proposals, edited, who=self._who, told=heard.put, seen=self._seen))
            except BaseException as error:  # handed to the page's own thread, which tells it
                heard.put(error)

        threading.Thread(target=work, daemon=True, name="intake").start()
        yield _going(None)
        while True:
            try:
                event = heard.get(timeout=WAIT_S)
            except Empty:
                continue
            if isinstance(event, BaseException):
                raise event
            if isinstance(event, list):
                yield taken_html(event)
                return
            yield _going(event)

    def remove(self, names: Sequence[str]) -> str:
        """Take files out; what became of them."""
        return taken_html(self._intake.remove(list(names or ()), who=self._who, seen=self._seen))


def _edited(proposals: Sequence[Proposal], rows: Sequence[Sequence[Any]]) -> list[Proposal]:
    """The proposals with what a person wrote, row by row."""
    if len(rows) != len(proposals):
        raise DataError("表里的行数和文件数对不上", next_step="请重新选择文件")
    texts = [["" if cell is None else str(cell).strip() for cell in row] for row in rows]
    return [
        replace(one, title=row[1], place=row[2], date=row[3], collection=(*row, one.collection)[4])
        for one, row in zip(proposals, texts, strict=True)
    ]


def _doubts(proposals: Sequence[Proposal]) -> str:
    told = [
        {"name": one.name, "error": one.error, "notes": "；".join(one.notes)}
        for one in proposals
        if one.error or one.notes
    ]
    return render("file_doubts.html", files=told)


def _going(progress: Progress | None) -> str:
    if progress is None:
        return render("said.html", text="正在读取文件…")
    done = f"{progress.done}/{progress.total}" if progress.total else ""
    return render("said.html", text=f"正在{progress.stage} {done} {progress.name}")


def taken_html(taken: Sequence[Taken]) -> str:
    """What became of each file."""
    return render("taken_files.html", rows=[(one.name, one.outcome, one.detail) for one in taken])


def build_library(rooms: Rooms, page: Any) -> tuple[Any, Any]:
    """The tab's components; the list of what the corpus covers, and the list of files that may be taken out.

    Args:
        rooms: Each person's documents.
        page: The Blocks, whose opening shows what the corpus covers.
    """
    import gradio as gr

    def desk() -> LibraryDesk:
        return rooms.here().library

    # Whoever may not add documents does not see how: the handlers refuse them all the same.
    to_all = rooms.accounts is None
    files = gr.File(
        label="加入文件",
        file_count="multiple",
        type="filepath",
        height=140,
        elem_id="cw-library-files",
        visible=to_all,
    )
    types = gr.HTML(render("where.html", text=TYPES_TOLD), visible=to_all)
    result = gr.HTML("", elem_id="cw-library-told", elem_classes="cw-told")
    # Where nobody logs in, nothing is hidden from anybody.
    headers = HEADERS[:-1] if to_all else HEADERS
    rows = gr.Dataframe(
        headers=headers,
        datatype="str",
        type="array",
        interactive=True,
        visible=False,
        wrap=True,
        column_count=len(headers),
        static_columns=[0],
        elem_id="cw-library-rows",
        label="请核对",
        show_label=False,
        column_widths=list(WIDTHS[len(headers)]),
    )
    take = gr.Button("入库", variant="primary", visible=False, min_width=110, scale=0, elem_id="cw-library-take")
    with gr.Accordion("移出从页面加入的文件", open=False, visible=to_all) as removing:
        chosen = gr.Dropdown(
            rooms.at_first(lambda room: room.library.added(), []),
            multiselect=True,
            value=[],
            label="要移出的文件",
            elem_id="cw-library-chosen",
        )
        remove = gr.Button("移出资料库", min_width=110, scale=0, elem_id="cw-library-remove")
    first = rooms.at_first(lambda room: room.library.listing(), "")
    covers = gr.HTML(first, elem_id="cw-library-covers", elem_classes="cw-panel")
    state = gr.State([])

    @needs("编辑")
    def look(paths: list[str] | None) -> tuple[list[Proposal], Any, str, Any]:
        if not paths:
            return [], gr.update(visible=False), "", gr.update(visible=False)
        proposals, table, doubts = desk().look(paths)
        usable = any(not one.error for one in proposals)
        return (
            proposals,
            gr.update(value=[row[: len(headers)] for row in table], visible=True),
            doubts,
            gr.update(visible=usable),
        )

    def looked_wrong(message: str) -> tuple[list[Proposal], Any, str, Any]:
        return [], gr.update(visible=False), error_html(message), gr.update(visible=False)

    @needs("编辑")
    def run(proposals: list[Proposal], table: list[list[Any]]) -> Iterator[tuple[str, Any, Any, Any, str, Any]]:
        keep, library = (gr.skip(), gr.skip(), gr.skip(), gr.skip(), gr.skip()), desk()
        try:
            last = ""
            for last in library.take_in(proposals, table):
                yield last, *keep
        except CewenError as error:
            yield error_html(str(error)), *keep
            return
        except Exception:
            logger.exception("taking files in failed")
            yield error_html(INTERNAL), *keep
            return
        hidden = gr.update(visible=False)
        yield last, None, hidden, hidden, gr.skip(), gr.skip()
        yield last, gr.skip(), gr.skip(), gr.skip(), library.listing(), gr.update(choices=library.added(), value=[])

    @needs("编辑")
    def take_out(names: list[str]) -> tuple[str, str, Any]:
        return desk().remove(names), desk().listing(), gr.update(choices=desk().added(), value=[])

    def not_taken_out(message: str) -> tuple[str, str, Any]:
        return error_html(message), desk().listing(), gr.update(choices=desk().added(), value=[])

    # Not `change`: the page itself empties the box when files are in, and the results must stay.
    gr.on(
        [files.upload, files.delete, files.clear],
        at_the_border(look, looked_wrong),
        [files],
        [state, rows, result, take],
        show_progress="minimal",
    )
    take.click(run, [state, rows], [result, files, rows, take, covers, chosen], show_progress="hidden")
    remove.click(at_the_border(take_out, not_taken_out), [chosen], [result, covers, chosen], show_progress="minimal")

    @needs("查询")
    def opened() -> tuple[Any, ...]:
        shown = gr.update(visible=to_all or rooms.here().viewer.may("编辑"))
        return desk().listing(), *(gr.skip() if to_all else shown for _ in hidden)

    hidden = (files, types, removing)
    page.load(opened, None, [covers, *hidden], show_progress="hidden")
    return covers, chosen
