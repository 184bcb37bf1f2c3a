"""Documents for an evaluation are ingested aside: the office's own data are never touched."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from core.errors import DataError
from core.settings import Settings, settings_with_data
from ingest.pipeline import run_ingest
from tools.tables.reading import ENDINGS

MANIFEST = "manifest.toml"


def aside(documents: Path | None, data: Path | None, reports: Path) -> tuple[Settings, tuple[str, ...]]:
    """Settings over documents that are read into a folder of their own; without any, over the data there are.

    With them what could not be read in, a file a line with its reason.

    Args:
        documents: File or folder to ingest; None: nothing.
        data: Where it goes; None: a folder of its own among the reports, which a second run finds again.
        reports: Folder of the reports.

    Raises:
        LoadError: If the documents are not there.
    """
    if documents is None:
        return settings_with_data(data), ()
    folder = data or reports / f"data_{_name(documents)}"
    _lend_model(folder)
    # Whatever database or server an office has set, its own is not written to, and its tables are not asked.
    own = {"database_url": "", "milvus_uri": "", "chroma_url": "", "index_name": "", "tables_dir": folder / "tables"}
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    settings = settings_with_data(folder).model_copy(update=own)
    found = run_ingest([documents], settings).reports
    return settings, tuple(f"{Path(one.source).name}：{one.detail}" for one in found if one.outcome == "failed")


def workbooks_aside(folder: Path, reports: Path) -> Path:
    """A copy of the workbooks of a folder, with its manifest: questions and scripts beside them must not be read in.

    Raises:
        DataError: If there is no workbook.
    """
    found = sorted(path for path in folder.glob("*") if path.suffix.lower() in ENDINGS)
    if not found:
        raise DataError(f"{folder} 里没有表格文件", next_step="请给出放着 xlsx、xls 或 csv 的文件夹")
    copy = reports / f"tables_{_name(folder)}"
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir(parents=True)
    for path in (*found, folder / MANIFEST):
        if path.is_file():
            shutil.copyfile(path, copy / path.name)
    return copy


def _name(path: Path) -> str:
    """Two folders of one name lie apart."""
    whole = path.resolve()
    return f"{whole.name}_{hashlib.sha256(str(whole).encode()).hexdigest()[:6]}"


def _lend_model(folder: Path) -> None:
    """A new data folder borrows the model that is built already; without one, ingest builds it."""
    own = settings_with_data(None).data_dir / "model"
    if own.is_dir() and not (folder / "model").exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "model").symlink_to(own.resolve(), target_is_directory=True)
