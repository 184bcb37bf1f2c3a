"""Hostile and broken files, made in code: each with the reason and the next step its error must tell, or its text."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Make = Callable[[Path], None]
GOOD = "第一条 学校应当每学期公布收费项目。"
_CT = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
XXE = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = (
    '<!DOCTYPE r [<!ENTITY a "哈哈哈哈"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


@dataclass(frozen=True, kw_only=True)
class Hostile:
    """A file name, how to write it, and what must come of it: `reason` and `step` of the error, or words of the text."""

    name: str
    make: Make
    reason: str = ""
    step: str = ""
    text: str = ""
    absent: str = ""
    warning: str = ""


def raw(data: bytes) -> Make:
    return lambda path: (path.write_bytes(data), None)[1]


def zipped(members: dict[str, bytes | str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return packed.getvalue()


def docx(body: str, before: str = "", **more: str | bytes) -> bytes:
    document = f'<?xml version="1.0"?>{before}<w:document {_W}><w:body>{body}</w:body></w:document>'
    return zipped({"[Content_Types].xml": _CT, "word/document.xml": document, **more})


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def ofd(content: str, before: str = "", pages: str = '<Page ID="1" BaseLoc="P0.xml"/>') -> bytes:
    return zipped(
        {
            "OFD.xml": "<OFD><DocBody><DocRoot>Doc_0/Document.xml</DocRoot></DocBody></OFD>",
            "Doc_0/Document.xml": f"{before}<Document><Pages>{pages}</Pages></Document>",
            "Doc_0/P0.xml": f"<Page><Content><Layer>{content}</Layer></Content></Page>",
        }
    )


def xlsx(fill: Callable[[Any], None]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    fill(book.active)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _plain_sheet(sheet: Any) -> None:
    sheet.append(["学校", "学生数（人）"])
    sheet.append(["甲小学", 120])


def _formula_sheet(sheet: Any) -> None:
    _plain_sheet(sheet)
    sheet.append(["合计", "=SUM(B2:B2)"])


def _far_sheet(sheet: Any) -> None:
    _plain_sheet(sheet)
    sheet["XFD1048576"] = "角落"


def merged_everywhere() -> bytes:
    """A sheet whose every cell is merged into one."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(_plain_sheet))) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("sheet1.xml"):
                merge = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
                data = data.replace(b"</sheetData>", b"</sheetData>" + merge)
            new.writestr(name, data)
    return changed.getvalue()


