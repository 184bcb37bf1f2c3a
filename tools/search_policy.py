"""Searching the policy texts: the passages that fit, and in them the clauses that answer."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from functools import lru_cache

from langchain_core.tools import BaseTool, tool

from core.schema import Evidence, Place
from corpus.library import Library
from retrieval.clause import Clause
from retrieval.embed import Vectors
from retrieval.filters import Filter
from retrieval.index import SearchIndex
from retrieval.query import Query, QueryReader
from retrieval.retrievers import Hit
from retrieval.sentences import Selector
from retrieval.unplaced import may_name, only_of

MAX_SHOWN = 5
REMEMBERED = 64  # questions
# How the indexes write that a passage's section has no place; of such passages many fall away.
NO_PLACE, LOOKED_AT = "", 4


class PolicySearch:
    """Finds the clauses that answer a question.

    Args:
        index: Word and vector indexes.
        library: The texts.
        selector: Ranks clauses.
        reader: Reads questions.
        top_k: Passages looked into.
    """

    def __init__(
        self, *, index: SearchIndex, library: Library, selector: Selector, reader: QueryReader, top_k: int
    ) -> None:
        self.index = index
        self.library = library
        self.reader = reader
        self.selector = selector
        self._top_k = top_k
        # The same question is asked of each place of a comparison.
        self._vector: Callable[[str], Vectors | None] = lru_cache(REMEMBERED)(
            lambda text: index.embedder.queries([text]) if index.embedder else None
        )

    def vector(self, text: str) -> Vectors | None:
        """A question's vector, shape (1, dimension); None without a model."""
        return self._vector(text)

    def clauses(
        self, query: Query, *, places: Sequence[Place] | None = None, years: frozenset[int] = frozenset(),
        vector: Vectors | None = None, documents: Sequence[str] | None = None,
    ) -> list[Clause]:  # fmt: skip
        """Clauses that may answer, best first.

        Args:
            query: What is asked.
            places: Only sections of these places; None for all.
            years: Years asked about; clauses of other years rank behind.
            vector: The question's vector, to spare making it again.
            documents: Only these documents; None for all.
        """
        vector = self.vector(query.text) if vector is None else vector
        found = self.selector.rank(query, self.passages(query, places, vector, documents), vector, years)
        return found if places is None else only_of(found, places)

    def passages(
        self,
        query: Query,
        places: Sequence[Place] | None,
        vector: Vectors | None,
        documents: Sequence[str] | None = None,
    ) -> list[Hit]:
        """The passages to look into, best first: of these places, or of no place where the document names one."""
        filters = Filter(
            places=(*(place.full_name for place in places), NO_PLACE) if places is not None else None,
            documents=tuple(documents) if documents is not None else None,
        )
        if places is None:
            return self.index.search(query.search_text, self._top_k, filters, vector)
        hits = self.index.search(query.search_text, LOOKED_AT * self._top_k, filters, vector)
        unplaced = self.library.unplaced([hit.passage_id for hit in hits])
        kept = (
            hit
            for hit in hits
            if hit.passage_id not in unplaced
            or any(may_name(self.library.document(unplaced[hit.passage_id]), place) for place in places)
        )
        return list(itertools.islice(kept, self._top_k))


def search_tool(search: PolicySearch, places: Sequence[Place]) -> BaseTool:
    """The search as a LangChain tool over one corpus; `places` are those the corpus speaks of."""
    by_name = {place.name: place for place in places} | {place.full_name: place for place in places}

    @tool("search_policy", parse_docstring=True, response_format="content_and_artifact")
    def search_policy(question: str, place: str = "") -> tuple[str, list[Evidence]]:
        """在政策文件中查找能回答问题的原句。

        Args:
            question: 完整的中文问题，例如"天津市成立了多少个教育集团"。
            place: 地名，只查写这个地方的文件；留空则查全部。
        """
        if place and place not in by_name:
            return f"资料中没有关于{place}的文件", []
        found = search.clauses(search.reader.read(question), places=[by_name[place]] if place else None)[:MAX_SHOWN]
        passages = {p.id: p for p in search.library.passages([clause.unit.passage_id for clause in found])}
        evidence = [
            Evidence(
                ref=str(number), passage=passages[clause.unit.passage_id], sentence_span=clause.unit.sentence,
                score=clause.score, retriever="fused",
            )
            for number, clause in enumerate(found, 1)
        ]  # fmt: skip
        lines = [
            f"[{e.ref}] {c.document.title}｜{c.section.heading}：{c.document.text[slice(*c.unit.sentence)]}"
            for e, c in zip(evidence, found, strict=True)
        ]
        return "\n".join(lines) or "没有找到", evidence

    return search_policy
