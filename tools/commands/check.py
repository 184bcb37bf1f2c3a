"""`python -m tools check FILE [--json] [--derived] [--draft]`: recompute a file's figures; compare a draft."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from core.errors import LoadError
from core.settings import settings_with_data
from tools.check_figures import check_text, findings_as_text
from tools.commands import COMMANDS
from tools.compare_draft import DraftFinding, Ledger, compare_draft
from tools.stored_figures import stored_figures


@COMMANDS.register("check")
def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `check`."""
    parser.description = "核对一份文稿里的数据；--draft 再与资料里的数字比对。"
    parser.add_argument("file", type=Path, help="要核对的文本文件（UTF-8）")
    parser.add_argument("--json", action="store_true", help="JSON 输出")
    parser.add_argument("--derived", action="store_true", help="文本输出中也列出“仅派生”的值")
    parser.add_argument("--draft", action="store_true", help="当作草稿，与已导入的文件逐数比对")
    parser.add_argument("--data", type=Path, help="比对用的 store 所在的文件夹")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Check one file and write the findings to stdout; the exit status is 0 whatever is found."""
    try:
        text = args.file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LoadError(f"读不了 {args.file}", next_step="请给出存在的 UTF-8 文本文件") from error
    findings = check_text(text)
    compared = _compare(text, args.data) if args.draft else []
    if args.json:
        record = {"findings": [finding.to_dict() for finding in findings]}
        if args.draft:
            record["draft"] = [finding.to_dict() for finding in compared]
        json.dump(record, sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")
    else:
        sys.stdout.write(findings_as_text(findings, derived=args.derived) + "\n")
        for finding in compared:
            source = f"（{finding.source.ref}）" if finding.source else ""
            sys.stdout.write(f"[{finding.verdict}] {finding.figure}：{finding.note or '与来源相同'}{source}\n")
    return 0


def _compare(text: str, data: Path | None) -> list[DraftFinding]:
    return compare_draft(text, Ledger(stored_figures(settings_with_data(data))))
