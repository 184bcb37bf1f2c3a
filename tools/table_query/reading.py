"""A question read against one table: which rows, which figure, what is done with it, and what is left unexplained."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from core.quantity import parse_quantities
from tools.table_query import cues as words
from tools.table_query.cues import Cues, cues_of, taken_of
from tools.table_query.mentions import Mentions, NamedColumn, NamedValue, mentions_of
from tools.table_query.query import Condition, Measure, TableQuery
from tools.table_query.typed import Column, TypedTable
from tools.table_query.vocabulary import DefinedTerm, Vocabulary, is_generic

# Nouns, names and words that the dictionary does not know: what a question is about. Verbs and particles bind nothing.
_TELLING = re.compile(r"n|vn|an|j|l|i|x|eng|s")
# 近视率: what is measured, whatever words it is made of.
_RATE = re.compile(r"[\u4e00-\u9fff]{2,4}(?:率|系数|指数|排名)")
# Characters that say nothing of their own where the words were cut in the wrong place (专任教师|中教|语文).
_LIGHT = "中里内外上下前后的了着过是在有个教占到为"
# What a noun that the table does not explain costs, and what explaining brings.
UNEXPLAINED, OF_ROW, OF_VALUE, OF_COLUMN, OF_TITLE = 10.0, 6.0, 3.0, 3.0, 1.5
_DEFINED = re.compile(r"(?P<term>[\u4e00-\u9fff]{2,8})(?:是?指|即|为)(?P<column>[\u4e00-\u9fff]{2,10}?)(?:在|为|达到?|是)?(?P<bound>\d[^，。；）)]{0,12})")
_ROW_WORDS = {"学校": "所", "幼儿园": "所", "项目": "个", "乡镇": "个", "学科": "科", "考生": "人", "学籍号": "人"}


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One way to understand a question over one table.

    `query` is what to run, `whole` what a share is of. `text` columns are told as they are. `left` are nouns that the
    table does not explain; `score` orders readings over tables. `keys` are rows named, `columns` figures named.
    """

    table: TypedTable
    query: TableQuery
    kind: str
    score: float
    left: tuple[str, ...]
    keys: tuple[str, ...]
    columns: tuple[int, ...]
    where: tuple[Condition, ...]
    whole: TableQuery | None = None
    unit: str = ""
    title: str = ""


class QuestionReader:
    """Reads questions against tables.

    Args:
        vocabulary: How columns are asked for.
        tagged: Words of a text with their parts of speech (jieba's), which joined are the text.
    """

    def __init__(self, vocabulary: Vocabulary, tagged: Callable[[str], Sequence[tuple[str, str]]]) -> None:
        self._words = vocabulary
        self._tagged = tagged

    def read(self, table: TypedTable, question: str, earlier: Reading | None = None) -> Reading | None:
        """A reading; None where the question names no figure, row or word of the table.

        Args:
            table: The table.
            question: As asked, without the asides that `asides_out` takes.
            earlier: The question before of a conversation, of the same table, whose rows and figure a follow-up keeps.
        """
        cues = cues_of(question)
        named = mentions_of(table, question, self._words, taken_of(question))
        terms = self._terms(table, question)
        left, titled = self._unexplained(table, question, named, cues, [span for _, span in terms])
        built = _Builder(table, question, self._words, cues, named, [term for term, _ in terms], earlier).build()
        if built is None:
            return None
        names = built.keys or built.columns or built.where or built.kind == "count"
        score = (
            OF_ROW * len(named.rows) + OF_VALUE * len(named.values) + OF_COLUMN * min(len(named.columns), 2)
            + sum(one.letters for one in named.columns) / 4 + OF_TITLE * titled - UNEXPLAINED * len(left)
            + OF_VALUE * len(terms) + OF_VALUE * bool(re.search(rf"(?:哪|几|多少|每|各)(?:一|个|所|家|些|几|门)*(?:{re.escape(table.noun)}|{re.escape(table.noun[-1:])})", question))
        )  # fmt: skip
        left += named.loose
        return replace(built, score=score - UNEXPLAINED * len(named.loose), left=tuple(left)) if names else None

    def _terms(self, table: TypedTable, question: str) -> list[tuple[Condition, tuple[int, int]]]:
        """Defined terms that a question uses: by the notes under the table, else by the office's list."""
        found: list[tuple[Condition, tuple[int, int]]] = []
        for told in (*_defined(table), *self._words.terms):
            for word in told.asked:
                at = question.find(word)
                column = next((one for one in table.columns if one.name == told.column), None)
                if at < 0 or column is None or any(a < at + len(word) and at < b for _, (a, b) in found):
                    continue
                found.append(
                    (Condition(column=column.index, test="between", low=told.low, high=told.high), (at, at + len(word)))
                )
        return found

    def _unexplained(
        self, table: TypedTable, question: str, named: Mentions, cues: Cues, terms: Sequence[tuple[int, int]]
    ) -> tuple[list[str], int]:
        """Nouns that nothing of the table explains, and how many its title does."""
        covered = [False] * len(question)
        ratios = [
            (at, at + len(word)) for ratio in self._words.ratios for word in ratio.asked if (at := question.find(word)) >= 0
        ]
        for start, end in (*named.spans(), *cues.spans, *terms, *ratios):
            covered[start:end] = [True] * (end - start)
        constant = " ".join(column.values[0] for column in table.columns if len(column.values) == 1)
        title = f"{constant} {table.title} {table.name} {table.place} {table.noun} {table.notes} " + " ".join(
            "".join(column.path) for column in table.columns
        )
        left: list[str] = []
        titled, at = 0, 0
        for word, tag in self._tagged(question):
            start, at = at, at + len(word)
            if len(word) < 2 or not _TELLING.match(tag):
                continue
            if word in f"{table.title} {table.name}":
                titled += 1
                continue
            rest = "".join(c for c, used in zip(word, covered[start:at], strict=True) if not used)
            if len(rest.strip(_LIGHT)) < (1 if len(rest) > 1 else 2) or {word, rest} & self._words.generic or rest in title:
                continue
            left.append(word)
        bare = "".join(" " if used or char in "的是有各" else char for char, used in zip(question, covered, strict=True))
        left += [
            found[0] for found in _RATE.finditer(bare) if found[0] not in title and found[0] not in self._words.generic
        ]
        return left, titled


