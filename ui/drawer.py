"""What the drawer shows: the source or the figure behind a mark, and the whole document with its outline."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.exc import NoResultFound

from assistant.engine import Assistant
from core.errors import DataError
from core.schema import Citation, Document, Figure, Trace
from corpus.conversations import Conversations
from ui.exports import shown_value
from ui.reader import View, reader_html
from ui.render import AROUND_CHARS
from ui.templating import render


class Drawer:
    """Fills the drawer.

    Args:
        assistant: Its documents.
        conversations: Its answers.
    """

    def __init__(self, assistant: Assistant, conversations: Conversations) -> None:
        self._assistant = assistant
        self._conversations = conversations

    def mark(self, turn_id: str, ref: str) -> str:
        """What a mark of an answer leads to.

        Raises:
            DataError: If there is no such answer or no such mark in it.
        """
        trace = self._trace(turn_id)
        for citation in trace.citations:
            if citation.ref == ref:
                return source_html(turn_id, citation, self._document(citation))
        for figure in trace.figures:
            if figure.ref == ref:
                return figure_html(turn_id, figure)
        raise _no_mark(ref)

    def whole(self, turn_id: str, ref: str, at: int | None = None, words: str = "") -> str:
        """The whole document of a citation with its outline, the sentence lit.

        Args:
            turn_id: Which answer.
            ref: Which mark.
            at: Where in the document; None: at the sentence.
            words: What is searched in it.

        Raises:
            DataError: If there is no such citation, or the document is not in the store any more.
        """
        citation = next((one for one in self._trace(turn_id).citations if one.ref == ref), None)
        if citation is None:
            raise _no_mark(ref)
        document = self._document(citation)
        if document is None:
            raise DataError("这份文件已不在资料库里", next_step="请看回答时引用的原句，或重新加入这份文件")
        library = self._assistant.search.library
        view = View(
            at=at,
            words=words,
            lit=quote_span(document.text, citation),
            mark=(turn_id, ref),
            tables=len(library.tables(document.id)),
        )
        return reader_html(document, library.sections(document.id), view)

    def _trace(self, turn_id: str) -> Trace:
        trace = self._conversations.turn(turn_id).trace
        if trace is None:
            raise DataError("这个问题还没有回答", next_step="请等回答出来再点")
        return trace

    def _document(self, citation: Citation) -> Document | None:
        """The document of a citation as it is now; None where it is gone or the source is a table or a standard."""
        self._assistant.renew()
        try:
            return self._assistant.search.library.document(citation.document_id)
        except NoResultFound:
            return None


def _no_mark(ref: str) -> DataError:
    return DataError(f"这个回答里没有 [{ref}]", next_step="请刷新页面再试")


def quote_span(text: str, citation: Citation) -> tuple[int, int] | None:
    """The span of a quote in a text, which may have changed since the answer; None where it is gone."""
    start, end = citation.start, citation.end
    if start is not None and end is not None and text[start:end] == citation.quote:
        return start, end
    at = text.find(citation.quote)
    return (at, at + len(citation.quote)) if at >= 0 else None


def source_html(turn_id: str, citation: Citation, document: Document | None) -> str:
    """A source: title, place, date, section, quality, and the sentence lit among the text around it."""
    span = quote_span(document.text, citation) if document else None
    wording, before, after = "", "", ""
    if document and span:
        before = document.text[max(0, span[0] - AROUND_CHARS) : span[0]]
        after = document.text[span[1] : span[1] + AROUND_CHARS]
    elif citation.kind == "document":
        wording = (
            "文件内容在回答之后有改动，下面是回答时的原句。"
            if document
            else "这份文件已移出资料库，下面是回答时的原句。"
        )
    rows = [
        ("地区", citation.place or "未标明"),
        ("日期", citation.date or "未标日期"),
        ("位置", citation.section),
        ("页或格", citation.locator),
        ("提示", citation.warning or "没有发现质量问题"),
    ]
    return render(
        "source.html",
        turn=turn_id,
        ref=citation.ref,
        title=citation.title,
        rows=_filled(rows),
        wording=wording,
        before=before,
        quote=citation.quote,
        after=after,
        whole=bool(document and span),
    )


def figure_html(turn_id: str, figure: Figure) -> str:
    """A figure: value, place, period, formula with operands where it was computed, and the way to its source."""
    rows = [
        ("数值", shown_value(figure)),
        ("地区", figure.place),
        ("时间", figure.period),
        ("学段", figure.stage),
    ]
    cited = [figure.source] if figure.source.isdigit() else []
    if figure.origin == "computed":
        operands = "；".join(
            f"{one.name} {one.value:g}{one.unit}（{f'来源[{one.source}]' if one.source.isdigit() else one.source}）"
            for one in figure.inputs
            if one.value is not None
        )
        rows += [("公式", figure.formula or ""), ("代入", operands)]
        if figure.threshold is not None:
            rows += [("标准", f"{figure.threshold:g}"), ("判定", figure.verdict or "")]
        cited += [one.source for one in figure.inputs if one.source.isdigit()]
    return render(
        "figure.html",
        turn=turn_id,
        ref=figure.ref,
        title=figure.name,
        rows=_filled(rows),
        sources=list(dict.fromkeys(cited)),
    )


def _filled(rows: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The rows in which something stands."""
    return [(name, value) for name, value in rows if value]
