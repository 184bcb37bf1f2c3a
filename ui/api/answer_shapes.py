"""Wire shapes of questions and answers: a trace as programs read it."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from core.schema import Step, Trace
from corpus.feedback import MAX_REASON
from ui.api.words import Asked, Given, Id, Name, WireModel

STATUS_TOLD = (
    "answered 引原文回答；computed 由表计算；partial 只有一部分；clarify 反问，见 asks、options；refused 资料里没有"
)


class AskBody(Given):
    """A question, with what was asked before it."""

    model_config = ConfigDict(
        title="提问",
        json_schema_extra={"examples": [{"question": "西湖区2023年新增学位多少个？", "history": [], "stream": False}]},
    )

    question: Asked = Field(description="一个问题，中文")
    history: list[Asked] = Field(default_factory=list, max_length=50, description="这次对话里先前问过的，从早到晚")
    home: Name = Field("", description="“我区”“我县”指哪里，写全称；不写按系统设置")
    stream: bool = Field(False, description="true：以事件流（SSE）返回过程和答案；也可用 Accept: text/event-stream")


class CitationOut(WireModel):
    """Where a statement stands."""

    model_config = ConfigDict(title="出处", from_attributes=True)

    ref: str = Field(description="答案里的标号，[1] 的 1")
    kind: Literal["document", "table", "standard"] = Field(description="document 文件；table 表；standard 标准")
    document_id: str = Field(description="资料编号，可用 GET /documents/{编号} 打开")
    title: str = Field(description="标题")
    quote: str = Field(description="原句，与存的文字逐字相同")
    place: str = Field(description="地区")
    date: str = Field(description="成文日期")
    section: str = Field(description="所在章节")
    start: int | None = Field(description="原句在全文中的起点（按字符）")
    end: int | None = Field(description="原句在全文中的终点")
    locator: str = Field(description="页码或单元格")
    warning: str | None = Field(description="引用时要注意的，如转载、已废止")


class FigureInputOut(WireModel):
    """One operand of a computed figure."""

    model_config = ConfigDict(title="代入的数", from_attributes=True)

    name: str = Field(description="名称")
    value: float | None = Field(description="数值")
    unit: str = Field(description="单位")
    source: str = Field(description="来自哪里：出处的标号、表的行，或标准")


class GapOut(WireModel):
    """What is missing to a standard."""

    model_config = ConfigDict(title="差距", from_attributes=True)

    to_standard: float | None = Field(description="到标准还差多少")
    to_85: float | None = Field(description="到标准的 85% 还差多少")
    unit: str = Field(description="单位")


class FigureOut(WireModel):
    """One figure, quoted or computed."""

    model_config = ConfigDict(title="数字", from_attributes=True)

    ref: str = Field(description="标号")
    name: str = Field(description="是什么数")
    value: float | None = Field(description="数值，没有四舍五入；范围没有单独的值")
    unit: str = Field(description="单位")
    place: str = Field(description="地区")
    period: str = Field(description="时间")
    origin: Literal["quoted", "computed"] = Field(description="quoted 引自原文；computed 算出来的")
    code: str = Field(description="指标代号")
    low: float | None = Field(description="范围的下限")
    high: float | None = Field(description="范围的上限")
    text: str = Field(description="写法")
    stage: str = Field(description="学段")
    unit_id: str | None = Field(description="学校标识码")
    formula: str | None = Field(description="公式")
    inputs: list[FigureInputOut] = Field(description="代入的数")
    threshold: float | None = Field(description="标准线")
    verdict: Literal["达标", "不达标", "临界", "待定", "无法计算"] | None = Field(description="判定")
    gap: GapOut | None = Field(description="差距")
    source: str = Field(description="来自哪条出处或哪张表")


class MissingOut(WireModel):
    """What was asked for and is not there."""

    model_config = ConfigDict(title="缺什么", from_attributes=True)

    kind: Literal["place", "period", "indicator", "document"] = Field(
        description="place 地区；period 时间；indicator 指标或内容；document 文件"
    )
    asked: str = Field(description="问的是什么")
    have: list[str] = Field(description="资料里有的相近的")


class AsksOut(WireModel):
    """What a question in return is about."""

    model_config = ConfigDict(title="反问什么", from_attributes=True)

    kind: Literal["home", "place"] = Field(description="home：没有说“我区”是哪里；place：地名不清楚")
    words: list[str] = Field(description="问题里的哪些词")


class SeriesOut(WireModel):
    """One run of a chart's values."""

    model_config = ConfigDict(title="图里的一组数", from_attributes=True)

    name: str = Field(description="名称")
    values: list[float | None] = Field(description="与 labels 一一对应")