def _defined(table: TypedTable) -> list[DefinedTerm]:
    """Terms that a table's own notes define by a bound on one of its columns."""
    made = []
    for found in _DEFINED.finditer(table.notes):
        bounds = parse_quantities(found["bound"])
        if not bounds:
            continue
        column = next((one for one in table.columns if one.name.endswith(found["column"]) or found["column"].endswith(one.name)), None)
        if column is None:
            continue
        one = bounds[0]
        low = None if one.low == float("-inf") else one.low
        high = None if one.high == float("inf") else one.high
        term = re.sub(r"^.*[.、．]", "", found["term"])
        made.append(DefinedTerm(asked=(term,), column=column.name, low=low, high=high))
    return made


class _Builder:
    """Builds the query of one question over one table."""

    def __init__(
        self, table: TypedTable, text: str, vocabulary: Vocabulary, cues: Cues, named: Mentions,
        terms: Sequence[Condition], earlier: Reading | None,
    ) -> None:  # fmt: skip
        self.table = table
        self.text = text
        self.words = vocabulary
        self.cues = cues
        self.named = named
        bounds = [one.condition for one in named.bounds]
        self.values = [self._better_column(one) for one in named.values]
        self.keys = tuple(dict.fromkeys(one.key for one in named.rows))
        bound = {one.condition.column for one in named.bounds if one.of_column}
        free = [one for one in named.columns if one.column not in bound]
        self.figures = [one for one in free if table.columns[one.column].kind == "number"]
        self.sorts = [one for one in free if table.columns[one.column].kind != "number"]
        self.counts = self._counts_rows()
        self.conditions = [*bounds, *terms]
        self.earlier = earlier

    def build(self) -> Reading | None:
        """The reading, its score still to be told."""
        kept = self.earlier
        where = self._where(self.values)
        if kept is not None:
            own = {one.column for one in where}
            where = [*(one for one in kept.where if one.column not in own), *where]
            if not self.keys:
                self.keys = kept.keys
            if not self.figures and not self.sorts and not self.counts:
                self.figures = [
                    NamedColumn(start=0, end=0, column=index, letters=0) for index in kept.columns
                    if self.table.columns[index].kind == "number"
                ]  # fmt: skip
        self.where = where
        for step in (self._ratio_word, self._share, self._mean, self._rank, self._grouped, self._looked_up, self._listed,
                     self._counted, self._summed):  # fmt: skip
            made = step()
            if made is not None:
                return made
        if kept is not None and kept.query.how == "count" and (self.values or self.conditions):
            return self._made("count", TableQuery(where=tuple(where)), ())
        return None

    def _better_column(self, value: NamedValue) -> NamedValue:
        """小学 as a type of school where schools are counted, as a stage where their pupils are."""
        others = [one.index for one in self.table.columns if value.word in one.values]
        stage = [index for index in others if "学段" in self.table.columns[index].name]
        kind = [index for index in others if re.search("类型|类别", self.table.columns[index].name)]
        if not stage or not kind:
            return value
        return replace(value, column=(kind if self.cues.count else stage)[0])

    def _counts_rows(self) -> bool:
        """Whether the number of rows is asked for: 几所 counts schools and no subjects."""
        noun = self.table.noun
        by_noun = re.search(rf"(?:多少|几)\s*(?:个|所|家|项|间|名|位)?(?P<noun>学校|幼儿园|项目|乡镇|镇街|街道|单位|部门|学科|科目|园|校)|(?P<of>学校|幼儿园|项目|乡镇)(?:总)?数", self.text)
        if by_noun:
            asked = by_noun["noun"] or by_noun["of"]
            return asked in noun or noun in asked
        if not self.cues.count:
            return False
        return not re.search(r"(?:多少|几)\s*(?:所|家)", self.text) or bool(re.search(r"校|园|单位|机构|中心|点$", noun))

    def _made(
        self, kind: str, query: TableQuery, columns: Sequence[int], *, whole: TableQuery | None = None, unit: str = "",
        title: str = "",
    ) -> Reading:  # fmt: skip
        return Reading(
            table=self.table, query=query, kind=kind, score=0.0, left=(), keys=self.keys, columns=tuple(columns),
            where=tuple(self.where), whole=whole, unit=unit, title=title,
        )  # fmt: skip

    def _where(self, values: Sequence[NamedValue]) -> list[Condition]:
        by_column: dict[tuple[int, bool], list[str]] = {}
        for one in values:
            by_column.setdefault((one.column, one.negated), []).append(one.word)
        made = []
        for (column, negated), told in by_column.items():
            made.append(Condition(column=column, test="not in" if negated else "in", words=tuple(dict.fromkeys(told))))
        return [*made, *self.conditions]

    def _keyed(self) -> tuple[Condition, ...]:
        return (Condition(column=self.table.key, test="in", words=self.keys),) if self.keys else ()

    def _column(self, header: str) -> Column | None:
        """The first column that tells a thing by its usual name, those of a part (其中) last."""
        wanted = self.words.concept_named(header)
        own = [
            column for column in self.table.columns
            if column.kind == "number" and wanted is not None and self.words.concept_of(column) is wanted
        ]  # fmt: skip
        return min(own, key=lambda column: (column.inner, len(column.name)), default=None)

    def main(self) -> Column | None:
        """What 多少人 means where no column is named: the figure of people that the table is about."""
        for column in self.table.columns:
            concept = self.words.concept_of(column)
            if column.kind == "number" and concept is not None and concept.main and not column.inner:
                return column
        totals = [column for column in self.table.columns if column.kind == "number" and all(map(is_generic, column.path))]
        return totals[0] if totals else None

    def _ratio_word(self) -> Reading | None:
        for ratio in self.words.ratios:
            if not any(word in self.text for word in ratio.asked):
                continue
            top, bottom = self._column(ratio.of), self._column(ratio.per)
            if top is None or bottom is None:
                continue
            measure = Measure(column=top.index, per=bottom.index)
            return self._measured(measure, (top.index, bottom.index), unit=ratio.unit, title=next(w for w in ratio.asked if w in self.text))
        return None

    def _measured(self, measure: Measure, columns: Sequence[int], *, unit: str = "", title: str = "") -> Reading:
        """A ratio for the rows, the named row, each group, or as a rank."""
        where = (*self.where, *self._keyed())
        if self.cues.descending is not None:
            query = TableQuery(
                where=where, measure=measure, how="rank", descending=self.cues.descending, most=self.cues.most
            )
            return self._made("rank", query, columns, unit=unit, title=title)
        group = self._group()
        return self._made(
            "mean", TableQuery(where=where, measure=measure, how="sum", group=group), columns, unit=unit, title=title
        )

    def _group(self) -> int | None:
        """The column that an answer is told by: named after 按/各/每, or two of its words with 各/分别."""
        if not self.cues.each and not re.search(r"[两三四五六七八九]种", self.text):
            return None
        for one in self.sorts:
            column = self.table.columns[one.column]
            if column.values and column.index != self.table.key and words.BY.search(self.text[: one.start]):
                return column.index
        told: dict[int, set[str]] = {}
        for value in self.values:
            told.setdefault(value.column, set()).add(value.word)
        several = [column for column, found in told.items() if len(found) > 1]
        if several:
            return several[0]
        sorted_by = [one.column for one in self.sorts if self.table.columns[one.column].values and one.column != self.table.key]
        return sorted_by[0] if sorted_by and self.cues.each else None

    def _share(self) -> Reading | None:
        if not self.cues.share:
            return None
        found = words.OF_IT.search(self.text) or words.SHARE.search(self.text)
        assert found is not None
        at = found.start()
        left = [one for one in self.figures if one.start < at]
        right = [one for one in self.figures if one.start >= at]
        where = (*self.where, *self._keyed())
        if right and not left and (main := self._column_after_rows()) is not None:
            left = [main]
        if left and right and left[-1].column != right[0].column:
            top, bottom = left[-1], right[0]
            # 高中的学生有百分之几住校 asks for those who board, of the pupils.
            if not words.OF_IT.search(self.text):
                top, bottom = bottom, top
            measure = Measure(column=top.column, per=bottom.column)
            return self._made("share", TableQuery(where=where, measure=measure, how="sum"), (top.column, bottom.column))
        if len(left) > 1 and not right and left[0].column != left[-1].column:
            measure = Measure(column=left[-1].column, per=left[0].column)
            return self._made("share", TableQuery(where=where, measure=measure, how="sum"), (left[-1].column, left[0].column))
        if left and (whole := self._whole_column(left[-1].column)) is not None and not self.keys:
            measure = Measure(column=left[-1].column, per=whole)
            return self._made("share", TableQuery(where=where, measure=measure, how="sum"), (left[-1].column, whole))
        return self._part_of_rows(at, (*left, *right))

    def _column_after_rows(self) -> NamedColumn | None:
        main = self.main()
        return None if main is None else NamedColumn(start=0, end=0, column=main.index, letters=0)

    def _whole_column(self, part: int) -> int | None:
        """The total beside a part of a two-level header: 初中·合计 of 初中·女."""
        path = self.table.columns[part].path
        if len(path) < 2 or is_generic(path[-1]):
            return None
        for column in self.table.columns:
            if column.path[:-1] == path[:-1] and is_generic(column.path[-1]):
                return column.index
        return None

    def _part_of_rows(self, at: int, figures: Sequence[NamedColumn]) -> Reading | None:
        """The share of some rows in more of them, by number or by a figure."""
        inside = words.INSIDE.search(self.text[:at])
        after = [value for value in self.values if value.start >= at]
        before = [value for value in self.values if inside is not None and value.end <= inside.start()]
        whole = [*before, *after]
        # 乡村小学占小学: what the whole is bound to, and nothing else, stays.
        part = self.values
        if not (part or self.keys or self.conditions):
            return None
        by_figure = [one.column for one in figures if self.words.adds_up(self.table.columns[one.column])]
        counted = re.search(r"按(?:所|校|个)数|[所个家]数", self.text)
        measure = Measure(column=by_figure[0]) if by_figure and not counted else Measure()
        how = "sum" if measure.column is not None else "count"
        kept = self.where
        self.where = self._where(part)
        query = TableQuery(where=(*self.where, *self._keyed()), measure=measure, how=how)
        named_whole = [one for one in self._where(whole) if one not in self.conditions]
        self.where = kept
        return self._made(
            "part", query, by_figure[:1] if measure.column is not None else (),
            whole=TableQuery(where=tuple(named_whole), measure=measure, how=how),
        )  # fmt: skip

    def _mean(self) -> Reading | None:
        if not self.cues.mean:
            return None
        where = (*self.where, *self._keyed())
        tops = [one for one in self.figures if re.search(r"(?:多少|几)(?:个|名|位|本|册|台|间|人|元|平方米|平米)?$", self.text[: one.start])]
        bottoms = [one for one in self.figures if re.search(r"(?:每|平均[一每]|一)(?:个|名|位|所|家)?$", self.text[: one.start])]
        main = self.main()
        if re.search(r"生均|人均", self.text) and main is not None and self.figures:
            bottoms = [NamedColumn(start=0, end=0, column=main.index, letters=0)]
        if words.ROWS_UNIT.search(self.text) or not bottoms:
            rows_wanted = words.ROWS_UNIT.search(self.text) or re.search(rf"(?:每|一)个?{re.escape(self.table.noun)}", self.text)
            figure = (tops or self.figures or ([NamedColumn(start=0, end=0, column=main.index, letters=0)] if main else []))[:1]
            if not figure:
                return None
            column = figure[0].column
            if rows_wanted or self.words.adds_up(self.table.columns[column]) is False or len(self.figures) <= 1:
                group = self._group()
                return self._made("mean", TableQuery(where=where, measure=Measure(column=column), how="mean", group=group), (column,))
        others = [one for one in (*tops, *self.figures) if bottoms and one.column != bottoms[0].column]
        if not bottoms or not others:
            return None
        return self._measured(Measure(column=others[0].column, per=bottoms[0].column), (others[0].column, bottoms[0].column))

    def _ranked_column(self) -> Column | None:
        """What a rank is by: the figure named next to the superlative, else what its adjective means."""
        found = words.MOST.search(self.text) or words.LEAST.search(self.text) or words.FIRST.search(self.text)
        if found is None:
            return None
        dated = [one for one in self.sorts if self.table.columns[one.column].kind == "date"]
        named = [one for one in (*self.figures, *dated)]
        before = [one for one in named if one.end <= found.end()]
        if named:
            return self.table.columns[(before[-1] if before else named[0]).column]
        if re.search(r"最[多大少小高]|人|前|后", found[0] + self.text):
            return self.main()
        return None

    def _rank(self) -> Reading | None:
        if self.cues.descending is None:
            return None
        column = self._ranked_column()
        if column is None:
            return None
        descending = self.cues.descending
        # 最早 and 最老 are the least year; 最晚 the largest. 最久 of a year is the least, too.
        where = (*self.where, *self._keyed())
        over = next((one.column for one in self.sorts if self.table.columns[one.column].values and one.column != self.table.key
                     and re.search(r"(?:哪|各|每)(?:个|一)?$", self.text[: one.start])), None)  # fmt: skip
        if over is not None:
            query = TableQuery(where=where, measure=Measure(column=column.index), how="sum", group=over, most=self.cues.most, descending=descending)
            return self._made("group rank", query, (column.index, over))
        if self.keys and not self.cues.which:
            return None
        query = TableQuery(where=where, measure=Measure(column=column.index), how="rank", most=self.cues.most, descending=descending)
        return self._made("rank", query, (column.index,))

    def _grouped(self) -> Reading | None:
        group = self._group()
        if group is None or self.keys:
            return None
        if self.counts or not self.figures:
            return self._made("group", TableQuery(where=tuple(self.where), group=group), (group,)) if (self.counts or re.search(r"多少|几", self.text)) and not self.cues.listed else None
        column = self.figures[0].column
        how = "sum" if self.words.adds_up(self.table.columns[column]) else "mean"
        return self._made("group", TableQuery(where=tuple(self.where), measure=Measure(column=column), how=how, group=group), (column, group))

    def _looked_up(self) -> Reading | None:
        if not self.keys:
            return None
        told = [*self.figures, *self.sorts]
        told = [one for one in told if one.column != self.table.key]
        if not told and self.values:
            told = [NamedColumn(start=value.start, end=value.end, column=value.column, letters=0) for value in self.values]
        if not told and (main := self.main()) is not None and re.search(r"(?:多少|几)(?:个|名|位)?(?:学生|人)", self.text):
            told = [NamedColumn(start=0, end=0, column=main.index, letters=0)]
        if not told:
            return None
        columns = tuple(dict.fromkeys(one.column for one in sorted(told, key=lambda one: one.start)))
        # Words of the row itself (城区 of a school that is asked for) bind nothing.
        rows = [one for one in self.where if one.test != "in" or one.column not in {value.column for value in self.values}]
        query = TableQuery(where=(*rows, *self._keyed()), measure=Measure(column=columns[0]), how="value")
        return self._made("lookup", query, columns)

    def _listed(self) -> Reading | None:
        wanted = self.cues.listed or (self.cues.which and not self.counts)
        if not wanted or not self.where:
            return None
        shown = [one.column for one in self.figures]
        query = TableQuery(where=tuple(self.where), measure=Measure(column=shown[0]) if shown else Measure(), how="list")
        return self._made("list", query, shown)

    def _counted(self) -> Reading | None:
        if self.cues.count and not self.counts:
            return None
        if self.counts or (re.search(r"(?:多少|几)[个所家项]", self.text) and not self.figures and (self.where or self.table.noun in self.text)):
            return self._made("count", TableQuery(where=tuple(self.where)), ())
        return None

    def _summed(self) -> Reading | None:
        figures = self.figures
        if self.cues.count and not self.counts:
            return None
        if not figures and (main := self.main()) is not None and re.search(r"(?:多少|几)(?:个|名)?人|人数|(?:多少|几)名?学生", self.text):
            figures = [NamedColumn(start=0, end=0, column=main.index, letters=0)]
        if not figures:
            return None
        column = self.table.columns[figures[0].column]
        if not self.words.adds_up(column):
            return None
        query = TableQuery(where=tuple(self.where), measure=Measure(column=column.index), how="sum")
        return self._made("sum", query, (column.index,))


def row_unit(table: TypedTable) -> str:
    """The measure word for the rows of a table."""
    return _ROW_WORDS.get(table.noun, "个")
