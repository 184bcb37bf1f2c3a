"""What the library tab opens: the list, a document, its record, its tables; and what people put right of them."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from sqlalchemy.exc import NoResultFound

from assistant.engine import Assistant
from core.errors import DataError
from core.record import DocumentTable
from core.schema import Document
from core.settings import Settings
from corpus.corrections import Change
from corpus.library import Library
from corpus.listing import Wanted, list_page
from corpus.table_mappings import mapping_history
from tools.record_desk import correct_record, gone, history, take_back
from tools.table_preview import preview
from tools.table_sayings import say
from tools.tables.shapes import known_shapes
from ui.document_record import record_html
from ui.library import TableLine, coverage_html, page_html, shelf_html
from ui.reader import View, reader_html
from ui.table_mapping import mapping_html, saying_of

# Corrections and mappings are written one after the other, whoever makes them.
_WRITING = threading.Lock()


class Shelf:
    """The documents of an assistant, to look at and to put right.

    Args:
        assistant: Its documents and tables.
        settings: Where the indexes are.
        signed: Whose name stands under what is put right; '' asks for it, None lets nothing be put right.
    """

    def __init__(self, assistant: Assistant, settings: Settings, signed: str | None = "") -> None:
        self._assistant = assistant
        self._signed = signed
        self._settings = settings
        self._listed: tuple[Library, list[Document]] | None = None

    def coverage(self) -> str:
        """What the corpus covers now, in short."""
        return coverage_html(self._outlines(), self._places(), self._tables())

    def listing(self) -> str:
        """The list with its filters, first page."""
        documents = self._outlines()
        return shelf_html(documents, list_page(documents, Wanted()), self._places(), self._tables())

    def page(self, wanted: Wanted, number: int) -> str:
        """A page of the list."""
        return page_html(list_page(self._outlines(), wanted, number), wanted)

    def read(self, document_id: str, at: int | None, words: str) -> str:
        """A document opened at a place.

        Raises:
            DataError: If it is not there any more.
        """
        library, document = self._document(document_id)
        view = View(at=at, words=words, tables=len(library.tables(document_id)))
        return reader_html(document, library.sections(document_id), view)

    def record(self, document_id: str) -> str:
        """What is known of a document, what is wrong with it, what was put right.

        Raises:
            DataError: If it is not there any more.
        """
        _, document = self._document(document_id)
        return record_html(document, history(self._assistant.store, document_id), self._signed)

    def changes(self, document_id: str) -> int:
        """How often a document was changed so far."""
        changes = history(self._assistant.store, document_id)
        return len(changes) + sum(one.withdrawn is not None for one in changes)

    def correct(self, document_id: str, fields: Mapping[str, str]) -> str:
        """Write a correction; the record as it is then.

        Raises:
            DataError: If something is missing or cannot be.
            Outdated: If someone else changed the document since the person had it before them.
        """
        with _WRITING:
            correct_record(
                self._settings,
                self._assistant.store,
                document_id,
                Change(
                    field=fields.get("field", ""),
                    anchor=fields.get("anchor", "").strip(),
                    value=fields.get("value", ""),
                ),
                who=self._who(fields),
                why=fields.get("why", ""),
                seen=int(fields.get("seen", "0")),
            )
        return self.record(document_id)

    def withdraw(self, document_id: str, number: int, fields: Mapping[str, str]) -> str:
        """Take a correction back; the record as it is then.

        Raises:
            DataError: If it cannot be.
        """
        with _WRITING:
            take_back(
                self._settings,
                self._assistant.store,
                document_id,
                number,
                who=self._who(fields),
                why=fields.get("why", ""),
            )
        return self.record(document_id)

    def tables(self, document_id: str, number: int, header: int | None = None, since: int = 0) -> str:
        """A table of a document as it is read.

        Raises:
            DataError: If document or table are not there, or the header cannot be that row.
        """
        document, tables = self._tabled(document_id)
        shown = preview(document, tables, number, known_shapes(self._settings), header)
        items = mapping_history(self._assistant.store, shown.names, shown.levels) if shown.names else []
        return mapping_html(shown, len(tables), items, since, self._signed)

    def sayings(self, fields: Mapping[str, str]) -> int:
        """The number of the last saying of the shape a form speaks of, 0 for none."""
        document, tables = self._tabled(fields["id"])
        shapes, number = known_shapes(self._settings), int(fields["number"])
        shown = preview(document, tables, number, shapes, int(fields["header"]))
        result = mapping_history(self._assistant.store, shown.names, shown.levels)
        return result[-1].id if result else 0

    def map(self, fields: Mapping[str, str]) -> str:
        """Take down what a person says of a table; the table as it is read then.

        Raises:
            DataError: If it cannot be.
            Outdated: If someone else said something of this shape since.
        """
        document, tables = self._tabled(fields["id"])
        number = int(fields["number"])
        if not 0 <= number < len(tables):
            raise DataError(f"这份文件里没有第 {number + 1} 张表", next_step="文件可能换过，请关掉重新打开")
        shapes, saying = known_shapes(self._settings), saying_of({**fields, "who": self._who(fields)})
        with _WRITING:
            say(
                self._assistant.store,
                document,
                tables[number],
                saying,
                shapes,
                withdraw=bool(fields.get("withdraw")),
            )
        return self.tables(document.id, number, since=int(fields.get("since", "0")))

    def _who(self, fields: Mapping[str, str]) -> str:
        """Who signs: who is logged in, whatever a form says.

        Raises:
            DataError: If nothing may be put right.
        """
        if self._signed is None:
            raise DataError("您的账户不能改资料", next_step="请找管理员")
        return self._signed or fields.get("who", "")

    def _tabled(self, document_id: str) -> tuple[Document, tuple[DocumentTable, ...]]:
        library, document = self._document(document_id)
        tables = library.tables(document_id)
        if not tables:
            raise DataError("这份文件里没有表格", next_step="请看全文")
        return document, tables

    def _document(self, document_id: str) -> tuple[Library, Document]:
        self._assistant.renew()
        library = self._assistant.search.library
        try:
            return library, library.document(document_id)
        except NoResultFound as error:
            raise gone() from error

    def _outlines(self) -> list[Document]:
        """Every document without its text, read once as long as nothing changes."""
        self._assistant.renew()
        library = self._assistant.search.library
        if self._listed is None or self._listed[0] is not library:
            self._listed = library, library.outlines()
        return self._listed[1]

    def _places(self) -> list[str]:
        return [place.full_name for place in self._assistant.finder.corpus_places]

    def _tables(self) -> list[TableLine]:
        return [(one.title, f"{one.place} {one.period}", one.note) for one in self._assistant.desk.entries]
