"""What each tool takes. The descriptions are read by people and by language models, so they are Chinese."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.toolbox import MAX_HITS, MAX_TEXT
from tools.indicators import INDICATORS

MAX_QUESTION, MAX_TURNS, MAX_PAGE = 2000, 20, 20_000

Ask = Annotated[str, Field(min_length=1, max_length=MAX_QUESTION)]
Name = Annotated[str, Field(max_length=100)]
Year = Annotated[int, Field(ge=1949, le=2100)]


class Arguments(BaseModel):
    """Arguments of a tool; one that there is not is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AskArguments(Arguments):
    """Of `ask`."""

    question: Ask = Field(description="一个完整的问题，例如“天津市成立了多少个教育集团”。")
    history: list[Ask] = Field(
        default=[], max_length=MAX_TURNS, description="这之前问过的问题，先问的在前；没有就留空。"
    )
    home: Name = Field(default="", description="“我区”“我县”指哪里，写全名，如“浙江省杭州市西湖区”；不写按设置。")


class SearchArguments(Arguments):
    """Of `search`."""

    question: Ask = Field(description="完整的问题或要找的内容，例如“新增了多少学位”。")
    place: Name = Field(default="", description="只查这个地方的文件，例如“天津市”；留空查全部。")
    year: Year | None = Field(default=None, description="问的是哪一年；写了就先给这一年的。")
    limit: int = Field(default=8, ge=1, le=MAX_HITS, description="最多给几句。")


class ReadArguments(Arguments):
    """Of `read`."""

    question: Ask = Field(description="完整的问题。")
    texts: list[str] = Field(
        min_length=1, max_length=50, description=f"要读的文字，一段或几段，总共不超过 {MAX_TEXT} 字。"
    )
    limit: int = Field(default=3, ge=1, le=20, description="每段文字最多给几处。")


class FiguresArguments(Arguments):
    """Of `figures`."""

    name: Name = Field(default="", description="指标或主体的关键词，几个词用空格隔开，例如“高考 考生”。")
    place: Name = Field(default="", description="地名；留空不限。")
    year: Year | None = Field(default=None, description="说的是哪一年；留空不限。")
    role: Literal["result", "target", "rule", ""] = Field(
        default="", description="result 已达到的数，target 目标，rule 规定；留空不限。"
    )
    limit: int = Field(default=20, ge=1, le=200, description="最多给几个。")


class TablesArguments(Arguments):
    """Of `query_tables`."""

    question: Ask = Field(description="问表的问题，例如“示例县2023年在校生最多的小学是哪所”。")
    history: list[Ask] = Field(
        default=[], max_length=MAX_TURNS, description="这之前问过的问题，先问的在前；没有就留空。"
    )


class NoArguments(Arguments):
    """Of tools that take nothing."""


class IndicatorArguments(Arguments):
    """Of `compute_indicator`."""

    name: Name = Field(min_length=1, description=f"指标名，可选：{'、'.join(INDICATORS)}。")
    place: Name = Field(default="", description="县区名；只有一个地方有表时可不填。")
    period: Name = Field(default="", description="年度，如 2023-2024；不填用最近一年。")
    options: dict[str, Name] = Field(
        default={},
        max_length=20,
        description="参数，名和值，如 {“项目”: “L5”, “学段”: “小学”}；有哪些见 list_indicators；不填按默认。",
    )


class CheckArguments(Arguments):
    """Of `check`."""

    text: str = Field(
        min_length=1, max_length=MAX_TEXT, description=f"要核对的文字：一段草稿或一份文件的全文，不超过 {MAX_TEXT} 字。"
    )


class DraftArguments(Arguments):
    """Of `draft`."""

    kind: Name = Field(min_length=1, description="文种：工作简报、情况说明、汇报提纲、对比材料、问题清单、答复函。")
    topic: Name = Field(default="", description="主题，例如“教师队伍”；留空不限。")
    places: list[Name] = Field(default=[], max_length=20, description="写哪些地方；与 documents 至少给一样。")
    years: list[Year] = Field(default=[], max_length=10, description="写哪些年；留空不限。")
    documents: list[Annotated[str, Field(max_length=300)]] = Field(
        default=[], max_length=50, description="只用这些资料，写编号（见 list_documents）；留空用这些地方的全部资料。"
    )
    indicators: list[Name] = Field(default=[], max_length=20, description="要一并测算的指标；留空不测算。")
    addressee: Name = Field(default="", description="主送机关；可留空。")
    signed: Name = Field(default="", description="落款单位；可留空。")


class DocumentsArguments(Arguments):
    """Of `list_documents`."""

    words: Name = Field(default="", description="标题、发文单位或文号里的词，几个词用空格隔开；留空列全部。")
    place: Name = Field(default="", description="只列这个地方的；留空不限。")
    skip: int = Field(default=0, ge=0, description="跳过前面几份，翻页用。")
    limit: int = Field(default=50, ge=1, le=200, description="最多列几份。")


class DocumentArguments(Arguments):
    """Of `get_document`."""

    document_id: str = Field(min_length=1, max_length=300, description="资料编号，见 list_documents 或引用里的编号。")
    start: int = Field(default=0, ge=0, description="从全文第几个字开始，第一个字是 0。")
    length: int = Field(default=8000, ge=1, le=MAX_PAGE, description="给多少字。")
