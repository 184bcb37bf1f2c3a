"""Files added from the page: looked over, edited, taken in, replaced, taken out; nothing is lost on the way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from assistant.build import build_assistant
from assistant.engine import Question
from core.errors import DataError
from core.settings import Settings
from corpus.corrections import Change, correct
from corpus.library import Library
from corpus.store import AuditRow, Store
from ingest.indexing import finish_indexing
from tests.conftest import settings_for
from tools.intake import Intake, safe_name

TEXT = "石景山区教育局2023年工作总结\n2023年12月20日\n全区公办园在园幼儿占比58.4%。\n"


@pytest.fixture
def settings(tmp_path: Path, small: Settings, model_dir: Path) -> Settings:
    assert small.data_dir.is_dir()  # the model is built by then
    return settings_for(tmp_path / "data", model_dir)


@pytest.fixture
def intake(settings: Settings) -> Intake:
    return Intake(settings)


def upload(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / "received" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def answer(settings: Settings, question: str) -> str:
    return build_assistant(settings).invoke(Question(text=question)).answer


def test_a_file_is_looked_over_taken_in_answered_and_taken_out(
    intake: Intake, settings: Settings, tmp_path: Path
) -> None:
    proposals = intake.propose([upload(tmp_path, "石景山总结.txt", TEXT)])
    assert [(one.title, one.date) for one in proposals] == [("石景山区教育局2023年工作总结", "2023-12-20")]
    assert proposals[0].place.endswith("石景山区")
    assert intake.names() == []
    taken = intake.take_in(proposals, proposals, who="local")
    assert [(one.name, one.outcome) for one in taken] == [("石景山总结.txt", "已入库")]
    assert "58.4" in answer(settings, "石景山区公办园在园幼儿占比是多少？")
    assert [one.outcome for one in intake.remove(["石景山总结.txt"], who="local")] == ["已移出"]
    assert intake.names() == []


def test_what_a_person_writes_wins_and_outlives_the_next_upload(
    intake: Intake, settings: Settings, tmp_path: Path
) -> None:
    [one] = intake.propose([upload(tmp_path, "总结.txt", "工作总结\n全区公办园在园幼儿占比58.4%。\n")])
    assert any("没有认出是哪里的文件" in note for note in one.notes)
    intake.take_in([one], [replace(one, place="北京市石景山区", date="2023年12月20日")], who="local")
    assert "58.4" in answer(settings, "石景山区公办园在园幼儿占比是多少？")
    other = intake.propose([upload(tmp_path, "另一份.txt", TEXT.replace("石景山", "门头沟").replace("58.4", "44.1"))])
    intake.take_in(other, other, who="local")
    assert "58.4" in answer(settings, "石景山区公办园在园幼儿占比是多少？")
    assert "44.1" in answer(settings, "门头沟区公办园在园幼儿占比是多少？")


def test_a_file_of_the_same_name_replaces_the_first_and_that_is_said(
    intake: Intake, settings: Settings, tmp_path: Path
) -> None:
    first = intake.propose([upload(tmp_path, "石景山总结.txt", TEXT)])
    intake.take_in(first, first, who="local")
    again = intake.propose([upload(tmp_path, "石景山总结.txt", TEXT.replace("58.4", "59.9"))])
    assert any("替换" in note for note in again[0].notes)
    assert [one.outcome for one in intake.take_in(again, again, who="local")] == ["已更新"]
    assert "59.9" in answer(settings, "石景山区公办园在园幼儿占比是多少？")


def test_what_cannot_be_read_is_named_and_the_rest_taken_in(intake: Intake, tmp_path: Path) -> None:
    broken = upload(tmp_path, "坏.docx", "not a document")
    unknown = upload(tmp_path, "程序.exe", "MZ")
    proposals = intake.propose([broken, upload(tmp_path, "好.txt", TEXT), unknown])
    assert [bool(one.error) for one in proposals] == [True, False, True]
    outcomes = {one.name: one.outcome for one in intake.take_in(proposals, proposals, who="local")}
    assert outcomes == {"好.txt": "已入库", "坏.docx": "没有入库", "程序.exe": "没有入库"}
    with pytest.raises(DataError, match="没有能入库的文件"):
        intake.take_in(proposals[:1], proposals[:1], who="local")


def test_two_chosen_files_of_one_name_are_both_held_back(intake: Intake, tmp_path: Path) -> None:
    first, second = (
        upload(tmp_path, "总结.txt", TEXT),
        upload(tmp_path / "other", "总结.txt", TEXT.replace("58.4", "59")),
    )
    assert [one.error for one in intake.propose([first, second])] == ["所选文件里有两个同名，请改名后再传"] * 2


def test_a_date_that_is_none_is_refused_before_anything_is_written(intake: Intake, tmp_path: Path) -> None:
    [one] = intake.propose([upload(tmp_path, "石景山总结.txt", TEXT)])
    with pytest.raises(DataError, match="认不出来"):
        intake.take_in([one], [replace(one, date="去年底")], who="local")
    assert intake.names() == []


def test_only_what_was_added_here_can_be_taken_out(intake: Intake) -> None:
    with pytest.raises(DataError, match="不是从页面加入的文件"):
        intake.remove(["../cewen.sqlite3"], who="local")


def test_who_added_and_removed_is_kept(intake: Intake, settings: Settings, tmp_path: Path) -> None:
    proposals = intake.propose([upload(tmp_path, "石景山总结.txt", TEXT)])
    intake.take_in(proposals, proposals, who="王老师")
    upload(tmp_path, "石景山总结.txt", TEXT.replace("58.4", "59.9"))
    again = intake.propose([proposals[0].path])
    intake.take_in(again, [replace(again[0], collection="内部督导")], who="张老师")
    intake.remove(["石景山总结.txt"], who="李老师")
    store = Store(settings.store_url)
    with store.session() as session:
        kept = [(row.user, row.status, row.trace["collections"]) for row in session.scalars(select(AuditRow))]
    store.close()
    assert kept == [
        ("王老师", "upload", {"石景山总结.txt": "公开"}),
        ("张老师", "replace", {"石景山总结.txt": "内部督导"}),
        ("李老师", "remove", {"石景山总结.txt": "内部督导"}),
    ]


@pytest.mark.parametrize(
    ("name", "safe"),
    [("../../a.txt", "a.txt"), ("<b>x.docx", "_b_x.docx"), ("manifest.toml", "manifest_.toml"), ("...", "文件")],
)
def test_a_name_cannot_leave_its_folder_or_stand_for_the_manifest(name: str, safe: str) -> None:
    assert safe_name(name) == safe


INSIDE = "内部督导"
OUTSIDER, INSIDER = frozenset({"公开"}), frozenset({"公开", INSIDE})


def add(intake: Intake, path: Path, collection: str, seen: frozenset[str] | None = None) -> list[str]:
    """Take a file into a collection; what became of it."""
    [one] = intake.propose([path], seen=seen)
    return [item.outcome for item in intake.take_in([one], [replace(one, collection=collection)], who="王", seen=seen)]


def test_a_file_goes_into_the_collection_a_person_chose_and_its_next_version_stays_there(
    intake: Intake, settings: Settings, tmp_path: Path
) -> None:
    [first] = intake.propose([upload(tmp_path, "石景山总结.txt", TEXT)])
    assert first.collection == "公开"
    assert add(intake, first.path, INSIDE) == ["已入库"]
    assert intake.names(seen=OUTSIDER) == []
    assert intake.names(seen=INSIDER) == intake.names() == ["石景山总结.txt"]
    [again] = intake.propose([upload(tmp_path, "石景山总结.txt", TEXT.replace("58.4", "59.9"))])
    assert again.collection == INSIDE
    intake.take_in([again], [again], who="王")
    question = Question(text="石景山区公办园在园幼儿占比是多少？")
    assert "59.9" in build_assistant(settings, INSIDER).invoke(question).answer
    assert build_assistant(settings, OUTSIDER).invoke(question).status == "refused"


def test_who_may_not_open_a_file_neither_replaces_nor_removes_it_nor_hears_of_it(
    intake: Intake, settings: Settings, tmp_path: Path
) -> None:
    add(intake, upload(tmp_path, "石景山总结.txt", TEXT), INSIDE)
    mine = upload(tmp_path, "石景山总结.txt", TEXT.replace("石景山", "门头沟").replace("58.4", "44.1"))
    [one] = intake.propose([mine], seen=OUTSIDER)
    assert not any("替换" in note for note in one.notes)
    assert add(intake, mine, "公开", OUTSIDER) == ["已入库"]
    assert intake.names(seen=OUTSIDER) == ["石景山总结（2）.txt"]
    assert len(intake.names()) == 2
    with pytest.raises(DataError, match="不是从页面加入的文件"):
        intake.remove(["石景山总结.txt"], who="王", seen=OUTSIDER)
    assert "58.4" in answer(settings, "石景山区公办园在园幼儿占比是多少？")


@pytest.mark.parametrize("collection", [INSIDE, "", "督" * 31, "一\n二"])
def test_a_collection_that_cannot_be_or_may_not_be_opened_is_refused_before_anything_is_written(
    intake: Intake, tmp_path: Path, collection: str
) -> None:
    with pytest.raises(DataError):
        add(intake, upload(tmp_path, "石景山总结.txt", TEXT), collection, OUTSIDER)
    assert intake.names() == []


def test_a_collection_chosen_with_a_new_version_wins_over_an_older_correction(
    intake: Intake, settings: Settings, tmp_path: Path
) -> None:
    path = upload(tmp_path, "石景山总结.txt", TEXT)
    add(intake, path, "公开")
    store = Store(settings.store_url)
    [document] = Library(store).documents()
    correct(store, document.id, Change(field="collection", value="人事"), who="张", why="人事资料")
    finish_indexing(settings)
    assert add(intake, path, INSIDE)
    assert [one.collection for one in Library(store).documents()] == [INSIDE]
    store.close()
