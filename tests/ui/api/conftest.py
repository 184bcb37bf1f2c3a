"""An office with open and hidden documents that is served to programs, once for all tests of the API."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import delete

from assistant.build import build_assistant
from assistant.live import LiveAssistant
from core.settings import ROOT, Settings
from corpus.account_rows import TryRow
from ingest.pipeline import ingest
from tests.assistant.test_collections import (
    HIDDEN_END,
    HIDDEN_MANIFEST,
    HIDDEN_REPORT,
    HIDDEN_ROSTER,
    MANIFEST,
    OPEN_REPORT,
    OPEN_ROSTER,
    OPEN_RULES,
    TABLES,
)
from tests.conftest import settings_for
from tests.ui.api.serving import Office, opened
from tests.ui.people import add_person

MANY = {"api_per_minute": 100_000, "api_costly_per_minute": 100_000}


@pytest.fixture(scope="session")
def api_settings(tmp_path_factory: pytest.TempPathFactory, small: Settings, model_dir: Path) -> Settings:
    """Settings over documents and tables of two collections, ingested."""
    folder, tables = tmp_path_factory.mktemp("texts"), tmp_path_factory.mktemp("tables")
    inside = folder / "督导室"
    inside.mkdir()
    for where, files in (
        (folder, {"manifest.toml": MANIFEST, "云岭.txt": OPEN_REPORT, "办法.txt": OPEN_RULES, "名册.csv": OPEN_ROSTER}),
        (
            inside,
            {
                "manifest.toml": HIDDEN_MANIFEST,
                "砚北.txt": HIDDEN_REPORT,
                "废止.txt": HIDDEN_END,
                "名册.csv": HIDDEN_ROSTER,
            },
        ),
        (tables, {"manifest.toml": TABLES}),
    ):
        for name, text in files.items():
            (where / name).write_text(text, encoding="utf-8")
    example = ROOT / "corpus" / "tables" / "示例县_学校学段单位表_2022-2023.csv"
    (tables / "甲.csv").write_text(example.read_text("utf-8-sig").replace("示例县", "砚北县"), encoding="utf-8")
    settings = settings_for(tmp_path_factory.mktemp("served"), model_dir, tables_dir=tables)
    assert {one.outcome for one in ingest([folder], settings)} == {"added"}
    return settings


@pytest.fixture(scope="session")
def live(api_settings: Settings) -> LiveAssistant:
    """The assistant over them."""
    made = LiveAssistant(partial(build_assistant, api_settings))
    add_person(made.store, "管理")
    return made


@pytest.fixture(autouse=True)
def forgiven(live: LiveAssistant) -> Iterator[None]:
    """Wrong keys of one test are not held against the next, which comes from the same address."""
    yield
    with live.store.session.begin() as session:
        session.execute(delete(TryRow))


@pytest.fixture(scope="session")
def office(live: LiveAssistant, api_settings: Settings) -> Iterator[Office]:
    """The office as programs reach it, with log-ins on."""
    with opened(live, api_settings, **MANY) as made:
        yield made
