"""Drafts on order: GET /drafts/kinds, POST /drafts."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Response

from core.drafted import DraftOrder
from corpus.audit import record
from tools.reports.draft_document import write_draft_file
from ui.api.desk import ApiDesk
from ui.api.document_shapes import DraftBody, DraftOut, KindsOut
from ui.api.refusals import Refused

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MARKDOWN = "text/markdown; charset=utf-8"
_FILE: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
_FILES: dict[str, Any] = {
    "description": "草稿；format 是 md 或 docx 时是一个文件",
    "content": {DOCX: _FILE, "text/markdown": _FILE},
}


def draft_router(desk: ApiDesk) -> APIRouter:
    """The routes."""
    router = APIRouter(tags=["起草"])

    @router.get("/drafts/kinds", summary="可起草的文种")
    def kinds() -> KindsOut:
        """有模板的文种。"""
        return KindsOut(kinds=list(desk.tools().draft_kinds()))

    @router.post("/drafts", response_model=DraftOut, responses={200: _FILES}, summary="起草一份材料")
    def draft(body: DraftBody) -> Response:
        """只用资料里的原句，每句注明来源；资料里没有写到的部分会说明，不代拟。"""
        tools = desk.tools()
        if body.kind not in tools.draft_kinds():
            raise Refused(422, f"没有文种“{body.kind}”", f"可选：{'、'.join(tools.draft_kinds())}")
        order = DraftOrder(
            kind=body.kind,
            topic=body.topic,
            places=tuple(body.places),
            years=tuple(body.years),
            documents=tuple(body.documents),
            indicators=tuple(body.indicators),
            addressee=body.addressee,
            signed=body.signed,
            day=body.day,
        )
        with desk.turn():
            drafted = tools.draft(order)
        about = " ".join((body.kind, *body.places, *(f"{year}年" for year in body.years), body.topic)).strip()
        record(desk.store, "draft", user=tools.viewer.name, subject=about)
        if body.format == "json":
            return Response(DraftOut.model_validate(drafted).model_dump_json(), media_type="application/json")
        with tempfile.TemporaryDirectory(prefix="cewen-draft-") as folder:
            content = write_draft_file(drafted, Path(folder) / f"draft.{body.format}", body.sources).read_bytes()
        record(desk.store, "export", user=tools.viewer.name, subject=f"{about}.{body.format}")
        name = quote(f"{body.kind}.{body.format}", safe="")
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
        return Response(content, media_type=DOCX if body.format == "docx" else MARKDOWN, headers=headers)

    return router
