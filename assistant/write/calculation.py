"""The draft for a calculation: result first, then formula and operands, each operand with its own source."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.arithmetic import ReadOperand, Worked, in_power, plain_number
from assistant.calculation import DONE, PLANNED
from assistant.draft import Draft, Line, Sources
from assistant.gather import Answer
from assistant.write.cut import amount_span, quote_span
from assistant.write.fact import period_label
from assistant.write.refuse import refusal
from core.han_numerals import han_to_int
from core.place import place_label
from core.schema import Figure, FigureInput, Missing

_DECIMALS = re.compile(r"(?:保留|精确到|留)(?:小数点后)?(?P<n>[一二两三四1-4])位")
_SAID = {
    "before": "",
    "sum": "合计",
    "share": "占",
    "mean": "平均",
    "multiple": "为",
    "growth": "增长",
    "decline": "下降",
}


def write_calculation(worked: Worked, question: str) -> Draft:
    """The draft for a calculation that could be done."""
    sources = Sources()
    cited = [_cite(operand, sources) for operand in worked.operands]
    inputs = tuple(
        FigureInput(
            name=_name(operand),
            value=in_power(operand.quantity.value, worked.power),
            unit=f"{worked.power}{operand.quantity.unit}",
            source=ref,
        )
        for operand, ref in zip(worked.operands, cited, strict=True)
    )
    first, last = worked.operands[0].statement, worked.operands[-1].statement
    same = first.place == last.place
    place = first.place if same else None
    result = _result(worked, question)
    figure = Figure(
        ref="F1",
        name=question.strip("？?。")[:40],
        value=worked.value,
        unit=worked.unit,
        place=place.full_name if place else "",
        period=period_label(first.years | last.years),
        origin="computed",
        formula=worked.formula,
        inputs=inputs,
        source=cited[0],
        text=result,
    )
    marks = "".join(f"[{ref}]" for ref in dict.fromkeys(cited))
    lead = f"{place_label(place)}：" if place else ""
    items = [f"{_name(one)}{one.quantity.text.strip()}" for one in worked.operands]
    text = f"{lead}{_said(worked)}{result}（{worked.shown}）[F1]。"
    if same:
        lines = [Line(text=f"{text}{'；'.join(items)}{marks}。", refs=("F1", *dict.fromkeys(cited)), place=place)]
    else:
        # Each place's own figure has its own line.
        lines = [Line(text=text, refs=("F1", *dict.fromkeys(cited)))]
        lines += [
            Line(text=f"{words}[{ref}]。", refs=(ref,), place=one.statement.place)
            for words, ref, one in zip(items, cited, worked.operands, strict=True)
        ]
    return Draft(
        status="computed",
        lines=tuple(lines),
        separator="" if same else "\n",
        citations=tuple(sources.citations),
        figures=(figure,),
    )


def write_operands_missing(read: Sequence[ReadOperand], missing_operands: Sequence[Answer]) -> Draft:
    """The refusal of a calculation: which operand is not told, and those that are."""
    missing = tuple(
        m
        for answer in missing_operands
        for m in answer.missing or (Missing(kind="indicator", asked=answer.part.asked),)
    )
    draft = refusal(missing)
    if not read:
        return draft
    sources = Sources()
    cited = [_cite(one, sources) for one in read]
    have = "；".join(f"{_name(one)}{one.quantity.text.strip()}[{ref}]" for one, ref in zip(read, cited, strict=True))
    return Draft(
        status="refused",
        missing=missing,
        citations=tuple(sources.citations),
        lines=(*draft.lines, Line(text=f"能找到的只有：{have}。", refs=tuple(dict.fromkeys(cited)))),
    )


def _result(worked: Worked, question: str) -> str:
    """The result as its operands are written: 万元 where they are told in 万元; rounded as the question says."""
    asked = _DECIMALS.search(question)
    # A rate of growth is told to one decimal, as offices do.
    decimals = 1 if worked.kind in ("growth", "decline") else 2
    if asked:
        decimals = han_to_int(asked["n"].replace("两", "二"))
    first = worked.operands[0].quantity
    scale = re.search(r"\d\s*(?P<power>亿|万)", first.text)
    if scale and worked.unit == first.unit:
        # 1.2万人 less 7,900人: no more exact than the rounder of the two.
        scaled = round(in_power(worked.value, scale["power"]), decimals)
        return f"{plain_number(scaled)}{scale['power']}{worked.unit}"
    return f"{plain_number(round(worked.value, decimals))}{worked.unit}"


def plain(value: float) -> str:
    """A value rounded to two decimals, without needless zeros."""
    return plain_number(round(value, 2))


def _name(operand: ReadOperand) -> str:
    place = place_label(operand.statement.place)
    label = operand.label if operand.label not in place else ""
    year = period_label(operand.statement.years)
    return f"{place}{'' if year in label else year}{label}"


def _cite(operand: ReadOperand, sources: Sources) -> str:
    return sources.cite(operand.statement, *quote_span(operand.statement, amount_span(operand.statement))).ref


def _said(worked: Worked) -> str:
    if worked.kind == "difference":
        first, second = worked.operands[:2]
        if (first.label, second.label) == (PLANNED, DONE):
            # Whether fewer is a failure only the plan knows: 控制在15个以内.
            if first.quantity.value == second.quantity.value:
                return "实际与计划相同，相差"
            return "实际比计划少" if first.quantity.value > second.quantity.value else "实际比计划多"
        if (first.statement.place, first.statement.years) == (second.statement.place, second.statement.years):
            return "相差"
        more, fewer = ("高", "低") if worked.unit.endswith("百分点") else ("多", "少")
        result = more if first.quantity.value >= second.quantity.value else fewer
        places = [place_label(one.statement.place) for one in (first, second)]
        return f"{places[0]}比{places[1]}{result}" if places[0] != places[1] and all(places) else result
    return _SAID[worked.kind]
