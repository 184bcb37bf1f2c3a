"""Questions for rows and plain figures: ranks, groups, look-ups, lists, counts, sums."""

from __future__ import annotations

import re
from dataclasses import replace

from tools.table_query import cues as words
from tools.table_query.asked import PEOPLE, Asked, Reading
from tools.table_query.query import How, Measure, TableQuery
from tools.table_query.typed import Column
from tools.table_query.vocabulary import Vocabulary

_WHICH_ONES = re.compile(r"哪(?:些|几[个所家项名])(?P<what>[\u4e00-\u9fff]+)")
WHICH_TOWN = re.compile(r"哪(?:一?个|几个|些)?(?P<noun>乡镇|镇街|街镇|街道|镇|乡(?!村))")
TOWNS = re.compile("镇|乡(?!类|性)|街")
_WHICH_OF = re.compile(r"(?:哪|各|每)(?:个|一)?$")


def rank(asked: Asked) -> Reading | None:
    """The rows, or the groups of rows, that have most or least of a figure."""
    descending = asked.cues.descending
    if descending is None:
        return None
    over = next((one.column for one in asked.sorting() if _WHICH_OF.search(asked.text[: one.start])), _town(asked))
    if over is not None and not asked.figures and f"{asked.table.noun}最" in asked.text:
        # 哪个乡镇学校最多: rows are counted.
        query = TableQuery(
            where=asked.rows, group=over, most=asked.cues.most, nth=asked.cues.nth, descending=descending
        )
        return asked.reading("group rank", query, (over,))
    column = _ranked(asked)
    if column is None:
        return None
    measure = Measure(column=column.index)
    if over is not None:
        query = TableQuery(
            where=asked.rows,
            measure=measure,
            how="sum",
            group=over,
            most=asked.cues.most,
            nth=asked.cues.nth,
            descending=descending,
        )
        return asked.reading("group rank", query, (column.index, over))
    if asked.table.line >= 0 and asked.table.key >= 0 and not asked.keys:
        # A school has a row for each subject: its pupils are added before it is ranked.
        query = TableQuery(
            where=asked.rows,
            measure=measure,
            how="sum",
            group=asked.table.key,
            most=asked.cues.most,
            nth=asked.cues.nth,
            descending=descending,
        )
        return asked.reading("group rank", query, (column.index, asked.table.key))
    if asked.keys and not asked.cues.which:
        return None
    query = TableQuery(
        where=asked.rows, measure=measure, how="rank", most=asked.cues.most, nth=asked.cues.nth, descending=descending
    )
    return asked.reading("rank", query, (column.index,))


def _town(asked: Asked) -> int | None:
    """The column of towns where 哪个镇 asks for one, whatever the header calls them (所在乡镇, 镇街)."""
    if not WHICH_TOWN.search(asked.text) or TOWNS.search(asked.table.noun):
        return None
    towns = (one.index for one in asked.table.columns if one.kind == "text" and one.values and TOWNS.search(one.name))
    return next(towns, None)


def _ranked(asked: Asked) -> Column | None:
    """What a rank is by: the figure named last before the superlative, else the first, else people."""
    found = words.MOST.search(asked.text) or words.LEAST.search(asked.text) or words.FIRST.search(asked.text)
    if found is None:
        # 排第二的呢: what the question before ranked by.
        named = asked.figures[:1]
        return asked.table.columns[named[0].column] if named else asked.main()
    dated = [one for one in asked.sorts if asked.table.columns[one.column].kind == "date"]
    named = [*asked.figures, *dated]
    before = [one for one in named if one.end <= found.end()]
    return asked.table.columns[(before[-1:] or named)[0].column] if named else asked.main()


def grouped(asked: Asked) -> Reading | None:
    """One figure, or the number of rows, for each word of a column."""
    group = asked.group()
    if group is None or asked.keys:
        return None
    where = tuple(asked.where)
    if asked.counts or not asked.figures:
        wanted = (asked.counts or re.search(r"多少|几", asked.text)) and not asked.cues.listed
        made = asked.reading("group", TableQuery(where=where, group=group), (group,)) if wanted else None
        return made and replace(made, beside=tuple(dict.fromkeys(one.column for one in asked.figures)))
    column = asked.figures[0].column
    query = replace(together(asked.words, asked.table.columns[column]), where=where, group=group)
    return replace(asked.reading("group", query, (column, group)), beside=asked.more())


