"""What two years of a table tell: what changed, what came and what went."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.draft import Line
from assistant.write.table_pieces import MAX_LISTED, Pieces, digits
from core.schema import Figure, FigureInput
from tools.table_query.asked import Reading, row_unit
from tools.table_query.query import ResultValue


def change_lines(pieces: Pieces) -> list[Line]:
    """Lines for a change: rows that came or went, the row that changed most, a figure in both years."""
    answer = pieces.answer
    new, old = answer.reading, answer.older
    assert old is not None
    when, then = new.table.period, old.table.period
    sources = (pieces.cite(new.table), pieces.cite(old.table))
    marks = "".join(f"[{one}]" for one in sources)
    if answer.change in ("gone", "came"):
        pieces.listed += [*answer.names, str(len(answer.names)), when, then]
        what = f"{then}有、{when}没有的" if answer.change == "gone" else f"{when}有、{then}没有的"
        names = f"：{'、'.join(answer.names[:MAX_LISTED])}" if answer.names else ""
        text = f"{what}{new.table.noun}共{len(answer.names)}{row_unit(new.table)}{names}{marks}。"
        return [
            Line(text=text, refs=sources),
            Line(text=f"口径：按“{new.table.columns[new.table.key].name}”逐行对照两年的表。"),
        ]
    assert answer.result is not None
    assert answer.older_result is not None
    if answer.change in ("grew", "fell"):
        lines = [
            _step(
                pieces, new, old, name, _of(answer.result.values, name), _of(answer.older_result.values, name), sources
            )
            for name in answer.names
        ]
        return [*lines, Line(text="口径：两年都有的逐行相减。")]
    then_told = {one.label: one for one in answer.older_result.values}
    lines = []
    for one in answer.result.values[:MAX_LISTED]:
        before = then_told.get(one.label)
        if not isinstance(one.value, float) or before is None or not isinstance(before.value, float):
            continue
        lines.append(_step(pieces, new, old, one.label or pieces.subject(new), one.value, before.value, sources))
    return [*lines, pieces.how(new, None)] if lines else pieces.nothing(new)


def _step(
    pieces: Pieces, new: Reading, old: Reading, name: str, now: float, before: float, sources: tuple[str, ...]
) -> Line:
    unit, amount = pieces.unit(new), now - before
    mark = f"F{len(pieces.figures) + 1}"
    formula = f"{digits(now)}-{digits(before)}"
    rate = ""
    if before and amount and unit != "%":
        share = f"{digits(abs(amount) / before * 100, 2)}%"
        rate = f"，{'增长' if amount > 0 else '下降'}{share}"
        formula += f"；({digits(now)}-{digits(before)})÷{digits(before)}={share}"
    pieces.figures.append(
        Figure(
            ref=mark,
            name=f"{name}{pieces.figure_name(new)}变化",
            value=amount,
            unit=unit,
            place=new.table.place,
            period=f"{old.table.period}—{new.table.period}",
            origin="computed",
            text=f"{digits(amount)}{unit}",
            formula=formula,
            inputs=(
                FigureInput(name=new.table.period, value=now, unit=unit, source=new.table.title),
                FigureInput(name=old.table.period, value=before, unit=unit, source=old.table.title),
            ),
        )
    )
    pieces.listed += [name, new.table.period, old.table.period]
    moved = f"{'增加' if amount > 0 else '减少'}{digits(abs(amount))}{unit}" if amount else "持平"
    both = f"{old.table.period}{digits(before)}{unit}，{new.table.period}{digits(now)}{unit}{rate}"
    text = f"{name}{pieces.figure_name(new)}{moved}（{both}）"
    return Line(text=f"{text}[{mark}]{''.join(f'[{one}]' for one in sources)}。", refs=(mark, *sources))


def _of(items: Sequence[ResultValue], name: str) -> float:
    return sum(one.value for one in items if one.label == name and isinstance(one.value, float))
