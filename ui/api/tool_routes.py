"""Search, reading, figures, tables, indicators and checks, each one call of the toolbox."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path

from core.masking import mask_value
from corpus.audit import record_answer
from tools.compute_indicator import family_of, standards_in
from tools.tables import TABLES
from ui.api.answer_shapes import AnswerOut, FigureOut, answer_out
from ui.api.desk import ApiDesk
from ui.api.refusals import Refused
from ui.api.tool_shapes import (
    CheckBody,
    CheckOut,
    ComputeBody,
    ComputedOut,
    FiguresBody,
    FiguresOut,
    FindingOut,
    HitOut,
    IndicatorOut,
    IndicatorsOut,
    LedgerFigureOut,
    OptionOut,
    ProblemOut,
    ReadBody,
    ReadOut,
    ReadSpanOut,
    SearchBody,
    SearchOut,
    TablesBody,
)
from ui.api.words import MAX_NAME

MAX_PROBLEMS = 200


def tool_router(desk: ApiDesk) -> APIRouter:
    """The routes of texts and figures."""
    router = APIRouter()

    @router.post("/search", tags=["检索"], summary="检索原句")
    def search(body: SearchBody) -> SearchOut:
        """找出可能回答问题的原句，连同出处和把握，不写成答案。"""
        with desk.turn():
            hits = desk.tools().search(body.question, place=body.place, year=body.year, limit=body.limit)
        return SearchOut(hits=[HitOut.model_validate(one) for one in hits])

    @router.post("/read", tags=["检索"], summary="在给出的文字里找答案")
    def read(body: ReadBody) -> ReadOut:
        """在调用方给出的文字里找最能回答问题的几处；文字不入库。"""
        with desk.turn():
            spans = desk.tools().read(body.question, body.texts, body.limit)
        return ReadOut(spans=[ReadSpanOut.model_validate(one) for one in spans])

    @router.post("/figures", tags=["数据"], summary="查数字台账")
    def figures(body: FiguresBody) -> FiguresOut:
        """资料里每一个数都在台账里，按指标、地区、年份查，带原句。"""
        with desk.turn():
            rows = desk.tools().figures(body.name, place=body.place, year=body.year, role=body.role, limit=body.limit)
        return FiguresOut(figures=[LedgerFigureOut.model_validate(one) for one in rows])

    @router.post("/tables/query", tags=["数据"], summary="问表")
    def tables(body: TablesBody) -> AnswerOut:
        """对入库的花名册、台账、统计表提问：查找、计数、合计、平均、占比、排名；写明筛选条件和用到的行。"""
        tools = desk.tools()
        with desk.turn():
            trace = tools.ask_tables(body.question, body.history)
        kept = mask_value(replace(trace, id=uuid.uuid4().hex[:12]))
        record_answer(desk.store, kept, user=tools.viewer.name)
        desk.meters.question(kept.status)
        return answer_out(kept)

    @router.post("/check", tags=["数据"], summary="核对一段文字里的数")
    def check(body: CheckBody) -> CheckOut:
        """把文字里的和、差、占比、增长率等复算一遍；只在没有合理读法时才说“不通过”。"""
        with desk.turn():
            findings = desk.tools().check(body.text)
        return CheckOut(
            findings=[FindingOut.model_validate(one.to_dict()) for one in findings],
            counts=dict(Counter(one.verdict for one in findings)),
        )

    return router


def indicator_router(desk: ApiDesk) -> APIRouter:
    """The routes of indicators."""
    router = APIRouter(tags=["指标"])

    @router.get("/indicators", summary="能测算的指标")
    def indicators() -> IndicatorsOut:
        """每类指标算什么、要哪些表、可设什么参数。"""
        standards = standards_in(desk.settings.standards_dir)
        made = [family_of(name, standards) for name in desk.tools().indicators()]
        return IndicatorsOut(
            indicators=[
                IndicatorOut(
                    name=one.name,
                    summary=one.summary,
                    needs=[TABLES[kind].title for kind in one.needs],
                    options=[OptionOut.model_validate(option) for option in one.options],
                )
                for one in made
            ]
        )

    @router.post("/indicators/{name}", summary="测算一个指标")
    def compute(
        name: Annotated[str, Path(description="指标名", max_length=MAX_NAME)], body: ComputeBody
    ) -> ComputedOut:
        """用入库的表测算，每个数带公式、代入的数、标准和判定。"""
        tools = desk.tools()
        if name not in tools.indicators():
            raise Refused(404, f"没有指标“{name}”", f"可算的有：{'、'.join(tools.indicators())}")
        with desk.turn():
            done = tools.indicator(name, place=body.place, period=body.period, options=dict(body.options))
        result = done.result
        return ComputedOut(
            name=done.name,
            tables=[one.title for one in done.tables],
            options=dict(done.options),
            figures=[FigureOut.model_validate(one) for one in result.figures[: body.limit]],
            total=len(result.figures),
            notes=list(result.notes),
            downgraded=result.downgraded,
            problems=[ProblemOut.model_validate(one) for one in result.problems[:MAX_PROBLEMS]],
        )

    return router
