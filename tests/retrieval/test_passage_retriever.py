from __future__ import annotations

from core.settings import Settings
from corpus.library import Library
from corpus.store import Store
from retrieval.index import open_index
from retrieval.passage_retriever import PassageRetriever


def test_passages_come_as_langchain_documents_with_their_span(small: Settings) -> None:
    store = Store(small.store_url)
    library = Library(store)
    retriever = PassageRetriever(index=open_index(small, store), library=library, top_k=3, places=("北京市海淀区",))
    found = retriever.invoke("公办园在园幼儿占比")
    assert 1 <= len(found) <= 3
    assert {one.metadata["place"] for one in found} == {"北京市海淀区"}
    for one in found:
        text = library.document(one.metadata["document_id"]).text
        assert text[one.metadata["start"] : one.metadata["end"]] == one.page_content
