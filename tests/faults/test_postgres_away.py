"""PostgreSQL stopped, killed and started again under a live page: in between it is told, afterwards it answers."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.conftest import settings_for
from tests.faults.conftest import ANSWERED, ASKED, Office, kept
from tests.processes import answers, free_port, running
from tests.servers import PostgresServer, postgres_server
from tools.backup.making import make_backup
from tools.backup.restoring import restore
from ui.api.addresses import API


def killed(server: PostgresServer) -> None:
    """SIGKILL to the server and all its processes, as when the power goes."""
    first = int((server.folder / "data" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
    os.kill(first, signal.SIGKILL)
    server.process.wait(30)
    server.process = None
    # Its children end when they see that it is gone.
    time.sleep(2)


def start_again(server: PostgresServer) -> None:
    (server.folder / "data" / "postmaster.pid").unlink(missing_ok=True)
    server.start()


def test_a_page_outlives_its_database_being_stopped_and_killed(office: Office, tmp_path: Path, model_dir: Path) -> None:
    with postgres_server() as server:
        make_backup(office.settings, tmp_path / "b.tar")
        served = settings_for(tmp_path / "served", model_dir, database_url=server.new_database(), reading_processes=1)
        restore(served, tmp_path / "b.tar")
        there = Office(settings=served, texts=office.texts)
        assert there.doctor(mend=True) == {}
        before = kept(served, but="local")
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "app.py", "--data", str(served.data_dir), "--port", str(port)]
        environment = {"CEWEN_DATABASE_URL": served.database_url, "CEWEN_DATA_DIR": str(served.data_dir)}

        def ask() -> httpx.Response:
            return httpx.post(f"{url}/api/ask", json={"question": ASKED}, timeout=60, trust_env=False)

        with running(command, lambda: answers(f"{url}{API}/healthz"), tmp_path / "log", environment):
            assert ANSWERED in ask().json()["answer"]
            stops: list[Callable[[], None]] = [server.stop, lambda: killed(server)]
            for stop in stops:
                stop()
                away = ask()
                assert away.status_code == 503
                assert "连不上资料库" in away.json()["error"]
                assert "请稍后再试" in away.json()["next_step"]
                assert not answers(f"{url}{API}/readyz")
                assert answers(f"{url}{API}/healthz")
                start_again(server)
                assert ANSWERED in ask().json()["answer"]
        said = (tmp_path / "log" / "server.log").read_text(encoding="utf-8", errors="replace")
        assert "口令" not in said
        after = kept(served, but="local")
        assert {name: after[name] for name in after if name != "audit"} == {
            name: before[name] for name in before if name != "audit"
        }
        assert all(line in after["audit"] for line in before["audit"])


def test_commands_tell_that_the_database_is_away(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cewen: Callable[..., tuple[int, str]]
) -> None:
    monkeypatch.setenv("CEWEN_DATABASE_URL", f"postgresql://cewen:geheim@127.0.0.1:{free_port()}/cewen")
    commands = (("backup", tmp_path / "b.tar"), ("ingest", office.texts), ("doctor",), ("audit",))
    for command in commands:
        status, said = cewen(*command, "--data", office.data)
        assert status, said
        assert "连不上资料库" in said
        assert "请确认数据库在运行" in said
        assert "geheim" not in said
        assert "Traceback" not in said
    assert not (tmp_path / "b.tar").exists()
