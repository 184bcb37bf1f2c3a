"""Pictures in a Word document: those as large as a page's text are recognised, small ones are logos and seals."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.errors import LoadError
from ingest.loaders import RawDocument
from ingest.loaders.building import TextBuilder
from ingest.loaders.layout import add_pages
from ingest.loaders.limits import MAX_IMAGE_PIXELS, MAX_OCR_PAGES
from ingest.loaders.ocr import SCANNED, recognise

if TYPE_CHECKING:
    from PIL.Image import Image

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_EMU_PER_CM, _PT_PER_CM = 360_000, 28.35
_LEAST_CM2, _LEAST_SIDE_CM = 40.0, 2.5
_LEAST_PIXELS = 500 * 300  # of a picture whose size on the page is not told
_LEAST_CHARS = 8  # fewer are a seal or a board in a photograph
_STYLE_SIZE = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([\d.]+)\s*(pt|in|cm|mm)")
_CM = {"pt": 1 / _PT_PER_CM, "in": 2.54, "cm": 1.0, "mm": 0.1}


@dataclass(kw_only=True)
class PictureReader:
    """Reads the pictures of one document, each once.

    Args:
        part: The bytes behind a relationship of the document; None where they are not in the file.
        warn: Where to say what was not read.
    """

    part: Callable[[str], bytes | None]
    warn: Callable[[str], None]
    _read: set[str] = field(default_factory=set)
    _count: int = 0

    def read(self, element: Any, shape: Any) -> RawDocument | None:
        """The text of a picture; None where it is small, holds none or cannot be read, which is then said.

        Args:
            element: The w:drawing or v:imagedata.
            shape: The VML shape around a v:imagedata, or None.
        """
        size = _size_cm(element, shape)
        if size is not None and (size[0] * size[1] < _LEAST_CM2 or min(size) < _LEAST_SIDE_CM):
            return None
        for blip in [element] if element.get(f"{_R}id") else element.iter(_A + "blip"):
            key = blip.get(f"{_R}embed") or blip.get(f"{_R}id") or ""
            if key in self._read:
                continue
            self._read.add(key)
            if found := self._recognised(key, element, known=size is not None):
                return found
        return None

    def _recognised(self, key: str, element: Any, *, known: bool) -> RawDocument | None:
        data = self.part(key)
        image = _opened(data, element) if data is not None else None
        if image is not None and not known and image.width * image.height < _LEAST_PIXELS:
            return None
        self._count += 1
        name = f"第{self._count}张较大的图片"
        if image is None:
            reason = "不在文件中" if data is None else "的格式不能识别"
            self.warn(f"{name}{reason}，上面的文字未读取：请另存为 PDF 或图片后再导入")
            return None
        if self._count > MAX_OCR_PAGES:
            self.warn(f"图片超过 {MAX_OCR_PAGES} 张，其余未识别")
            return None
        try:
            page = recognise(image)
        except LoadError as error:
            self.warn(f"图片未识别：{error}")
            return None
        builder = TextBuilder()
        add_pages(builder, [page])
        raw = builder.build()
        if len(raw.text) < _LEAST_CHARS:
            return None
        self.warn(f"{SCANNED}（{name}）")
        return raw


def _size_cm(element: Any, shape: Any) -> tuple[float, float] | None:
    """Width and height of a picture on the page, in cm; None where they are not told."""
    extent = next(element.iter(_WP + "extent"), None)
    try:
        if extent is not None:
            return int(extent.get("cx", "")) / _EMU_PER_CM, int(extent.get("cy", "")) / _EMU_PER_CM
        record = {name: float(number) * _CM[unit] for name, number, unit in _STYLE_SIZE.findall(shape.get("style", ""))}
    except (AttributeError, ValueError):
        return None
    return (record["width"], record["height"]) if len(record) == 2 else None


def _opened(data: bytes, element: Any) -> Image | None:
    """A picture as far as the page shows it; None where it is none that can be decoded (EMF, WMF) or too large."""
    from PIL import Image, UnidentifiedImageError

    try:
        image: Image.Image = Image.open(io.BytesIO(data))
        # The header tells the size; nothing is decoded before it is known to fit.
        if image.format in ("EMF", "WMF") or image.width * image.height > MAX_IMAGE_PIXELS:
            return None
        image.load()
        crop = next(element.iter(_A + "srcRect"), None)
        if crop is not None:
            left, top, right, bottom = (int(crop.get(side, "0")) / 100_000 for side in "ltrb")
            box = (left * image.width, top * image.height, (1 - right) * image.width, (1 - bottom) * image.height)
            image = image.crop(tuple(round(edge) for edge in box))  # type: ignore[arg-type]
        if image.mode in ("RGBA", "LA", "P"):
            clear = image.convert("RGBA")
            ground = Image.new("RGBA", clear.size, "white")
            image = Image.alpha_composite(ground, clear).convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        return None
    return image if min(image.size) > 0 else None
