"""`cewen backup`: everything that cannot be made again, in one file."""

from __future__ import annotations

import sys
from pathlib import Path

from core.command_parser import CommandParser, program
from core.errors import CewenError
from core.settings import settings_with_data
from tools.backup.archive import OFFICE, UPLOADS, Manifest
from tools.backup.making import make_backup

SHOWN = {
    "documents": "资料",
    "conversations": "对话",
    "turns": "问答",
    "drafts": "稿子",
    "users": "账号",
    "corrections": "更正",
    "audit": "留痕",
}


def counted(manifest: Manifest) -> str:
    """How much of each kind a backup holds, in words."""
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
        f"已写出 {args.file}（{size / 2**20:.1f} MiB）：{counted(manifest)}\n"
        "里面有账号和对话，请妥善保管；.env 里的设置、资料文件夹不在里面，请另行备份。\n"
    )
    return 0


def main() -> int:
    """Make a backup."""
    return backup()


if __name__ == "__main__":
    sys.exit(main())
