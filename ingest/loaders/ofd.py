"""OFD (GB/T 33190-2016): pages of a zipped XML package, text objects by their place on the page."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from core.errors import LoadError
from ingest.loaders import RawDocument
from ingest.loaders.boundary import reads
from ingest.loaders.building import TextBuilder
from ingest.loaders.frames import Frame
from ingest.loaders.layout import add_pages, lines_of_runs
from ingest.loaders.limits import MAX_OCR_PAGES, MAX_PAGES
from ingest.loaders.ocr import recognise
from ingest.loaders.ofd_images import PagePicture, PlacedImage, page_picture
from ingest.loaders.ofd_text import OfdText, direction, texts_of
from ingest.loaders.ofd_xml import each, first, matrix, numbers, text_of
from ingest.loaders.packages import opened_package, parse_xml
from ingest.loaders.page_notes import SCAN, UNSEEN, WATERMARK, Notes, page_numbers
from ingest.loaders.page_parts import Page
from ingest.loaders.ruled import MAX_SEGMENTS, Segment, moved_rule, ruled_tables
from ingest.loaders.scans import FEW_CHARS, is_scan

A4_MM = (210.0, 297.0)
NEAR_MM = 1.0
_PROPERTIES = {"Title": "title", "Author": "author", "CreationDate": "created", "ModDate": "modified"}


class _Package:
    """Files of an OFD by path; a path is relative to the file that names it, or starts at the root."""

    def __init__(self, package: zipfile.ZipFile, name: str) -> None:
        self.package = package
        self.name = name
        self._names = set(package.namelist())

    def path(self, base: str, location: str) -> str:
        joined = location if location.startswith("/") else posixpath.join(posixpath.dirname(base), location)
        return posixpath.normpath(joined).lstrip("/")

    def xml(self, path: str) -> Any:
        if path not in self._names:
            raise LoadError(f"{self.name} 缺少 {path}，文件不完整", next_step="请重新下载，或用阅读器打开后另存")
        return parse_xml(self.name, self.package.read(path))

    def data(self, path: str) -> bytes | None:
        return self.package.read(path) if path in self._names else None


@reads("ofd", ".ofd")
def load_ofd(path: Path) -> Iterator[RawDocument]:
    """One document for each document in the package, pages marked 第N页.

    Raises:
        LoadError: If it is damaged, encrypted, without pages, or has too many.
    """
    with opened_package(path) as package:
        files = _Package(package, path.name)
        root = files.xml("OFD.xml")
        if any("Encrypt" in name for name in package.namelist()):
            raise LoadError(f"{path.name} 已加密，需要密码", next_step="请解除加密后再导入")
        bodies = list(each(root, "DocBody"))
        if not bodies:
            raise LoadError(f"{path.name} 里没有文档", next_step="请用阅读器打开后另存")
        for number, body in enumerate(bodies, 1):
            document = _document(files, body)
            yield document if len(bodies) == 1 else replace(document, name=f"文档{number}")


def _document(files: _Package, body: Any) -> RawDocument:
    base = files.path("", text_of(body, "DocRoot"))
    document = files.xml(base)
    listed = [page for pages in each(document, "Pages") for page in each(pages, "Page")]
    if not listed:
        raise LoadError(f"{files.name} 没有页面", next_step="请用阅读器打开后另存")
    if len(listed) > MAX_PAGES:
        raise LoadError(f"{files.name} 有 {len(listed)} 页，超过 {MAX_PAGES} 页", next_step="请拆分后再导入")
    templates = {
        template.get("ID", ""): files.path(base, template.get("BaseLoc", ""))
        for template in each(document, "TemplatePage")
    }
    area = numbers(text_of(first(document, "CommonData"), "PhysicalBox"))
    media = _media(files, base, document, "PublicRes", "DocumentRes")
    builder, notes = TextBuilder(), Notes()
    pages: list[Page] = []
    unread: list[int] = []
    for number, listed_page in enumerate(listed, 1):
        where = files.path(base, listed_page.get("BaseLoc", ""))
        content = files.xml(where)
        own = numbers(text_of(first(content, "Area"), "PhysicalBox")) or area
        width, height = (own[2], own[3]) if len(own) == 4 else A4_MM
        used = [
            files.xml(templates[template.get("TemplateID")])
            for template in each(content, "Template")
            if template.get("TemplateID") in templates
        ]
        texts = texts_of(content, width, height)
        images = [item for layer in (*used, content) for item in each(layer, "ImageObject")]
        if _may_be_scan(texts, images, width, height):
            here = media | _media(files, where, content, "PageRes")
            picture = _picture(files, [*used, content], here, width, height)
            if picture.unread:
                unread.append(number)
            if picture.image:
                if notes.count(SCAN) >= MAX_OCR_PAGES:
                    raise LoadError(f"{files.name} 扫描页超过 {MAX_OCR_PAGES} 页", next_step="请拆分后再导入")
                notes.add(SCAN, number)
                found = replace(recognise(picture.image), number=number - 1)
                if found.watermark:
                    notes.add(WATERMARK, number, found.watermark)
                pages.append(found)
                continue
        texts += [text for template in used for text in texts_of(template, width, height)]
        for text in texts:
            if text.unseen or text.quarters is None:
                notes.add(UNSEEN if text.unseen else WATERMARK, number, text.line.text)
        seen = [text for text in texts if not text.unseen and text.quarters is not None]
        pages += _laid_out(seen, _segments(content), Frame(page=(0.0, 0.0, width, height)), number - 1)
    notes.tell(builder, len(listed))
    if unread:
        builder.warn(f"{page_numbers(unread)}的图片打不开，上面的文字未读取")
    add_pages(builder, pages)
    if builder.empty and unread:
        raise LoadError(
            f"{files.name} {page_numbers(unread)}只有图片，图片已损坏或格式不支持（如 JBIG2）",
            next_step="请用 OFD 阅读器打印或另存成 PDF 后再导入",
        )
    if builder.empty:
        raise LoadError(f"{files.name} 没有文字内容", next_step="请确认是否为空白或纯图形文件，可打印成 PDF 后再导入")
    info = first(body, "DocInfo")
    return builder.build(properties={result: text_of(info, name) for name, result in _PROPERTIES.items()})


def _may_be_scan(texts: Sequence[OfdText], images: Sequence[Any], width: float, height: float) -> bool:
    """Whether a page's text is too little beside its pictures: a stamp or a number on a scan, or nothing at all."""
    seen = [text.line for text in texts if not text.unseen and text.quarters is not None]
    if sum(len(line.text) for line in seen) < FEW_CHARS:
        return True
    placed = [(numbers(item.get("Boundary")) + [0.0] * 4)[:4] for item in images]
    return is_scan(
        [(x, y, x + wide, y + tall) for x, y, wide, tall in placed],
        [(line.left, line.top, line.right, line.bottom) for line in seen],
        (0.0, 0.0, width, height),
    )