def huge_page() -> bytes:
    """A PDF page of five metres with a picture and no text."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    made = io.BytesIO()
    canvas = Canvas(made, pagesize=(14_400, 14_400))
    canvas.drawImage(ImageReader(Image.new("L", (20, 20), 255)), 0, 0, 14_400, 14_400)
    canvas.save()
    return made.getvalue()


def pdf(pages: int = 1, password: str = "", script: bool = False) -> bytes:
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import DictionaryObject, NameObject, TextStringObject

    writer = PdfWriter()
    if pages:
        for page in PdfReader(io.BytesIO(_text_pdf(pages))).pages:
            writer.add_page(page)
    if password:
        writer.encrypt(password)
    if script:
        action = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
        )
        writer.root_object[NameObject("/OpenAction")] = action
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def _text_pdf(pages: int) -> bytes:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    made = io.BytesIO()
    canvas = Canvas(made)
    for _ in range(pages):
        canvas.setFont("STSong-Light", 16)
        canvas.drawString(80, 600, GOOD)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG that says it is huge and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    start = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", start) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def _image(kind: str) -> bytes:
    from PIL import Image

    made = io.BytesIO()
    Image.effect_noise((400, 300), 80).convert("RGB").save(made, kind)
    return made.getvalue()


def _blank_image() -> bytes:
    from PIL import Image

    made = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(made, "PNG")
    return made.getvalue()


def link_in_zip() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        info = zipfile.ZipInfo("链接.txt")
        info.external_attr = 0o120777 << 16
        package.writestr(info, "/etc/passwd")
    return made.getvalue()


def flagged(data: bytes) -> bytes:
    """A zip whose members say that they are encrypted."""
    changed = bytearray(data)
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = changed.find(sign)
        while start >= 0:
            changed[start + at] |= 1
            start = changed.find(sign, start + 4)
    return bytes(changed)


def gbk_named() -> bytes:
    """A zip as Windows packs it: the name in GBK and no flag that says so."""
    name = "通知.txt".encode("gbk")
    made = zipped({"a" * len(name): GOOD})
    return made.replace(b"a" * len(name), name)


def nested(depth: int) -> bytes:
    data = zipped({"文.txt": GOOD})
    for _ in range(depth):
        data = zipped({"层.zip": data, "旁.txt": "旁边的文件。"})
    return data


def only_nested(depth: int) -> bytes:
    data = zipped({"文.txt": GOOD})
    for _ in range(depth):
        data = zipped({"层.zip": data})
    return data


def encrypted_office() -> bytes:
    import msoffcrypto.format.ooxml as ooxml

    made = io.BytesIO()
    ooxml.OOXMLFile(io.BytesIO(docx(paragraph(GOOD)))).encrypt("密码", made)
    return made.getvalue()


def big_line(path: Path) -> None:
    with path.open("wb") as file:
        block = "教育".encode() * 500_000
        for _ in range(70):
            file.write(block)


def cut(data: bytes, share: float = 0.5) -> bytes:
    return data[: int(len(data) * share)]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TEXT_OFD = ofd(f'<TextObject Boundary="20 40 150 8" Size="5"><TextCode X="0" Y="5">{GOOD}</TextCode></TextObject>')
ESCAPE = {"../../外.txt": GOOD}
AGAIN, OTHER = "重新", "另存"

HOSTILE: tuple[Hostile, ...] = (
    # empty and plain text
    *(Hostile(name=f"空{e}", make=raw(b""), reason="空文件", step="导出或下载") for e in
      (".txt", ".docx", ".pdf", ".xlsx", ".ofd", ".png", ".zip", ".html", ".csv", ".doc", ".xls", ".jsonl")),
    Hostile(name="空白.txt", make=raw(" \n\t\r\n　\n".encode()), reason="空文件", step="导出"),
    Hostile(name="一行.txt", make=big_line, reason="超过 50 MB", step="拆分"),
    Hostile(name="长行.txt", make=raw("教育".encode() * 150_000), reason="有一行超过 20 万字", step="按段落换行"),
    Hostile(name="二进制.txt", make=raw(bytes(range(256)) * 40), reason="不是可识别的文本", step="UTF-8"),
    Hostile(name="空字符.txt", make=raw(("甲县有" + "\x00" + "小学3所。" * 40).encode()), text="甲县有小学3所。", warning="控制符"),
    Hostile(name="混合.txt", make=raw("甲县有小学。\n".encode() + "乙县有初中。\n".encode("gbk")), text="甲县有小学。\n乙县有初中。",
            warning="编码混杂"),
    Hostile(name="残缺.txt", make=raw(GOOD.encode()[:-1]), text="每学期公布收费项目", warning="结尾残缺"),
    Hostile(name="反向.txt", make=raw("收费\u202e元05\u202c以内，\u200f不得\u2067加收。".encode()), text="收费元05以内，不得加收。",
            absent="\u202e", warning="控制符"),
    Hostile(name="宽.txt", make=raw(GOOD.encode("utf-16-le")), text=GOOD),
    Hostile(name="宽标.txt", make=raw(GOOD.encode("utf-16")), text=GOOD),
    Hostile(name="标.txt", make=raw(b"\xef\xbb\xbf" + GOOD.encode("gb18030")), text=GOOD),
    Hostile(name="代理.txt", make=raw(b"\xed\xa0\x80\xed\xb0\xff\xff\n"), reason="不是可识别的文本", step="UTF-8"),
    Hostile(name="代理.jsonl", make=raw(b'{"id": "a", "text": "\\ud800\\u6559\\u80b2\\u5c40\\u3002"}'), text="?教育局。"),
    Hostile(name="坏行.jsonl", make=raw(b'{"id": 1, "text": "a"}\n{"id": '), reason="第2行不是 JSON", step="修正该行"),
    # wrong endings
    Hostile(name="其实是.docx", make=lambda p: p.write_bytes(pdf()) and None, text=GOOD, warning="内容是PDF"),
    Hostile(name="其实是.pdf", make=raw(docx(paragraph(GOOD))), text=GOOD, warning="内容是Word 文档"),
    Hostile(name="其实是.txt", make=raw(TEXT_OFD), text=GOOD, warning="内容是OFD"),
    Hostile(name="其实是.xls", make=lambda p: p.write_bytes(xlsx(_plain_sheet)) and None, text="学生数（人）：120", warning="Excel"),
    Hostile(name="网页.doc", make=raw(f"<html><body><p>{GOOD * 3}</p></body></html>".encode()), text=GOOD, warning="内容是网页"),
    Hostile(name="文字.pdf", make=raw(GOOD.encode()), reason="文件头不符", step=OTHER),
    Hostile(name="文字.docx", make=raw(GOOD.encode()), reason="文件头不符", step=OTHER),
    Hostile(name="文字.png", make=raw(GOOD.encode()), reason="文件头不符", step=OTHER),
    Hostile(name="程序.pdf", make=raw(b"MZ" + b"\x90" * 300), reason="可执行程序", step=OTHER),
    Hostile(name="压缩.docx", make=raw(b"Rar!\x1a\x07\x00" + b"\0" * 50), reason="rar 压缩包", step="解压"),
    Hostile(name="演示.docx", make=raw(zipped({"[Content_Types].xml": _CT, "ppt/p.xml": "<p/>"})), reason="PowerPoint", step=OTHER),
    # damaged
    Hostile(name="半.docx", make=raw(cut(docx(paragraph(GOOD)))), reason="已损坏", step=AGAIN),
    Hostile(name="半.xlsx", make=lambda p: p.write_bytes(cut(xlsx(_plain_sheet))) and None, reason="已损坏", step=AGAIN),
    Hostile(name="半.ofd", make=raw(cut(TEXT_OFD)), reason="已损坏", step=AGAIN),
    Hostile(name="半.zip", make=raw(cut(zipped({"a.txt": GOOD * 50}))), reason="已损坏", step=AGAIN),
    Hostile(name="半.pdf", make=lambda p: p.write_bytes(b"%PDF-1.7\n" + b"x" * 500) and None, reason="已损坏", step=AGAIN),
    Hostile(name="半.png", make=lambda p: p.write_bytes(cut(_image("PNG"))) and None, reason="已损坏", step=AGAIN),
    Hostile(name="半.jpg", make=lambda p: p.write_bytes(cut(_image("JPEG"), 0.3)) and None, reason="已损坏", step=AGAIN),
    Hostile(name="半.tif", make=lambda p: p.write_bytes(cut(_image("TIFF"), 0.3)) and None, reason="已损坏", step=AGAIN),
    Hostile(name="半.xls", make=raw(OLE + b"\0" * 600), reason="已损坏", step=OTHER),
    Hostile(name="半.doc", make=raw(OLE + b"\0" * 600), reason="", step=OTHER),
    Hostile(name="坏.docx", make=raw(docx("<w:p><w:r>")), reason="XML 不完整", step=OTHER),
    Hostile(name="无正文.docx", make=raw(zipped({"[Content_Types].xml": _CT, "word/styles.xml": "<a/>"})), reason="缺少正文", step=OTHER),
    Hostile(name="坏校验.zip", make=raw(zipped({"a.txt": "x" * 50}).replace(b"PK\x03\x04", b"PK\x03\x05", 1)), reason="", step=""),
    # nothing inside
    Hostile(name="无页.pdf", make=lambda p: p.write_bytes(pdf(0)) and None, reason="没有页面", step=OTHER),
    Hostile(name="无页.ofd", make=raw(ofd("", pages="")), reason="没有页面", step=OTHER),
    Hostile(name="无字.ofd", make=raw(ofd("")), reason="没有文字", step="PDF"),
    Hostile(name="无字.docx", make=raw(docx("<w:p/>")), reason="没有文字内容", step="空白"),
    Hostile(name="无字.xlsx", make=lambda p: p.write_bytes(xlsx(lambda s: None)) and None, reason="没有文字内容", step="空白"),
    Hostile(name="白.png", make=lambda p: p.write_bytes(_blank_image()) and None, reason="没有认出文字", step="清晰"),
    Hostile(name="脚本.html", make=raw(b"<html><script>load()</script></html>"), reason="没有正文", step="PDF"),
    Hostile(name="空包.zip", make=raw(zipped({})), reason="没有能读取的文件", step="核对"),
    # locked
    Hostile(name="密.pdf", make=lambda p: p.write_bytes(pdf(password="1")) and None, reason="已加密，需要密码", step="解除"),
    Hostile(name="密.docx", make=lambda p: p.write_bytes(encrypted_office()) and None, reason="已加密，需要密码", step="去掉打开密码"),
    Hostile(name="密.xlsx", make=lambda p: p.write_bytes(encrypted_office()) and None, reason="已加密，需要密码", step="去掉打开密码"),
    Hostile(name="密.zip", make=raw(flagged(zipped({"a.txt": GOOD}))), reason="已加密，需要密码", step="解除密码"),
    # bombs
    Hostile(name="炸弹.zip", make=raw(zipped({"a.txt": b"0" * 40_000_000})), reason="疑似压缩炸弹", step="核对来源"),
    Hostile(name="炸弹.docx", make=raw(docx(paragraph("a" * 30_000_000))), reason="疑似压缩炸弹", step="核对来源"),
    Hostile(name="炸弹.xlsx", make=raw(zipped({"[Content_Types].xml": _CT, "xl/a.xml": b" " * 30_000_000})), reason="压缩炸弹", step="核对"),
    Hostile(name="深.zip", make=raw(only_nested(6)), reason="嵌套超过 3 层", step="解压"),
    Hostile(name="多.zip", make=raw(zipped({f"{i}.txt": "a" for i in range(2100)})), reason="超过 2000 个", step="分成几个"),
    Hostile(name="大.png", make=raw(png_header(60_000, 60_000)), reason="尺寸过大", step="300 dpi"),
    Hostile(name="宽.html", make=raw(f"<html><body><table><tr><td colspan=99999999 rowspan=9999999>{GOOD * 4}</td><td>乙</td></tr>"
            "</table></body></html>".encode()), text=GOOD),
    Hostile(name="深.html", make=raw(("<div>" * 20_000 + GOOD * 3).encode()), text="", reason="", step=""),
    Hostile(name="角.xlsx", make=lambda p: p.write_bytes(xlsx(_far_sheet)) and None, text="甲小学，学生数（人）：120"),
    Hostile(name="并.xlsx", make=lambda p: p.write_bytes(merged_everywhere()) and None, reason="合并单元格范围过大", step="取消"),
    Hostile(name="巨.pdf", make=lambda p: p.write_bytes(huge_page()) and None, reason="没有认出文字", step="清晰"),
    # paths
    Hostile(name="越界.zip", make=raw(zipped({"../../外.txt": GOOD})), reason="越界路径", step="核对来源"),
    Hostile(name="绝对.zip", make=raw(zipped({"/etc/外.txt": GOOD})), reason="越界路径", step="核对来源"),
    Hostile(name="盘符.zip", make=raw(zipped({"C:\\外.txt": GOOD})), reason="越界路径", step="核对来源"),
    Hostile(name="链接.zip", make=raw(link_in_zip()), reason="符号链接", step="打包文件本身"),
    # entities
    Hostile(name="外.docx", make=raw(docx(paragraph("&x;"), XXE)), reason="外部实体", step="核对来源"),
    Hostile(name="笑.docx", make=raw(docx(paragraph("&c;"), LAUGHS)), reason="外部实体", step="核对来源"),
    Hostile(name="外.ofd", make=raw(ofd("", XXE)), reason="外部实体", step="核对来源"),
    Hostile(name="外宽.docx", make=raw(zipped({"[Content_Types].xml": _CT, "word/document.xml":
            f'<?xml version="1.0" encoding="UTF-16"?>{XXE}<a>&x;</a>'.encode("utf-16")})), reason="外部实体", step="核对来源"),
    Hostile(name="外.xlsx", make=raw(zipped({"[Content_Types].xml": _CT, "xl/workbook.xml": f"{XXE}<a>&x;</a>"})), reason="外部实体", step="核对"),
    Hostile(name="外.html", make=raw(f"{XXE.replace('r [', 'html [')}<html><body><p>{GOOD * 3}&x;</p></body></html>".encode()), text=GOOD,
            absent="root:"),
    Hostile(name="外.svg.html", make=raw(f"<html><body><p>{GOOD * 3}</p><svg>{XXE}<text>&x;</text></svg></body></html>".encode()), text=GOOD,
            absent="root:"),
    # scripts, macros, formulas
    Hostile(name="脚本正文.html", make=raw(f"<html><body><p onclick='x()'>{GOOD * 3}</p><script>alert('坏')</script></body></html>".encode()),
            text=GOOD, absent="坏"),
    Hostile(name="宏.docx", make=raw(docx(paragraph(GOOD), **{"word/vbaProject.bin": b"x"})), text=GOOD, warning="含宏"),
    Hostile(name="脚本.pdf", make=lambda p: p.write_bytes(pdf(script=True)) and None, text=GOOD),
    Hostile(name="公式.xlsx", make=lambda p: p.write_bytes(xlsx(_formula_sheet)) and None, text="甲小学", absent="SUM", warning="没有保存计算结果"),
    Hostile(name="公式.csv", make=raw("学校,备注\n甲,=cmd|' /C calc'!A0\n".encode()), text="=cmd|", warning="未计算"),
    # archives that are in order, but oddly made
    Hostile(name="国标.zip", make=raw(gbk_named()), text=GOOD),
    Hostile(name="浅.zip", make=raw(nested(1)), text=GOOD),
)  # fmt: skip
