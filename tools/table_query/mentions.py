"""What of a table a question names: rows, words of its cells, columns, bounds on figures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tools.table_query.bounds import bounds_of
from tools.table_query.named import Mentions, take
from tools.table_query.named_columns import columns_named
from tools.table_query.named_rows import described_row, rows_named, values_named
from tools.table_query.typed import TypedTable
from tools.table_query.vocabulary import Vocabulary

_NOUNS = re.compile(r"幼儿园|中小学(?!生)|(?<!各类)学校")


def mentions_of(table: TypedTable, text: str, vocabulary: Vocabulary, taken: Sequence[tuple[int, int]]) -> Mentions:
    """What of a table a question names.

    Args:
        table: The table.
        text: The question.
        vocabulary: How columns are asked for.
        taken: Stretches that say something else: years, how many are wanted.
    """
    used = [False] * len(text)
    take(used, taken)
    rows = tuple(rows_named(table, text, used)) or tuple(described_row(table, text, used))
    take(used, [(one.start, one.end) for one in rows])
    values = tuple(values_named(table, text, used))
    free = list(used)
    take(free, [(one.start, one.end) for one in values if len(one.word) > 1])
    # 幼儿园教师 is a column where stages are columns.
    staged = any("学前" in level for column in table.columns for level in column.path)
    nouns = [found for found in _NOUNS.finditer(text) if not staged or found[0] != "幼儿园"]
    take(free, [found.span() for found in nouns])
    columns = columns_named(table, text, vocabulary, free)
    take(used, [(one.start, one.end) for one in (*values, *columns)])
    bounds, loose = bounds_of(table, text, vocabulary, used, columns)
    return Mentions(rows=rows, values=values, columns=tuple(columns), bounds=tuple(bounds), loose=tuple(loose))
