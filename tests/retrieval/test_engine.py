"""Which engine keeps the indexes, what moves when it changes, and what is left when a service is away."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.build import build_assistant
from assistant.offline import Question
from assistant.write import UNREAD
from core.errors import FingerprintMismatch, IndexMissing, ModelUnavailable, SettingsError
from core.settings import Settings
from corpus.store import Store
from ingest.pipeline import ingest
from retrieval.engine import engine_mark, index_name, retrievers_in_force
from retrieval.filters import Filter
from retrieval.index import open_index
from tests.conftest import settings_for
from tests.processes import chroma_server, free_port

ASKED = "海淀区2023年新增学位多少个？"


def test_settings_say_which_retrievers_are_asked() -> None:
    assert retrievers_in_force(Settings()) == ("dense", "lexical")
    assert retrievers_in_force(Settings(chroma_url="http://chroma:8000")) == ("dense", "lexical")
    assert retrievers_in_force(Settings(milvus_uri="http://milvus:19530")) == ("milvus",)
    with pytest.raises(SettingsError, match="CEWEN_CHROMA_URL"):
        retrievers_in_force(Settings(milvus_uri="http://milvus:19530", chroma_url="http://chroma:8000"))


def test_the_name_on_a_server_is_the_stores_and_holds_no_password() -> None:
    one = Settings(database_url="postgresql+psycopg://a:one@db:5432/office")
    assert index_name(one) == index_name(Settings(database_url="postgresql+psycopg://b:two@db:5432/office"))
    assert index_name(one) != index_name(Settings(database_url="postgresql+psycopg://a:one@db:5432/other"))
    assert index_name(Settings(index_name="west_lake")) == "west_lake"
    assert engine_mark(Settings(chroma_url="http://x:1", index_name="west_lake")) == "chroma west_lake"
    with pytest.raises(ValueError, match="index_name"):
        Settings(index_name="../x")


@pytest.fixture
def office(tmp_path: Path, texts: Path, small: Settings, model_dir: Path) -> Settings:
    """Settings over the two documents, ingested with the local engine."""
    assert small.data_dir.is_dir()  # the model is built by then
    settings = settings_for(tmp_path / "data", model_dir)
    ingest([texts], settings)
    return settings


def held(settings: Settings) -> tuple[set[str], bool]:
    """The passages that an office finds, and whether its indexes are files of this machine."""
    store = Store(settings.store_url)
    index = open_index(settings, store)
    hits = index.search(ASKED, 50, Filter())
    counts = {retriever.count() for retriever in index.retrievers.values()}
    store.close()
    assert counts == {len(hits)}
    return {hit.passage_id for hit in hits}, index.local


def test_an_office_moves_to_milvus_and_back_by_an_ordinary_ingest(office: Settings, texts: Path) -> None:
    pytest.importorskip("milvus_lite")
    before, local = held(office)
    assert local
    moved = office.model_copy(update={"milvus_uri": str(office.data_dir / "milvus.db")})
    with pytest.raises(FingerprintMismatch, match="不必 --rebuild"):
        open_index(moved, Store(moved.store_url))
    assert {report.outcome for report in ingest([texts], moved)} == {"unchanged"}
    after, local = held(moved)
    assert after == before
    assert local  # Milvus Lite is a folder
    trace = build_assistant(moved).invoke(Question(text=ASKED))
    assert "4200" in trace.answer
    assert trace.citations
    with pytest.raises(FingerprintMismatch):
        open_index(office, Store(office.store_url))
    ingest([texts], office)
    assert held(office)[0] == before


def test_an_office_moves_to_a_chroma_server_and_is_told_when_it_lost_what_it_kept(
    office: Settings, texts: Path, tmp_path: Path
) -> None:
    before, _ = held(office)
    with chroma_server(tmp_path / "chroma", free_port()) as url:
        moved = office.model_copy(update={"chroma_url": url, "index_name": "office"})
        ingest([texts], moved)
        after, local = held(moved)
        assert after == before
        assert local  # words stay in files
        store = Store(moved.store_url)
        open_index(moved, store).retrievers["dense"].reset()
        with pytest.raises(IndexMissing, match="CEWEN_INDEX_NAME"):
            open_index(moved, store)
        store.close()
        ingest([texts], moved)
        assert held(moved)[0] == before


def test_without_the_model_service_words_find_and_the_answer_says_so(small: Settings, tmp_path: Path) -> None:
    lone = small.model_copy(update={"model_url": f"http://127.0.0.1:{free_port()}"})
    assistant = build_assistant(lone)
    trace = assistant.invoke(Question(text=ASKED))
    assert UNREAD in trace.notes
    assert "4200" in trace.answer
    assert not assistant.search.reads
    fresh = lone.model_copy(update={"data_dir": tmp_path})
    with pytest.raises(ModelUnavailable, match="没有应答"):
        ingest([small.corpus_dir], fresh)
