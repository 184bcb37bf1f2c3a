"""From the logits of a passage's pieces to its best span, and the line that says where a passage stands."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.reader.reading import SPAN_PIECES, SPAN_WEIGHT, Reading, ReadSpan, page_head


def reading(starts: list[float], ends: list[float], has: float = 1.0) -> Reading:
    """A reading of a passage whose pieces are two characters each."""
    at = np.arange(len(starts), dtype=np.int64) * 2
    return Reading(
        has=has,
        starts=at,
        ends=at + 2,
        start_logits=np.array(starts, np.float32),
        end_logits=np.array(ends, np.float32),
    )


def test_the_best_span_has_the_highest_start_and_end_in_order() -> None:
    made = reading([0, 4, 0, 1], [5, 0, 2, 0])
    assert made.best(0, 8) == ReadSpan(start=2, end=6, margin=3.0)


def test_a_span_never_ends_before_it_begins() -> None:
    assert reading([0, 9], [9, 0]).best(0, 4) == ReadSpan(start=0, end=2, margin=4.5)


def test_a_span_lies_inside_the_stretch_it_is_looked_for_in() -> None:
    made = reading([9, 0, 1, 0], [0, 0, 0, 9])
    assert made.best(2, 6) == ReadSpan(start=4, end=6, margin=0.5)
    assert made.best(3, 5) is None
    assert made.best(8, 20) is None


def test_a_span_is_no_longer_than_an_answer_may_be() -> None:
    pieces = SPAN_PIECES + 30
    made = reading([9] + [0] * (pieces - 1), [0] * (pieces - 1) + [9])
    span = made.best(0, 2 * pieces)
    assert span.end - span.start <= 2 * SPAN_PIECES


def test_the_score_weighs_the_span_beside_whether_there_is_an_answer() -> None:
    made = reading([2], [4], has=1.5)
    assert made.score(made.best(0, 2)) == pytest.approx(1.5 + 2 * SPAN_WEIGHT * 3.0)


@pytest.mark.parametrize(
    ("title", "headings", "lead", "head"),
    [
        ("总结", ("一、成绩", "（一）学前"), "", "总结｜一、成绩／（一）学前"),
        ("总结", ("上编", "一、成绩", "（一）学前"), "", "总结｜一、成绩／（一）学前"),
        ("总结", ("总结",), "", "总结"),
        ("总结", ("总结", "一、成绩"), "云岭县学前教育", "总结｜一、成绩／云岭县学前教育"),
        ("", ("一、成绩",), "", "一、成绩"),
        ("总结", (), "", "总结"),
    ],
)
def test_a_page_is_headed_by_its_title_and_its_last_two_headings(
    title: str, headings: tuple[str, ...], lead: str, head: str
) -> None:
    assert page_head(title, headings, lead) == head
