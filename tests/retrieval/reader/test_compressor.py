"""The reader as a document compressor: what answers comes first, with the answer's place and how sure it is."""

from __future__ import annotations

import pytest
from langchain_core.documents import Document

from assistant.engine import Assistant
from retrieval.passage_retriever import PassageRetriever
from retrieval.reader.compressor import ReaderCompressor
from retrieval.reader.given import read_given

ANSWERS = "校车管理。校车每月检查不少于2次，并做好记录。"
OTHERS = ("今天天气很好，大家去春游。", "全县共有小学39所，在校学生25100人。")


@pytest.fixture(scope="module")
def compressor(assistant: Assistant) -> ReaderCompressor:
    search = assistant.search
    assert search.reader is not None
    return ReaderCompressor(reader=search.reader, calibration=search.calibration, top_n=2)


def test_the_document_that_answers_comes_first_with_its_answer(compressor: ReaderCompressor) -> None:
    given = [Document(page_content=text, metadata={"from": n}, id=str(n)) for n, text in enumerate((*OTHERS, ANSWERS))]
    kept = compressor.compress_documents(given, "校车每月检查几次？")
    assert len(kept) == 2
    first = kept[0]
    assert (first.id, first.metadata["from"]) == ("2", 2)
    assert first.page_content[first.metadata["answer_start"] : first.metadata["answer_end"]] == first.metadata["answer"]
    assert "2次" in first.metadata["answer"]
    assert 1 >= first.metadata["probability"] >= kept[1].metadata["probability"] >= 0
    assert all(one.metadata == {"from": n} for n, one in enumerate(given))


def test_what_is_too_unsure_is_left_out(compressor: ReaderCompressor) -> None:
    strict = compressor.model_copy(update={"least": 1.0})
    assert strict.compress_documents([Document(page_content=OTHERS[0])], "校车每月检查几次？") == []
    assert compressor.compress_documents([], "校车每月检查几次？") == []


def test_a_long_document_is_read_to_its_end(compressor: ReaderCompressor) -> None:
    long = OTHERS[0] * 200 + ANSWERS
    (kept,) = compressor.compress_documents([Document(page_content=long)], "校车每月检查几次？")
    assert kept.metadata["answer_start"] > 200 * len(OTHERS[0])
    assert "2次" in kept.metadata["answer"]


def test_it_follows_the_retriever(compressor: ReaderCompressor, assistant: Assistant) -> None:
    search = assistant.search
    found = PassageRetriever(index=search.index, library=search.library).invoke("海淀区新增学位多少个")
    kept = compressor.compress_documents(found, "海淀区新增学位多少个？")
    assert "4200个" in kept[0].metadata["answer"]
    assert kept[0].metadata["title"] == "海淀区教育局2023年工作总结"


def test_a_text_in_pieces_keeps_its_places(assistant: Assistant) -> None:
    search = assistant.search
    assert search.reader is not None
    text = "".join(f"第{n}条 校车每月检查{n}次。\n" for n in range(1, 60))
    spans = read_given(search.reader, search.calibration, "第41条规定校车每月检查几次", [text, ""], width=80)
    assert len(spans) >= 59
    assert [one.probability for one in spans] == sorted((one.probability for one in spans), reverse=True)
    assert all(one.text == 0 and 0 <= one.start < one.end <= len(text) for one in spans)
