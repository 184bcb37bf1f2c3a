"""No tool of a language model leaves what the question is about."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.model.book import Book
from assistant.model.bounds import Bounds
from assistant.model.scoped_tools import ScopedTools
from assistant.toolbox import Toolbox


@pytest.fixture
def call(toolbox: Toolbox, bounds: Callable[[str], Bounds]) -> Callable[..., tuple[str, Book]]:
    """What a tool says within the bounds of a question, and the sources it gave."""

    def called(about: str, tool: str, **given: object) -> tuple[str, Book]:
        book = Book()
        tools = {one.name: one for one in ScopedTools(toolbox, bounds(about), book).tools()}
        return str(tools[tool].invoke(given)), book

    return called


Call = Callable[..., tuple[str, Book]]


def test_a_search_gives_numbered_sentences_of_the_asked_place_and_year(call: Call) -> None:
    result, book = call("云岭县2024年有多少所小学", "search", question="云岭县2024年有多少所小学")
    assert "全县共有小学39所" in result
    assert "41所" not in result
    assert result.startswith("[1] ")
    assert all(one.citation.place == "湖南省丹枫市云岭县" for one in book.sources.values())


@pytest.mark.parametrize("name", ["search", "figures"])
def test_another_place_or_year_is_refused(call: Call, name: str) -> None:
    asked = {"question" if name == "search" else "name": "运动场"}
    result, book = call("云岭县2024年有多少所小学", name, **asked, place="望海县")
    assert result == "不能这样查：问题问的是云岭县，不能查望海县的内容"
    assert not book.sources
    result, _ = call("云岭县2024年有多少所小学", name, **asked, year=2023)
    assert "不能用2023年的内容回答" in result


@pytest.mark.parametrize("name", ["query_tables", "compute_indicator"])
def test_tables_are_not_asked_of_another_place(call: Call, name: str) -> None:
    result, book = call("云岭县2024年有多少所小学", name, question="望海县2024年有多少所小学")
    assert "不能查望海县的内容" in result
    assert not book.sources


def test_a_place_that_the_corpus_does_not_have_is_named(call: Call) -> None:
    result, _ = call("有多少所小学", "search", question="有多少所小学", place="深圳市")
    assert "资料里没有“深圳市”的文件" in result


def test_around_a_source_its_neighbours_are_read(call: Call, toolbox: Toolbox, bounds: Callable[[str], Bounds]) -> None:
    book = Book()
    question = "云岭县校车驾驶人要什么条件"
    tools = {one.name: one for one in ScopedTools(toolbox, bounds(question), book).tools()}
    tools["search"].invoke({"question": question})
    ref = next(ref for ref, one in book.sources.items() if "下列条件" in one.citation.quote)
    trace = tools["read_around"].invoke({"ref": ref})
    assert "身体健康，没有传染性疾病" in trace
    assert tools["read_around"].invoke({"ref": "99"}) == "没有编号为 99 的原文出处"


def test_a_text_is_checked_and_is_no_source(call: Call) -> None:
    result, book = call("云岭县2024年有多少所小学", "check_figures", text="全县共有学校60所，其中小学39所、初中12所。")
    assert result.startswith("共核对")
    assert "51" in result
    assert not book.sources
