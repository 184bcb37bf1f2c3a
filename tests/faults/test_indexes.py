"""Index files damaged or gone: nothing is answered wrongly, it is told, and the indexes are made anew from the store."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from assistant.build import build_assistant
from assistant.engine import Question
from assistant.live import LiveAssistant
from core.errors import CewenError
from corpus.store import Store
from retrieval.index import open_index
from retrieval.retrievers import IndexedPassage
from tests.faults.conftest import ANSWERED, ASKED, Command, Office, files_in, flip, kept

Fault = Callable[[Path], None]


def chroma_flipped(index: Path) -> None:
    path = index / "vectors" / "chroma.sqlite3"
    raw = path.read_bytes()
    flip(path)
    # The header stays, so that it looks like a database.
    path.write_bytes(raw[:100] + path.read_bytes()[100:])


def words_flipped(index: Path) -> None:
    for path in files_in(index / "words"):
        if path.name != "meta.json":
            flip(path)


def segments_gone(index: Path) -> None:
    for path in files_in(index / "words"):
        if path.suffix in (".store", ".term", ".idx", ".pos"):
            path.unlink()


def stored_words_spoilt(index: Path) -> None:
    for path in files_in(index / "words"):
        if path.suffix in (".store", ".term"):
            raw = path.read_bytes()
            path.write_bytes(raw[:8] + b"\xff" * 12 + raw[20:])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


FAULTS: dict[str, Fault] = {
    "words flipped": words_flipped,
    "words' list cut": lambda index: (index / "words" / "meta.json").write_text('{"segments"', encoding="utf-8"),
    "words' store spoilt": stored_words_spoilt,
    "words' segments gone": segments_gone,
    "words gone": lambda index: shutil.rmtree(index / "words"),
    "documents' words gone": lambda index: shutil.rmtree(index / "documents"),
    "vectors flipped": chroma_flipped,
    "vectors' header": lambda index: flip(index / "vectors" / "chroma.sqlite3", every=1),
    "vectors emptied": lambda index: emptied(index / "vectors" / "chroma.sqlite3"),
    "vectors gone": lambda index: shutil.rmtree(index / "vectors"),
    "all gone": shutil.rmtree,
}


def answer_or_error(ask: Callable[[], str]) -> str:
    """An answer, or what is said instead of one."""
    try:
        return ask()
    except CewenError as error:
        return f"{error.message}：{error.next_step}"


@pytest.mark.parametrize("name", FAULTS)
def test_a_damaged_index_gives_no_wrong_answer_and_is_built_anew(office: Office, name: str) -> None:
    before = kept(office.settings)
    FAULTS[name](office.data / "index")
    said = answer_or_error(office.answer)
    assert ANSWERED in said or ("索引" in said and "cewen doctor --mend" in said)
    assert kept(office.settings) == before
    found = office.doctor()
    assert set(found) == {"index"}, found
    assert "cewen doctor --mend" in found["index"][0]
    assert office.doctor(mend=True) == {}
    assert ANSWERED in office.answer()
    assert kept(office.settings) == before
    assert set(office.ingest().values()) == {"unchanged"}


@pytest.mark.parametrize("name", ["vectors flipped", "words gone", "all gone"])
def test_ingest_tells_of_a_damaged_index_or_mends_it_itself(office: Office, name: str, cewen: Command) -> None:
    before = kept(office.settings)
    FAULTS[name](office.data / "index")
    status, said = cewen("ingest", office.texts, "--data", office.data)
    assert "Traceback" not in said
    if status:
        assert "cewen doctor --mend" in said
        status, said = cewen("doctor", "--mend", "--data", office.data)
        assert status == 0, said
        assert "已修复" in said
        assert list(office.data.glob("index.broken-*"))
    assert ANSWERED in office.answer()
    assert kept(office.settings) == before


@pytest.mark.parametrize("name", ["vectors flipped", "vectors' header", "words flipped", "words' store spoilt"])
def test_a_rebuild_makes_a_damaged_index_anew_and_loses_no_document(office: Office, name: str) -> None:
    before = set(office.ingest())
    FAULTS[name](office.data / "index")
    assert set(office.ingest(rebuild=True)) == before
    assert ANSWERED in office.answer()
    assert office.doctor() == {}


def test_the_graph_of_vectors_gone_costs_no_answer(office: Office) -> None:
    folders = [path for path in (office.data / "index" / "vectors").iterdir() if path.is_dir()]
    assert folders
    for folder in folders:
        shutil.rmtree(folder)
    assert ANSWERED in office.answer()
    assert office.doctor(mend=True) == {}
    assert ANSWERED in office.answer()


def test_passages_that_the_store_does_not_know_are_found_and_taken_out(office: Office) -> None:
    store = Store(office.settings.store_url)
    index = open_index(office.settings, store)
    stray = IndexedPassage(
        id="别处@0", document_id="别处", place="", title="别处", headings="", text="新增学位99999个", collection="公开"
    )
    index.add([stray], index.embedder.passages([stray.text]))
    store.close()
    found = office.doctor()
    assert "缺 0 段，多 1 段" in found["index"][0]
    assert office.doctor(mend=True) == {}
    assert "99999" not in office.answer()


def test_a_page_whose_index_is_damaged_under_it_says_so_and_answers_after_the_mend(office: Office) -> None:
    live = LiveAssistant(partial(build_assistant, office.settings))
    assert ANSWERED in live.invoke(Question(text=ASKED)).answer
    chroma_flipped(office.data / "index")
    for _ in range(2):
        said = answer_or_error(lambda: live.invoke(Question(text="丰台区2022年新增学位多少个")).answer)
        assert "2600" in said or "cewen doctor --mend" in said
    assert office.doctor(mend=True) == {}
    assert "2600" in live.invoke(Question(text="丰台区2022年新增学位多少个")).answer
    assert ANSWERED in live.invoke(Question(text=ASKED)).answer
