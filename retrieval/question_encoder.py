"""One question through a BERT model, without the bookkeeping that the library does around every layer.

A question of twenty tokens took the library 20 ms of which six are multiplication; the same arithmetic here takes 14,
for a question is one row: there is no batch to sort, and query, key and value are one multiplication.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

MODULES = ("Transformer", "Pooling", "Normalize")


class _Layer(NamedTuple):
    """One layer's parts; `joined` holds the weights of query, key and value on top of each other, and their biases."""

    joined: tuple[Any, Any]
    attended: Any
    attended_norm: Any
    widened: Any
    narrowed: Any
    narrowed_norm: Any


class QuestionEncoder:
    """A loaded sentence-transformers model (BERT, mean pooling, normalised) for one text at a time.

    Args:
        model: The model; see `fits`.
        step: Texts are padded to a multiple of so many tokens: each new width makes the library compile kernels.
    """

    def __init__(self, model: Any, step: int) -> None:
        import torch

        bert = model[0].model
        self._tokenizer, self._longest, self._step = model.tokenizer, int(model.max_seq_length), step
        self._embeddings = bert.embeddings
        self._heads = int(bert.config.num_attention_heads)
        self._layers = []
        for layer in bert.encoder.layer:
            parts = (layer.attention.self.query, layer.attention.self.key, layer.attention.self.value)
            self._layers.append(
                _Layer(
                    joined=(torch.cat([p.weight.detach() for p in parts]), torch.cat([p.bias.detach() for p in parts])),
                    attended=layer.attention.output.dense, attended_norm=layer.attention.output.LayerNorm,
                    widened=layer.intermediate.dense, narrowed=layer.output.dense, narrowed_norm=layer.output.LayerNorm,
                )
            )  # fmt: skip

    @staticmethod
    def fits(model: Any) -> bool:
        """Whether a model is of the kind whose arithmetic this is."""
        if tuple(type(module).__name__ for module in model) != MODULES:
            return False
        bert: Any = getattr(model[0], "model", None)
        return (
            type(bert).__name__ == "BertModel"
            and bert.config.hidden_act == "gelu"
            and bert.device.type == "cpu"
            and model[1].pooling_mode == "mean"
        )

    def __call__(self, text: str) -> NDArray[np.float32]:
        """The text's vector, shape (dimension,), length 1."""
        import torch

        ids = self._tokenizer(text, truncation=True, max_length=self._longest)["input_ids"]
        width = min(self._longest, -(-len(ids) // self._step) * self._step)
        padded = torch.nn.functional.pad(torch.tensor(ids), (0, width - len(ids)), value=self._tokenizer.pad_token_id)
        with torch.inference_mode():
            vector = self._states(padded, len(ids))[: len(ids)].float().mean(0)
            return np.asarray((vector / vector.norm()).numpy(), np.float32)

    def _states(self, ids: Any, length: int) -> Any:
        """The last layer's states, shape (width, dimension), of token ids of which the first `length` are read."""
        import torch
        from torch.nn.functional import gelu, linear

        start, width = self._embeddings, len(ids)
        states = start.LayerNorm(
            start.word_embeddings.weight[ids]
            + start.position_embeddings.weight[:width]
            + start.token_type_embeddings.weight[0]
        )
        unread = torch.zeros(width, dtype=states.dtype)
        unread[length:] = float("-inf")
        size = states.shape[1] // self._heads
        for layer in self._layers:
            query, key, value = linear(states, *layer.joined).view(width, 3, self._heads, size).permute(1, 2, 0, 3)
            weights = torch.softmax(query @ key.transpose(1, 2) * size**-0.5 + unread, -1)
            heard = (weights @ value).transpose(0, 1).reshape(width, -1)
            states = layer.attended_norm(linear(heard, layer.attended.weight, layer.attended.bias) + states)
            wide = gelu(linear(states, layer.widened.weight, layer.widened.bias))
            states = layer.narrowed_norm(linear(wide, layer.narrowed.weight, layer.narrowed.bias) + states)
        return states
