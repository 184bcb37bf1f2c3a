"""Embedding and reading held against what this machine multiplies: shares of the matrix-product rate of the same run.

A share says more than passages a second: it is the same on a slow machine and a fast one. Measures of each kind take
turns, so that a busy moment slows all alike, and the best of each counts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from core.settings import Settings
from evals.ingest_corpus import make_text
from retrieval.embed import load_embedder, processor_has_bfloat16
from retrieval.reader.loading import load_reader
from retrieval.reader.reading import Page

PASSAGES, CHARS, PAGES, ROUNDS = 48, 300, 24, 5
# Square and in the encoder's own shapes, with weights as they are and laid out anew: the library is faster in either.
SHAPES = ((2048, 2048, 2048), (2400, 384, 1536), (2400, 1536, 384))
QUESTION = "2023年新增学位多少个？"


def encoder_operations(lengths: Sequence[int], *, layers: int, hidden: int, wide: int) -> float:
    """Multiplications and additions of an encoder over texts of so many tokens, padding not counted."""
    per_token = 2 * (4 * hidden * hidden + 2 * hidden * wide)
    return float(sum(layers * length * (per_token + 4 * length * hidden) for length in lengths))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _products(kind: Any) -> list[tuple[float, Callable[[], object]]]:
    import torch

    from retrieval.encoder import Linear

    made: list[tuple[float, Callable[[], object]]] = []
    for rows, inner, columns in SHAPES:
        left, right = torch.randn(rows, inner).to(kind), torch.randn(columns, inner).to(kind)
        bias = torch.zeros(columns, dtype=kind)
        operations = 2.0 * rows * inner * columns
        made.append((operations, partial(torch.nn.functional.linear, left, right, bias)))
        made.append((operations, partial(Linear(right, bias), left)))
    return made


def measure_rates(settings: Settings) -> dict[str, Any]:
    """Operations a second of matrix products, and the shares of them that embedding and reading reach.

    Args:
        settings: With the data folder of a built model, and the arithmetic to use.
    """
    import torch

    embedder = load_embedder("packaged", settings.data_dir, settings.embedding_dtype)
    embedder.load()
    reader = load_reader(embedder, settings.data_dir)
    assert reader is not None
    assert embedder.packaged is not None
    bert, tokenizer = embedder.packaged
    sizes = {
        "layers": bert.config.num_hidden_layers,
        "hidden": bert.config.hidden_size,
        "wide": bert.config.intermediate_size,
    }
    texts = [make_text(seed, 2 * CHARS)[60 : 60 + CHARS] for seed in range(PASSAGES)]
    pages = [Page(head="工作总结｜一、成绩", text=text) for text in texts[:PAGES]]
    asked = [QUESTION] * PAGES
    embedding = encoder_operations(
        [len(one.ids) for one in tokenizer.encode_batch([f"passage: {t}" for t in texts])], **sizes
    )
    question = len(tokenizer.encode(QUESTION).ids)
    reading = encoder_operations(
        [question + len(tokenizer.encode(f"{p.head}\n{p.text}", add_special_tokens=False).ids) + 1 for p in pages],
        **sizes,
    )
    kind = torch.bfloat16 if bert.dtype == torch.bfloat16 else torch.float32
    products, best = _products(kind), {"product": 0.0, "embedding": 0.0, "reading": 0.0, "question": 0.0}
    with torch.inference_mode():
        for _ in range(ROUNDS):
            for operations, product in products:
                best["product"] = max(best["product"], operations / _seconds(product))
            best["embedding"] = max(best["embedding"], embedding / _seconds(lambda: embedder.passages(texts)))
            best["reading"] = max(best["reading"], reading / _seconds(lambda: reader.read(asked, pages)))
            best["question"] = max(best["question"], 1 / _seconds(lambda: embedder.queries([QUESTION])))
    return {
        "arithmetic": str(kind).removeprefix("torch."),
        "threads": torch.get_num_threads(),
        "native_bfloat16": processor_has_bfloat16(),
        "product_gflops": round(best["product"] / 1e9, 1),
        "embedding_share": round(best["embedding"] / best["product"], 3),
        "reading_share": round(best["reading"] / best["product"], 3),
        "passages_per_s": round(best["embedding"] / embedding * PASSAGES, 1),
        "pages_per_s": round(best["reading"] / reading * PAGES, 1),
        "question_ms": round(1000 / best["question"], 1),
    }
