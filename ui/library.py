"""The list of documents in the library tab, and the short account of what the corpus covers."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from core.place import Gazetteer
from core.schema import Document
from corpus.listing import KINDS, OTHER, Page, Wanted, kind_of, years_in
from ui.templating import render

MAX_CHIPS, MAX_COVERED, MAX_TABLES = 60, 30, 60
TableLine = tuple[str, str, str]


def coverage_html(documents: Sequence[Document], places: Sequence[str], tables: Sequence[TableLine]) -> str:
    """Places, periods, and the first documents and tables of the corpus.

    Args:
        documents: All documents.
        places: Every place that texts speak of, in full.
        tables: (title, place and period, note) of each structured table.
    """
    return render(
        "coverage.html",
        extent=_extent(documents, places),
        documents=[
            {
                "title": one.title,
                "place": _place(one),
                "date": one.date_label or "未标日期",
                "troubles": _troubles(one),
            }
            for one in documents[:MAX_COVERED]
        ],
        tables=_table_lines(tables[:MAX_COVERED]),
        more=max(0, len(documents) - MAX_COVERED) + max(0, len(tables) - MAX_COVERED),
    )


def shelf_html(documents: Sequence[Document], page: Page, places: Sequence[str], tables: Sequence[TableLine]) -> str:
    """The library's list with its filters, unfiltered."""
    return render(
        "shelf.html",
        extent=_extent(documents, places),
        years=years_in(documents)[:80],
        kinds=(*KINDS, OTHER),
        page=page_html(page, Wanted()),
        tables=_table_lines(tables[:MAX_TABLES]),
        table_count=len(tables),
    )


def page_html(page: Page, wanted: Wanted) -> str:
    """One page of the list, with the way to the next."""
    around = (
        (page.number - 1, "上一页", page.number > 1),
        (page.number + 1, "下一页", page.number < page.count),
    )
    return render(
        "shelf_page.html",
        documents=[_listed(one) for one in page.documents],
        found=page.found,
        number=page.number,
        count=page.count,
        turns=[(number, name) for number, name, there in around if there],
        nothing="没有这样的文件，可以少填几项再查。" if wanted != Wanted() else "资料库里还没有文件，请在上面加入。",
    )


def _listed(document: Document) -> dict[str, Any]:
    """A line of the list."""
    kind = kind_of(document.source)
    return {
        "id": document.id,
        "title": _named(document),
        "place": _place(document),
        "date": document.date_label or "未标日期",
        "kind": kind,
        "has_tables": kind == "表格",
        "troubles": _troubles(document),
    }


def _troubles(document: Document) -> str:
    if not document.quality:
        return ""
    more = f" 等 {len(document.quality)} 项" if document.quality[1:] else ""
    return f"{document.quality[0]}{more}"


def _extent(documents: Sequence[Document], places: Sequence[str]) -> dict[str, Any]:
    """How many documents there are, of which places and days."""
    dates = [one.date for one in documents if one.date]
    span = f"{min(dates).isoformat()} — {max(dates).isoformat()}" if dates else "均未标日期"
    return {
        "documents": len(documents),
        "places": len(places),
        "chips": places[:MAX_CHIPS],
        "more": f"等 {len(places)} 个" if places[MAX_CHIPS:] else "",
        "span": span,
    }


def _place(document: Document) -> str:
    return document.place.full_name if document.place else "多地"


def _table_lines(tables: Sequence[TableLine]) -> list[dict[str, str]]:
    return [{"title": title, "scope": scope, "note": note} for title, scope, note in tables]


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
