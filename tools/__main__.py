"""`python -m tools COMMAND …`: the tools from the command line; stdout holds results only."""

from __future__ import annotations

import sys

from core.closed_pipe import end_quietly
from core.command_parser import CommandParser, program
from core.errors import CewenError
from tools.commands import COMMANDS


def main() -> int:
    """Run one command; an error prints what happened and the next step on stderr and returns 2."""
    parser = CommandParser(prog=program("tools"), description="核对、台账、指标、报告。")
    commands = parser.add_subparsers(dest="command", required=True)
    for name in COMMANDS:
        COMMANDS[name](commands.add_parser(name))
    args = parser.parse_args()
    try:
        return int(args.run(args))
    except CewenError as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(end_quietly(main))
