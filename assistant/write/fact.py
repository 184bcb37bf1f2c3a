"""Figures and facts: the clause that answers, verbatim, led by whom and what year it speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.draft import Draft, Line, Sources
from assistant.gather import Answer
from assistant.slots import wants_amount
from assistant.write.cells import cells_line
from assistant.write.cut import Span, amount_span, quote_pieces, quote_span, rule_spans, words_span
from core.clauses import clause_spans
from core.corrected import apply_corrections
from core.period import find_periods
from core.place import place_label
from core.quantity import parse_quantities
from core.schema import Figure, Missing
from retrieval.statement import Statement

MAX_RULE = 360
_LIST_NUMBER = re.compile(
    r"^\s*(?:[(（]?\d{1,2}(?:[.．、](?!\d)|[)）])|[（(][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|答[:：])\s*"
)
_ARTICLE = re.compile(r"^第[一二三四五六七八九十百零\d]+条")
_YES_NO = re.compile(r"吗|是否|是不是|有没有|能不能|可不可以|行不行|达没达|会不会|用不用|要不要|不$|不[？?]")
_MAY = re.compile(r"可以|能|可不可以|行不行|允许")
_MAY_TOLD, _AFFIRMATIVE = re.compile(r"可以|允许|准予|均可"), re.compile(r"已|全部|全面|实现|完成|达到|达标|建成|均")
_NEGATIVE = re.compile(r"不得|不予|不能|不可|禁止|严禁|不参加|不办理|不允许|未|没有|尚无|无(?!论)|不需|不再|不用|不必")


def without_mark(shown: str) -> str:
    """A shown stretch without the list mark it opens with (3.为了…): in an answer that would be a figure."""
    return _LIST_NUMBER.sub("", shown)


def period_label(years: frozenset[int]) -> str:
    """Years as one reads them: 2024年, 2016—2020年."""
    if not years:
        return ""
    return f"{min(years)}年" if len(years) == 1 else f"{min(years)}—{max(years)}年"


def lead_in(statement: Statement, shown: str, *, dated: bool) -> str:
    """Place and year in front of a stretch that does not name them itself: 某某县2024年："""
    place = place_label(statement.place)
    document = statement.document
    sourced = f"{document.title}{document.date or ''}{statement.sentence_text}{''.join(statement.section.heading_path)}"
    # A year that only the account around it tells is said in the citation, not in the answer.
    result = len(statement.years) == 1 and str(min(statement.years)) in sourced
    year = period_label(statement.years) if dated and result else ""
    lead = place if place and place not in shown else ""
    if year and year.rstrip("年") not in shown:
        lead += year
    return f"{lead}：" if lead else ""


def shown_spans(statement: Statement, question: str) -> list[Span]:
    """What an answer shows of a statement: a figure's clause, a rule with its exceptions, or a sentence."""
    if wants_amount(question) and parse_quantities(statement.text):
        heading = statement.section.heading
        if not _ARTICLE.match(heading) or statement.sentence[1] - statement.sentence[0] > MAX_RULE // 2:
            return [amount_span(statement, question)]
        return rule_spans(statement, MAX_RULE // 2)
    spans = rule_spans(statement, MAX_RULE)
    if spans[0][1] - spans[0][0] > MAX_RULE // 2 or not _ARTICLE.match(statement.section.heading):
        spans = [words_span(statement), *spans[1:]]
    return spans


def statement_line(
    statement: Statement, question: str, sources: Sources, spans: Sequence[Span] | None = None, *, lead: bool = True
) -> Line:
    """One cited line for a statement.

    Args:
        statement: What answers.
        question: What is asked.
        sources: Where it is cited.
        spans: What is shown; None: what fits the question.
        lead: Whether place and year open the line.
    """
    text = statement.document.text
    parts, refs = [], []
    for start, end in spans or shown_spans(statement, question):
        cited = [sources.cite(statement, *piece) for piece in quote_pieces(text, *quote_span(statement, (start, end)))]
        refs += [citation.ref for citation in cited]
        parts.append(without_mark(text[start:end]) + "".join(f"[{citation.ref}]" for citation in cited))
    body = "；".join(parts)
    opening = lead_in(statement, body, dated=wants_amount(question)) if lead else ""
    return Line(text=f"{opening}{body}。", refs=tuple(dict.fromkeys(refs)), place=statement.place)


def merged_spans(statements: Sequence[Statement], question: str) -> list[tuple[Statement, list[Span]]]:
    """What is shown of several statements, those beside each other in one sentence joined."""
    made: list[tuple[Statement, list[Span]]] = []
    for one in statements:
        spans = shown_spans(one, question)
        if made and made[-1][0].document.id == one.document.id and made[-1][0].sentence == one.sentence:
            last = made[-1][1]
            start, end = min(last[-1][0], spans[0][0]), max(last[-1][1], spans[-1][1])
            between = one.document.text[min(last[-1][1], spans[-1][1]) : max(last[-1][0], spans[0][0])]
            if len(between) <= 1:
                last[-1] = (start, end)
            elif spans[0] not in last:
                last += spans
            continue
        made.append((one, spans))
    return made


def write_answers(answers: Sequence[Answer], question: str) -> Draft:
    """The draft for what was found for one place, part by part; parts without an answer are named."""
    sources = Sources()
    lines: list[Line] = []
    figures: tuple[Figure, ...] = ()
    missing: list[Missing] = []
    items = [answer.statement for answer in answers if answer.statement is not None]
    for answer in answers:
        if answer.cells:
            line, own = cells_line(answer.cells, sources, first=len(figures) + 1)
            lines.append(line)
            figures += own
        missing += answer.missing
    for number, (one, spans) in enumerate(merged_spans(items, question)):
        line = statement_line(one, question, sources, spans, lead=number == 0 or _elsewhere(one, items[0]))
        lines.append(line)
        if wants_amount(question):
            for span in spans:
                figures += quoted_figures(one, sources.holding(one, span), span, first=len(figures) + 1)
    for answer in answers:
        if answer.rival is not None:
            line = statement_line(answer.rival, question, sources, [amount_span(answer.rival)])
            lines.append(
                Line(
                    text=f"另一份文件《{answer.rival.document.title}》所写不同：{line.text}",
                    refs=line.refs,
                    place=line.place,
                )
            )
    if lines and items and len(answers) == 1 and _YES_NO.search(question):
        lines[0] = _with_verdict(lines[0], question, items[0])
    if lines and missing:
        lacking = "、".join(dict.fromkeys(m.asked for m in missing))
        lines.append(Line(text=f"资料中没有“{lacking}”的内容。"))
    return Draft(
        status="partial" if missing else "answered",
        lines=tuple(lines),
        citations=tuple(sources.citations),
        figures=figures,
        missing=tuple(missing),
    )


def _elsewhere(one: Statement, first: Statement) -> bool:
    return one.place != first.place or (one is not first and one.years != first.years)


def _with_verdict(line: Line, question: str, statement: Statement) -> Line:
    """The line led by 是 or 否, where the clause that answers says so in words; a punishment affirms nothing."""
    text = statement.document.text
    clauses = [c for c in clause_spans(text, *statement.sentence) if c[0] < statement.end and statement.start < c[1]]
    wording = "".join(text[slice(*clause)] for clause in clauses)
    yes, no = ("可以", "不可以") if _MAY.search(question) else ("是", "否")
    affirms = _MAY_TOLD if _MAY.search(question) else _AFFIRMATIVE
    verdict = no if _NEGATIVE.search(wording) else yes if affirms.search(wording) else ""
    return replace(line, text=f"{verdict}。{line.text}") if verdict else line


def quoted_figures(statement: Statement, source: str, shown: Span, first: int = 1) -> tuple[Figure, ...]:
    """The figures an answer shows as quoted figures of a citation, one a quantity, named by their clause.

    Args:
        statement: What answers.
        source: The ref of the citation.
        shown: The stretch of the document that the answer shows.
        first: Number of the first figure.
    """
    place, text = statement.place, statement.document.text
    base = statement.document.date.year if statement.document.date else None
    start, end = shown
    own = [mention.years for mention in find_periods(text[start:end], base)]
    period = period_label(own[0] if len(own) == 1 else statement.years)
    figures: list[Figure] = []
    for quantity in apply_corrections(parse_quantities(text[start:end]), start, statement.document):
        ranged = quantity.qualifier == "区间"
        figures.append(
            Figure(
                ref=f"F{first + len(figures)}",
                name=text[start:end][:40],
                value=None if ranged else quantity.value,
                low=quantity.low if ranged else None,
                high=quantity.high if ranged else None,
                text=quantity.text,
                unit=quantity.unit,
                place=place.full_name if place else "",
                period=period,
                origin="quoted",
                source=source,
            )
        )
    return tuple(figures)
