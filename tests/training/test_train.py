"""The adapter and its training, on a network small enough for a test."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from core.errors import ModelError
from retrieval.encoder import Padded
from retrieval.reader.loading import WEIGHTS, base_linears, make_reader, read_adapter
from retrieval.reader.network import Logits
from training.adapter import adapter_arrays, starting_arrays, trainable_network
from training.batches import Batch, collate
from training.card import write_weights
from training.encoding import encode
from training.examples import Lesson, Mix
from training.negatives import Pool, lessons_of
from training.questions import Folder
from training.train import Course, loss_of, train

MIXES = {"counties": Mix(repeats=1, negatives=1)}


@pytest.fixture(scope="module")
def lessons(counties: Folder, pool: Pool) -> list[Lesson]:
    return lessons_of(counties, pool, 100)


def moved_arrays(bert: Any) -> dict[str, Any]:
    """An adapter that changes something."""
    random = np.random.default_rng(3)
    arrays = starting_arrays(bert, rank=4, seed=1)
    return {
        name: random.normal(0, 0.1, array.shape) if name.endswith(".B") else array for name, array in arrays.items()
    }


def test_a_new_adapter_changes_no_weight(bert: Any) -> None:
    network = trainable_network(bert, starting_arrays(bert, rank=4), dropout=0.0)
    for name, weight in base_linears(bert).items():
        layer = network.get_submodule(name.removesuffix(".weight"))
        assert torch.equal(layer.weight, weight)


def test_an_exported_adapter_reads_as_it_was_trained(
    bert: Any, tokenizer: Any, lessons: list[Lesson], tmp_path: Path
) -> None:
    # The file is in float16: what comes out of it must go in and out again unchanged.
    exported = adapter_arrays(trainable_network(bert, moved_arrays(bert), dropout=0.0))
    network = trainable_network(bert, exported, dropout=0.0).eval()
    again = adapter_arrays(network)
    assert exported.keys() == again.keys()
    assert all(np.array_equal(exported[name], again[name]) for name in exported)
    reader = make_reader(bert, tokenizer, write_weights(tmp_path, again))
    batch = collate(encode(tokenizer, [lesson.negatives[0] for lesson in lessons]))
    with torch.inference_mode():
        trained = network(batch.ids, batch.types, batch.read)
        loaded = reader._network(Padded(ids=batch.ids, types=batch.types, lengths=batch.read.sum(1)))
    for one, other in zip(trained, loaded, strict=True):
        torch.testing.assert_close(one, other, atol=1e-4, rtol=1e-4)


def test_the_file_has_the_layout_of_the_weights_that_ship(bert: Any) -> None:
    def shapes(names: Any) -> set[str]:
        return {re.sub(r"^layers\.\d+", "layers.N", name) for name in names}

    exported = adapter_arrays(trainable_network(bert, starting_arrays(bert, rank=4), dropout=0.0))
    assert shapes(exported) == shapes(read_adapter(WEIGHTS))
    assert {array.dtype for array in exported.values()} == {np.dtype(np.float16)}


def test_an_adapter_of_another_network_is_refused_with_the_next_step(bert: Any) -> None:
    arrays = starting_arrays(bert, rank=4)
    del arrays["layers.1.q.A"]
    with pytest.raises(ModelError, match="--from"):
        trainable_network(bert, arrays, dropout=0.0)


def test_the_loss_is_what_the_recipe_says() -> None:
    batch = Batch(
        ids=torch.zeros(2, 3, dtype=torch.long),
        types=torch.zeros(2, 3, dtype=torch.long),
        read=torch.ones(2, 3, dtype=torch.bool),
        allowed=torch.tensor([[True, False, True], [True, False, True]]),
        start=torch.tensor([2, 0]),
        end=torch.tensor([2, 0]),
    )
    # The middle token is of the question: however high its logit, no answer begins there.
    even = torch.tensor([[0.0, 50.0, 0.0], [0.0, 50.0, 0.0]])
    loss = loss_of(Logits(even, even, torch.zeros(2)), batch)
    assert loss.item() == pytest.approx(2 * np.log(2))


def test_three_steps_lower_the_loss_and_leave_the_packaged_weights(
    bert: Any, tokenizer: Any, lessons: list[Lesson]
) -> None:
    network = trainable_network(bert, starting_arrays(bert, rank=4, seed=1), dropout=0.0)
    before = {name: weight.clone() for name, weight in network.state_dict().items() if name.endswith(".original")}
    shown = [*(lesson.positives[0] for lesson in lessons if lesson.positives), lessons[2].negatives[0]]
    batch = collate(encode(tokenizer, shown))

    def loss() -> float:
        with torch.inference_mode():
            return float(loss_of(network(batch.ids, batch.types, batch.read), batch))

    start = loss()
    kept: list[int] = []
    trained = train(
        network,
        tokenizer,
        lessons,
        MIXES,
        Course(epochs=9, steps=3, learning_rate=5e-3),
        kept=kept.append,
        keep_every=2,
    )
    assert trained.steps == len(trained.losses) == 3
    assert kept == [2]
    assert loss() < start
    after = network.state_dict()
    assert before
    assert all(torch.equal(weight, after[name]) for name, weight in before.items())


def test_a_batch_read_in_parts_teaches_the_same(bert: Any, tokenizer: Any, lessons: list[Lesson]) -> None:
    def trained(part_pieces: int) -> tuple[float, dict[str, Any]]:
        network = trainable_network(bert, starting_arrays(bert, rank=4, seed=1), dropout=0.0)
        course = Course(steps=1, batch_pieces=4096, part_pieces=part_pieces)
        return train(network, tokenizer, lessons, MIXES, course).losses[0], adapter_arrays(network)

    (whole, one), (parted, other) = trained(4096), trained(200)
    assert whole == pytest.approx(parted, rel=1e-4)
    # Adam's first step is the learning rate whichever the size, so only a gradient of about 0 may differ.
    same = np.mean([np.allclose(one[name], other[name], atol=2e-3) for name in one])
    assert same > 0.9


def test_layers_below_the_top_ones_stand_still(bert: Any, tokenizer: Any, lessons: list[Lesson]) -> None:
    arrays = adapter_arrays(trainable_network(bert, moved_arrays(bert), dropout=0.0))
    network = trainable_network(bert, arrays, dropout=0.0, top_layers=1)
    train(network, tokenizer, lessons, MIXES, Course(steps=1))
    changed = {name for name, array in adapter_arrays(network).items() if not np.array_equal(array, arrays[name])}
    assert {name for name in changed if name.startswith(("layers.0", "typ", "ln"))} == set()
    assert {"layers.1.q.B", "layers.1.n2.weight", "span.weight"} <= changed


def test_the_same_seed_trains_the_same_weights(bert: Any, tokenizer: Any, lessons: list[Lesson]) -> None:
    def trained() -> dict[str, Any]:
        network = trainable_network(bert, starting_arrays(bert, rank=4, seed=1), dropout=0.1)
        train(network, tokenizer, lessons, MIXES, Course(steps=2, seed=7))
        return adapter_arrays(network)

    one, other = trained(), trained()
    assert all(np.array_equal(one[name], other[name]) for name in one)
