"""A small bureau's assistant and a language model behind a real endpoint that does as its name says."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from assistant.engine import Assistant
from assistant.model.book import Book
from assistant.model.bounds import Bounds
from assistant.model.judging import Said, SentenceJudge
from assistant.model.making import make_model
from assistant.model.wording import load_wording
from assistant.model.writer import ModelWriter
from assistant.toolbox import Toolbox
from core.early import Early
from core.pinned import NOTHING_PINNED
from core.schema import Step, Trace
from core.settings import Settings
from evals.model_server import ModelServer

Asked = tuple[list[Step], list[Early], Trace]


@pytest.fixture(scope="session")
def server() -> Iterator[ModelServer]:
    made = ModelServer()
    yield made
    made.stop()


@pytest.fixture
def ask(bureau: Assistant, server: ModelServer) -> Iterator[Callable[..., Asked]]:
    """Ask with a model of some behaviour; steps, early answers and the trace."""
    from assistant.engine import Question

    def asked(kind: str, text: str, **changes: object) -> Asked:
        settings = Settings(llm_base_url=server.url, llm_model=kind, llm_timeout_s=3.0).model_copy(update=changes)
        bureau.writer = ModelWriter(make_model(settings), settings, lambda: ())
        server.handed.clear()
        steps: list[Step] = []
        early: list[Early] = []
        for event in bureau.answer(Question(text=text)):
            if isinstance(event, Trace):
                return steps, early, event
            (early if isinstance(event, Early) else steps).append(event)
        raise AssertionError("an answer without a trace")

    yield asked
    bureau.writer = None


@pytest.fixture(scope="session")
def toolbox(bureau: Assistant) -> Toolbox:
    return Toolbox(bureau, Settings(), lambda: ())


@pytest.fixture
def bounds(bureau: Assistant) -> Callable[[str], Bounds]:
    """The bounds of a question."""
    from assistant.pins import known_pins

    pins = known_pins(NOTHING_PINNED, bureau.planner.places.gazetteer, bureau.search.library)
    return lambda question: Bounds(plan=pins.plan(bureau.planner, question), planner=bureau.planner)


@pytest.fixture
def objections(bureau: Assistant, toolbox: Toolbox, bounds: Callable[[str], Bounds]) -> Callable[..., tuple[str, ...]]:
    """What is wrong with a sentence about a question that cites the stored sentence which holds some words."""

    def judged(question: str, said: str, words: str, place: str = "云岭县", year: int | None = 2024) -> tuple[str, ...]:
        book, scope = Book(), bounds(question)
        hits = [
            hit
            for asked in (question, words)
            for hit in toolbox.search(asked, place=place, year=year, limit=50)
            if words in hit.citation.quote
        ]
        ref = book.add_hit(hits[0])
        judge = SentenceJudge(
            asked=scope.plan.standalone,
            years=scope.plan.years,
            several=len(scope.places) > 1,
            most=1000,
            allows=scope.allows,
            wording=load_wording(Settings().lexicon_dir, bureau.search.index.segmenter, bureau.search.words),
            places=bureau.planner.places.gazetteer,
            parts=bureau.finder.parts,
            sources=book.sources,
            answers=lambda statement: statement.probability,
            least=0.0,
        )
        return judge.judge(Said(text=said, refs=(ref,))).objections

    return judged
