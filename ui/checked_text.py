"""A text on the checker's desk: where it came from, what was found, which mends were taken over."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from core.errors import DataError
from tools.remarks import AGREEING, SOFT, Remark, Taken

MAX_CHARS = 30_000
UNDO = "undo"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Where a text came from: its name and, for an uploaded file, the file."""

    name: str = ""
    path: Path | None = None

    @property
    def is_word(self) -> bool:
        """Whether the marked draft is made on the official's own file."""
        return self.path is not None and self.path.suffix.lower() == ".docx"


@dataclass(frozen=True, kw_only=True)
class CheckedText:
    """One text and what was found in it.

    `compared` is (place, year) as the official gave them where the text was held against the corpus, else None.
    `before` is the text before any of `taken`, which lead from it to `text`.
    """

    text: str = ""
    remarks: tuple[Remark, ...] = ()
    compared: tuple[str, str] | None = None
    draft: Draft = Draft()
    before: str = ""
    taken: tuple[Taken, ...] = ()
    done: bool = False

    def counts(self) -> dict[str, int]:
        """How many remarks there are of each verdict, the gravest first."""
        return dict(Counter(one.verdict for one in self.remarks))

    def firm(self) -> list[Remark]:
        """What does not agree, or was compared with the corpus."""
        return [one for one in self.remarks if one.verdict != SOFT and one.verdict not in AGREEING]

    def agreeing(self) -> list[Remark]:
        """What agrees with the other figures of the text."""
        return [one for one in self.remarks if one.verdict in AGREEING]

    def soft(self) -> list[Remark]:
        """What only follows from the text."""
        return [one for one in self.remarks if one.verdict == SOFT]

    def taken_by(self, deed: str) -> Taken:
        """What a button takes over: 3:0 is the first mend of the third remark.

        Raises:
            DataError: If there is no such mend any more.
        """
        number, _, at = deed.partition(":")
        one = next((r for r in self.remarks if str(r.number) == number), None)
        if one is None or not at.isdigit() or int(at) >= len(one.mends):
            raise DataError("这条结果已经不在了，没有修改", next_step="请再点一次“核对数据”")
        reason = getattr(one.found, "suggestion", "") or getattr(one.found, "note", "")
        return Taken(mend=one.mends[int(at)], reason=reason)


def usable_text(text: str) -> str:
    """A text that may be checked.

    Raises:
        DataError: If it is empty or over the limit.
    """
    if not text.strip():
        raise DataError("还没有文字", next_step="请粘贴要核对的文字，或上传文稿")
    if len(text) > MAX_CHARS:
        raise DataError(
            f"文字有 {len(text):,} 字，一次最多 {MAX_CHARS:,} 字", next_step="请按章节分几次核对，没有核对任何内容"
        )
    return text
