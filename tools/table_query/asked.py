"""What a question asks of one table, piece by piece: rows, figures, conditions, groups."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.han_numerals import han_to_int
from core.units import same_dimension
from tools.table_query import cues as words
from tools.table_query.cues import Cues
from tools.table_query.named import Mentions, NamedColumn, NamedValue
from tools.table_query.query import Condition, TableQuery
from tools.table_query.typed import Column, TypedTable
from tools.table_query.vocabulary import Vocabulary, is_generic

_ROW_WORDS = {
    "学校": "所",
    "幼儿园": "所",
    "项目": "个",
    "乡镇": "个",
    "学科": "科",
    "考生": "人",
    "学籍号": "人",
    "教师": "人",
    "学生": "人",
    "人员": "人",
}
_COUNTED = re.compile(
    r"(?:多少|几)\s*(?:个|所|家|项|间|名|位)?(?P<noun>学校|幼儿园|项目|乡镇|镇街|街道|单位|部门|学科|科目|园|校)"
    r"|(?P<of>学校|幼儿园|项目|乡镇)总?数(?!学)"
)
_AND = re.compile(r"(?:总?人?数量?)?(?:和|、|与|及|以及|加上?|跟|还有)")
_OF_PERSONS = re.compile(r"(?:多少|几)\s*(?:个|名|位|人)(?!班|年级|乡|镇|街|学校|幼儿园|校|园|项|单位|部门|学科)")
# 几条隐患, 隐患有多少条: entries of a ledger.
_OF_RECORDS = r"(?:几|多少)[条项起处件次笔个]?{0}|{0}[^，。？]{{0,8}}(?:几|多少)[条项起处件次笔]"
_SPENT = re.compile(r"(?:多少|几)(?:块|万|亿)?元?钱|花了?多少|多少(?:资金|经费)")
_DECIMALS = re.compile(r"(?P<n>[一二两三四\d])位小数")
_PERSONS = frozenset(("教师", "学生", "考生", "人员", "学籍号"))
PEOPLE = re.compile(r"(?:多少|几)(?:个|名|位)?(?:学生|考生|人)|人数")
_SCHOOLS = re.compile(r"校|园|单位|机构|中心|点$")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One way to understand a question over one table.

    `query` is what to run, `whole` what a share is of. `left` are nouns that the table does not explain; `score` orders
    readings over tables. `keys` are rows named, `columns` figures named, `where` what binds rows besides the keys.
    `title` and `unit` are a ratio's own; `against` is what a named row's figure is held against. `beside` are further
    figures asked of the same rows; `places` how many decimals are wanted.
    """

    table: TypedTable
    query: TableQuery
    kind: str
    keys: tuple[str, ...] = ()
    columns: tuple[int, ...] = ()
    where: tuple[Condition, ...] = ()
    score: float = 0.0
    left: tuple[str, ...] = ()
    whole: TableQuery | None = None
    unit: str = ""
    title: str = ""
    against: Condition | None = None
    beside: tuple[int, ...] = ()
    places: int | None = None


def decimals(text: str) -> int | None:
    """How many decimals a question wants (保留一位小数); None where it does not say."""
    found = _DECIMALS.search(text)
    return int(han_to_int(found["n"].replace("两", "二"))) if found else None


def row_unit(table: TypedTable) -> str:
    """The measure word for the rows of a table."""
    return _ROW_WORDS.get(table.noun, "个" if table.is_roster else "条")


def _at_line(one: Condition) -> Condition:
    return replace(one, high=one.low, open_low=False, open_high=False) if one.high is None else one


