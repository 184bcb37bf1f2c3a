"""Loading the reader: the packaged encoder's weights with the adapter file that the repository carries."""

from __future__ import annotations

import logging
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import ModelError
from retrieval.embed import Embedder, Encoder
from retrieval.packaged_model import build_packaged_model
from retrieval.reader.reading import PassageReader, Reader
from retrieval.service.client import ServedEncoder

WEIGHTS = Path(__file__).with_name("reader.npz")
_BERT_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_REINSTALL = "请重新安装本程序（git checkout retrieval/reader/reader.npz）"
log = logging.getLogger(__name__)


def packaged_network(bert: Any, *, dropout: float = 0.0) -> Any:
    """The network over a loaded packaged BERT model, its own parts not yet filled."""
    from retrieval.reader.network import ReaderNetwork

    config, embeddings = bert.config, bert.embeddings
    return ReaderNetwork(
        embeddings.word_embeddings.weight.detach(),
        embeddings.position_embeddings.weight.detach(),
        layers=config.num_hidden_layers,
        heads=config.num_attention_heads,
        wide=config.intermediate_size,
        epsilon=config.layer_norm_eps,
        dropout=dropout,
    )


def base_linears(bert: Any) -> dict[str, Any]:
    """The packaged weights of the linear layers, by the network's names."""
    state = bert.state_dict()
    return {
        f"layers.{i}.{short}.weight": state[f"encoder.layer.{i}.{long}.weight"]
        for i in range(bert.config.num_hidden_layers)
        for short, long in _BERT_NAMES.items()
    }


def read_adapter(path: Path) -> dict[str, np.ndarray[Any, Any]]:
    """The arrays of an adapter file.

    Raises:
        ModelError: If the file is missing or broken.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile) as error:
        raise ModelError(f"阅读模型的权重文件缺失或损坏：{path.name}", next_step=_REINSTALL) from error


def make_reader(bert: Any, tokenizer: Any, path: Path = WEIGHTS) -> Reader:
    """A reader over a packaged BERT model that is in memory.

    Args:
        bert: The packaged model, in the arithmetic the reader shall run in.
        tokenizer: Its `tokenizers.Tokenizer`.
        path: The adapter file.

    Raises:
        ModelError: If the adapter file is missing, broken or of another network.
    """
    import torch

    from retrieval.reader.inference import ReadingNetwork
    from retrieval.reader.network import adapted_state

    adapter = read_adapter(path)
    network = packaged_network(bert)
    try:
        network.load_state_dict(adapted_state(base_linears(bert), adapter))
    except (KeyError, RuntimeError) as error:
        raise ModelError(f"阅读模型的权重文件与网络不符：{path.name}", next_step=_REINSTALL) from error
    network = network.to(bert.dtype).eval() if bert.dtype == torch.bfloat16 else network.eval()
    return Reader(ReadingNetwork(network) if bert.device.type == "cpu" else network.logits, tokenizer)


@lru_cache(maxsize=2)
def load_reader(embedder: Encoder | None, data_dir: Path, path: Path = WEIGHTS) -> PassageReader | None:
    """The reader, sharing the embedder's weights where that is the packaged model; None where it cannot be had.

    Without it words and vectors still answer, and every answer says so. Where a service has the models, it reads too.
    """
    if isinstance(embedder, ServedEncoder):
        return embedder.reader
    try:
        bert, tokenizer = _packaged(embedder, data_dir)
        return make_reader(bert, tokenizer, path)
    except ModelError as error:
        log.warning("%s：%s", error, error.next_step)
        return None


def _packaged(embedder: Encoder | None, data_dir: Path) -> tuple[Any, Any]:
    """The packaged BERT model and its tokenizer, the embedder's own where it has them."""
    shared = embedder.packaged if isinstance(embedder, Embedder) else None
    if shared is not None:
        return shared
    from tokenizers import Tokenizer
    from transformers import BertModel

    folder = build_packaged_model(data_dir / "model" / "packaged")
    model: Any = BertModel.from_pretrained(str(folder), add_pooling_layer=False, local_files_only=True)
    return model.eval(), Tokenizer.from_file(str(folder / "tokenizer.json"))
