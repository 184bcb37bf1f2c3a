"""PDFs made for tests: lines at their places, pictures of pages, and fonts whose table says what one likes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
)
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from evals.rendered_fixed import chinese_font
from ingest.loaders import LOADERS, RawDocument

SONG = "STSong-Light"
A4 = (595, 842)
TEXT = (
    "遂昌县2022年阅读推广工作总结",
    "一、2022年，全县新建图书角74个，购置图书3685册。",
    "二、全县共有阅读指导教师152名，其中新聘26名。",
    "遂昌县教育局",
    "2023年1月11日",
)
GLYPH = 48


def load(path: Path) -> RawDocument:
    (raw,) = LOADERS[".pdf"](path)
    return raw


def canvas(path: Path, size: tuple[float, float] = A4) -> Canvas:
    pdfmetrics.registerFont(UnicodeCIDFont(SONG))
    return Canvas(str(path), pagesize=size)


def put(on: Canvas, lines: Sequence[str] = TEXT, *, x: float = 72, y: float = 700, size: float = 14) -> None:
    """Lines below each other, two sizes apart."""
    for i, line in enumerate(lines):
        on.setFont(SONG, size)
        on.drawString(x, y - 2 * i * size, line)


def grid(on: Canvas, rows: Sequence[Sequence[str]], *, x: float = 72, y: float = 400) -> None:
    """A ruled table whose first row stands at a height."""
    on.setFont(SONG, 12)
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            on.rect(x + 120 * j, y - 24 * i, 120, 24)
            on.drawString(x + 6 + 120 * j, y + 7 - 24 * i, text)


def turn(path: Path, degrees: int) -> None:
    """Set /Rotate of every page."""
    writer = PdfWriter(clone_from=path)
    for page in writer.pages:
        page[NameObject("/Rotate")] = NumberObject(degrees)
    writer.write(path)


def _type(size: int) -> Any:
    file = chinese_font()
    return ImageFont.truetype(file, size, index=2 if file.endswith(".ttc") else 0)


def picture(lines: Sequence[str] = TEXT, *, size: tuple[int, int] = (1240, 1754), turned: int = 0) -> Any:
    """A page as a scanner gives it, turned against the clock by degrees."""
    image = Image.new("L", size, 248)
    draw = ImageDraw.Draw(image)
    for i, line in enumerate(lines):
        draw.text((150, 200 + 70 * i), line, font=_type(34), fill=25)
    return image.rotate(turned, expand=True)


def pale_words(image: Any, words: str) -> Any:
    """A picture with pale words drawn aslant over it."""
    band = Image.new("L", (1400, 160), 0)
    ImageDraw.Draw(band).text((10, 10), words, font=_type(80), fill=255)
    band = band.rotate(40, expand=True)
    image.paste(190, (60, 60), band)
    return image


def fonted(path: Path, lines: Sequence[str], told: Callable[[str], str | None], *, degrees: int = 0) -> None:
    """A page whose font draws each character, and says of it what `told` says; None: it says nothing of any."""
    chars = sorted({char for line in lines for char in line})
    codes = {char: 33 + i for i, char in enumerate(chars)}
    writer = PdfWriter()
    page = writer.add_blank_page(*A4)
    procs = DictionaryObject({NameObject(f"/g{codes[c]}"): writer._add_object(_glyph(c)) for c in chars})
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type3"),
            NameObject("/FontBBox"): ArrayObject(map(NumberObject, (0, 0, GLYPH, GLYPH))),
            NameObject("/FontMatrix"): ArrayObject(map(FloatObject, (1 / GLYPH, 0, 0, 1 / GLYPH, 0, 0))),
            NameObject("/FirstChar"): NumberObject(33),
            NameObject("/LastChar"): NumberObject(32 + len(chars)),
            NameObject("/Widths"): ArrayObject(NumberObject(_width(c)) for c in chars),
            NameObject("/CharProcs"): procs,
            NameObject("/Resources"): DictionaryObject(),
            NameObject("/Encoding"): DictionaryObject(
                {
                    NameObject("/Type"): NameObject("/Encoding"),
                    NameObject("/Differences"): ArrayObject(
                        [NumberObject(33), *(NameObject(f"/g{codes[c]}") for c in chars)]
                    ),
                }
            ),
        }
    )
    pairs = [f"<{codes[c]:02X}> <{to.encode('utf-16-be').hex()}>" for c in chars if (to := told(c)) is not None]
    if pairs:
        table = DecodedStreamObject()
        table.set_data(
            (
                "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def\n"
                f"1 begincodespacerange <00> <FF> endcodespacerange\n{len(pairs)} beginbfchar\n"
                + "\n".join(pairs)
                + "\nendbfchar endcmap end end"
            ).encode()
        )
        font[NameObject("/ToUnicode")] = writer._add_object(table)
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F"): writer._add_object(font)})}
    )
    body = DecodedStreamObject()
    shown = [
        f"BT /F 14 Tf 1 0 0 1 72 {700 - 28 * i} Tm <{bytes(codes[c] for c in line).hex()}> Tj ET"
        for i, line in enumerate(lines)
    ]
    body.set_data("\n".join(shown).encode())
    page[NameObject("/Contents")] = writer._add_object(body)
    page[NameObject("/Rotate")] = NumberObject(degrees)
    writer.write(path)


def _width(char: str) -> int:
    return GLYPH if ord(char) > 0x2E7F else GLYPH // 2


def _glyph(char: str) -> DecodedStreamObject:
    """A character as a mask of its picture."""
    wide = _width(char)
    image = Image.new("1", (wide * 2, GLYPH * 2), 1)
    ImageDraw.Draw(image).text((0, 82), char, font=_type(GLYPH * 2), fill=0, anchor="ls")
    proc = DecodedStreamObject()
    drawn = f"{wide} 0 0 -8 {wide} {GLYPH} d1 q {wide} 0 0 {GLYPH} 0 -7 cm\nBI /W {wide * 2} /H {GLYPH * 2} /IM true /BPC 1 ID "
    proc.set_data(drawn.encode() + image.tobytes() + b"\nEI Q")
    return proc
