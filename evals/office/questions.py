"""Reading an office's question file: a table with Chinese headings (xlsx, xls, csv), or one JSON object a line.

Everything that is wrong with a file is told at once, each with its row and what to do.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.errors import DataError
from evals.matching import fold_text
from tools.tables.reading import ENDINGS, read_sheet

QUESTION, ANSWER, MUST, NEVER, SOURCES, ANSWERABLE = (
    "问题",
    "标准答案",
    "必须包含",
    "不得包含",
    "依据文件",
    "是否有答案",
)
COLUMNS = (QUESTION, ANSWER, MUST, NEVER, SOURCES, ANSWERABLE)
# What the product's own case files call them.
ENGLISH = {
    "question": QUESTION,
    "turns": QUESTION,
    "answer": ANSWER,
    "must_contain": MUST,
    "must_not_contain": NEVER,
    "files": SOURCES,
    "answerable": ANSWERABLE,
}
YES = frozenset(("是", "有", "有答案", "能", "对", "√", "1", "true", "yes", "y"))
NO = frozenset(("否", "无", "没有", "无答案", "没有答案", "不能", "×", "0", "false", "no", "n"))
MAX_QUESTIONS, SHOWN, HEAD_ROWS = 5000, 20, 10
PAGE = "docs/how-to/write-a-question-file.md"
_ITEMS = re.compile(r"[；;\n]")
_BARS = re.compile(r"\s*[|｜]\s*")
_BRACKETS = re.compile(r"[（(].*?[)）]|[*＊:：\s]")


@dataclass(frozen=True, kw_only=True)
class OfficeQuestion:
    """One question of a file; `row` counts as the file does, from 1.

    Each of `must` and `never` is one thing, with its wordings between bars (a|b). `answerable` is None where the file
    does not tell. `history` are the questions before it, of one conversation.
    """

    row: int
    text: str
    answer: str = ""
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    answerable: bool | None = None
    history: tuple[str, ...] = ()


@dataclass
class Problems:
    """What is wrong with a file, in the order of its rows."""

    name: str
    found: list[str] = field(default_factory=list)

    def add(self, row: int, what: str, next_step: str) -> None:
        """One problem of a row."""
        self.found.append(f"第 {row} 行：{what}。{next_step}")

    def raise_any(self) -> None:
        """Tell all of them.

        Raises:
            DataError: If there is one.
        """
        if self.found:
            more = [f"……另有 {len(self.found) - SHOWN} 处"] if len(self.found) > SHOWN else []
            lines = "\n".join([*self.found[:SHOWN], *more])
            raise DataError(
                f"题目文件 {self.name} 有 {len(self.found)} 处要改：\n{lines}\n",
                next_step=f"改好后再运行；写法见 {PAGE}",
            )


def read_questions(path: Path) -> list[OfficeQuestion]:
    """The questions of a file.

    Raises:
        DataError: If the file is none of the formats, has no question, or a row cannot be used.
        LoadError: If a table cannot be read.
    """
    if not path.is_file():
        raise DataError(f"没有题目文件 {path}", next_step="请检查文件名和路径")
    problems = Problems(path.name)
    if path.suffix.lower() == ".jsonl":
        rows = list(_json_rows(path, problems))
    elif path.suffix.lower() in ENDINGS:
        rows = list(_table_rows(path, problems))
    else:
        raise DataError(f"{path.name} 不是题目文件", next_step="题目写在 xlsx、csv 或 jsonl 里，写法见 " + PAGE)
    questions: list[OfficeQuestion] = []
    seen: dict[str, int] = {}
    for row, cells in rows:
        one = _question(row, cells, problems)
        if one is None:
            continue
        key = "\n".join(map(fold_text, (*one.history, one.text)))
        if key in seen:
            problems.add(row, f"和第 {seen[key]} 行是同一个问题", "请删掉一行")
        seen.setdefault(key, row)
        questions.append(one)
    problems.raise_any()
    if not questions:
        raise DataError(f"题目文件 {path.name} 里没有题目", next_step=f"表头下面每行写一个问题；写法见 {PAGE}")
    if len(questions) > MAX_QUESTIONS:
        raise DataError(f"题目文件 {path.name} 超过 {MAX_QUESTIONS} 题", next_step="请分成几个文件")
    return questions


def _json_rows(path: Path, problems: Problems) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{path.name} 不是 UTF-8 编码", next_step="另存为 UTF-8，或把题目写进 xlsx") from error
    for row, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
        except json.JSONDecodeError:
            fields = None
        if isinstance(fields, dict):
            yield row, {ENGLISH.get(str(name), str(name)): value for name, value in fields.items()}
        else:
            problems.add(row, "不是一个 JSON 对象", '写成 {"问题": "……"}，一行一题；不熟悉 JSON 就用 xlsx')


def _table_rows(path: Path, problems: Problems) -> Iterator[tuple[int, dict[str, Any]]]:
    rows = read_sheet(path).rows
    heads = [[_BRACKETS.sub("", cell) for cell in row] for row in rows[:HEAD_ROWS]]
    at = next((at for at, head in enumerate(heads) if QUESTION in head), None)
    if at is None:
        raise DataError(
            f"题目文件 {path.name} 没有“{QUESTION}”这一列",
            next_step=f"第一行写表头，至少有“{QUESTION}”；其余可有：{'、'.join(COLUMNS[1:])}",
        )
    head = heads[at]
    for name in dict.fromkeys(head):
        if name in COLUMNS and head.count(name) > 1:
            problems.add(at + 1, f"有两列都叫“{name}”", "请合成一列")
        near = difflib.get_close_matches(name, COLUMNS, 1, 0.6) if name and name not in COLUMNS else []
        if near:
            problems.add(at + 1, f"不认识的列“{name}”", f"是不是“{near[0]}”？请改成这个名字")
    for number, row in enumerate(rows[at + 1 :], at + 2):
        if any(row):
            yield number, {name: cell for name, cell in zip(head, row, strict=False) if name in COLUMNS}


def _question(row: int, cells: Mapping[str, Any], problems: Problems) -> OfficeQuestion | None:
    given = cells.get(QUESTION) or ""
    turns = [str(turn).strip() for turn in given] if isinstance(given, list) else [" ".join(str(given).split())]
    if not turns or not all(turns):
        if any(cells.get(name) not in (None, "") for name in COLUMNS):
            problems.add(row, "没有写问题", f"在“{QUESTION}”一列写上，或删掉这一行")
        return None
    must, never = _items(cells.get(MUST)), _items(cells.get(NEVER))
    answer = str(cells.get(ANSWER) or "").strip()
    answerable = _answerable(row, cells.get(ANSWERABLE), problems)
    if answerable is None and (answer or must):
        answerable = True
    if answerable is False and must:
        problems.add(
            row, f"“{ANSWERABLE}”写了否，又写了“{MUST}”", f"资料里没有答案的题只写“{NEVER}”；有答案就把否改成是"
        )
    both = {fold_text(one) for spec in must for one in spec.split("|")} & {
        fold_text(one) for spec in never for one in spec.split("|")
    }
    if both:
        problems.add(row, f"“{'”“'.join(sorted(both))}”既必须包含又不得包含", "请删掉一处")
    return OfficeQuestion(
        row=row,
        text=turns[-1],
        history=tuple(turns[:-1]),
        answer=answer,
        must=must,
        never=never,
        sources=_items(cells.get(SOURCES)),
        answerable=answerable,
    )


def _items(given: Any) -> tuple[str, ...]:
    """Things between semicolons or line breaks, or of a list; bars of either width."""
    parts = [str(one) for one in given] if isinstance(given, list) else _ITEMS.split(str(given or ""))
    bare = ("|".join(filter(None, _BARS.split(part.strip()))) for part in parts)
    return tuple(part for part in bare if part)


def _answerable(row: int, given: Any, problems: Problems) -> bool | None:
    word = str("" if given is None else given).strip().lower()
    if not word:
        return None
    if word not in YES | NO:
        problems.add(row, f"“{ANSWERABLE}”写的是“{given}”", "请写“是”或“否”，不知道就空着")
        return None
    return word in YES


def known_sources(
    questions: Sequence[OfficeQuestion], titles: Mapping[str, Sequence[str]], name: str
) -> dict[str, str]:
    """Document ids of the files that questions name.

    Args:
        questions: Of one file.
        titles: Document id → what it may be called: title, file name.
        name: Of the question file.

    Raises:
        DataError: If a file that is named is not among the documents, or could be several.
    """
    problems = Problems(name)
    called: dict[str, set[str]] = {}
    for document, names in titles.items():
        for one in names:
            called.setdefault(_bare(one), set()).add(document)
    found: dict[str, str] = {}
    for question in questions:
        for source in question.sources:
            ids = called.get(_bare(source), set())
            if not ids:
                near = difflib.get_close_matches(_bare(source), list(called), 1, 0.5)
                hint = f"是不是“{near[0]}”？" if near else ""
                problems.add(
                    question.row,
                    f"“{SOURCES}”里的“{source}”不在资料库里",
                    f"{hint}写资料的标题或文件名；还没读入就先读入，或删掉这一格",
                )
            elif len(ids) > 1:
                problems.add(question.row, f"叫“{source}”的资料有 {len(ids)} 份", "请写文件名")
            else:
                found[source] = next(iter(ids))
    problems.raise_any()
    return found


def _bare(name: str) -> str:
    """A name without title marks, folder and ending."""
    last = re.split(r"[/\\]", name.strip())[-1]
    return fold_text(re.sub(r"\.(?:docx?|pdf|ofd|txt|html?|xlsx?|csv|et|wps|md)$", "", last, flags=re.I).strip("《》"))
