"""The list of documents in the library tab, and the short account of what the corpus covers."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Sequence
from pathlib import Path

from core.place import Gazetteer
from core.schema import Document
from corpus.listing import KINDS, OTHER, Page, Wanted, kind_of, years_in
from ui.render import escape

MAX_CHIPS, MAX_COVERED, MAX_TABLES = 60, 30, 60
TableLine = tuple[str, str, str]


def coverage_html(documents: Sequence[Document], places: Sequence[str], tables: Sequence[TableLine]) -> str:
    """Places, periods, and the first documents and tables of the corpus.

    Args:
        documents: All documents.
        places: Every place that texts speak of, in full.
        tables: (title, place and period, note) of each structured table.
    """
    rows = "".join(_line(one.title, _place(one), one.date_label, _troubles(one)) for one in documents[:MAX_COVERED])
    rows += "".join(_table_line(one) for one in tables[:MAX_COVERED])
    more = len(documents) + len(tables) - min(len(documents), MAX_COVERED) - min(len(tables), MAX_COVERED)
    text = f"<p class='cw-where'>另有 {more} 份没有列出，可在“资料库”里查找。</p>" if more else ""
    return (
        f"{_extent(documents, places)}<div class='cw-scroll'><table class='cw-table cw-covers'>"
        f"<tr><th>文件或表</th><th>地区</th><th>日期</th><th>提示</th></tr>{rows}</table></div>{text}"
    )


def shelf_html(documents: Sequence[Document], page: Page, places: Sequence[str], tables: Sequence[TableLine]) -> str:
    """The library's list with its filters, unfiltered."""
    years = "".join(f'<option value="{year}">{year}年</option>' for year in years_in(documents)[:80])
    kinds = "".join(f"<option>{escape(kind)}</option>" for kind in (*KINDS, OTHER))
    listed = "".join(_table_line(one) for one in tables[:MAX_TABLES])
    held = (
        f"<h2>可以计算指标的表（{len(tables)} 张）</h2><div class='cw-scroll'><table class='cw-table cw-covers'>"
        f"<tr><th>表</th><th>地区和时间</th><th>操作</th><th>提示</th></tr>{listed}</table></div>"
        if tables
        else ""
    )
    return (
        f'<div class="cw-shelf">{_extent(documents, places)}<form class="cw-filter" role="search">'
        '<label>标题里的词<input name="words" type="search" maxlength="100"></label>'
        '<label>地区<input name="place" maxlength="40" placeholder="如 西湖区"></label>'
        f'<label>年份<select name="year"><option value="">全部</option>{years}</select></label>'
        f'<label>类型<select name="kind"><option value="">全部</option>{kinds}</select></label>'
        '<label class="cw-tick"><input name="troubled" type="checkbox" value="1">只看有问题的</label>'
        '<button type="submit" class="cw-go">查找</button></form>'
        f'<div class="cw-shelf-list" aria-live="polite">{page_html(page, Wanted())}</div>{held}</div>'
    )


def page_html(page: Page, wanted: Wanted) -> str:
    """One page of the list, with the way to the next."""
    if not page.found:
        text = "没有这样的文件，可以少填几项再查。" if wanted != Wanted() else "资料库里还没有文件，请在上面加入。"
        return f'<p class="cw-empty">{text}</p>'
    rows = "".join(_row(one) for one in page.documents)
    turns = "".join(
        f'<button type="button" class="cw-deed cw-line" data-page="{number}">{name}</button>'
        for number, name, there in (
            (page.number - 1, "上一页", page.number > 1),
            (page.number + 1, "下一页", page.number < page.count),
        )
        if there
    )
    return (
        f'<p class="cw-where">共 {page.found} 份，第 {page.number} 页，共 {page.count} 页 {turns}</p>'
        "<div class='cw-scroll'><table class='cw-table cw-covers'><tr><th>文件</th><th>地区</th><th>日期</th>"
        f"<th>类型</th><th>提示</th></tr>{rows}</table></div>"
    )


def _row(document: Document) -> str:
    kind = kind_of(document.source)
    mapping = _shelf(document, "tables", "列的对应") if kind == "表格" else ""
    return (
        f'<tr><td><button type="button" class="cw-deed cw-title" data-shelf="read" data-id="{escape(document.id)}">'
        f"{escape(_named(document))}</button></td><td>{escape(_place(document))}</td>"
        f"<td>{document.date_label or '未标日期'}</td><td>{escape(kind)}{mapping}</td>"
        f"<td>{_troubles(document)}{_shelf(document, 'record', '质量与更正')}</td></tr>"
    )


def _shelf(document: Document, name: str, label: str) -> str:
    return (
        f'<button type="button" class="cw-deed cw-line" data-shelf="{name}" data-id="{escape(document.id)}">'
        f"{label}</button>"
    )


def _troubles(document: Document) -> str:
    if not document.quality:
        return ""
    more = f" 等 {len(document.quality)} 项" if document.quality[1:] else ""
    return f"<span class='cw-warning'>{escape(document.quality[0])}{more}</span> "


def _extent(documents: Sequence[Document], places: Sequence[str]) -> str:
    dates = [one.date for one in documents if one.date]
    span = f"{min(dates).isoformat()} — {max(dates).isoformat()}" if dates else "均未标日期"
    chips = "".join(f'<span class="cw-chip">{escape(place)}</span>' for place in places[:MAX_CHIPS])
    more = f"等 {len(places)} 个" if places[MAX_CHIPS:] else ""
    return (
        f"<p><b>文件 {len(documents)} 份，地区 {len(places)} 个</b><br>{chips}{more}</p>"
        f"<p><b>成文时间</b> {span}（文中提到的年份另见原文）</p>"
    )


def _place(document: Document) -> str:
    return document.place.full_name if document.place else "多地"


def _line(title: str, place: str, date: str, note: str) -> str:
    return f"<tr><td>{escape(title)}</td><td>{escape(place)}</td><td>{date or '未标日期'}</td><td>{note}</td></tr>"


def _table_line(table: TableLine) -> str:
    title, scope, note = table
    text = f"<span class='cw-example'>{escape(note)}</span>" if note else ""
    return f"<tr><td>{escape(title)}</td><td>{escape(scope)}</td><td></td><td>{text}</td></tr>"


def _named(document: Document) -> str:
    """A document's title with its status (试行, 废止, 期满) where it has one."""
    return f"{document.title}（{document.status}）" if document.status else document.title


def example_questions(lexicon_dir: Path, gazetteer: Gazetteer, known: Collection[str]) -> list[str]:
    """The office's example questions, those left out that ask about a place nothing here speaks of.

    Args:
        lexicon_dir: Folder with `examples.toml`.
        gazetteer: Places as this corpus knows them.
        known: Names of the places that texts or tables speak of.
    """
    path = lexicon_dir / "examples.toml"
    questions: list[str] = tomllib.loads(path.read_text(encoding="utf-8"))["questions"] if path.is_file() else []
    return [question for question in questions if all(found.place.name in known for found in gazetteer.find(question))]
