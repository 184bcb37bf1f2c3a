"""A draft as a file: docx in the layout of official documents, Markdown, or PDF where LibreOffice is installed."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal

from core.chart import Chart
from core.controls import clean_controls
from core.draft_text import MARK, Block, DraftText, parse_draft, without_marks
from core.drafted import Drafted
from core.errors import DataError, LoadError
from core.schema import Citation
from ingest.loaders.libreoffice import convert
from tools.charts.description import describe
from tools.charts.drawing import draw
from tools.reports.official_layout import OfficialDocument

# How the draft tells its sources: a list at the end with no marks in the text, marks with notes, or not at all.
SourceList = Literal["附录", "注释", "不列"]
ENDINGS = (".docx", ".md", ".pdf")
APPENDIX, NOTES = "资料来源", "注释"
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~])")


def write_draft_file(drafted: Drafted, path: Path, sources: SourceList = "附录") -> Path:
    """Write a draft as the file its ending names.

    Args:
        drafted: The draft.
        path: .docx, .md or .pdf.
        sources: How its sources are told.

    Raises:
        DataError: If the ending is another one.
        LoadError: If a PDF is wanted and LibreOffice is not installed.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise DataError(f"不能导出为 {path.suffix or '没有后缀的文件'}", next_step=f"请用 {'、'.join(ENDINGS)}")
    # What staff pasted may hold characters that no docx and no encoding takes.
    drafted = replace(drafted, text=clean_controls(drafted.text))
    if ending == ".md":
        path.write_text(_markdown(drafted, sources), encoding="utf-8")
        return path
    if ending == ".docx":
        return _docx(drafted, sources, path)
    with tempfile.TemporaryDirectory(prefix="cewen-pdf-") as folder:
        made = convert(_docx(drafted, sources, Path(folder) / "draft.docx"), "pdf", Path(folder))
        if made is None:
            raise LoadError("LibreOffice 没有生成 PDF", next_step="请导出 docx，再用 Word 或 WPS 另存为 PDF")
        shutil.copyfile(made, path)
    return path


def source_line(citation: Citation) -> str:
    """A source as a list tells it: title, date, where it stands."""
    about = "，".join(part for part in (citation.place, citation.date, citation.section, citation.locator) if part)
    return f"《{citation.title}》{f'（{about}）' if about else ''}"


def _docx(drafted: Drafted, sources: SourceList, path: Path) -> Path:
    draft, charts = parse_draft(drafted.text), dict(drafted.charts)
    shown: Callable[[str], str] = (lambda text: text) if sources == "注释" else without_marks
    book = OfficialDocument()
    book.title(draft.title)
    if draft.addressee:
        book.addressee(draft.addressee)
    for block in draft.blocks:
        _add(book, block, charts, shown)
    if draft.attachments:
        book.attachments(draft.attachments)
    if draft.signed or draft.day:
        book.signature([part for part in (draft.signed, draft.day) if part])
    told_by = _told_by(draft, drafted)
    if told_by and sources == "附录":
        book.appendix(APPENDIX)
        book.items(_documents(told_by))
    elif told_by and sources == "注释":
        book.appendix(NOTES)
        for ref, citation in told_by.items():
            book.paragraph(f"[{ref}]{source_line(citation)}：“{' '.join(citation.quote.split())}”")
    return book.save(path)


def _add(book: OfficialDocument, block: Block, charts: Mapping[str, Chart], shown: Callable[[str], str]) -> None:
    if block.kind == "heading":
        book.heading(block.level, shown(block.text))
    elif block.kind == "table":
        columns = list(zip(block.head, *block.rows, strict=True))
        widths = [max(4.0, min(24.0, max(len(shown(cell)) for cell in column))) for column in columns]
        book.table(shown(block.text), list(block.head), [[shown(cell) for cell in row] for row in block.rows], widths)
    elif block.kind == "chart":
        chart = charts.get(block.key)
        if chart is not None:
            book.picture(draw(chart, "png"), chart.title, describe(chart))
    else:
        book.paragraph(shown(block.text))


def _told_by(draft: DraftText, drafted: Drafted) -> dict[str, Citation]:
    """The sources that the text still names, in the order in which it names them."""
    known = {one.ref: one for one in drafted.sources}
    return {ref: known[ref] for ref in draft.refs if ref in known}


def _documents(told_by: Mapping[str, Citation]) -> list[str]:
    """Each document once, with how many places of it were used."""
    used: dict[tuple[str, str, str], int] = {}
    for citation in told_by.values():
        key = (citation.title, citation.place, citation.date)
        used[key] = used.get(key, 0) + 1
    lines = []
    for (title, place, date), count in used.items():
        about = "，".join(part for part in (place, date) if part)
        lines.append(f"《{title}》{f'（{about}）' if about else ''}，引用{count}处")
    return lines


def _markdown(drafted: Drafted, sources: SourceList) -> str:
    draft = parse_draft(drafted.text)
    charts = dict(drafted.charts)

    def shown(text: str) -> str:
        """The text with nothing in it read as a mark, notes as footnotes."""
        parts = MARK.split(text)
        told_parts = [
            _MARKDOWN.sub(r"\\\1", part) if at % 2 == 0 else f"[^{part}]" if sources == "注释" else ""
            for at, part in enumerate(parts)
        ]
        return "".join(told_parts)

    lines = [f"# {shown(draft.title)}", ""]
    if draft.addressee:
        lines += [f"{shown(draft.addressee)}：", ""]
    for block in draft.blocks:
        if block.kind == "heading":
            lines.append(f"{'#' * (block.level + 1)} {shown(block.text)}")
        elif block.kind == "table":
            lines += [f"**{shown(block.text)}**", "", f"| {' | '.join(map(shown, block.head))} |"]
            lines += [f"|{' --- |' * len(block.head)}", *(f"| {' | '.join(map(shown, row))} |" for row in block.rows)]
        elif block.kind == "chart":
            lines.append(shown(describe(charts[block.key])) if block.key in charts else "")
        else:
            lines.append(shown(block.text))
        lines.append("")
    lines += [f"附件：{shown(one)}" for one in draft.attachments]
    lines += [shown(part) + "  " for part in (draft.signed, draft.day) if part]
    told_by = _told_by(draft, drafted)
    if told_by and sources == "附录":
        lines += ["", f"## {APPENDIX}", "", *(f"{at}. {shown(one)}" for at, one in enumerate(_documents(told_by), 1))]
    elif told_by and sources == "注释":
        notes = {ref: f"{source_line(one)}：“{' '.join(one.quote.split())}”" for ref, one in told_by.items()}
        lines += ["", *(f"[^{ref}]: {shown(note)}" for ref, note in notes.items())]
    return "\n".join(lines).rstrip() + "\n"
