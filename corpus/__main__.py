"""`python -m corpus list|show|correct|withdraw|corrections|feedback|audit|users|keys`: see what is stored."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from sqlalchemy.exc import NoResultFound

from core.closed_pipe import end_quietly
from core.command_parser import CommandParser, program
from core.errors import CewenError, DataError, IndexMissing
from core.settings import Settings, settings_with_data
from corpus.audit_commands import add_audit_command, asked_by, audit_json, audit_lines
from corpus.corrections import FIELDS, Change, all_corrections, correct, withdraw
from corpus.feedback import all_feedback, as_case
from corpus.key_commands import add_key_commands, run_keys
from corpus.library import Library
from corpus.showing import correction_line, everything, section_tree, summary, text_spans
from corpus.store import Store
from corpus.user_commands import add_user_commands, run_users
from ingest.pipeline import finish_indexing
from tools.audit_workbook import write_audit
from tools.ledger.document_ledger import document_ledger

FACTS = ("collection", "place", "date", "issuer", "doc_number", "status")


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def _listed(store: Store, args: argparse.Namespace) -> None:
    rows = [summary(document) for document in Library(store).documents()]
    if not rows:
        raise IndexMissing("资料库是空的", next_step="请先运行 python -m ingest corpus/documents")
    if args.json:
        _print_json(rows)
        return
    for row in rows:
        facts = "｜".join(str(row[key]) for key in FACTS if row[key])
        print(f"{row['id']}\n    {row['title']}（{row['chars']} 字）｜{facts}")
        for warning in row["warnings"]:
            print(f"    ⚠ {warning}")


def _shown(store: Store, args: argparse.Namespace) -> None:
    library = Library(store)
    try:
        document = library.document(args.id)
    except NoResultFound as error:
        raise DataError(f"资料库里没有“{args.id}”", next_step="请用 python -m corpus list 查编号") from error
    record: dict[str, Any] = everything(library, args.id)
    if args.text:
        record["text"] = text_spans(document)
    if args.sections:
        record["sections"] = section_tree(library.sections(args.id))
    if args.figures:
        record["figures"] = [row.to_dict() for row in document_ledger(library, args.id)]
    if args.json:
        _print_json(record)
        return
    print(f"{record['title']}\n编号 {record['id']}　来源 {record['source']}　{record['chars']} 字")
    for fact in record["known"]:
        where = f"　← {fact['where'][:60]}" if fact["where"] else ""
        print(f"  {fact['field']}：{fact['value']}（{fact['sureness']}）{where}")
    for relation in record["relations"]:
        print(f"  {relation['kind']}：《{relation['title']}》{relation['doc_number']}")
    for warning in record["warnings"]:
        print(f"  ⚠ {warning}")
    for note in record["notes"]:
        print(f"  ⚠ [{note['start']}, {note['end']}) {note['text']}")
    for made in record["corrections"]:
        print(
            f"  ✎ {made['name']} {made['anchor']} → {made['value']}（{made['who']}，{made['at'][:10]}：{made['why']}）"
        )
    for section in record.get("sections", ()):
        about = "｜".join(part for part in (section["place"], section["period"]) if part)
        print(f"  [{section['start']}, {section['end']}) {'  ' * section['depth']}{section['heading']}　{about}")
    for sentence in record.get("text", ()):
        print(f"  [{sentence['start']}, {sentence['end']}) {sentence['locator']} {sentence['text']}")
    for row in record.get("figures", ()):
        print(f"  [{row['span'][0]}, {row['span'][1]}) {row['place']} {row['period']} {row['subject']}：{row['text']}")


def _corrected(store: Store, args: argparse.Namespace, settings: Settings) -> None:
    made = correct(
        store, args.id, Change(field=args.field, value=args.value, anchor=args.at or ""), who=args.who, why=args.why
    )
    finish_indexing(settings)
    print(f"已记录。{made.note}")


def _withdrawn(store: Store, args: argparse.Namespace, settings: Settings) -> None:
    made = withdraw(store, args.number, who=args.who, why=args.why)
    finish_indexing(settings)
    print(f"已撤回第 {made.id} 号更正：{made.note}")


def _corrections(store: Store, args: argparse.Namespace) -> None:
    lines = [correction_line(one) for one in all_corrections(store)]
    if args.json:
        _print_json(lines)
        return
    for line in lines:
        about = (f"#{line['id']}", line["at"][:10], line["source"], line["name"], line["anchor"], line["old"] or "无")
        print("　".join(about))
        print(f"    → {line['value']}　{line['who']}：{line['why']}")
        if back := line["withdrawn"]:
            print(f"    ✕ 已撤回　{back['at'][:10]}　{back['who']}：{back['why']}")


def _feedback(store: Store, args: argparse.Namespace) -> None:
    result = all_feedback(store.session)
    if args.cases:
        lines = [json.dumps(as_case(one), ensure_ascii=False) for one in result]
        args.cases.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        waiting = sum(one.verdict == "bad" for one in result)
        print(f"已写出 {len(result)} 题：{args.cases}")
        if waiting:
            print(
                f"其中 {waiting} 题答错了：写上 answer、must_contain、evidence，把 confirmed 改为 true 后评测才会用。"
            )
    elif args.json:
        _print_json([{**as_case(one), "verdict": one.verdict, "owner": one.owner, "at": one.at} for one in result])
    else:
        for one in result:
            verdict, why = "有用" if one.verdict == "good" else "有误", one.reason or "（没有写原因）"
            print(f"#{one.id}　{one.at:%Y-%m-%d}　{verdict}　{one.owner}：{why}")
            print(f"    问：{' → '.join(one.asked)}")
            print(f"    答：{one.trace.answer}")


def _audit(store: Store, args: argparse.Namespace) -> None:
    asked = asked_by(args)
    if args.out:
        print(f"已写出 {write_audit(store, asked, args.out)} 条记录：{args.out}")
    elif args.json:
        _print_json(audit_json(store, asked))
    else:
        print("\n".join(audit_lines(store, asked)))


def main() -> int:
    """Run one command; an error prints what happened and the next step and returns 2."""
    parser = CommandParser(prog=program("corpus"), description="看资料、更正、账号、记录。")
    commands = parser.add_subparsers(dest="command", required=True)
    listed = commands.add_parser("list", help="列出每份资料的地区、日期和提示")
    shown = commands.add_parser("show", help="看一份资料存了什么")
    shown.add_argument("id")
    for part in ("text", "sections", "figures"):
        shown.add_argument(f"--{part}", action="store_true")
    put = commands.add_parser("correct", help="更正一项信息；另存，不改原文，记下谁改的、为什么")
    put.add_argument("id")
    put.add_argument("--field", required=True, help="、".join(FIELDS))
    put.add_argument("--at", help="章节的标题，或含这个数的原文")
    for name in ("value", "who", "why"):
        put.add_argument(f"--{name}", required=True)
    back = commands.add_parser("withdraw", help="撤回一条更正；记录仍在")
    back.add_argument("number", type=int, help="corrections 里的编号")
    for name in ("who", "why"):
        back.add_argument(f"--{name}", required=True)
    made = commands.add_parser("corrections", help="列出所有更正")
    judged = commands.add_parser("feedback", help="列出对回答的评价")
    judged.add_argument("--cases", type=Path, help="把评价写成评测用的题目文件")
    add_user_commands(commands.add_parser("users", help="账号：add、role、collections、reset、remove、list"))
    add_key_commands(commands.add_parser("keys", help="程序调用接口用的密钥：add、list、revoke"))
    add_audit_command(commands.add_parser("audit", help="谁做了什么；--out 写成表格"))
    for command in (listed, shown, made, judged):
        command.add_argument("--json", action="store_true")
    for command in commands.choices.values():
        command.add_argument("--data", type=Path, help="资料库和索引所在的文件夹；不写按设置")
    args = parser.parse_args()
    try:
        settings = settings_with_data(args.data)
        if args.command in ("users", "keys"):
            # People may be added before there is a corpus.
            settings.data_dir.mkdir(parents=True, exist_ok=True)
        elif not settings.database_url and not (settings.data_dir / "cewen.sqlite3").is_file():
            raise IndexMissing("还没有资料库", next_step="请先运行 python -m ingest corpus/documents")
        store = Store(settings.store_url)
        try:
            if args.command == "list":
                _listed(store, args)
            elif args.command == "show":
                _shown(store, args)
            elif args.command == "correct":
                _corrected(store, args, settings)
            elif args.command == "withdraw":
                _withdrawn(store, args, settings)
            elif args.command == "feedback":
                _feedback(store, args)
            elif args.command == "users":
                print("\n".join(run_users(store, args)))
            elif args.command == "keys":
                print("\n".join(run_keys(store, settings, args)))
            elif args.command == "audit":
                _audit(store, args)
            else:
                _corrections(store, args)
        finally:
            store.close()
    except CewenError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(end_quietly(main))
