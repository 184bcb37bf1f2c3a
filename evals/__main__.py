"""`python -m evals answers --cases F.jsonl --out RUN.jsonl [--data DIR]`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from assistant.build import build_assistant
from core.errors import CewenError
from core.settings import settings_with_data
from evals.answers import read_cases, run_cases


def main() -> int:
    """Run one evaluation."""
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    answers = commands.add_parser("answers", help="run questions, write one trace a line")
    answers.add_argument("--cases", type=Path, required=True)
    answers.add_argument("--out", type=Path, required=True)
    answers.add_argument("--data", type=Path)
    args = parser.parse_args()
    try:
        assistant = build_assistant(settings_with_data(args.data))
        args.out.parent.mkdir(parents=True, exist_ok=True)
        with args.out.open("w", encoding="utf-8") as out:
            for trace in run_cases(assistant, read_cases(args.cases)):
                out.write(json.dumps(trace, ensure_ascii=False) + "\n")
    except CewenError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
