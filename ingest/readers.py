"""Files read ahead in worker processes: in order, so many at a time, each within its time."""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path

from core.settings import ROOT
from ingest.file_read import FileRead, ReadRequest, content_hash

# -P: the folder someone happens to stand in must not be searched for modules.
COMMAND = (sys.executable, "-P", "-m", "ingest.worker")
POLL_S = 0.2
# A worker that is told to end may first take away what it made; one that hangs in a library never hears of it.
STOP_S = 1.5


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class _Worker:
    """One worker process, started when first needed and again after it died."""

    def __init__(self, command: Sequence[str], timeout_s: float) -> None:
        self._command, self._timeout_s = command, timeout_s
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, path: Path) -> FileRead:
        process = self._process
        if process is None or process.poll() is not None:
            path_entries = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
            process = self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(path_entries)},
            )
        assert process.stdin is not None
        assert process.stdout is not None
        late = threading.Event()

        def give_up() -> None:
            late.set()
            _end(process)

        timer = threading.Timer(self._timeout_s, give_up)
        timer.start()
        try:
            pickle.dump(ReadRequest(path=path, timeout_s=self._timeout_s), process.stdin)
            process.stdin.flush()
            answer = pickle.load(process.stdout)
        # A killed or broken worker ends the stream, maybe in the middle of an answer.
        except (EOFError, OSError, pickle.UnpicklingError):
            self.close()
            if late.is_set():
                reason = f"{path.name} 读了 {self._timeout_s:g} 秒仍未读完，已跳过"
                hint = "请拆分或另存后重试，或调大 CEWEN_READING_TIMEOUT_S"
                return FileRead(error=f"{reason}：{hint}", sha256=content_hash(path))
            # Perhaps the file's doing, perhaps the machine's, which was short of memory or told everyone to end.
            return FileRead(
                error=f"{path.name} 使读取程序中途退出，已跳过：请用原软件打开后另存再导入；若内存不足，请拆分文件",
                passing=True,
            )
        finally:
            timer.cancel()
        if isinstance(answer, FileRead):
            return answer
        return FileRead(error=f"{path.name} 读取出错：请重新导入", passing=True)

    def close(self) -> None:
        """End the process, whatever it is doing."""
        process, self._process = self._process, None
        if process is None:
            return
        _end(process)
        for stream in (process.stdin, process.stdout):
            if stream:
                with contextlib.suppress(OSError):
                    stream.close()


class Readers:
    """Worker processes that read files ahead; use it as a context.

    Args:
        count: How many processes; 0: as many as the machine has cores, at most 4.
        timeout_s: Seconds one file may take.
        command: How a worker is started.
    """

    def __init__(self, count: int, timeout_s: float, command: Sequence[str] = ()) -> None:
        self.count = count or min(4, os.cpu_count() or 1)
        self._own = threading.local()
        self._workers: list[_Worker] = []
        self._command, self._timeout_s = tuple(command) or COMMAND, timeout_s
        self._threads = ThreadPoolExecutor(self.count, thread_name_prefix="read")

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *_: object) -> None:
        # Ending the workers ends the threads that wait for them.
        self._threads.shutdown(wait=False, cancel_futures=True)
        with ThreadPoolExecutor(max(1, len(self._workers))) as closing:
            list(closing.map(_Worker.close, self._workers))

    def _read(self, path: Path) -> FileRead:
        worker: _Worker | None = getattr(self._own, "worker", None)
        if worker is None:
            worker = self._own.worker = _Worker(self._command, self._timeout_s)
            self._workers.append(worker)
        return worker.read(path)

    def read(
        self, paths: Iterable[Path], cancelled: Callable[[], bool] = lambda: False
    ) -> Iterator[tuple[Path, FileRead]]:
        """Read files, in their order; at most two a worker are held in memory.

        Args:
            paths: The files.
            cancelled: Asked while waiting; True ends the reading.
        """
        waiting: deque[tuple[Path, Future[FileRead]]] = deque()
        coming = iter(paths)
        while not cancelled():
            while len(waiting) < 2 * self.count and (path := next(coming, None)) is not None:
                waiting.append((path, self._threads.submit(self._read, path)))
            if not waiting:
                return
            path, future = waiting[0]
            if wait([future], POLL_S).done:
                waiting.popleft()
                yield path, future.result()
