"""What can be drafted at all, told before anything is looked for."""

from __future__ import annotations

from collections.abc import Sequence

from core.drafted import DraftOrder
from core.errors import DataError
from core.schema import Place, Trace
from corpus.draft_templates import Template

MAX_DOCUMENTS = 200


def check_order(order: DraftOrder, template: Template, places: Sequence[Place], answers: Sequence[Trace]) -> None:
    """Hold that an order says of what, and no more than can be read.

    Raises:
        DataError: If it names nothing, one side of a comparison alone, or too many documents.
    """
    if not places and not order.documents and not answers:
        raise DataError("没有选地区，也没有选文件", next_step="请至少选一个地区、一份文件或一条问答里的回答")
    if template.compares and len(places) < 2 and len(set(order.years)) < 2:
        raise DataError(f"{order.kind}要有两方才能比", next_step="请选两个以上地区，或一个地区的两个以上年份")
    if len(order.documents) > MAX_DOCUMENTS:
        raise DataError(
            f"一次选了{len(order.documents)}份文件，最多{MAX_DOCUMENTS}份",
            next_step="请少选一些，或改为按地区和年份起草",
        )


def scope_words(order: DraftOrder) -> str:
    """The places, years and topic of an order in brackets; '' for none."""
    parts = ["、".join(order.places), "、".join(f"{year}年" for year in order.years), order.topic]
    text = "，".join(part for part in parts if part)
    return f"（{text}）" if text else ""
