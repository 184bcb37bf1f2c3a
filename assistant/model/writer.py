"""A language model's answer in the place of the offline one, where every sentence of it passes."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from assistant.draft import Draft
from assistant.engine import Assistant
from assistant.hits import hit_of
from assistant.intents import READ
from assistant.model.agent import ModelRun
from assistant.model.book import Book
from assistant.model.bounds import Bounds
from assistant.model.judging import Judged, Said, SentenceJudge
from assistant.model.making import time_limit
from assistant.model.prompts import prompt
from assistant.model.scoped_tools import ScopedTools
from assistant.model.settling import USED, same_source, settled
from assistant.model.threads import steps_by_thread
from assistant.model.wording import load_wording
from assistant.plan import Plan
from assistant.slots import wants_amount
from assistant.toolbox import Ledger, Toolbox
from assistant.written import Written
from core.collection import Seen
from core.errors import WriterError
from core.schema import Citation, Step
from core.settings import Settings
from core.usage import Usage
from core.viewer import LOCAL_VIEWER
from retrieval.statement import Statement
from tools.search_policy import PolicySearch

# Numbers beside the asked ones that a sentence may tell; for lists, comparisons and summaries any.
BESIDE, ANY = 3, 1000


@dataclass
class Work:
    """One answer's work: who does it with what, and what has come of it so far."""

    assistant: Assistant
    run: ModelRun
    bounds: Bounds
    book: Book
    offline: Draft
    judged: tuple[Judged, ...] = ()
    back: tuple[Judged, ...] = ()
    trouble: str = ""


class ModelWriter:
    """Lets a language model answer, and shows only what passes.

    Args:
        model: A LangChain chat model.
        settings: Its budget, and where word lists are.
        ledger: Gives the figures of the documents that may be opened.
        seen: The collections that may be opened; None: all.
    """

    def __init__(self, model: Any, settings: Settings, ledger: Ledger, seen: Seen = None) -> None:
        self.name = settings.llm_model
        self._model = model
        self._settings = settings
        self._ledger = ledger
        self._viewer = replace(LOCAL_VIEWER, collections=seen)

    @staticmethod
    def may_write(draft: Draft) -> bool:
        """Whether a model is asked: not where it is asked back, or asks of what is not there."""
        if draft.status == "refused":
            return bool(draft.missing) and all(one.kind == "indicator" for one in draft.missing)
        return draft.status != "clarify"

    def write(self, assistant: Assistant, plan: Plan, offline: Draft) -> Iterator[Step | Written]:
        """Steps, then what is shown.

        Args:
            assistant: Whose tools the model uses.
            plan: What is asked.
            offline: The verified offline answer.
        """
        begun = time.perf_counter()
        book, bounds = Book(), Bounds(plan=plan, planner=assistant.planner)
        toolbox = Toolbox(assistant, self._settings, self._ledger, self._viewer)
        system = prompt("回答").format(today=self._today(), scope=bounds.in_words())
        run = ModelRun(
            self._model,
            ScopedTools(toolbox, bounds, book).tools(),
            system,
            self._settings.llm_calls,
            self._settings.llm_tokens,
        )
        yield Step(title="语言模型作答", status="running")
        work = Work(assistant=assistant, run=run, bounds=bounds, book=book, offline=offline)
        yield from steps_by_thread(lambda tell: self._answer(work, tell))
        made, outcome = settled(
            work.judged, book, offline, assistant.search.calibration.firm, plan.standalone, work.trouble
        )
        settings, spent = self._settings, run.spent
        cost = (spent.input_tokens * settings.llm_price_in + spent.output_tokens * settings.llm_price_out) / 1e6
        yield Written(
            draft=made,
            usage=Usage(
                model=self.name,
                outcome=outcome,
                used=outcome == USED,
                calls=spent.calls,
                tools=spent.tools,
                cost=round(cost, 6),
                input_tokens=spent.input_tokens,
                output_tokens=spent.output_tokens,
                seconds=round(time.perf_counter() - begun, 3),
                sent_back=tuple(_told(one) for one in work.back),
                dropped=tuple(_told(one) for one in work.judged if not one.sound),
            ),
        )

    def _answer(self, work: Work, tell: Callable[[Step], None]) -> None:
        """Have the model answer, once more where sentences do not pass."""
        with time_limit(self._settings.llm_timeout_s):
            try:
                work.judged = self._judged(work, f"问题：{work.bounds.plan.standalone}", tell)
                work.back = tuple(one for one in work.judged if not one.sound)
                if work.back:
                    work.judged = self._judged(work, _reasons(work.back), tell)
            except WriterError as error:
                work.trouble = error.message

    def _judged(self, work: Work, text: str, tell: Callable[[Step], None]) -> tuple[Judged, ...]:
        """The sentences of one reply, with what is wrong with them."""
        said: tuple[Said, ...] = ()
        for event in work.run.ask(text):
            if isinstance(event, Step):
                tell(event)
            else:
                said = event
        tell(Step(title="核验语言模型的句子", status="running"))
        assistant, bounds, plan = work.assistant, work.bounds, work.bounds.plan
        search = assistant.search
        judge = SentenceJudge(
            asked=plan.standalone,
            years=plan.years,
            allows=bounds.allows,
            several=len(bounds.places) > 1 or plan.each,
            most=_most_numbers(plan),
            wording=load_wording(self._settings.lexicon_dir, search.index.segmenter, search.words),
            places=assistant.planner.places.gazetteer,
            parts=assistant.finder.parts,
            sources=work.book.sources,
            answers=_answers(search, plan, work.offline.citations),
            # A summary tells much that is no answer by itself.
            least=search.calibration.threshold * (0.5 if plan.intent == "summary" else 1.0),
        )
        return tuple(judge.judge(one) for one in said)

    def _today(self) -> str:
        day = self._settings.today or dt.datetime.now().astimezone().date()
        return f"{day.year}年{day.month}月{day.day}日"


def _answers(search: PolicySearch, plan: Plan, cited: Sequence[Citation]) -> Callable[[Statement], float]:
    """Gives the reader's probability that a statement's sentence answers the question, or a part of it.

    What the offline answer cites was found to answer by more than the reader: `cited` counts as sure.
    """
    asked = list(dict.fromkeys([plan.standalone, *(part.text for part in plan.parts)]))

    @cache
    def of_sentence(passage_id: str, start: int, end: int) -> float:
        passages = search.library.passages([passage_id])
        found = [one for text in asked for one in search.statements(text, passages)]
        return max((one.probability for one in found if one.start < end and start < one.end), default=0.0)

    def answers(statement: Statement) -> float:
        own = hit_of(statement).citation
        if any(same_source(own, one) for one in cited):
            return 1.0
        if search.reader is None or not statement.passage_id:
            return statement.probability
        return of_sentence(statement.passage_id, *statement.sentence)

    return answers


def _most_numbers(plan: Plan) -> int:
    """How many numbers a sentence may tell beyond the question's: one a part, and a few that belong to them."""
    asks_one = plan.intent == READ and len(plan.places) < 2 and wants_amount(plan.standalone)
    return len(plan.parts) + BESIDE if asks_one else ANY


def _reasons(back: Sequence[Judged]) -> str:
    """What is wrong, for the model."""
    lines = [f"- {one.said.text}\n  {'；'.join(one.objections)}" for one in back]
    return prompt("重写").format(reasons="\n".join(lines))


def _told(one: Judged) -> str:
    return f"{one.said.text}（{'；'.join(one.objections)}）"
