"""BM25 in tantivy (the only file that imports it): passages by words and character pairs, lifted by their document."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

import tantivy

from core.errors import IndexBroken
from retrieval.embed import Vectors
from retrieval.filters import NO_FILTER, Filter
from retrieval.retrievers import RETRIEVERS, Hit, IndexedPassage, RetrieverContext, disk_failure
from retrieval.segment import Segmenter, character_pairs

# Chosen by nDCG@10 on STARD's train split among 0, 0.3, 0.5, 1 and 2: 0.351, 0.349, 0.357, 0.356, 0.352 (words alone
# 0.341).
WORDS, PAIRS = 0.5, 1.0
# A document that speaks of the whole question lifts its passages: as much as the passage itself, the plain choice.
DOCUMENT_SHARE = 1.0
WRITER_HEAP_BYTES = 50_000_000
_TOKENIZER = "words"
_KEYS = ("id", "document_id", "place", "collection")


class TermIndex:
    """One tantivy index: keys as they are, and fields of terms that are cut already.

    Args:
        folder: Where it is kept; what an older schema left there is thrown away, for it can be rebuilt.
        fields: Names of the term fields with their boosts.
    """

    def __init__(self, folder: Path, fields: Mapping[str, float]) -> None:
        builder = tantivy.SchemaBuilder()
        for key in _KEYS:
            builder.add_text_field(key, stored=key == "id", tokenizer_name="raw", index_option="basic")
        for field in fields:
            builder.add_text_field(field, tokenizer_name=_TOKENIZER, index_option="freq")
        self._fields = dict(fields)
        self._schema = builder.build()
        folder.mkdir(parents=True, exist_ok=True)
        try:
            self._index = tantivy.Index(self._schema, path=str(folder))
        except ValueError as error:
            # A full disk says nothing against what is there.
            if (failure := disk_failure(error)) is not None:
                raise failure from error
            shutil.rmtree(folder)
            folder.mkdir()
            self._index = tantivy.Index(self._schema, path=str(folder))
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer(_TOKENIZER, analyzer)

    @contextmanager
    def _writing(self) -> Iterator[tantivy.IndexWriter]:
        """A writer whose work is committed at the end of the block.

        Raises:
            IndexUnavailable: If the disk is full or can only be read.
        """
        try:
            writer = self._index.writer(WRITER_HEAP_BYTES, 1)
            # A writer killed before its commit leaves files under the very names that this one will give its own.
            writer.garbage_collect_files()
            yield writer
            writer.commit()
            writer.wait_merging_threads()
            self._index.reload()
        except ValueError as error:
            if (failure := disk_failure(error)) is not None:
                raise failure from error
            raise

    def add(self, entries: Iterable[tuple[Mapping[str, str], Mapping[str, Sequence[str]]]]) -> None:
        """Add entries: (keys, terms of each field)."""
        with self._writing() as writer:
            for keys, terms in entries:
                document = tantivy.Document()
                for key, value in keys.items():
                    document.add_text(key, value)
                for field, words in terms.items():
                    document.add_text(field, " ".join(words))
                writer.add_document(document)

    def remove(self, document_ids: Sequence[str]) -> None:
        """Forget all entries of these documents."""
        with self._writing() as writer:
            for document_id in document_ids:
                writer.delete_documents_by_term("document_id", document_id)

    def reset(self) -> None:
        """Forget everything."""
        with self._writing() as writer:
            writer.delete_all_documents()

    def search(self, terms: Mapping[str, Sequence[str]], top_k: int, filters: Filter) -> list[tuple[str, float]]:
        """(id, score) of the best entries within the filters; none where there is no term to look for."""
        context = [
            (
                tantivy.Occur.Should,
                tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, field, term, "freq"), boost),
            )
            for field, boost in self._fields.items()
            for term in terms[field]
        ]
        if not context or filters.admits_nothing or not self.count():
            return []
        query = tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Must, tantivy.Query.boolean_query(context)),
                *((tantivy.Occur.Must, part) for part in self._within(filters)),
            ]
        )
        with _whole():
            searcher = self._index.searcher()
            return [(searcher.doc(at)["id"][0], float(score)) for score, at in searcher.search(query, top_k).hits]

    def _within(self, filters: Filter) -> list[tantivy.Query]:
        within = []
        result = (("place", filters.places), ("document_id", filters.documents), ("collection", filters.seen))
        for field, allowed in result:
            if allowed is not None:
                terms = [
                    (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, field, value, "basic"))
                    for value in allowed
                ]
                within.append(tantivy.Query.const_score_query(tantivy.Query.boolean_query(terms), 0.0))
        return within

    def count(self) -> int:
        """Entries in the index."""
        return int(self._index.searcher().num_docs)

    def ids(self) -> frozenset[str]:
        """Every entry in the index."""
        with _whole():
            searcher = self._index.searcher()
            hits = searcher.search(tantivy.Query.all_query(), max(1, self.count())).hits
            return frozenset(searcher.doc(at)["id"][0] for _, at in hits)


@contextmanager
def _whole() -> Iterator[None]:
    """What the library says of files that it cannot read, with what to do about it."""
    try:
        yield
    except ValueError as error:
        raise disk_failure(error) or IndexBroken("词索引的文件读不出来（可能已损坏）") from error


@RETRIEVERS.register("lexical")
class LexicalRetriever:
    """Passages read in their title and headings, by jieba's words and by pairs of neighbouring characters.

    Pairs find what the segmenter cut otherwise in the question than in the text. The document as a whole counts
    beside the passage: it tells which of many like passages speaks of the question's matter.
    """

    local = True

    def __init__(self, context: RetrieverContext) -> None:
        self._segmenter: Segmenter = context.segmenter
        self._passages = TermIndex(context.folder / "words", {"words": WORDS, "pairs": PAIRS})
        self._documents = TermIndex(context.folder / "documents", {"pairs": 1.0})

    def add(self, passages: Sequence[IndexedPassage], vectors: Vectors | None) -> None:
        """Index passages, those of one document standing together; vectors are not used."""
        self._passages.add(
            (_keys(passage), self._terms("\n".join((passage.title, passage.headings, passage.text))))
            for passage in passages
        )
        self._documents.add(
            (
                {"id": document_id, "document_id": document_id},
                {"pairs": character_pairs("\n".join(passage.text for passage in own))},
            )
            for document_id, own in groupby(passages, key=lambda passage: passage.document_id)
        )

    def _terms(self, text: str) -> dict[str, list[str]]:
        return {"words": self._segmenter.search_words(text), "pairs": character_pairs(text)}

    def remove(self, document_ids: Sequence[str]) -> None:
        """Forget all passages of these documents."""
        self._passages.remove(document_ids)
        self._documents.remove(document_ids)

    def reset(self) -> None:
        """Forget everything."""
        self._passages.reset()
        self._documents.reset()

    def search(
        self, question: str, top_k: int, filters: Filter = NO_FILTER, vector: Vectors | None = None
    ) -> list[Hit]:
        """BM25 of the passage and of its document; a question without words finds nothing."""
        terms = {field: list(dict.fromkeys(found)) for field, found in self._terms(question).items()}
        found = self._passages.search(terms, top_k, filters)
        # A passage's id is its document's with @ and a number (ingest/prepare.py).
        documents = tuple(dict.fromkeys(_document_of(passage_id) for passage_id, _ in found))
        lift = dict(self._documents.search(terms, max(1, len(documents)), Filter(documents=documents)))
        hits = [
            Hit(passage_id=passage_id, score=score + DOCUMENT_SHARE * lift.get(_document_of(passage_id), 0.0))
            for passage_id, score in found
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage_id))

    def count(self) -> int:
        """Passages in the index; none where their documents are lost: they would be ranked without them."""
        return self._passages.count() if self._documents.count() else 0

    def ids(self) -> frozenset[str]:
        """Every passage in the index."""
        return self._passages.ids() if self._documents.count() else frozenset()


def _keys(passage: IndexedPassage) -> dict[str, str]:
    return {
        "id": passage.id,
        "document_id": passage.document_id,
        "place": passage.place,
        "collection": passage.collection,
    }


def _document_of(passage_id: str) -> str:
    return passage_id.rpartition("@")[0]
