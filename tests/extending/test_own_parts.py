"""A format, an indicator, a retriever, an intent, a provider: each one file of an office's own package and a setting."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from assistant.model.making import make_model
from core.errors import SettingsError
from core.settings import ROOT, Settings
from tests.conftest import settings_for

PARTS = Path(__file__).with_name("parts")
LINE = """id = "晨读-本局"
family = "晨读"
title = "云岭县晨读工作要求"
level = "县"
place = "云岭县"
valid_from = 2020-01-01
source = "云岭县教育局"
evidence = "本局文件"
quote = ""

[[threshold]]
code = "晨读率"
name = "开展晨读的学校占比"
value = 90
comparison = ">="
unit = "%"
digits = 1
"""
PAGE = "<html><body><h1>{title}</h1><p>{text}</p></body></html>"


class Office:
    """An office with a package of its own parts; runs commands in processes of their own."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder, self.texts = folder, folder / "texts"
        self.texts.mkdir()
        (folder / "ourparts").mkdir()
        (folder / "ourparts" / "__init__.py").write_text('"""Parts of our own."""\n', encoding="utf-8")
        (folder / "standards").mkdir()
        (folder / "tables").mkdir()
        self.environment = {
            "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}",
            "CEWEN_PLUGINS": "ourparts",
            "CEWEN_DATA_DIR": str(settings.data_dir),
            "CEWEN_STANDARDS_DIR": str(folder / "standards"),
            "CEWEN_TABLES_DIR": str(folder / "tables"),
        }

    def add(self, part: str) -> None:
        """Put one file into the package."""
        shutil.copy(PARTS / f"{part}.py", self.folder / "ourparts")

    def run(self, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
        """`python -m …`, to its end."""
        environment = {**os.environ, **self.environment, **more}
        return subprocess.run(
            [sys.executable, "-m", *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300
        )

    def ask(self, question: str, **more: str) -> dict[str, Any]:
        """The trace of an answer."""
        done = self.run("assistant", "ask", question, "--json", **more)
        assert done.returncode == 0, done.stderr
        trace: dict[str, Any] = json.loads(done.stdout)
        return trace


@pytest.fixture
def office(tmp_path: Path, small: Settings, model_dir: Path) -> Office:
    assert small.data_dir.is_dir()  # the model is built by then
    made = Office(tmp_path, settings_for(tmp_path / "data", model_dir))
    (made.texts / "manifest.toml").write_text(
        "".join(
            f'[documents."{name}"]\nplace = "湖南省丹枫市云岭县"\n' for name in ("总结.txt", "通报.epub", "办法.txt")
        ),
        encoding="utf-8",
    )
    (made.texts / "总结.txt").write_text("云岭县2023年教育工作总结\n全县新增学位960个。\n", encoding="utf-8")
    return made


def test_a_format_is_one_file(office: Office) -> None:
    with zipfile.ZipFile(office.texts / "通报.epub", "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr("1.xhtml", PAGE.format(title="云岭县2024年校车通报", text="全县共有校车87辆，均已安装定位。"))
    before = office.run("ingest", str(office.texts))
    assert "通报.epub  暂不支持" in before.stderr
    office.add("epub_format")
    done = office.run("ingest", str(office.texts))
    assert done.returncode == 0, done.stdout + done.stderr
    trace = office.ask("云岭县有多少辆校车？")
    assert "87辆" in str(trace["answer"])


def test_an_indicator_is_one_file_and_one_standard(office: Office) -> None:
    office.add("reading_rate")
    (office.folder / "standards" / "晨读_云岭县.toml").write_text(LINE, encoding="utf-8")
    (office.folder / "tables" / "manifest.toml").write_text(
        '[[table]]\nfile = "晨读.csv"\ntitle = "云岭县晨读情况表"\nkind = "晨读"\nplace = "云岭县"\nperiod = "2024"\n',
        encoding="utf-8",
    )
    (office.folder / "tables" / "晨读.csv").write_text(
        "年度,县区,学校总数,开展晨读学校数\n2024,云岭县,40,34\n", encoding="utf-8"
    )
    assert office.run("ingest", str(office.texts)).returncode == 0
    assert "晨读" in office.run("tools", "list").stdout
    trace = office.ask("云岭县2024年晨读率达标吗？")
    assert trace["status"] == "computed"
    assert "85" in str(trace["answer"])
    assert "不达标" in str(trace["answer"])
    told = office.run("assistant", "ask", "云岭县2024年晨读率达标吗？").stdout
    assert "开展晨读学校数÷学校总数×100" in told
    assert "开展晨读学校数 34所" in told
    (figure,) = (one for one in trace["figures"] if one["code"] == "晨读率")
    assert figure["value"] == pytest.approx(85)
    assert figure["threshold"] == 90


def test_a_retriever_is_one_file_and_a_setting(office: Office) -> None:
    assert office.run("ingest", str(office.texts)).returncode == 0
    office.add("newest_first")
    chosen = {"CEWEN_RETRIEVERS": "dense,lexical,newest"}
    before = office.run("assistant", "ask", "云岭县新增学位多少？", **chosen)
    assert before.returncode == 2
    assert "python -m ingest" in before.stderr
    assert office.run("ingest", str(office.texts), **chosen).returncode == 0
    assert json.loads((office.folder / "data" / "index" / "newest.json").read_text(encoding="utf-8"))
    assert "960个" in str(office.ask("云岭县新增学位多少？", **chosen)["answer"])
    assert office.run("ingest", str(office.texts), CEWEN_RETRIEVERS="newest").returncode == 0
    assert "960个" in str(office.ask("云岭县新增学位多少？", CEWEN_RETRIEVERS="newest")["answer"])


def test_an_unknown_retriever_is_named_with_those_there_are(office: Office) -> None:
    done = office.run("ingest", str(office.texts), CEWEN_RETRIEVERS="dense,nothing")
    assert done.returncode == 2
    assert "nothing" in done.stderr
    assert "lexical" in done.stderr


def test_an_intent_is_one_file(office: Office) -> None:
    (office.texts / "办法.txt").write_text(
        "云岭县校车管理办法\n2022年3月1日\n第一条 校车每月检查2次。\n", encoding="utf-8"
    )
    assert office.run("ingest", str(office.texts)).returncode == 0
    question = "按日期列出云岭县的文件"
    assert "《云岭县校车管理办法》\n" not in str(office.ask(question)["answer"])
    office.add("document_list")
    answer = str(office.ask(question)["answer"])
    assert answer.splitlines() == ["《云岭县校车管理办法》", "《云岭县2023年教育工作总结》"]
    assert office.ask("按日期列出云岭县2022年的文件")["answer"] == "《云岭县校车管理办法》"


def test_a_package_that_is_not_there_is_told_with_what_to_do(office: Office) -> None:
    done = office.run("ingest", str(office.texts), CEWEN_PLUGINS="nowhere_at_all")
    assert done.returncode == 2
    assert "nowhere_at_all" in done.stderr
    assert "PYTHONPATH" in done.stderr


@pytest.mark.parametrize(
    "code",
    ["raise NameError('x')", "def broken(:", "from assistant.intents import INTENTS\nINTENTS.register('read')(1)"],
)
def test_a_part_that_breaks_is_told_with_what_to_do(office: Office, code: str) -> None:
    (office.folder / "ourparts" / "bad.py").write_text(code, encoding="utf-8")
    done = office.run("ingest", str(office.texts))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "ourparts" in done.stderr
    assert "CEWEN_PLUGINS 里去掉" in done.stderr


PROVIDER = '''
from langchain_core.language_models.fake_chat_models import FakeListChatModel


class ChatOllama(FakeListChatModel):
    """Stands where another provider's package would."""

    model: str = ""
    responses: list[str] = ["好"]
'''


def test_a_model_provider_is_a_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = Settings(llm_provider="ollama", llm_model="qwen3")
    with pytest.raises(SettingsError, match="ollama"):
        make_model(chosen)
    (tmp_path / "langchain_ollama.py").write_text(PROVIDER, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    model = make_model(chosen)
    assert model.model == "qwen3"
    assert model.invoke("你好").content == "好"
    with pytest.raises(SettingsError, match="CEWEN_LLM_PROVIDER"):
        make_model(Settings(llm_provider="nobody", llm_model="x"))
