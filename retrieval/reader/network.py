"""The reader's network: a cross-encoder over the packaged encoder, with span and answerable heads.

Layout and recipe: BERT (12 layers, hidden 384) with two token types; start and end logits from one linear layer,
an answerable logit from the first token through 384 → tanh → 1. Weights are the packaged model's, changed by an
adapter file: W = W₀ + 2·B·A for the six linear layers of each block; biases, norms, heads and token types are its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import gelu, scaled_dot_product_attention

from retrieval.encoder import Padded

ADAPTER_SCALE = 2.0
LINEARS = ("q", "k", "v", "ao", "fi", "fo")
Arrays = Mapping[str, NDArray[Any]]


class Logits(NamedTuple):
    """What the network says of a batch: `start` and `end` of shape (batch, width), `has` of shape (batch,)."""

    start: Tensor
    end: Tensor
    has: Tensor


class Block(nn.Module):
    """One transformer layer: attention and feed-forward, each with a norm after it."""

    def __init__(self, hidden: int, heads: int, wide: int, epsilon: float, dropout: float) -> None:
        super().__init__()
        self.heads, self.size = heads, hidden // heads
        self.q, self.k, self.v = (nn.Linear(hidden, hidden) for _ in range(3))
        self.ao = nn.Linear(hidden, hidden)
        self.fi, self.fo = nn.Linear(hidden, wide), nn.Linear(wide, hidden)
        self.n1, self.n2 = nn.LayerNorm(hidden, eps=epsilon), nn.LayerNorm(hidden, eps=epsilon)
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: Tensor, read: Tensor) -> Tensor:
        """The next states, shape (batch, width, hidden); `read` is True where a token is no padding."""
        batch, width, hidden = states.shape

        def split(part: nn.Linear) -> Tensor:
            made: Tensor = part(states)
            return made.view(batch, width, self.heads, self.size).transpose(1, 2)

        heard = scaled_dot_product_attention(
            split(self.q),
            split(self.k),
            split(self.v),
            attn_mask=read[:, None, None, :],
            dropout_p=self.dropout.p if self.training else 0.0,
        )
        states = self.n1(states + self.dropout(self.ao(heard.transpose(1, 2).reshape(batch, width, hidden))))
        narrowed: Tensor = self.n2(states + self.dropout(self.fo(gelu(self.fi(states)))))
        return narrowed


class ReaderNetwork(nn.Module):
    """The whole network.

    Args:
        words: Word embeddings, shape (vocabulary, hidden); shared with the embedder, never trained.
        positions: Position embeddings, shape (longest, hidden).
        layers: How many blocks.
        heads: Attention heads.
        wide: Width of the feed-forward.
        epsilon: The norms' epsilon.
        dropout: Share of values dropped in training.
    """

    def __init__(
        self,
        words: Tensor,
        positions: Tensor,
        *,
        layers: int,
        heads: int,
        wide: int,
        epsilon: float,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        hidden = words.shape[1]
        self.register_buffer("words", words, persistent=False)
        self.register_buffer("positions", positions, persistent=False)
        self.typ = nn.Parameter(torch.zeros(2, hidden))
        self.ln = nn.LayerNorm(hidden, eps=epsilon)
        self.layers = nn.ModuleList(Block(hidden, heads, wide, epsilon, dropout) for _ in range(layers))
        self.span = nn.Linear(hidden, 2)
        self.has = nn.Sequential(nn.Linear(hidden, hidden), nn.Tanh(), nn.Linear(hidden, 1))
        self.dropout = nn.Dropout(dropout)

    def forward(self, ids: Tensor, types: Tensor, read: Tensor) -> Logits:
        """Logits of a batch of token ids, types and read marks, each of shape (batch, width)."""
        words: Any = self.words
        positions: Any = self.positions
        start = words[ids].to(self.ln.weight.dtype) + positions[: ids.shape[1]].to(self.ln.weight.dtype)
        states = self.dropout(self.ln(start + self.typ[types]))
        for block in self.layers:
            states = block(states, read)
        return self.heads_of(states)

    def heads_of(self, states: Tensor) -> Logits:
        """Logits of the last layer's states, shape (batch, width, hidden)."""
        spans = self.span(states).float()
        return Logits(spans[..., 0], spans[..., 1], self.has(states[:, 0])[:, 0].float())

    def logits(self, batch: Padded) -> Logits:
        """Logits of a batch, without gradients, on the device the weights are on; they come back to the processor."""
        device = self.ln.weight.device
        with torch.inference_mode():
            made = self(batch.ids.to(device), batch.types.to(device), batch.read.to(device))
        return Logits(*(part.cpu() for part in made))


def adapted_state(base: Mapping[str, Tensor], adapter: Arrays) -> dict[str, Tensor]:
    """The network's state: the packaged linear layers with the adapter's low-rank change added.

    Args:
        base: Packaged weights of the linear layers as `layers.{i}.{q,k,v,ao,fi,fo}.weight`.
        adapter: The adapter file's arrays.

    Raises:
        KeyError: If the adapter lacks a part.
    """
    state: dict[str, Tensor] = {}
    for name, weight in base.items():
        part = name.removesuffix(".weight")
        a, b = (torch.from_numpy(adapter[f"{part}.{side}"].astype(np.float32)) for side in "AB")
        state[name] = weight.float() + ADAPTER_SCALE * (b @ a)
        state[f"{part}.bias"] = torch.from_numpy(adapter[f"{part}.b"].astype(np.float32))
    for name, array in adapter.items():
        if name.rpartition(".")[2] not in ("A", "B", "b"):
            state[name] = torch.from_numpy(array.astype(np.float32))
    return state
