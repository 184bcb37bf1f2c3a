"""The reader's network for reading only, over `retrieval.encoder`."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from retrieval.encoder import BertEncoder, EncoderWeights, LayerWeights, Padded
from retrieval.reader.network import Block, Logits, ReaderNetwork


def _pair(module: nn.Linear | nn.LayerNorm) -> tuple[Tensor, Tensor]:
    return module.weight.detach(), module.bias.detach()


def _layer(block: Block) -> LayerWeights:
    return LayerWeights(
        query=_pair(block.q),
        key=_pair(block.k),
        value=_pair(block.v),
        attended=_pair(block.ao),
        attended_norm=_pair(block.n1),
        widened=_pair(block.fi),
        narrowed=_pair(block.fo),
        narrowed_norm=_pair(block.n2),
    )


class ReadingNetwork:
    """Logits of batches, as `ReaderNetwork.logits` gives them, by the faster encoder.

    Args:
        network: The trained network, in the arithmetic it shall run in; its layers are taken out of it.
    """

    def __init__(self, network: ReaderNetwork) -> None:
        blocks = [block for block in network.layers if isinstance(block, Block)]
        words, positions = network.get_buffer("words"), network.get_buffer("positions")
        self._encoder = BertEncoder(
            EncoderWeights(
                words=words,
                positions=positions,
                types=network.typ.detach(),
                norm=_pair(network.ln),
                layers=[_layer(block) for block in blocks],
                heads=blocks[0].heads,
                epsilon=network.ln.eps,
            )
        )
        # Its layers were laid out anew: what is left are the heads.
        network.layers = nn.ModuleList()
        self._heads = network.heads_of

    def __call__(self, batch: Padded) -> Logits:
        """Start and end logits of every token, and whether there is an answer, of a batch."""
        with torch.inference_mode():
            return self._heads(self._encoder.states(batch))
