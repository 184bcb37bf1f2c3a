"""The library tab, and the list of what the corpus covers."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from pathlib import Path

from core.place import Gazetteer
from core.schema import Document
from corpus.library import Library
from ui.render import escape


def coverage_html(library: Library, tables: list[tuple[str, str, str]]) -> str:
    """Places, periods, documents and tables of the corpus.

    Args:
        library: The texts.
        tables: (title, place and period, note) of each structured table.
    """
    documents = library.documents()
    places = dict.fromkeys(
        section.place.full_name
        for d in documents
        for section in library.sections(d.id)
        if section.depth == 0 and section.place
    )
    dates = [d.date for d in documents if d.date]
    span = f"{min(dates).isoformat()} — {max(dates).isoformat()}" if dates else "均未标日期"
    rows = "".join(
        f"<tr><td>{escape(_named(d))}</td><td>{escape(d.place.full_name if d.place else '多地')}</td>"
        f"<td>{d.date_label or '未标日期'}</td>"
        f"<td>{escape('；'.join(d.quality)) if d.quality else ''}</td></tr>"
        for d in documents
    )
    table_rows = "".join(
        f"<tr><td>{escape(title)}</td><td>{escape(scope)}</td><td></td>"
        f"<td><span class='cw-example'>{escape(note)}</span></td></tr>"
        for title, scope, note in tables
    )
    chips = "".join(f'<span class="cw-chip">{escape(place)}</span>' for place in places)
    return (
        f"<p><b>地区 {len(places)} 个</b><br>{chips}</p><p><b>成文时间</b> {span}（文中提到的年份另见原文）</p>"
        "<div class='cw-scroll'><table class='cw-table cw-covers'>"
        "<tr><th>文件或表</th><th>地区</th><th>日期</th><th>提示</th></tr>"
        f"{rows}{table_rows}</table></div>"
    )


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
