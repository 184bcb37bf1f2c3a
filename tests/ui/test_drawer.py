"""The drawer: the sentence lit where it stands now, the formula of a figure, the whole document with its outline."""

from __future__ import annotations

import re

import pytest

from core.schema import Citation, Document, Figure, FigureInput, Section
from ui.drawer import figure_html, quote_span, source_html
from ui.reader import View, reader_html

TEXT = "一、成绩\n新增4200个<img src=x onerror=alert(1)>学位。\n二、打算\n再建3所。"
DOCUMENT = Document(id="d", title="<b>总结</b>", text=TEXT, sha256="", source="d.txt", quality=("转载",))
START = TEXT.index("新增")
CITATION = Citation(
    ref="1",
    kind="document",
    document_id="d",
    title="<b>总结</b>",
    quote="新增4200个",
    start=START,
    end=START + 7,
    place="甲县",
    section="一、成绩",
    warning="转载",
)


def opened(*sections: Section) -> str:
    return reader_html(DOCUMENT, list(sections), View(lit=quote_span(TEXT, CITATION), mark=("t", "1")))


def section(start: int, heading: str) -> Section:
    return Section(
        id=heading,
        document_id="d",
        heading=heading,
        heading_path=(heading,),
        place=None,
        period=None,
        start=start,
        end=len(TEXT),
        depth=1,
    )


def test_the_sentence_is_lit_among_the_text_around_it_with_place_date_and_quality() -> None:
    html = source_html("t", CITATION, DOCUMENT)
    assert "<mark>新增4200个</mark>" in html
    for item in ("甲县", "未标日期", "转载", "打开全文"):
        assert item in html


def test_nothing_of_a_document_is_html() -> None:
    for html in (source_html("t", CITATION, DOCUMENT), opened(section(0, "<i>一"))):
        assert "<img" not in html
        assert "<b>" not in html
        assert "<i>" not in html


@pytest.mark.parametrize(
    ("text", "span"), [(TEXT, (START, START + 7)), ("序。" + TEXT, (START + 2, START + 9)), ("别的", None)]
)
def test_a_quote_is_found_where_it_stands_now(text: str, span: tuple[int, int] | None) -> None:
    assert quote_span(text, CITATION) == span


def test_a_changed_and_a_removed_document_are_told_and_the_sentence_is_kept() -> None:
    changed = source_html("t", CITATION, Document(id="d", title="", text="别的", sha256="", source=""))
    removed = source_html("t", CITATION, None)
    assert "有改动" in changed
    assert "已移出资料库" in removed
    for html in (changed, removed):
        assert "<mark>新增4200个</mark>" in html
        assert "打开全文" not in html


def test_the_whole_document_has_its_outline_and_the_sentence_lit_even_where_a_section_begins_inside() -> None:
    html = opened(section(0, "一、成绩"), section(START + 2, "中间"), section(START, "同处"))
    assert html.count("data-to=") == 3
    lit = html.partition("<mark>")[2].rpartition("</mark>")[0]
    assert re.sub(r"<[^>]*>", "", lit) == "新增4200个"
    assert f'<span id="cw-at-{START}" tabindex="-1"></span><mark>' in html


def test_what_is_searched_is_lit_counted_and_the_one_in_hand_marked() -> None:
    html = reader_html(DOCUMENT, [], View(words="学位", lit=quote_span(TEXT, CITATION)))
    assert "第 1 处，共 1 处" in html
    assert "id=cw-hit" in html
    assert "全文没有“&lt;b&gt;”" in reader_html(DOCUMENT, [], View(words="<b>"))


def test_a_computed_figure_shows_formula_and_operands_and_leads_to_their_sources() -> None:
    figure = Figure(
        ref="F1",
        name="差",
        value=133.0,
        unit="人",
        place="某县",
        period="2024年",
        origin="computed",
        formula="217-84",
        inputs=(FigureInput(name="今年", value=217, unit="人", source="1"),),
    )
    html = figure_html("t", figure)
    assert "217-84" in html
    assert "今年 217人（来源[1]）" in html
    assert 'data-turn="t" data-ref="1"' in html
