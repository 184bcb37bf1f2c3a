from __future__ import annotations

from pathlib import Path

import pytest
import tantivy

from core.collection import PUBLIC
from core.settings import Settings
from retrieval.filters import Filter
from retrieval.retrievers import IndexedPassage, RetrieverContext
from retrieval.retrievers.lexical import LexicalRetriever
from retrieval.segment import character_pairs, load_segmenter


def passage(id_: str, text: str, title: str = "通知") -> IndexedPassage:
    return IndexedPassage(
        id=id_, document_id=id_.split("@")[0], place="", title=title, headings="", text=text, collection=PUBLIC
    )


@pytest.fixture
def retriever(tmp_path: Path) -> LexicalRetriever:
    segmenter = load_segmenter(Settings().lexicon_dir)
    return LexicalRetriever(RetrieverContext(folder=tmp_path, segmenter=segmenter, embedder=None))


def test_pairs_stay_within_a_run_of_letters_and_a_lone_character_is_kept() -> None:
    assert character_pairs("办学条件，好。A1") == ["办学", "学条", "条件", "好", "a1"]
    assert character_pairs("？！") == []


def test_pairs_find_a_name_that_is_no_word_of_the_dictionary(retriever: LexicalRetriever) -> None:
    retriever.add([passage("a@0", "鑫喆淼小学新建食堂"), passage("b@0", "另一所小学新建操场")], None)
    assert retriever.search("鑫喆淼", 5)[0].passage_id == "a@0"


def test_of_two_like_passages_the_one_whose_document_speaks_of_the_question_is_first(
    retriever: LexicalRetriever,
) -> None:
    retriever.add(
        [
            passage("a@0", "报名时间为六月。"),
            passage("a@1", "本办法适用于体育馆维修。"),
            passage("b@0", "报名时间为六月。"),
            passage("b@1", "本办法适用于幼儿园招生。"),
        ],
        None,
    )
    found = [hit.passage_id for hit in retriever.search("幼儿园招生的报名时间", 10)]
    assert found.index("b@0") < found.index("a@0")


def test_a_removed_document_leaves_neither_passages_nor_lift(retriever: LexicalRetriever) -> None:
    retriever.add([passage("a@0", "食堂改造"), passage("b@0", "食堂改造")], None)
    retriever.remove(["a"])
    assert [hit.passage_id for hit in retriever.search("食堂改造", 5)] == ["b@0"]
    assert retriever.search("食堂改造", 5, Filter(documents=("a",))) == []


def test_what_an_older_schema_left_is_thrown_away(tmp_path: Path) -> None:
    folder = tmp_path / "words"
    folder.mkdir()
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("other", stored=True)
    tantivy.Index(builder.build(), path=str(folder))
    segmenter = load_segmenter(Settings().lexicon_dir)
    retriever = LexicalRetriever(RetrieverContext(folder=tmp_path, segmenter=segmenter, embedder=None))
    retriever.add([passage("a@0", "食堂改造")], None)
    assert retriever.count() == 1


def test_files_of_a_writer_killed_before_its_commit_are_in_nobodys_way(tmp_path: Path) -> None:
    segmenter = load_segmenter(Settings().lexicon_dir)

    def opened() -> LexicalRetriever:
        return LexicalRetriever(RetrieverContext(folder=tmp_path, segmenter=segmenter, embedder=None))

    opened().add([passage("a@0", "食堂改造"), passage("b@0", "食堂改造")], None)
    committed = {path: path.read_bytes() for path in tmp_path.rglob("meta.json")}
    opened().remove(["a"])
    # As a kill between writing the deletions and the commit leaves it.
    for path, content in committed.items():
        path.write_bytes(content)
    assert len(list(tmp_path.rglob("*.del"))) == 2
    assert opened().count() == 2
    opened().remove(["a"])
    assert [hit.passage_id for hit in opened().search("食堂改造", 5)] == ["b@0"]
