from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import LoadError
from ingest.loaders import LOADERS
from tests.ingest.loaders.word_making import cell, par, row, run, table

NAMES = (
    'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" xmlns:aml="http://schemas.microsoft.com/aml/2001/core" '
    'xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint"'
)


def document(body: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><?mso-application progid="Word.Document"?>'
        f"<w:wordDocument {NAMES}><w:body><wx:sect>{body}</wx:sect></w:body></w:wordDocument>"
    ).encode()


def test_a_document_of_2003_is_read_with_its_numbers_tables_and_hidden_text(tmp_path: Path) -> None:
    listed = '<w:listPr><w:ilvl w:val="0"/><wx:t wx:val="第一条"/></w:listPr>'
    deleted = f'<aml:annotation w:type="Word.Deletion"><aml:content>{run("旧")}</aml:content></aml:annotation>'
    body = (
        par("某县学校情况")
        + par("学校应当公开收费项目。", deleted, look=listed)
        + par("共", run("99所", "<w:vanish/>"), "7所。")
        + table(
            row("镇", "学校", "人数"),
            row(cell("东镇", look='<w:vmerge w:val="restart"/>'), "一小", "30"),
            row(cell("", look="<w:vmerge/>"), "二小", "20"),
        )
    )
    path = tmp_path / "导出.doc"
    path.write_bytes(document(body))
    (raw,) = LOADERS[".doc"](path)
    assert raw.text.split("\n") == [
        "某县学校情况",
        "第一条学校应当公开收费项目。",
        "共7所。",
        "镇，学校，人数。",
        "东镇，学校：一小，人数：30。",
        "东镇，学校：二小，人数：20。",
    ]
    assert raw.warnings == (
        "第3段有隐藏、与底色相同或极小的文字，未读取",
        "含未处理的修订，按接受全部修订后的内容读取",
        "扩展名是 .doc，内容是XML 文档，已按内容读取",
    )


def test_a_document_of_2003_without_a_body_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "导出.doc"
    path.write_bytes(f"<w:wordDocument {NAMES}><w:fonts/></w:wordDocument>".encode())
    with pytest.raises(LoadError, match="缺少正文"):
        list(LOADERS[".doc"](path))
