"""A BERT encoder for reading only: the arithmetic of the packaged model without what a general library does around it.

The library spends half its time outside matrix products. Here query, key and value are one product, bias, GELU and the
residual sum are part of the product they follow, and attention is two products and one exponential: its sums come out
of the second product, from a column of ones beside the values, which is zero where a token is padding.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, NamedTuple

import torch
from torch import Tensor

# Rows of scores that stay in the processor's cache between the products of one attention.
HEADS_AT_ONCE = 24
# The values' columns are widened by so many, of which the first is the column of ones: products like round widths.
EXTRA = 16
# One pass at a time, all in one thread: two on the same cores take longer than one after the other, and each thread
# that calls the library gets helpers of its own, which then wait for work in each other's way.
_PASSES = ThreadPoolExecutor(1, "encoder")
# The library lays weights out anew for about this many rows.
ROWS = 2400


class LayerWeights(NamedTuple):
    """One layer: weight and bias of each linear part (outputs × inputs), scale and shift of each norm."""

    query: tuple[Tensor, Tensor]
    key: tuple[Tensor, Tensor]
    value: tuple[Tensor, Tensor]
    attended: tuple[Tensor, Tensor]
    attended_norm: tuple[Tensor, Tensor]
    widened: tuple[Tensor, Tensor]
    narrowed: tuple[Tensor, Tensor]
    narrowed_norm: tuple[Tensor, Tensor]


class EncoderWeights(NamedTuple):
    """A whole encoder: embeddings (rows × hidden), their norm, the layers, how many heads, the norms' epsilon."""

    words: Tensor
    positions: Tensor
    types: Tensor
    norm: tuple[Tensor, Tensor]
    layers: Sequence[LayerWeights]
    heads: int
    epsilon: float


def bert_weights(bert: Any) -> EncoderWeights:
    """The weights of a loaded BERT model with GELU; they are shared, not copied."""

    def pair(module: Any) -> tuple[Tensor, Tensor]:
        return module.weight.detach(), module.bias.detach()

    start = bert.embeddings
    layers = [
        LayerWeights(
            query=pair(layer.attention.self.query),
            key=pair(layer.attention.self.key),
            value=pair(layer.attention.self.value),
            attended=pair(layer.attention.output.dense),
            attended_norm=pair(layer.attention.output.LayerNorm),
            widened=pair(layer.intermediate.dense),
            narrowed=pair(layer.output.dense),
            narrowed_norm=pair(layer.output.LayerNorm),
        )
        for layer in bert.encoder.layer
    ]
    return EncoderWeights(
        words=start.word_embeddings.weight.detach(),
        positions=start.position_embeddings.weight.detach(),
        types=start.token_type_embeddings.weight.detach(),
        norm=pair(start.LayerNorm),
        layers=layers,
        heads=int(bert.config.num_attention_heads),
        epsilon=float(bert.config.layer_norm_eps),
    )


class Padded(NamedTuple):
    """Token ids and types, both (texts, width), padded at the end, and how many tokens of each text are read."""

    ids: Tensor
    types: Tensor
    lengths: Tensor

    @property
    def read(self) -> Tensor:
        """True where a token is no padding, shape (texts, width)."""
        return torch.arange(self.ids.shape[1]) < self.lengths[:, None]


