"""What hostile and broken files are made of."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

Make = Callable[[Path], None]
GOOD = "第一条 学校应当每学期公布收费项目。"
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
XXE = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = (
    '<!DOCTYPE r [<!ENTITY a "哈哈哈哈"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


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
    return zipped({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": document, **more})


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


def plain_sheet(sheet: Any) -> None:
    sheet.append(["学校", "学生数（人）"])
    sheet.append(["甲小学", 120])


def formula_sheet(sheet: Any) -> None:
    plain_sheet(sheet)
    sheet.append(["合计", "=SUM(B2:B2)"])


def far_sheet(sheet: Any) -> None:
    plain_sheet(sheet)
    sheet["XFD1048576"] = "角落"


def merged_everywhere() -> bytes:
    """A sheet whose every cell is merged into one."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(plain_sheet))) as old, zipfile.ZipFile(changed, "w") as new:
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


def image(kind: str) -> bytes:
    from PIL import Image

    made = io.BytesIO()
    Image.effect_noise((400, 300), 80).convert("RGB").save(made, kind)
    return made.getvalue()


def blank_image() -> bytes:
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


def ole(streams: dict[str, bytes]) -> bytes:
    """A compound file (MS-CFB, version 3) of streams of 4,096 bytes and more, at most 50 kB in all."""
    sector, end, free = 512, 0xFFFFFFFE, 0xFFFFFFFF
    fat, body, entries = [0xFFFFFFFD, end], b"", []
    for name, data in streams.items():
        assert len(data) >= 4096
        first, count = len(fat), -(-len(data) // sector)
        fat += [*range(first + 1, first + count), end]
        body += data.ljust(count * sector, b"\0")
        entries.append((name, 2, first, len(data)))
    directory = b""
    for number, (name, kind, first, size) in enumerate([("Root Entry", 5, end, 0), *entries]):
        title = name.encode("utf-16-le") + b"\0\0"
        # Every stream hangs to the right of the one before; the root holds the first.
        right = number + 1 if 0 < number < len(entries) else free
        child = 1 if number == 0 else free
        directory += title.ljust(64, b"\0") + struct.pack("<HBBIII", len(title), kind, 1, free, right, child)
        directory += b"\0" * 36 + struct.pack("<IQ", first, size)
    table = b"".join(struct.pack("<I", one) for one in fat).ljust(sector, b"\xff")
    head = OLE + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<I", 0) + b"\xff" * 432
    return head + table + directory.ljust(sector, b"\0") + body


def locked_doc() -> bytes:
    """A Word 97 file whose head says that it is encrypted (MS-DOC, FibBase.fEncrypted)."""
    head = struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0x0804, 0, 0x0100 | 0x0200 | 0x1000)
    return ole({"WordDocument": head.ljust(4096, b"\0"), "1Table": b"\0" * 4096})


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TEXT_OFD = ofd(f'<TextObject Boundary="20 40 150 8" Size="5"><TextCode X="0" Y="5">{GOOD}</TextCode></TextObject>')
ESCAPE = {"../../外.txt": GOOD}
AGAIN, OTHER = "重新", "另存"
