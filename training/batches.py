"""Batches of encoded examples: of like length, so that little of one is padding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Self

import torch
from torch import Tensor

from retrieval.reader.reading import PAD
from training.encoding import NOWHERE, Encoded


@dataclass(frozen=True, kw_only=True, eq=False)
class Batch:
    """Tensors of a batch.

    `ids`, `types`, `read` and `allowed` are of shape (batch, width): `read` is True where a token is no padding,
    `allowed` where an answer may begin or end (<s> and the passage). `start` and `end` are of shape (batch,).
    """

    ids: Tensor
    types: Tensor
    read: Tensor
    allowed: Tensor
    start: Tensor
    end: Tensor

    def on(self, device: str) -> Self:
        """The batch on a device."""
        return type(self)(
            ids=self.ids.to(device),
            types=self.types.to(device),
            read=self.read.to(device),
            allowed=self.allowed.to(device),
            start=self.start.to(device),
            end=self.end.to(device),
        )


def batches_of(examples: Sequence[Encoded], pieces: int, random: Random) -> list[list[Encoded]]:
    """The examples in batches of at most so many pieces, padding counted, in random order.

    Args:
        examples: What to read.
        pieces: Largest batch, in pieces; a longer example stands alone.
        random: The order of the batches, and of examples of one length.
    """
    order = list(examples)
    # Sorting keeps the order of what is of one length.
    random.shuffle(order)
    batches = parts_of(sorted(order, key=lambda one: len(one.ids)), pieces)
    random.shuffle(batches)
    return batches


def parts_of(examples: Sequence[Encoded], pieces: int) -> list[list[Encoded]]:
    """Examples that are sorted by length in parts of at most so many pieces, padding counted, in order."""
    parts: list[list[Encoded]] = []
    for one in examples:
        # Sorted by length: the newcomer is the widest.
        if parts and (len(parts[-1]) + 1) * len(one.ids) <= pieces:
            parts[-1].append(one)
        else:
            parts.append([one])
    return parts


def collate(examples: Sequence[Encoded]) -> Batch:
    """A batch's tensors."""
    shape = (len(examples), max(len(one.ids) for one in examples))
    ids, types = torch.full(shape, PAD), torch.ones(shape, dtype=torch.long)
    read, allowed = torch.zeros(shape, dtype=torch.bool), torch.zeros(shape, dtype=torch.bool)
    for row, one in enumerate(examples):
        ids[row, : len(one.ids)] = torch.from_numpy(one.ids)
        types[row, : one.lead] = 0
        read[row, : len(one.ids)] = True
        allowed[row, [NOWHERE, *one.pieces]] = True
    return Batch(
        ids=ids,
        types=types,
        read=read,
        allowed=allowed,
        start=torch.tensor([one.start for one in examples]),
        end=torch.tensor([one.end for one in examples]),
    )
