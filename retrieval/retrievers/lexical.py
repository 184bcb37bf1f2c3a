"""BM25 over jieba words, in tantivy (the only file that imports it)."""

from __future__ import annotations

from collections.abc import Sequence

import tantivy

from retrieval.embed import Vectors
from retrieval.filters import NO_FILTER, Filter
from retrieval.retrievers import RETRIEVERS, Hit, IndexedPassage, Parts

HEADING_BOOST, TITLE_BOOST = 0.6, 0.4
WRITER_HEAP_BYTES = 50_000_000
_TOKENIZER = "words"


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("document_id", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("place", tokenizer_name="raw", index_option="basic")
    for field in ("text", "headings", "title"):
        builder.add_text_field(field, tokenizer_name=_TOKENIZER, index_option="freq")
    return builder.build()


@RETRIEVERS.register("lexical")
class LexicalRetriever:
    """Passages by words; headings and title are fields of their own with less weight."""

    def __init__(self, parts: Parts) -> None:
        folder = parts.folder / "words"
        folder.mkdir(parents=True, exist_ok=True)
        self._segmenter = parts.segmenter
        self._schema = _schema()
        self._index = tantivy.Index(self._schema, path=str(folder))
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer(_TOKENIZER, analyzer)

    def _words(self, text: str) -> str:
        return " ".join(self._segmenter.search_words(text))

    def add(self, passages: Sequence[IndexedPassage], vectors: Vectors | None) -> None:
        """Index passages by their words; vectors are not used."""
        writer = self._index.writer(WRITER_HEAP_BYTES, 1)
        for passage in passages:
            document = tantivy.Document()
            document.add_text("id", passage.id)
            document.add_text("document_id", passage.document_id)
            document.add_text("place", passage.place)
            document.add_text("text", self._words(passage.text))
            document.add_text("headings", self._words(passage.headings))
            document.add_text("title", self._words(passage.title))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def remove(self, document_ids: Sequence[str]) -> None:
        """Forget all passages of these documents."""
        writer = self._index.writer(WRITER_HEAP_BYTES, 1)
        for document_id in document_ids:
            writer.delete_documents_by_term("document_id", document_id)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def reset(self) -> None:
        """Forget everything."""
        writer = self._index.writer(WRITER_HEAP_BYTES, 1)
        writer.delete_all_documents()
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def search(
        self, question: str, top_k: int, filters: Filter = NO_FILTER, vector: Vectors | None = None
    ) -> list[Hit]:
        """BM25 over text, headings and title; a question without words finds nothing."""
        words = list(dict.fromkeys(self._segmenter.search_words(question)))
        if not words or filters.admits_nothing or not self.count():
            return []
        query = tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, self._any_word(words)), *((tantivy.Occur.Must, q) for q in self._within(filters))]
        )
        found = self._index.searcher().search(query, top_k).hits
        searcher = self._index.searcher()
        return [Hit(passage_id=searcher.doc(address)["id"][0], score=float(score)) for score, address in found]

    def _any_word(self, words: Sequence[str]) -> tantivy.Query:
        parts = []
        for field, boost in (("text", 1.0), ("headings", HEADING_BOOST), ("title", TITLE_BOOST)):
            for word in words:
                term = tantivy.Query.term_query(self._schema, field, word, "freq")
                parts.append((tantivy.Occur.Should, tantivy.Query.boost_query(term, boost)))
        return tantivy.Query.boolean_query(parts)

    def _within(self, filters: Filter) -> list[tantivy.Query]:
        within = []
        for field, allowed in (("place", filters.places), ("document_id", filters.documents)):
            if allowed is not None:
                terms = [
                    (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, field, value, "basic"))
                    for value in allowed
                ]
                within.append(tantivy.Query.const_score_query(tantivy.Query.boolean_query(terms), 0.0))
        return within

    def document_frequency(self, word: str) -> int:
        """Passages whose text has the word."""
        return int(self._index.searcher().doc_freq("text", word))

    def count(self) -> int:
        """Passages in the index."""
        return int(self._index.searcher().num_docs)
