"""OFD (GB/T 33190-2016): pages of a zipped XML package, text objects by their place on the page."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from core.errors import LoadError
from ingest.loaders import RawDocument
from ingest.loaders.boundary import reads
from ingest.loaders.building import TextBuilder, one_line
from ingest.loaders.folding import NARROW
from ingest.loaders.layout import add_pages, lines_of_runs
from ingest.loaders.limits import MAX_OCR_PAGES, MAX_PAGES
from ingest.loaders.ocr import SCANNED, recognise
from ingest.loaders.ofd_images import PagePicture, PlacedImage, page_picture
from ingest.loaders.packages import opened_package, parse_xml
from ingest.loaders.page_parts import Page, PageLine
from ingest.loaders.ruled import MAX_SEGMENTS, Segment, ruled_tables

A4_MM = (210.0, 297.0)
NEAR_MM = 1.0
FEW_CHARS = 8  # a scanned page may carry a stamp or a page number as text
_PROPERTIES = {"Title": "title", "Author": "author", "CreationDate": "created", "ModDate": "modified"}
Matrix = tuple[float, float, float, float, float, float]
_PLAIN: Matrix = (1, 0, 0, 1, 0, 0)


def _local(element: Any) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _each(element: Any, name: str) -> Iterator[Any]:
    return (found for found in element.iter() if _local(found) == name)


def _first(element: Any, name: str) -> Any:
    return next(_each(element, name), None)


def _text(element: Any, name: str) -> str:
    found = _first(element, name) if element is not None else None
    return (found.text or "").strip() if found is not None else ""


def _numbers(text: str | None) -> list[float]:
    return [float(word) for word in (text or "").split()]


def _deltas(text: str | None) -> list[float]:
    """Distances of characters; `g 3 1.5` stands for 1.5 three times."""
    words = (text or "").split()
    found: list[float] = []
    at = 0
    while at < len(words):
        if words[at] == "g" and at + 2 < len(words):
            found += [float(words[at + 2])] * min(int(words[at + 1]), 10_000)
            at += 3
        else:
            found.append(float(words[at]))
            at += 1
    return found


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
        bodies = list(_each(root, "DocBody"))
        if not bodies:
            raise LoadError(f"{path.name} 里没有文档", next_step="请用阅读器打开后另存")
        for number, body in enumerate(bodies, 1):
            document = _document(files, body)
            yield document if len(bodies) == 1 else replace(document, name=f"文档{number}")


def _document(files: _Package, body: Any) -> RawDocument:
    base = files.path("", _text(body, "DocRoot"))
    document = files.xml(base)
    listed = [page for pages in _each(document, "Pages") for page in _each(pages, "Page")]
    if not listed:
        raise LoadError(f"{files.name} 没有页面", next_step="请用阅读器打开后另存")
    if len(listed) > MAX_PAGES:
        raise LoadError(f"{files.name} 有 {len(listed)} 页，超过 {MAX_PAGES} 页", next_step="请拆分后再导入")
    templates = {
        template.get("ID", ""): files.path(base, template.get("BaseLoc", ""))
        for template in _each(document, "TemplatePage")
    }
    area = _numbers(_text(_first(document, "CommonData"), "PhysicalBox"))
    media = _media(files, base, document, "PublicRes", "DocumentRes")
    builder = TextBuilder()
    pages: list[Page] = []
    scanned: list[int] = []
    unread: list[int] = []
    for number, listed_page in enumerate(listed, 1):
        where = files.path(base, listed_page.get("BaseLoc", ""))
        content = files.xml(where)
        own = _numbers(_text(_first(content, "Area"), "PhysicalBox")) or area
        width, height = (own[2], own[3]) if len(own) == 4 else A4_MM
        used = [
            files.xml(templates[template.get("TemplateID")])
            for template in _each(content, "Template")
            if template.get("TemplateID") in templates
        ]
        runs = _runs(content)
        if sum(len(run.text) for run in runs) < FEW_CHARS:
            here = media | _media(files, where, content, "PageRes")
            picture = _picture(files, [*used, content], here, width, height)
            if picture.unread:
                unread.append(number)
            if picture.image:
                scanned.append(number)
                if len(scanned) > MAX_OCR_PAGES:
                    raise LoadError(f"{files.name} 扫描页超过 {MAX_OCR_PAGES} 页", next_step="请拆分后再导入")
                pages.append(recognise(picture.image))
                continue
        runs += [run for template in used for run in _runs(template)]
        tables, outside = ruled_tables(_segments(content), runs, NEAR_MM)
        pages.append(Page(width=width, height=height, lines=tuple(lines_of_runs(outside)), tables=tuple(tables)))
    if scanned:
        builder.warn(f"{SCANNED}（{'全文' if len(scanned) == len(pages) else _pages_told(scanned)}）")
    if unread:
        builder.warn(f"{_pages_told(unread)}的图片打不开，上面的文字未读取")
    add_pages(builder, pages)
    if builder.empty and unread:
        raise LoadError(
            f"{files.name} {_pages_told(unread)}只有图片，图片已损坏或格式不支持（如 JBIG2）",
            next_step="请用 OFD 阅读器打印或另存成 PDF 后再导入",
        )
    if builder.empty:
        raise LoadError(f"{files.name} 没有文字内容", next_step="请确认是否为空白或纯图形文件，可打印成 PDF 后再导入")
    info = _first(body, "DocInfo")
    return builder.build(properties={told: _text(info, name) for name, told in _PROPERTIES.items()})


def _pages_told(numbers: list[int]) -> str:
    return f"第{'、'.join(map(str, numbers[:10]))}{'等' if numbers[10:] else ''}页"


def _runs(content: Any) -> list[PageLine]:
    runs = []
    for item in _each(content, "TextObject"):
        if item.get("Visible", "true") == "false":
            continue
        box = (_numbers(item.get("Boundary")) + [0.0] * 4)[:4]
        matrix = _matrix(item)
        size = float(item.get("Size") or 3.5)
        x = y = 0.0
        for code in _each(item, "TextCode"):
            text = one_line(code.text or "").translate(NARROW)
            # A missing X or Y goes on from the code before it.
            x, y = float(code.get("X") or x), float(code.get("Y") or y)
            if text:
                runs.append(_run(text, box, matrix, size, (x, y), _deltas(code.get("DeltaX"))))
    return runs


def _segments(content: Any) -> list[Segment]:
    """Level and upright rules of the page's paths: M and L draw straight lines, C closes; curves are no rules."""
    found: list[Segment] = []
    for item in _each(content, "PathObject"):
        box = (_numbers(item.get("Boundary")) + [0.0] * 4)[:4]
        a, b, c, d, e, f = _matrix(item)
        words = _text(item, "AbbreviatedData").split()
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


