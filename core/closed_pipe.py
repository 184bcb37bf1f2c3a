"""Commands whose reader goes away before they are done (… | head): they end without a word."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

# What a shell tells of a program that SIGPIPE ended.
PIPE_CLOSED = 141


def end_quietly(main: Callable[[], int]) -> int:
    """Run a command; its status, or `PIPE_CLOSED` where nobody reads its standard output any more."""
    try:
        status = main()
        # What is still held back is written here and not at the interpreter's end, where nothing can be caught.
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    return status
