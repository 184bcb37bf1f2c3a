"""Sentence vectors through sentence-transformers; the packaged model by default."""

from __future__ import annotations

import ctypes
import hashlib
import logging
import os
import threading
import warnings
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import ModelError
from retrieval.packaged_model import build_packaged_model, is_built, packaged_weights_path
from retrieval.question_encoder import QuestionEncoder

PACKAGED = "packaged"
QUERY, PASSAGE = "query: ", "passage: "
# Characters of one batch: many short texts or few long ones. 150 documents take as long with 2,400 as with 4,800 and
# 340 MiB less at the peak.
BATCH_CHARS = 2400
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
    """Texts to normalised vectors. The model is loaded with the first text, or by `load`: it takes seconds.

    Args:
        model: 'packaged', a local folder or a sentence-transformers id (only what is already on the machine).
        data_dir: Where the packaged model is built once.
        dtype: 'float32', 'bfloat16' or 'auto'.

    Raises:
        ModelError: If the packaged weights are not there. Whatever else keeps a model from loading is told by `load`,
            and by every method that needs the model.
    """

    def __init__(self, model: str, data_dir: Path, dtype: str = "auto") -> None:
        self._folder = data_dir / "model" / "packaged"
        if model == PACKAGED and not is_built(self._folder):
            packaged_weights_path()
        self.name = model
        self._prefixed = model == PACKAGED or "e5" in model.lower()
        self._half = dtype == "bfloat16" or (dtype == "auto" and processor_has_bfloat16())
        self._loading = threading.Lock()
        self._loaded: Any = None

    @property
    def loaded(self) -> bool:
        """Whether the model is in memory."""
        return self._loaded is not None

    def load(self) -> None:
        """Load the model now, where it is not yet.

        Raises:
            ModelError: If the model cannot be built or loaded.
        """
        with self._loading:
            if self._loaded is None:
                self._loaded = _load(self.name, self._folder, half=self._half)
                give_memory_back()

    @property
    def _model(self) -> Any:
        self.load()
        return self._loaded

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
            if self._encoder is None:
                return self._encode(texts, QUERY)
            lead = QUERY if self._prefixed else ""
            return np.stack([self._encoder(lead + text) for text in texts])
        finally:
            torch.set_num_threads(threads)

    @property
    def packaged(self) -> tuple[Any, Any] | None:
        """The packaged BERT model and its `tokenizers.Tokenizer`, for the reader to share; None for another model."""
        if self.name != PACKAGED:
            return None
        return self._model[0].model, self._model.tokenizer.backend_tokenizer

    @cached_property
    def _encoder(self) -> QuestionEncoder | None:
        """The short way for one text; None where the model is of another kind."""
        return QuestionEncoder(self._model, WIDTH_STEP) if QuestionEncoder.fits(self._model) else None

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


def _load(model: str, packaged: Path, *, half: bool) -> Any:
    """A sentence-transformers model, built first in the folder `packaged` where it is the packaged one."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    # Every width of batch leaves compiled kernels behind, a thousand by default, which is hundreds of MiB. Eight are as
    # fast as 64, for texts come sorted by length, and take 150 MiB less; none is slower by 60%.
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "8")
    import torch
    import transformers
    from sentence_transformers import SentenceTransformer

    quiet: Any = transformers.logging
    quiet.set_verbosity_error()
    quiet.disable_progress_bar()
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
    folder = str(build_packaged_model(packaged)) if model == PACKAGED else model
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            loaded: Any = SentenceTransformer(
                folder, device="cuda" if torch.cuda.is_available() else "cpu", local_files_only=True,
                # Read as what it will be: float32 first and halved then holds both for a while.
                model_kwargs={"dtype": torch.bfloat16 if half else torch.float32},
            )  # fmt: skip
    except (OSError, ValueError) as error:
        raise ModelError(
            f"向量模型 {model} 无法加载", next_step="请检查 CEWEN_EMBEDDING_MODEL，或改用 packaged"
        ) from error
    transformer: Any = loaded[0]
    transformer.processing_kwargs = {"text": {"pad_to_multiple_of": WIDTH_STEP}}
    return loaded


@lru_cache(maxsize=2)
def load_embedder(model: str, data_dir: Path, dtype: str) -> Embedder:
    """An embedder, one in a process for each model and folder."""
    return Embedder(model, data_dir, dtype)
