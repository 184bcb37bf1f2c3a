"""A small learned turn of question vectors towards the texts that answer laypeople's questions.

`query_adapter.npz` holds two factors, down (dimension × rank) and up (rank × dimension), float16, fitted by
`python -m evals adapt` on the train split of STARD (MIT): laypeople's questions and the statutes that answer them.
Passage vectors stay as they are, so nothing is re-embedded.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import ModelError
from retrieval.embed import Vectors

ADAPTER = Path(__file__).parent / "query_adapter.npz"
PACKAGED = "packaged"
# How much of the turn is used. The rule: of 0, 0.2, 0.35 and 0.5 the best fused nDCG@10 on a held-out quarter of
# STARD's train split (0.406, 0.420, 0.428, 0.432) that leaves the NCP pool no worse (R@1 0.799, 0.802, 0.801, 0.800).
STRENGTH = 0.5


@dataclass(frozen=True, kw_only=True, eq=False)
class QueryAdapter:
    """The factors of the turn and how much of it is used."""

    down: NDArray[np.float32]
    up: NDArray[np.float32]
    strength: float

    def project(self, vectors: Vectors) -> Vectors:
        """Question vectors, shape (n, dimension), length 1, after the turn, of length 1 again."""
        moved = vectors + self.strength * (vectors @ self.down @ self.up)
        return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), np.float32)


@lru_cache(maxsize=1)
def load_adapter(model: str, path: Path = ADAPTER) -> QueryAdapter | None:
    """The adapter that goes with a model; None for models it was not fitted to.

    Raises:
        ModelError: If the file is absent or broken.
    """
    if model != PACKAGED:
        return None
    try:
        with np.load(path) as factors:
            return QueryAdapter(
                down=factors["down"].astype(np.float32), up=factors["up"].astype(np.float32), strength=STRENGTH
            )
    except (OSError, KeyError, ValueError) as error:
        raise ModelError(f"{path.name} 无法读取", next_step="请重新安装，或运行 python -m evals adapt") from error
