from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.errors import LoadError
from core.settings import ROOT
from evals.rendered import tree_of
from evals.rendered_flow import write_docx
from evals.rendered_pages import Source, sources
from ingest.loaders import LOADERS, RawDocument
from ingest.readers import Readers

OWN = sources(seeds=False)
needs_libreoffice = pytest.mark.skipif(
    not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed here: conversion of .doc is not tested"
)


def load(path: Path) -> RawDocument:
    (raw,) = LOADERS[path.suffix](path)
    return raw


def converted(path: Path, form: str) -> Path:
    """A file in another format, by LibreOffice itself and not by our loader."""
    profile = (path.parent / "profile").as_uri()
    command = ["soffice", "--headless", f"-env:UserInstallation={profile}", "--convert-to", form, "--outdir"]
    subprocess.run([*command, str(path.parent), str(path)], check=True, capture_output=True, timeout=120)
    made = path.with_suffix(f".{form}")
    assert made.is_file()
    return made


@pytest.fixture
def slow_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program by LibreOffice's name that starts another and never ends; the file that will hold the other's pid."""
    pid, program = tmp_path / "pid", tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\nsleep 600 &\necho $! > {pid}\nwait\n", encoding="ascii")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    return pid


def gone(pid: int) -> bool:
    """Whether a process ends within a few seconds; what nobody waited for yet does not live any more."""
    for _ in range(50):
        state = Path(f"/proc/{pid}/stat")
        if not state.exists() or state.read_text().split()[2] == "Z":
            return True
        time.sleep(0.1)
    return False


@needs_libreoffice
@pytest.mark.parametrize("source", [OWN[1], OWN[3]], ids=lambda source: source.name)
def test_a_doc_gives_the_text_the_tables_and_the_tree_of_its_docx(source: Source, tmp_path: Path) -> None:
    path = tmp_path / "文 件.docx"
    write_docx(source, path)
    new, old = load(path), load(converted(path, "doc"))
    assert old.text == new.text
    assert old.tables == new.tables
    assert tree_of(old.text) == tree_of(source.reference())


@needs_libreoffice
def test_two_docs_are_converted_at_the_same_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = []
    for n in range(2):
        (tmp_path / f"{n}").mkdir()
        write_docx(OWN[5], tmp_path / f"{n}" / "文.docx")
        paths.append(converted(tmp_path / f"{n}" / "文.docx", "doc"))
    (tmp_path / "临 时#夹").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "临 时#夹"))
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(load, paths)
    assert first.text == second.text == OWN[5].reference()
    assert not list((tmp_path / "临 时#夹").iterdir())


@needs_libreoffice
def test_a_picture_that_a_document_links_to_is_never_asked_for(tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        link = f"http://127.0.0.1:{server.getsockname()[1]}/a.png"
        field = rf'{{\field{{\*\fldinst INCLUDEPICTURE "{link}" \\d}}{{\fldrslt }}}}'
        (tmp_path / "链.rtf").write_text(rf"{{\rtf1\ansi before {field} after}}", encoding="ascii")
        assert "before" in load(tmp_path / "链.rtf").text
        with pytest.raises(TimeoutError):
            server.accept()


@needs_libreoffice
def test_a_doc_goes_through_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    write_docx(OWN[0], tmp_path / "in" / "文.docx")
    converted(tmp_path / "in" / "文.docx", "doc")
    (tmp_path / "in" / "文.docx").unlink()
    shutil.rmtree(tmp_path / "in" / "profile")
    command = [sys.executable, "-m", "ingest", str(tmp_path / "in"), "--data", str(tmp_path / "data"), "--dry-run"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "新增  文.doc" in done.stderr


def test_an_old_word_file_without_libreoffice_says_how_to_mend_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    path = tmp_path / "旧.rtf"
    path.write_text(r"{\rtf1 abc}", encoding="ascii")
    with pytest.raises(LoadError, match="LibreOffice") as raised:
        load(path)
    assert "另存为 docx" in raised.value.next_step


def test_a_conversion_that_takes_too_long_is_ended_with_all_it_started(
    tmp_path: Path, slow_office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.loaders.libreoffice.CONVERT_TIMEOUT_S", 1)
    path = tmp_path / "慢.rtf"
    path.write_text(r"{\rtf1 abc}", encoding="ascii")
    with pytest.raises(LoadError, match="转换超过 1 秒"):
        load(path)
    assert gone(int(slow_office.read_text()))


def test_a_reader_that_is_ended_takes_its_conversion_and_its_temporary_files_with_it(
    tmp_path: Path, slow_office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "临时").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "临时"))
    path = tmp_path / "慢.rtf"
    path.write_text(r"{\rtf1 abc}", encoding="ascii")
    with Readers(1, 6.0) as readers:
        ((_, read),) = readers.read([path])
    assert "仍未读完" in read.error
    assert gone(int(slow_office.read_text()))
    assert not list((tmp_path / "临时").iterdir())
