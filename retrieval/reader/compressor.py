"""The reader as a LangChain document compressor: of documents that anybody found, those that answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langchain_core.callbacks import Callbacks
from langchain_core.documents import BaseDocumentCompressor
from langchain_core.documents import Document as LangChainDocument
from pydantic import ConfigDict, Field, SkipValidation

from retrieval.reader.calibration import Calibration
from retrieval.reader.given import read_given
from retrieval.reader.reading import PassageReader, page_head
from retrieval.segment import simplified

# Between the headings of `section`, as the retriever writes it.
SEPARATOR = " / "


class ReaderCompressor(BaseDocumentCompressor):
    """Keeps the documents that answer a question best, surest first, and says where the answer stands.

    Each kept document has in its metadata `answer`, what answers best; `answer_start` and `answer_end`, its
    code points in `page_content`; and `probability`, calibrated, 0 to 1. `title` and `section` of a document's
    metadata, where they are there, tell the reader where it stands.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    reader: SkipValidation[PassageReader]
    calibration: SkipValidation[Calibration]
    top_n: int = Field(5, ge=1, le=100, description="Documents kept at most.")
    least: float = Field(0.0, ge=0, le=1, description="Least probability that is kept.")
    width: int = Field(300, ge=80, le=2000, description="Characters that are read in one piece.")

    def compress_documents(
        self, documents: Sequence[LangChainDocument], query: str, callbacks: Callbacks | None = None
    ) -> Sequence[LangChainDocument]:
        """The documents that answer, surest first; those given are not changed.

        Args:
            documents: What was found.
            query: The question, complete in itself.
            callbacks: Of the caller; not used.
        """
        found = read_given(
            self.reader,
            self.calibration,
            simplified(query.strip()),
            [one.page_content for one in documents],
            heads=[_head(one.metadata) for one in documents],
            width=self.width,
        )
        kept: dict[int, LangChainDocument] = {}
        for span in found:
            if span.probability < self.least or len(kept) >= self.top_n:
                break
            if span.text in kept:
                continue
            given = documents[span.text]
            record = {
                "answer": given.page_content[span.start : span.end],
                "answer_start": span.start,
                "answer_end": span.end,
                "probability": round(span.probability, 4),
            }
            kept[span.text] = given.model_copy(update={"metadata": {**given.metadata, **record}})
        return list(kept.values())


def _head(metadata: dict[str, Any]) -> str:
    headings = [one for one in str(metadata.get("section") or "").split(SEPARATOR) if one]
    return page_head(str(metadata.get("title") or ""), headings)
