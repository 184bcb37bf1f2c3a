"""Writers of the flowing formats of the test corpus: txt, html, docx with automatic numbering, xlsx."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

from core.han_numerals import han_to_int
from evals.rendered_pages import Source, Table
from ingest.loaders.numbering import han_number

# Mark of a paragraph → (text before the number, Word's format, text after it).
_MARKS = re.compile(
    r"^(?P<before>第|[（(])?(?P<number>[一二三四五六七八九十百]+|\d{1,2}|[①-⑳])(?P<after>章 |条 |、|[）)]|[.．](?!\d))"
)
_ALONE = re.compile(r"^(?P<before>)(?P<number>[①-⑳])(?P<after>)")


def write_txt(source: Source, path: Path) -> None:
    """UTF-8 text; tables as a person would type them into a text: the words a loader would write."""
    path.write_text(source.reference(), encoding="utf-8")


def write_html(source: Source, path: Path) -> None:
    """A page of a made-up office with navigation, a sidebar, a script and a footer around the text."""
    title, *rest = source.blocks
    body = "\n".join(_html_table(b) if isinstance(b, Table) else f"<p>　　{html.escape(b)}</p>" for b in rest)
    links = "".join(f'<li><a href="/{i}">栏目导航{i}</a></li>' for i in range(12))
    path.write_text(
        f"""<!DOCTYPE html><html><head><meta charset="gb2312"><title>{html.escape(str(title))}_某区教育局</title>
<style>p {{ text-indent: 2em }}</style><script>var tracker = "统计代码";</script></head><body>
<div class="top-nav"><ul>{links}</ul></div><div id="breadcrumb">首页 &gt; 政务公开 &gt; 文件</div>
<div class="wrap"><div class="left-menu"><ul>{links}</ul></div><div class="detail">
<h1>{html.escape(str(title))}</h1><div class="con">
{body}
</div></div></div><div class="footer"><p>版权所有 某区教育局 备案号 00000000</p></div></body></html>""",
        encoding="gb18030",
    )


def _html_table(table: Table) -> str:
    rows = []
    for row in range(table.size[0]):
        cells = "".join(
            f'<td rowspan="{c.rows}" colspan="{c.columns}"><p>{html.escape(c.text)}</p></td>'
            for c in sorted(table.cells, key=lambda c: c.column)
            if c.row == row
        )
        rows.append(f"<tr>{cells}</tr>")
    return f'<table border="1"><tbody>{"".join(rows)}</tbody></table>'


def _mark(text: str) -> tuple[str, str, str, int] | None:
    """(format, level text, what remains, number) of a paragraph that Word would number."""
    found = _MARKS.match(text) or _ALONE.match(text)
    if found is None or (found["before"] == "第") != (found["after"] in ("章 ", "条 ")):
        return None
    if (found["before"] or "") in "（(" and found["before"] and found["after"] not in "）)":
        return None
    number = found["number"]
    if number.isdecimal():
        form, value = "decimal", int(number)
    elif number in "①②③④⑤⑥⑦⑧⑨⑩":
        form, value = "decimalEnclosedCircleChinese", ord(number) - 0x2460 + 1
    else:
        form, value = "chineseCountingThousand", int(han_to_int(number) or 0)
        if han_number(value).replace("〇", "零") != number:
            return None
    return form, f"{found['before'] or ''}%1{found['after']}", text[found.end() :], value


class _Lists:
    """Numbering definitions of one docx: a list for each kind of mark, another where its count starts anew.

    A restart is a list of its own and no override of the first: LibreOffice, writing .doc, keeps an override for one
    paragraph only and counts the rest wrong, so that such a .doc would not hold the same text.
    """

    def __init__(self, document: Any) -> None:
        self._root = document.part.numbering_part.element
        self._last: dict[tuple[str, str], tuple[int, int]] = {}
        self._numbers = 1000

    def number(self, form: str, text: str, value: int) -> int:
        """The numId under which the next paragraph counts `value`."""
        number, last = self._last.get((form, text), (0, -1))
        if value != last + 1:
            self._numbers += 1
            number = self._numbers
            self._define(number, form, text, value)
        self._last[form, text] = (number, value)
        return number

    def _define(self, number: int, form: str, text: str, start: int) -> None:
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        abstract = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/>'
            f'<w:lvl w:ilvl="0"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:suff w:val="nothing"/>'
            f'<w:lvlText w:val="{text}"/></w:lvl></w:abstractNum>'
        )
        self._root.insert(0, abstract)
        self._root.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>')
        )


def write_docx(source: Source, path: Path) -> None:
    """A Word file whose 一、（一）1.①第一条 are automatic numbering and stand in no run of text."""
    import docx
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = docx.Document()
    lists = _Lists(document)
    for position, block in enumerate(source.blocks):
        if isinstance(block, Table):
            rows, columns = block.size
            table = document.add_table(rows=rows, cols=columns)
            for cell in block.cells:
                first = table.cell(cell.row, cell.column)
                last = table.cell(cell.row + cell.rows - 1, cell.column + cell.columns - 1)
                (first.merge(last) if last is not first else first).text = cell.text
            continue
        marked = _mark(block) if position else None
        paragraph = document.add_paragraph(marked[2] if marked else block)
        if marked:
            form, text, _, value = marked
            number = lists.number(form, text, value)
            paragraph._p.get_or_add_pPr().append(
                parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>')
            )
    document.save(str(path))


def write_xlsx(source: Source, path: Path) -> None:
    """A sheet with a paragraph a row and tables from column A, numbers as numbers, merged cells merged."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("正文")
        plain = book.add_format()
        forms: dict[int, Any] = {}
        at = 0
        for block in source.blocks:
            if not isinstance(block, Table):
                sheet.write_string(at, 0, block)
                at += 1
                continue
            for cell in block.cells:
                row, last = at + cell.row, (at + cell.row + cell.rows - 1, cell.column + cell.columns - 1)
                if last != (row, cell.column):
                    sheet.merge_range(row, cell.column, *last, cell.text, plain)
                elif re.fullmatch(r"\d+(\.\d+)?", cell.text):
                    decimals = len(cell.text.partition(".")[2])
                    form = forms.setdefault(decimals, book.add_format({"num_format": f"{0:.{decimals}f}"}))
                    sheet.write_number(row, cell.column, float(cell.text), form)
                else:
                    sheet.write_string(row, cell.column, cell.text)
            at += block.size[0]
