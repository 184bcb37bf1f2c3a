"""The library tab's buttons: what files say of themselves, edits, results, and names that are no markup."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from assistant.build import build_assistant
from assistant.live import LiveAssistant
from core.errors import DataError
from core.settings import Settings
from ingest.pipeline import ingest
from tests.conftest import settings_for
from tools.intake import Intake, Taken
from ui.library_desk import LibraryDesk, taken_html
from ui.shelf import Shelf

TEXT = "石景山区教育局2023年工作总结\n2023年12月20日\n全区公办园在园幼儿占比58.4%。\n"


@pytest.fixture
def desk(tmp_path: Path, small: Settings, model_dir: Path, texts: Path) -> LibraryDesk:
    assert small.data_dir.is_dir()  # the model is built by then
    settings = settings_for(tmp_path / "data", model_dir)
    ingest([texts], settings)
    return LibraryDesk(Shelf(LiveAssistant(partial(build_assistant, settings)), settings), Intake(settings))


def received(tmp_path: Path, name: str, text: str) -> str:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_file_is_shown_edited_taken_in_and_listed(desk: LibraryDesk, tmp_path: Path) -> None:
    proposals, rows, doubts = desk.look([received(tmp_path, "石景山.txt", TEXT)])
    assert rows == [["石景山.txt", "石景山区教育局2023年工作总结", proposals[0].place, "2023-12-20", "公开"]]
    assert "核对标题、地区、日期" in doubts
    assert "石景山" not in desk.coverage()
    rows[0][1] = "石景山区教育工作总结（2023）"
    items = list(desk.take_in(proposals, rows))
    assert "正在" in items[0]
    assert "已入库" in items[-1]
    assert "石景山区教育工作总结（2023）" in desk.coverage()
    assert desk.added() == ["石景山.txt"]
    assert "已移出" in desk.remove(["石景山.txt"])
    assert "石景山" not in desk.coverage()


def test_rows_that_do_not_fit_the_files_are_refused(desk: LibraryDesk, tmp_path: Path) -> None:
    proposals, rows, _ = desk.look([received(tmp_path, "石景山.txt", TEXT)])
    with pytest.raises(DataError, match="对不上"):
        list(desk.take_in(proposals, [*rows, rows[0]]))
    assert desk.added() == []


def test_an_error_of_the_ingest_reaches_the_page(desk: LibraryDesk, tmp_path: Path) -> None:
    proposals, rows, _ = desk.look([received(tmp_path, "石景山.txt", TEXT)])
    rows[0][3] = "去年"
    with pytest.raises(DataError, match="认不出来"):
        list(desk.take_in(proposals, rows))


def test_names_are_no_markup() -> None:
    shown = taken_html([Taken(name="<script>a</script>.txt", outcome="已入库")])
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
