"""The report on an office's own questions: Markdown to read, and a workbook beside it to sort and to judge further."""

from __future__ import annotations

import datetime as dt
import math
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from evals.office.judging import LOOK, REFUSED, RESULTS, RIGHT, WRONG, Judged
from evals.office.questions import ANSWER, MUST, NEVER, SOURCES, OfficeQuestion
from evals.ranking import percentile
from tools.reports.sheets import Sheets

NAME = "自测报告"
# Of the normal distribution, both sides: 95 % lie inside.
Z = 1.96
FEW = 30
READING_ORDER = (WRONG, LOOK, REFUSED, RIGHT)
HEAD = ("行号", "问题", "结果", "原因", "回答", "出处", "秒", ANSWER, MUST, NEVER, SOURCES, "人工判断")


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Wilson's interval at 95 % of a share (0 to 1) seen as `part` of `whole`; (0, 1) where nothing was seen."""
    if not whole:
        return 0.0, 1.0
    share, spread = part / whole, Z * Z / whole
    middle = share + spread / 2
    half = Z * math.sqrt(share * (1 - share) / whole + spread / whole / 4)
    low, high = (middle - half) / (1 + spread), (middle + half) / (1 + spread)
    return max(0.0, low), min(1.0, high)


def write_office_report(
    judged: Sequence[Judged], facts: Mapping[str, str], folder: Path, unread: Sequence[str] = ()
) -> tuple[Path, Path]:
    """Write the Markdown and the workbook.

    Args:
        judged: The answers with their verdicts, in the order of the file.
        facts: What is told at the head.
        folder: Where they go; it is there.
        unread: Files that could not be read in, each with its reason.

    Returns:
        Both paths.
    """
    page, book = folder / f"{NAME}.md", folder / f"{NAME}.xlsx"
    page.write_text(markdown_of(judged, facts, unread), encoding="utf-8")
    _workbook(judged, book)
    return page, book


def markdown_of(judged: Sequence[Judged], facts: Mapping[str, str], unread: Sequence[str]) -> str:
    """The report to read."""
    lines = [f"# {NAME}", "", f"- 日期：{dt.datetime.now().astimezone().date()}"]
    lines += [f"- {what}：{value}" for what, value in facts.items()]
    lines += [f"- 没有读进来的文件：{one}" for one in unread]
    lines += ["", "## 结果", "", *summary(judged), "", "## 这些比例有多准", "", *how_sure(judged)]
    by_source = _by_source(judged)
    if by_source:
        lines += [
            "",
            "## 按依据文件",
            "",
            f"| 依据文件 | 题数 | {' | '.join(RESULTS)} |",
            "|---|" + "---|" * 5,
            *by_source,
        ]
    lines += ["", "## 每一题", "", "先列错的和要人看的。"]
    for result in READING_ORDER:
        for one in judged:
            if one.result == result:
                lines += _question_lines(one)
    return "\n".join(lines) + "\n"


def summary(judged: Sequence[Judged]) -> list[str]:
    """How many of each result, and how long answers took."""
    counts = Counter(one.result for one in judged)
    known = len(judged) - counts[LOOK]
    lines = ["| 结果 | 题数 | 占能判定的题 |", "|---|---|---|"]
    for result in RESULTS:
        share = "—" if result == LOOK or not known else f"{100 * counts[result] / known:.1f}%"
        lines.append(f"| {result} | {counts[result]} | {share} |")
    lines.append(f"| 合计 | {len(judged)} | 能判定 {known} 题 |")
    times = [one.seconds for one in judged]
    lines += [
        "",
        f"每题用时：一半在 {statistics.median(times):.1f} 秒以内，95% 在 {percentile(times, 0.95):.1f} 秒以内。",
    ]
    return lines


def how_sure(judged: Sequence[Judged]) -> list[str]:
    """What the shares say about questions that were not asked."""
    known = [one for one in judged if one.result != LOOK]
    if not known:
        return ["没有能判定的题：请给一些题写上“标准答案”或“必须包含”。"]
    lines = []
    for result in (RIGHT, WRONG):
        count = sum(one.result == result for one in known)
        low, high = wilson(count, len(known))
        lines.append(
            f"- {len(known)} 题里{result} {count} 题，占 {100 * count / len(known):.1f}%。"
            f"换一批同样的题，这个比例大约在 {100 * low:.0f}% 到 {100 * high:.0f}% 之间（95% 的把握）。"
        )
    if len(known) < FEW:
        lines.append(f"- 能判定的题不到 {FEW} 道，上面的范围很宽，不宜拿来下结论；100 题左右时大约是上下 10 个百分点。")
    lines.append("- 照着这份题改过资料、词典或设置之后，再问同一份题，结果会偏好：要下结论请用没看过的那一半题。")
    return lines


def _by_source(judged: Sequence[Judged]) -> list[str]:
    names = dict.fromkeys(name for one in judged for name in one.question.sources)
    lines = []
    for name in names:
        own = Counter(one.result for one in judged if name in one.question.sources)
        cells = " | ".join(str(own[result]) for result in RESULTS)
        lines.append(f"| {_cell(name)} | {own.total()} | {cells} |")
    return lines


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _asked(question: OfficeQuestion) -> str:
    return " → ".join((*question.history, question.text))


def _question_lines(one: Judged) -> list[str]:
    answer = "\n".join(f"> {line}" for line in one.answer.splitlines() if line.strip()) or "> （没有文字）"
    lines = [
        "",
        f"### {one.result}：第 {one.question.row} 行 {_asked(one.question)}",
        "",
        f"{one.reason}。",
        "",
        answer,
        "",
    ]
    lines.append(f"出处：{'；'.join(one.cited) or '无'}；{one.seconds:.1f} 秒")
    if one.question.answer and one.result != RIGHT:
        lines += ["", f"标准答案：{one.question.answer}"]
    return lines


def _workbook(judged: Sequence[Judged], path: Path) -> None:
    sheets = Sheets(str(path))
    page = sheets.add("每题", HEAD, fixed=2, widest=44.0)
    for row, one in enumerate(judged, 2):
        question = one.question
        own = ("；".join(question.must), "；".join(question.never), "；".join(question.sources))
        cited = "；".join(one.cited)
        values = (question.row, _asked(question), one.result, one.reason, one.answer, cited, round(one.seconds, 2))
        page.row(row, (*values, question.answer, *own))
    counted = sheets.add("汇总", ("结果", "题数"))
    counts = Counter(one.result for one in judged)
    for row, result in enumerate(RESULTS, 2):
        counted.row(row, (result, counts[result]))
    sheets.close()
