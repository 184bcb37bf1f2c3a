from __future__ import annotations

from dataclasses import replace

from core.schema import Checks, Citation, Figure, FigureInput, Trace
from ui.render import answer_html, figure_html, source_html

CITATION = Citation(ref="1", kind="document", document_id="d", title="<b>总结</b>", quote="4200个", start=2, end=7)


def trace(answer: str) -> Trace:
    return Trace(id="t", question="q", standalone="q", status="answered", answer=answer, citations=(CITATION,))


def test_marks_become_buttons_that_point_at_their_source() -> None:
    html = answer_html(trace("新增4200个[1]"))
    assert 'data-target="src-t-1"' in html
    assert 'class="cw-ref"' in html


def test_an_answer_the_reader_is_less_sure_of_is_not_called_verified() -> None:
    sure = trace("新增4200个[1]")
    doubtful = replace(sure, checks=Checks(numbers=1, probability=0.7, doubtful=True))
    assert "已核验" in answer_html(sure)
    assert "已核验" not in answer_html(doubtful)
    assert "请核对原句" in answer_html(doubtful)


def test_a_mark_without_a_source_stays_text() -> None:
    assert "cw-ref" not in answer_html(trace("见[9]"))


def test_nothing_of_a_document_or_answer_is_html() -> None:
    assert "<script>" not in answer_html(trace("<script>alert(1)</script>[1]"))
    shown = source_html("t", CITATION, lambda _: "新增4200个<img src=x onerror=alert(1)>", opened=True)
    assert "<img" not in shown
    assert "<b>总结</b>" not in shown


def test_the_sentence_is_lit_among_the_text_around_it() -> None:
    assert "<mark>4200个</mark>" in source_html("t", CITATION, lambda _: "新增4200个学位", opened=False)


def test_a_computed_figure_shows_formula_and_operands() -> None:
    figure = Figure(
        ref="F1", name="差", value=133.0, unit="人", place="某县", period="2024年", origin="computed", formula="217-84",
        inputs=(FigureInput(name="今年", value=217, unit="人", source="1"),),
    )  # fmt: skip
    html = figure_html("t", figure)
    assert "217-84" in html
    assert "今年 217人（来源[1]）" in html
