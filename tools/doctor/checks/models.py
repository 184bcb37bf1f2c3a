"""The models: weights are there, the packaged one is built whole, vectors have length 1, the reader loads."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from core.errors import ModelError
from core.settings import Settings
from retrieval.embed import PACKAGED, Embedder
from retrieval.index import open_encoder
from retrieval.packaged_model import build_packaged_model, is_built, packaged_weights_path
from retrieval.reader.loading import load_reader
from tools.doctor import CHECKS, MEND, Check, Finding, fine

TRIED, TOLERANCE = "义务教育学校布局规划", 1e-2


def look(settings: Settings) -> Iterator[Finding]:
    """See `Check`."""
    if settings.model_url:
        encoder = open_encoder(settings)
        encoder.load()
        yield from _vector(encoder.passages([TRIED]))
        return
    packaged = settings.embedding_model == PACKAGED
    if packaged:
        packaged_weights_path(settings.data_dir / "model")
        if not is_built(_folder(settings)):
            yield Finding(level="bad", what="模型还没有建好（文件夹不在或不完整）", next_step=MEND, mendable=True)
            return
    # A fresh one: the product's own stays in memory once it is loaded, whatever became of its files.
    embedder = Embedder(settings.embedding_model, settings.data_dir, settings.embedding_dtype)
    try:
        embedder.load()
    except ModelError as error:
        yield Finding(level="bad", what=error.message, next_step=error.next_step, mendable=packaged)
        return
    yield from _vector(embedder.passages([TRIED]))
    if load_reader(embedder, settings.data_dir) is None:
        yield Finding(
            level="bad",
            what="阅读模型不能用（回答会差一些，并会说明）",
            next_step="请重新安装本程序（retrieval/reader/reader.npz 缺失或损坏）",
        )


def _vector(vectors: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> Iterator[Finding]:
    length = float(np.linalg.norm(vectors[0]))
    if not abs(length - 1) < TOLERANCE:
        yield Finding(level="bad", what=f"模型给出的向量不对（长度 {length:.3f}）", next_step=MEND, mendable=True)
    else:
        yield fine("向量模型能用")


def _folder(settings: Settings) -> Path:
    return settings.data_dir / "model" / PACKAGED


def mend(settings: Settings) -> Iterator[str]:
    """See `Check`."""
    folder = _folder(settings)
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        # Made from the package: nothing is lost with it.
        shutil.rmtree(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    build_packaged_model(folder)
    yield "模型已重新建好"


CHECKS.register("models")(Check(title="模型", order=20, look=look, mend=mend))
