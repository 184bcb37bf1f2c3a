"""Wire shapes of documents and drafts."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from core.schema import Document
from ui.api.answer_shapes import CitationOut, MissingOut
from ui.api.words import Given, Id, Name, WireModel, Wished, Year

MAX_CHARS = 100_000


class Wish(Wished):
    """Which documents are to be listed."""

    words: Name = Field("", description="标题里的词")
    place: Name = Field("", description="地区")
    year: Year | None = Field(None, description="成文年份")
    start: int = Field(0, ge=0, le=1_000_000, description="从第几份起，0 是第一份")
    limit: int = Field(50, ge=1, le=200, description="最多几份")


class Stretch(Wished):
    """Which stretch of a text is wanted."""

    start: int = Field(0, ge=0, le=100_000_000, description="全文从第几个字起")
    length: int = Field(MAX_CHARS, ge=1, le=MAX_CHARS, description="最多几个字")


class DocumentOut(WireModel):
    """What is known of a document."""

    model_config = ConfigDict(title="资料")

    id: str = Field(description="资料编号")
    title: str = Field(description="标题")
    source: str = Field(description="文件名")
    place: str = Field(description="地区")
    date: str = Field(description="成文日期")
    issuer: str = Field(description="发文单位")
    doc_number: str = Field(description="文号")
    status: str = Field(description="时效，如 废止、期满")
    collection: str = Field(description="资料集")
    url: str = Field(description="网址")
    warnings: list[str] = Field(description="引用时要注意的")


class DocumentsOut(WireModel):
    """A stretch of the list of documents."""

    model_config = ConfigDict(title="资料列表")

    documents: list[DocumentOut] = Field(description="这一段")
    total: int = Field(description="符合的一共几份")


class DocumentTextOut(DocumentOut):
    """A document with a stretch of its text."""

    model_config = ConfigDict(title="一份资料")

    text: str = Field(description="全文中从 start 起的一段")
    start: int = Field(description="这一段的起点（按字符）")
    chars: int = Field(description="全文有几个字")


class TakenOut(WireModel):
    """What became of one file."""

    model_config = ConfigDict(title="一个文件的结果", from_attributes=True)

    name: str = Field(description="文件名；压缩包里的写作 包名#文件名")
    outcome: str = Field(description="已入库、已更新、没有变化、没有读成、没有入库、待确认、已移出")
    detail: str = Field(description="说明")


class TakenListOut(WireModel):
    """What became of every file."""

    model_config = ConfigDict(title="各文件的结果")

    results: list[TakenOut] = Field(description="每个文件一条")


class DraftBody(Given):
    """What is to be drafted."""

    model_config = ConfigDict(
        title="起草",
        json_schema_extra={
            "examples": [{"kind": "工作简报", "places": ["西湖区"], "years": [2023], "topic": "教师队伍"}]
        },
    )

    kind: Name = Field(description="文种，见 GET /drafts/kinds")
    topic: Annotated[Name, Field(max_length=60)] = Field("", description="主题，几个词")
    places: list[Name] = Field(default_factory=list, max_length=10, description="地区")
    years: list[Year] = Field(default_factory=list, max_length=20, description="年份")
    documents: list[Id] = Field(default_factory=list, max_length=50, description="只用这些资料（编号）")
    indicators: list[Name] = Field(default_factory=list, max_length=10, description="要写进去的指标")
    addressee: Name = Field("", description="主送机关")
    signed: Name = Field("", description="落款单位")
    day: dt.date | None = Field(None, strict=False, description="成文日期，如 2024-01-08")
    format: Literal["json", "md", "docx"] = Field("json", description="json：文字和来源；md、docx：一个文件")
    sources: Literal["附录", "注释", "不列"] = Field("附录", description="文件里怎样列来源")


class DraftOut(WireModel):
    """A draft with its sources."""

    model_config = ConfigDict(title="草稿", from_attributes=True)

    kind: str = Field(description="文种")
    text: str = Field(description="稿子，[1] 是来源的标号")
    sources: list[CitationOut] = Field(description="来源")
    notes: list[str] = Field(description="要一并说明的")
    missing: list[MissingOut] = Field(description="要写而资料里没有的")


class KindsOut(WireModel):
    """Kinds of drafts."""

    model_config = ConfigDict(title="文种")

    kinds: list[str] = Field(description="可起草的文种")


def document_fields(document: Document) -> dict[str, object]:
    """What is known of a document, as its shapes take it."""
    return {
        "id": document.id,
        "title": document.title,
        "source": document.source,
        "issuer": document.issuer,
        "place": document.place.full_name if document.place else "",
        "date": document.date_label,
        "doc_number": document.doc_number,
        "status": document.status,
        "collection": document.collection,
        "url": document.url,
        "warnings": list(document.quality),
    }