def together(words: Vocabulary, column: Column) -> TableQuery:
    """A figure of rows together: added where it adds up, else its mean."""
    how: How = "sum" if words.adds_up(column) else "mean"
    return TableQuery(measure=Measure(column=column.index), how=how)


def looked_up(asked: Asked) -> Reading | None:
    """Cells of the rows that are named."""
    if not asked.keys or asked.table.line >= 0:
        return None
    items = [(one.start, one.column) for one in (*asked.figures, *asked.sorts) if one.column != asked.table.key]
    items = items or [(value.start, value.column) for value in asked.values]
    if not items and (main := asked.main()) is not None and PEOPLE.search(asked.text):
        items = [(0, main.index)]
    if not items:
        return None
    columns = tuple(dict.fromkeys(column for _, column in sorted(items)))
    return asked.reading(
        "lookup", TableQuery(where=asked.rows, measure=Measure(column=columns[0]), how="value"), columns
    )


def same_for_all(asked: Asked) -> Reading | None:
    """A date or word that every row has alike, asked for without a row: 统计时点是哪一天."""
    items = [one for one in asked.sorts if one.column != asked.table.key]
    if asked.keys or asked.figures or asked.where or len(items) != 1 or asked.counts or asked.cues.each:
        return None
    column = items[0].column
    filled = [at for at, row in enumerate(asked.table.rows) if row.values[column] is not None]
    if not filled or len({asked.table.rows[at].values[column] for at in filled}) != 1:
        return None
    query = TableQuery(measure=Measure(column=column), how="value", keep=(filled[0],))
    return asked.reading("constant", query, (column,))


def listed(asked: Asked) -> Reading | None:
    """The rows that meet what is asked, with a figure where one is named."""
    if not (asked.cues.listed or (asked.cues.which and not asked.counts)) or not asked.where:
        return None
    over = _other_ones(asked)
    if over is not None:
        # 考生来自哪几所学校 asks for the schools, not for the pupils.
        return asked.reading("group", TableQuery(where=tuple(asked.where), group=over), (over,))
    shown = [one.column for one in asked.figures]
    measure = Measure(column=shown[0]) if shown else Measure()
    return asked.reading("list", TableQuery(where=tuple(asked.where), measure=measure, how="list"), shown)


def _other_ones(asked: Asked) -> int | None:
    """The column whose words are asked for, where that is not what the rows are; None for the rows themselves."""
    found = _WHICH_ONES.search(asked.text)
    if found is None or found["what"].startswith(asked.table.noun):
        return None
    named = [one for one in asked.table.columns if len(one.values) > 1 and found["what"].startswith(one.name)]
    return named[0].index if named else None


def counted(asked: Asked) -> Reading | None:
    """The number of rows."""
    if asked.cues.count and not asked.counts:
        return None
    some = re.search(r"(?:多少|几)[个所家项]", asked.text) and not asked.figures
    if asked.counts or (some and (asked.where or asked.table.noun in asked.text)):
        return asked.reading("count", TableQuery(where=tuple(asked.where)), ())
    return None


def summed(asked: Asked) -> Reading | None:
    """A figure added over the rows; none where a row is asked for in words that nothing here ranks by."""
    if asked.cues.count and not asked.counts:
        return None
    if asked.cues.which and not asked.keys and not words.SUM.search(asked.text):
        return None
    main = asked.main() if not asked.figures and PEOPLE.search(asked.text) else None
    if len(asked.figures) > 1 and words.INSIDE.search(asked.text, asked.figures[0].end, asked.figures[-1].start):
        asked.figures = asked.figures[-1:]  # 专任教师里研究生学历的: the part is asked for
    index = asked.figures[0].column if asked.figures else main.index if main is not None else None
    if index is None or not asked.words.adds_up(asked.table.columns[index]):
        return None
    more = asked.more()
    as_one = bool(more) and bool(words.SUM.search(asked.text, asked.figures[0].start))
    columns = asked.table.columns
    if as_one and len({asked.words.unit_of(columns[at]) for at in (index, *more)}) > 1:
        return None
    query = TableQuery(where=asked.rows, measure=Measure(column=index, plus=more if as_one else ()), how="sum")
    return replace(asked.reading("sum", query, (index,)), beside=() if as_one else more)