class Asked:
    """A question over a table, taken apart.

    Args:
        table: The table.
        text: The question.
        vocabulary: How columns are asked for.
        cues: What is to be done.
        named: What of the table is named.
        terms: Conditions of defined terms.
    """

    def __init__(
        self,
        table: TypedTable,
        text: str,
        vocabulary: Vocabulary,
        cues: Cues,
        named: Mentions,
        terms: Sequence[Condition],
    ) -> None:
        self.table = table
        self.text = text
        self.words = vocabulary
        self.cues = cues
        bounds = [one.condition for one in named.bounds]
        self.values = [self._better_column(one) for one in named.values]
        self.keys = tuple(dict.fromkeys(one.key for one in named.rows))
        bound = {one.condition.column for one in named.bounds if one.of_column}
        free = [one for one in named.columns if one.column not in bound]
        self.figures = [one for one in free if table.columns[one.column].kind == "number"]
        self.sorts = [one for one in free if table.columns[one.column].kind != "number"]
        if not self.figures and _SPENT.search(text):
            money = [one for one in table.columns if one.kind == "number" and same_dimension(one.unit, "元")]
            self.figures = [self.unnamed(one.index) for one in money[:1] if len(money) == 1]
        self.counts = self._counts_rows()
        # 某校生均…达到5.8平方米了吗: a figure beside a named row is what it is held against, and picks no rows.
        self.against = bounds[-1] if self.keys and bounds and bounds[-1].test == "between" else None
        self.conditions = [] if self.keys else [*bounds, *terms]
        if table.line >= 0:
            # 600分以上 is one row a school: those of higher lines are counted in it.
            self.against = None
            if not self.figures and PEOPLE.search(text) and (main := self.main()) is not None:
                self.figures = [self.unnamed(main.index)]
            self.conditions = [_at_line(one) if one.column == table.line else one for one in [*bounds, *terms]]
        self.where = self.conditions_of(self.values)
        self.kept_group: int | None = None

    def carry(self, kept: Reading) -> None:
        """Keep the rows of the question before where this one does not bind their column anew."""
        own = {one.column for one in self.where}
        self.where = [*(one for one in kept.where if one.column not in own), *self.where]
        self.keys = self.keys or kept.keys
        self.kept_group = kept.query.group
        if kept.columns and (beside := self._beside(self.table.columns[kept.columns[0]])) is not None:
            self.figures = [self.unnamed(beside.index)]

    def _beside(self, before: Column) -> Column | None:
        """The column that 金额 means after a question for 初中·人数: 初中·金额."""
        outer = before.path[:-1]
        if not outer or any(word in self.text for word in outer):
            return None
        return next((o for o in self.table.columns if o.path[:-1] == outer and o.path[-1] in self.text), None)

    def take_figures(self, columns: Sequence[int]) -> None:
        """Ask for the figures of the question before."""
        self.figures = [self.unnamed(index) for index in columns if self.table.columns[index].kind == "number"]

    @staticmethod
    def unnamed(column: int) -> NamedColumn:
        """A column that is meant though no word names it."""
        return NamedColumn(start=0, end=0, column=column, letters=0)

    @property
    def computed(self) -> frozenset[int]:
        """Columns that hold indicators."""
        return frozenset(index for _, index in self.table.computed)

    @property
    def rows(self) -> tuple[Condition, ...]:
        """Everything that binds the rows, named ones included."""
        keyed = (Condition(column=self.table.key, test="in", words=self.keys),) if self.keys else ()
        return (*self.where, *keyed)

    def reading(
        self,
        kind: str,
        query: TableQuery,
        columns: Sequence[int],
        *,
        whole: TableQuery | None = None,
        unit: str = "",
        title: str = "",
    ) -> Reading:
        """A reading of this question."""
        return Reading(
            table=self.table,
            query=query,
            kind=kind,
            keys=self.keys,
            columns=tuple(columns),
            where=tuple(self.where),
            whole=whole,
            unit=unit,
            title=title,
            against=self.against,
            places=decimals(self.text),
        )

    def conditions_of(self, values: Sequence[NamedValue]) -> list[Condition]:
        """Conditions of words in cells, one a column, and those on figures."""
        by_column: dict[tuple[int, bool], list[str]] = {}
        for one in values:
            by_column.setdefault((one.column, one.negated), []).append(one.word)
        made = [
            Condition(column=column, test="not in" if negated else "in", words=tuple(dict.fromkeys(result)))
            for (column, negated), result in by_column.items()
        ]
        return [*made, *self.conditions]

    def main(self) -> Column | None:
        """What 多少人 means where no column is named: the figure of people that the table is about."""
        for column in self.table.columns:
            concept = self.words.concept_of(column)
            if column.kind == "number" and concept is not None and concept.main and not column.inner:
                return column
        numbers = [column for column in self.table.columns if column.kind == "number"]
        return next((column for column in numbers if all(map(is_generic, column.path))), None)

    def column_of(self, header: str) -> Column | None:
        """The first column that tells a thing by its usual name, those of a part (其中) last."""
        wanted = self.words.concept_named(header)
        own = [
            column
            for column in self.table.columns
            if column.kind == "number" and wanted is not None and self.words.concept_of(column) is wanted
        ]
        return min(own, key=lambda column: (column.inner, len(column.name)), default=None)

    def sorting(self) -> list[NamedColumn]:
        """Columns named whose words sort the rows."""
        return [one for one in self.sorts if self.table.columns[one.column].values and one.column != self.table.key]

    def group(self) -> int | None:
        """The column that an answer is told by: named after 按/各/每, or two of its words with 各/分别.

        各有多少人 after such a question keeps its column.
        """
        if not self.cues.each and not re.search(r"[两三四五六七八九]种", self.text):
            return None
        if self.table.line >= 0 and self.table.key >= 0 and re.search(r"[各每](?:个|所)?(?:学校|校)", self.text):
            return self.table.key
        sorting = self.sorting()
        for one in sorting:
            if words.BY.search(self.text[: one.start]):
                return one.column
        record: dict[int, set[str]] = {}
        for value in self.values:
            record.setdefault(value.column, set()).add(value.word)
        several = [column for column, found in record.items() if len(found) > 1]
        if several:
            return several[0]
        return sorting[0].column if sorting and self.cues.each else self.kept_group

    def more(self) -> tuple[int, ...]:
        """Figures named one after the other (学生和教师), those behind the first."""
        made: list[int] = []
        for before, one in itertools.pairwise(self.figures):
            if not _AND.fullmatch(self.text[before.end : one.start]):
                break
            made.append(one.column)
        return tuple(dict.fromkeys(made))

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
        if noun in _PERSONS and not self.figures and _OF_PERSONS.search(self.text):
            return True
        if found := _COUNTED.search(self.text):
            asked = found["noun"] or found["of"]
            return asked in noun or noun in asked
        if not self.table.is_roster and re.search(_OF_RECORDS.format(re.escape(noun)), self.text):
            return True
        if not self.cues.count:
            return False
        return not re.search(r"(?:多少|几)\s*(?:所|家)", self.text) or bool(_SCHOOLS.search(noun))
