"""`cewen export`: one answer of the chat as a docx in the layout of official documents."""

from __future__ import annotations

import sys
from pathlib import Path

from core.command_parser import CommandParser, out_file, program
from core.errors import CewenError, DataError
from core.settings import settings_with_data
from corpus.audit import record
from corpus.conversations import Conversation, any_turn
from corpus.store import Store
from ui.exports import as_markdown, write_docx


def main() -> int:
    """Write one answer; an error prints what happened and the next step on stderr and returns 2."""
    parser = CommandParser(prog=program("ui.export_command"), description="把一个回答连同来源写成文件。")
    parser.add_argument("answer", help="回答的编号：cewen ask --json 里的 id，或网页对话里回答的编号")
    parser.add_argument("--out", required=True, type=out_file, help="写到哪个 docx 或 md")
    parser.add_argument("--data", type=Path, help="资料库所在的文件夹；不写按设置")
    args = parser.parse_args()
    try:
        store = Store(settings_with_data(args.data).store_url)
        try:
            turn = any_turn(store.session, args.answer)
            talk = Conversation(
                id=turn.conversation_id, title=turn.question, home="", changed_at=turn.asked_at, turns=(turn,)
            )
            if args.out.suffix.lower() == ".docx":
                write_docx(talk, args.out)
            elif args.out.suffix.lower() == ".md":
                args.out.write_text(as_markdown(talk), encoding="utf-8")
            else:
                raise DataError(f"不能导出为 {args.out.suffix or '没有后缀的文件'}", next_step="请用 .docx 或 .md")
            record(store, "export", user="命令行", subject=args.out.name)
        finally:
            store.close()
    except CewenError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"已写出 {args.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
