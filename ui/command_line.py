"""`cewen COMMAND …`: every command of the project under one name."""

from __future__ import annotations

import importlib
import os
import sys
from typing import NamedTuple

from core.closed_pipe import end_quietly
from core.command_parser import PROGRAM


class _Command(NamedTuple):
    """Where a command is, what stands before its own arguments, and what it does."""

    module: str
    before: tuple[str, ...]
    help: str


COMMANDS = {
    "serve": _Command("app", (), "启动网页"),
    "ingest": _Command("ingest.__main__", (), "导入文件；--dry-run 先看，--watch 一直看着"),
    "ask": _Command("assistant.__main__", ("ask",), "回答一个问题"),
    "draft": _Command("ui.draft_command", (), "起草：简报、说明、提纲、对比、清单、复函"),
    "mcp": _Command("ui.mcp.command", (), "给本机的智能体用：MCP 协议，标准输入输出"),
    "export": _Command("ui.export_command", (), "把一个回答写成公文格式的 docx"),
    "check": _Command("tools.__main__", ("check",), "核对一份文稿里的数据"),
    "figures": _Command("tools.__main__", ("figures",), "数字台账"),
    "indicators": _Command("tools.__main__", ("indicators",), "能测算的指标"),
    "run": _Command("tools.__main__", ("run",), "测算一个指标"),
    "template": _Command("tools.__main__", ("template",), "要填的表的模板"),
    "report": _Command("tools.__main__", ("report",), "优质均衡自评报告"),
    "list": _Command("corpus.__main__", ("list",), "列出资料"),
    "show": _Command("corpus.__main__", ("show",), "看一份资料存了什么"),
    "correct": _Command("corpus.__main__", ("correct",), "更正一项信息"),
    "withdraw": _Command("corpus.__main__", ("withdraw",), "撤回一条更正"),
    "corrections": _Command("corpus.__main__", ("corrections",), "列出更正"),
    "feedback": _Command("corpus.__main__", ("feedback",), "列出对回答的评价"),
    "users": _Command("corpus.__main__", ("users",), "账号：add、role、collections、reset、remove、list"),
    "keys": _Command("corpus.__main__", ("keys",), "程序调用接口用的密钥：add、list、revoke"),
    "audit": _Command("corpus.__main__", ("audit",), "谁做了什么"),
    "backup": _Command("ui.backup_command", (), "备份：资料库、上传的文件、表格和词典，写成一个文件"),
    "restore": _Command("ui.restore_command", (), "恢复备份；也用来把资料库搬到 PostgreSQL"),
    "doctor": _Command("ui.doctor_command", (), "体检；--mend 修能安全修的"),
    "models": _Command("retrieval.__main__", (), "把模型作为服务运行，供没有模型的进程用"),
    "evals": _Command("evals.__main__", (), "评测"),
    "training": _Command("training.__main__", (), "训练阅读器"),
}


def help_text() -> str:
    """What there is."""
    wide = max(map(len, COMMANDS))
    lines = [f"  {name:<{wide}}  {command.help}" for name, command in COMMANDS.items()]
    return "\n".join(["用法：cewen 命令 …", "", "命令：", *lines, "", "每个命令加 --help 看它的参数。"])


def run(arguments: list[str]) -> int:
    """Run one command; its exit status. The help goes to stdout; an unknown command is told on stderr and gives 2."""
    if not arguments or arguments[0] in ("-h", "--help"):
        sys.stdout.write(help_text() + "\n")
        return 0 if arguments else 2
    name, *rest = arguments
    command = COMMANDS.get(name)
    if command is None:
        sys.stderr.write(f"没有“{name}”这个命令。\n\n{help_text()}\n")
        return 2
    os.environ[PROGRAM] = "cewen" if command.before else f"cewen {name}"
    sys.argv = [f"cewen {name}", *command.before, *rest]
    return int(importlib.import_module(command.module).main())


def main() -> int:
    """The console script."""
    return end_quietly(lambda: run(sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
