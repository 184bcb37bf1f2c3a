"""The gazetteer as this corpus knows it: its own places by short names, aliases of documents and the office."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from core.place import Gazetteer, gazetteer, short_name
from core.schema import Place
from core.word_lists import read_word_list
from corpus.library import Library
from corpus.rows import place_from_json
from corpus.store import DocumentRow, SectionRow, Store


@dataclass(frozen=True, kw_only=True)
class PlaceLexicon:
    """The office's places.toml: aliases (name → full name) and words that end like places but are none."""

    aliases: dict[str, str]
    not_places: frozenset[str]


def load_place_lexicon(lexicon_dir: Path) -> PlaceLexicon:
    """Read places.toml; an absent file is an empty lexicon."""
    data = read_word_list(lexicon_dir / "places.toml")
    return PlaceLexicon(
        aliases=dict(data.get("aliases", {})), not_places=frozenset(data.get("not_places", {}).get("words", ()))
    )


def office_gazetteer(lexicon: PlaceLexicon) -> Gazetteer:
    """The gazetteer with the office's aliases."""
    base = gazetteer()
    known = ((alias, base.parse(full)) for alias, full in lexicon.aliases.items())
    return base.with_aliases({alias: place for alias, place in known if place})


def corpus_places(store: Store) -> list[Place]:
    """Every place a stored section speaks of, as corrected, each once, in order of first mention."""
    library = Library(store)
    with store.session() as session:
        rows = session.execute(
            select(SectionRow.document_id, SectionRow.place).where(SectionRow.depth == 0).order_by(SectionRow.id)
        ).all()
        headed = session.execute(
            select(SectionRow.document_id, SectionRow.place).where(SectionRow.depth > 0).distinct()
        ).all()
    found = [place_from_json(row.place) for row in (*rows, *headed) if row.document_id not in library.corrected]
    for document_id in sorted(library.corrected):
        found += [section.place for section in library.sections(document_id)]
    unique: dict[tuple[str, tuple[str, ...]], Place] = {}
    for place in found:
        if place:
            unique.setdefault((place.name, place.parents), place)
    return list(unique.values())


def corpus_gazetteer(store: Store, lexicon: PlaceLexicon) -> Gazetteer:
    """The gazetteer that reads questions: short names of the corpus's own places count wherever they stand.

    A short name that two of the corpus's places share stays with the first; with the full name both are found.
    """
    aliases: dict[str, Place] = {}
    for place in corpus_places(store):
        for name in (short_name(place.name), place.name):
            aliases.setdefault(name, place)
    library = Library(store)
    with store.session() as session:
        rows = session.execute(select(DocumentRow.id, DocumentRow.aliases, DocumentRow.place)).all()
    for document_id, names, told in rows:
        corrected = document_id in library.corrected and names
        own = library.document(document_id).place if corrected else place_from_json(told)
        for name in names:
            if own:
                aliases[name] = own
    return office_gazetteer(lexicon).with_aliases(aliases)
