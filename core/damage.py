"""Forms of a text that lost numbers or characters on its way; ingest warns of them, the checker shows each."""

from __future__ import annotations

import re

# A number swallowed by a reposting page leaves 余 without digits (其余, 业余, 剩余 … are words), or a measure word
# alone in a list whose other items are counted (914节、门，).
LOST_NUMBER = re.compile(
    r"(?<![\d一二三四五六七八九十百千万亿几数两其剩业多富盈结空课残公之有年月天岁元个 ])"
    r"余(?=[人名位个所次场项家](?![均数]))"
    r"|(?<=\d[节场次个名门项册所])、(?![每各多几数一二三四五六七八九十\d])[一-鿿]?"
    r"[门节场次名项册所](?=[，。；,;])"
)
# A change whose starting number is gone: 由压缩50%.
LOST_BASE = re.compile(r"(?:由|从)(?=(?:压缩|减少|下降|增加|提高|降低|提升)(?:了|至|到)?\s?\d)")
# Characters of a wrong decoding.
GARBLED = re.compile(r"\ufffd|锟斤拷|□{2,}")
