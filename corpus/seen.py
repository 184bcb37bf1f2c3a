"""The store as people see it who may open only some collections: what is hidden is not there.

Every statement of a session of such a store is narrowed by the rule of each table it reads, wherever the table stands
in it: a new query cannot forget. A statement that reaches a hidden table where no rule does is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NoReturn

from sqlalchemy import ColumnElement, Select, Table, TextClause, and_, event, exists, false, or_, select, tuple_
from sqlalchemy.orm import ORMExecuteState, Session, sessionmaker, with_loader_criteria
from sqlalchemy.sql import visitors

from core.collection import Seen
from corpus.account_rows import ApiKeyRow, LoginRow, TryRow, UserRow
from corpus.base import Base
from corpus.conversation_rows import ConversationRow, FeedbackRow, PinnedRow, PreferenceRow, TurnRow
from corpus.draft_rows import DraftRow, DraftVersionRow
from corpus.file_rows import FileRow, TroubledFileRow
from corpus.kept_rows import ConfirmationRow, CorrectionRow, TableMappingRow, WithdrawalRow
from corpus.store import AuditRow, ClaimRow, DocumentRow, MetaRow, PassageRow, SectionRow, Store, UnitRow

Rule = Callable[[frozenset[str]], ColumnElement[bool]]
# As plain tables: the rules must not be narrowed by themselves.
_DOCUMENTS, _CORRECTIONS = Base.metadata.tables["documents"].c, Base.metadata.tables["corrections"].c


def _documents(seen: frozenset[str], *columns: ColumnElement[Any]) -> Select[Any]:
    return select(*columns).where(_DOCUMENTS.collection.in_(seen))


def _nothing(_seen: frozenset[str]) -> ColumnElement[bool]:
    """What only ingest, the command line and the keepers of the whole store read."""
    return false()


def _of_document(row: Any) -> Rule:
    # Looked up row by row: a list of all that may be opened would be made anew for every statement.
    owner = Base.metadata.tables["documents"].alias().c
    return lambda seen: exists().where(owner.id == row.document_id, owner.collection.in_(seen))


def _corrected(row: Any, seen: frozenset[str]) -> ColumnElement[bool]:
    """Corrections name a document by root and source; a folder that moved keeps those that no other can mean."""
    hidden = select(_DOCUMENTS.source).where(_DOCUMENTS.collection.not_in(seen))
    own = tuple_(row.root, row.source).in_(_documents(seen, _DOCUMENTS.root, _DOCUMENTS.source))
    moved = and_(row.source.in_(_documents(seen, _DOCUMENTS.source)), row.source.not_in(hidden))
    return or_(own, moved)


RULES: Mapping[type[Base], Rule] = {
    DocumentRow: lambda seen: DocumentRow.collection.in_(seen),
    SectionRow: _of_document(SectionRow),
    PassageRow: _of_document(PassageRow),
    UnitRow: _of_document(UnitRow),
    CorrectionRow: lambda seen: _corrected(CorrectionRow, seen),
    WithdrawalRow: lambda seen: WithdrawalRow.correction_id.in_(
        select(_CORRECTIONS.id).where(_corrected(_CORRECTIONS, seen))
    ),
    UserRow: _nothing,
    LoginRow: _nothing,
    TryRow: _nothing,
    ApiKeyRow: _nothing,
    ConfirmationRow: _nothing,
    FileRow: _nothing,
    TroubledFileRow: _nothing,
    AuditRow: _nothing,
    ClaimRow: _nothing,
}
# What tells of no document: an owner's own, what is said of every table of a shape, facts about the store itself.
OPEN: frozenset[type[Base]] = frozenset(
    {
        ConversationRow,
        TurnRow,
        PinnedRow,
        FeedbackRow,
        PreferenceRow,
        DraftRow,
        DraftVersionRow,
        TableMappingRow,
        MetaRow,
    }
)


class SeenSession(Session):
    """A session in which hidden rows are not there."""

    def connection(self, *_: Any, **__: Any) -> NoReturn:
        """Refused: what is run on the bare connection passes every rule by.

        Raises:
            RuntimeError: Always.
        """
        raise RuntimeError("a session that hides collections lends no bare connection")


class SeenStore(Store):
    """A store of which only some collections are there; it has no engine of its own and closes nothing.

    Args:
        whole: The store.
        seen: Names of the collections that are there.
    """

    def __init__(self, whole: Store, seen: frozenset[str]) -> None:
        self.seen = self._own = seen
        self._whole = whole
        self.session: sessionmaker[Session] = sessionmaker(
            whole.engine, class_=SeenSession, expire_on_commit=False, info={"seen": seen}
        )

    def hidden(self) -> frozenset[str]:
        """What names documents that are hidden, and none that is not: ids, titles and document numbers."""
        with self._whole.session() as session:
            rows = session.execute(
                select(DocumentRow.collection, DocumentRow.id, DocumentRow.title, DocumentRow.doc_number)
            ).all()
        names = {False: set[str](), True: set[str]()}
        for collection, *result in rows:
            names[collection in self._own].update(filter(None, result))
        return frozenset(names[False] - names[True])

    def close(self) -> None:
        """Nothing: the connections are the whole store's."""


def seen_by(store: Store, seen: Seen) -> Store:
    """A store as somebody sees it; the store itself where everything may be opened."""
    return store if seen is None else SeenStore(store, seen)


def collections_in(store: Store) -> list[str]:
    """The collections that documents of a store are of, in order of the name."""
    with store.session() as session:
        return sorted(session.scalars(select(DocumentRow.collection).distinct()))


@lru_cache(maxsize=64)
def _criteria(seen: frozenset[str], classes: tuple[type[Base], ...]) -> tuple[Any, ...]:
    ruled = ((one, RULES.get(one, _nothing)) for one in classes if one not in OPEN)
    return tuple(with_loader_criteria(one, rule(seen), include_aliases=True) for one, rule in ruled)


def mapped_classes() -> tuple[type[Base], ...]:
    """Every mapped class there is."""
    return tuple(sorted((mapper.class_ for mapper in Base.registry.mappers), key=lambda one: one.__name__))


@event.listens_for(SeenSession, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    if state.is_insert:
        return
    classes = mapped_classes()
    _refuse_what_no_rule_reaches(state.statement, frozenset(one.__table__ for one in classes if one not in OPEN))
    state.statement = state.statement.options(*_criteria(state.session.info["seen"], classes))


def _refuse_what_no_rule_reaches(statement: Any, ruled: frozenset[Any]) -> None:
    """Raise where a statement is written as text, or names a table that no mapped class in it stands for."""
    named: set[Any] = set()
    mapped: set[Any] = set()
    for element in visitors.iterate(statement):
        if isinstance(element, TextClause):
            raise RuntimeError("a session that hides collections runs no SQL written as text")
        if "parentmapper" in element._annotations:
            mapped.add(element._annotations["parentmapper"].local_table)
        elif isinstance(element, Table):
            named.add(element)
    if past := {table.name for table in (named & ruled) - mapped}:
        raise RuntimeError(f"hidden rows of {'、'.join(sorted(past))} would be seen: select the mapped class instead")
