"""How much of anything a file may hold, in one place: beyond it a file is refused with what to do, not half read."""

from __future__ import annotations

from pathlib import Path

from core.errors import LoadError

MIB = 2**20
MAX_FILE_BYTES = 100 * MIB
MAX_TEXT_BYTES = 50 * MIB  # plain text, Markdown, csv and web pages
MAX_LINE_CHARS = 200_000
MAX_TEXT_CHARS = 10_000_000
MAX_PAGES = 2_000
MAX_OCR_PAGES = 300
MAX_IMAGE_PIXELS = 80_000_000  # A3 at 600 dpi is 70 million
MAX_RENDER_PIXELS = 20_000_000  # of a page drawn for recognition: A3 at 200 dpi is 8 million
MAX_IMAGE_FRAMES = 300
MAX_SHEET_CELLS = 500_000
MAX_MERGED_CELLS = 2_000_000
MAX_SHEET_XML_BYTES = 60 * MIB
MAX_MEMBERS = 2_000
MAX_EXPANDED_BYTES = 500 * MIB
MAX_RATIO = 200  # packed office documents reach about 50; a zip bomb starts near 1,000
RATIO_FROM_BYTES = 10 * MIB  # a small file may be as repetitive as it likes
MAX_DEPTH = 3  # archives within archives
CONVERT_TIMEOUT_S = 120


def check_size(path: Path, limit: int = MAX_FILE_BYTES) -> None:
    """Refuse a file that is missing, empty or too large before anything of it is read.

    Raises:
        LoadError: With the reason and the next step.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise LoadError(f"无法读取 {path.name}（{error.strerror}）", next_step="请检查路径和文件权限") from error
    if size == 0:
        raise LoadError(f"{path.name} 是空文件（0 字节）", next_step="请确认导出或下载是否完成")
    if size > limit:
        raise LoadError(f"{path.name} 超过 {limit // MIB} MB", next_step="请拆分后再导入")


def check_text(name: str, text: str) -> str:
    """The text itself, if neither it nor one of its lines is too long and it has anything to read.

    Raises:
        LoadError: With the reason and the next step.
    """
    if not text.strip():
        raise LoadError(f"{name} 没有文字内容", next_step="请确认文件不是空白页；若是图片，请导出为 PDF 或图片后再导入")
    if len(text) > MAX_TEXT_CHARS:
        raise LoadError(f"{name} 的文字超过 {MAX_TEXT_CHARS // 10_000} 万字", next_step="请拆分后再导入")
    longest = max(map(len, text.split("\n")))
    if longest > MAX_LINE_CHARS:
        raise LoadError(
            f"{name} 有一行超过 {MAX_LINE_CHARS // 10_000} 万字",
            next_step="请确认不是数据文件；正文请按段落换行后再导入",
        )
    return text
