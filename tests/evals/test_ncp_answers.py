from __future__ import annotations

import pytest

from evals.bench import Topic
from evals.ncp_answers import drawn, grade_quotes, rouge_l


def topic(id_: str, answer: str = "改造食堂7处") -> Topic:
    return Topic(id=id_, question="", relevant=frozenset({"d"}), answer=answer)


def test_rouge_l_by_hand() -> None:
    # Longest common subsequence 改食堂7处 is five of six and six characters.
    assert rouge_l("改了食堂7处", "改造食堂7处") == pytest.approx(2 * 5 / 12)
    assert rouge_l("改造 食堂７处", "改造食堂7处") == 1.0
    assert rouge_l("", "改造") == 0.0


def test_quotes_are_joined_and_a_refusal_earns_nothing() -> None:
    run = {"status": "answered", "citations": [{"quote": "全县改造食堂7"}, {"quote": "处。"}]}
    grade = grade_quotes(topic("1"), run)
    assert grade.verbatim
    assert grade.rouge_l == pytest.approx(2 * 6 / 15, abs=0.1)
    assert grade_quotes(topic("1"), {"status": "refused", "citations": []}).rouge_l == 0.0


def test_the_draw_is_the_same_each_time() -> None:
    topics = [topic(str(n)) for n in range(20)]
    assert drawn(topics, 5) == drawn(topics, 5)
    assert len({t.id for t in drawn(topics, 5)}) == 5
