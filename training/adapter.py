"""The adapter while it is trained: low-rank changes of the linear layers, to and from the file's layout.

Source: Hu et al., LoRA (ICLR 2022, arXiv 2106.09685); the layout is `retrieval.reader.network`'s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.utils import parametrize

from core.errors import ModelError
from retrieval.reader.loading import base_linears, packaged_network
from retrieval.reader.network import ADAPTER_SCALE, LINEARS, Arrays

RANK = 64
HEAD_SPREAD = 0.02
_NORMS = {"n1": "attention.output.LayerNorm", "n2": "output.LayerNorm"}
_BIASES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}


class LowRank(nn.Module):
    """The change of one linear layer's weights: W + 2·B·A.

    Args:
        down: A, shape (rank, inputs).
        up: B, shape (outputs, rank).
    """

    def __init__(self, down: Tensor, up: Tensor) -> None:
        super().__init__()
        self.down, self.up = nn.Parameter(down), nn.Parameter(up)

    def forward(self, weight: Tensor) -> Tensor:
        """The changed weights, shape (outputs, inputs)."""
        return weight + ADAPTER_SCALE * (self.up @ self.down)


def starting_arrays(bert: Any, *, rank: int = RANK, seed: int = 0) -> dict[str, NDArray[np.float32]]:
    """An adapter that changes nothing yet, with heads that know nothing.

    Args:
        bert: The packaged model.
        rank: Rank of the changes.
        seed: Where the heads and the changes start from.
    """
    random = np.random.default_rng(seed)
    state = {name: value.detach().float().cpu().numpy() for name, value in bert.state_dict().items()}
    hidden = int(bert.config.hidden_size)
    # The packaged model has one row of types: both start from it.
    types = np.repeat(state["embeddings.token_type_embeddings.weight"][:1], 2, axis=0)
    arrays = {"typ": types, "ln.weight": state["embeddings.LayerNorm.weight"]}
    arrays["ln.bias"] = state["embeddings.LayerNorm.bias"]
    for i in range(bert.config.num_hidden_layers):
        there, here = f"encoder.layer.{i}", f"layers.{i}"
        for short, long in _BIASES.items():
            outputs, inputs = state[f"{there}.{long}.weight"].shape
            arrays[f"{here}.{short}.A"] = random.normal(0, inputs**-0.5, (rank, inputs))
            arrays[f"{here}.{short}.B"] = np.zeros((outputs, rank))
            arrays[f"{here}.{short}.b"] = state[f"{there}.{long}.bias"]
        for short, long in _NORMS.items():
            for part in ("weight", "bias"):
                arrays[f"{here}.{short}.{part}"] = state[f"{there}.{long}.{part}"]
    for name, outputs in (("span", 2), ("has.0", hidden), ("has.2", 1)):
        arrays[f"{name}.weight"] = random.normal(0, HEAD_SPREAD, (outputs, hidden))
        arrays[f"{name}.bias"] = np.zeros(outputs)
    return {name: array.astype(np.float32) for name, array in arrays.items()}


def trainable_network(bert: Any, arrays: Arrays, *, dropout: float, top_layers: int | None = None) -> Any:
    """The reader's network with an adapter in it, ready to train: packaged weights stand still, all else moves.

    Args:
        bert: The packaged model, in float32.
        arrays: An adapter in the file's layout.
        dropout: Share of values dropped in training.
        top_layers: How many of the last layers are trained; None for all, and for what lies below them too.

    Raises:
        ModelError: If the adapter is of another network.
    """
    network = packaged_network(bert, dropout=dropout)
    pairs = {f"layers.{i}.{short}" for i in range(len(network.layers)) for short in LINEARS}
    try:
        state = {name: weight.float() for name, weight in base_linears(bert).items()}
        state |= {f"{pair}.bias": _tensor(arrays, f"{pair}.b") for pair in pairs}
        state |= {name: _tensor(arrays, name) for name in arrays if name.rpartition(".")[0] not in pairs}
        network.load_state_dict(state)
        for pair in sorted(pairs):
            layer = network.get_submodule(pair)
            layer.weight.requires_grad_(False)
            change = LowRank(_tensor(arrays, f"{pair}.A"), _tensor(arrays, f"{pair}.B"))
            parametrize.register_parametrization(layer, "weight", change)
    except (KeyError, RuntimeError, ValueError) as error:
        raise ModelError("起始权重与阅读模型的网络不符", next_step="请用本程序训练出的 .npz，或不给 --from") from error
    if top_layers is not None:
        # What lies below the lowest layer that moves is read forward only, which saves up to two thirds of the time.
        for still in (network.ln, *network.layers[: len(network.layers) - top_layers]):
            still.requires_grad_(False)
        network.typ.requires_grad_(False)
    return network


def _tensor(arrays: Mapping[str, NDArray[Any]], name: str) -> Tensor:
    return torch.from_numpy(np.array(arrays[name], np.float32))


def adapter_arrays(network: Any) -> dict[str, NDArray[np.float16]]:
    """The adapter of a network that `trainable_network` made, in the file's layout and arithmetic."""
    arrays: dict[str, NDArray[np.float16]] = {}
    for name, value in network.state_dict().items():
        parts = name.removesuffix(".bias")
        if name.endswith("parametrizations.weight.original"):
            continue
        named = name.replace("parametrizations.weight.0.down", "A").replace("parametrizations.weight.0.up", "B")
        if name.endswith(".bias") and parts.startswith("layers.") and parts.rpartition(".")[2] in LINEARS:
            named = f"{parts}.b"
        arrays[named] = value.detach().cpu().numpy().astype(np.float16)
    return arrays


def averaged(adapters: Sequence[Mapping[str, NDArray[Any]]]) -> dict[str, NDArray[Any]]:
    """The mean of several adapters, part by part, in float16.

    Weights trained on from a start lie near it; half-way between the two they keep what the start knew of texts unlike
    those they were trained on. Source: Wortsman et al., Robust fine-tuning of zero-shot models, CVPR 2022.
    """
    parts = adapters[0]
    return {
        name: np.mean([one[name].astype(np.float32) for one in adapters], axis=0).astype(np.float16) for name in parts
    }
