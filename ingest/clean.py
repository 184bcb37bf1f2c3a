"""From a text as received to the text that is stored: page furniture off, white space at line ends off.

Nothing inside a line is changed, so that quotes stay verbatim; a map leads from the cleaned text to the raw one.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ingest.contents import contents_lines
from ingest.lost_lines import restore_lines

FOOTER_FROM = 0.6  # share of the text after which a footer mark ends it
_MARKS = re.compile(r"[\s\W_]+")
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060\u00ad\u202a\u202b\u202c\u202d\u202e"))
MAX_INFO_CHARS = 120
# 来源： and 时间： with the value on the next line, and a line that is nothing but the minute of publishing.
_OPEN_INFO = re.compile(
    r"(?P<when>发布时间|发布日期|发表时间|更新时间|时间|日期)\s*[:：]\s*|(?:信息来源|来源|发布机构|发文机关)\s*[:：]\s*"
)
_HAN = r"[\u4e00-\u9fff]"
# A label stands alone, before a colon, a space or a sign: 分享:, not 分享经验.
_LABEL, _NEVER = rf"(?!{_HAN})", r"(?!)"
_SENTENCE = re.compile(r"[。；]")
_COMMENT = re.compile(r"<!--.*-->")
_WHEN = re.compile(r"(?:19|20)\d{2}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}.{0,12}")
_WHO = re.compile(r"[\u4e00-\u9fffA-Za-z·]{2,16}(?<!通知)(?<!意见)(?<!方案)(?<!办法)(?<!报告)(?<!计划)(?<!总结)")
_TIME_INFO = re.compile(
    r"(?:时间\s*[:：]\s*)?(?:19|20)\d{2}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}日?\s+\d{1,2}(?:[:：]\d{2}|时\d{1,2}分).{0,6}"
    r"|时间\s*[:：]\s*(?:19|20)\d{2}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}日?"
)


@dataclass(frozen=True, kw_only=True)
class Furniture:
    """What surrounds a text on a web page, each kind as a pattern; see corpus/lexicon/furniture.toml."""

    line: re.Pattern[str]
    head: re.Pattern[str]
    whole_lines: frozenset[str]
    info: re.Pattern[str]
    footer: re.Pattern[str]
    colophon: re.Pattern[str]


@dataclass(frozen=True, kw_only=True)
class CleanText:
    """A cleaned text, its map to the raw one ([clean start, raw start, length] a run) and the lines of page info.

    The runs are in order, and `text[c : c + n] == raw[r : r + n]` holds for each.
    """

    text: str
    offsets: tuple[tuple[int, int, int], ...]
    info: tuple[str, ...]

    def clean_span(self, start: int, end: int) -> tuple[int, int] | None:
        """Where a stretch of the raw text stands in the cleaned one; None where cleaning took all of it off."""
        raw_starts = [raw for _, raw, _ in self.offsets]
        first = max(bisect_right(raw_starts, start) - 1, 0)
        kept = [
            (clean + max(start - raw, 0), clean + min(end - raw, length))
            for clean, raw, length in self.offsets[first : bisect_right(raw_starts, max(start, end - 1))]
            if raw < max(end, start + 1) and start < raw + length
        ]
        return (kept[0][0], kept[-1][1]) if kept else None

    def clean_start(self, start: int) -> int:
        """Where the first kept character from a raw offset on stands in the cleaned text."""
        raw_starts = [raw for _, raw, _ in self.offsets]
        at = bisect_right(raw_starts, start) - 1
        if at >= 0:
            clean, raw, length = self.offsets[at]
            if start < raw + length:
                return clean + start - raw
        return self.offsets[at + 1][0] if at + 1 < len(self.offsets) else len(self.text)


@lru_cache(maxsize=4)
def load_furniture(lexicon_dir: Path) -> Furniture:
    """The word list of a lexicon folder."""
    data = tomllib.loads((lexicon_dir / "furniture.toml").read_text(encoding="utf-8"))

    def opening(starts: str, labels: str) -> re.Pattern[str]:
        items = [*map(re.escape, data.get(starts, ())), *(re.escape(word) + _LABEL for word in data.get(labels, ()))]
        return re.compile("|".join(items) or _NEVER)

    marks = "|".join(map(re.escape, data["info_marks"]))
    return Furniture(
        line=opening("line_starts", "line_labels"),
        head=opening("", "head_labels"),
        whole_lines=frozenset(_MARKS.sub("", line) for line in data["whole_lines"]),
        info=re.compile(rf"(?<!{_HAN})(?:{marks})[\]】]?\s*(?:[:：\d]|$)"),
        footer=opening("footer_starts", "footer_labels"),
        colophon=opening("", "colophon_labels"),
    )


def clean_text(raw: str, furniture: Furniture) -> CleanText:
    """Drop page furniture, contents pages and empty lines.

    Args:
        raw: The text as received, lines ended by a line feed.
        furniture: The word list to go by.
    """
    restored = restore_lines(raw).split("\n")
    ends_at = _end_of_text(restored, furniture)
    contents = contents_lines(restored)
    told_yet = False
    lines: list[str] = []
    offsets: list[tuple[int, int, int]] = []
    info: list[str] = []
    at_clean = at_raw = 0
    opened: re.Match[str] | None = None
    for number, line in enumerate(restored[:ends_at]):
        start_raw = at_raw
        at_raw += len(line) + 1
        stripped = line.translate(_INVISIBLE).strip()
        if not stripped or number in contents:
            continue
        result = opened is not None and (_WHEN if opened["when"] else _WHO).fullmatch(stripped)
        opened = _OPEN_INFO.fullmatch(stripped)
        if result or opened or _TIME_INFO.fullmatch(stripped):
            info.append(info.pop() + stripped if result else stripped)
            continue
        short = len(stripped) <= MAX_INFO_CHARS
        if short and not _SENTENCE.search(stripped) and furniture.info.search(stripped):
            info.append(stripped)
            continue
        bare = _MARKS.sub("", stripped)
        if not bare or bare in furniture.whole_lines or _COMMENT.fullmatch(stripped):
            continue
        if short and (furniture.line.match(stripped) or (not told_yet and furniture.head.match(stripped))):
            info.append(stripped)
            continue
        told_yet = told_yet or bool(_SENTENCE.search(stripped))
        lines.append(stripped)
        offsets += _runs(line, stripped, start_raw, at_clean)
        at_clean += len(stripped) + 1
    return CleanText(text="\n".join(lines), offsets=tuple(offsets), info=tuple(info))


def _end_of_text(lines: list[str], furniture: Furniture) -> int:
    """The line at which the page's footer begins; the number of lines where there is none."""
    at, size = 0, sum(len(line) + 1 for line in lines) - 1
    open_end: int | None = None
    for number, line in enumerate(lines):
        stripped = line.translate(_INVISIBLE).strip()
        if at >= FOOTER_FROM * size:
            if furniture.footer.match(stripped):
                return number if open_end is None else open_end
            if _SENTENCE.search(stripped):
                open_end = None
            elif open_end is None and furniture.colophon.match(stripped):
                open_end = number
        at += len(line) + 1
    return len(lines) if open_end is None else open_end


def _runs(line: str, kept: str, at_raw: int, at_clean: int) -> list[tuple[int, int, int]]:
    """The runs of a line that were kept: one, or several around invisible characters taken out."""
    at = line.find(kept)
    if at >= 0:
        return [(at_clean, at_raw + at, len(kept))]
    runs: list[tuple[int, int, int]] = []
    done = 0
    for at, character in enumerate(line):
        if done == len(kept):
            break
        if ord(character) in _INVISIBLE or (not done and character != kept[0]):
            continue
        if runs and runs[-1][1] + runs[-1][2] == at_raw + at:
            clean, raw, length = runs[-1]
            runs[-1] = (clean, raw, length + 1)
        else:
            runs.append((at_clean + done, at_raw + at, 1))
        done += 1
    return runs
