"""Pieces of an answer from tables: place and year, figure with its formula, source, how the rows were found."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

from assistant.draft import Line
from assistant.write.cut import quote_pieces
from core.schema import Citation, Figure, FigureInput
from corpus.library import Library
from tools.table_query.asked import Reading, row_unit
from tools.table_query.asking import TableAnswer
from tools.table_query.computed_columns import below_line
from tools.table_query.query import Condition, ResultValue, TableQuery
from tools.table_query.short_names import places_in
from tools.table_query.typed import TypedTable
from tools.table_query.vocabulary import Vocabulary

MAX_ROWS, MAX_LISTED, MAX_QUOTE = 10, 40, 240
_SERIES = re.compile(r"年份|年度")


@dataclass
class Pieces:
    """What an answer is put together from; citations, figures and words that may be told are collected on the way."""

    answer: TableAnswer
    words: Vocabulary
    library: Library
    citations: list[Citation] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)

    def how(
        self,
        reading: Reading,
        one: ResultValue | None,
        rows: tuple[int, ...] | None = None,
        whole: TableQuery | None = None,
    ) -> Line:
        """筛选、口径、用到的行 and how many have no figure."""
        table = reading.table
        parts = [f"筛选：{self.conditions(table, reading.query.where) or '全部'}"]
        if whole is not None:
            parts.append(f"分母：{self.conditions(table, whole.where) or '全部'}")
        if one is not None and one.denominator is not None and one.numerator is not None:
            parts.append(f"{digits(one.numerator)}÷{digits(one.denominator)}")
            self.listed += [digits(one.numerator), digits(one.denominator)]
        used = one.rows if one is not None else rows or ()
        if used:
            parts.append(f"用到{len(used)}行（{rows_named(table, used)}）")
        if one is not None and one.missing:
            parts.append(f"其中{one.missing}行未填报，未计入")
        text = "；".join(parts)
        self.listed.append(text)
        return Line(text=f"（{text}）")

    def conditions(self, table: TypedTable, where: Sequence[Condition]) -> str:
        """Conditions in plain Chinese."""
        return "；".join(self.condition(table, one) for one in where)

    def condition(self, table: TypedTable, one: Condition) -> str:
        """One condition in plain Chinese: 在校生数<100人."""
        column = table.columns[one.column]
        if one.test == "missing":
            return f"{column.name}未填报"
        if one.test == "told":
            return f"{column.name}已填报"
        if one.test in ("in", "contains"):
            return f"{column.name}{'=' if one.test == 'in' else '含'}{'或'.join(one.words)}"
        if one.test == "not in":
            return f"{column.name}≠{'或'.join(one.words)}"
        unit = self.words.unit_of(column)
        if one.low is not None and one.low == one.high:
            return f"{column.name}={self.value_text(one.low, unit)}"
        low = "" if one.low is None else f"{column.name}{'>' if one.open_low else '≥'}{self.value_text(one.low, unit)}"
        high = (
            "" if one.high is None else f"{column.name}{'<' if one.open_high else '≤'}{self.value_text(one.high, unit)}"
        )
        return "且".join(part for part in (low, high) if part)

    def lead(self, table: TypedTable) -> str:
        """Place and period, as an answer begins."""
        self.listed += [table.period, table.title]
        return f"{place_name(table)}{table.period}" + ("：" if table.period else "")

    def subject(self, reading: Reading, without: int | None = None) -> str:
        """The rows in words: 城区、小学."""
        columns = reading.table.columns
        words = [
            _said(word, columns[one.column].name)
            for one in reading.query.where
            if one.test == "in" and one.column != without
            for word in one.words
        ]
        self.listed += words
        return "、".join(words)

    def figure_name(self, reading: Reading) -> str:
        """The figure in words."""
        table, measure = reading.table, reading.query.measure
        if reading.title:
            return reading.title
        if measure.column is None:
            return f"{table.noun}数"
        name = "与".join(table.columns[index].name for index in (measure.column, *measure.plus))
        if measure.per is not None:
            other = table.columns[measure.per].name
            return f"{name}占{other}的比例" if reading.kind == "share" else f"{name}÷{other}"
        added = reading.query.how == "sum" and len(reading.keys) != 1
        return f"{'平均' if reading.query.how == 'mean' else ''}{name}{'合计' if added else ''}"

    def unit(self, reading: Reading) -> str:
        """The unit of what is told."""
        measure = reading.query.measure
        if reading.unit:
            return reading.unit
        if measure.column is None or reading.query.how == "count":
            return row_unit(reading.table)
        if measure.per is not None:
            return "" if reading.kind == "share" else self.words.unit_of(reading.table.columns[measure.column])
        return self.words.unit_of(reading.table.columns[measure.column])

    def shown(self, reading: Reading, one: ResultValue) -> str:
        """A value as people read it."""
        if one.value is None:
            return "无法计算（未填报）"
        places = 2 if reading.places is None else reading.places
        if reading.kind == "share" and isinstance(one.value, float):
            return f"{digits(one.value * 100, places)}%"
        column = reading.query.measure.column
        if column is not None and _SERIES.search(reading.table.columns[column].name) and isinstance(one.value, float):
            return f"{digits(one.value)}年"
        rounded = reading.query.measure.is_ratio or reading.query.how == "mean"
        return self.value_text(one.value, self.unit(reading), places if rounded else 4)

    def value_text(self, value: float | str | dt.date, unit: str, places: int = 4) -> str:
        """A number with its unit, a date or words."""
        if isinstance(value, dt.date):
            return f"{value.year}年{value.month}月{value.day}日"
        return value if isinstance(value, str) else f"{digits(value, places)}{unit}"

    def computed_figure(self, reading: Reading, one: ResultValue, name: str) -> str:
        """Keep a figure with its formula, or with the row it stands in; its ref."""
        mark = f"F{len(self.figures) + 1}"
        table = reading.table
        share = reading.kind == "share" and isinstance(one.value, float)
        value = one.value if isinstance(one.value, float) else None
        formula = None
        inputs: tuple[FigureInput, ...] = ()
        measure = reading.query.measure
        if one.numerator is not None and one.denominator is not None:
            formula = f"{digits(one.numerator)}÷{digits(one.denominator)}"
            top = table.columns[measure.column].name if measure.column is not None else table.noun
            bottom = table.columns[measure.per].name if measure.per is not None else f"{table.noun}数"
            inputs = (
                FigureInput(name=top, value=one.numerator, source=rows_named(table, one.rows)),
                FigureInput(name=bottom, value=one.denominator, source=rows_named(table, one.rows)),
            )
        elif reading.query.how in ("sum", "count"):
            formula = "计数" if measure.column is None else f"{len(one.rows) - one.missing}行相加"
        source = ""
        if not formula and measure.column is not None:
            row = one.rows[0]
            source = self.cite_row(table, row, [table.rows[row].texts[measure.column]])
        if share and value is not None:
            value *= 100
        self.figures.append(
            Figure(
                ref=mark,
                name=f"{name}{self.figure_name(reading)}",
                value=value,
                unit="%" if share else self.unit(reading),
                place=table.place,
                period=table.period,
                origin="computed" if formula else "quoted",
                text=self.shown(reading, one),
                formula=formula,
                inputs=inputs,
                source=source,
            )
        )
        return mark

    def quoted_figure(self, table: TypedTable, row: int, index: int, value: float, source: str) -> str:
        """Keep a figure of one cell; its ref."""
        mark = f"F{len(self.figures) + 1}"
        column = table.columns[index]
        self.figures.append(
            Figure(
                ref=mark,
                name=f"{table.keys[row]}{column.name}",
                value=value,
                unit=self.words.unit_of(column),
                place=table.place,
                period=table.period,
                origin="quoted",
                text=table.rows[row].texts[index],
                source=source,
            )
        )
        return mark

    def indicator(self, table: TypedTable, row: int, index: int) -> str:
        """Keep an indicator of one row with its formula, operands and line; its ref."""
        mark = f"F{len(self.figures) + 1}"
        one = table.computed[row, index]
        self.figures.append(replace(one, ref=mark, name=f"{table.keys[row]}{one.name}"))
        return mark

    def against_line(self, table: TypedTable, row: int, index: int, *, among: bool = False) -> str:
        """4.71㎡，要求5.8㎡，不达标，还差1.09㎡; without the gap where it is one `among` several."""
        one = table.computed[row, index]
        if one.value is None or not one.threshold:
            return one.text
        missed = below_line(one)
        parts = [one.text, f"要求{one.threshold:g}{one.unit}", "不达标" if missed else "达标"]
        if missed and not among:
            short = digits(one.threshold - one.value, 2)
            self.listed.append(short)
            parts.append(f"还差{short}{one.unit}")
            if one.gap is not None and one.gap.to_standard > 0:
                parts.append(f"合计差{digits(one.gap.to_standard, 2)}{one.gap.unit}")
        if missed:
            share = f"{digits(one.value / one.threshold * 100, 1)}%"
            self.listed.append(share)
            parts.append(f"为标准的{share}")
        return "，".join(parts)

    def missed_items(self, table: TypedTable, row: int) -> tuple[str, list[str]]:
        """The indicators of a row that miss their line, in words, and their refs."""
        missed = [at for at, figure in table.computed.items() if at[0] == row and below_line(figure)]
        listed = [f"{table.columns[at[1]].name}{self.against_line(table, *at, among=True)}" for at in missed]
        return "、".join(listed), [self.indicator(table, *at) for at in missed]

    def line(self, reading: Reading, text: str, rows: tuple[int, ...], marks: Sequence[str]) -> Line:
        """A line with its sources."""
        cited = {citation.ref for citation in self.citations}
        own = dict.fromkeys(one.source for one in self.figures if one.ref in marks and one.source in cited)
        sources = tuple(own) or (self.cite(reading.table),)
        shown = "".join(f"[{mark}]" for mark in marks) if len(marks) < 4 else ""
        shown += "".join(f"[{source}]" for source in sources) if len(sources) < 4 else f"[{sources[0]}]"
        return Line(text=f"{text}{shown}。", refs=(*marks, *sources))

    def cite(self, table: TypedTable) -> str:
        """The whole table as a source: its title, so that the page can open it."""
        return self._citation(table, "table", table.title, 0, 0, "")

    def cite_row(self, table: TypedTable, row: int, cells: Sequence[str] = ()) -> str:
        """One row: its own words where it stands in a document, of a long one the piece that holds the cells."""
        start, end = table.rows[row].span
        if table.kind == "listed" or end <= start:
            own = table.rows[row]
            items = [f"{column.name}：{own.texts[column.index]}" for column in table.columns if own.texts[column.index]]
            asked = [one for one in items if any(one.endswith(f"：{cell}") for cell in cells if cell)]
            quote = "，".join(dict.fromkeys((table.keys[row], *asked, *items)))[:MAX_QUOTE]
            return self._citation(table, "table", quote, 0, 0, f"第{own.number}行")
        text = self.library.document(table.document_id).text
        pieces = quote_pieces(text, start, end)
        held = [piece for piece in pieces if all(cell in text[slice(*piece)] for cell in cells)]
        start, end = (held or pieces)[0]
        quote = text[start:end]
        return self._citation(table, "document", quote, start, end, f"第{table.rows[row].number}行")

    def _citation(self, table: TypedTable, kind: str, quote: str, start: int, end: int, locator: str) -> str:
        for made in self.citations:
            if (made.document_id, made.quote, made.kind) == (table.document_id, quote, kind):
                return made.ref
        ref = str(len(self.citations) + 1)
        self.citations.append(
            Citation(
                ref=ref,
                kind="document" if kind == "document" else "table",
                document_id=table.document_id,
                title=table.title,
                quote=quote,
                place=table.place,
                date=table.date,
                section=table.name[:60],
                locator=locator,
                start=start if end else None,
                end=end or None,
                warning=table.warning or None,
            )
        )
        return ref

    def nothing(self, reading: Reading) -> list[Line]:
        """What is said where no row meets the conditions."""
        source, table = self.cite(reading.table), reading.table
        lines = sorted({row.values[table.line] for row in table.rows} - {None}, key=str) if table.line >= 0 else ()
        have = f"；表里有的线：{'、'.join(digits(line) for line in lines if isinstance(line, float))}" if lines else ""
        self.listed.append(have)
        return [
            Line(text=f"{self.lead(table)}没有符合条件的{table.noun}{have}[{source}]。", refs=(source,)),
            self.how(reading, None, ()),
        ]


def _said(word: str, header: str) -> str:
    """A word of a cell as it is said: 寄宿制 for the 是 of 是否寄宿制."""
    if word not in ("是", "否") or not header.startswith("是否"):
        return word
    return ("" if word == "是" else "非") + header.removeprefix("是否")


def digits(value: float, places: int = 4) -> str:
    """A number as people write it: no trailing zeros, no exponent."""
    text = str(Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))
    return text.rstrip("0").rstrip(".") if "." in text else text


def rows_named(table: TypedTable, rows: Sequence[int]) -> str:
    """第5、6、9行, the first ten."""
    numbers = [str(table.rows[row].number) for row in rows[:MAX_ROWS]]
    return f"第{'、'.join(numbers)}{'等' if len(rows) > MAX_ROWS else ''}行" if numbers else ""


def place_name(table: TypedTable) -> str:
    """The place a table is of, without what it lies in."""
    return (places_in(table.place) or [table.place])[-1]
