"""The learned turn of question vectors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.errors import ModelError
from retrieval.adapter import QueryAdapter, load_adapter


def test_a_turned_vector_has_length_one_and_no_strength_turns_nothing() -> None:
    draw = np.random.default_rng(0)
    vectors = draw.normal(size=(3, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    down, up = draw.normal(size=(8, 2)).astype(np.float32), draw.normal(size=(2, 8)).astype(np.float32)
    turned = QueryAdapter(down=down, up=up, strength=0.5).project(vectors)
    assert np.allclose(np.linalg.norm(turned, axis=1), 1, atol=1e-6)
    assert not np.allclose(turned, vectors, atol=1e-2)
    assert np.allclose(QueryAdapter(down=down, up=up, strength=0.0).project(vectors), vectors, atol=1e-6)


def test_the_shipped_adapter_fits_the_packaged_model_only() -> None:
    adapter = load_adapter("packaged")
    assert adapter is not None
    assert adapter.down.shape[0] == adapter.up.shape[1] == 384
    assert load_adapter("some/other-model") is None


def test_a_broken_adapter_names_the_mend(tmp_path: Path) -> None:
    path = tmp_path / "query_adapter.npz"
    path.write_bytes(b"no archive")
    with pytest.raises(ModelError, match="evals adapt"):
        load_adapter("packaged", path)
