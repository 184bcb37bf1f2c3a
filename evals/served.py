"""The served product measured from outside its process: start, latency of single questions, resident memory.

The page's server is started as a user starts it, and asked over HTTP, one question after the other. How long an answer
takes depends on whether the processor multiplies bfloat16 matrices by itself, so that is told with the figures.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.errors import DataError
from core.settings import ROOT
from evals.ranking import percentile
from evals.report import commit

START_LIMIT, ASK_LIMIT = 300.0, 120.0
POLL = 0.2
MATRIX_UNITS = ("amx_bf16", "avx512_bf16")


def measure_served(questions: Sequence[str], data: Path | None) -> dict[str, Any]:
    """Seconds to the first answer, milliseconds of an answer (half and 95 % are faster), MiB resident at most.

    Args:
        questions: Asked in turn; the first is the first answer after the start and counts as that alone.
        data: Folder of store and indexes; default from settings.

    Raises:
        DataError: If the server does not start.
    """
    begun = time.perf_counter()
    with served(data) as (address, process):
        _ask(address, questions[0])
        first = time.perf_counter() - begun
        taken, stages = [], []
        for question in questions[1:]:
            at = time.perf_counter()
            stages.append(_ask(address, question)["timings_ms"])
            taken.append((time.perf_counter() - at) * 1000)
        memory = most_resident(process)
    return {
        "commit": commit(),
        "processor": processor(),
        "questions": len(taken),
        "first_answer_s": round(first, 1),
        "p50_ms": round(percentile(taken, 0.5)),
        "p95_ms": round(percentile(taken, 0.95)),
        "resident_mib": memory,
        "stages_ms": {name: round(percentile([one.get(name, 0) for one in stages], 0.5)) for name in stages[0]},
    }


@contextmanager
def served(data: Path | None, **settings: str) -> Iterator[tuple[str, int]]:
    """The page's server as a user starts it: its address and process number; it is stopped at the end.

    Args:
        data: Folder of store and indexes; default from settings.
        settings: Environment variables beside those there are.

    Raises:
        DataError: If the server does not start.
    """
    port = _free_port()
    command = [sys.executable, "app.py", "--port", str(port), *(["--data", str(data)] if data else [])]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, env={**os.environ, **settings}) as server:
        try:
            _wait(server, port, time.perf_counter() + START_LIMIT)
            yield f"http://127.0.0.1:{port}", server.pid
        finally:
            server.terminate()


def processor() -> str:
    """Cores, and the processor's bfloat16 matrix units, as the kernel tells them."""
    result = Path("/proc/cpuinfo")
    flags = set(result.read_text(encoding="utf-8").split()) if result.is_file() else set()
    units = [unit for unit in MATRIX_UNITS if unit in flags]
    return f"{os.cpu_count()} cores, {' '.join(units) or 'no bfloat16 matrix units'}"


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait(server: subprocess.Popen[bytes], port: int, until: float) -> None:
    while time.perf_counter() < until:
        if server.poll() is not None:
            break
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(POLL)
    raise DataError("页面没有启动", next_step="请先运行 python app.py，看它说什么")


def _ask(address: str, question: str) -> dict[str, Any]:
    request = urllib.request.Request(
        f"{address}/api/ask",
        json.dumps({"question": question}).encode(),
        {"content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=ASK_LIMIT) as answer:
        trace: dict[str, Any] = json.load(answer)
        return trace


def most_resident(process: int) -> int | None:
    """The most memory a process has held so far, MiB; None where the kernel does not tell."""
    status = Path(f"/proc/{process}/status")
    if not status.is_file():
        return None
    line = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) // 1024
