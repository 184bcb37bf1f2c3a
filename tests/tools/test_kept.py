"""A spreadsheet that is a declared table becomes one by being ingested."""

from __future__ import annotations

import shutil
from pathlib import Path

from assistant.build import build_assistant
from assistant.engine import Question
from core.settings import ROOT
from ingest.pipeline import ingest
from tests.conftest import settings_for
from tools.tables.kept import ingested_tables, kept_tables

EXAMPLE = ROOT / "corpus" / "tables" / "示例县_学校学段单位表_2022-2023.csv"


def test_an_ingested_school_table_is_computed_from(tmp_path: Path, model_dir: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    text = EXAMPLE.read_text(encoding="utf-8-sig").replace("示例县", "太康县")
    (folder / "学校表.csv").write_text(text, encoding="utf-8")
    (folder / "甲.txt").write_text("太康县教育局2022年工作总结\n全县新建学校3所。", encoding="utf-8")
    settings = settings_for(tmp_path / "data", model_dir, tables_dir=tmp_path / "none")
    assert kept_tables(settings) == ()
    ingest([folder], settings)
    (entry,) = ingested_tables(settings)
    assert (entry.kind, entry.place) == ("A", "太康县")
    assert entry.period.startswith("2022-2023")
    trace = build_assistant(settings).invoke(Question(text="太康县小学校际差异系数是多少"))
    assert trace.status == "computed"
    assert {figure.place for figure in trace.figures} == {"太康县"}


def test_a_tables_own_place_wins_over_the_files_name(tmp_path: Path, model_dir: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    shutil.copy(EXAMPLE, folder / "太康县2020年学校表.csv")
    settings = settings_for(tmp_path / "data", model_dir, tables_dir=tmp_path / "none")
    ingest([folder], settings)
    (entry,) = ingested_tables(settings)
    assert (entry.place, entry.period) == ("示例县", "2022-2023")


def test_a_table_of_nowhere_is_left_as_text(tmp_path: Path, model_dir: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    lines = EXAMPLE.read_text(encoding="utf-8-sig").splitlines()
    bare = [",".join(line.split(",")[2:]) for line in lines]
    (folder / "学校表.csv").write_text("\n".join(bare), encoding="utf-8")
    settings = settings_for(tmp_path / "data", model_dir, tables_dir=tmp_path / "none")
    ingest([folder], settings)
    assert ingested_tables(settings) == ()
