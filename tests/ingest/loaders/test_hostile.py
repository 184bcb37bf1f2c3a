from __future__ import annotations

import time
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import select

from core.errors import LoadError
from core.settings import Settings
from corpus.store import DocumentRow, Store
from ingest.loaders import LOADERS, RawDocument
from ingest.pipeline import ingest
from tests.conftest import settings_for
from tests.ingest.loaders.hostile_files import HOSTILE, Hostile
from tests.ingest.loaders.hostile_making import GOOD, pdf

FAILING = [case for case in HOSTILE if case.reason or case.step]
READ = [case for case in HOSTILE if case.text]
SURVIVED = [case for case in HOSTILE if case not in FAILING and case not in READ]


def made(case: Hostile, folder: Path) -> Path:
    path = folder / case.name
    case.make(path)
    return path


def loaded(path: Path) -> list[RawDocument]:
    return list(LOADERS[path.suffix.lower()](path))


def has_way_out(path: Path) -> bool:
    """Whether a file is read, or refused with a next step; any other exception is the test's failure."""
    try:
        return bool(loaded(path))
    except LoadError as error:
        return bool(error.next_step)


def test_there_are_at_least_forty_hostile_files_with_a_reason() -> None:
    assert len([case for case in HOSTILE if case.reason]) >= 40
    assert len({case.name for case in HOSTILE}) == len(HOSTILE)


@pytest.mark.parametrize("case", FAILING, ids=lambda case: case.name)
def test_a_broken_or_hostile_file_tells_its_reason_and_the_next_step(case: Hostile, tmp_path: Path) -> None:
    path = made(case, tmp_path)
    started = time.process_time()
    with pytest.raises(LoadError) as raised:
        loaded(path)
    assert case.reason in raised.value.message
    assert case.step in raised.value.next_step
    assert raised.value.next_step
    assert path.stem in raised.value.message
    assert time.process_time() - started < 30


@pytest.mark.parametrize("case", READ, ids=lambda case: case.name)
def test_an_odd_file_is_read_and_what_was_mended_is_told(case: Hostile, tmp_path: Path) -> None:
    documents = loaded(made(case, tmp_path))
    text = "\n".join(raw.text for raw in documents)
    assert case.text in text
    assert not case.absent or case.absent not in text
    assert case.warning in "；".join(warning for raw in documents for warning in raw.warnings)


@pytest.mark.parametrize("case", SURVIVED, ids=lambda case: case.name)
def test_any_other_file_is_read_or_refused_with_a_next_step(case: Hostile, tmp_path: Path) -> None:
    assert has_way_out(made(case, tmp_path))


@pytest.mark.parametrize(
    "case", [c for c in HOSTILE if c.name not in ("一行.txt", "巨.pdf")], ids=lambda case: case.name
)
def test_cutting_or_flipping_bytes_never_raises_anything_but_a_reason(case: Hostile, tmp_path: Path) -> None:
    path = made(case, tmp_path)
    data = path.read_bytes()[:200_000]
    for share in (0.1, 0.9, 0.99):
        flipped = bytearray(data)
        for at in range(int(len(data) * share), len(data), max(1, len(data) // 17)):
            flipped[at] ^= 0x5A
        path.write_bytes(bytes(flipped))
        assert has_way_out(path)


def test_names_in_an_archive_are_kept_and_damaged_members_told(tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "包.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("一/好.txt", GOOD)
        package.writestr("二/坏.docx", b"broken")
        package.writestr("二/未知.xyz", b"?")
        package.writestr("__MACOSX/._好.txt", b"\0")
    (document,) = loaded(path)
    assert (document.name, document.text) == ("一/好.txt", GOOD)
    assert [item.split("：")[0] for item in document.failed] == ["二/坏.docx", "二/未知.xyz"]
    assert "文件头不符" in document.failed[0]


def test_nothing_is_written_outside_while_an_archive_is_read(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    path = inside / "越界.zip"
    next(case for case in HOSTILE if case.name == "越界.zip").make(path)
    with pytest.raises(LoadError):
        loaded(path)
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == ["越界.zip"]


def test_a_folder_of_hostile_files_is_reported_and_the_good_file_beside_them_stored(
    tmp_path: Path, small: Settings
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    failing = [case for case in FAILING if case.name != "一行.txt"]
    for case in failing:
        made(case, folder)
    (folder / "好.txt").write_text("甲县工作总结\n全县有小学12所。\n", encoding="utf-8")
    settings = settings_for(tmp_path / "data", small.data_dir)
    reports = {report.source: report for report in ingest([folder], settings)}
    assert reports["好.txt"].outcome == "added"
    for case in failing:
        assert reports[case.name].outcome == "failed"
        assert case.reason in reports[case.name].detail
        assert case.step in reports[case.name].detail
    store = Store(settings.store_url)
    with store.session() as session:
        assert list(session.scalars(select(DocumentRow.source))) == ["好.txt"]
    store.close()


def test_a_zip_whose_names_are_no_text_is_a_named_reason(tmp_path: Path) -> None:
    path = tmp_path / "名.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("甲.txt", "正文。")
    path.write_bytes(path.read_bytes().replace("甲".encode(), b"\xc3\x28\xff"))
    with pytest.raises(LoadError) as error:
        list(LOADERS[".zip"](path))
    assert "名.zip" in error.value.message
    assert error.value.next_step


def test_an_archive_that_holds_a_pdf_unpacked_is_still_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "包.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("好.txt", GOOD)
        archive.writestr("文.pdf", pdf())
    assert [document.name for document in loaded(path)] == ["好.txt", "文.pdf"]