def padded(texts: Sequence[Sequence[int]], *, step: int, pad: int, types: Sequence[int] = ()) -> Padded:
    """A batch of token ids.

    Args:
        texts: Token ids of each text, none empty.
        step: The width is a multiple of so many tokens: each new width makes the library compile kernels.
        pad: Id of the padding.
        types: How many first tokens of each text are of type 0, the rest of type 1; empty: all of type 0.
    """
    width = -(-max(map(len, texts)) // step) * step
    ids = torch.full((len(texts), width), pad)
    kinds = torch.zeros((len(texts), width), dtype=torch.long)
    for row, text in enumerate(texts):
        ids[row, : len(text)] = torch.tensor(text)
        if types:
            kinds[row, types[row] :] = 1
    return Padded(ids=ids, types=kinds, lengths=torch.tensor([len(text) for text in texts]))


def by_length(lengths: Sequence[int], most: int) -> list[list[int]]:
    """Which texts make a batch: of like length, and no more than `most` tokens with their padding."""
    batches: list[list[int]] = []
    for row in sorted(range(len(lengths)), key=lengths.__getitem__):
        # Sorted by length: the newcomer is the widest.
        if batches and (len(batches[-1]) + 1) * lengths[row] <= most:
            batches[-1].append(row)
        else:
            batches.append([row])
    return batches


@cache
def fuses(kind: torch.dtype) -> bool:
    """Whether this machine's library multiplies with what follows in one pass; where not, one after the other does."""
    rows, weight, bias = torch.ones(2, 32, dtype=kind), torch.eye(32, dtype=kind), torch.ones(32, dtype=kind)
    try:
        packed = torch.ops.mkldnn._reorder_linear_weight(weight, 2)
        made = torch.ops.mkldnn._linear_pointwise.binary(rows, rows, packed, bias, "add")
    except (AttributeError, NotImplementedError, RuntimeError):
        return False
    return bool((made == 3).all())


class Linear:
    """A linear layer whose weights lie as the processor's library likes them, with what follows it."""

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        self._bias = bias
        self._packed = fuses(weight.dtype)
        self._weight = torch.ops.mkldnn._reorder_linear_weight(weight, ROWS) if self._packed else weight

    def __call__(self, rows: Tensor, *, gelu: bool = False) -> Tensor:
        """What comes out of rows of inputs, through GELU where asked."""
        if self._packed:
            then, how = ("gelu", "none") if gelu else ("none", "")
            made: Tensor = torch.ops.mkldnn._linear_pointwise(rows, self._weight, self._bias, then, [], how)
            return made
        made = torch.nn.functional.linear(rows, self._weight, self._bias)
        return torch.nn.functional.gelu(made) if gelu else made

    def added_to(self, other: Tensor, rows: Tensor) -> Tensor:
        """What comes out, added to `other`."""
        if self._packed:
            made: Tensor = torch.ops.mkldnn._linear_pointwise.binary(rows, other, self._weight, self._bias, "add")
            return made
        return torch.nn.functional.linear(rows, self._weight, self._bias) + other


class _Layer(NamedTuple):
    joined: Linear
    attended: Linear
    attended_norm: tuple[Tensor, Tensor]
    widened: Linear
    narrowed: Linear
    narrowed_norm: tuple[Tensor, Tensor]


class BertEncoder:
    """An encoder over weights that are not trained any more; any number of threads may ask it.

    Args:
        weights: In the arithmetic it shall run in.
    """

    def __init__(self, weights: EncoderWeights) -> None:
        self._heads, self._hidden = weights.heads, weights.words.shape[1]
        self._layers = [
            _Layer(
                joined=Linear(*(torch.cat(parts) for parts in zip(one.query, one.key, one.value, strict=True))),
                attended=Linear(*one.attended),
                attended_norm=one.attended_norm,
                widened=Linear(*one.widened),
                narrowed=Linear(*one.narrowed),
                narrowed_norm=one.narrowed_norm,
            )
            for one in weights.layers
        ]
        # What was laid out anew is not needed twice.
        self._start = weights._replace(layers=())

    def states(self, batch: Padded) -> Tensor:
        """The last layer's states, shape (texts, width, hidden); those of padding mean nothing."""
        return _PASSES.submit(self._states, batch).result()

    def means(self, batch: Padded, *, alone: bool = False) -> Tensor:
        """The mean of each text's states, length 1, shape (texts, hidden), float32.

        Args:
            batch: The texts.
            alone: True to use one core: a short text is faster so, and does not wait for a busy one.
        """
        return _PASSES.submit(self._means, batch, alone).result()

    def _states(self, batch: Padded) -> Tensor:
        with torch.inference_mode():
            made = self._run(batch, careful=False)
            # An exponential without its greatest taken off first can leave the numbers there are; none did so far.
            return made if bool(torch.isfinite(made).all()) else self._run(batch, careful=True)

    def _means(self, batch: Padded, alone: bool) -> Tensor:
        threads = torch.get_num_threads()
        if alone:
            torch.set_num_threads(1)
        try:
            with torch.inference_mode():
                states = self._states(batch).float()
                read = batch.read[:, :, None]
                return torch.nn.functional.normalize(torch.where(read, states, 0.0).sum(1), dim=1)
        finally:
            torch.set_num_threads(threads)

    def _norm(self, rows: Tensor, parts: tuple[Tensor, Tensor]) -> Tensor:
        return torch.nn.functional.layer_norm(rows, (self._hidden,), *parts, eps=self._start.epsilon)

    def _run(self, batch: Padded, *, careful: bool) -> Tensor:
        start, (texts, width) = self._start, batch.ids.shape
        kind = start.norm[0].dtype
        summed = start.words[batch.ids].to(kind) + start.positions[:width].to(kind) + start.types[batch.types].to(kind)
        rows = self._norm(summed, start.norm).view(texts * width, self._hidden)
        heard = _Attention(batch.read, self._heads, self._hidden // self._heads, kind)
        for layer in self._layers:
            attended = heard(layer.joined(rows), careful=careful)
            rows = self._norm(layer.attended.added_to(rows, attended), layer.attended_norm)
            wide = layer.widened(rows, gelu=True)
            rows = self._norm(layer.narrowed.added_to(rows, wide), layer.narrowed_norm)
        return rows.view(texts, width, self._hidden)


class _Attention:
    """The attention of every layer of one batch, in buffers made once.

    Args:
        read: True where a token is no padding, shape (texts, width).
        heads: How many.
        size: Numbers of one head.
        kind: The arithmetic.
    """

    def __init__(self, read: Tensor, heads: int, size: int, kind: torch.dtype) -> None:
        (texts, width), self._size = read.shape, size
        self._shape = (texts, width, heads, size)
        self._read = read.to(kind)[:, :, None, None]
        self._unread = ~read.repeat_interleave(heads, 0)[:, None, :]
        self._query, self._key = (torch.empty(texts, heads, width, size, dtype=kind) for _ in range(2))
        self._value = torch.zeros(texts, heads, width, size + EXTRA, dtype=kind)
        self._value[..., size] = read[:, None, :]
        self._made = torch.empty_like(self._value)

    def __call__(self, joined: Tensor, *, careful: bool) -> Tensor:
        """What each token hears, shape (texts × width, hidden), of queries, keys and values side by side."""
        texts, width, heads, size = self._shape
        parts = joined.view(texts, width, 3, heads, size)
        torch.mul(parts[:, :, 0].transpose(1, 2), size**-0.5, out=self._query)
        self._key.copy_(parts[:, :, 1].transpose(1, 2))
        torch.mul(parts[:, :, 2].transpose(1, 2), self._read.transpose(1, 2), out=self._value[..., :size])
        query, key, value, made = (
            part.view(texts * heads, width, -1) for part in (self._query, self._key, self._value, self._made)
        )
        for at in range(0, texts * heads, HEADS_AT_ONCE):
            own = slice(at, at + HEADS_AT_ONCE)
            scores = torch.bmm(query[own], key[own].transpose(1, 2))
            if careful:
                scores = scores.masked_fill(self._unread[own], float("-inf"))
                scores -= scores.amax(-1, keepdim=True)
            torch.bmm(scores.exp_(), value[own], out=made[own])
        heard = self._made[..., :size] / self._made[..., size : size + 1]
        return heard.transpose(1, 2).reshape(texts * width, heads * size)
