"""Photographs and scans: png, jpg, tif, bmp, webp, one page a frame."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from core.errors import LoadError
from ingest.loaders import RawDocument
from ingest.loaders.boundary import reads
from ingest.loaders.building import TextBuilder
from ingest.loaders.layout import add_pages
from ingest.loaders.limits import MAX_IMAGE_FRAMES, MAX_IMAGE_PIXELS
from ingest.loaders.ocr import SCANNED, recognise
from ingest.loaders.page_notes import WATERMARK, Notes


@reads("image", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp", ".gif")
def load_image(path: Path) -> Iterator[RawDocument]:
    """One document a file, pages marked 第N页, with the doubts of recognition.

    Raises:
        LoadError: If it is no picture, too large, or no text is found in it.
    """
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

    builder = TextBuilder()
    try:
        with Image.open(path) as image:
            frames = getattr(image, "n_frames", 1)
            pixels = image.width * image.height
            # The header tells the size; nothing is decoded before it is known to fit.
            if pixels > MAX_IMAGE_PIXELS:
                raise LoadError(
                    f"{path.name} 尺寸过大（{image.width}×{image.height} 像素）",
                    next_step="请缩小到 300 dpi 左右再导入",
                )
            if frames > MAX_IMAGE_FRAMES:
                raise LoadError(f"{path.name} 超过 {MAX_IMAGE_FRAMES} 页", next_step="请拆分后再导入")
            pages = [recognise(ImageOps.exif_transpose(frame.copy())) for frame in ImageSequence.Iterator(image)]
    except Image.DecompressionBombError as error:
        raise LoadError(f"{path.name} 尺寸过大", next_step="请缩小到 300 dpi 左右再导入") from error
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise LoadError(f"{path.name} 已损坏，不是完整的图片", next_step="请重新扫描或重新下载") from error
    add_pages(builder, pages)
    if builder.empty:
        raise LoadError(f"{path.name} 没有认出文字", next_step="请确认图片是否清晰、方向是否正确（建议 200 dpi 以上）")
    builder.warn(SCANNED)
    notes = Notes()
    for number, page in enumerate(pages, 1):
        if page.watermark:
            notes.add(WATERMARK, number, page.watermark)
    notes.tell(builder, len(pages))
    yield builder.build()
