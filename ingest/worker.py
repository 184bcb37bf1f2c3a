"""The process that reads files for ingest, apart from it: a reader that hangs or dies takes nothing with it.

`python -m ingest.worker`: pickled requests on standard input, pickled answers on standard output, until the input ends.
It is started as a program of its own and not through multiprocessing, which would import the caller's main module (the
page, a test run) in every worker.
"""

from __future__ import annotations

import faulthandler
import os
import pickle
import signal
import sys

from ingest.file_read import ReadRequest, read_file

# Over and above the caller's own time limit: it kills a worker first; this one is for a caller that died.
ORPHAN_GRACE_S = 10.0


def _leave(_number: int, _frame: object) -> None:
    """End by an exception, so that a reader at work takes away its temporary files and the programs it started."""
    sys.exit(1)


def main() -> None:
    """Answer requests until the input ends."""
    # Ctrl-C goes to the whole group; the caller says when to stop by closing the input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # A library that prints must not break the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    while True:
        try:
            request: ReadRequest = pickle.load(requests)
        except EOFError:
            return
        faulthandler.dump_traceback_later(request.timeout_s + ORPHAN_GRACE_S, exit=True)
        read = read_file(request.path)
        faulthandler.cancel_dump_traceback_later()
        pickle.dump(read, answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()


if __name__ == "__main__":
    main()
