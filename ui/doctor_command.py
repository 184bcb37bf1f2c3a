"""`cewen doctor`: what is well, what is worth knowing, what is wrong and what to do about it."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

from core.command_parser import CommandParser, program
from core.errors import CewenError
from core.settings import settings_with_data
from tools.doctor.examine import Examined, examine

WORDS = {"ok": "正常　", "note": "提示　", "bad": "有问题"}
WRONG = 1


def main() -> int:
    """Look at everything.

    Returns:
        0; 1 if something is wrong, 2 if the settings cannot be read.
    """
    parser = CommandParser(prog=program("ui.doctor_command"), description="体检：资料库、索引、模型、设置、磁盘。")
    parser.add_argument("--data", type=Path, help="资料库和索引所在的文件夹；不写按设置")
    parser.add_argument("--mend", action="store_true", help="能安全修的就修：不动资料和记录，只补做、重建、清理")
    parser.add_argument("--json", action="store_true", help="结果用 JSON 输出")
    args = parser.parse_args()
    # Nothing is fetched, as in the page.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    try:
        examined = examine(settings_with_data(args.data), mend=args.mend)
    except CewenError as error:
        if args.json:
            sys.stdout.write(
                json.dumps({"error": error.message, "next_step": error.next_step}, ensure_ascii=False) + "\n"
            )
        sys.stderr.write(f"{error}\n")
        return 2
    wrong = sum(finding.level == "bad" for one in examined for finding in one.findings)
    if args.json:
        checks = [asdict(one) for one in examined]
        sys.stdout.write(json.dumps({"wrong": wrong, "checks": checks}, ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.write("\n".join(_lines(examined)) + "\n")
        sys.stdout.write(f"\n{f'有 {wrong} 处问题' if wrong else '没有发现问题'}\n")
    return WRONG if wrong else 0


def _lines(examined: list[Examined]) -> list[str]:
    lines = []
    for one in examined:
        lines += [f"已修复  {one.title}：{item}" for item in one.mended]
        for finding in one.findings:
            step = f"\n        → {finding.next_step}" if finding.next_step else ""
            lines.append(f"{WORDS[finding.level]}  {one.title}：{finding.what}{step}")
    return lines


if __name__ == "__main__":
    sys.exit(main())
