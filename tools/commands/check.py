"""`python -m tools check FILE [--json] [--derived]`: recompute the figures of a text file."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from core.errors import LoadError
from tools.check_figures import check_text, findings_as_text
from tools.commands import COMMANDS


@COMMANDS.register("check")
def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `check`."""
    parser.description = __doc__
    parser.add_argument("file", type=Path, help="要核对的文本文件（UTF-8）")
    parser.add_argument("--json", action="store_true", help="JSON 输出")
    parser.add_argument("--derived", action="store_true", help="文本输出中也列出“仅派生”的值")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Check one file and write the findings to stdout; the exit status is 0 whatever is found."""
    try:
        text = args.file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LoadError(f"读不了 {args.file}", next_step="请给出存在的 UTF-8 文本文件") from error
    findings = check_text(text)
    if args.json:
        json.dump({"findings": [finding.to_dict() for finding in findings]}, sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")
    else:
        sys.stdout.write(findings_as_text(findings, derived=args.derived) + "\n")
    return 0