class ChartOut(WireModel):
    """A chart as data."""

    model_config = ConfigDict(title="图的数据", from_attributes=True)

    kind: Literal["spread", "distribution", "trend", "rank", "bands"] = Field(description="图的种类")
    title: str = Field(description="标题")
    labels: list[str] = Field(description="比较的是什么")
    series: list[SeriesOut] = Field(description="各组数")
    unit: str = Field(description="单位")
    digits: int = Field(description="显示几位小数")
    line: float | None = Field(description="要求的线")
    keeps: Literal[">=", "<=", ""] = Field(description="应不低于还是不高于这条线")
    note: str = Field(description="数据来自哪里")


class RowsOut(WireModel):
    """Rows of a table that an answer used."""

    model_config = ConfigDict(title="用到的行", from_attributes=True)

    table: str = Field(description="哪张表")
    numbers: list[int] = Field(description="文件里的行号")


class ChecksOut(WireModel):
    """What the verifier counted."""

    model_config = ConfigDict(title="核验", from_attributes=True)

    numbers: int = Field(description="核过几个数")
    unsupported: list[str] = Field(description="没有出处、没有写进答案的数")
    dropped: list[str] = Field(description="因此去掉的句子")
    probability: float | None = Field(description="所依据的句子有多大把握，0–1；没有读文字时为空")
    doubtful: bool = Field(description="把握不大，请人看一眼出处")


class UsageOut(WireModel):
    """What a language model was used for."""

    model_config = ConfigDict(title="语言模型用量", from_attributes=True)

    model: str = Field(description="模型名")
    outcome: str = Field(description="采用了没有，没有采用是为什么")
    used: bool = Field(description="答案是不是用了它的话")
    calls: int = Field(description="请求了几次")
    tools: int = Field(description="用了几次工具")
    input_tokens: int = Field(description="读了多少 token；接口不告诉时为 0")
    output_tokens: int = Field(description="写了多少 token")
    cost: float = Field(description="花费（元），按设置的单价")
    seconds: float = Field(description="用了多少秒")
    sent_back: list[str] = Field(description="退回过的句子和理由")
    dropped: list[str] = Field(description="改了还不通过、没有用的句子和理由")


class AnswerOut(WireModel):
    """An answer with everything that led to it."""

    model_config = ConfigDict(title="回答", from_attributes=True)

    id: str = Field(description="回答的编号，评价时用")
    question: str = Field(description="问题")
    standalone: str = Field(description="补全了上文的问题")
    status: Literal["answered", "computed", "partial", "clarify", "refused"] = Field(description=STATUS_TOLD)
    answer: str = Field(description="答案，[1] 是出处的标号")
    citations: list[CitationOut] = Field(description="出处")
    figures: list[FigureOut] = Field(description="答案里的数字")
    missing: list[MissingOut] = Field(description="问到而资料里没有的")
    options: list[str] = Field(description="反问时可选的")
    asks: AsksOut | None = Field(description="反问什么")
    notes: list[str] = Field(description="要一并说明的")
    charts: list[ChartOut] = Field(description="图的数据")
    rows: list[RowsOut] = Field(description="用到的表里的行")
    checks: ChecksOut = Field(description="核验的结果")
    engine: str = Field(description="谁写的：offline 或语言模型")
    usage: UsageOut | None = Field(description="语言模型的用量；没有用语言模型时为空")
    index: str = Field(description="索引的版本")
    timings_ms: dict[str, float] = Field(description="各步用时（毫秒）")


class StepOut(WireModel):
    """A step of an answer in progress."""

    model_config = ConfigDict(title="过程", from_attributes=True)

    title: str = Field(description="在做什么")
    status: Literal["running", "done"] = Field(description="running 正在做；done 做完了")
    detail: str = Field(description="做出了什么")


class FeedbackBody(Given):
    """A verdict on an answer."""

    model_config = ConfigDict(
        title="评价",
        json_schema_extra={"examples": [{"trace_id": "31c5fcc7a427", "verdict": "bad", "reason": "年份不对"}]},
    )

    trace_id: Id = Field(description="回答的编号（id）；只能评价自己问的、30 天以内的")
    verdict: Literal["good", "bad", ""] = Field(description="good 有用；bad 有误；空：收回评价")
    reason: str = Field("", max_length=MAX_REASON, description="为什么")


class FeedbackOut(WireModel):
    """A verdict that was kept."""

    model_config = ConfigDict(title="已记下的评价")

    trace_id: str = Field(description="回答的编号")
    verdict: Literal["good", "bad", ""] = Field(description="记下的评价")


def answer_out(trace: Trace) -> AnswerOut:
    """A trace as it goes out."""
    return AnswerOut.model_validate(trace)


def step_out(step: Step) -> StepOut:
    """A step as it goes out."""
    return StepOut.model_validate(step)
