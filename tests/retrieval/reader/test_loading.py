"""The reader from the packaged model and the adapter file; without them there is none, and nothing breaks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.errors import ModelError
from core.settings import Settings
from retrieval.embed import Embedder
from retrieval.reader.loading import WEIGHTS, load_reader, make_reader, read_adapter
from retrieval.reader.reading import Page, Reader


@pytest.fixture(scope="module")
def embedder(small: Settings) -> Embedder:
    return Embedder(small.embedding_model, small.data_dir, small.embedding_dtype)


@pytest.fixture(scope="module")
def reader(embedder: Embedder, small: Settings) -> Reader:
    loaded = load_reader(embedder, small.data_dir)
    assert isinstance(loaded, Reader)
    return loaded


def broken(folder: Path, kind: str) -> Path:
    path = folder / f"{kind}.npz"
    if kind == "cut":
        path.write_bytes(WEIGHTS.read_bytes()[:2000])
    elif kind == "words":
        path.write_text("no weights", encoding="utf-8")
    elif kind == "empty":
        path.write_bytes(b"")
    elif kind == "other":
        np.savez(path, nothing=np.zeros(3))
    return path


@pytest.mark.parametrize("kind", ["missing", "cut", "words", "empty", "other"])
def test_missing_or_broken_weights_give_no_reader_and_an_error_that_says_what_to_do(
    embedder: Embedder, small: Settings, tmp_path: Path, kind: str
) -> None:
    path = broken(tmp_path, kind)
    assert load_reader(embedder, small.data_dir, path) is None
    bert, tokenizer = embedder.packaged
    with pytest.raises(ModelError, match=path.name) as raised:
        make_reader(bert, tokenizer, path)
    assert "重新安装" in raised.value.next_step


def test_the_adapter_file_holds_finite_numbers() -> None:
    arrays = read_adapter(WEIGHTS)
    assert arrays
    assert all(np.isfinite(array.astype(np.float32)).all() for array in arrays.values())


def test_the_passage_that_answers_is_read_with_a_higher_score(reader: Reader) -> None:
    head = "云岭县2024年教育工作总结｜二、主要工作"
    pages = [
        Page(head=head, text="新建公办幼儿园4所，新增学位960个。"),
        Page(head=head, text="开展消防演练，排查校舍隐患。"),
    ]
    result, silent = reader.read(["云岭县2024年新增学位多少个？"] * 2, pages)
    span = result.best(0, len(pages[0].text))
    assert "960个" in pages[0].text[span.start : span.end]
    assert result.score(span) > silent.score(silent.best(0, len(pages[1].text)))


def test_a_page_is_read_alike_alone_and_among_others(reader: Reader) -> None:
    question = "云岭县2024年新增学位多少个？"
    page = Page(head="总结", text="新建公办幼儿园4所，新增学位960个。")
    alone = reader.read([question], [page])[0]
    among = reader.read(
        [question] * 3, [Page(head="总结", text="短句。"), page, Page(head="总结", text="长句，" * 60)]
    )[1]
    assert alone.has == pytest.approx(among.has, abs=0.25)
    assert alone.best(0, 18) is not None
    assert (alone.best(0, 18).start, alone.best(0, 18).end) == (among.best(0, 18).start, among.best(0, 18).end)


def test_pages_without_words_and_without_end_are_read(reader: Reader) -> None:
    pages = [Page(head="", text=""), Page(head="总结" * 300, text="学校" * 2000)]
    readings = reader.read(["多少" * 500, ""], pages)
    assert len(readings) == 2
    assert readings[0].best(0, 10) is None
