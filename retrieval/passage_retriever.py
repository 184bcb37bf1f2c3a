"""The search as a LangChain retriever, for whoever builds on it."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field, SkipValidation

from corpus.library import Library
from retrieval.filters import Filter
from retrieval.index import SearchIndex


class PassageRetriever(BaseRetriever):
    """Passages for a question, best first, each with document, section, place and exact span in its metadata."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: SkipValidation[SearchIndex]
    library: SkipValidation[Library]
    top_k: int = Field(12, ge=1, le=100, description="Passages returned.")
    places: tuple[str, ...] | None = Field(None, description="Full names of the places to keep to; None: all.")

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        hits = self.index.search(query, self.top_k, Filter(places=self.places))
        scores = {hit.passage_id: hit.score for hit in hits}
        found = []
        for passage in self.library.passages([hit.passage_id for hit in hits]):
            document = self.library.document(passage.document_id)
            section = self.library.section(passage.document_id, passage.section_id)
            metadata = {
                "document_id": document.id,
                "title": document.title,
                "section": " / ".join(section.heading_path),
                "place": section.place.full_name if section.place else "",
                "start": passage.start,
                "end": passage.end,
                "score": scores[passage.id],
            }
            found.append(LangChainDocument(page_content=passage.text, metadata=metadata, id=passage.id))
        return found
