"""Sentence vectors through sentence-transformers; the packaged model by default."""

from __future__ import annotations

import ctypes
import hashlib
import logging
import os
import warnings
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import ModelError
from retrieval.packaged_model import build_packaged_model

QUERY, PASSAGE = "query: ", "passage: "
# Characters of one batch: many short texts or few long ones. Of 2,400, 4,800 and 8,192 the middle one was fastest.
BATCH_CHARS = 4800
# Batches are padded to multiples of so many tokens: each new width makes the library compile kernels and keep them.
WIDTH_STEP = 16
MIN_BATCH, MAX_BATCH = 16, 256
Vectors = NDArray[np.float32]


def processor_has_bfloat16() -> bool:
    """Whether the processor multiplies bfloat16 natively (AMX or AVX512-BF16); elsewhere float32 is faster."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return False
    return "amx_bf16" in flags or "avx512_bf16" in flags


def give_memory_back() -> None:
    """Hand freed memory back to the system, where the C library keeps it: batches of every width leave gaps behind.

    300 documents of 3,000 characters took 3.9 GiB without this.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if os.name == "posix" else None
    if trim:
        trim(0)


class Embedder:
    """Texts to normalised vectors.

    Args:
        model: 'packaged', a local folder or a sentence-transformers id (only what is already on the machine).
        data_dir: Where the packaged model is built once.
        dtype: 'float32', 'bfloat16' or 'auto'.

    Raises:
        ModelError: If the model cannot be built or loaded.
    """

    def __init__(self, model: str, data_dir: Path, dtype: str = "auto") -> None:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        # Every width of batch leaves compiled kernels behind, a thousand by default, which is hundreds of MiB.
        os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "64")
        import torch
        import transformers
        from sentence_transformers import SentenceTransformer

        quiet: Any = transformers.logging
        quiet.set_verbosity_error()
        quiet.disable_progress_bar()
        logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
        folder = str(build_packaged_model(data_dir / "model" / "packaged")) if model == "packaged" else model
        half = dtype == "bfloat16" or (dtype == "auto" and processor_has_bfloat16())
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._model: Any = SentenceTransformer(
                    folder, device="cuda" if torch.cuda.is_available() else "cpu", local_files_only=True,
                    # Read as what it will be: float32 first and halved then holds both for a while.
                    model_kwargs={"dtype": torch.bfloat16 if half else torch.float32},
                )  # fmt: skip
        except (OSError, ValueError) as error:
            raise ModelError(
                f"向量模型 {model} 无法加载", next_step="请检查 CEWEN_EMBEDDING_MODEL，或改用 packaged"
            ) from error
        transformer: Any = self._model[0]
        transformer.processing_kwargs = {"text": {"pad_to_multiple_of": WIDTH_STEP}}
        self.name = model
        self._prefixed = model == "packaged" or "e5" in model.lower()
        self._half = half

    @cached_property
    def identity(self) -> str:
        """What tells this model's vectors from another's: name, arithmetic, and its smallest weights' hash."""
        hashed = hashlib.sha256(f"{self.name}/{self._half}/{self._prefixed}".encode())
        for weights in self._model.parameters():
            if weights.dim() == 1:
                hashed.update(weights.detach().float().cpu().numpy().tobytes())
        return hashed.hexdigest()[:16]

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts to be found: shape (n, dimension), length 1 each."""
        return self._encode(texts, PASSAGE)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions: shape (n, dimension), length 1 each."""
        # One short text is faster on one thread, and does not wait for a busy core.
        import torch

        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            return self._encode(texts, QUERY)
        finally:
            torch.set_num_threads(threads)

    def _encode(self, texts: Sequence[str], prefix: str) -> Vectors:
        lead = prefix if self._prefixed else ""
        # The library sorts the texts of one call by length, so a batch is as wide as its longest neighbour.
        mean = sum(map(len, texts)) / max(1, len(texts)) + len(lead)
        batch = int(min(MAX_BATCH, max(MIN_BATCH, BATCH_CHARS / mean)))
        vectors = np.asarray(
            self._model.encode([lead + text for text in texts], batch_size=batch, show_progress_bar=False), np.float32
        )
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(norms, 1e-12), np.float32)


@lru_cache(maxsize=2)
def load_embedder(model: str, data_dir: Path, dtype: str) -> Embedder:
    """An embedder, loaded once in a process."""
    return Embedder(model, data_dir, dtype)
