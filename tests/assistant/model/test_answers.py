"""A language model over real HTTP: what passes is shown, what does not is not, and the offline answer is always there."""

from __future__ import annotations

import contextvars
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.engine import Assistant, Question
from assistant.model.making import make_model
from assistant.model.settling import NOT_PASSED
from assistant.model.writer import ModelWriter
from core.early import Early
from core.schema import Trace
from core.settings import Settings
from corpus.audit import Asked as Deeds
from corpus.audit import read_deeds
from evals.model_behaviour import CHANGES
from evals.model_server import LINE, ModelServer
from tests.assistant.model.conftest import Asked

Ask = Callable[..., Asked]
QUESTION = "云岭县2024年有多少所小学"


def test_a_right_answer_is_shown_with_its_source_and_what_it_took(ask: Ask) -> None:
    steps, early, trace = ask("right", QUESTION)
    assert trace.engine == "llm:right"
    assert "39所" in trace.answer
    assert "[1]" in trace.answer
    assert "小学39所" in trace.citations[0].quote
    assert trace.usage.used
    assert (trace.usage.calls, trace.usage.tools) == (2, 2)
    assert trace.usage.input_tokens > trace.usage.output_tokens > 0
    assert [one.trace.status for one in early] == ["answered"]
    assert "39所" in early[0].trace.answer
    assert early[0].trace.engine == "offline"
    assert [step.title for step in steps if "语言模型：" in step.title] == ["语言模型：查文件", "语言模型：查表"]


@pytest.mark.parametrize("kind", sorted({*CHANGES} - {"repent", "other_ref", "other_number", "opposite", "negated"}))
def test_what_was_made_wrong_does_not_reach_the_user(ask: Ask, server: ModelServer, kind: str) -> None:
    _, early, trace = ask(kind, QUESTION)
    handed = [one for one in server.handed if one.wrong]
    for one in handed:
        assert one.text == one.faithful or one.text not in trace.answer
    if handed:
        assert trace.engine == "offline"
        assert trace.answer == early[0].trace.answer
        assert NOT_PASSED in trace.notes
        assert trace.usage.sent_back
        assert trace.usage.dropped
    assert "小学39所" in trace.answer


def test_a_sentence_that_comes_back_may_be_put_right(ask: Ask) -> None:
    _, _, trace = ask("repent", QUESTION)
    assert trace.engine == "llm:repent"
    assert "39所" in trace.answer
    assert len(trace.usage.sent_back) == 1
    assert trace.usage.dropped == ()


@pytest.mark.parametrize("kind", LINE)
def test_an_endpoint_that_fails_costs_no_answer_and_little_time(ask: Ask, kind: str) -> None:
    begun = time.perf_counter()
    _, early, trace = ask(kind, QUESTION, llm_timeout_s=2.0)
    assert time.perf_counter() - begun < 8.0
    assert trace.answer == early[0].trace.answer
    assert trace.engine == "offline"
    assert any("已用离线答案" in note for note in trace.notes)
    assert not trace.usage.used


def test_a_model_that_only_talks_is_read_by_its_marks(ask: Ask) -> None:
    _, _, trace = ask("talks", QUESTION)
    assert trace.engine == "llm:talks"
    assert "39所" in trace.answer


def test_requests_and_tokens_are_bounded(ask: Ask, server: ModelServer) -> None:
    before = server.requests
    _, _, trace = ask("loop", QUESTION, llm_calls=3)
    assert server.requests - before <= 3
    assert trace.engine == "offline"
    _, _, trace = ask("loop", QUESTION, llm_tokens=100)
    assert trace.usage.calls == 1
    assert any("限定的字数" in note for note in trace.notes)


@pytest.mark.parametrize("question", ["深圳市2024年有多少所小学", "云岭县2015年有多少所小学", "你好"])
def test_what_is_refused_for_its_place_or_year_is_not_put_to_a_model(
    ask: Ask, server: ModelServer, question: str
) -> None:
    before = server.requests
    _, early, trace = ask("right", question)
    assert server.requests == before
    assert not early
    assert trace.usage is None
    assert trace.engine == "offline"


def test_prices_make_a_cost(ask: Ask) -> None:
    _, _, trace = ask("right", QUESTION, llm_price_in=2.0, llm_price_out=8.0)
    usage = trace.usage
    assert usage.cost == pytest.approx((usage.input_tokens * 2 + usage.output_tokens * 8) / 1e6)


def test_an_answer_by_a_model_is_kept_in_the_log_once(ask: Ask, bureau: Assistant) -> None:
    _, _, trace = ask("right", QUESTION)
    deeds = list(read_deeds(bureau.store, Deeds(), limit=50))
    assert sum(deed.detail.get("id") == trace.id for deed in deeds) == 1


def test_its_events_may_be_read_from_any_thread(bureau: Assistant, server: ModelServer) -> None:
    settings = Settings(llm_base_url=server.url, llm_model="right", llm_timeout_s=5.0)
    bureau.writer = ModelWriter(make_model(settings), settings, lambda: ())
    events = bureau.answer(Question(text=QUESTION))
    seen: list[object] = []
    while not seen or not isinstance(seen[-1], Trace):
        # A server takes each event of a stream in whatever thread is free.
        with ThreadPoolExecutor(1) as pool:
            seen.append(pool.submit(contextvars.Context().run, next, events).result())
    bureau.writer = None
    assert seen[-1].engine == "llm:right"
    assert any(isinstance(one, Early) for one in seen)
