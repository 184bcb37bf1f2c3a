"""What an office writes of its documents in manifest.toml: two shapes are read, a broken one says what to write."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from core.errors import SettingsError
from core.place import gazetteer
from core.schema import Document
from core.settings import Settings
from ingest.metadata import MANIFEST, load_manifest, manifest_places, read_metadata
from ingest.press import load_press

NAMED = '[documents."a.txt"]\ntitle = "云岭县总结"\nplace = "湖南省丹枫市云岭县"\n'
SINGULAR = '[[document]]\nfile = "a.txt"\ntitle = "云岭县总结"\nplace = "湖南省丹枫市云岭县"\n'
LISTED = '[[documents]]\nfile = "a.txt"\ntitle = "云岭县总结"\nplace = "湖南省丹枫市云岭县"\n'


def write(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("text", [NAMED, LISTED, SINGULAR], ids=["named", "listed", "listed by another name"])
def test_documents_are_told_by_name_or_in_a_list(tmp_path: Path, text: str) -> None:
    result = load_manifest(write(tmp_path, text))
    assert result == {"a.txt": {"title": "云岭县总结", "place": "湖南省丹枫市云岭县"}}


def test_a_folder_without_a_manifest_is_told_nothing(tmp_path: Path) -> None:
    assert load_manifest(tmp_path) == {}


@pytest.mark.parametrize(
    "text",
    [
        'documents = "a.txt"\n',
        '[documents]\n"a.txt" = "云岭县"\n',
        '[[documents]]\ntitle = "云岭县"\n',
        "[documents\n",
        'title = "云岭县"\n',
    ],
    ids=["a word", "a word for a table", "a list without files", "no toml", "no documents"],
)
def test_a_broken_manifest_is_an_error_that_says_what_to_write(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError, match=r"manifest\.toml") as raised:
        load_manifest(write(tmp_path, text))
    assert raised.value.next_step


def test_the_places_of_every_folders_manifest_are_known_beforehand(tmp_path: Path) -> None:
    write(tmp_path, NAMED)
    write(tmp_path / "b", NAMED.replace("云岭县", "望海县"))
    write(tmp_path / "c", "[documents\n")
    names = [place.full_name for _, place in manifest_places(tmp_path, gazetteer())]
    assert names == ["湖南省丹枫市云岭县", "湖南省丹枫市望海县"]


def test_of_one_file_the_manifest_beside_it_counts(tmp_path: Path) -> None:
    file = write(tmp_path, NAMED) / "a.txt"
    file.write_text("云岭县总结", encoding="utf-8")
    assert [place.name for _, place in manifest_places(file, gazetteer())] == ["云岭县"]


@pytest.mark.parametrize(
    ("title", "place", "warned"),
    [
        ("涧西区2024年总结", "河南省洛阳市西工区", True),
        ("涧西区2024年总结", "河南省洛阳市涧西区", False),
        ("洛阳市2024年总结", "河南省洛阳市涧西区", False),
        ("涧西区2024年总结", "河南省洛阳市", False),
        ("2024年总结", "河南省洛阳市西工区", False),
    ],
)
def test_a_place_that_contradicts_the_title_is_warned_of(title: str, place: str, warned: bool) -> None:
    made = read_metadata(
        text=f"{title}\n全区有小学39所。\n",
        info=(),
        name="a",
        given={"title": title, "place": place},
        gazetteer=gazetteer(),
        press=load_press(Settings().lexicon_dir),
    )
    assert made.place.full_name == place
    assert bool(made.quality) is warned
    assert all("涧西区" in note and "西工区" in note for note in made.quality)


def test_of_a_year_alone_no_day_is_shown(tmp_path: Path) -> None:
    text = '[[documents]]\nfile = "a.txt"\nyear = 2023\n'
    result = load_manifest(write(tmp_path, text))["a.txt"]
    found = read_metadata(
        text="全县有小学39所。",
        info=(),
        name="a",
        given=result,
        gazetteer=gazetteer(),
        press=load_press(Settings().lexicon_dir),
    )
    document = Document(
        id="a", title=found.title, text="", sha256="", source="a.txt", date=found.date, known=found.known
    )
    assert document.date is not None
    assert document.date.year == 2023
    assert document.date_label == "2023年"
    assert dataclasses.replace(document, known={}).date_label == document.date.isoformat()
