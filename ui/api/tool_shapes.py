"""Wire shapes of search, reading, figures, tables, indicators and checks."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from ui.api.answer_shapes import CitationOut, FigureOut
from ui.api.words import MAX_LONG, Asked, Given, Limit, Long, Name, WireModel, Year

Verdict = Literal["通过", "约数内通过", "不通过", "口径可疑", "歧义", "仅派生", "文字残缺"]
OptionValue = Annotated[str, StringConstraints(max_length=200)]


class SearchBody(Given):
    """What is looked for in the policy texts."""

    model_config = ConfigDict(
        title="检索", json_schema_extra={"examples": [{"question": "新增学位多少个", "place": "西湖区", "limit": 5}]}
    )

    question: Asked = Field(description="一个完整的问题")
    place: Name = Field("", description="只看哪里的文件；不写看全部")
    year: Year | None = Field(None, description="问的是哪一年；那年的排前面")
    limit: Limit = Field(8, description="最多几条")


class HitOut(WireModel):
    """A sentence that may answer."""

    model_config = ConfigDict(title="可能回答的原句", from_attributes=True)

    citation: CitationOut = Field(description="原句和它的出处")
    years: list[int] = Field(description="这句话说的是哪些年")
    answer: str = Field(description="句中最像答案的一段")
    probability: float = Field(description="有多大把握，0–1")


class SearchOut(WireModel):
    """What was found, surest first."""

    model_config = ConfigDict(title="检索结果", from_attributes=True)

    hits: list[HitOut] = Field(description="从最有把握的起")


class ReadBody(Given):
    """Texts of the caller's own in which an answer is looked for."""

    model_config = ConfigDict(
        title="阅读",
        json_schema_extra={
            "examples": [{"question": "新增学位多少个", "texts": ["全年新建学校7所，新增学位4200个。"], "limit": 1}]
        },
    )

    question: Asked = Field(description="一个完整的问题")
    texts: list[Long] = Field(min_length=1, max_length=20, description=f"要读的文字，合计不超过 {MAX_LONG} 字；不存")
    limit: Annotated[int, Field(ge=1, le=10)] = Field(3, description="每段文字最多给几处")


class ReadSpanOut(WireModel):
    """A stretch of a given text that answers."""

    model_config = ConfigDict(title="读到的一处", from_attributes=True)

    text: int = Field(description="第几段文字，从 0 起")
    start: int = Field(description="起点（按字符）")
    end: int = Field(description="终点")
    quote: str = Field(description="原文")
    probability: float = Field(description="有多大把握，0–1")


class ReadOut(WireModel):
    """What was read, surest first."""

    model_config = ConfigDict(title="阅读结果", from_attributes=True)

    spans: list[ReadSpanOut] = Field(description="从最有把握的起")


class FiguresBody(Given):
    """Which figures of the ledger are wanted."""

    model_config = ConfigDict(
        title="查数", json_schema_extra={"examples": [{"name": "新增学位", "place": "西湖区", "year": 2023}]}
    )

    name: Name = Field("", description="指标的词，几个词用空格隔开；不写看全部")
    place: Name = Field("", description="哪里的")
    year: Year | None = Field(None, description="哪一年的")
    role: Literal["result", "target", "rule", ""] = Field("", description="result 结果；target 目标；rule 规定")
    limit: Annotated[int, Field(ge=1, le=200)] = Field(20, description="最多几条")


class LedgerFigureOut(WireModel):
    """One figure as a document tells it."""

    model_config = ConfigDict(title="台账里的一个数", from_attributes=True)

    ref: str = Field(description="标号")
    document_id: str = Field(description="资料编号")
    subject: str = Field(description="是什么数")
    value: float | None = Field(description="数值，万、亿已换成个；范围没有单独的值")
    low: float | None = Field(description="下限")
    high: float | None = Field(description="上限")
    unit: str = Field(description="单位")
    qualifier: str = Field(description="修饰，如 近、超过")
    text: str = Field(description="原文的写法")
    place: str = Field(description="地区")
    period: str = Field(description="时间")
    years: list[int] = Field(description="说的是哪些年")
    base: str = Field(description="增减是和什么比")
    change: Literal["增加", "减少", ""] = Field(description="是不是增减的数")
    role: Literal["result", "target", "rule"] = Field(description="结果、目标还是规定")
    sentence: str = Field(description="原句")


class FiguresOut(WireModel):
    """The figures that fit."""

    model_config = ConfigDict(title="查到的数", from_attributes=True)

    figures: list[LedgerFigureOut] = Field(description="最合适的在前")


class TablesBody(Given):
    """A question to the office's tables."""

    model_config = ConfigDict(
        title="问表", json_schema_extra={"examples": [{"question": "示例县哪所学校学生最多？", "history": []}]}
    )

    question: Asked = Field(description="一个问题：某校多少学生、民办学校几所、哪个镇最多")
    history: list[Asked] = Field(default_factory=list, max_length=50, description="先前问过的，从早到晚")


