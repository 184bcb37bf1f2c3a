"""Putting an assistant together from settings: the one place that knows every part."""

from __future__ import annotations

import datetime as dt
from contextlib import ExitStack
from dataclasses import replace
from functools import cache

from assistant.asked_places import PlaceReader
from assistant.colloquial import official_words
from assistant.engine import Assistant
from assistant.gather import Finder
from assistant.headed import load_topics
from assistant.indicators import IndicatorDesk, table_places
from assistant.model.making import make_model
from assistant.model.writer import ModelWriter
from assistant.own_tables import OwnTables
from assistant.plan import Planner
from core.collection import Seen
from core.number_roles import load_parts, word_classes
from core.settings import Settings
from corpus.library import Library
from corpus.places import (
    corpus_places,
    document_aliases,
    load_place_lexicon,
    question_gazetteer,
    text_gazetteer,
)
from corpus.seen import seen_by
from corpus.store import Store
from retrieval.index import SearchIndex, open_index
from retrieval.query import QueryReader
from retrieval.reader.calibration import load_calibration
from retrieval.reader.loading import load_reader
from retrieval.spoken import SpokenOf
from tools.search_policy import PolicySearch
from tools.stored_figures import stored_figures


def build_assistant(settings: Settings, seen: Seen = None, *, beside: Assistant | None = None) -> Assistant:
    """An assistant over the data folder of the settings.

    Args:
        settings: Where and how.
        seen: The collections that may be opened; None: all. Of the others it knows nothing.
        beside: An assistant over the same folder as it is now, which lends its store and its index; None: they are
            opened.

    Raises:
        IndexMissing: If nothing was ingested yet.
        FingerprintMismatch: If the index belongs to other settings.
    """
    whole = beside.store if beside else Store(settings.store_url)
    index = replace(beside.search.index if beside else _opened(settings, whole), seen=seen)
    store = seen_by(whole, seen)
    library = Library(store, today=settings.today or dt.datetime.now().astimezone().date())
    lexicon = load_place_lexicon(settings.lexicon_dir)
    tabled = table_places(settings, seen)
    places = tuple(corpus_places(store))
    # A table's place is written without what it lies in: where texts speak of it too, it is theirs.
    named = {place.name for place in places}
    only_tabled = [place for place in tabled if place.name not in named]
    asked = question_gazetteer((*places, *only_tabled), lexicon, document_aliases(store))
    words = QueryReader(index.segmenter, settings.lexicon_dir)
    planner = Planner(
        words=words,
        not_places=lexicon.not_places,
        classes=word_classes(settings.lexicon_dir),
        table_places=tabled,
        official=official_words(settings.lexicon_dir),
        places=PlaceReader(
            asked,
            places,
            asked.parse(settings.home_place) if settings.home_place else None,
            index.segmenter.tagged,
            words.schools,
        ),
    )
    search = PolicySearch(
        index=index,
        library=library,
        words=words,
        spoken=SpokenOf(text_gazetteer(places, lexicon), words.schools),
        reader=load_reader(index.embedder, settings.data_dir),
        calibration=load_calibration(),
        top_k=settings.top_k,
    )
    finder = Finder(
        search=search,
        parts=load_parts(settings.lexicon_dir),
        corpus_places=places,
        topics=load_topics(settings.lexicon_dir),
    )
    if beside is None:
        # The tagger's dictionary and the first pass of the models load now, not with the first official's question.
        finder.gather(planner.read("预热有多少", None))
    tables = OwnTables(settings, library, index.segmenter.tagged, words.schools)
    model = make_model(settings)
    ledger = cache(lambda: stored_figures(settings, seen))
    return Assistant(
        planner=planner,
        finder=finder,
        store=store,
        index=index.fingerprint,
        desk=IndicatorDesk(settings, places, seen),
        tables=tables,
        writer=ModelWriter(model, settings, ledger, seen) if model is not None else None,
        today=settings.today,
    )


def _opened(settings: Settings, store: Store) -> SearchIndex:
    """The indexes of a store, which is closed where they cannot be opened: nobody else holds it then."""
    with ExitStack() as unless_opened:
        unless_opened.callback(store.close)
        index = open_index(settings, store)
        unless_opened.pop_all()
    return index
