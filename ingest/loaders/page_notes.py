"""What a reader of the text of pages must know: collected page by page, told once in an official's words."""

from __future__ import annotations

import re
from collections import defaultdict

from ingest.loaders.building import TextBuilder, one_line
from ingest.loaders.ocr import SCANNED

MAX_PAGES_TOLD, MAX_WORDS_TOLD = 10, 24
SCAN, MISREAD, PICTURE, SYMBOL = "scan", "misread", "picture", "symbol"
UNSEEN, WATERMARK, COMMENT, STRUCK = "unseen", "watermark", "comment", "struck"
_TOLD = {
    SCAN: SCANNED + "（{pages}）",
    MISREAD: "{pages}的字体编码表有误，原有文字不可信，已改由识别图像得到，请核对原件",
    PICTURE: "{pages}有较大的图片，图片里的文字未读取，请核对原件",
    UNSEEN: "{pages}有打印或阅读时看不见的文字（白色、极小、被遮盖或在页面之外），未收录：{words}",
    WATERMARK: "{pages}有水印文字，未收录：{words}",
    SYMBOL: "{pages}有认不出的符号或文字，已写作□，请核对原件",
    COMMENT: "{pages}有批注，未当作正文收录：{words}",
    STRUCK: "{pages}有删除线批注，被划去的文字仍在正文里，请核对原件",
}


def page_numbers(numbers: list[int], count: int | None = None) -> str:
    """全文, or 第1、3页; long lists are cut with 等.

    Args:
        numbers: Pages, from 1.
        count: How many pages there are; None where 全文 must not be said.
    """
    if len(numbers) == count:
        return "全文"
    more = f"等{len(numbers)}" if len(numbers) > MAX_PAGES_TOLD else ""
    return f"第{'、'.join(map(str, numbers[:MAX_PAGES_TOLD]))}{more}页"


class Notes:
    """Notes by their kind, each with the pages it is of and some of the words it is about.

    Figures are left out of the words: what is no part of the text is told, not quoted.
    """

    def __init__(self) -> None:
        self._pages: dict[str, list[int]] = defaultdict(list)
        self._words: dict[str, list[str]] = defaultdict(list)

    def add(self, kind: str, page: int, words: str = "") -> None:
        """Note something of a page, from 1."""
        if page not in self._pages[kind]:
            self._pages[kind].append(page)
        words = re.sub(r"\d", "*", one_line(words))
        if words and words not in self._words[kind]:
            self._words[kind].append(words)

    def count(self, *kinds: str) -> int:
        """How many pages notes of some kinds are of."""
        return len({page for kind in kinds for page in self._pages.get(kind, ())})

    def tell(self, builder: TextBuilder, count: int) -> None:
        """Write the notes as warnings of a document of so many pages."""
        for kind, result in _TOLD.items():
            if pages := self._pages.get(kind):
                words = "".join(f"“{_cut(one)}”" for one in self._words[kind][:3])
                builder.warn(result.format(pages=page_numbers(pages, count), words=words).rstrip("："))


def _cut(words: str) -> str:
    return words if len(words) <= MAX_WORDS_TOLD else words[:MAX_WORDS_TOLD] + "…"
