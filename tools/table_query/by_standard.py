"""Questions that hold schools against the standard: 够不够, 不达标的有哪些, 只差一项, 离标准差多少."""

from __future__ import annotations

import re
from dataclasses import replace

from core.han_numerals import han_to_int
from tools.table_query.asked import Asked
from tools.table_query.computed_columns import MET, MISSED, MISSED_NAMES, STAGE, VERDICT, operand_columns
from tools.table_query.query import Condition
from tools.table_query.typed import TypedTable

_HELD = re.compile(r"达没?达标|达标|够不够|够了?吗|标准|要求|合格|综合评估|差(?:了)?(?:多少|几)")
_PER = re.compile(r"生均|每百名?(?:学生|在校生)?")
_MISSES = re.compile(
    r"[不没未](?:有)?(?:能)?(?:达标|达到(?:标准|要求|线)?|合格|过(?:关|线)?)|(?<!够)不够|达不到|低于(?:标准|要求|线)"
)
_ITEMS = re.compile(
    r"(?:只差|仅差|差|只有?|仅)?(?P<n>[一二两三四五六七1-7])(?:个)?项(?:指标)?(?:是)?"
    r"(?=[不没未](?:有)?(?:达|过|合格)|达不到|低于|的[，。？]|就)|(?:只|仅|还|就)?差(?:了)?(?P<m>[一二两三四五六七1-7])(?:个)?项"
)
_OF_ALL = re.compile(r"[7七]项")


def spans_of(table: TypedTable, text: str) -> list[tuple[int, int]]:
    """Stretches of a question that speak of a standard, where a table has indicators held against one."""
    if not table.computed:
        return []
    return [found.span() for pattern in (_HELD, _MISSES, _ITEMS, _OF_ALL) for found in pattern.finditer(text)]


def ask_by_standard(asked: Asked) -> frozenset[str]:
    """Ask for the indicators of a table instead of what goes into them, and for rows that miss or meet a line.

    Args:
        asked: A question over a table with computed columns, changed in place.

    Returns:
        Figures of the question that are the line itself (离4.5的标准), as they may be written.
    """
    table, text = asked.table, asked.text
    at = {column.name: column.index for column in table.columns}
    held = bool(_HELD.search(text) or _MISSES.search(text))
    per = _PER.search(text)
    if per is not None:
        # 每百名学生 asks for no number of pupils.
        asked.figures = [one for one in asked.figures if not (per.start() <= one.start and one.end <= per.end())]
    for number, one in enumerate(asked.figures):
        if one.column in asked.computed or not (held or per):
            continue
        made = [
            index
            for index in operand_columns(table, table.columns[one.column].name)
            if per is None or per[0][:2] in table.columns[index].name
        ]
        # 在校生 goes into all of them: what several indicators are made from asks for none.
        if len(made) == 1:
            asked.figures[number] = asked.unnamed(made[0])
    own = [one.column for one in asked.figures if one.column in asked.computed]
    _which_miss(asked, own, at)
    lines = [figure.threshold for (_, index), figure in table.computed.items() if index in own]
    return frozenset(f"{line:g}" for line in lines if line is not None)


def _which_miss(asked: Asked, own: list[int], at: dict[str, int]) -> None:
    """Bind the rows by how many items they miss, or by whether they miss the one that is asked about."""
    if asked.keys:
        return
    verdict = at[VERDICT]
    items = _ITEMS.search(asked.text)
    if items is not None:
        count = float(han_to_int((items["n"] or items["m"]).replace("两", "二")))
        asked.values = [one for one in asked.values if one.column != verdict]
        asked.conditions = [*asked.conditions, Condition(column=at[MISSED], test="between", low=count, high=count)]
        asked.figures = [asked.unnamed(at[MISSED_NAMES])]
    elif _MISSES.search(asked.text) or any(one.column == verdict for one in asked.values):
        word = "不达标" if _MISSES.search(asked.text) else "达标"
        column = at[asked.table.columns[own[0]].name + MET] if own else verdict
        asked.values = [one for one in asked.values if one.column != verdict]
        asked.conditions = [*asked.conditions, Condition(column=column, test="in", words=(word,))]
    else:
        return
    # Lines are set for stages: the primary part of a nine-year school is one of the 小学.
    stage = at[STAGE]
    asked.values = [
        replace(one, column=stage) if one.word in asked.table.columns[stage].values else one for one in asked.values
    ]
    asked.where = asked.conditions_of(asked.values)
