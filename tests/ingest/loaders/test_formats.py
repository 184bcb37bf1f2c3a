from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from evals.rendered import WRITERS, measure
from evals.rendered_fixed import chinese_font, scan_image, write_pdf
from evals.rendered_pages import Source, set_pages, sources
from ingest.loaders import LOADERS, RawDocument
from ingest.loaders.building import TextBuilder
from ingest.loaders.layout import add_pages
from ingest.loaders.ocr import SCANNED
from ingest.loaders.page_parts import Page, PageLine
from tests.ingest.loaders.hostile_making import GOOD, xlsx

OWN = sources(seeds=False)


def load(path: Path) -> RawDocument:
    (raw,) = LOADERS[path.suffix](path)
    return raw


@pytest.mark.parametrize("form", [form for form in WRITERS if form not in ("scan", "columns")])
@pytest.mark.parametrize("source", OWN, ids=lambda source: source.name)
def test_every_digital_format_gives_back_the_text_and_the_tree(source: Source, form: str, tmp_path: Path) -> None:
    found = measure(source, form, tmp_path)
    assert found.share >= 0.99
    assert found.structure


def test_a_scanned_page_is_recognised_with_its_warning_and_page(tmp_path: Path) -> None:
    source = OWN[2]
    image = scan_image(set_pages(source)[0], 1)
    path = tmp_path / "扫描.png"
    image.save(path)
    raw = load(path)
    for part in ("青原区2023年学前教育发展情况报告", "全区现有幼儿园86所", "15,620人"):
        assert part in raw.text
    assert raw.warnings == (SCANNED,)
    assert raw.marks[0].label == "第1页"
    assert all(0 < doubt.confidence < 1 and doubt.end <= len(raw.text) for doubt in raw.doubts)


def test_recognition_never_asks_the_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    from ingest.loaders import ocr

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("network")

    ocr._engine.cache_clear()
    monkeypatch.setattr(socket.socket, "connect", refuse)
    scan_image(set_pages(OWN[0])[0], 0).crop((0, 150, 1240, 420)).save(tmp_path / "头.png")
    assert "课后服务" in load(tmp_path / "头.png").text.replace("\n", "")
    assert chinese_font()


def test_pages_of_a_pdf_are_marked_where_they_turn_and_running_heads_are_gone(tmp_path: Path) -> None:
    path = tmp_path / "文.pdf"
    write_pdf(OWN[0], path)
    raw = load(path)
    assert [mark.label for mark in raw.marks] == [f"第{n}页" for n in range(1, len(raw.marks) + 1)]
    assert len(raw.marks) >= 3
    assert "策问测试资料汇编" not in raw.text
    assert "— 1 —" not in raw.text
    assert raw.properties["title"] == OWN[0].blocks[0]


def lines(*told: tuple[str, float, float, float]) -> tuple[PageLine, ...]:
    return tuple(
        PageLine(text=text, left=left, right=right, top=top, bottom=top + 10, size=10)
        for text, left, right, top in told
    )


def paragraphs(*pages: Page) -> list[str]:
    builder = TextBuilder()
    add_pages(builder, pages)
    return builder.build().text.split("\n")


def test_a_paragraph_goes_on_over_a_page_and_a_full_line_before_an_indent_ends_one() -> None:
    first = Page(
        width=300,
        height=400,
        lines=lines(("甲" * 18, 70, 250, 100), ("乙" * 20, 50, 250, 116), ("丙" * 20, 50, 250, 132)),
    )
    second = Page(
        width=300,
        height=400,
        lines=lines(("丁" * 20, 50, 250, 100), ("戊" * 18, 70, 250, 116), ("己" * 3, 50, 80, 132)),
    )
    assert paragraphs(first, second) == ["甲" * 18 + "乙" * 20 + "丙" * 20 + "丁" * 20, "戊" * 18 + "己" * 3]


def test_a_number_in_the_body_is_kept_and_one_in_the_margin_is_not() -> None:
    page = Page(
        width=300, height=400, lines=lines(("正文" * 9, 70, 250, 100), ("12", 50, 60, 116), ("- 3 -", 140, 160, 380))
    )
    assert paragraphs(page) == ["正文" * 9 + "12"]


def test_a_page_has_its_table_where_it_stands_in_html(tmp_path: Path) -> None:
    path = tmp_path / "页.html"
    path.write_text(
        f"<html><head><meta charset=utf-8><meta name='PubDate' content='2024-05-06'><title>通知</title></head><body>"
        f"<div class='nav'><a href=1>首页</a></div><div class='TRS_Editor'><p>{GOOD * 4}</p><table><tr><th>学校</th><th>人数</th>"
        "</tr><tr><td>甲</td><td>12</td></tr></table><p>二、要求<br>按时上报。</p></div></body></html>",
        encoding="utf-8",
    )
    raw = load(path)
    assert raw.text == f"{GOOD * 4}\n学校，人数。\n甲，人数：12。\n二、要求\n按时上报。"
    assert raw.properties == {"published": "2024-05-06", "title": "通知"}


def test_cells_of_a_sheet_are_marked_by_their_reference(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet.title = "小学"
        for row in (["2023年学校情况表"], ["学校", "学生数（人）", "占比"], ["甲小学", 1200, 0.5402]):
            sheet.append(row)
        sheet["C3"].number_format = "0.00%"
        sheet.merge_cells("A1:C1")

    path = tmp_path / "表.xlsx"
    path.write_bytes(xlsx(fill))
    raw = load(path)
    assert raw.text == "2023年学校情况表\n学校，学生数（人），占比。\n甲小学，学生数（人）：1200，占比：54.02%。"
    assert raw.tables[0].caption == "2023年学校情况表"
    at = raw.text.index("1200")
    assert [mark.label for mark in raw.marks if mark.start == at] == ["小学!B3"]


def test_several_sheets_are_named_and_a_csv_is_a_table(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "甲"
    book.active.append(["学校", "人数"])
    book.active.append(["一小", 3])
    book.create_sheet("乙").append(["说明文字"])
    made = io.BytesIO()
    book.save(made)
    (tmp_path / "表.xlsx").write_bytes(made.getvalue())
    assert load(tmp_path / "表.xlsx").text == "甲\n学校，人数。\n一小，人数：3。\n乙\n说明文字"
    (tmp_path / "表.csv").write_bytes("学校,人数\n一小,3\n".encode("gbk"))
    assert load(tmp_path / "表.csv").text == "学校，人数。\n一小，人数：3。"
