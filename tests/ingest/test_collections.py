"""What says whose a document is: its manifest, the folder's, the record; a person's word outlives reading it again."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from core.settings import Settings
from corpus.audit import Asked, count_deeds, read_deeds
from corpus.corrections import Change, all_corrections, correct, withdraw
from corpus.library import Library
from corpus.places import gazetteers, load_place_lexicon, office_gazetteer
from corpus.seen import collections_in, seen_by
from corpus.store import AuditRow, Store
from ingest.indexing import finish_indexing
from ingest.metadata import manifest_places
from ingest.pipeline import ingest
from retrieval.filters import Filter
from retrieval.index import open_index
from tests.conftest import settings_for

INSIDE = "内部督导"
TEXT = "{name}教育局2024年工作总结\n2024年12月20日\n全区新建学校{count}所，新增学位{count}00个。\n"


@pytest.fixture
def settings(tmp_path: Path, small: Settings, model_dir: Path) -> Settings:
    assert small.data_dir.is_dir()  # the model is built by then
    return settings_for(tmp_path / "data", model_dir, embedding_model="packaged")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "texts"
    made.mkdir()
    return made


def write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def collections(settings: Settings) -> dict[str, str]:
    """Which collection each stored document is of, by its source."""
    store = Store(settings.store_url)
    found = {one.source: one.collection for one in Library(store).documents()}
    store.close()
    return found


def test_manifest_folder_and_record_say_whose_a_document_is(folder: Path, settings: Settings) -> None:
    records = [
        {"id": "甲", "text": TEXT.format(name="甲县", count=1), "collection": "人事"},
        {"id": "乙", "text": TEXT.format(name="乙县", count=2)},
    ]
    write(
        folder,
        {
            "a.txt": TEXT.format(name="海淀区", count=3),
            "b.txt": TEXT.format(name="丰台区", count=4),
            "manifest.toml": f'[documents."b.txt"]\ncollection = "{INSIDE}"\n',
            "c.jsonl": "\n".join(json.dumps(one, ensure_ascii=False) for one in records),
            "inside/manifest.toml": f'collection = "{INSIDE}"\n[documents."e.txt"]\ncollection = "公开"\n',
            "inside/d.txt": TEXT.format(name="石景山区", count=5),
            "inside/e.txt": TEXT.format(name="门头沟区", count=6),
            "inside/deep/f.txt": TEXT.format(name="房山区", count=7),
        },
    )
    assert {one.outcome for one in ingest([folder], settings)} == {"added"}
    assert collections(settings) == {
        "a.txt": "公开",
        "b.txt": INSIDE,
        "c.jsonl#甲": "人事",
        "c.jsonl#乙": "公开",
        "inside/d.txt": INSIDE,
        "inside/e.txt": "公开",
        "inside/deep/f.txt": INSIDE,
    }
    store = Store(settings.store_url)
    assert collections_in(store) == sorted(["公开", INSIDE, "人事"])
    store.close()


def test_a_changed_manifest_moves_the_document_in_store_and_indexes(folder: Path, settings: Settings) -> None:
    write(folder, {"a.txt": TEXT.format(name="海淀区", count=3)})
    ingest([folder], settings)
    write(folder, {"manifest.toml": f'collection = "{INSIDE}"\n'})
    assert [one.outcome for one in ingest([folder], settings)] == ["updated"]
    assert collections(settings) == {"a.txt": INSIDE}
    store = Store(settings.store_url)
    index = open_index(settings, store)
    vector = index.embedder.queries(["新增学位"]) if index.embedder else None
    for retriever in index.retrievers.values():
        assert retriever.search("新增学位", 5, Filter(seen=frozenset({"公开"})), vector) == []
        assert len(retriever.search("新增学位", 5, Filter(seen=frozenset({INSIDE})), vector)) == retriever.count()
        assert retriever.count() > 0
    store.close()


@pytest.mark.parametrize("name", ["", "督" * 31, "督\\n导", "督\\u0000导"], ids=["empty", "long", "line", "control"])
def test_a_name_that_cannot_be_is_refused_and_nothing_is_taken_in_as_public(
    folder: Path, settings: Settings, name: str
) -> None:
    write(
        folder,
        {"manifest.toml": f'collection = "{name}"\n', "sub/a.txt": TEXT.format(name="海淀区", count=3)},
    )
    [report] = ingest([folder], settings)
    assert report.outcome == "failed"
    assert "资料集名称" in report.detail
    assert collections(settings) == {}


def test_ingest_forgets_lines_of_the_log_that_are_too_old(folder: Path, settings: Settings) -> None:
    write(folder, {"a.txt": TEXT.format(name="海淀区", count=3)})
    ingest([folder], settings)
    store = Store(settings.store_url)
    with store.session.begin() as session:
        for age in (1, 40):
            at = dt.datetime.now(dt.UTC) - dt.timedelta(days=age)
            session.add(AuditRow(at=at, user="王", status="login", question=str(age), trace={}))
    ingest([folder], settings)
    assert count_deeds(store, Asked()) == 2
    ingest([folder], settings.model_copy(update={"audit_days": 30}))
    assert [one.subject for one in read_deeds(store, Asked())] == ["1"]
    store.close()


def test_a_record_with_a_name_that_cannot_be_is_named_by_its_line(folder: Path, settings: Settings) -> None:
    record = {"id": "甲", "text": TEXT.format(name="甲县", count=1), "collection": "督" * 31}
    write(folder, {"c.jsonl": json.dumps(record, ensure_ascii=False)})
    [report] = ingest([folder], settings)
    assert report.outcome == "failed"
    assert "第1行" in report.detail


def test_a_corrected_collection_outlives_reading_again_and_a_rebuild(folder: Path, settings: Settings) -> None:
    write(folder, {"a.txt": TEXT.format(name="海淀区", count=3)})
    ingest([folder], settings)
    store = Store(settings.store_url)
    [document] = Library(store).documents()
    made = correct(store, document.id, Change(field="collection", value=INSIDE), who="张三", why="内部资料")
    finish_indexing(settings)
    assert made.old == "公开"
    assert Library(seen_by(store, frozenset({"公开"}))).documents() == []
    store.close()
    write(folder, {"a.txt": TEXT.format(name="海淀区", count=4)})
    assert [one.outcome for one in ingest([folder], settings)] == ["updated"]
    assert collections(settings) == {"a.txt": INSIDE}
    ingest([folder], settings, rebuild=True)
    assert collections(settings) == {"a.txt": INSIDE}
    store = Store(settings.store_url)
    withdraw(store, all_corrections(store)[0].id, who="李四", why="可以公开")
    store.close()
    assert collections(settings) == {"a.txt": "公开"}


def test_a_public_text_is_not_read_by_the_places_of_a_hidden_one(folder: Path, settings: Settings) -> None:
    write(
        folder,
        {
            "inside/manifest.toml": f'collection = "{INSIDE}"\n[documents."d.txt"]\nplace = "湖南省暗礁市墨池县"\n',
            "inside/d.txt": TEXT.format(name="墨池县", count=5),
            "manifest.toml": '[documents."b.txt"]\nplace = "湖南省丹枫市砚北县"\n',
            "b.txt": TEXT.format(name="砚北县", count=7),
        },
    )
    ingest([folder], settings)
    lexicon = load_place_lexicon(settings.lexicon_dir)
    known = manifest_places(folder, office_gazetteer(lexicon))
    store = Store(settings.store_url)
    for item in ([], known):  # by what is stored alone, and by manifests
        of = gazetteers(store, lexicon, item)
        assert [one.place.full_name for one in of(INSIDE).find("墨池县和砚北县")] == [
            "湖南省暗礁市墨池县",
            "湖南省丹枫市砚北县",
        ]
        for collection in ("公开", "人事"):
            assert [one.place.full_name for one in of(collection).find("墨池县和砚北县")] == ["湖南省丹枫市砚北县"]
    store.close()
