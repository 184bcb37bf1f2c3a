"""`cewen backup` and `cewen restore`: everything that cannot be made again, in one file and back."""

from __future__ import annotations

import sys
from pathlib import Path

from core.command_parser import CommandParser, program
from core.errors import CewenError
from core.settings import settings_with_data
from tools.backup.archive import OFFICE, UPLOADS, Manifest
from tools.backup.making import make_backup
from tools.backup.restoring import Restored, restore

SHOWN = {
    "documents": "资料",
    "conversations": "对话",
    "turns": "问答",
    "drafts": "稿子",
    "users": "账号",
    "corrections": "更正",
    "audit": "留痕",
}


def _counted(manifest: Manifest) -> str:
    tables = manifest.tables()
    listed = [f"{word} {tables[name].rows}" for name, word in SHOWN.items() if name in tables]
    return "，".join(
        [*listed, f"上传的文件 {len(manifest.files(UPLOADS))}", f"表格和词典 {len(manifest.files(OFFICE))}"]
    )


def backup() -> int:
    """Write a backup; an error prints what happened and the next step on stderr and returns 2."""
    parser = CommandParser(prog=program("ui.backup_command"), description="备份：不用停服务；不覆盖已有的文件。")
    parser.add_argument("file", type=Path, help="写到哪个文件，如 策问备份-20240601.tar")
    parser.add_argument("--data", type=Path, help="资料库和索引所在的文件夹；不写按设置")
    args = parser.parse_args()
    try:
        manifest = make_backup(settings_with_data(args.data), args.file)
    except CewenError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    size = args.file.stat().st_size
    sys.stdout.write(
        f"已写出 {args.file}（{size / 2**20:.1f} MiB）：{_counted(manifest)}\n"
        "里面有账号和对话，请妥善保管；.env 里的设置、资料文件夹不在里面，请另行备份。\n"
    )
    return 0


def put_back() -> int:
    """Put a backup back and build the indexes; an error prints what happened and the next step and returns 2."""
    parser = CommandParser(prog=program("ui.backup_command"), description="恢复备份：先停服务；先核对，再恢复。")
    parser.add_argument("file", type=Path, help="备份文件")
    parser.add_argument("--data", type=Path, help="恢复到哪个文件夹；不写按设置")
    parser.add_argument("--replace", action="store_true", help="文件夹里已有的移到一旁（不删除）")
    parser.add_argument("--no-index", action="store_true", help="先不建索引（以后用 cewen doctor --mend）")
    args = parser.parse_args()
    try:
        settings = settings_with_data(args.data)
        done = restore(settings, args.file, replace=args.replace, index=not args.no_index)
        sys.stdout.write(_told(done))
        if done.indexed:
            sys.stdout.write(f"{done.indexed}。现在可以启动：cewen serve\n")
        elif not done.read_again:
            sys.stdout.write("索引还没有建：请运行 cewen doctor --mend\n")
    except CewenError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _told(done: Restored) -> str:
    lines = [f"已恢复 {done.manifest.made_at[:16]}（UTC）的备份：{_counted(done.manifest)}"]
    if done.replaced:
        lines.append(f"原来的移到了 {done.replaced}，确认无误后可以删除")
    if done.aside:
        lines.append(f"备份里的表格、词典有与本机不同的，放在 {done.aside}，请自行取用")
    if done.read_again:
        lines.append("备份来自旧版，资料要重新读：请运行 cewen ingest --rebuild 资料文件夹")
    lines.append("登录都已失效，请重新登录")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Make a backup."""
    return backup()


if __name__ == "__main__":
    sys.exit(main())
