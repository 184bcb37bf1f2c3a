"""Fixtures that several folders of tests share: a small corpus of made-up places, ingested for real."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

os.environ.setdefault("HF_HUB_OFFLINE", "1")
# Tests never read the office's own data: what needs a corpus makes one.
os.environ["CEWEN_DATA_DIR"] = os.path.join(tempfile.gettempdir(), "cewen-no-data")
# The test clients ask for a server of this name.
os.environ["CEWEN_HOSTS"] = "testserver,127.0.0.1,localhost,::1"
if "PYTEST_XDIST_WORKER" in os.environ:
    # Workers side by side have a core each.
    os.environ.setdefault("OMP_NUM_THREADS", "1")

from assistant.build import build_assistant
from assistant.engine import Assistant
from core.settings import Settings
from ingest.pipeline import ingest
from tests.drafting_texts import DOCUMENTS, MANIFEST
from tests.servers import PostgresServer, postgres_server

# A busy machine is no failure; what hangs is stopped by pytest's own time limit.
hypothesis_settings.register_profile("cewen", deadline=None)
hypothesis_settings.load_profile("cewen")

ROOT = Path(__file__).resolve().parent.parent
TEXTS = {
    "海淀区教育局2023年工作总结.txt": """当前位置:首页 > 政务公开
海淀区教育局2023年工作总结
发布时间:2023-12-20 来源:海淀区教育局
一、扩大优质资源
一是新增学位。全年新建改扩建学校7所,新增学位4200个,其中小学学位3000个、初中学位1200个。
二是办好学前教育。全区公办园在园幼儿占比61.5%,普惠性幼儿园覆盖率92.3%。
二、建强教师队伍
开展“名师领航”工程,评选区级名师36名、骨干教师420人,比去年增加60人。
教师每学期听课不少于15节,校长每学期听课不少于30节。
三、下一步打算
到2025年,力争全区公办园在园幼儿占比达到70%。
责任编辑:某某
版权所有
""",
    "丰台区教育局2022年工作总结.txt": """丰台区教育局2022年工作总结
发布时间:2022-12-18
一、主要成绩
全区新增学位2600个,公办园在园幼儿占比55.2%。
二、存在问题
优质学校分布不均,重点抓好“三个统一”:统一招生、统一课程、统一评价。
丰台区教育局
2022年12月18日
""",
}


# What takes seconds a test: models, servers, processes of their own, hundreds of files. `make check` leaves it out.
SLOW_FIXTURES = frozenset({"model_dir", "postgres", "database", "milvus", "chroma"})
SLOW_FOLDERS = ("faults", "extending", "deploy", "evals", "browser", "training", "ingest/loaders")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow what needs a model, a server or a process, by its fixtures and its folder."""
    for item in items:
        folder = item.path.relative_to(Path(__file__).parent).as_posix()
        if SLOW_FIXTURES & set(getattr(item, "fixturenames", ())) or folder.startswith(SLOW_FOLDERS):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def model_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose model is built once for all tests; the checkout's own is used where it is there."""
    own = ROOT / "data" / "model" / "packaged"
    folder = tmp_path_factory.mktemp("model")
    if own.is_dir():
        (folder / "model").mkdir()
        (folder / "model" / "packaged").symlink_to(own, target_is_directory=True)
    return folder


def settings_for(data: Path, model_dir: Path, **changes: object) -> Settings:
    """Settings over a data folder that borrows the model built once."""
    data.mkdir(parents=True, exist_ok=True)
    if not (data / "model").exists():
        (data / "model").symlink_to(model_dir / "model", target_is_directory=True)
    return Settings(data_dir=data, **changes)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One PostgreSQL for all tests."""
    with postgres_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty database of each kind that a store may be in; commands over `tmp_path` use it too."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'cewen.sqlite3'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.new_database()
    monkeypatch.setenv("CEWEN_DATABASE_URL", url)
    return url


@pytest.fixture(scope="session")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two small documents."""
    folder = tmp_path_factory.mktemp("texts")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory, texts: Path, model_dir: Path) -> Settings:
    """Settings over the two documents, ingested."""
    from retrieval.packaged_model import build_packaged_model

    build_packaged_model(model_dir / "model" / "packaged")
    settings = settings_for(tmp_path_factory.mktemp("small"), model_dir)
    reports = ingest([texts], settings)
    assert {report.outcome for report in reports} == {"added"}
    return settings


@pytest.fixture(scope="session")
def make_office(
    tmp_path_factory: pytest.TempPathFactory, small: Settings, model_dir: Path
) -> Callable[[Mapping[str, str]], Assistant]:
    """Makes an assistant over texts of one's own, by file name; one without an ending is plain text."""
    assert small.data_dir.is_dir()  # the model is built by then

    def make(texts: Mapping[str, str]) -> Assistant:
        folder = tmp_path_factory.mktemp("texts")
        for name, text in texts.items():
            (folder / (name if "." in name else f"{name}.txt")).write_text(text, encoding="utf-8")
        settings = settings_for(tmp_path_factory.mktemp("office"), model_dir)
        ingest([folder], settings)
        return build_assistant(settings)

    return make


@pytest.fixture(scope="session")
def draft_settings(tmp_path_factory: pytest.TempPathFactory, small: Settings, model_dir: Path) -> Settings:
    """Settings over the texts that drafts are made of, ingested."""
    assert small.data_dir.is_dir()  # the model is built by then
    folder = tmp_path_factory.mktemp("drafted")
    (folder / "manifest.toml").write_text(MANIFEST, encoding="utf-8")
    for name, (_, _, _, text) in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    settings = settings_for(tmp_path_factory.mktemp("drafting"), model_dir)
    assert {report.outcome for report in ingest([folder], settings)} == {"added"}
    return settings


@pytest.fixture(scope="session")
def draft_assistant(draft_settings: Settings) -> Assistant:
    """An assistant over the texts that drafts are made of."""
    return build_assistant(draft_settings)


@pytest.fixture(scope="session")
def assistant(small: Settings) -> Assistant:
    """An assistant over the two documents."""
    return build_assistant(small)


@pytest.fixture(scope="session")
def seeds(tmp_path_factory: pytest.TempPathFactory, model_dir: Path) -> Settings:
    """Settings over the documents that ship with the product, ingested."""
    from retrieval.packaged_model import build_packaged_model

    build_packaged_model(model_dir / "model" / "packaged")
    settings = settings_for(tmp_path_factory.mktemp("seeds"), model_dir)
    ingest([settings.corpus_dir], settings)
    return settings


@pytest.fixture(scope="session")
def seed_assistant(seeds: Settings) -> Assistant:
    """An assistant over the documents that ship with the product."""
    return build_assistant(seeds)
