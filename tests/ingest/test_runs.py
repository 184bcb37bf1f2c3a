from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path

import pytest
from filelock import FileLock

from assistant.build import build_assistant
from core.errors import FingerprintMismatch, IngestBusy, ModelError
from core.settings import ROOT, Settings
from corpus.library import Library
from corpus.store import REBUILDING, Store
from ingest.options import RunOptions
from ingest.pipeline import LOCK_FILE, VECTORS_FILE, ingest, run_ingest
from ingest.readers import Readers
from retrieval.embed import Embedder, load_embedder
from retrieval.vector_cache import VectorCache
from tests.conftest import settings_for
from tests.ingest.conftest import old, outcomes

# A worker whose reader of Markdown hangs, dies, or reads, as the file says.
WORKER = """
import os, sys, time
sys.path.insert(0, {root!r})
from ingest.loaders import LOADERS, RawDocument
".md" in LOADERS

def load(path):
    word = path.read_text(encoding="utf-8").strip()
    if word == "hang":
        time.sleep(600)
    if word == "die":
        os._exit(7)
    if word == "wrong":
        raise ZeroDivisionError
    yield RawDocument(name="", text=word)

LOADERS._parts[".md"] = load
from ingest.worker import main
main()
"""


@pytest.fixture
def worker(tmp_path: Path) -> tuple[str, ...]:
    script = tmp_path / "worker.py"
    script.write_text(WORKER.format(root=str(ROOT)), encoding="utf-8")
    return (sys.executable, str(script))


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_dry_run_tells_what_would_be_done_and_writes_nothing(settings: Settings, folder: Path) -> None:
    nothing = settings.model_copy(update={"data_dir": folder.parent / "nowhere"})
    assert outcomes(run_ingest([folder], nothing, RunOptions(dry=True))) == dict.fromkeys(
        ("甲.txt", "乙.txt", "丙.txt"), "added"
    )
    assert not nothing.data_dir.exists()
    ingest([folder], settings)
    (folder / "甲.txt").write_text("甲县工作总结\n全县有小学13所。\n", encoding="utf-8")
    (folder / "乙.txt").unlink()
    (folder / "丁.txt").write_text("丁县工作总结\n全县有小学9所。\n", encoding="utf-8")
    (folder / "空.txt").write_bytes(b"")
    (folder / "密.txt").write_text("秘密★一年\n某县工作总结\n全县有小学9所。\n", encoding="utf-8")
    held = everything_in(settings.data_dir)
    result = run_ingest([folder], settings, RunOptions(dry=True))
    assert result.dry
    assert everything_in(settings.data_dir) == held
    assert outcomes(result) == {
        "甲.txt": "updated",
        "乙.txt": "removed",
        "丙.txt": "unchanged",
        "丁.txt": "added",
        "空.txt": "failed",
        "密.txt": "held",
    }
    assert outcomes(ingest([folder], settings)) == outcomes(result)


