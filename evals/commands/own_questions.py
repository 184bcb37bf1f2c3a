"""The command for an office that measures the product on its own documents with its own questions."""

from __future__ import annotations

import argparse
from pathlib import Path

from assistant.build import build_assistant
from assistant.engine import Question
from core.errors import DataError
from core.schema import Document
from evals.aside import aside
from evals.command import argument, command, say
from evals.office.judging import judge
from evals.office.questions import known_sources, read_questions
from evals.office.report import how_sure, summary, write_office_report


@command(
    "office",
    "用本单位自己的题目文件（xlsx、csv、jsonl）测，写一份中文报告",
    argument(
        "file", type=Path, metavar="题目文件", help="表头：问题、标准答案、必须包含、不得包含、依据文件、是否有答案"
    ),
    argument("--documents", type=Path, help="先把这个文件夹的资料读进单独的资料库再问；不写就问已有的资料库"),
    argument("--out", type=Path, help="报告写到哪个文件夹；不写是题目文件旁边的“题目文件名_自测”"),
    leaves=False,
)
def office(args: argparse.Namespace) -> int:
    """Ask an office's own questions and write the report."""
    questions = read_questions(args.file)
    folder = args.out or args.file.with_name(f"{args.file.stem}_自测")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(f"不能写到文件夹 {folder}", next_step="请用 --out 换一个能写的文件夹") from error
    settings, unread = aside(args.documents, args.data, folder)
    assistant = build_assistant(settings)
    outlines = assistant.search.library.outlines()
    documents = known_sources(questions, {one.id: _names(one) for one in outlines}, args.file.name)
    judged = []
    for one in questions:
        trace = assistant.invoke(Question(text=one.text, history=one.history, user="evals"))
        judged.append(judge(one, trace, documents))
    facts = {"题目文件": args.file.name, "资料库": f"{len(outlines)} 份资料"}
    page, book = write_office_report(judged, facts, folder, unread)
    say("\n".join([*summary(judged), "", *how_sure(judged), "", f"报告：{page}", f"每题的表：{book}"]))
    return 0


def _names(document: Document) -> tuple[str, ...]:
    return tuple({document.title, document.id, Path(document.source).name} - {""})
