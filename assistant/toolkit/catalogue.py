"""The catalogue of tools: name, words and call of each; the MCP server and the LangChain tools are made of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from assistant.toolbox import Toolbox
from assistant.toolkit import arguments as given
from assistant.toolkit import results as made
from assistant.toolkit.words import NONE_FOUND, answer_text, document_line, draft_text, shortened, source_line
from assistant.tracing import traced_trace
from core.drafted import DraftOrder
from core.errors import DataError
from corpus.audit import record
from tools.check_figures import findings_as_text
from tools.compute_indicator import summary_lines
from tools.tables import TABLES

MAX_NUMBERS, MAX_FINDINGS, MAX_PROBLEMS = 100, 100, 50
Given = TypeVar("Given", bound=given.Arguments)
# What a call gives: words to read, and the same as values.
ToolOutput = tuple[str, BaseModel]


@dataclass(frozen=True, kw_only=True)
class ToolSpec(Generic[Given]):
    """A tool: what it is called, what it takes and gives, and how it is called for a viewer.

    `title` is for menus, `told` says what it does and when to use it. `call` raises CewenError where it cannot.
    """

    name: str
    title: str
    description: str
    takes: type[Given]
    gives: type[BaseModel]
    call: Callable[[Toolbox, Given], ToolOutput]


def _ask(box: Toolbox, asked: given.AskArguments) -> ToolOutput:
    trace = traced_trace(lambda: box.ask(asked.question, asked.history, asked.home))
    answered = made.Answered.made_of(trace)
    return answer_text(answered), answered


def _search(box: Toolbox, asked: given.SearchArguments) -> ToolOutput:
    found = made.Found.each(box.search(asked.question, place=asked.place, year=asked.year, limit=asked.limit))
    lines = [f"{source_line(one)} 可能的答案：{one.answer}（把握 {one.probability:.0%}）" for one in found]
    return shortened("\n".join(lines)) or NONE_FOUND, made.FoundAll(hits=found)


def _read(box: Toolbox, asked: given.ReadArguments) -> ToolOutput:
    found = made.SpansFound.made_of(box.read(asked.question, asked.texts, asked.limit))
    lines = [
        f"第{one.text + 1}段第{one.start + 1}–{one.end}字：“{one.quote}”（把握 {one.probability:.0%}）"
        for one in found.spans
    ]
    return shortened("\n".join(lines)) or NONE_FOUND, found


def _figures(box: Toolbox, asked: given.FiguresArguments) -> ToolOutput:
    rows = box.figures(asked.name, place=asked.place, year=asked.year, role=asked.role, limit=asked.limit)
    lines = [
        f"{one.place or '（未标地方）'} {one.period or '（未标时间）'} {one.subject}：{one.text}"
        f"（“{one.sentence}”，{one.ref}）"
        for one in rows
    ]
    return shortened("\n".join(lines)) or "台账里没有符合的数", made.LedgerRows.made_of(rows)


def _tables(box: Toolbox, asked: given.TablesArguments) -> ToolOutput:
    answered = made.Answered.made_of(box.ask_tables(asked.question, asked.history))
    return answer_text(answered), answered


def _indicators(box: Toolbox, _: given.NoArguments) -> ToolOutput:
    kinds = [
        made.IndicatorKind(
            name=one.name,
            summary=one.summary,
            needs=[TABLES[kind].title for kind in one.needs],
            options=[made.IndicatorOption.of(option) for option in one.options],
        )
        for one in box.families()
    ]
    lines = [
        f"{one.name}：{one.summary}" + "".join(f"；参数 {option.name}（{option.meaning}）" for option in one.options)
        for one in kinds
    ]
    return shortened("\n".join(lines)), made.IndicatorKinds(indicators=kinds)


def _indicator(box: Toolbox, asked: given.IndicatorArguments) -> ToolOutput:
    done = box.indicator(asked.name, place=asked.place, period=asked.period, options=dict(asked.options))
    figures = sorted(done.result.figures, key=lambda one: one.unit_id is not None)
    computed = made.Computed(
        name=done.name,
        tables=[one.title for one in done.tables],
        options=dict(done.options),
        figures=made.numbers(figures[:MAX_NUMBERS]),
        total=len(figures),
        notes=list(done.result.notes),
        problems=[
            f"{one.level} {one.table}{f'第{one.row}行' if one.row else ''} {one.rule}"
            for one in done.result.problems[:MAX_PROBLEMS]
        ],
    )
    return shortened("\n".join(summary_lines(done.result))), computed


def _check(box: Toolbox, asked: given.CheckArguments) -> ToolOutput:
    findings = box.check(asked.text)
    counts = Counter(str(one.verdict) for one in findings)
    return shortened(findings_as_text(findings)), made.Checked.made_of(findings, counts, MAX_FINDINGS)


def _draft(box: Toolbox, asked: given.DraftArguments) -> ToolOutput:
    kinds = box.draft_kinds()
    if asked.kind not in kinds:
        raise DataError(f"没有“{asked.kind}”这种文种", next_step=f"可选：{'、'.join(kinds)}")
    order = DraftOrder(
        kind=asked.kind,
        topic=asked.topic,
        places=tuple(asked.places),
        years=tuple(asked.years),
        documents=tuple(asked.documents),
        indicators=tuple(asked.indicators),
        addressee=asked.addressee,
        signed=asked.signed,
    )
    drafted = box.draft(order)
    wording = " ".join((order.kind, *order.places, *(f"{year}年" for year in order.years), order.topic)).strip()
    record(box.assistant.store, "draft", user=box.viewer.name, subject=wording)
    draft = made.DraftMade(
        kind=drafted.kind,
        text=drafted.text,
        sources=made.cited(drafted.sources),
        notes=list(drafted.notes),
        missing=made.Lacking.each(drafted.missing),
    )
    return draft_text(draft), draft


def _documents(box: Toolbox, asked: given.DocumentsArguments) -> ToolOutput:
    place = box.place(asked.place).full_name if asked.place else ""
    words = asked.words.split()
    fitting = [
        one
        for one in box.documents()
        if (not place or (one.place is not None and one.place.full_name == place))
        and all(word in f"{one.title} {one.issuer} {one.doc_number}" for word in words)
    ]
    shown = [made.Listed.made_of(one) for one in fitting[asked.skip : asked.skip + asked.limit]]
    lines = [f"共 {len(fitting)} 份", *map(document_line, shown)]
    return shortened("\n".join(lines)), made.DocumentList(documents=shown, total=len(fitting))


def _document(box: Toolbox, asked: given.DocumentArguments) -> ToolOutput:
    document = box.document(asked.document_id)
    total, stop = len(document.text), asked.start + asked.length
    if asked.start >= max(total, 1):
        raise DataError(f"这份资料只有 {total} 字", next_step="请把 start 改小")
    opened = made.Opened(
        **made.Listed.made_of(document).model_dump(),
        text=document.text[asked.start : stop],
        start=asked.start,
        total=total,
        next=stop if stop < total else None,
    )
    rest = f"\n……（全文 {total} 字，接着读：start={stop}）" if opened.next is not None else ""
    return f"{document_line(opened)}\n\n{opened.text}{rest}", opened


TOOLS: tuple[ToolSpec[Any], ...] = (
    ToolSpec(
        name="ask",
        title="提问",
        takes=given.AskArguments,
        gives=made.Answered,
        call=_ask,
        description="回答一个教育工作方面的问题：查政策文件和统计表，先给结论，再给原句出处；算出来的数写明算式；资料里没有的，说清缺什么，"
        "不拿别处、别年的数顶替。一般的问题先用它。",
    ),
    ToolSpec(
        name="search",
        title="检索原句",
        takes=given.SearchArguments,
        gives=made.FoundAll,
        call=_search,
        description="在政策文件里找可能回答问题的原句，带出处和把握大小。要自己挑选、综合几句话时用。",
    ),
    ToolSpec(
        name="read",
        title="阅读给定文字",
        takes=given.ReadArguments,
        gives=made.SpansFound,
        call=_read,
        description="在您给的文字里找最能回答问题的地方，给出位置和把握大小。只读这些文字，不查资料库。",
    ),
    ToolSpec(
        name="figures",
        title="数字台账",
        takes=given.FiguresArguments,
        gives=made.LedgerRows,
        call=_figures,
        description="在数字台账里查文件写明的数：按指标、地方、年份，给出数值、单位、原句和出处。",
    ),
    ToolSpec(
        name="query_tables",
        title="问表",
        takes=given.TablesArguments,
        gives=made.Answered,
        call=_tables,
        description="向导入的花名册、台账、统计表提问：查数、计数、合计、平均、占比、排名、与去年比。回答写明筛选条件和用到的行。",
    ),
    ToolSpec(
        name="list_indicators",
        title="能测算的指标",
        takes=given.NoArguments,
        gives=made.IndicatorKinds,
        call=_indicators,
        description="列出能按表测算的指标：算什么、要哪些表、可设哪些参数。",
    ),
    ToolSpec(
        name="compute_indicator",
        title="指标测算",
        takes=given.IndicatorArguments,
        gives=made.Computed,
        call=_indicator,
        description="按填报的表计算教育指标，给出判定、差距和数据问题。问差异系数过不过、哪些学校差一项、普惠率差多少学位、要再配多少时用。",
    ),
    ToolSpec(
        name="check",
        title="数据核对",
        takes=given.CheckArguments,
        gives=made.Checked,
        call=_check,
        description="核对一段文字里的数据：部分与总数、增长与基期、占比、百分点、天数、前后不一等。只在没有合理读法时才说“不通过”，"
        "可疑、歧义、残缺分别说明，不替原文补数。",
    ),
    ToolSpec(
        name="draft",
        title="起草",
        takes=given.DraftArguments,
        gives=made.DraftMade,
        call=_draft,
        description="起草一份材料：只用资料里的原句，每句注明来源；两份资料的数不同时都列出。",
    ),
    ToolSpec(
        name="list_documents",
        title="资料列表",
        takes=given.DocumentsArguments,
        gives=made.DocumentList,
        call=_documents,
        description="列出可以打开的资料：编号、标题、发文单位、地区、日期和要注意的。",
    ),
    ToolSpec(
        name="get_document",
        title="打开资料",
        takes=given.DocumentArguments,
        gives=made.Opened,
        call=_document,
        description="打开一份资料，读它的全文；长的分段读。",
    ),
)
BY_NAME = {one.name: one for one in TOOLS}
