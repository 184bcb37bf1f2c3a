"""What each tool gives, as values: the shapes that programs read. The descriptions are part of the published schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from assistant.toolbox import Hit, ReadSpan
from core.finding import Finding
from core.ledger_figure import LedgerFigure
from core.schema import Citation, Document, Figure, Missing, Trace


class Result(BaseModel):
    """Something a tool gives; an attribute of the value it is made of that it does not name is left out."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    @classmethod
    def of(cls, value: Any, **more: Any) -> Self:
        """Made of a frozen value of the product, with what that does not have or has otherwise."""
        record = {name: getattr(value, name) for name in cls.model_fields if name not in more and hasattr(value, name)}
        return cls.model_validate(record | more)


class Cited(Result):
    """Where a statement stands."""

    ref: str = Field(description="正文里的标记，如 1 对应 [1]。")
    kind: str = Field(description="document 文件，table 表，standard 标准。")
    document_id: str = Field(description="资料编号，可用 get_document 打开。")
    title: str = Field(description="标题。")
    quote: str = Field(description="原句，与资料一字不差。")
    place: str = Field(description="说的是哪里；空为未标明。")
    date: str = Field(description="资料的日期；空为未标明。")
    section: str = Field(description="所在章节。")
    start: int | None = Field(description="原句在全文里从第几个字开始。")
    end: int | None = Field(description="原句到第几个字为止（不含）。")
    locator: str = Field(description="在原文件的第几页或哪一格；空为没有。")
    warning: str | None = Field(description="使用时要注意的，如转载件、已废止。")


class Number(Result):
    """One figure of an answer or of a computation."""

    ref: str = Field(description="正文里的标记，如 F1。")
    name: str = Field(description="指标名。")
    value: float | None = Field(description="数值，未取整；区间没有。")
    low: float | None = Field(description="区间的下界。")
    high: float | None = Field(description="区间的上界。")
    unit: str = Field(description="单位。")
    text: str = Field(description="怎样写。")
    place: str = Field(description="哪里的。")
    period: str = Field(description="什么时间的。")
    stage: str = Field(description="学段；空为不分。")
    origin: str = Field(description="quoted 资料原有，computed 计算得出。")
    formula: str | None = Field(description="算式；资料原有的没有。")
    verdict: str | None = Field(description="判定：达标、不达标、临界、待定、无法计算。")
    source: str = Field(description="出处：引用的标记、表的行或标准。")


class Lacking(Result):
    """What was asked and is not in the corpus."""

    kind: str = Field(description="缺的是什么：place 地区，period 年份，indicator 指标，document 资料。")
    asked: str = Field(description="问的是什么。")
    have: list[str] = Field(description="资料里有什么。")

    @classmethod
    def each(cls, missing: Sequence[Missing]) -> list[Lacking]:
        """All of them."""
        return [cls.of(one) for one in missing]


class Answered(Result):
    """An answer with all that it stands on."""

    id: str = Field(description="回答的编号，可用 cewen export 导出；问表没有。")
    status: str = Field(
        description="answered 有原文，computed 算出，partial 只有一部分，clarify 要反问，refused 资料里没有。"
    )
    answer: str = Field(description="回答，[1] 是引用的标记，[F1] 是数字的标记。")
    citations: list[Cited] = Field(description="引用，与标记对应。")
    figures: list[Number] = Field(description="用到和算出的数。")
    missing: list[Lacking] = Field(description="问了而资料里没有的。")
    options: list[str] = Field(description="反问时可以选的。")
    notes: list[str] = Field(description="使用时要注意的。")
    probability: float | None = Field(description="最没把握的一句答对的可能，0 到 1；没有读原文时没有。")
    doubtful: bool = Field(description="是否把握不大、需要人看一眼原文。")

    @classmethod
    def made_of(cls, trace: Trace) -> Answered:
        """The answer of a trace."""
        return cls(
            id=trace.id,
            status=trace.status,
            answer=trace.answer,
            citations=cited(trace.citations),
            figures=[Number.of(one) for one in trace.figures],
            missing=Lacking.each(trace.missing),
            options=list(trace.options),
            notes=list(trace.notes),
            probability=trace.checks.probability,
            doubtful=trace.checks.doubtful,
        )


class Found(Cited):
    """A sentence that was found."""

    answer: str = Field(description="原句里最可能是答案的一段。")
    probability: float = Field(description="它能回答的可能，0 到 1。")
    years: list[int] = Field(description="说的是哪几年。")

    @classmethod
    def each(cls, hits: Sequence[Hit]) -> list[Found]:
        """All of them, numbered in their order."""
        return [
            cls.of(one.citation, ref=str(number), answer=one.answer, probability=one.probability, years=list(one.years))
            for number, one in enumerate(hits, 1)
        ]


class FoundAll(Result):
    """What a search found."""

    hits: list[Found] = Field(description="原句，最可能的在前。")


class Span(Result):
    """A stretch of a given text that answers."""

    text: int = Field(description="第几段文字，第一段是 0。")
    start: int = Field(description="从这段文字的第几个字开始，第一个字是 0。")
    end: int = Field(description="到第几个字为止（不含）。")
    quote: str = Field(description="这一处的原文。")
    probability: float = Field(description="它能回答的可能，0 到 1。")


