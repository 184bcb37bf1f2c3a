"""The 操作记录 tab: filtered, paged, downloaded; what people typed is text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import openpyxl
import pytest

from assistant.build import build_assistant
from assistant.engine import Assistant
from assistant.live import LiveAssistant
from core.errors import DataError
from core.settings import Settings
from corpus.audit import record
from corpus.store import Store
from tests.ui.people import add_person, begun, blocks_of, logged_in, numbers_of, pressed
from ui.audit_tab import EMPTY, NOTHING, PAGE_ROWS, AuditDesk, Listed
from ui.doors import needed_by
from ui.outbox import Outbox
from ui.server import build_server


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(f"sqlite:///{tmp_path / 'cewen.sqlite3'}")
    yield made
    made.close()


@pytest.fixture
def desk(store: Store) -> AuditDesk:
    return AuditDesk(lambda: store, Outbox())


def test_lines_are_shown_a_page_at_a_time_the_latest_first(store: Store, desk: AuditDesk) -> None:
    for number in range(PAGE_ROWS + 2):
        record(store, "upload", user="王", subject=f"文件{number}号")
    listed = desk.find("", "", "", "", "")
    assert (listed.count, listed.pages) == (PAGE_ROWS + 2, 2)
    first, second = desk.show(listed, 1), desk.show(listed, 2)
    assert f"文件{PAGE_ROWS + 1}号" in first
    assert "文件0号" not in first
    assert second.count("<tr>") == 3  # the head and two lines
    assert desk.show(listed, 99) == second


def test_filters_narrow_and_what_was_typed_is_text(store: Store, desk: AuditDesk) -> None:
    record(store, "login_failed", user="<b>李</b>", subject="<script>x</script>", detail={"why": "<i>"})
    record(store, "upload", user="王", subject="甲.txt")
    shown = desk.show(desk.find("", "login_failed", "", "", ""), 1)
    assert "登录失败" in shown
    assert "<script>" not in shown
    assert "<b>李" not in shown
    assert "甲.txt" not in shown
    assert desk.find("王", "", "甲", "2020-01-01", "").count == 1
    assert desk.show(desk.find("王", "", "", "", "2020-01-01"), 1) == NOTHING
    assert desk.show(Listed(), 1) == EMPTY


def test_a_day_that_is_none_and_words_without_end_are_refused(desk: AuditDesk) -> None:
    with pytest.raises(DataError, match="不是日期"):
        desk.find("", "", "", "去年", "")
    with pytest.raises(DataError, match="超过"):
        desk.find("", "", "字" * 101, "", "")
    with pytest.raises(DataError, match="还没有查记录"):
        desk.write(Listed())


def test_what_fits_is_downloaded_whole(store: Store, desk: AuditDesk) -> None:
    for number in range(PAGE_ROWS + 2):
        record(store, "export", user="王", subject=f"=文件{number}")
    sheet = openpyxl.load_workbook(desk.write(desk.find("王", "export", "", "", ""))).active
    assert sheet is not None
    assert sheet.max_row == PAGE_ROWS + 3
    assert sheet["E2"].data_type != "f"
    assert sheet["E2"].value == f"=文件{PAGE_ROWS + 1}"


def test_the_log_is_read_by_keepers_who_may_open_everything(assistant: Assistant, small: Settings) -> None:
    whole = add_person(assistant.store, "管理")
    mine = f"记录{whole}"
    record(assistant.store, "export", user="王", subject=mine)
    live = LiveAssistant(partial(build_assistant, small))
    with begun(build_server(live, small.model_copy(update={"accounts": "on"}))) as app:
        (find,) = [number for number in numbers_of(app, "run") if needed_by(blocks_of(app).fns[number].fn) == "管理"]
        asked = ["", "export", mine, "", ""]
        assert mine in pressed(logged_in(app, whole), find, asked)["text"]
        for role, opened in (("管理", ["公开"]), ("编辑", None), ("查询", None)):
            client = logged_in(app, add_person(assistant.store, role, opened))
            assert mine not in pressed(client, find, asked)["text"]
