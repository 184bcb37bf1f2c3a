"""The gazetteer as this corpus knows it: its own places by short names, aliases of documents and the office."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import Text, cast, func, select

from core.collection import PUBLIC
from core.place import Gazetteer, gazetteer, level_of, lineage, names_of
from core.record import LISTED_PLACES
from core.schema import Place
from core.word_lists import read_word_list
from corpus.library import Library
from corpus.rows import place_from_json
from corpus.seen import collections_in, seen_by
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
    """Every place a stored section speaks of or a document lists, as corrected, each once, in order of mention."""
    library = Library(store)
    with store.session() as session:
        rows = session.execute(
            select(SectionRow.id, SectionRow.document_id, SectionRow.place).where(SectionRow.depth == 0)
        ).all()
        # As words: PostgreSQL does not compare JSON.
        result = cast(SectionRow.place, Text)
        headed = session.execute(
            select(SectionRow.document_id, func.min(SectionRow.start), result)
            .where(SectionRow.depth > 0)
            .group_by(SectionRow.document_id, result)
        ).all()
    # Sorted here, by code points: databases order names by the language they were set up with.
    own_places = [(row.document_id, row.place) for row in sorted(rows, key=lambda row: row.id)]
    own_places += [(of, json.loads(place)) for of, _, place in sorted(headed, key=lambda row: row[:2]) if place]
    found = [place_from_json(place) for document_id, place in own_places if document_id not in library.corrected]
    for document_id in sorted(library.corrected):
        found += [section.place for section in library.sections(document_id)]
    # 在园幼儿某县11532人、… lists 某县, not 在园幼儿某县.
    own = {place.name for place in found if place}
    listed = _listed(library, store)
    found += [one for one in listed if not any(one.name != name and one.name.endswith(name) for name in own)]
    unique: dict[tuple[str, tuple[str, ...]], Place] = {}
    for place in found:
        if place:
            unique.setdefault((place.name, place.parents), place)
    return list(unique.values())


def _listed(library: Library, store: Store) -> list[Place]:
    """Places that documents list beside others with a figure each; they lie in the document's place, as corrected."""
    with store.session() as session:
        rows = session.execute(select(DocumentRow.id, DocumentRow.known)).all()
    found = []
    for document_id, known in rows:
        own = library.document(document_id).place if LISTED_PLACES in known else None
        parents = (*own.parents, own.name) if own else ()
        names = known[LISTED_PLACES]["value"].split("、") if own else ()
        found += [Place(name=name, level=level_of(name, parents), parents=parents) for name in names]
    return found


def text_gazetteer(places: Iterable[Place], lexicon: PlaceLexicon) -> Gazetteer:
    """The gazetteer that reads texts: whatever the office wrote as a place, by its full name; short names are words.

    Args:
        places: Places of manifests, tables and stored documents, known to the packaged gazetteer or not.
        lexicon: The office's aliases.
    """
    named = _named((one.name, one) for place in places for one in lineage(place))
    return office_gazetteer(lexicon).with_names(named)


def gazetteers(store: Store, lexicon: PlaceLexicon, items: Sequence[tuple[str, Place]]) -> Callable[[str], Gazetteer]:
    """The gazetteer that reads the texts of a collection: by its own places and the public ones, as they are now.

    Args:
        store: Where the documents are.
        lexicon: The office's aliases.
        items: Places that manifests name, each with the collection it is told of.
    """
    stored = {one: corpus_places(seen_by(store, frozenset({one}))) for one in collections_in(store)}

    @cache
    def of(collection: str) -> Gazetteer:
        own = dict.fromkeys((PUBLIC, collection))
        named = [place for owner, place in items if owner in own]
        return text_gazetteer([*named, *(place for one in own for place in stored.get(one, ()))], lexicon)

    return of


def question_gazetteer(
    places: Iterable[Place], lexicon: PlaceLexicon, aliases: Mapping[str, Place] | None = None
) -> Gazetteer:
    """The gazetteer that reads questions: short names of the corpus's own places count wherever they stand.

    A name that several of the corpus's places bear is known with all of them.

    Args:
        places: Places of documents and tables.
        lexicon: The office's aliases.
        aliases: What manifests call the places of single documents.
    """
    tree = list({one.full_name: one for place in places for one in lineage(place)}.values())
    named = _named((name, one) for one in tree for name in names_of(one))
    base = office_gazetteer(lexicon).with_names(named).with_aliases({one.full_name: one for one in tree})
    return base.with_aliases(dict(aliases or {}))


def document_aliases(store: Store) -> dict[str, Place]:
    """What manifests call the places of single documents: alias → place."""
    aliases: dict[str, Place] = {}
    library = Library(store)
    with store.session() as session:
        rows = session.execute(select(DocumentRow.id, DocumentRow.aliases, DocumentRow.place)).all()
    for document_id, names, result in sorted(rows, key=lambda row: row.id):
        corrected = document_id in library.corrected and names
        own = library.document(document_id).place if corrected else place_from_json(result)
        aliases |= dict.fromkeys(names, own) if own else {}
    return aliases


def _named(named: Iterable[tuple[str, Place]]) -> dict[str, tuple[Place, ...]]:
    """Each name with the places that bear it, the same place once."""
    found: dict[str, dict[str, Place]] = {}
    for name, place in named:
        found.setdefault(name, {}).setdefault(place.full_name, place)
    return {name: tuple(places.values()) for name, places in found.items()}
