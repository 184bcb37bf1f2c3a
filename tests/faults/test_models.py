"""Model files cut, gone or broken: told with the next step, built again from the package, and answering goes on."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import retrieval.reader.loading
from core.errors import ModelError
from core.settings import ROOT, Settings
from retrieval.embed import Embedder
from retrieval.packaged_model import WEIGHTS_FILE
from tests.faults.conftest import ANSWERED, Office, kept
from tools.charts import typeface

ASK = """
import sys
from pathlib import Path
from assistant.build import build_assistant
from assistant.engine import Question
from core.errors import CewenError
from core.settings import Settings
try:
    sys.stdout.write(build_assistant(Settings(data_dir=Path(sys.argv[1]))).invoke(Question(text=sys.argv[2], user="试问")).answer)
except CewenError as error:
    sys.stdout.write(f"REFUSED {error}")
"""


def asked_elsewhere(office: Office) -> str:
    """An answer from a process that has no model in memory."""
    done = subprocess.run(
        [sys.executable, "-c", ASK, str(office.data), "海淀区2023年新增学位多少个"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    assert "Traceback" not in done.stderr
    return done.stdout


def own_model(office: Office) -> Path:
    """A copy of the model that a test may break."""
    folder = office.data / "model"
    whole = folder.resolve()
    folder.unlink()
    shutil.copytree(whole, folder)
    return folder / "packaged"


@pytest.mark.parametrize("fault", ["weights cut", "tokenizer broken", "folder gone"])
def test_a_damaged_model_is_told_and_built_again(office: Office, fault: str) -> None:
    before = kept(office.settings)
    folder = own_model(office)
    if fault == "weights cut":
        path = folder / "model.safetensors"
        with path.open("r+b") as file:
            file.truncate(path.stat().st_size // 3)
    elif fault == "tokenizer broken":
        (folder / "tokenizer.json").write_text('{"version": "1.0", "mod', encoding="utf-8")
    else:
        shutil.rmtree(folder)
    if fault != "folder gone":
        with pytest.raises(ModelError) as refused:
            Embedder("packaged", office.data).load()
        assert "cewen doctor --mend" in refused.value.next_step
        assert asked_elsewhere(office).startswith("REFUSED 向量模型")
    found = office.doctor(models=True)
    assert "cewen doctor --mend" in found["models"][0]
    assert "models" not in office.doctor(mend=True, models=True)
    assert ANSWERED in asked_elsewhere(office)
    assert kept(office.settings) == before


def test_a_reader_that_is_broken_costs_no_answer_and_is_told(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "reader.npz"
    broken.write_bytes(retrieval.reader.loading.WEIGHTS.read_bytes()[:5000])
    wrapped = retrieval.reader.loading.load_reader.__wrapped__
    monkeypatch.setattr(
        "tools.doctor.checks.models.load_reader", lambda embedder, data: wrapped(embedder, data, broken)
    )
    monkeypatch.setattr("assistant.build.load_reader", lambda embedder, data: wrapped(embedder, data, broken))
    assert ANSWERED in office.answer()
    assert "重新安装" in office.doctor(models=True)["models"][0]


def test_weights_that_are_not_installed_are_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.packaged_model.WEIGHTS_FILE", f"no-{WEIGHTS_FILE}")
    assert "make install" in office.doctor(models=True)["models"][0]


def test_a_font_that_is_broken_is_told(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "font.otf"
    broken.write_bytes(typeface.FILE.read_bytes()[:200])
    monkeypatch.setattr(typeface, "FILE", broken)
    assert "重新安装" in office.doctor(models=True)["fonts"][0]


def test_vectors_of_a_wrong_length_are_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    true = Embedder.passages
    monkeypatch.setattr(Embedder, "passages", lambda self, texts: 3 * true(self, texts))
    assert "长度 3.0" in office.doctor(models=True)["models"][0]
    assert Settings(data_dir=office.data).embedding_model == "packaged"
