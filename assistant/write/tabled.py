"""What tables tell, in words: the value first, how it was found, which rows, what is missing."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from assistant.draft import Draft, Line
from assistant.write.cut import quote_pieces
from assistant.write.refuse import refusal
from core.schema import Citation, Figure, FigureInput, Missing
from corpus.library import Library
from tools.table_query.asked import Reading, row_unit
from tools.table_query.asking import TableAnswer
from tools.table_query.engine import first_of
from tools.table_query.query import Condition, TableQuery, Told
from tools.table_query.typed import TypedTable
from tools.table_query.vocabulary import Vocabulary

MAX_LISTED, MAX_ROWS, MAX_QUOTE = 40, 10, 240
_SERIES = re.compile(r"年份|年度")


def write_tabled(answer: TableAnswer, vocabulary: Vocabulary, library: Library) -> Draft:
    """The draft for what tables told, or for what they lack."""
    if answer.asked_years and answer.result is None:
        asked = "、".join(f"{year}年" for year in answer.asked_years)
        return refusal(
            (Missing(kind="period", asked=asked, have=answer.have_years),), about=_place(answer.reading.table)
        )
    if answer.left:
        have = tuple(column.name for column in answer.reading.table.columns[:12])
        return refusal(
            (Missing(kind="indicator", asked="、".join(answer.left), have=have),), about=_place(answer.reading.table)
        )
    return _Writer(answer, vocabulary, library).draft()


def _place(table: TypedTable) -> str:
    found = re.findall(r"[\u4e00-\u9fff]+?(?:省|市|县|区|旗|自治州|盟)", table.place)
    return found[-1] if found else table.place


@dataclass
class _Writer:
    answer: TableAnswer
    words: Vocabulary
    library: Library
    citations: list[Citation] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)

    def draft(self) -> Draft:
        """The draft: what is told, how it was found, notes on rows left out."""
        reading = self.answer.reading
        if lacking := self._lacking(reading):
            return lacking
        lines = self._changed() if self.answer.older is not None else self._plain(reading)
        tables = [reading.table, *([self.answer.older.table] if self.answer.older is not None else [])]
        notes = [f"数据：{'、'.join(dict.fromkeys(table.title for table in tables))}"]
        notes += self._against_totals(reading)
        notes += dict.fromkeys(table.warning for table in tables if table.warning)
        return Draft(
            status="computed" if any(one.origin == "computed" for one in self.figures) else "answered",
            lines=tuple(lines), citations=tuple(self.citations), figures=tuple(self.figures), notes=tuple(notes),
            joint="\n", listed=tuple(self.listed),
        )  # fmt: skip

    def _against_totals(self, reading: Reading) -> list[str]:
        """What the table's own total says, where the rows add up to something else."""
        query, result, table = reading.query, self.answer.result, reading.table
        column = query.measure.column
        whole = query.how == "sum" and query.group is None and not query.where and not query.measure.is_ratio
        if not whole or column is None or result is None or len(table.totals) != 1 or len(result.told) != 1:
            return []
        told, added = table.totals[0].values[column], result.told[0].value
        if not isinstance(told, float) or not isinstance(added, float) or math.isclose(told, added, rel_tol=1e-9):
            return []
        unit = self._unit(reading)
        return [
            f"表中合计行（第{table.totals[0].number}行）写的是{_digits(told)}{unit}，与各行相加的{_digits(added)}{unit}不同，请核对"
        ]

    def _lacking(self, reading: Reading) -> Draft | None:
        """A refusal where the asked cells of the named rows are empty."""
        result, table = self.answer.result, reading.table
        if reading.query.how != "value" or result is None or not result.told:
            return None
        cells = [table.rows[one.rows[0]].values[index] for one in result.told for index in reading.columns]
        if any(cell is not None for cell in cells):
            return None
        names = "、".join(table.columns[index].name for index in reading.columns)
        text = f"《{table.title}》中{'、'.join(reading.keys)}的“{names}”一格是空的，没有填报，无法回答。"
        return Draft(
            status="refused",
            lines=(Line(text=text),),
            missing=(Missing(kind="indicator", asked=f"{'、'.join(reading.keys)}{names}"),),
        )

    # What is told ---------------------------------------------------------------------------------------------

    def _plain(self, reading: Reading) -> list[Line]:
        result = self.answer.result
        assert result is not None
        table, query = reading.table, reading.query
        if query.how == "value":
            return self._looked_up(reading, result.told)
        if query.how in ("list", "rank"):
            return self._rows(reading, result.told, result.rows)
        told = list(result.told)
        if reading.kind == "group rank":
            filled = [one for one in told if isinstance(one.value, float)]
            told = first_of(sorted(filled, key=_value, reverse=query.descending), query)
        if self.answer.whole is not None:
            return self._part(reading, told[0])
        lead = self._lead(table)
        if query.group is None:
            one = told[0]
            if one.value is None or (not one.rows and query.measure.column is not None):
                return self._nothing(reading)
            text = f"{lead}{self._subject(reading)}{self._name(reading)}{self._shown(reading, one)}"
            text += self._held(reading, one.value) if isinstance(one.value, float) else ""
            mark = self._figure(reading, one, self._subject(reading))
            return [self._line(reading, text, one.rows, (mark,)), self._how(reading, one)]
        parts, marks = [], []
        for one in told[:MAX_LISTED]:
            marks.append(self._figure(reading, one, one.label))
            parts.append(f"{one.label}{self._shown(reading, one)}")
            self.listed.append(one.label)
        text = f"{lead}{self._subject(reading, without=query.group)}{self._name(reading)}：{'；'.join(parts)}"
        return [self._line(reading, text, result.rows, marks), self._how(reading, None, result.rows)]

    def _nothing(self, reading: Reading) -> list[Line]:
        source = self._cite(reading.table)
        return [
            Line(text=f"{self._lead(reading.table)}没有符合条件的{reading.table.noun}[{source}]。", refs=(source,)),
            self._how(reading, None, ()),
        ]

    def _looked_up(self, reading: Reading, told: Sequence[Told]) -> list[Line]:
        table = reading.table
        lines = []
        for one in told[:MAX_ROWS]:
            row = one.rows[0]
            source = self._cite_row(table, row, [table.rows[row].texts[index] for index in reading.columns])
            parts, marks = [], []
            for index in reading.columns:
                column, value = table.columns[index], table.rows[row].values[index]
                self.listed.append(table.rows[row].texts[index])
                if value is None:
                    parts.append(f"{column.name}未填报")
                    continue
                held = self._held(reading, value) if isinstance(value, float) and len(reading.columns) == 1 else ""
                parts.append(f"{column.name}{_joint(value)}{self._value(value, self.words.unit_of(column))}{held}")
                if isinstance(value, float):
                    marks.append(self._quoted(table, row, index, value, source))
            self.listed.append(one.label)
            stage = self._told_apart(table, row)
            refs = "".join(f"[{mark}]" for mark in (*marks, source))
            lines.append(
                Line(text=f"{self._lead(table)}{one.label}{stage}{'，'.join(parts)}{refs}。", refs=(*marks, source))
            )  # fmt: skip
        return lines or self._nothing(reading)

    def _held(self, reading: Reading, value: float) -> str:
        """，达到5.8㎡ or ，未达到5.8㎡: a named row's figure held against the one asked about."""
        one = reading.against
        line = one and (one.low if one.low is not None else one.high)
        if one is None or not isinstance(line, float):
            return ""
        unit = self._unit(reading) or self.words.unit_of(reading.table.columns[one.column])
        self.listed.append(_digits(line))
        if one.low is None:
            return f"，{'不超过' if value <= line else '超过'}{_digits(line)}{unit}"
        return f"，{'达到' if value >= line else '未达到'}{_digits(line)}{unit}"

    def _told_apart(self, table: TypedTable, row: int) -> str:
        """（小学） where a school has a row for each stage."""
        if table.keys.count(table.keys[row]) < 2:
            return ""
        same = [at for at, key in enumerate(table.keys) if key == table.keys[row]]
        for column in table.columns:
            if column.values and len({table.rows[at].texts[column.index] for at in same}) == len(same):
                return f"（{table.rows[row].texts[column.index]}）"
        return ""

    def _rows(self, reading: Reading, told: Sequence[Told], rows: tuple[int, ...]) -> list[Line]:
        table, query = reading.table, reading.query
        shown = told[:MAX_LISTED]
        if not shown:
            return self._nothing(reading)
        parts, marks = [], []
        for one in shown:
            self.listed.append(one.label)
            name = one.label + self._told_apart(table, one.rows[0])
            if one.value is None:
                parts.append(name)
                continue
            parts.append(
                f"{name}（{self._shown(reading, one)}）"
                if len(shown) > 1
                else f"{name}，{self._name(reading)}{self._shown(reading, one)}"
            )
            if isinstance(one.value, float):
                marks.append(self._figure(reading, one, one.label))
        more = f"；其余{len(told) - len(shown)}个见表" if len(told) > len(shown) else ""
        self.listed += [str(len(told)), str(len(told) - len(shown))]
        if query.how == "rank":
            top = "" if len(shown) == 1 else f"{self._name(reading)}依次为"
            text = f"{self._lead(table)}{self._subject(reading)}{'中' if self._subject(reading) else ''}{top}{'、'.join(parts)}{more}"
            used = tuple(row for one in shown for row in one.rows)
        else:
            text = (
                f"{self._lead(table)}{self._subject(reading)}共{len(told)}{row_unit(table)}：{'、'.join(parts)}{more}"
            )
            used = rows
        return [self._line(reading, text, used, marks), self._how(reading, None, rows)]

    def _part(self, reading: Reading, one: Told) -> list[Line]:
        assert self.answer.whole is not None
        table, whole = reading.table, self.answer.whole.told[0]
        if not isinstance(one.value, float) or not isinstance(whole.value, float) or not whole.value:
            return self._nothing(reading)
        share = one.value / whole.value * 100
        unit = self._unit(reading)
        mark = f"F{len(self.figures) + 1}"
        self.figures.append(
            Figure(
                ref=mark, name=f"{self._subject(reading)}占比", value=share, unit="%", place=table.place, period=table.period,
                origin="computed", text=f"{_digits(share, 2)}%", formula=f"{_digits(one.value)}÷{_digits(whole.value)}×100%",
                inputs=(
                    FigureInput(name=self._subject(reading) or "部分", value=one.value, unit=unit, source=_rows_named(table, one.rows)),
                    FigureInput(name="全部", value=whole.value, unit=unit, source=_rows_named(table, whole.rows)),
                ),
            )
        )  # fmt: skip
        text = f"{self._lead(table)}{self._subject(reading)}{self._name(reading)}占{_digits(share, 2)}%（{_digits(one.value)}÷{_digits(whole.value)}）"
        return [self._line(reading, text, one.rows, (mark,)), self._how(reading, one, whole=reading.whole)]

    def _changed(self) -> list[Line]:
        answer = self.answer
        new, old = answer.reading, answer.older
        assert old is not None
        when, then = new.table.period, old.table.period
        sources = (self._cite(new.table), self._cite(old.table))
        marks = "".join(f"[{one}]" for one in sources)
        if answer.change in ("gone", "came"):
            self.listed += [*answer.names, str(len(answer.names)), when, then]
            what = f"{then}有、{when}没有的" if answer.change == "gone" else f"{when}有、{then}没有的"
            names = f"：{'、'.join(answer.names[:MAX_LISTED])}" if answer.names else ""
            text = f"{what}{new.table.noun}共{len(answer.names)}{row_unit(new.table)}{names}{marks}。"
            return [
                Line(text=text, refs=sources),
                Line(text=f"口径：按“{new.table.columns[new.table.key].name}”逐行对照两年的表。"),
            ]
        assert answer.result is not None and answer.older_result is not None
        if answer.change in ("grew", "fell"):
            lines = [
                self._step(new, old, name, _of(answer.result.told, name), _of(answer.older_result.told, name), sources)
                for name in answer.names
            ]
            return [*lines, Line(text="口径：两年都有的逐行相减。")]
        then_told = {one.label: one for one in answer.older_result.told}
        lines = []
        for one in answer.result.told[:MAX_LISTED]:
            before = then_told.get(one.label)
            if not isinstance(one.value, float) or before is None or not isinstance(before.value, float):
                continue
            lines.append(self._step(new, old, one.label or self._subject(new), one.value, before.value, sources))
        return [*lines, self._how(new, None)] if lines else self._nothing(new)

    def _step(self, new: Reading, old: Reading, name: str, now: float, before: float, sources: tuple[str, ...]) -> Line:
        unit, amount = self._unit(new), now - before
        mark = f"F{len(self.figures) + 1}"
        word = "增加" if amount > 0 else "减少" if amount < 0 else "持平"
        rate = (
            f"，{'增长' if amount > 0 else '下降'}{_digits(abs(amount) / before * 100, 2)}%"
            if before and amount and unit != "%"
            else ""
        )
        self.figures.append(
            Figure(
                ref=mark, name=f"{name}{self._name(new)}变化", value=amount, unit=unit, place=new.table.place,
                period=f"{old.table.period}—{new.table.period}", origin="computed", text=f"{_digits(amount)}{unit}",
                formula=f"{_digits(now)}-{_digits(before)}{rate and f'；({_digits(now)}-{_digits(before)})÷{_digits(before)}={_digits(abs(amount) / before * 100, 2)}%'}",
                inputs=(
                    FigureInput(name=new.table.period, value=now, unit=unit, source=new.table.title),
                    FigureInput(name=old.table.period, value=before, unit=unit, source=old.table.title),
                ),
            )
        )  # fmt: skip
        self.listed += [name, new.table.period, old.table.period]
        moved = "持平" if not amount else f"{word}{_digits(abs(amount))}{unit}"
        text = f"{name}{self._name(new)}{moved}（{old.table.period}{_digits(before)}{unit}，{new.table.period}{_digits(now)}{unit}{rate}）"
        return Line(text=f"{text}[{mark}]{''.join(f'[{one}]' for one in sources)}。", refs=(mark, *sources))

    # How it was found -----------------------------------------------------------------------------------------

    def _how(
        self, reading: Reading, one: Told | None, rows: tuple[int, ...] | None = None, whole: TableQuery | None = None
    ) -> Line:  # fmt: skip
        """筛选、口径、用到的行 and how many have no figure."""
        table = reading.table
        parts = [f"筛选：{self._conditions(table, reading.query.where) or '全部'}"]
        if whole is not None:
            parts.append(f"分母：{self._conditions(table, whole.where) or '全部'}")
        if one is not None and one.denominator is not None and one.numerator is not None:
            parts.append(f"{_digits(one.numerator)}÷{_digits(one.denominator)}")
            self.listed += [_digits(one.numerator), _digits(one.denominator)]
        used = one.rows if one is not None else rows or ()
        if used:
            parts.append(f"用到{len(used)}行（{_rows_named(table, used)}）")
        if one is not None and one.missing:
            parts.append(f"其中{one.missing}行未填报，未计入")
        text = "；".join(parts)
        self.listed.append(text)
        return Line(text=f"（{text}）")

    def _conditions(self, table: TypedTable, where: Sequence[Condition]) -> str:
        return "；".join(self._condition(table, one) for one in where)

    def _condition(self, table: TypedTable, one: Condition) -> str:
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
            return f"{column.name}={self._value(one.low, unit)}"
        low = "" if one.low is None else f"{column.name}{'>' if one.open_low else '≥'}{self._value(one.low, unit)}"
        high = "" if one.high is None else f"{column.name}{'<' if one.open_high else '≤'}{self._value(one.high, unit)}"
        return "且".join(part for part in (low, high) if part)

    # Pieces ---------------------------------------------------------------------------------------------------

    def _lead(self, table: TypedTable) -> str:
        self.listed += [table.period, table.title]
        return f"{_place(table)}{table.period}" + ("：" if table.period else "")

    def _subject(self, reading: Reading, without: int | None = None) -> str:
        """The rows in words: 城区、小学."""
        words = [
            word for one in reading.query.where if one.test == "in" and one.column != without for word in one.words
        ]  # fmt: skip
        self.listed += words
        return "、".join(words)

    def _name(self, reading: Reading) -> str:
        """The figure in words."""
        table, measure = reading.table, reading.query.measure
        if reading.title:
            return reading.title
        if measure.column is None:
            return f"{table.noun}数"
        name = table.columns[measure.column].name
        if measure.per is not None:
            other = table.columns[measure.per].name
            return f"{name}占{other}的比例" if reading.kind == "share" else f"{name}÷{other}"
        return f"{'平均' if reading.query.how == 'mean' else ''}{name}{'合计' if reading.query.how == 'sum' and len(reading.keys) != 1 else ''}"

    def _unit(self, reading: Reading) -> str:
        measure = reading.query.measure
        if reading.unit:
            return reading.unit
        if measure.column is None or reading.query.how == "count":
            return row_unit(reading.table)
        if measure.per is not None:
            return "" if reading.kind == "share" else self.words.unit_of(reading.table.columns[measure.column])
        return self.words.unit_of(reading.table.columns[measure.column])

    def _shown(self, reading: Reading, one: Told) -> str:
        if one.value is None:
            return "无法计算（未填报）"
        if reading.kind == "share" and isinstance(one.value, float):
            return f"{_digits(one.value * 100, 2)}%"
        column = reading.query.measure.column
        if column is not None and _SERIES.search(reading.table.columns[column].name) and isinstance(one.value, float):
            return f"{_digits(one.value)}年"
        rounded = reading.query.measure.is_ratio or reading.query.how == "mean"
        return self._value(one.value, self._unit(reading), 2 if rounded else 4)

    def _value(self, value: float | str | dt.date, unit: str, places: int = 4) -> str:
        if isinstance(value, dt.date):
            return f"{value.year}年{value.month}月{value.day}日"
        return value if isinstance(value, str) else f"{_digits(value, places)}{unit}"

    def _figure(self, reading: Reading, one: Told, name: str) -> str:
        mark = f"F{len(self.figures) + 1}"
        table = reading.table
        share = reading.kind == "share" and isinstance(one.value, float)
        value = one.value if isinstance(one.value, float) else None
        formula = None
        inputs: tuple[FigureInput, ...] = ()
        measure = reading.query.measure
        if one.numerator is not None and one.denominator is not None:
            formula = f"{_digits(one.numerator)}÷{_digits(one.denominator)}"
            top = table.columns[measure.column].name if measure.column is not None else table.noun
            bottom = table.columns[measure.per].name if measure.per is not None else f"{table.noun}数"
            inputs = (
                FigureInput(name=top, value=one.numerator, source=_rows_named(table, one.rows)),
                FigureInput(name=bottom, value=one.denominator, source=_rows_named(table, one.rows)),
            )
        elif reading.query.how in ("sum", "count"):
            formula = "计数" if measure.column is None else f"{len(one.rows) - one.missing}行相加"
        self.figures.append(
            Figure(
                ref=mark, name=f"{name}{self._name(reading)}", value=value * 100 if share and value is not None else value,
                unit="%" if share else self._unit(reading), place=table.place, period=table.period,
                origin="computed" if formula else "quoted", text=self._shown(reading, one), formula=formula, inputs=inputs,
                source="" if formula or measure.column is None else self._cite_row(table, one.rows[0], [table.rows[one.rows[0]].texts[measure.column]]),
            )
        )  # fmt: skip
        return mark

    def _quoted(self, table: TypedTable, row: int, index: int, value: float, source: str) -> str:
        mark = f"F{len(self.figures) + 1}"
        column = table.columns[index]
        self.figures.append(
            Figure(
                ref=mark, name=f"{table.keys[row]}{column.name}", value=value, unit=self.words.unit_of(column), place=table.place,
                period=table.period, origin="quoted", text=table.rows[row].texts[index], source=source,
            )
        )  # fmt: skip
        return mark

    def _line(self, reading: Reading, text: str, rows: tuple[int, ...], marks: Sequence[str]) -> Line:
        own = dict.fromkeys(figure.source for figure in self.figures if figure.ref in marks and figure.source)
        sources = tuple(own) or (self._cite(reading.table),)
        shown = "".join(f"[{mark}]" for mark in marks) if len(marks) < 4 else ""
        shown += "".join(f"[{source}]" for source in sources) if len(sources) < 4 else f"[{sources[0]}]"
        return Line(text=f"{text}{shown}。", refs=(*marks, *sources))

    def _cite(self, table: TypedTable) -> str:
        """The whole table as a source: its title, so that the page can open it."""
        return self._citation(table, "table", table.title, 0, 0, "")

    def _cite_row(self, table: TypedTable, row: int, cells: Sequence[str] = ()) -> str:
        """One row: its own words where it stands in a document, of a long one the piece that holds the cells."""
        start, end = table.rows[row].span
        if table.kind == "listed" or end <= start:
            own = table.rows[row]
            told = [f"{column.name}：{own.texts[column.index]}" for column in table.columns if own.texts[column.index]]
            asked = [one for one in told if any(one.endswith(f"：{cell}") for cell in cells if cell)]
            quote = "，".join(dict.fromkeys((table.keys[row], *asked, *told)))[:MAX_QUOTE]
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
                ref=ref, kind="document" if kind == "document" else "table", document_id=table.document_id, title=table.title,
                quote=quote, place=table.place, date=table.date, section=table.name[:60], locator=locator,
                start=start if end else None, end=end or None, warning=table.warning or None,
            )
        )  # fmt: skip
        return ref


def _of(told: Sequence[Told], name: str) -> float:
    return sum(one.value for one in told if one.label == name and isinstance(one.value, float))


def _value(one: Told) -> float:
    assert isinstance(one.value, float)
    return one.value


def _joint(value: object) -> str:
    return "" if isinstance(value, float) else "为"


def _digits(value: float, places: int = 4) -> str:
    """A number as people write it: no trailing zeros, no exponent."""
    text = str(Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rows_named(table: TypedTable, rows: Sequence[int]) -> str:
    """第5、6、9行, the first ten."""
    numbers = [str(table.rows[row].number) for row in rows[:MAX_ROWS]]
    return f"第{'、'.join(numbers)}{'等' if len(rows) > MAX_ROWS else ''}行" if numbers else ""
