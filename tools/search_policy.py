"""Searching the policy texts: the passages that fit, and in them the clauses that answer."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from functools import lru_cache

from langchain_core.tools import BaseTool, tool

from core.place import short_name
from core.schema import Evidence, Place
from corpus.library import Library, Owner
from retrieval.clause import Clause
from retrieval.embed import Vectors
from retrieval.filters import NO_PLACE, Filter
from retrieval.index import SearchIndex
from retrieval.other_places import of_nation, speaks_for_all, within
from retrieval.query import Query, QueryReader
from retrieval.retrievers import Hit
from retrieval.sentences import Selector
from tools.document_tables import DocumentTables

MAX_SHOWN = 5
REMEMBERED = 64  # questions
# Of passages that are not the place's own many fall away.
LOOKED_AT = 4


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
        self.tables = DocumentTables(library, reader, index.segmenter)
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
        return found if places is None else within(found, places)

    def national(self, query: Query, *, years: frozenset[int] = frozenset()) -> list[Clause]:
        """Clauses of the country's documents that may answer, best first: they hold in every place."""
        vector = self.vector(query.text)

        def speaks(owner: Owner) -> bool:
            return speaks_for_all(self.library.document(owner.document_id))

        hits = self._those(speaks, query, Filter(places=(NO_PLACE,)), vector)
        return of_nation(self.selector.rank(query, hits, vector, years))

    def passages(
        self,
        query: Query,
        places: Sequence[Place] | None,
        vector: Vectors | None,
        documents: Sequence[str] | None = None,
    ) -> list[Hit]:
        """The passages to look into, best first.

        They are of these places; or of no place, where the document names one of them; or of a wider place, where the
        passage does.
        """
        if places is None:
            only = Filter(documents=tuple(documents) if documents is not None else None)
            return self.index.search(query.search_text, self._top_k, only, vector)
        own = {place.full_name for place in places}
        wider = {"".join(place.parents[:depth]) for place in places for depth in range(1, len(place.parents) + 1)}
        filters = Filter(
            places=(*sorted(own | wider), NO_PLACE), documents=tuple(documents) if documents is not None else None
        )

        def may_speak(owner: Owner) -> bool:
            if owner.place in own:
                return True
            text = self.library.document(owner.document_id).text
            looked_at = text[slice(*owner.span)] if owner.place else text
            return any(short_name(place.name) in looked_at for place in places)

        return self._those(may_speak, query, filters, vector)

    def _those(
        self, admitted: Callable[[Owner], bool], query: Query, filters: Filter, vector: Vectors | None
    ) -> list[Hit]:
        """The best passages whose owner is admitted; one that the store no longer has is passed over."""
        hits = self.index.search(query.search_text, LOOKED_AT * self._top_k, filters, vector)
        owners = self.library.owners([hit.passage_id for hit in hits])
        kept = (hit for hit in hits if hit.passage_id in owners and admitted(owners[hit.passage_id]))
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