class SpansFound(Result):
    """What was read in given texts."""

    spans: list[Span] = Field(description="能回答的地方，最可能的在前。")

    @classmethod
    def made_of(cls, spans: Sequence[ReadSpan]) -> SpansFound:
        """All of them."""
        return cls(spans=[Span.of(one) for one in spans])


class LedgerRow(Result):
    """A figure as a document tells it."""

    ref: str = Field(description="出处：资料编号和位置。")
    document_id: str = Field(description="资料编号，可用 get_document 打开。")
    subject: str = Field(description="说的是什么。")
    value: float | None = Field(description="数值，万、亿已化开；区间没有。")
    low: float | None = Field(description="下界；没有为不限。")
    high: float | None = Field(description="上界；没有为不限。")
    unit: str = Field(description="单位。")
    text: str = Field(description="原文怎样写。")
    place: str = Field(description="哪里的；空为未标明。")
    period: str = Field(description="什么时间的；空为未标明。")
    change: str = Field(description="增加或减少；不是增减为空。")
    role: str = Field(description="result 已达到，target 目标，rule 规定。")
    sentence: str = Field(description="所在的原句。")


class LedgerRows(Result):
    """Rows of the ledger."""

    figures: list[LedgerRow] = Field(description="数，最合适的在前。")

    @classmethod
    def made_of(cls, rows: Sequence[LedgerFigure]) -> LedgerRows:
        """All of them."""
        return cls(figures=[LedgerRow.of(one) for one in rows])


class IndicatorOption(Result):
    """A parameter of an indicator."""

    name: str = Field(description="参数名。")
    meaning: str = Field(description="是什么意思。")
    default: str = Field(description="不填时的值。")
    choices: list[str] = Field(description="可选的值；空为不限。")


class IndicatorKind(Result):
    """An indicator that can be computed."""

    name: str = Field(description="指标名，写进 compute_indicator 的 name。")
    summary: str = Field(description="算什么。")
    needs: list[str] = Field(description="要有哪些表。")
    options: list[IndicatorOption] = Field(description="可设的参数。")


class IndicatorKinds(Result):
    """The indicators that can be computed."""

    indicators: list[IndicatorKind] = Field(description="能测算的指标。")


class Computed(Result):
    """An indicator computed from tables."""

    name: str = Field(description="指标名。")
    tables: list[str] = Field(description="用到的表。")
    options: dict[str, str] = Field(description="用到的参数。")
    figures: list[Number] = Field(description="算出的数，带判定；全县的在前，学校的在后。")
    total: int = Field(description="一共算出多少个数；多于列出的，是因为只列前面的。")
    notes: list[str] = Field(description="使用时要注意的。")
    problems: list[str] = Field(description="表里的数据问题。")


class Checked(Result):
    """A text whose figures were checked."""

    findings: list[dict[str, Any]] = Field(
        description="每一项：kind 关系，quote 原文，verdict 判定，formula 算式，computed 复算，stated 文中的数，"
        "readings 合理的读法，suggestion 建议，start 和 end 位置，mends 改法。"
    )
    counts: dict[str, int] = Field(description="每种判定各几项。")
    total: int = Field(description="一共几项；多于列出的，是因为只列前面的。")

    @classmethod
    def made_of(cls, findings: Sequence[Finding], counts: Mapping[str, int], most: int) -> Checked:
        """The first of the findings, and how many there are of each verdict."""
        return cls(findings=[one.to_dict() for one in findings[:most]], counts=dict(counts), total=len(findings))


class DraftMade(Result):
    """A draft with its sources."""

    kind: str = Field(description="文种。")
    text: str = Field(description="稿子：# 标题，## 小标题，[1] 是来源的标记。")
    sources: list[Cited] = Field(description="来源，与标记对应。")
    notes: list[str] = Field(description="使用时要注意的。")
    missing: list[Lacking] = Field(description="要写而资料里没有的。")


class Listed(Result):
    """A document, without its text."""

    id: str = Field(description="资料编号。")
    title: str = Field(description="标题。")
    issuer: str = Field(description="发文单位；空为未标明。")
    doc_number: str = Field(description="文号；空为没有。")
    place: str = Field(description="说的是哪里；空为未标明。")
    date: str = Field(description="日期；空为未标明。")
    status: str = Field(description="时效：现行、已废止等；空为不知道。")
    quality: list[str] = Field(description="使用时要注意的，如转载、文字有损。")

    @classmethod
    def made_of(cls, document: Document) -> Listed:
        """What is known of a document."""
        place = document.place.full_name if document.place else ""
        return cls.of(document, place=place, date=document.date_label)


class DocumentList(Result):
    """Documents that may be opened."""

    documents: list[Listed] = Field(description="资料。")
    total: int = Field(description="符合的一共几份；多于列出的，用 skip 翻页。")


class Opened(Listed):
    """A document with a stretch of its text."""

    text: str = Field(description="全文里的一段。")
    start: int = Field(description="这一段从全文第几个字开始。")
    total: int = Field(description="全文多少字。")
    next: int | None = Field(description="接着读时 start 写这个数；没有为已到结尾。")


def cited(citations: Sequence[Citation]) -> list[Cited]:
    """Citations as a tool gives them."""
    return [Cited.of(one) for one in citations]


def numbers(figures: Sequence[Figure]) -> list[Number]:
    """Figures as a tool gives them."""
    return [Number.of(one) for one in figures]
