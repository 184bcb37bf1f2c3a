"""The faces, sizes, page and styles of an official document (GB/T 9704—2012), set in a new docx."""

from __future__ import annotations

import math
from typing import Any

# 小标宋 for the title, 仿宋 for the text, 黑体 and 楷体 for the first two levels of headings.
TITLE, BODY, FIRST, SECOND, PAGE = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
# What a machine without these faces sets instead, in this order; Word and LibreOffice both read it.
FALLBACKS = {
    TITLE: ("方正小标宋_GBK", "华文中宋", "STZhongsong", "宋体", "SimSun", "Noto Serif CJK SC"),
    BODY: ("仿宋", "FangSong", "方正仿宋_GBK", "华文仿宋", "STFangsong", "Noto Serif CJK SC"),
    FIRST: ("SimHei", "方正黑体_GBK", "华文黑体", "STHeiti", "Noto Sans CJK SC"),
    SECOND: ("楷体", "KaiTi", "方正楷体_GBK", "华文楷体", "STKaiti", "Noto Serif CJK SC"),
    PAGE: ("SimSun", "华文宋体", "STSong", "Noto Serif CJK SC"),
}
# Sizes in points: 二号, 三号, 四号, 小四, 五号.
TWO, THREE, FOUR, SMALL_FOUR, FIVE = 22.0, 16.0, 14.0, 12.0, 10.5
# Margins in mm: 天头 37, 订口 28; 版心 156 × 225 of A4 leaves 35 and 26.
TOP, BOTTOM, LEFT, RIGHT = 37.0, 35.0, 28.0, 26.0
PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
LINES, CHARACTERS = 22, 28
TWIPS_PER_MM = 1440 / 25.4
# The page number stands 7 mm below the text; its line is about 5 mm high.
FOOTER = 35.0 - 7.0 - 5.0

TEXT_WIDTH = PAGE_WIDTH - LEFT - RIGHT
# Whole twips, rounded down, so that the last line and the last character fit.
LINE_PITCH = int((PAGE_HEIGHT - TOP - BOTTOM) * TWIPS_PER_MM / LINES)
# In twentieths of a point, what is taken from each 三号 character to have 28 in a line. A grid of characters would do
# it in Word alone: LibreOffice gives a character that is wider than its cell two cells.
CHARACTER_SPACE = math.floor((TEXT_WIDTH / 25.4 * 72 / CHARACTERS - THREE) * 20)

FACES = ("ascii", "hAnsi", "cs", "eastAsia")
CAPTION, CELL, CELL_HEAD, PICTURE = "公文图表题", "公文表格", "公文表头", "公文图片"
NOTE, SUBTITLE = "公文落款", "公文副题"


def set_page(section: Any) -> None:
    """A4 with the margins and the grid of 22 lines."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm

    section.page_width, section.page_height = Mm(PAGE_WIDTH), Mm(PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.header_distance, section.footer_distance = Mm(15), Mm(FOOTER)
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(LINE_PITCH))
    properties.append(grid)


def set_face(style: Any, face: str, size: float, *, bold: bool = False) -> None:
    """A style's face by name, for figures and letters too (GB/T 9704, 5.2.2), black and upright; theme faces go."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size, style.font.bold, style.font.italic = face, Pt(size), bold, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for part in FACES:
        fonts.set(qn(f"w:{part}"), face)


