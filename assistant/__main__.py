"""`python -m assistant ask "问题" [--json] [--data DIR]`: one answer on the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from assistant.build import build_assistant
from assistant.engine import Question
from core.command_parser import CommandParser, program
from core.errors import CewenError
from core.schema import Figure, Trace
from core.settings import settings_with_data


def _plain(trace: Trace) -> str:
    lines = [trace.answer]
    lines += [f"[{c.ref}] 《{c.title}》{c.date} {c.section}：{c.quote}" for c in trace.citations]
    lines += [f"[{figure.ref}] {_worked(figure)}" for figure in trace.figures if figure.origin == "computed"]
    lines += [f"注：{note}" for note in trace.notes]
    lines += [f"可选：{option}" for option in trace.options]
    return "\n".join(lines)


def _worked(figure: Figure) -> str:
    """How a figure was computed: its name and text, the formula, and each operand with where it stands."""
    operands = [
        f"{one.name} {'缺' if one.value is None else f'{one.value:g}{one.unit}'}（{one.source}）"
        for one in figure.inputs
    ]
    parts = [f"{figure.name}：{figure.text}", figure.formula or "", "；".join(operands), figure.verdict or ""]
    return "。".join(part for part in parts if part)


def main() -> int:
    """Answer one question; an error prints what happened and the next step on stderr and returns 2."""
    parser = CommandParser(prog=program("assistant"), description="在命令行里提问。")
    commands = parser.add_subparsers(dest="command", required=True)
    ask = commands.add_parser("ask", help="回答一个问题")
    ask.add_argument("question")
    ask.add_argument("--history", action="append", default=[], help="前面问过的问题，可多次，按先后")
    ask.add_argument("--json", action="store_true", help="输出完整的依据")
    ask.add_argument("--data", type=Path, help="资料库和索引所在的文件夹；不写按设置")
    args = parser.parse_args()
    try:
        assistant = build_assistant(settings_with_data(args.data))
        trace = assistant.invoke(Question(text=args.question, history=tuple(args.history)))
    except CewenError as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps(trace.to_dict(), ensure_ascii=False, indent=1) if args.json else _plain(trace))
    return 0


if __name__ == "__main__":
    sys.exit(main())
