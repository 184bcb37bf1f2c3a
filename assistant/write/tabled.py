"""What tables tell, in words: the value first, how it was found, which rows, what is missing."""

from __future__ import annotations

import math
from collections.abc import Sequence

from assistant.draft import Draft, Line
from assistant.write.charted import answer_chart, change_chart
from assistant.write.refuse import refusal
from assistant.write.table_changes import change_lines
from assistant.write.table_pieces import MAX_LISTED, MAX_ROWS, Pieces, digits, place_name, rows_named
from core.chart import Chart, UsedRows
from core.schema import Figure, FigureInput, Missing
from corpus.library import Library
from tools.table_query.asked import Reading, row_unit
from tools.table_query.asking import TableAnswer
from tools.table_query.computed_columns import MISSED_NAMES
from tools.table_query.engine import first_of
from tools.table_query.query import ResultValue, TableResult
from tools.table_query.typed import TypedTable
from tools.table_query.vocabulary import Vocabulary


def write_tabled(answer: TableAnswer, vocabulary: Vocabulary, library: Library) -> Draft:
    """The draft for what tables told, or for what they lack."""
    if answer.asked_years and answer.result is None:
        asked = "、".join(f"{year}年" for year in answer.asked_years)
        return refusal(
            (Missing(kind="period", asked=asked, have=answer.have_years),), about=place_name(answer.reading.table)
        )
    if answer.left:
        have = tuple(column.name for column in answer.reading.table.columns[:12])
        return refusal(
            (Missing(kind="indicator", asked="、".join(answer.left), have=have),),
            about=place_name(answer.reading.table),
        )
    return _Writer(answer, vocabulary, library).draft()


