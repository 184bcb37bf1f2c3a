"""A conversation on its way out: every source and figure goes with it, and nothing in it is read as a mark."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from docx import Document

from core.schema import Citation, Figure, Trace
from corpus.conversations import Conversation, Turn
from ui.exports import answer_text, as_markdown, write_docx

NOW = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
TRACE = Trace(
    id="t",
    question="q",
    standalone="q",
    status="computed",
    answer="高21个百分点[F1]。",
    notes=("原文为约数。",),
    citations=(
        Citation(
            ref="1",
            kind="document",
            document_id="d",
            title="总结",
            quote="提高到*83%*",
            place="江苏省",
            date="2024-01-02",
            section="一、成绩",
            warning="转载",
        ),
    ),
    figures=(
        Figure(
            ref="F1",
            name="差",
            value=21.0,
            unit="个百分点",
            place="江苏省",
            period="",
            origin="computed",
            formula="83-62",
        ),
    ),
)
TALK = Conversation(
    id="c",
    title="达标<率>",
    home="",
    changed_at=NOW,
    turns=(
        Turn(id="1", conversation_id="c", question="涨了\n多少", state="done", asked_at=NOW, trace=TRACE),
        Turn(id="2", conversation_id="c", question="再问", state="stopped", asked_at=NOW),
    ),
)


def test_a_copied_answer_has_its_sources_and_formula() -> None:
    text = answer_text(TRACE)
    assert text.startswith("高21个百分点[F1]。")
    assert "[1] 《总结》（江苏省，2024-01-02，一、成绩）：“提高到*83%*”（提示：转载）" in text
    assert "[F1] 差 21个百分点；江苏省；公式：83-62" in text


def test_markdown_shows_what_was_written_as_it_was_written() -> None:
    text = as_markdown(TALK)
    assert text.startswith("# 达标\\<率\\>\n")
    assert "## 问：涨了 多少" in text
    assert "提高到\\*83%\\*" in text
    assert "原文为约数。" in text
    assert "（已停止）" in text


def test_the_docx_has_every_question_answer_and_source(tmp_path: Path) -> None:
    book = Document(str(write_docx(TALK, tmp_path / "a.docx")))
    lines = [paragraph.text for paragraph in book.paragraphs]
    assert "达标<率>" in lines
    assert "一、涨了 多少" in lines
    assert "二、再问" in lines
    assert any("“提高到*83%*”" in line for line in lines)
    assert any("83-62" in line for line in lines)
