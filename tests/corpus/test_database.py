"""One behaviour on both databases: addresses, failures, texts, times, order, and several who write at once."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from core.errors import DataError, SettingsError, StoreUnavailable
from core.record import QualityRecord
from core.settings import ROOT, Settings
from corpus.accounts import Accounts
from corpus.audit import Asked, read_deeds, record
from corpus.conversations import Conversations
from corpus.database import database_url
from corpus.feedback import verdicts
from corpus.kept_rows import CorrectionRow
from corpus.library import Library
from corpus.logins import LoginRefused, Logins
from corpus.preferences import Preferences
from corpus.rows import record_to_json
from corpus.store import DocumentRow, Store
from tests.servers import PASSWORD, QUOTED, PostgresServer, free_port, postgres_server
from ui.api.refusals import add_refusals
from ui.doorkeeper import Doorkeeper
from ui.login import COOKIE

GOOD = "纸短情长 471193"
RECORD = record_to_json(QualityRecord())


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    made = Store(database)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("told", "driver"),
    [
        ("postgresql://a:b@h/d", "postgresql+psycopg"),
        ("postgres://a:b@h/d", "postgresql+psycopg"),
        (" postgresql+psycopg://a:b@h/d ", "postgresql+psycopg"),
        ("sqlite:///x.sqlite3", "sqlite"),
    ],
)
def test_postgresql_is_spoken_to_through_psycopg_however_it_is_written(told: str, driver: str) -> None:
    assert database_url(told).drivername == driver


@pytest.mark.parametrize(
    "told",
    [
        "geheim",
        "postgresql//a:geheim@h/d",
        "mysql://a:geheim@h/d",
        "postgresql+psycopg2://a:geheim@h/d",
        "postgresql://a:geheim@h:port/d",
        "nonsense+x://a:geheim@h/d",
    ],
)
def test_a_mistyped_address_is_a_setting_that_is_wrong_and_its_password_is_not_told(told: str) -> None:
    with pytest.raises(SettingsError, match="CEWEN_DATABASE_URL") as refused:
        Store(told)
    assert "geheim" not in f"{refused.value!s}{refused.value!r}{refused.value.__cause__!r}"


def test_settings_show_no_password() -> None:
    settings = Settings(database_url="postgresql://a:geheim@h/d")
    assert "geheim" not in repr(settings) + str(settings)
    assert "geheim" in settings.store_url


def nowhere() -> str:
    return f"postgresql://cewen:geheim@127.0.0.1:{free_port()}/cewen"


def test_a_database_that_does_not_answer_is_told_with_a_next_step_and_no_password() -> None:
    with pytest.raises(StoreUnavailable, match=r"连不上资料库（127.0.0.1:\d+ 的 cewen）") as away:
        Store(nowhere())
    assert away.value.retryable
    assert "CEWEN_DATABASE_URL" in away.value.next_step
    assert "geheim" not in str(away.value)


def test_a_wrong_password_is_told_without_it(postgres: PostgresServer) -> None:
    url = postgres.new_database().replace(QUOTED, "geheim")
    with pytest.raises(StoreUnavailable, match=r"拒绝了连接.*口令") as away:
        Store(url)
    assert "geheim" not in str(away.value)


@pytest.mark.parametrize("command", [("list",), ("users", "list"), ("audit",)])
def test_commands_tell_that_the_database_is_away(command: tuple[str, ...], tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "corpus", *command, "--data", str(tmp_path)],
        cwd=ROOT,
        text=True,
        capture_output=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "CEWEN_DATABASE_URL": nowhere()},
        check=False,
    )
    assert ran.returncode == 2
    assert "连不上资料库" in ran.stderr
    assert "geheim" not in ran.stderr + ran.stdout
    assert "Traceback" not in ran.stderr


def test_the_api_tells_that_the_database_is_away_and_that_it_may_be_tried_again() -> None:
    app = FastAPI()
    add_refusals(app)

    @app.get("/x")
    def fails() -> None:
        Store(nowhere())

    response = TestClient(app, raise_server_exceptions=False).get("/x")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"
    assert "连不上资料库" in response.json()["error"]
    assert response.json()["retryable"]


def test_the_page_tells_that_the_database_is_away_whoever_comes(tmp_path: Path) -> None:
    with postgres_server() as server:
        store = Store(server.new_database())
        keeper = Doorkeeper(Logins(store.session, Settings(data_dir=tmp_path)))
        app = FastAPI()
        page = TestClient(keeper.middleware(app), base_url="http://localhost", cookies={COOKIE: "x" * 43})
        assert page.get("/", headers={"accept": "text/html"}, follow_redirects=False).status_code == 303
        server.stop()
        result = page.get("/", headers={"accept": "text/html"}, follow_redirects=False)
        assert result.status_code == 503
        assert "连不上资料库" in result.text
        assert page.post("/gradio_api/queue/join", headers={"origin": "http://localhost"}).status_code == 503
        store.close()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="打不开"):
        Store(f"sqlite:///{tmp_path / 'none' / 'cewen.sqlite3'}")


def test_a_restart_of_the_database_is_outlived() -> None:
    with postgres_server() as server:
        store = Store(server.new_database())
        store.set_meta("k", "1")
        server.stop()
        with pytest.raises(StoreUnavailable) as away:
            store.meta("k")
        assert PASSWORD not in str(away.value)
        server.start()
        assert store.meta("k") == "1"
        # Connections that were open when it went down are found out before they are used.
        server.stop()
        server.start()
        assert store.meta("k") == "1"
        store.close()


def test_texts_longer_than_any_limit_and_with_nul_are_kept(store: Store) -> None:
    long = "长" * 3000
    with store.session.begin() as session:
        session.add(
            DocumentRow(
                id="甲",
                root="/r",
                source="甲.txt",
                sha256="",
                title=long,
                text="一\x00二",
                issuer=long,
                doc_number=long,
                status=long,
                url=long,
                known={"a": {"value": long}},
            )
        )
        session.add(CorrectionRow(root="/r", source="甲", field="title", value="x", who=long, why="\x00"))
    with store.session() as session:
        row = session.get_one(DocumentRow, "甲")
        assert (row.title, row.issuer, row.doc_number, row.status, row.url) == (long,) * 5
        # As long as it was: what is marked in it stands where it stood.
        assert len(row.text) == 3
        assert (row.text[0], row.text[2]) == ("一", "二")
        assert session.scalars(select(CorrectionRow.who)).one() == long
    Conversations(store.session).begin("有\x00问题")
    record(store, "upload", user="王\x00", subject="文\x00件", detail={"files": ["a\x00b"]})
    assert len(list(read_deeds(store, Asked()))) == 1


def test_times_come_back_as_the_same_moment_whatever_zone_they_were_told_in(store: Store) -> None:
    east = dt.timezone(dt.timedelta(hours=8))
    at = dt.datetime(2026, 3, 1, 7, 30, tzinfo=east)
    with store.session.begin() as session:
        session.add(CorrectionRow(root="/r", source="甲", field="title", value="x", who="王", why="错", at=at))
    with store.session() as session:
        kept = session.scalars(select(CorrectionRow.at)).one()
        assert kept == at
        assert kept.tzinfo is dt.UTC
        assert session.scalars(select(CorrectionRow.id).where(CorrectionRow.at <= at)).all() == [1]
        assert session.scalars(select(CorrectionRow.id).where(CorrectionRow.at < at)).all() == []


def test_lists_are_in_the_order_of_code_points_on_both(store: Store) -> None:
    names = ["乙", "甲", "b", "B", "阿", "2", "10", "一", "ä"]
    with store.session.begin() as session:
        session.add_all(
            DocumentRow(id=name, root="/r", source=name, sha256="", title=name, text=name, record=RECORD)
            for name in names
        )
    listed = sorted(names)
    assert [one.id for one in Library(store).documents()] == listed
    assert [one.id for one in Library(store).outlines()] == listed
    people = Accounts(store.session)
    for name in ("乙", "甲", "阿", "b"):
        people.add(name, GOOD, "查询")
    assert [one.name for one in people.listed()] == sorted(["乙", "甲", "阿", "b"])


def test_words_are_found_whatever_the_case_of_their_letters(store: Store) -> None:
    kept = Conversations(store.session)
    here = kept.begin("STEM课程有多少")
    kept.ask(here, "KPI 100%_完成率")
    record(store, "upload", user="王", subject="Report.DOCX")
    assert [one.id for one in kept.listed("stem")] == [here]
    assert [one.id for one in kept.listed("kpi 100%_")] == [here]
    assert kept.listed("100%x") == []
    assert len(list(read_deeds(store, Asked(words="report.docx")))) == 1


def at_once(work: Callable[[int], object], times: int = 8) -> list[object]:
    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(work, range(times)))


def test_many_who_write_the_same_thing_at_once_lose_nothing(store: Store) -> None:
    kept = Conversations(store.session)
    here = kept.begin("问")
    at_once(lambda number: kept.ask(here, f"第{number}问"))
    assert len({one.question for one in kept.read(here).turns}) == 8
    at_once(lambda _: store.changed())
    assert store.generation() == 8
    at_once(lambda number: store.set_meta("k", str(number)))
    assert store.meta("k") in set("01234567")
    at_once(lambda number: Preferences(store.session, "王").set_home(f"县{number}"))
    assert Preferences(store.session, "王").home.startswith("县")
    assert verdicts(store.session, "王", ["x"]) == {}


def test_two_keepers_who_disable_each_other_at_once_leave_one(store: Store) -> None:
    people = Accounts(store.session)
    for name in ("甲", "乙"):
        people.add(name, GOOD, "管理")

    def disabled(number: int) -> bool:
        try:
            people.disable("甲乙"[number])
        except DataError:
            return False
        return True

    assert sorted(at_once(disabled, 2)) == [False, True]
    assert [one.disabled for one in people.listed()].count(False) == 1


def test_tries_are_counted_whichever_process_they_come_to(store: Store, database: str, tmp_path: Path) -> None:
    """Two servers on one database: each has its own handle on it."""
    other = Store(database)
    settings = Settings(data_dir=tmp_path, login_tries=4, login_tries_address=100)
    doors = [Logins(one.session, settings) for one in (store, other)]
    doors[0].accounts.add("李四", GOOD, "编辑")

    def refused(number: int) -> str:
        with pytest.raises(LoginRefused) as raised:
            doors[number % 2].log_in("李四", "不是这个口令 00", f"10.0.0.{number}")
        return type(raised.value).__name__

    assert sorted(at_once(refused, 6)) == ["LockedOut"] * 2 + ["LoginRefused"] * 4
    other.close()


def test_what_one_process_writes_another_goes_on_with(store: Store, database: str, tmp_path: Path) -> None:
    other = Store(database)
    here = Conversations(store.session, "李四").begin("有多少小学")
    Conversations(store.session, "李四").ask(here, "有多少小学")
    Conversations(other.session, "李四").ask(here, "其中公办的呢")
    assert [one.question for one in Conversations(store.session, "李四").read(here).turns] == [
        "有多少小学",
        "其中公办的呢",
    ]
    settings = Settings(data_dir=tmp_path)
    first, second = Logins(store.session, settings), Logins(other.session, settings)
    first.accounts.add("李四", GOOD, "编辑")
    token = first.log_in("李四", GOOD, "10.0.0.1")
    assert second.seat(token).viewer.name == "李四"
    second.log_out(token)
    assert first.seat(token) is None
    before = other.generation()
    store.changed()
    assert other.generation() == before + 1
    other.close()
