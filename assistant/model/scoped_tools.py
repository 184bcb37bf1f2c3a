"""The project's tools as a language model may call them in one answer: within the scope, each source numbered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Literal

from langchain_core.tools import BaseTool, tool
from pydantic import Field

from assistant.corrected import as_corrected
from assistant.draft import Draft, Line
from assistant.hits import Hit, hit_of
from assistant.model.book import Book
from assistant.model.bounds import Bounds, OutOfBounds
from assistant.toolbox import Toolbox
from assistant.verify import verify
from assistant.write.computed import write_computed
from core.clauses import whole_sentences
from core.draft_text import parse_draft
from core.drafted import DraftOrder
from core.errors import CewenError
from core.schema import Place
from tools.check_figures import findings_as_text

MAX_SHOWN, AROUND, MAX_PLACES, MAX_CHECKED = 8, 3, 6, 20_000
NOTHING = "没有查到。换一种说法再查；仍查不到就在 missing 里写明缺什么。"
Asked = Annotated[str, Field(min_length=1, max_length=400)]


class ScopedTools:
    """The tools of one answer.

    Args:
        toolbox: What the office has, for the viewer.
        bounds: What the question is about.
        book: Takes in the sources.
    """

    def __init__(self, toolbox: Toolbox, bounds: Bounds, book: Book) -> None:
        self._toolbox = toolbox
        self._bounds = bounds
        self._book = book

    def tools(self) -> list[BaseTool]:
        """The tools, each of which gives text; what it may not do or cannot find comes back as words."""

        @tool("search", parse_docstring=True)
        def search(
            question: Asked, place: str = "", year: Annotated[int | None, Field(ge=1949, le=2100)] = None
        ) -> str:
            """在政策文件里查找能回答问题的原句。

            Args:
                question: 完整的中文问题。
                place: 地名，只查写这个地方的文件；留空按问题的地区查。
                year: 年份，留空按问题的年份查。
            """
            return self._said(lambda: self._search(question, place, year))

        @tool("read_around", parse_docstring=True)
        def read_around(ref: Annotated[str, Field(max_length=8)]) -> str:
            """读一个出处前后的原文，用于看清上下文或取列举的其余各项。

            Args:
                ref: search 给过的出处编号，如 1。
            """
            return self._said(lambda: self._around(ref))

        @tool("figures", parse_docstring=True)
        def figures(name: Asked, place: str = "", year: Annotated[int | None, Field(ge=1949, le=2100)] = None) -> str:
            """在数据台账里按指标、地方和年份查文件里写过的数。

            Args:
                name: 指标或主体的关键词，多个词用空格隔开，如“教育集团”。
                place: 地名，留空按问题的地区查。
                year: 年份，留空按问题的年份查。
            """
            return self._said(lambda: self._figures(name, place, year))

        @tool("query_tables", parse_docstring=True)
        def query_tables(question: Asked) -> str:
            """向表格提问：查一个单元格、计数、求和、平均、排名、筛选、两年相比。

            Args:
                question: 完整的中文问题，写明地区、年份、列名和条件。
            """
            return self._said(lambda: self._tables(question))

        @tool("compute_indicator", parse_docstring=True)
        def compute_indicator(question: Asked) -> str:
            """按填报的表计算教育指标并给出判定和差距：优质均衡、差异系数、巩固率、学前普及普惠、班额等。

            Args:
                question: 完整的中文问题，写明地区、年份和指标，如“某县2023年小学优质均衡达标吗”。
            """
            return self._said(lambda: self._indicator(question))

        @tool("check_figures", parse_docstring=True)
        def check_figures(text: Annotated[str, Field(min_length=1, max_length=MAX_CHECKED)]) -> str:
            """核对一段文字里的数据算不算得拢；结果只供参考，不是出处。

            Args:
                text: 要核对的文字。
            """
            return self._said(lambda: findings_as_text(self._toolbox.check(text)))

        @tool("draft", parse_docstring=True)
        def draft(kind: str, topic: Annotated[str, Field(max_length=100)] = "") -> str:
            """按模板汇集问题所问地区和年份的材料，每句都带出处；要写总结、简报、汇报时用。

            Args:
                kind: 文种，如 工作简报、情况说明、汇报提纲。
                topic: 主题，留空为全部工作。
            """
            return self._said(lambda: self._draft(kind, topic))

        return [search, read_around, figures, query_tables, compute_indicator, check_figures, draft]

    @staticmethod
    def _said(work: Callable[[], str]) -> str:
        try:
            return work() or NOTHING
        except (OutOfBounds, CewenError) as error:
            return f"不能这样查：{error}"

    def _search(self, question: str, place: str, year: int | None) -> str:
        places = self._bounds.place(place, self._toolbox.place)
        self._bounds.year(year)
        hits: list[tuple[Hit, Place | None]] = []
        for one in places[:MAX_PLACES]:
            found = self._toolbox.search(
                question,
                place=one.full_name if one else "",
                year=year or _only(self._bounds.plan.years),
                limit=4 * MAX_SHOWN,
                documents=self._bounds.plan.documents,
            )
            fitting = [hit for hit in found if self._bounds.allows(hit.statement, one)]
            hits += [(hit, one) for hit in fitting[: max(2, MAX_SHOWN // len(places))]]
        return self._listed([hit for hit, _ in hits])

    def _around(self, ref: str) -> str:
        source = self._book.sources.get(ref.strip("[]"))
        if source is None or source.statement is None:
            return f"没有编号为 {ref} 的原文出处"
        own = source.statement
        text, section = own.document.text, own.section
        spans = [(section.start + a, section.start + b) for a, b in whole_sentences(text[section.start : section.end])]
        at = next((i for i, (a, b) in enumerate(spans) if a <= own.start < b), 0)
        near = spans[max(0, at - AROUND) : at + 2 * AROUND + 1]
        search = self._toolbox.assistant.search
        made = [search.statement_at(own.document, section, span, own.score) for span in near if span[1] - span[0] > 1]
        return self._listed([hit_of(one) for one in made if self._bounds.allows(one)])

    def _figures(self, name: str, place: str, year: int | None) -> str:
        places = self._bounds.place(place, self._toolbox.place)
        self._bounds.year(year)
        search = self._toolbox.assistant.search
        hits: list[Hit] = []
        for one in places[:MAX_PLACES]:
            rows = self._toolbox.figures(
                name, place=one.full_name if one else "", year=year or _only(self._bounds.plan.years), limit=MAX_SHOWN
            )
            for row in rows:
                document = search.library.find(row.document_id)
                if document is None:
                    continue
                section = search.library.section_at(row.document_id, row.section_id, row.span[0])
                statement = search.statement_at(document, section, row.sentence_span, 0.0)
                if self._bounds.allows(statement, one):
                    hits.append(hit_of(statement))
        return self._listed(hits)

    def _tables(self, question: str) -> str:
        asked = self._bounds.question(question)
        draft = self._toolbox.table_draft(asked)
        return self._lines(draft, asked) if draft is not None else ""

    def _indicator(self, question: str) -> str:
        asked = self._bounds.question(question)
        answer = self._toolbox.assistant.desk.answer(self._bounds.read(asked), text_search_failed=True)
        return self._lines(write_computed(answer), asked) if answer is not None else ""

    def _draft(self, kind: str, topic: str) -> str:
        plan = self._bounds.plan
        order = DraftOrder(
            kind=kind,
            topic=topic,
            places=tuple(one.full_name for one in self._bounds.places),
            years=tuple(sorted(plan.years)),
            documents=plan.documents or (),
        )
        drafted = self._toolbox.draft(order)
        lines = tuple(
            Line(text=block.text, refs=tuple(ref for ref in block.refs if not ref.startswith("F")))
            for block in parse_draft(drafted.text).blocks
            if block.kind == "paragraph" and block.refs
        )
        return "\n".join(
            self._book.add_draft(Draft(status="answered", lines=lines, citations=drafted.sources, notes=drafted.notes))
        )

    def _lines(self, draft: Draft, asked: str) -> str:
        """A draft of tables, verified and numbered."""
        document_of = self._toolbox.assistant.search.library.document
        checked, _ = verify(as_corrected(draft, document_of), asked, document_of)
        if checked.status in ("refused", "clarify"):
            return "".join(line.text for line in checked.lines)
        notes = [f"注：{note}" for note in checked.notes]
        return "\n".join((*self._book.add_draft(checked), *notes))

    def _listed(self, hits: Sequence[Hit]) -> str:
        lines = {}
        for hit in hits:
            ref, own = self._book.add_hit(hit), hit.citation
            where = "｜".join(part for part in (own.title, own.place, own.date, own.section) if part)
            lines[ref] = f"[{ref}] {where}｜原文：{own.quote}" + (f"｜注意：{own.warning}" if own.warning else "")
        return "\n".join(lines.values())


def _only(years: frozenset[int]) -> int | None:
    return min(years) if len(years) == 1 else None


ToolName = Literal["search", "read_around", "figures", "query_tables", "compute_indicator", "check_figures", "draft"]
DID: dict[ToolName, str] = {
    "search": "查文件",
    "read_around": "读原文",
    "figures": "查台账",
    "query_tables": "查表",
    "compute_indicator": "按表计算",
    "check_figures": "核对数据",
    "draft": "汇集材料",
}
