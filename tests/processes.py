"""Servers that tests start as processes of their own, on free ports of the loopback."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

STARTS_IN_S = 300.0
ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    """A TCP port that nothing listens on now."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
    return port


def answers(url: str) -> bool:
    """Whether a server answers there."""
    try:
        return httpx.get(url, timeout=2, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def listens(port: int) -> bool:
    """Whether something takes connections on a port."""
    with socket.socket() as asking:
        asking.settimeout(1)
        return asking.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def running(
    command: Sequence[str], ready: Callable[[], bool], folder: Path, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A process from when it is ready to the end of the block; what it says is in `folder`/server.log."""
    folder.mkdir(parents=True, exist_ok=True)
    result = folder / "server.log"
    with result.open("ab") as log:
        process = subprocess.Popen(
            [*command],
            cwd=ROOT,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
        )
    try:
        until = time.monotonic() + STARTS_IN_S
        while not ready():
            assert process.poll() is None, result.read_text(errors="replace")[-2000:]
            assert time.monotonic() < until, result.read_text(errors="replace")[-2000:]
            time.sleep(0.1)
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(15)


@contextmanager
def chroma_server(folder: Path, port: int) -> Iterator[str]:
    """A Chroma server over a folder; its address."""
    url = f"http://127.0.0.1:{port}"
    program = str(Path(sys.executable).with_name("chroma"))
    command = [program, "run", "--path", str(folder / "chroma"), "--host", "127.0.0.1", "--port", str(port)]
    with running(command, lambda: answers(f"{url}/api/v2/heartbeat"), folder, {"ANONYMIZED_TELEMETRY": "False"}):
        yield url


@contextmanager
def milvus_server(folder: Path, port: int) -> Iterator[str]:
    """Milvus Lite as a server over a folder; its address."""
    command = [
        sys.executable,
        "-m",
        "milvus_lite",
        "server",
        "--data-dir",
        str(folder / "milvus"),
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    with running(command, lambda: listens(port), folder):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def model_service(folder: Path, port: int, data: Path, environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """The model service over the model of a data folder; its address."""
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "retrieval", "--port", str(port), "--data", str(data)]
    with running(command, lambda: answers(f"{url}/health"), folder, environment):
        yield url
