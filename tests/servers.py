"""Servers that tests start for themselves: PostgreSQL as Debian packages it, in a folder of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

REQUIRED = os.environ.get("CEWEN_SERVERS") == "required"
USER, PASSWORD = "cewen", "s3cret@口令"
QUOTED = "s3cret%40%E5%8F%A3%E4%BB%A4"
WAIT_S = 60.0


def postgres_programs() -> Path | None:
    """The folder of initdb and postgres: the newest that Debian installed, or where they are on the path."""
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda one: int(one.parts[-3]))
    found = str(packaged[-1]) if packaged else shutil.which("postgres")
    return Path(found).resolve().parent if found else None


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@dataclass
class PostgresServer:
    """A PostgreSQL server on a loopback port; the database `name` is the server's first one."""

    programs: Path
    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    made: int = 0

    def _as_owner(self, *command: str) -> list[str]:
        # PostgreSQL refuses to run as root; its package makes a user.
        return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else list(command)

    def initialise(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        secret = self.folder / "secret"
        secret.write_text(PASSWORD, encoding="utf-8")
        if os.geteuid() == 0:
            shutil.chown(secret, "postgres")
        subprocess.run(
            self._as_owner(
                str(self.programs / "initdb"),
                "-D",
                str(self.folder / "data"),
                "-U",
                USER,
                "--auth=scram-sha-256",
                f"--pwfile={secret}",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ),
            check=True,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
        )

    def start(self) -> None:
        self.process = subprocess.Popen(
            self._as_owner(
                str(self.programs / "postgres"),
                "-D",
                str(self.folder / "data"),
                "-p",
                str(self.port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                f"unix_socket_directories={self.folder}",
                "-c",
                "fsync=off",
                # A zone far from UTC, so that a time that is kept without its zone comes back wrong.
                "-c",
                "timezone=Asia/Shanghai",
                "-c",
                "max_connections=200",
            ),
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + WAIT_S
        while subprocess.run(
            [str(self.programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)], check=False
        ).returncode:
            assert self.process.poll() is None, "PostgreSQL ended while it started"
            assert time.monotonic() < deadline, "PostgreSQL did not start"
            time.sleep(0.1)

    def stop(self) -> None:
        """End it at once, with every connection cut."""
        if self.process is None:
            return
        first = int((self.folder / "data" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        os.kill(first, signal.SIGINT)
        self.process.wait(WAIT_S)
        self.process = None

    def url(self, database: str) -> str:
        return f"postgresql://{USER}:{QUOTED}@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """The address of an empty database, sorted by a language as an office's may be."""
        import psycopg

        self.made += 1
        name = f"cewen_{self.made}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(
                f"CREATE DATABASE {name} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'zh-CN' LOCALE 'C.UTF-8'"
            )
        return self.url(name)


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A server of one's own; the test is skipped where PostgreSQL is not installed, or fails where it is required."""
    programs = postgres_programs()
    if programs is None:
        text = "PostgreSQL is not installed (Debian: apt-get install postgresql, or sh scripts/debian.sh)"
        if REQUIRED:
            pytest.fail(text)
        pytest.skip(text)
    folder = Path(tempfile.mkdtemp(prefix="cewen-pg-"))
    server = PostgresServer(programs=programs, folder=folder, port=free_port())
    try:
        server.initialise()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
