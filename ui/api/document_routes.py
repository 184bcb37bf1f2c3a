"""Documents: listed, opened, added and taken out again."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Query, Request, UploadFile
from fastapi import Path as InPath
from sqlalchemy import select

from core.errors import DataError
from corpus.listing import Wanted, list_found
from corpus.source_files import file_of
from corpus.store import DocumentRow
from tools.intake import Taken
from tools.proposals import MAX_FILES, safe_name
from ui.api.desk import ApiDesk
from ui.api.document_shapes import (
    DocumentOut,
    DocumentsOut,
    DocumentTextOut,
    Stretch,
    TakenListOut,
    TakenOut,
    Wish,
    document_fields,
)
from ui.api.refusals import Refused
from ui.api.words import MAX_NAME, Id, Name
from ui.uploads import MAX_UPLOAD_BYTES

FIELDS = frozenset({"files", "title", "place", "date", "collection"})


def document_router(desk: ApiDesk) -> APIRouter:
    """The routes."""
    router = APIRouter(tags=["资料"])

    @router.get("/documents", summary="列出资料")
    def listed(wish: Annotated[Wish, Query()]) -> DocumentsOut:
        """能看的资料，按编号排。"""
        wanted = Wanted(words=wish.words, place=wish.place, year=wish.year or 0)
        found = list_found(desk.tools().documents(), wanted)
        shown = found[wish.start : wish.start + wish.limit]
        return DocumentsOut(
            documents=[DocumentOut.model_validate(document_fields(one)) for one in shown], total=len(found)
        )

    @router.get("/documents/{document_id:path}", summary="打开一份资料")
    def opened(
        document_id: Annotated[Id, InPath(description="资料编号")], stretch: Annotated[Stretch, Query()]
    ) -> DocumentTextOut:
        """一份资料的信息和全文；很长的分几次取。"""
        try:
            document = desk.tools().document(document_id)
        except DataError as error:
            raise Refused(404, error.message, error.next_step) from error
        start, text = stretch.start, document.text
        record = {**document_fields(document), "text": text[start : start + stretch.length], "start": start}
        return DocumentTextOut.model_validate({**record, "chars": len(text)})

    @router.post("/documents", summary="加入资料", dependencies=[Depends(_known_fields)])
    def added(
        files: Annotated[list[UploadFile], File(description=f"要加入的文件，最多 {MAX_FILES} 个，每个不超过 50 MB")],
        title: Annotated[Name, Form(description="标题；只传一个文件时可写，不写按文件里认出的")] = "",
        place: Annotated[Name, Form(description="地区全称；只传一个文件时可写")] = "",
        date: Annotated[Name, Form(description="成文日期，如 2024-05-20；只传一个文件时可写")] = "",
        collection: Annotated[Name, Form(description="资料集；不写是“公开”")] = "",
    ) -> TakenListOut:
        """读入、入库，马上可以问；同名文件会被替换。要有编辑角色。每个文件说明结果，一个读不了不影响别的。"""
        if len(files) > MAX_FILES:
            raise Refused(413, f"一次传了 {len(files)} 个文件，最多 {MAX_FILES} 个", "请分几次")
        if len(files) > 1 and (title or place or date):
            raise Refused(422, "一次传几个文件时不能写标题、地区、日期", "请一个一个传，或传完后更正")
        viewer = desk.tools().viewer
        with tempfile.TemporaryDirectory(prefix="cewen-upload-") as folder, desk.upload():
            paths = [_kept(one, Path(folder) / f"{at}") for at, one in enumerate(files)]
            seen = viewer.collections
            proposals = desk.intake.propose(paths, seen=seen)
            edited = [
                one
                if one.error
                else replace(
                    one,
                    title=title or one.title,
                    place=place or one.place,
                    date=date or one.date,
                    collection=collection or one.collection,
                )
                for one in proposals
            ]
            if all(one.error for one in proposals):
                taken = [Taken(name=one.name, outcome="没有入库", detail=one.error) for one in proposals]
            else:
                taken = desk.intake.take_in(proposals, edited, who=viewer.name, seen=seen)
        known = {one.name.split("#")[0] for one in taken}
        taken += [Taken(name=one.name, outcome="没有变化") for one in proposals if one.name not in known]
        return TakenListOut(results=[TakenOut.model_validate(one) for one in taken])

    @router.delete("/documents/{document_id:path}", summary="移出资料")
    def removed(
        document_id: Annotated[Id, InPath(description="资料编号")],
    ) -> TakenListOut:
        """移出从网页或接口加入的一份资料，连同它所在的文件（压缩包里的一起移出）。要有编辑角色。"""
        tools = desk.tools()
        try:
            tools.document(document_id)
        except DataError as error:
            raise Refused(404, error.message, error.next_step) from error
        with desk.upload():
            names = frozenset(desk.intake.names(seen=tools.viewer.collections))
            with tools.assistant.store.session() as session:
                row = session.execute(
                    select(DocumentRow.root, DocumentRow.source).where(DocumentRow.id == document_id)
                ).first()
            uploaded = row is not None and row.root == str(desk.intake.folder.resolve())
            name = file_of(row.source, names) if row is not None and uploaded else None
            if not name:
                raise Refused(
                    409, "这份资料不是从网页或接口加入的，不能在这里移出", "请在资料文件夹里删除后运行 make ingest"
                )
            taken = desk.intake.remove([name], who=tools.viewer.name, seen=tools.viewer.collections)
        return TakenListOut(results=[TakenOut.model_validate(one) for one in taken])

    return router


async def _known_fields(request: Request) -> None:
    """Hold that a form has no field that is not known.

    Raises:
        Refused: If it has.
    """
    unknown = sorted(set(await request.form()) - FIELDS)
    if unknown:
        raise Refused(422, f"参数有误：{unknown[0][:MAX_NAME]} 没有这个参数", f"可写：{'、'.join(sorted(FIELDS))}")


def _kept(upload: UploadFile, folder: Path) -> Path:
    """An uploaded file on disk, under a name that a file may have.

    Raises:
        Refused: If it is too large.
    """
    folder.mkdir()
    path = folder / safe_name(upload.filename or "")
    if (upload.size or 0) > MAX_UPLOAD_BYTES:
        raise Refused(
            413, f"{path.name[:MAX_NAME]} 超过 {MAX_UPLOAD_BYTES // 1024 // 1024} MB", "去掉图片后另存，或分成几份"
        )
    with path.open("wb") as out:
        shutil.copyfileobj(upload.file, out)
    return path
