"""Training: the loss, the steps, and what became of it."""

from __future__ import annotations

import itertools
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy
from torch.nn.utils import parametrize

from core.errors import DataError
from retrieval.reader.network import Logits
from training.batches import Batch, batches_of, collate, parts_of
from training.encoding import NOWHERE, Encoded, encode
from training.examples import Lesson, Mix, epoch_of
from training.questions import Question, said
from training.wording import load_wordings

BETAS, WEIGHT_DECAY, CLIP, WARM_UP = (0.9, 0.98), 0.01, 1.0, 0.06
TOLD_EVERY = 10
Device = Literal["cpu", "cuda"]
log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Course:
    """How to train.

    Attributes:
        epochs: Passes over the lessons.
        steps: Most steps; None for as many as the epochs give.
        learning_rate: Its highest value.
        batch_pieces: Largest batch, in pieces, padding counted.
        part_pieces: Largest part of a batch that is read at once: it bounds the memory and changes nothing else.
        smoothing: How far the answerable target is drawn from 0 and 1 towards 0.5, from 0 to 1.
        varied: Share of examples whose question is said otherwise.
        seed: Order, drops and which negatives.
        device: Where to compute; on `cuda` in bfloat16 where that is safe.
    """

    epochs: int = 1
    steps: int | None = None
    learning_rate: float = 1e-3
    batch_pieces: int = 32768
    part_pieces: int = 2048
    smoothing: float = 0.0
    varied: float = 0.0
    seed: int = 0
    device: Device = "cpu"


@dataclass(frozen=True, kw_only=True)
class Trained:
    """What training was: steps, seconds, examples read, and the loss of each step."""

    steps: int
    seconds: float
    examples: int
    losses: tuple[float, ...]


def loss_of(logits: Logits, batch: Batch, smoothing: float = 0.0) -> Tensor:
    """The mean of start's and end's cross-entropy, and the binary cross-entropy of answerable.

    Args:
        logits: What the network said.
        batch: What it read.
        smoothing: See `Course`.
    """
    start = logits.start.masked_fill(~batch.allowed, -torch.inf)
    end = logits.end.masked_fill(~batch.allowed, -torch.inf)
    spans = (cross_entropy(start, batch.start) + cross_entropy(end, batch.end)) / 2
    answered = (batch.start != NOWHERE).float()
    return spans + binary_cross_entropy_with_logits(logits.has, answered * (1 - smoothing) + smoothing / 2)


def _share_of_rate(step: int, steps: int) -> float:
    """Share of the highest learning rate: up over the first steps, then in a line down to 0 after the last."""
    warm = max(1, round(WARM_UP * steps))
    return (step + 1) / warm if step < warm else (steps - step) / max(1, steps - warm)


def _batches(
    lessons: Sequence[Lesson], mixes: Mapping[str, Mix], tokenizer: Any, course: Course
) -> Iterator[list[list[Encoded]]]:
    """Each epoch's batches."""
    wordings = load_wordings()
    for epoch in itertools.count():
        random = Random(f"{course.seed}/{epoch}")

        def say(question: Question, random: Random = random) -> str:
            asked = said(question, random)
            return wordings.varied(asked, random) if random.random() < course.varied else asked

        yield batches_of(encode(tokenizer, epoch_of(lessons, mixes, random, say)), course.batch_pieces, random)


def train(
    network: Any,
    tokenizer: Any,
    lessons: Sequence[Lesson],
    mixes: Mapping[str, Mix],
    course: Course,
    *,
    kept: Callable[[int], object] | None = None,
    keep_every: int = 50,
) -> Trained:
    """Train a network in place; it is left on the CPU and ready to read.

    Args:
        network: What `trainable_network` made.
        tokenizer: The packaged tokenizer.
        lessons: What to learn.
        mixes: How much of a lesson an epoch takes, by folder.
        course: How.
        kept: Called with the number of steps every `keep_every` steps, to write what there is.
        keep_every: Steps between two calls.

    Raises:
        DataError: If there is no lesson.
    """
    if not lessons:
        raise DataError("没有可学的题", next_step="请少留出一些文件夹（--leave-out）")
    started = time.perf_counter()
    torch.manual_seed(course.seed)
    network.to(course.device).train()
    moving = [parameter for parameter in network.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(moving, lr=course.learning_rate, betas=BETAS, weight_decay=WEIGHT_DECAY)
    source = _batches(lessons, mixes, tokenizer, course)
    batches = next(source)
    # Later epochs have as many batches, give or take a few.
    steps = min(course.epochs * len(batches), course.steps or course.epochs * len(batches))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _share_of_rate(step, steps))
    losses: list[float] = []
    examples = 0
    for batch in itertools.islice(itertools.chain(batches, itertools.chain.from_iterable(source)), steps):
        losses.append(sum(_learn(network, part, len(batch), course) for part in parts_of(batch, course.part_pieces)))
        torch.nn.utils.clip_grad_norm_(moving, CLIP)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        schedule.step()
        examples += len(batch)
        if len(losses) % TOLD_EVERY == 0:
            recent = sum(losses[-TOLD_EVERY:]) / TOLD_EVERY
            log.info("step %d/%d loss %.4f %.0f s", len(losses), steps, recent, time.perf_counter() - started)
        if kept and len(losses) % keep_every == 0:
            kept(len(losses))
    network.to("cpu").eval()
    return Trained(steps=len(losses), seconds=time.perf_counter() - started, examples=examples, losses=tuple(losses))


def _learn(network: Any, part: Sequence[Encoded], whole: int, course: Course) -> float:
    """Add a part's gradients to the batch's; gives its share of the batch's mean loss."""
    with _arithmetic(course.device), parametrize.cached():
        read = collate(part).on(course.device)
        loss = loss_of(network(read.ids, read.types, read.read), read, course.smoothing) * (len(part) / whole)
    loss.backward()  # type: ignore[no-untyped-call]
    return float(loss.detach())


def _arithmetic(device: Device) -> AbstractContextManager[Any]:
    return torch.autocast(device, dtype=torch.bfloat16, enabled=device == "cuda")
