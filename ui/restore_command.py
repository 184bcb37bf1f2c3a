"""`cewen restore`: a backup put back."""

from __future__ import annotations

import sys
from pathlib import Path

from core.command_parser import CommandParser, program
from core.errors import CewenError
from core.settings import settings_with_data
from tools.backup.restoring import Restored, restore
from ui.backup_command import counted


def main() -> int:
    """Put a backup back and build the indexes; an error prints what happened and the next step and returns 2."""
    parser = CommandParser(prog=program("ui.restore_command"), description="恢复备份：先停服务；先核对，再恢复。")
    parser.add_argument("file", type=Path, help="备份文件")
    parser.add_argument("--data", type=Path, help="恢复到哪个文件夹；不写按设置")
    parser.add_argument("--replace", action="store_true", help="文件夹里已有的移到一旁（不删除）")
    parser.add_argument("--no-index", action="store_true", help="先不建索引（以后用 cewen doctor --mend）")
    args = parser.parse_args()
    try:
        settings = settings_with_data(args.data)
        done = restore(settings, args.file, replace=args.replace, index=not args.no_index)
        sys.stdout.write(_in_words(done))
        if done.indexed:
            sys.stdout.write(f"{done.indexed}。现在可以启动：cewen serve\n")
        elif not done.read_again:
            sys.stdout.write("索引还没有建：请运行 cewen doctor --mend\n")
    except CewenError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _in_words(done: Restored) -> str:
    lines = [f"已恢复 {done.manifest.made_at[:16]}（UTC）的备份：{counted(done.manifest)}"]
    if done.replaced:
        lines.append(f"原来的移到了 {done.replaced}，确认无误后可以删除")
    if done.aside:
        lines.append(f"备份里的表格、词典有与本机不同的，放在 {done.aside}，请自行取用")
    if done.read_again:
        lines.append("备份来自旧版，资料要重新读：请运行 cewen ingest --rebuild 资料文件夹")
    lines.append("登录都已失效，请重新登录")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
