"""Questions for a quotient: a named ratio, a share, a mean."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tools.table_query import cues as words
from tools.table_query.asked import Asked, Reading
from tools.table_query.named import NamedColumn
from tools.table_query.query import How, Measure, TableQuery
from tools.table_query.vocabulary import is_generic

_TOP = re.compile(r"(?:多少|几)(?:个|名|位|本|册|台|间|人|元|平方米|平米)?$")
_BOTTOM = re.compile(r"(?:每|平均[一每]|一)(?:个|名|位|所|家)?$")
_PUPILS = re.compile(r"生(?:数|人数)?$|幼儿|儿童|学生|子女")
_BY_NUMBER = re.compile(r"按(?:所|校|个)数|[所个家]数")


def named_ratio(asked: Asked) -> Reading | None:
    """生师比, 平均班额: a ratio that has a name."""
    for ratio in asked.words.ratios:
        word = next((word for word in ratio.asked if word in asked.text), "")
        top, bottom = asked.column_of(ratio.of), asked.column_of(ratio.per)
        if word and top is not None and bottom is not None:
            return _divided(asked, top.index, bottom.index, unit=ratio.unit, title=word)
    return None


def _divided(asked: Asked, top: int, bottom: int, *, unit: str = "", title: str = "") -> Reading:
    """A ratio for the rows, the named row, each group, or as a rank."""
    measure, columns = Measure(column=top, per=bottom), (top, bottom)
    if asked.cues.descending is not None:
        query = TableQuery(
            where=asked.rows,
            measure=measure,
            how="rank",
            descending=asked.cues.descending,
            most=asked.cues.most,
            nth=asked.cues.nth,
        )
        return asked.reading("rank", query, columns, unit=unit, title=title)
    query = TableQuery(where=asked.rows, measure=measure, how="sum", group=asked.group())
    return asked.reading("mean", query, columns, unit=unit, title=title)


def share(asked: Asked) -> Reading | None:
    """What part one figure is of another, or some rows are of more of them."""
    if not asked.cues.share:
        return None
    found = words.OF_IT.search(asked.text) or words.SHARE.search(asked.text)
    assert found is not None
    left = [one for one in asked.figures if one.start < found.start()]
    right = [one for one in asked.figures if one.start >= found.start()]
    if right and not left and (main := asked.main()) is not None:
        left = [asked.unnamed(main.index)]
    pair = _share_columns(asked, left, right) or _share_of_people(asked, left, right)
    if pair is not None:
        query = TableQuery(where=asked.rows, measure=Measure(column=pair[0], per=pair[1]), how="sum")
        return asked.reading("share", query, pair)
    return _part_of_rows(asked, found.start(), (*left, *right))


def _share_columns(asked: Asked, left: Sequence[NamedColumn], right: Sequence[NamedColumn]) -> tuple[int, int] | None:
    """The figure that is a part and the one that is the whole, where both are columns."""
    if left and right and left[-1].column != right[0].column:
        # 高中的学生有百分之几住校 asks for those who board, of the pupils.
        pair = (left[-1].column, right[0].column)
        return pair if words.OF_IT.search(asked.text) else (pair[1], pair[0])
    if len(left) > 1 and not right and left[0].column != left[-1].column:
        return left[-1].column, left[0].column
    if left and not asked.keys and (whole := _whole_column(asked, left[-1].column)) is not None:
        return left[-1].column, whole
    return None


def _share_of_people(asked: Asked, left: Sequence[NamedColumn], right: Sequence[NamedColumn]) -> tuple[int, int] | None:
    """小学女生占比: of whom nobody said, of all the people of the same rows; 占全县 says of whom."""
    main = asked.main()
    if main is None or len(left) != 1 or right or words.OF_IT.search(asked.text) or left[0].column == main.index:
        return None
    part = asked.table.columns[left[0].column]
    same = asked.words.unit_of(part) in ("", asked.words.unit_of(main)) and _PUPILS.search(part.name)
    return (part.index, main.index) if same else None


def _whole_column(asked: Asked, part: int) -> int | None:
    """The total beside a part of a two-level header: 初中·合计 of 初中·女."""
    columns = asked.table.columns
    path = columns[part].path
    if len(path) < 2 or is_generic(path[-1]):
        return None
    return next((one.index for one in columns if one.path[:-1] == path[:-1] and is_generic(one.path[-1])), None)


def _part_of_rows(asked: Asked, at: int, figures: Sequence[NamedColumn]) -> Reading | None:
    """The share of some rows in more of them, by number or by a figure: 小学里乡村小学占…, 民办在校生占…."""
    if not asked.where and not asked.keys:
        return None
    inside = words.INSIDE.search(asked.text[:at])
    whole = [value for value in asked.values if inside is not None and value.end <= inside.start()]
    whole += [value for value in asked.values if value.start >= at]
    added = [one.column for one in figures if asked.words.adds_up(asked.table.columns[one.column])]
    if asked.keys and not added:
        return None  # one named row is a share of nothing by number
    by_figure = bool(added) and not _BY_NUMBER.search(asked.text)
    measure = Measure(column=added[0]) if by_figure else Measure()
    how: How = "sum" if by_figure else "count"
    of = tuple(one for one in asked.conditions_of(whole) if one not in asked.conditions)
    return asked.reading(
        "part",
        TableQuery(where=asked.rows, measure=measure, how=how),
        added[:1] if by_figure else (),
        whole=TableQuery(where=of, measure=measure, how=how),
    )


def mean(asked: Asked) -> Reading | None:
    """What falls to one of something: 平均每所多少学生, 一个老师带几个学生, 平均保教费."""
    if not asked.cues.mean or any(one.column in asked.computed for one in asked.figures):
        return None
    main = asked.main()
    tops = [one for one in asked.figures if _TOP.search(asked.text[: one.start])]
    bottoms = [one for one in asked.figures if _BOTTOM.search(asked.text[: one.start])]
    if re.search(r"生均|人均", asked.text) and main is not None and asked.figures:
        bottoms = [asked.unnamed(main.index)]
    by_rows = words.ROWS_UNIT.search(asked.text) or re.search(rf"[每一]个?{re.escape(asked.table.noun)}", asked.text)
    # 平均一个总投资多少: the figure itself, over the rows.
    alone = not tops and all(one.column == bottoms[0].column for one in asked.figures) if bottoms else True
    if by_rows or alone:
        figures = tops or asked.figures or ([asked.unnamed(main.index)] if main is not None else [])
        if not figures:
            return None
        column = figures[0].column
        query = TableQuery(where=asked.rows, measure=Measure(column=column), how="mean", group=asked.group())
        return asked.reading("mean", query, (column,))
    others = [one for one in (*tops, *asked.figures) if one.column != bottoms[0].column]
    return _divided(asked, others[0].column, bottoms[0].column) if others else None
