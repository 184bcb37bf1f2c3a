"""Files that failed or wait are named every run and read once, until something about them changes."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest

from core.settings import Settings
from ingest.options import RunOptions
from ingest.pipeline import ingest, run_ingest
from ingest.reports import FileReport, IngestRun
from tests.ingest.conftest import old, outcomes
from tests.ingest.loaders.hostile_making import GOOD

FINE = dict.fromkeys(("甲.txt", "乙.txt", "丙.txt"), "unchanged")


@pytest.fixture
def troubled(folder: Path) -> Path:
    """A broken file, a marked one, an archive with a broken member, and a record file with a marked record."""
    (folder / "坏.docx").write_bytes(b"PK\x03\x04broken")
    (folder / "密.txt").write_text("秘密★一年\n某县工作总结\n全县有小学9所。\n", encoding="utf-8")
    with zipfile.ZipFile(folder / "包.zip", "w") as package:
        package.writestr("好.txt", GOOD)
        package.writestr("坏.pdf", b"%PDF-broken")
    (folder / "记录.jsonl").write_text(
        '{"id": "一", "text": "某县有初中3所。"}\n{"id": "二", "text": "机密★长期\\n某县有高中1所。"}\n',
        encoding="utf-8",
    )
    for path in folder.iterdir():
        old(path)
    return folder


def troubles(run: IngestRun | list[FileReport]) -> dict[str, tuple[str, str, bool]]:
    reports = run.reports if isinstance(run, IngestRun) else run
    return {r.source: (r.outcome, r.detail, r.remembered) for r in reports if r.outcome in ("failed", "held")}


def nobody_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is read now makes the run fail loudly."""
    monkeypatch.setattr("ingest.root.RootRun._file", lambda self, file, *_: pytest.fail(f"{file.relative} was read"))


def test_files_in_trouble_are_named_again_and_not_read_again(
    settings: Settings, troubled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = troubles(ingest([troubled], settings))
    assert {source: outcome for source, (outcome, _, _) in first.items()} == {
        "坏.docx": "failed",
        "包.zip": "failed",
        "密.txt": "held",
        "记录.jsonl#二": "held",
    }
    assert not any(remembered for _, _, remembered in first.values())
    nobody_reads(monkeypatch)
    run = run_ingest([troubled], settings)
    again = {source: (outcome, detail, True) for source, (outcome, detail, _) in first.items()}
    assert troubles(run) == again
    assert outcomes(run).items() >= (FINE | {"包.zip#好.txt": "unchanged", "记录.jsonl#一": "unchanged"}).items()
    assert troubles(run_ingest([troubled], settings, RunOptions(dry=True))) == again
    old(troubled / "坏.docx")  # another date, the same bytes
    assert troubles(run_ingest([troubled], settings)) == again


def test_a_mended_file_is_read_and_its_trouble_forgotten(settings: Settings, troubled: Path) -> None:
    ingest([troubled], settings)
    (troubled / "密.txt").write_text("某县工作总结\n全县有小学9所。\n", encoding="utf-8")
    (troubled / "坏.docx").unlink()
    with zipfile.ZipFile(troubled / "包.zip", "w") as package:
        package.writestr("好.txt", GOOD)
    reports = ingest([troubled], settings)
    assert set(troubles(reports)) == {"记录.jsonl#二"}
    assert outcomes(reports)["密.txt"] == "added"
    assert set(troubles(ingest([troubled], settings))) == {"记录.jsonl#二"}


def test_retry_reads_what_failed_again_and_nothing_else(
    settings: Settings, troubled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest([troubled], settings)
    monkeypatch.setattr("ingest.readers.COMMAND", (sys.executable, "-c", "pass"))
    run = run_ingest([troubled], settings, RunOptions(retry=True))
    assert {source for source, (_, detail, _) in troubles(run).items() if "中途退出" in detail} == {
        "坏.docx",
        "包.zip",
        "密.txt",
        "记录.jsonl",
    }
    assert outcomes(run).items() >= FINE.items()


def test_a_word_given_lets_the_file_in_at_once(settings: Settings, troubled: Path) -> None:
    ingest([troubled], settings)
    run = run_ingest([troubled], settings, RunOptions(confirmed=[troubled / "密.txt"], who="张三"))
    assert outcomes(run)["密.txt"] == "added"
    assert {source for source, (_, _, remembered) in troubles(run).items() if remembered} == {
        "坏.docx",
        "包.zip",
        "记录.jsonl#二",
    }
    (troubled / "manifest.toml").write_text('[documents."记录.jsonl"]\nconfirmed_by = "李四"\n', encoding="utf-8")
    assert outcomes(ingest([troubled], settings))["记录.jsonl#二"] == "added"
    assert set(troubles(ingest([troubled], settings))) == {"坏.docx", "包.zip"}


def test_another_version_another_ability_or_another_time_limit_reads_it_again(
    settings: Settings, troubled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def remembered(of: Settings) -> set[bool]:
        return {result for _, _, result in troubles(ingest([troubled], of)).values()}

    assert remembered(settings) == {False}
    assert remembered(settings) == {True}
    assert remembered(settings.model_copy(update={"reading_timeout_s": 1000.0})) == {False}
    monkeypatch.setattr("ingest.troubles.office_program", lambda: "/opt/soffice")
    assert remembered(settings) == {False}
    assert remembered(settings) == {True}
    monkeypatch.setattr("ingest.reading._loaders_hash", lambda: "another version")
    assert remembered(settings) == {False}


def test_a_reader_that_died_is_not_held_against_the_file(
    settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("ingest.readers.COMMAND", (sys.executable, "-c", "pass"))
        assert set(outcomes(ingest([folder], settings)).values()) == {"failed"}
    assert set(outcomes(ingest([folder], settings)).values()) == {"added"}


def test_what_was_stored_of_a_file_that_cannot_be_read_any_more_stays(settings: Settings, folder: Path) -> None:
    from corpus.library import Library
    from corpus.store import Store

    ingest([folder], settings)
    (folder / "甲.txt").write_bytes(bytes(range(256)) * 40)
    for _ in range(2):
        assert outcomes(ingest([folder], settings))["甲.txt"] == "failed"
        store = Store(settings.store_url)
        assert "甲.txt" in {document.source for document in Library(store).documents()}
        store.close()