def set_styles(book: Any) -> None:
    """The styles of title, four levels of headings, text, captions, cells and pictures."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
    from docx.shared import Pt

    styles = book.styles
    _defaults(styles)
    centre, both = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
    headings = ((1, FIRST, False), (2, SECOND, False), (3, BODY, True), (4, BODY, False))
    body = [("Normal", BODY, THREE, False, both)]
    body += [(f"Heading {level}", face, THREE, bold, both) for level, face, bold in headings]
    for name, face, size, bold, place in [*body, ("Title", TITLE, TWO, False, centre)]:
        style = styles[name]
        set_face(style, face, size, bold=bold)
        form = style.paragraph_format
        form.alignment, form.space_before, form.space_after = place, Pt(0), Pt(0)
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE_PITCH / 20)
        form.widow_control = False
        form.keep_with_next = name.startswith(("Heading", "Title"))
        form.keep_together = False
        if name != "Title":
            _indent(style, 200, THREE)
            _tighten(style)
        for border in style.element.xpath("w:pPr/w:pBdr"):
            border.getparent().remove(border)
    styles["Title"].paragraph_format.line_spacing = Pt(35)
    small = (
        (SUBTITLE, SECOND, THREE, centre),
        (CAPTION, FIRST, SMALL_FOUR, centre),
        (CELL, BODY, FIVE, None),
        (CELL_HEAD, FIRST, FIVE, centre),
        (PICTURE, BODY, FIVE, centre),
        (NOTE, BODY, THREE, WD_ALIGN_PARAGRAPH.RIGHT),
    )
    for name, face, size, align in small:
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        set_face(style, face, size)
        form = style.paragraph_format
        form.alignment = align if align is not None else WD_ALIGN_PARAGRAPH.LEFT
        _indent(style, 0, size)
        if name != NOTE:
            # Pictures and small letters keep their own height: on the grid a table would be twice as long.
            form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.SINGLE, 1.0
            _off_the_grid(style)
    styles[CAPTION].paragraph_format.space_before = Pt(6)
    styles[CAPTION].paragraph_format.space_after = Pt(3)
    styles[PICTURE].paragraph_format.keep_with_next = True


def _defaults(styles: Any) -> None:
    """No theme faces under the styles, and Chinese as the language."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for fonts in styles.element.xpath("w:docDefaults//w:rFonts"):
        fonts.attrib.clear()
        for part in FACES:
            fonts.set(qn(f"w:{part}"), BODY)
    for properties in styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr"):
        for old in properties.findall(qn("w:lang")):
            properties.remove(old)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "en-US")
        language.set(qn("w:eastAsia"), "zh-CN")
        properties.append(language)


def _tighten(style: Any) -> None:
    """28 characters a line."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    space = OxmlElement("w:spacing")
    space.set(qn("w:val"), str(CHARACTER_SPACE))
    style.element.rPr.find(qn("w:color")).addnext(space)


def _indent(style: Any, hundredths: int, size: float) -> None:
    """Indent the first line by hundredths of a character, and by as many points where characters are not counted."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style.paragraph_format.first_line_indent = Pt(size * hundredths / 100)
    style.element.pPr.find(qn("w:ind")).set(qn("w:firstLineChars"), str(hundredths))


def no_indent_in_characters(paragraph: Any) -> None:
    """Take the style's indent of two characters from one paragraph: it would go before points."""
    from docx.oxml.ns import qn

    paragraph._p.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLineChars"), "0")


def _off_the_grid(style: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    off = OxmlElement("w:snapToGrid")
    off.set(qn("w:val"), "0")
    spacing = style.element.pPr.find(qn("w:spacing"))
    spacing.addprevious(off)
    style.element.get_or_add_rPr()


def set_fallbacks(book: Any) -> None:
    """Name for each face what a machine without it sets instead (w:altName of the font table)."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from lxml import etree

    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    root = etree.Element(f"{{{space}}}fonts", nsmap={"w": space})
    for face, others in FALLBACKS.items():
        font = etree.SubElement(root, f"{{{space}}}font")
        font.set(f"{{{space}}}name", face)
        etree.SubElement(font, f"{{{space}}}altName").set(f"{{{space}}}val", ",".join(others))
        etree.SubElement(font, f"{{{space}}}charset").set(f"{{{space}}}val", "86")
    blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"
    main = book.part
    for key, relation in list(main.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.FONT_TABLE:
            del main.rels[key]
    main.relate_to(Part(PackURI("/word/fontTable.xml"), kind, blob, main.package), RELATIONSHIP_TYPE.FONT_TABLE)
