"""Sentence vectors through sentence-transformers; the packaged model by default."""

from __future__ import annotations

import ctypes
import hashlib
import logging
import os
import threading
import warnings
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from core.errors import ModelError
from retrieval.packaged_model import build_packaged_model, is_built, packaged_weights_path

PACKAGED = "packaged"
QUERY, PASSAGE = "query: ", "passage: "
# Characters of one batch for a model of another kind: many short texts or few long ones.
BATCH_CHARS = 2400
MIN_BATCH, MAX_BATCH = 16, 256
# Tokens of one batch with their padding.
BATCH_TOKENS = 2400
# Batches are padded to multiples of so many tokens: each new width makes the library compile kernels and keep them.
WIDTH_STEP = 16
Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Texts to normalised vectors, by a model in this process or by a service."""

    @property
    def identity(self) -> str:
        """What tells these vectors from another model's."""

    @property
    def weights(self) -> str:
        """What tells the model from another, in whatever arithmetic it runs."""

    @property
    def loaded(self) -> bool:
        """Whether it can answer now."""

    def __hash__(self) -> int:
        """Of the object itself: one is kept for each model."""

    def load(self) -> None:
        """Make sure that it can.

        Raises:
            ModelError: If it cannot.
        """

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts to be found: shape (n, dimension), length 1 each."""

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions: shape (n, dimension), length 1 each."""


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
            packaged_weights_path(self._folder.parent)
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
        return self._hash_of(f"{self.name}/{self._half}/{self._prefixed}", lambda weights: weights)

    @cached_property
    def weights(self) -> str:
        """What tells the model from another, the same in float32 and bfloat16: hash of its smallest weights, halved."""
        import torch

        return self._hash_of(f"{self.name}/{self._prefixed}", lambda weights: weights.to(torch.bfloat16))

    def _hash_of(self, text: str, rounded: Callable[[Any], Any]) -> str:
        hashed = hashlib.sha256(text.encode())
        for weights in self._model.parameters():
            if weights.dim() == 1:
                hashed.update(rounded(weights.detach()).float().cpu().numpy().tobytes())
        return hashed.hexdigest()[:16]

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts to be found: shape (n, dimension), length 1 each."""
        return self._encode(texts, PASSAGE)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions: shape (n, dimension), length 1 each."""
        return self._encode(texts, QUERY, alone=True)

    @property
    def packaged(self) -> tuple[Any, Any] | None:
        """The packaged BERT model and its `tokenizers.Tokenizer`, for the reader to share; None for another model."""
        if self.name != PACKAGED:
            return None
        return self._model[0].model, self._model.tokenizer.backend_tokenizer

    @cached_property
    def _encoder(self) -> Any:
        """The packaged kind of model without the library around it; None where the model is of another kind."""
        if not is_plain_bert(self._model):
            return None
        from retrieval.encoder import BertEncoder, bert_weights

        return BertEncoder(bert_weights(self._model[0].model))

    def _encode(self, texts: Sequence[str], prefix: str, *, alone: bool = False) -> Vectors:
        texts = [(prefix if self._prefixed else "") + text for text in texts]
        return self._by_encoder(texts, alone=alone) if self._encoder is not None else self._by_library(texts)

    def _by_encoder(self, texts: Sequence[str], *, alone: bool) -> Vectors:
        from retrieval.encoder import by_length, padded

        tokenizer = self._model.tokenizer
        ids = tokenizer(list(texts), truncation=True, max_length=int(self._model.max_seq_length))["input_ids"]
        vectors = np.zeros((len(texts), self._model.get_embedding_dimension()), np.float32)
        for rows in by_length([len(one) for one in ids], BATCH_TOKENS):
            batch = padded([ids[row] for row in rows], step=WIDTH_STEP, pad=tokenizer.pad_token_id)
            vectors[rows] = self._encoder.means(batch, alone=alone).numpy()
        return vectors

    def _by_library(self, texts: Sequence[str]) -> Vectors:
        # The library sorts the texts of one call by length, so a batch is as wide as its longest neighbour.
        mean = sum(map(len, texts)) / max(1, len(texts))
        batch = int(min(MAX_BATCH, max(MIN_BATCH, BATCH_CHARS / max(1.0, mean))))
        vectors = np.asarray(self._model.encode(texts, batch_size=batch, show_progress_bar=False), np.float32)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(norms, 1e-12), np.float32)


def is_plain_bert(model: Any) -> bool:
    """Whether a sentence-transformers model is BERT with GELU on the processor, mean pooling, length 1."""
    if tuple(type(module).__name__ for module in model) != ("Transformer", "Pooling", "Normalize"):
        return False
    bert: Any = getattr(model[0], "model", None)
    return (
        type(bert).__name__ == "BertModel"
        and bert.config.hidden_act == "gelu"
        and bert.device.type == "cpu"
        and model[1].pooling_mode == "mean"
    )


def _load(model: str, packaged: Path, *, half: bool) -> Any:
    """A sentence-transformers model, built first in the folder `packaged` where it is the packaged one."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    # Every width of batch leaves compiled kernels behind, a thousand by default, which is hundreds of MiB. One pass
    # takes up to a dozen: with eight kept a question takes four times as long, with 16, 32 and 64 the same.
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "32")
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
                folder,
                device="cuda" if torch.cuda.is_available() else "cpu",
                local_files_only=True,
                # Read as what it will be: float32 first and halved then holds both for a while.
                model_kwargs={"dtype": torch.bfloat16 if half else torch.float32},
            )
    except Exception as error:  # of a file that is cut or broken, safetensors and tokenizers raise bare exceptions
        step = "请检查 CEWEN_EMBEDDING_MODEL，或改用 packaged"
        if model == PACKAGED:
            step = "模型文件可能已损坏：请运行 cewen doctor --mend 重新建好"
        raise ModelError(f"向量模型 {model} 无法加载", next_step=step) from error
    transformer: Any = loaded[0]
    transformer.processing_kwargs = {"text": {"pad_to_multiple_of": WIDTH_STEP}}
    return loaded


@lru_cache(maxsize=2)
def load_embedder(model: str, data_dir: Path, dtype: str) -> Embedder:
    """An embedder, one in a process for each model and folder."""
    return Embedder(model, data_dir, dtype)
