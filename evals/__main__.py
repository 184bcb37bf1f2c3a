"""`python -m evals COMMAND …`: measuring the product. The commands are in `evals.commands`."""

from __future__ import annotations

import sys

from core.errors import CewenError
from evals.command import run_line


def main() -> int:
    """Run one evaluation; an error prints what happened and the next step and returns 2."""
    try:
        return run_line()
    except CewenError as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
