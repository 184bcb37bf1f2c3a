"""Values for tests that ask one decision directly: no model, nothing ingested."""

from __future__ import annotations

from functools import lru_cache

from assistant.plan import Part, Plan
from core.place import Gazetteer
from core.schema import Place
from core.settings import Settings
from corpus.library import Library
from corpus.store import Store
from retrieval.index import SearchIndex
from retrieval.query import QueryReader
from retrieval.reader.calibration import Calibration
from retrieval.schools import load_school_names
from retrieval.segment import load_segmenter
from retrieval.spoken import SpokenOf
from tools.search_policy import PolicySearch

CITY = ("湖南省", "丹枫市")
# A score is its logit: 0 is as likely as not, and answers.
EVEN = Calibration(slope=1.0, offset=0.0, threshold=0.5, firm=0.8)


def county(name: str) -> Place:
    """A county of the made city."""
    return Place(name=name, level="county", parents=CITY)


def plan(question: str, **changes: object) -> Plan:
    """A plan that asks one thing."""
    made: dict[str, object] = {"intent": "read", "parts": (Part(text=question, asked=question),), **changes}
    return Plan(question=question, standalone=question, **made)


@lru_cache(maxsize=1)
def words() -> QueryReader:
    """Reads questions as words, by the lists that ship with the product."""
    lexicon = Settings().lexicon_dir
    return QueryReader(load_segmenter(lexicon), lexicon)


@lru_cache(maxsize=1)
def _library() -> Library:
    return Library(Store("sqlite://"))


@lru_cache(maxsize=8)
def search(calibration: Calibration = EVEN) -> PolicySearch:
    """The search over an empty store: it reads questions as words and knows the curve; it finds nothing."""
    index = SearchIndex(
        segmenter=load_segmenter(Settings().lexicon_dir), embedder=None, retrievers={}, fingerprint="none"
    )
    return PolicySearch(
        index=index,
        library=_library(),
        words=words(),
        spoken=SpokenOf(Gazetteer(), load_school_names(Settings().lexicon_dir)),
        reader=None,
        calibration=calibration,
        top_k=8,
    )