def _laid_out(texts: Sequence[OfdText], rules: Sequence[Segment], page: Frame, index: int) -> list[Page]:
    """The page in the direction of most of its text, and what runs in others as pages of their own."""
    frame = page.turned(direction(texts))
    moved = [moved_rule(rule, page, frame) for rule in rules]
    tables, outside = ruled_tables(moved, [t.line for t in texts if t.quarters == frame.quarters], NEAR_MM)
    made = [
        Page(
            width=frame.width,
            height=frame.height,
            lines=tuple(lines_of_runs(outside)),
            tables=tuple(tables),
            number=index,
        )
    ]
    for quarters in sorted({t.quarters for t in texts if t.quarters is not None} - {frame.quarters}):
        own = page.turned(quarters)
        lines = lines_of_runs([t.line for t in texts if t.quarters == quarters])
        made.append(Page(width=own.width, height=own.height, lines=tuple(lines), number=index))
    return made


def _segments(content: Any) -> list[Segment]:
    """Level and upright rules of the page's paths: M and L draw straight lines, C closes; curves are no rules."""
    found: list[Segment] = []
    for item in each(content, "PathObject"):
        box = (numbers(item.get("Boundary")) + [0.0] * 4)[:4]
        a, b, c, d, e, f = matrix(item)
        words = text_of(item, "AbbreviatedData").split()
        start = here = (0.0, 0.0)
        at = 0
        while at < len(words) and len(found) < MAX_SEGMENTS:
            step = words[at]
            if step == "C":
                there, at = start, at + 1
            elif step in ("S", "M", "L") and at + 2 < len(words):
                x, y = float(words[at + 1]), float(words[at + 2])
                there, at = (box[0] + a * x + c * y + e, box[1] + b * x + d * y + f), at + 3
            else:
                at += 1
                continue
            if step in ("L", "C") and min(abs(there[0] - here[0]), abs(there[1] - here[1])) < NEAR_MM:
                left, right = sorted((here[0], there[0]))
                top, bottom = sorted((here[1], there[1]))
                found.append(Segment(left=left, top=top, right=right, bottom=bottom))
            start = there if step in ("S", "M") else start
            here = there
    return found


def _media(files: _Package, base: str, element: Any, *kinds: str) -> dict[str, str]:
    """Paths of the media files by their ID, from the resource lists that an element names."""
    media: dict[str, str] = {}
    for kind in kinds:
        for listed in each(element, kind):
            where = files.path(base, (listed.text or "").strip())
            resources = files.xml(where)
            folder = resources.get("BaseLoc", "")
            for item in each(resources, "MultiMedia"):
                media[item.get("ID", "")] = files.path(where, posixpath.join(folder, text_of(item, "MediaFile")))
    return media


def _picture(files: _Package, layers: list[Any], media: dict[str, str], width: float, height: float) -> PagePicture:
    placed = []
    for item in (item for layer in layers for item in each(layer, "ImageObject")):
        if item.get("Visible", "true") != "false":
            x, y, wide, tall = (numbers(item.get("Boundary")) + [0.0] * 4)[:4]
            path = media.get(item.get("ResourceID", ""), "")
            placed.append(PlacedImage(box=(x, y, wide, tall), data=partial(files.data, path)))
    return page_picture(placed, width, height)
