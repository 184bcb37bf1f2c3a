"""One fuzzed target in a process of its own: `python -m evals.fuzz.worker NAME [libFuzzer's options] FOLDER`.

The engine ends the process, by a crash where a target raises what it may not and after a time limit where it hangs, so
that whoever wants figures starts it and reads what it says.
"""

from __future__ import annotations

import contextlib
import sys
import time
from pathlib import Path

import atheris  # type: ignore[import-untyped]

with atheris.instrument_imports(include=["assistant", "core", "ingest", "retrieval", "tools"]):
    from evals.fuzz.files import FILE_TARGETS, file_target
    from evals.fuzz.limits import SLOWEST_S
    from evals.fuzz.texts import TEXT_TARGETS


def main() -> None:
    """Fuzz until the engine's limits."""
    name = sys.argv.pop(1)
    read = file_target(name) if name in FILE_TARGETS else None
    text = None if read else TEXT_TARGETS[name]

    def once(data: bytes) -> None:
        # The processor's time and not the clock's: a busy machine is no hang. The engine ends what never comes back.
        started = time.process_time()
        if read is not None:
            read(data)
        elif text is not None:
            text(data.decode("utf-8", "ignore"))
        if time.process_time() - started > SLOWEST_S:
            raise TimeoutError(f"{time.process_time() - started:.1f} s")

    for known in Path(sys.argv[-1]).iterdir():
        # What is loaded with the first case is no part of its time.
        with contextlib.suppress(TimeoutError):
            once(known.read_bytes())
            break
    atheris.Setup(sys.argv, once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