def _matrix(item: Any) -> Matrix:
    given = _numbers(item.get("CTM"))
    return (given[0], given[1], given[2], given[3], given[4], given[5]) if len(given) == 6 else _PLAIN


def _run(
    text: str, box: list[float], matrix: Matrix, size: float, at: tuple[float, float], deltas: list[float]
) -> PageLine:
    a, b, c, d, e, f = matrix
    width = sum(deltas) + size if deltas else sum(size if ord(char) > 0x2E7F else size / 2 for char in text)
    left = box[0] + a * at[0] + c * at[1] + e
    base = box[1] + b * at[0] + d * at[1] + f
    tall = size * (abs(d) or 1)
    return PageLine(
        text=text, left=left, right=left + width * (abs(a) or 1), top=base - 0.85 * tall, bottom=base + 0.15 * tall,
        size=tall,
    )  # fmt: skip


def _media(files: _Package, base: str, element: Any, *kinds: str) -> dict[str, str]:
    """Paths of the media files by their ID, from the resource lists that an element names."""
    media: dict[str, str] = {}
    for kind in kinds:
        for listed in _each(element, kind):
            where = files.path(base, (listed.text or "").strip())
            resources = files.xml(where)
            folder = resources.get("BaseLoc", "")
            for item in _each(resources, "MultiMedia"):
                media[item.get("ID", "")] = files.path(where, posixpath.join(folder, _text(item, "MediaFile")))
    return media


def _picture(files: _Package, layers: list[Any], media: dict[str, str], width: float, height: float) -> PagePicture:
    placed = []
    for item in (item for layer in layers for item in _each(layer, "ImageObject")):
        if item.get("Visible", "true") != "false":
            x, y, wide, tall = (_numbers(item.get("Boundary")) + [0.0] * 4)[:4]
            path = media.get(item.get("ResourceID", ""), "")
            placed.append(PlacedImage(box=(x, y, wide, tall), data=partial(files.data, path)))
    return page_picture(placed, width, height)
