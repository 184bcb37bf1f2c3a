"""Writers of the fixed formats of the test corpus: pdf with text, pdf of scanned pages, ofd."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from core.errors import LoadError
from evals.rendered_pages import PAGE_MM, PT_MM, SetPage, Source, em, set_pages

SCAN_DPI = 150
SLANT_DEGREES = 0.35
NOISE = 7.0
_OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def write_pdf(source: Source, path: Path, columns: int = 1) -> None:
    """A PDF with a text layer in the reader's own Song type, heads and page numbers, rules around cells."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), pagesize=(PAGE_MM[0] / PT_MM, PAGE_MM[1] / PT_MM))
    canvas.setTitle(str(source.blocks[0]))
    for page in set_pages(source, columns):
        for rule in page.rules:
            canvas.line(rule[0] / PT_MM, _up(rule[1]), rule[2] / PT_MM, _up(rule[3]))
        for line in page.lines:
            canvas.setFont("STSong-Light", line.size / PT_MM)
            start = 0
            for i in range(1, len(line.text) + 1):
                # Latin letters one by one: the font's own widths are not those of the layout.
                if i == len(line.text) or em(line.text[i]) < 1 or em(line.text[i - 1]) < 1:
                    canvas.drawString((line.x + line.offsets[start]) / PT_MM, _up(line.y), line.text[start:i])
                    start = i
        canvas.showPage()
    canvas.save()


def write_columns(source: Source, path: Path) -> None:
    """A PDF like `write_pdf`'s with its paragraphs in two columns."""
    write_pdf(source, path, columns=2)


def _up(y: float) -> float:
    return (PAGE_MM[1] - y) / PT_MM


def chinese_font() -> str:
    """A file of a Chinese Song or Hei type on this system.

    Raises:
        LoadError: If there is none.
    """
    if shutil.which("fc-list"):
        result = subprocess.run(["fc-list", ":lang=zh-cn", "file"], capture_output=True, text=True, check=False).stdout
        files = sorted(line.rstrip(": ").strip() for line in result.splitlines() if line.strip())
        liked = [f for f in files if "Serif" in f and "Regular" in f] or [f for f in files if "Regular" in f] or files
        if liked:
            return liked[0]
    raise LoadError("没有中文字体，无法生成扫描件", next_step="请安装 fonts-noto-cjk（make debian）")


def scan_image(page: SetPage, seed: int) -> Any:
    """A page as a scanner at 150 dpi would give it: slightly turned, a little noise."""
    import numpy as np
    from PIL import Image, ImageDraw, ImageFont

    dots = SCAN_DPI / 25.4
    image = Image.new("L", (round(PAGE_MM[0] * dots), round(PAGE_MM[1] * dots)), 250)
    draw = ImageDraw.Draw(image)
    for x0, y0, x1, y1 in page.rules:
        draw.line((x0 * dots, y0 * dots, x1 * dots, y1 * dots), fill=20, width=2)
    file = chinese_font()
    for line in page.lines:
        # Index 2 of Noto's collections is the Simplified Chinese face.
        font = ImageFont.truetype(file, line.size * dots, index=2 if file.endswith(".ttc") else 0)
        for char, offset in zip(line.text, line.offsets, strict=True):
            draw.text(((line.x + offset) * dots, line.y * dots), char, font=font, fill=20, anchor="ls")
    turned = image.rotate(SLANT_DEGREES if seed % 2 else -SLANT_DEGREES, Image.Resampling.BICUBIC, fillcolor=250)
    noise = np.random.default_rng(seed).normal(0, NOISE, (turned.height, turned.width))
    return Image.fromarray(np.clip(np.asarray(turned, dtype=float) + noise, 0, 255).astype("uint8"))


def write_scan(source: Source, path: Path, pages: int | None = None) -> None:
    """A PDF that holds nothing but pictures of its pages, or of the first `pages` of them.

    Raises:
        LoadError: If there is no Chinese font to draw with.
    """
    first, *rest = [scan_image(page, seed) for seed, page in enumerate(set_pages(source)[:pages])]
    first.save(path, "PDF", resolution=SCAN_DPI, save_all=True, append_images=rest, quality=80)


def write_ofd(source: Source, path: Path) -> None:
    """A minimal OFD package: OFD.xml, Document.xml, fonts named, one Content.xml a page."""
    pages = set_pages(source)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "OFD.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><ofd:OFD {_OFD} DocType="OFD" Version="1.0"><ofd:DocBody>'
            f"<ofd:DocInfo><ofd:DocID>0</ofd:DocID><ofd:Title>{escape(str(source.blocks[0]))}</ofd:Title></ofd:DocInfo>"
            "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        )
        listed = "".join(f'<ofd:Page ID="{i + 10}" BaseLoc="Pages/Page_{i}/Content.xml"/>' for i in range(len(pages)))
        package.writestr(
            "Doc_0/Document.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><ofd:Document {_OFD}><ofd:CommonData>'
            "<ofd:MaxUnitID>99999</ofd:MaxUnitID><ofd:PageArea>"
            f"<ofd:PhysicalBox>0 0 {PAGE_MM[0]:g} {PAGE_MM[1]:g}</ofd:PhysicalBox></ofd:PageArea>"
            "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData>"
            f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        )
        package.writestr(
            "Doc_0/PublicRes.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><ofd:Res {_OFD} BaseLoc="Res"><ofd:Fonts>'
            '<ofd:Font ID="2" FontName="宋体" FamilyName="宋体"/></ofd:Fonts></ofd:Res>',
        )
        for i, page in enumerate(pages):
            package.writestr(f"Doc_0/Pages/Page_{i}/Content.xml", _ofd_page(page))


def _ofd_page(page: SetPage) -> str:
    items = []
    for number, (x0, y0, x1, y1) in enumerate(page.rules):
        items.append(
            f'<ofd:PathObject ID="{5000 + number}" LineWidth="0.3" '
            f'Boundary="{x0:.3f} {y0:.3f} {x1 - x0:.3f} {y1 - y0:.3f}">'
            f"<ofd:AbbreviatedData>M 0 0 L {x1 - x0:.3f} {y1 - y0:.3f}</ofd:AbbreviatedData></ofd:PathObject>"
        )
    for number, line in enumerate(page.lines):
        steps = [b - a for a, b in zip(line.offsets, line.offsets[1:], strict=False)]
        even = len(set(steps)) == 1 and len(steps) > 2
        delta = f"g {len(steps)} {steps[0]:.3f}" if even else " ".join(f"{step:.3f}" for step in steps)
        width = line.offsets[-1] + line.size
        items.append(
            f'<ofd:TextObject ID="{1000 + number}" Font="2" Size="{line.size:.3f}" '
            f'Boundary="{line.x:.3f} {line.y - line.size:.3f} {width:.3f} {1.2 * line.size:.3f}">'
            f'<ofd:TextCode X="0" Y="{line.size:.3f}" DeltaX="{delta}">{escape(line.text)}</ofd:TextCode>'
            "</ofd:TextObject>"
        )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><ofd:Page {_OFD}><ofd:Content><ofd:Layer ID="1">{"".join(items)}'
        "</ofd:Layer></ofd:Content></ofd:Page>"
    )
