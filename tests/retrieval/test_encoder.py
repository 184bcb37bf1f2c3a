"""The encoder for reading only against plain arithmetic, where the numbers are ordinary and where they are not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from torch import Tensor

from retrieval.encoder import BertEncoder, EncoderWeights, LayerWeights, Padded, by_length, padded
from retrieval.reader.inference import ReadingNetwork
from retrieval.reader.network import ReaderNetwork

HIDDEN, WIDE, HEADS, WORDS, LONGEST = 64, 128, 2, 50, 32


def network(*, scale: float = 1.0) -> ReaderNetwork:
    """A small network with random weights; `scale` makes queries larger, and with them the attention's scores."""
    torch.manual_seed(3)
    made = ReaderNetwork(
        torch.randn(WORDS, HIDDEN), torch.randn(LONGEST, HIDDEN), layers=2, heads=HEADS, wide=WIDE, epsilon=1e-5
    )
    with torch.no_grad():
        made.typ.normal_()
        for block in made.layers:
            block.q.weight *= scale
    return made.eval()


def batch() -> Padded:
    return padded([[5, 6, 7], [8, 9, 10, 11, 12, 13, 14], [15]], step=4, pad=1, types=[1, 3, 1])


def test_texts_are_padded_at_the_end_to_a_round_width() -> None:
    made = batch()
    assert made.ids.shape == (3, 8)
    assert made.ids[0].tolist() == [5, 6, 7, 1, 1, 1, 1, 1]
    assert made.types[1].tolist() == [0, 0, 0, 1, 1, 1, 1, 1]
    assert made.read.sum(1).tolist() == [3, 7, 1]


def test_a_batch_holds_texts_of_like_length_and_no_more_tokens_than_it_may() -> None:
    lengths = [9, 2, 30, 3, 10, 1]
    made = by_length(lengths, 20)
    assert made == [[5, 1, 3], [0, 4], [2]]
    assert sorted(row for rows in made for row in rows) == list(range(6))
    assert by_length([], 20) == []


def test_logits_are_those_of_the_network_that_was_trained() -> None:
    plain, made = network(), batch()
    expected = plain.logits(made)
    for mine, theirs in zip(ReadingNetwork(plain)(made), expected, strict=True):
        known = made.read if mine.dim() == 2 else torch.ones(3, dtype=torch.bool)
        assert torch.allclose(mine[known], theirs[known], atol=1e-4)


def test_what_is_padding_changes_nothing() -> None:
    quick = ReadingNetwork(network())
    alone = quick(padded([[5, 6, 7]], step=1, pad=1, types=[1]))
    assert torch.allclose(quick(batch()).start[0, :3], alone.start[0], atol=1e-4)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_scores_too_large_for_an_exponential_are_read_all_the_same(sign: float) -> None:
    plain, made = network(scale=sign * 400.0), batch()
    expected = plain.logits(made)
    quick = ReadingNetwork(plain)
    with torch.inference_mode():
        assert not torch.isfinite(quick._encoder._run(made, careful=False)).all()
    states = quick(made)
    assert torch.isfinite(states.start[made.read]).all()
    assert torch.allclose(states.has, expected.has, atol=1e-3)


def test_threads_that_ask_at_once_get_what_they_asked_for() -> None:
    quick = ReadingNetwork(network())
    texts = [[5 + at % 40] * (1 + at % 7) for at in range(40)]
    alone = [quick(padded([text], step=8, pad=1, types=[1])).start for text in texts]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda text: quick(padded([text], step=8, pad=1, types=[1])).start, texts))
    assert all(torch.allclose(mine, theirs) for mine, theirs in zip(together, alone, strict=True))


def test_means_leave_padding_out_and_have_length_one() -> None:
    def pair(outputs: int, inputs: int) -> tuple[Tensor, Tensor]:
        return torch.randn(outputs, inputs) / inputs**0.5, torch.randn(outputs) / 10

    torch.manual_seed(4)
    norm = (torch.ones(HIDDEN), torch.zeros(HIDDEN))
    layer = LayerWeights(
        query=pair(HIDDEN, HIDDEN),
        key=pair(HIDDEN, HIDDEN),
        value=pair(HIDDEN, HIDDEN),
        attended=pair(HIDDEN, HIDDEN),
        attended_norm=norm,
        widened=pair(WIDE, HIDDEN),
        narrowed=pair(HIDDEN, WIDE),
        narrowed_norm=norm,
    )
    encoder = BertEncoder(
        EncoderWeights(
            words=torch.randn(WORDS, HIDDEN),
            positions=torch.randn(LONGEST, HIDDEN),
            types=torch.randn(2, HIDDEN),
            norm=norm,
            layers=[layer],
            heads=HEADS,
            epsilon=1e-5,
        )
    )
    made = batch()
    states, means = encoder.states(made), encoder.means(made)
    own = states[0, :3].mean(0)
    assert torch.allclose(means[0], own / own.norm(), atol=1e-5)
    assert torch.allclose(means.norm(dim=1), torch.ones(3), atol=1e-5)
