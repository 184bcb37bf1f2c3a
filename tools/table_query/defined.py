"""Terms that the notes under a table define: 大班额指最大班额在56人及以上."""

from __future__ import annotations

import re

from core.quantity import parse_quantities
from tools.table_query.typed import TypedTable
from tools.table_query.vocabulary import DefinedTerm

_DEFINED = re.compile(
    r"(?P<term>[\u4e00-\u9fff]{2,8})(?:是?指|即|为)(?P<column>[\u4e00-\u9fff]{2,10}?)(?:在|为|达到?|是)?"
    r"(?P<bound>\d[^，。；）)]{0,12})"
)


def defined_terms(table: TypedTable) -> list[DefinedTerm]:
    """Terms that a table's own notes define by a bound on one of its columns."""
    made = []
    for found in _DEFINED.finditer(table.notes):
        bounds = parse_quantities(found["bound"])
        result = found["column"]
        column = next((one for one in table.columns if one.name.endswith(result) or result.endswith(one.name)), None)
        if not bounds or column is None:
            continue
        low, high = bounds[0].low, bounds[0].high
        made.append(
            DefinedTerm(
                asked=(re.sub(r"^.*[.、．]", "", found["term"]),),
                column=column.name,
                low=None if low == float("-inf") else low,
                high=None if high == float("inf") else high,
            )
        )
    return made