class _Writer(Pieces):
    """Writes what one table tells."""

    charts: tuple[Chart, ...] = ()

    def draft(self) -> Draft:
        """The draft: what is told, how it was found, notes on rows left out."""
        reading = self.answer.reading
        if lacking := self._lacking(reading):
            return lacking
        lines = change_lines(self) if self.answer.older is not None else self._plain(reading)
        tables = [reading.table, *([self.answer.older.table] if self.answer.older is not None else [])]
        notes = [f"数据：{'、'.join(dict.fromkeys(table.title for table in tables))}"]
        notes += self._against_totals(reading)
        notes += dict.fromkeys(one for table in tables for one in table.skipped if "标着" in one)
        notes += dict.fromkeys(table.warning for table in tables if table.warning)
        return Draft(
            status="computed" if any(one.origin == "computed" for one in self.figures) else "answered",
            lines=tuple(lines),
            citations=tuple(self.citations),
            figures=tuple(self.figures),
            notes=tuple(notes),
            separator="\n",
            listed=tuple(self.listed),
            charts=change_chart(self) or self.charts,
            rows=self._used(tables),
        )

    def _used(self, tables: Sequence[TypedTable]) -> tuple[UsedRows, ...]:
        """The rows of each table that were used."""
        results = (self.answer.result, self.answer.older_result)
        return tuple(
            UsedRows(table=table.id, numbers=tuple(table.rows[row].number for row in sorted(set(_rows(result)))))
            for table, result in zip(tables, results, strict=False)
            if result is not None and _rows(result)
        )

    def _against_totals(self, reading: Reading) -> list[str]:
        """What the table's own total says, where the rows add up to something else."""
        query, result, table = reading.query, self.answer.result, reading.table
        column = query.measure.column
        measure = query.measure
        whole = (
            query.how == "sum" and query.group is None and not query.where and not (measure.is_ratio or measure.plus)
        )
        if not whole or column is None or result is None or len(table.totals) != 1 or len(result.values) != 1:
            return []
        found, added = table.totals[0].values[column], result.values[0].value
        if not isinstance(found, float) or not isinstance(added, float) or math.isclose(found, added, rel_tol=1e-9):
            return []
        unit = self.unit(reading)
        return [
            f"表中合计行（第{table.totals[0].number}行）写的是{digits(found)}{unit}，与各行相加的{digits(added)}{unit}不同，请核对"
        ]

    def _lacking(self, reading: Reading) -> Draft | None:
        """A refusal where the asked cells of the named rows are empty."""
        result, table = self.answer.result, reading.table
        if reading.query.how != "value" or result is None or not result.values:
            return None
        cells = [table.rows[one.rows[0]].values[index] for one in result.values for index in reading.columns]
        if any(cell is not None for cell in cells):
            return None
        names = "、".join(table.columns[index].name for index in reading.columns)
        text = f"《{table.title}》中{'、'.join(reading.keys)}的“{names}”一格是空的，没有填报，无法回答。"
        return Draft(
            status="refused",
            lines=(Line(text=text),),
            missing=(Missing(kind="indicator", asked=f"{'、'.join(reading.keys)}{names}"),),
        )

    def _plain(self, reading: Reading) -> list[Line]:
        result = self.answer.result
        assert result is not None
        table, query = reading.table, reading.query
        if query.how == "value":
            return self._looked_up(reading, result.values)
        if query.how in ("list", "rank"):
            return self._rows(reading, result.values, result.rows)
        if query.group is not None and not result.rows:
            return self.nothing(reading)
        items = list(result.values)
        if reading.kind == "group rank":
            filled = [one for one in items if isinstance(one.value, float)]
            items = first_of(sorted(filled, key=_number, reverse=query.descending), query)
        if self.answer.whole is not None:
            return self._part(reading, items[0])
        lead = self.lead(table)
        if query.group is None:
            one = items[0]
            if one.value is None or (not one.rows and query.measure.column is not None):
                return self.nothing(reading)
            text = f"{lead}{self.subject(reading)}{self.figure_name(reading)}{self.shown(reading, one)}"
            text += self._held(reading, one.value) if isinstance(one.value, float) else ""
            mark = self.computed_figure(reading, one, self.subject(reading))
            return [self.line(reading, text, one.rows, (mark,)), self.how(reading, one)]
        self.charts = answer_chart(self, reading, items)
        parts, marks = [], []
        for one in items[:MAX_LISTED]:
            marks.append(self.computed_figure(reading, one, one.label))
            parts.append(f"{one.label}{self.shown(reading, one)}")
            self.listed.append(one.label)
        if reading.kind == "group rank" and len(items) == 1:
            text = f"{lead}{items[0].label}，{self.figure_name(reading)}{self.shown(reading, items[0])}"
            return [self.line(reading, text, items[0].rows, marks), self.how(reading, None, result.rows)]
        text = f"{lead}{self.subject(reading, without=query.group)}{self.figure_name(reading)}：{'；'.join(parts)}"
        return [self.line(reading, text, result.rows, marks), self.how(reading, None, result.rows)]

    def _looked_up(self, reading: Reading, items: Sequence[ResultValue]) -> list[Line]:
        table = reading.table
        lines = []
        for one in items[:MAX_ROWS]:
            row = one.rows[0]
            source = self.cite_row(table, row, [table.rows[row].texts[index] for index in reading.columns])
            parts, marks = [], []
            for index in reading.columns:
                column, value = table.columns[index], table.rows[row].values[index]
                self.listed.append(table.rows[row].texts[index])
                if value is None:
                    parts.append(f"{column.name}未填报")
                    continue
                if (row, index) in table.computed:
                    marks.append(self.indicator(table, row, index))
                    parts.append(f"{column.name}{self.against_line(table, row, index)}")
                    continue
                held = self._held(reading, value) if isinstance(value, float) and len(reading.columns) == 1 else ""
                unit = self.words.unit_of(column)
                written = table.rows[row].texts[index]
                shown = written + unit if written.endswith(("万", "亿")) else self.value_text(value, unit)
                parts.append(f"{column.name}{'' if isinstance(value, float) else '为'}{shown}{held}")
                if isinstance(value, float):
                    marks.append(self.quoted_figure(table, row, index, value, source))
            self.listed.append(one.label)
            whose = "" if reading.kind == "constant" else one.label + self._told_apart(table, row)
            refs = "".join(f"[{mark}]" for mark in (*marks, source))
            lines.append(Line(text=f"{self.lead(table)}{whose}{'，'.join(parts)}{refs}。", refs=(*marks, source)))
        return lines or self.nothing(reading)

    def _held(self, reading: Reading, value: float) -> str:
        """，达到5.8㎡ or ，未达到5.8㎡: a named row's figure held against the one asked about."""
        one = reading.against
        line = one and (one.low if one.low is not None else one.high)
        if one is None or not isinstance(line, float):
            return ""
        unit = self.unit(reading) or self.words.unit_of(reading.table.columns[one.column])
        self.listed.append(digits(line))
        if one.low is None:
            return f"，{'不超过' if value <= line else '超过'}{digits(line)}{unit}"
        return f"，{'达到' if value >= line else '未达到'}{digits(line)}{unit}"

    def _told_apart(self, table: TypedTable, row: int) -> str:
        """（小学） where a school has a row for each stage."""
        if table.keys.count(table.keys[row]) < 2:
            return ""
        same = [at for at, key in enumerate(table.keys) if key == table.keys[row]]
        for column in table.columns:
            if column.values and len({table.rows[at].texts[column.index] for at in same}) == len(same):
                return f"（{table.rows[row].texts[column.index]}）"
        return ""

    def _rows(self, reading: Reading, items: Sequence[ResultValue], rows: tuple[int, ...]) -> list[Line]:
        table, query = reading.table, reading.query
        shown = items[:MAX_LISTED]
        if not shown:
            return self.nothing(reading)
        self.charts = answer_chart(self, reading, items)
        parts, marks = [], []
        for one in shown:
            self.listed.append(one.label)
            name = one.label + self._told_apart(table, one.rows[0])
            if one.value is None:
                parts.append(name)
                continue
            cell = (one.rows[0], query.measure.column if query.measure.column is not None else -1)
            several = len(shown) > 1
            if cell[1] >= 0 and table.columns[cell[1]].name == MISSED_NAMES:
                told_items, refs = self.missed_items(table, cell[0])
                marks += refs
                parts.append(f"{name}（{told_items}）")
                continue
            value = (
                self.against_line(table, *cell, among=several) if cell in table.computed else self.shown(reading, one)
            )
            parts.append(f"{name}（{value}）" if several else f"{name}，{self.figure_name(reading)}{value}")
            if cell in table.computed:
                marks.append(self.indicator(table, *cell))
            elif isinstance(one.value, float):
                marks.append(self.computed_figure(reading, one, one.label))
        more = f"；其余{len(items) - len(shown)}个见表" if len(items) > len(shown) else ""
        self.listed += [str(len(items)), str(len(items) - len(shown))]
        if query.how == "rank":
            top = "" if len(shown) == 1 else f"{self.figure_name(reading)}依次为"
            among = self.subject(reading) and f"{self.subject(reading)}中"
            text = f"{self.lead(table)}{among}{top}{'、'.join(parts)}{more}"
            used = tuple(row for one in shown for row in one.rows)
        else:
            text = f"{self.lead(table)}{self.subject(reading)}共{len(items)}{row_unit(table)}：{'、'.join(parts)}{more}"
            used = rows
        return [self.line(reading, text, used, marks), self.how(reading, None, rows)]

    def _part(self, reading: Reading, one: ResultValue) -> list[Line]:
        assert self.answer.whole is not None
        table, whole = reading.table, self.answer.whole.values[0]
        if not isinstance(one.value, float) or not isinstance(whole.value, float) or not whole.value:
            return self.nothing(reading)
        share, unit = one.value / whole.value * 100, self.unit(reading)
        mark, subject = f"F{len(self.figures) + 1}", self.subject(reading)
        quotient = f"{digits(one.value)}÷{digits(whole.value)}"
        self.figures.append(
            Figure(
                ref=mark,
                name=f"{subject}占比",
                value=share,
                unit="%",
                place=table.place,
                period=table.period,
                origin="computed",
                text=f"{digits(share, 2)}%",
                formula=f"{quotient}×100%",
                inputs=(
                    FigureInput(name=subject or "部分", value=one.value, unit=unit, source=rows_named(table, one.rows)),
                    FigureInput(name="全部", value=whole.value, unit=unit, source=rows_named(table, whole.rows)),
                ),
            )
        )
        text = f"{self.lead(table)}{subject}{self.figure_name(reading)}占{digits(share, 2)}%（{quotient}）"
        return [self.line(reading, text, one.rows, (mark,)), self.how(reading, one, whole=reading.whole)]


def _number(one: ResultValue) -> float:
    assert isinstance(one.value, float)
    return one.value


def _rows(result: TableResult) -> tuple[int, ...]:
    return result.rows or tuple(row for one in result.values for row in one.rows)