def test_an_unchanged_file_is_not_read_again(
    settings: Settings, folder: Path, worker: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest([folder], settings)
    # Whoever is read now comes back as a failure.
    monkeypatch.setattr("ingest.readers.COMMAND", (sys.executable, "-c", "pass"))
    assert outcomes(ingest([folder], settings)) == dict.fromkeys(("甲.txt", "乙.txt", "丙.txt"), "unchanged")
    old(folder / "甲.txt")  # another date, the same bytes
    (folder / "乙.txt").write_text("乙县工作总结\n全县有小学21所。\n", encoding="utf-8")  # the same size
    assert outcomes(ingest([folder], settings)) == {"甲.txt": "unchanged", "乙.txt": "failed", "丙.txt": "unchanged"}


def test_what_the_manifest_says_anew_is_read_in_though_the_file_is_the_same(settings: Settings, folder: Path) -> None:
    ingest([folder], settings)
    (folder / "manifest.toml").write_text('[documents."甲.txt"]\ntitle = "甲县总结"\n', encoding="utf-8")
    assert outcomes(ingest([folder], settings))["甲.txt"] == "updated"
    assert outcomes(ingest([folder], settings))["甲.txt"] == "unchanged"


def test_a_reader_that_hangs_dies_or_errs_takes_nothing_with_it(tmp_path: Path, worker: tuple[str, ...]) -> None:
    words = ("one", "hang", "two", "die", "three", "wrong", "four")
    paths = [tmp_path / f"{number}{word}.md" for number, word in enumerate(words)]
    for path, word in zip(paths, words, strict=True):
        path.write_text(word, encoding="utf-8")
    with Readers(2, 4.0, worker) as readers:
        read = {path.name[1:-3]: result for path, result in readers.read(paths)}
    assert list(read) == list(words)
    assert [read[word].documents[0].text for word in ("one", "two", "three", "four")] == ["one", "two", "three", "four"]
    assert "仍未读完" in read["hang"].error
    assert "CEWEN_READING_TIMEOUT_S" in read["hang"].error
    assert "中途退出" in read["die"].error
    assert "ZeroDivisionError" in read["wrong"].error
    assert "：请" in read["wrong"].error


def test_a_file_that_hangs_is_reported_and_the_rest_is_stored(
    settings: Settings, folder: Path, worker: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "挂.md").write_text("hang", encoding="utf-8")
    monkeypatch.setattr("ingest.readers.COMMAND", worker)
    patient = settings.model_copy(update={"reading_timeout_s": 4.0})
    reports = {report.source: report for report in ingest([folder], patient)}
    assert reports.pop("挂.md").outcome == "failed"
    assert {report.outcome for report in reports.values()} == {"added"}


def test_two_files_of_one_name_and_one_text_are_both_stored_and_named(settings: Settings, folder: Path) -> None:
    (folder / "下级").mkdir()
    text = "甲县工作总结\n" + "".join(f"全县{topic}工作扎实推进，成效明显，群众满意。\n" for topic in range(40))
    (folder / "甲.txt").write_text(text, encoding="utf-8")
    (folder / "下级" / "甲.txt").write_text(text, encoding="utf-8")
    reports = ingest([folder], settings)
    assert {report.outcome for report in reports} == {"added"}
    store = Store(settings.store_url)
    documents = {document.source: document for document in Library(store).documents()}
    store.close()
    assert len({document.id for document in documents.values()}) == 4
    assert documents["下级/甲.txt"].record.copies or documents["甲.txt"].record.copies


def test_two_records_of_one_name_in_a_file_are_one_stored_and_one_named(settings: Settings, tmp_path: Path) -> None:
    lines = [json.dumps({"id": "甲", "text": f"甲县有小学{n}所。"}, ensure_ascii=False) for n in (1, 2)]
    (tmp_path / "表.jsonl").write_text("\n".join(lines), encoding="utf-8")
    reports = ingest([tmp_path / "表.jsonl"], settings)
    assert [report.outcome for report in reports] == ["failed", "added"]
    assert "两份文档" in reports[0].detail


def test_moved_text_is_not_embedded_again(settings: Settings, folder: Path) -> None:
    ingest([folder], settings)
    cache = VectorCache(settings.data_dir / VECTORS_FILE, load_embedder("packaged", settings.data_dir, "auto"), 16)
    text = "丙县工作总结\n丙县工作总结\n全县有小学31所。"
    before = cache.passages(["新的一句", "新的一句"])
    assert cache.embedded == 1
    assert (cache.passages(["新的一句"]) == before[:1]).all()
    assert cache.embedded == 1
    cache.warm([text])
    cache.close()
    (folder / "下级").mkdir()
    (folder / "丙.txt").rename(folder / "下级" / "丙.txt")
    assert outcomes(ingest([folder], settings)) == {
        "丙.txt": "removed",
        "下级/丙.txt": "added",
        "乙.txt": "unchanged",
        "甲.txt": "unchanged",
    }


def test_a_run_with_nothing_to_embed_does_not_load_the_model(settings: Settings, folder: Path) -> None:
    def embedder() -> Embedder:
        return load_embedder("packaged", settings.data_dir, "auto")

    ingest([folder], settings)
    assert embedder().loaded
    load_embedder.cache_clear()
    (folder / "乙.txt").unlink()
    assert outcomes(ingest([folder], settings)) == {"甲.txt": "unchanged", "乙.txt": "removed", "丙.txt": "unchanged"}
    assert not embedder().loaded
    build_assistant(settings)  # the first official does not wait for the model
    assert embedder().loaded


def test_missing_weights_are_told_before_anything_is_stored(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.packaged_model.WEIGHTS_FILE", "nothing.bin")
    with pytest.raises(ModelError, match="make install"):
        ingest([folder], Settings(data_dir=tmp_path / "new"))


def test_a_model_that_is_not_there_leaves_no_mark_on_the_index(tmp_path: Path, model_dir: Path, folder: Path) -> None:
    wrong = settings_for(tmp_path / "new", model_dir, embedding_model=str(tmp_path / "nowhere"))
    with pytest.raises(ModelError, match="CEWEN_EMBEDDING_MODEL"):
        ingest([folder], wrong)
    right = settings_for(tmp_path / "new", model_dir)
    assert set(outcomes(ingest([folder], right)).values()) == {"added"}


def test_what_was_found_of_two_copies_holds_until_one_changes(settings: Settings, folder: Path) -> None:
    lines = [f"全县{topic}工作扎实推进，成效明显，群众满意。\n" for topic in range(40)]
    (folder / "甲.txt").write_text("甲县工作总结\n" + "".join(lines), encoding="utf-8")
    (folder / "丁.txt").write_text("甲县工作总结\n" + "".join(lines[:36]), encoding="utf-8")

    def copies() -> dict[str, list[str]]:
        ingest([folder], settings)
        store = Store(settings.store_url)
        found = {d.id: [copy.document_id for copy in d.record.copies] for d in Library(store).outlines()}
        store.close()
        return found

    assert (copies()["甲"], copies()["丁"]) == (["丁"], ["甲"])
    (folder / "乙.txt").unlink()
    assert (copies()["甲"], copies()["丁"]) == (["丁"], ["甲"])
    (folder / "丁.txt").write_text("丁县工作总结\n全县有小学9所。\n", encoding="utf-8")
    assert (copies()["甲"], copies()["丁"]) == ([], [])


def test_the_memory_of_vectors_is_bounded_and_a_broken_one_begun_anew(settings: Settings, tmp_path: Path) -> None:
    path, embedder = tmp_path / "v.sqlite3", load_embedder("packaged", settings.data_dir, "auto")
    path.write_bytes(b"not a database" * 100)
    cache = VectorCache(path, embedder, 1)
    cache._limit = 2
    cache.passages(["一", "二", "三"])
    cache.close()
    again = VectorCache(path, embedder, 1)
    assert len(again.warm(["一", "二", "三"])) == 3
    assert again.embedded == 1
    again.close()


def test_an_index_folder_that_was_lost_is_built_again_from_the_store(settings: Settings, folder: Path) -> None:
    ingest([folder], settings)
    from retrieval.index import open_index

    store = Store(settings.store_url)
    open_index(settings, store).reset()
    ingest([folder], settings)
    counts = {part.count() for part in open_index(settings, store).retrievers.values()}
    store.close()
    assert counts == {3}


def test_a_second_ingest_in_the_same_folder_is_told_to_wait(settings: Settings, folder: Path) -> None:
    with FileLock(settings.data_dir / LOCK_FILE), pytest.raises(IngestBusy, match="请等它结束"):
        ingest([folder], settings)


def test_a_killed_rebuild_is_named_to_readers_and_gone_on_with_by_ingest(settings: Settings, folder: Path) -> None:
    ingest([folder], settings)
    store = Store(settings.store_url)
    store.set_meta(REBUILDING, "1")
    store.close()
    with pytest.raises(FingerprintMismatch, match="接着重建"):
        Store(settings.store_url)
    assert set(outcomes(ingest([folder], settings)).values()) == {"added"}


def test_a_broken_member_of_an_archive_is_reported_and_its_neighbours_are_stored(
    tmp_path: Path, model_dir: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    with zipfile.ZipFile(folder / "打包.zip", "w") as archive:
        archive.writestr("好.txt", "甲县教育局2023年工作总结\n全县新建学校3所。")
        archive.writestr("坏.docx", b"PK\x03\x04broken")
    reports = ingest([folder], settings_for(tmp_path / "data", model_dir))
    outcomes = sorted((report.outcome, report.source) for report in reports)
    assert outcomes == [("added", "打包.zip#好.txt"), ("failed", "打包.zip")]
    (failed,) = [report for report in reports if report.outcome == "failed"]
    assert "坏.docx" in failed.detail
