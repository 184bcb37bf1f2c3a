"""Figures of a reader and the calibration fitted to them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.errors import DataError
from retrieval.reader.calibration import load_calibration
from retrieval.reader.loading import make_reader
from training.adapter import adapter_arrays, starting_arrays, trainable_network
from training.calibrate import calibration_of, fit_curve, folds_by_document
from training.card import data_table, told_command, write_card, write_weights
from training.documents import Cut, CutDocument
from training.evaluate import Outcome, area_under_curve, figures_of, outcome_of, pages_for, sampled
from training.examples import Lesson
from training.negatives import Pool, lessons_of
from training.questions import Folder, Question


def outcome(n: int, *, right: bool, score: float, answerable: bool = True) -> Outcome:
    return Outcome(
        id=str(n),
        document=f"f/{n % 7}",
        kind="numeric" if n % 2 else "text",
        answerable=answerable,
        right=right,
        near=right,
        head=right,
        has=score,
        margin=0.0,
        score=score,
    )


def drawn(n: int) -> list[Outcome]:
    """Outcomes whose chance to be right is 1 / (1 + exp(-(2·score - 1)))."""
    random = np.random.default_rng(5)
    scores = random.normal(0, 2, n)
    right = random.random(n) < 1 / (1 + np.exp(-(2 * scores - 1)))
    return [outcome(i, right=bool(right[i]), score=float(scores[i])) for i in range(n)]


def test_the_area_counts_pairs_in_order_and_ties_half() -> None:
    labels = np.array([True, True, False])
    assert area_under_curve(np.array([3.0, 1.0, 2.0]), labels) == 0.5
    assert area_under_curve(np.array([2.0, 1.0, 1.0]), labels) == 0.75
    assert area_under_curve(np.array([2.0, 1.0]), np.array([True, True])) is None


def test_the_answers_passage_is_always_read(counties: Folder, pool: Pool) -> None:
    for question in counties.questions:
        texts = [pool.documents[name].page(cut).text for name, cut in pages_for(question, pool)]
        assert all(any(answer in text for text in texts) for answer in question.answers)


def test_figures_by_kind_count_what_was_right() -> None:
    result = figures_of(
        [
            outcome(1, right=True, score=2.0),
            outcome(2, right=False, score=-1.0),
            outcome(3, right=False, score=1.0, answerable=False),
        ]
    )
    assert result["all"] == {
        "n": 3,
        "answerable": 2,
        "right": 0.5,
        "near": 0.5,
        "head": 0.5,
        "auc": 0.5,
        "answered": 1,
        "false": 1,
    }
    assert result["text"]["right"] == 0.0
    assert result["numeric"]["auc"] == 1.0


def test_a_question_is_right_where_the_best_sentence_holds_its_answers(
    counties: Folder, pool: Pool, bert: Any, tokenizer: Any, tmp_path: Path
) -> None:
    arrays = starting_arrays(bert, rank=4, seed=1)
    weights = write_weights(tmp_path, adapter_arrays(trainable_network(bert, arrays, dropout=0.0)))
    reader = make_reader(bert, tokenizer, weights)
    for question in counties.questions:
        result = outcome_of(reader, question, pool)
        assert result.document == f"counties/{question.document}"
        assert result.near >= result.right
        assert not (result.right and not question.answerable)
    # One sentence: whatever the weights, it ranks first.
    text = "全县有小学43所，教师 1873人。"
    only = CutDocument(id="x", folder="f", title="", text=text, passages=(Cut(start=0, end=len(text), headings=()),))
    asked = Question(
        id="1",
        folder="f",
        document="x",
        text="几所小学、几名教师？",
        kind="list",
        answers=("43所", "教师1873人"),
        quotes=("全县有小学43所，教师1873人。",),
    )
    result = outcome_of(reader, asked, Pool({"x": only}))
    assert (result.right, result.near, result.head) == (True, True, True)
    assert result.score == pytest.approx(result.has + 0.6 * result.margin)


def test_a_sample_is_drawn_of_what_there_is(counties: Folder, pool: Pool) -> None:
    lessons = lessons_of(counties, pool, 100)
    assert sampled(lessons, None) == sampled(lessons, 9) == lessons
    assert len(sampled(lessons, 2)) == 2


def test_no_document_is_in_two_folds() -> None:
    documents = ["a", "b", "a", "c", "b", "d"]
    fold = folds_by_document(documents, folds=3)
    assert len({(name, int(n)) for name, n in zip(documents, fold, strict=True)}) == len(set(documents))
    assert set(fold) == {0, 1, 2}


def test_a_known_curve_is_found_again() -> None:
    outcomes = drawn(4000)
    curve = fit_curve(np.array([[one.score] for one in outcomes]), np.array([one.right for one in outcomes]))
    assert curve.weights[0] == pytest.approx(2, abs=0.2)
    assert curve.bias == pytest.approx(-1, abs=0.15)


def test_separable_outcomes_give_a_finite_curve() -> None:
    curve = fit_curve(np.array([[float(n)] for n in range(20)]), np.arange(20) >= 10)
    assert np.isfinite([*curve.weights, curve.bias]).all()
    assert curve.probabilities(np.array([[0.0], [19.0]])) == pytest.approx([0, 1], abs=0.05)


def test_too_few_outcomes_are_refused_with_the_next_step() -> None:
    with pytest.raises(DataError, match="--limit"):
        calibration_of([outcome(n, right=True, score=1.0) for n in range(9)])


def test_the_product_reads_the_calibration_that_is_written(tmp_path: Path) -> None:
    result = calibration_of(drawn(400), wrong_costs=3.0)
    (tmp_path / "calibration.json").write_text(json.dumps(result), encoding="utf-8")
    curve = load_calibration(tmp_path / "calibration.json")
    assert curve.threshold == 0.75
    assert curve.probability(3.0) > 0.9 > 0.1 > curve.probability(-3.0)
    assert result["figures"]["documents"] == 7
    assert result["figures"]["score"]["auc"] > 0.8


def test_a_card_tells_where_the_weights_come_from(lessons_for_card: list[Lesson], tmp_path: Path) -> None:
    facts = {
        "command": told_command(["reader", "--data", "../data", "--out", str(tmp_path / "new")]),
        "commit": "abc1234",
        "started_from": "the packaged model",
        "data": data_table(lessons_for_card),
        "left_out": ["counties/b"],
        "course": {"epochs": 1},
        "training": {"seconds": 3},
        "figures": figures_of([outcome(1, right=True, score=1.0)]),
    }
    write_card(tmp_path, facts)
    card = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "python -m training reader --data ../data --out new" in card
    assert str(tmp_path) not in card
    assert "| counties | 4 | 2 | 1 |" in card
    assert "abc1234" in card
    assert json.loads((tmp_path / "training.json").read_text(encoding="utf-8"))["course"] == {"epochs": 1}


@pytest.fixture
def lessons_for_card(counties: Folder, pool: Pool) -> list[Lesson]:
    return lessons_of(counties, pool, 100)
