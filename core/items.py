"""Marks that open the items of a list: 一是, （一）, 1., ①, ——, 第三条."""

from __future__ import annotations

import re

MARKED = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}(?:是|要|、)|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}(?:、|[.．](?!\d(?!\d{3}年)))|[①-⑳]|——)[，,]?|^第[一二三四五六七八九十百]+条\s*"
)
