"""Putting an assistant together from settings: the one place that knows every part."""

from __future__ import annotations

import datetime as dt

from assistant.engine import Assistant
from assistant.indicators import IndicatorDesk, table_places
from assistant.llm import make_model
from assistant.plan import Planner
from core.settings import Settings
from corpus.library import Library
from corpus.places import corpus_gazetteer, corpus_places, load_place_lexicon
from corpus.store import Store
from retrieval.contrast import load_word_classes
from retrieval.index import open_index
from retrieval.query import QueryReader
from retrieval.sentences import Selector
from tools.search_policy import PolicySearch


def build_assistant(settings: Settings) -> Assistant:
    """An assistant over the data folder of the settings.

    Raises:
        IndexMissing: If nothing was ingested yet.
        FingerprintMismatch: If the index belongs to other settings.
    """
    store = Store(settings.store_url)
    index = open_index(settings, store)
    library = Library(store, today=settings.today or dt.datetime.now().astimezone().date())
    lexicon = load_place_lexicon(settings.lexicon_dir)
    tabled = table_places(settings)
    gazetteer = corpus_gazetteer(store, lexicon).with_aliases({place.name: place for place in tabled})
    places = corpus_places(store)
    classes = load_word_classes(settings.lexicon_dir)
    reader = QueryReader(index.segmenter, settings.lexicon_dir)
    planner = Planner(
        reader=reader, gazetteer=gazetteer, corpus_places=places, not_places=lexicon.not_places, slots=classes.classes,
        home_place=gazetteer.parse(settings.home_place) if settings.home_place else None, table_places=tabled,
    )  # fmt: skip
    selector = Selector(library, index.segmenter, classes)
    search = PolicySearch(index=index, library=library, selector=selector, reader=reader, top_k=settings.top_k)
    desk = IndicatorDesk(settings, places)
    # The dictionary of the tagger and the first pass of the model load now, not with the first official's question.
    planner.plan("预热")
    search.clauses(reader.read("预热"))
    return Assistant(
        planner=planner, search=search, corpus_places=places, store=store, index=index.fingerprint, desk=desk,
        model=make_model(settings), engine=f"llm:{settings.llm_model}" if settings.llm_base_url else "offline",
        today=settings.today,
    )  # fmt: skip