class OptionOut(WireModel):
    """A parameter of an indicator."""

    model_config = ConfigDict(title="指标的参数", from_attributes=True)

    name: str = Field(description="参数名")
    meaning: str = Field(description="意思")
    default: str = Field(description="不写时的值")
    choices: list[str] = Field(description="可选的值；空：不限")


class IndicatorOut(WireModel):
    """A family of indicators that can be computed."""

    model_config = ConfigDict(title="指标", from_attributes=True)

    name: str = Field(description="指标名，测算时写在地址里")
    summary: str = Field(description="算什么")
    needs: list[str] = Field(description="要有哪些表")
    options: list[OptionOut] = Field(description="可设的参数")


class IndicatorsOut(WireModel):
    """What can be computed."""

    model_config = ConfigDict(title="可测算的指标")

    indicators: list[IndicatorOut] = Field(description="各类指标")


class ComputeBody(Given):
    """Of what an indicator is computed."""

    model_config = ConfigDict(
        title="测算", json_schema_extra={"examples": [{"place": "示例县", "period": "2022-2023", "options": {}}]}
    )

    place: Name = Field("", description="哪个县区；只有一处有表时可不写")
    period: Name = Field("", description="哪一年；不写用最近一年")
    options: dict[Name, OptionValue] = Field(default_factory=dict, max_length=20, description="参数，名和值都是文字")
    limit: Annotated[int, Field(ge=1, le=5000)] = Field(500, description="最多返回几个数")


class ProblemOut(WireModel):
    """A finding of the bad-data report."""

    model_config = ConfigDict(title="数据问题", from_attributes=True)

    level: Literal["错误", "警告", "提示"] = Field(description="轻重")
    code: str = Field(description="代号")
    table: str = Field(description="哪张表")
    row: int | None = Field(description="第几行，表头是第 1 行")
    column: str = Field(description="哪一列")
    value: str = Field(description="现在的值")
    rule: str = Field(description="不合哪条规则")
    unit_name: str = Field(description="学校")
    affected: list[str] = Field(description="影响哪些指标")
    action: Literal["已剔除", "按缺失", "待确认"] = Field(description="怎样处理的")
    advice: str = Field(description="建议")


class ComputedOut(WireModel):
    """A computed indicator."""

    model_config = ConfigDict(title="测算结果")

    name: str = Field(description="指标名")
    tables: list[str] = Field(description="用了哪些表")
    options: dict[str, str] = Field(description="用的参数")
    figures: list[FigureOut] = Field(description="算出的数，带公式、代入的数和判定")
    total: int = Field(description="一共算出几个数")
    notes: list[str] = Field(description="要一并说明的")
    problems: list[ProblemOut] = Field(description="表里的数据问题，最多 200 条")
    downgraded: bool = Field(description="剔除的太多，结果仅供参考")


class CheckBody(Given):
    """A text whose figures are held against one another."""

    model_config = ConfigDict(
        title="核对",
        json_schema_extra={"examples": [{"text": "全县有小学39所、初中12所，共50所。"}]},
    )

    text: Long = Field(description=f"要核对的文字，不超过 {MAX_LONG} 字；不会存下来")


class OperandOut(WireModel):
    """A number of a relation."""

    model_config = ConfigDict(title="参与核对的数")

    name: str = Field(description="名称")
    value: float | None = Field(description="数值")
    unit: str = Field(description="单位")
    text: str = Field(description="原文的写法")
    start: int = Field(description="起点（按字符）")
    end: int = Field(description="终点")


class MendOut(WireModel):
    """A way to put a text right."""

    model_config = ConfigDict(title="改法")

    start: int = Field(description="起点")
    end: int = Field(description="终点")
    old: str = Field(description="原来的写法")
    new: str = Field(description="改成")
    why: str = Field(description="为什么")


class FindingOut(WireModel):
    """A relation between figures, recomputed."""

    model_config = ConfigDict(title="核对的一项")

    kind: str = Field(description="核对的是什么关系")
    quote: str = Field(description="原文")
    operands: list[OperandOut] = Field(description="参与的数")
    formula: str = Field(description="算式")
    computed: float | bool | None = Field(description="复算的结果；比较时是真假；算不了为空")
    stated: str = Field(description="文中写的数")
    verdict: Verdict = Field(description="结论")
    readings: list[str] = Field(description="文中可以是对的读法，或可能的改法")
    suggestion: str = Field(description="建议")
    start: int = Field(description="原文的起点")
    end: int = Field(description="原文的终点")
    mends: list[MendOut] = Field(description="可以直接替换的改法")


class CheckOut(WireModel):
    """Everything that was recomputed."""

    model_config = ConfigDict(title="核对结果")

    findings: list[FindingOut] = Field(description="按原文顺序")
    counts: dict[str, int] = Field(description="各种结论各几项")
