"""Places of the corpus mistyped by a character of the same sound: 太愿市 for 太原市."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pypinyin import lazy_pinyin

from core.place import PlaceMention, short_name
from core.schema import Place
from retrieval.query import QueryReader

_HAN = re.compile(r"[\u4e00-\u9fff]+")


class SoundAlikes:
    """Finds a place of the corpus that a question names by sound.

    Args:
        places: Places the corpus's sections speak of.
        reader: Knows words and where they end.
    """

    def __init__(self, places: Sequence[Place], reader: QueryReader) -> None:
        self._reader = reader
        self._sounds = {
            tuple(lazy_pinyin(name)): place for place in places for name in {place.name, short_name(place.name)}
        }

    def find(self, text: str, mentions: Sequence[PlaceMention]) -> tuple[str, Place] | None:
        """A stretch of two to five characters that sounds like a place and is written otherwise, with the place.

        Args:
            text: The question.
            mentions: Places it names as they are written.
        """
        taken = {i for m in mentions for i in range(m.start, m.end)}
        # 工作者将 holds the sounds of 浙江 across two words: what is mistyped begins and ends as words do.
        edges = self._reader.word_edges(text)
        for length in (5, 4, 3, 2):
            for start in range(len(text) - length + 1):
                written = text[start : start + length]
                if not {start, start + length} <= edges or not _HAN.fullmatch(written):
                    continue
                if any(i in taken for i in range(start, start + length)):
                    continue
                place = self._sounds.get(tuple(lazy_pinyin(written)))
                if place and (length > 2 or not self._reader.is_word(written)):
                    return written, place
        return None
