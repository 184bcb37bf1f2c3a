"""A spreadsheet that is a declared table becomes one by being ingested."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assistant.build import build_assistant
from assistant.engine import Question
from core.errors import LoadError
from core.settings import ROOT, Settings
from ingest.pipeline import ingest
from tests.conftest import settings_for
from tools.tables.kept import ingested_tables, kept_tables, known_collections
from tools.tables.manifest import read_manifest

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


LISTED = """{every}
[[table]]
file = "甲.csv"
title = "甲表"
kind = "A"
place = "甲县"
period = "2022-2023"
{own}
"""


@pytest.mark.parametrize(
    ("every", "own", "collection"),
    [
        ("", "", "公开"),
        ("", 'collection = "人事"', "人事"),
        ('collection = "人事"', "", "人事"),
        ('collection = "人事"', 'collection = "督导"', "督导"),
    ],
)
def test_a_listed_table_is_of_its_own_collection_or_of_the_folders(
    tmp_path: Path, every: str, own: str, collection: str
) -> None:
    (tmp_path / "manifest.toml").write_text(LISTED.format(every=every, own=own), encoding="utf-8")
    settings = Settings(data_dir=tmp_path / "data", tables_dir=tmp_path)
    assert [one.collection for one in kept_tables(settings)] == [collection]
    assert len(kept_tables(settings, frozenset({collection}))) == 1
    assert kept_tables(settings, frozenset({"别的"})) == ()
    assert known_collections(settings) == tuple(dict.fromkeys(("公开", collection)))


def test_a_table_in_a_collection_without_a_name_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "manifest.toml").write_text(LISTED.format(every="", own='collection = ""'), encoding="utf-8")
    with pytest.raises(LoadError, match="资料集名称"):
        read_manifest(tmp_path)


def test_a_listed_table_that_was_ingested_too_is_of_the_listed_collection(tmp_path: Path, model_dir: Path) -> None:
    tables = tmp_path / "tables"
    tables.mkdir()
    shutil.copy(EXAMPLE, tables / "甲.csv")
    settings = settings_for(tmp_path / "data", model_dir, tables_dir=tables)
    ingest([tables], settings)
    assert len(kept_tables(settings, frozenset({"公开"}))) == 1
    (tables / "manifest.toml").write_text(LISTED.format(every="", own='collection = "人事"'), encoding="utf-8")
    assert kept_tables(settings, frozenset({"公开"})) == ()
