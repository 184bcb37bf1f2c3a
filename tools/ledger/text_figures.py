"""The figure ledger: every figure of a text with its subject, place, period, base, role, sentence and span.

Pure functions: text and context in, rows out. The store, the page and the checks derive their ledgers from here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from core.arithmetic.view import noun_of
from core.ledger_figure import LedgerFigure, Role
from core.number_roles import tells_target
from core.period import PeriodMention, find_periods, years_of
from core.quantity import NumberMention, parse_numbers
from core.schema import Document, Period, Place, Section
from core.textspan import split_sentences
from core.timeline import timeline_of
from retrieval.spoken import SpokenOf


@dataclass(frozen=True, kw_only=True)
class FigureSpan:
    """Where a figure stands in a text, and the sentence or line around it."""

    span: tuple[int, int]
    sentence: tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Amount:
    """How much a figure is, in plain units: `value` is None for a range, `low` and `high` where it is open there.

    `text` is how it is written; not always the words at its span, for a correction stands for them.
    """

    text: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    qualifier: str = ""


@dataclass(frozen=True, kw_only=True)
class Change:
    """That a figure is a change: which way, and from what it is counted (比上年)."""

    way: Literal["增加", "减少", ""] = ""
    base: str = ""


@dataclass(frozen=True, kw_only=True)
class Around:
    """What the figures of a stretch of text have in common.

    Attributes:
        place: The place its section speaks of.
        period: The time its section or document speaks of, for figures that name none.
        base_year: What 今年 means, to resolve 今年 and 去年; None leaves them to `period`.
        document_id: Copied into the rows.
        section_id: Copied into the rows.
        headings: The headings above it, the document's title left out: what stands under 目标 is wanted.
    """

    place: Place | None = None
    period: Period | None = None
    base_year: int | None = None
    document_id: str = ""
    section_id: str = ""
    headings: tuple[str, ...] = ()

    def figure(
        self,
        text: str,
        at: FigureSpan,
        amount: Amount,
        *,
        subject: str,
        when: Period | None,
        change: Change,
        role: Role,
    ) -> LedgerFigure:
        """A row of the ledger: an amount that stands in a text, what it is of, of what time, and how it changed."""
        return LedgerFigure(
            ref=f"{self.document_id}#{at.span[0]}",
            document_id=self.document_id,
            section_id=self.section_id,
            subject=subject,
            value=amount.value,
            low=amount.low,
            high=amount.high,
            unit=amount.unit,
            qualifier=amount.qualifier,
            text=amount.text,
            place=self.place.full_name if self.place else "",
            period=when.label if when else "",
            years=tuple(sorted(years_of(when))),
            base=change.base,
            change=change.way,
            role=role,
            sentence=text[slice(*at.sentence)],
            sentence_span=at.sentence,
            span=at.span,
        )


_NO_CONTEXT = Around()
_CLAUSE_MARKS = "，。；：,;:！？!?\n"
_LEAD = re.compile(
    r"^(?:[（(“《、\s]|其中|目前|现有|现|共有|共|已经|已|全年|今年|去年|累计|截至目前|截止目前|[一二三四五六七八九十]是|根据|按照|分别按照|同时|另外|另|此外|并|约|近|超|达到?|为|的|和|与|及|对|将|把|在|由|从|到|至|比|较)+"
)
_TAIL = re.compile(
    r"(?:共有|共|总计|合计|达到了?|达|约为|约|为|是|有|仅|已|均|都|分别|设置|增加|减少|提高|下降|增长|比|较|去年|上年|至少|不少于|超过|降至|升至|分别于|[的了到至从由在占：:，,、\s（(])+$"
)
_GENERIC = frozenset(
    {
        "占比",
        "占",
        "增比",
        "增幅",
        "减幅",
        "降幅",
        "增长",
        "增速",
        "比例",
        "",
        "其中",
        "同比",
        "提高",
        "下降",
        "每",
        "年均",
        "人均",
        "压减率",
    }
)
# A stage or a kind of place alone says nothing: it is told of the topic before it.
_STAGES = frozenset(
    {"小学", "初中", "高中", "幼儿园", "中学", "城市", "农村", "城镇", "乡村", "城区", "全区", "全县", "全市", "全省"}
)
_CHANGE = re.compile(
    r"(?P<base>(?:同?比|较|相较|相比)(?:于)?[^，。；;\d]{0,10}?(?:20\d\d年)?)?(?:净?(?P<up>增加|增长|增|多|提高|上升|提升|新增)|(?P<down>减少|下降|降低|少|减|压减|回落))(?:了|到|至)?$"
)
_RULE = re.compile(
    r"不得|应当|应不|须|必须|要求|规定|每(?:学期|学年|周|天|年|班|人|室|月|生)[^，。；]{0,12}(?:不少于|至少|不低于|不超过)|标准为"
)
_ARTICLE = re.compile(r"^一[个名位批种套组支项所条次节门份篇堂]$")
_COMPARED = re.compile(r"(?:比|较|相较|相比)(?:于)?$")


def _span_open(value: float) -> float | None:
    return None if value in (float("inf"), float("-inf")) else value


def _clause_start(text: str, at: int, floor: int) -> int:
    return max(floor, max(text.rfind(mark, floor, at) for mark in _CLAUSE_MARKS) + 1)


def _subject(text: str, mention: NumberMention, floor: int, end: int, earlier: str) -> str:
    """What the figure is of: the words before it in its clause and the noun after it; 占比 alone takes the last one."""
    start = _clause_start(text, mention.span[0], floor)
    before = text[start : mention.span[0]]
    if (last := max(before.rfind(mark) for mark in "、（(")) >= 0 and len(before) - last <= 14:
        before = before[last + 1 :]
    before = re.sub(r"\d[\d.,万亿]*\S?", "", before)
    bare = _LEAD.sub("", before.strip())
    words = bare if bare in _GENERIC else _TAIL.sub("", bare)[-20:]
    noun = noun_of(text[mention.span[1] : end])
    noun = "" if noun in ("之间", "中", "上", "内") else noun
    if words in _STAGES and not noun:
        topic = re.search(r"([一-鿿]{2,12})[，,：:]$", text[:start])
        words = f"{topic[1]}·{words}" if topic else f"{earlier}·{words}" if "·" not in earlier and earlier else words
    if words in _GENERIC and not noun and earlier:
        return f"{earlier}{words}"[:32]
    return f"{words}{noun}"[:32]


def _role(text: str, mention: NumberMention, sentence: tuple[int, int], headings: Sequence[str]) -> Role:
    clause = text[_clause_start(text, mention.span[0], sentence[0]) : min(sentence[1], mention.span[1] + 8)]
    if tells_target(clause, headings):
        return "target"
    qualifier = mention.quantity.qualifier if mention.quantity else ""
    bound = qualifier.startswith(("不", "至少", "至多", "最多", "小于", "大于", "低于"))
    return "rule" if bound and _RULE.search(text[sentence[0] : sentence[1]]) else "result"


def _period_of(
    mentions: Sequence[PeriodMention], text: str, at: int, offset: int, context: Period | None
) -> Period | None:
    """The last period named before a figure in its sentence (not one it is compared with), else the context's."""
    own = [
        m
        for m in mentions
        if m.end + offset <= at and not _COMPARED.search(text[max(0, m.start + offset - 3) : m.start + offset])
    ]
    return own[-1].period if own else context


def extract_figures(text: str, sentence: tuple[int, int], around: Around = _NO_CONTEXT) -> list[LedgerFigure]:
    """The figures of one sentence.

    Args:
        text: The document's text.
        sentence: The sentence's span in it.
        around: What it stands in.

    Returns:
        One row for each quantity, in order; 一个 and 一批 as bare articles are left out.
    """
    start, end = sentence
    wording = text[start:end]
    mentions = parse_numbers(wording)
    if not any(m.kind == "quantity" for m in mentions):
        return []
    periods = find_periods(wording, around.base_year)
    rows: list[LedgerFigure] = []
    earlier = ""
    for place_in_list, mention in enumerate(mentions):
        quantity = mention.quantity
        if mention.kind != "quantity" or quantity is None or _ARTICLE.match(mention.text):
            continue
        after = mentions[place_in_list + 1].span[0] if place_in_list + 1 < len(mentions) else len(wording)
        floor = mentions[place_in_list - 1].span[1] if place_in_list else 0
        subject = _subject(wording, mention, floor, after, earlier)
        if subject and subject not in _GENERIC and quantity.unit not in ("%", "个百分点"):
            earlier = subject
        change = _CHANGE.search(wording[_clause_start(wording, mention.span[0], 0) : mention.span[0]])
        rows.append(
            around.figure(
                text,
                FigureSpan(span=(start + mention.span[0], start + mention.span[1]), sentence=sentence),
                Amount(
                    text=mention.text,
                    value=None if quantity.qualifier == "区间" else quantity.value,
                    low=_span_open(quantity.low),
                    high=_span_open(quantity.high),
                    unit=quantity.unit,
                    qualifier=quantity.qualifier,
                ),
                subject=subject,
                when=_period_of(periods, wording, mention.span[0], 0, around.period),
                change=Change(way="增加" if change["up"] else "减少", base=change["base"] or "")
                if change
                else Change(),
                role=_role(wording, mention, (0, len(wording)), around.headings),
            )
        )
    return rows


def ledger_of(
    document: Document, sections: Sequence[Section] = (), spoken: SpokenOf | None = None
) -> Iterator[LedgerFigure]:
    """The whole ledger of a stored document.

    Args:
        document: The document, with its cleaned text.
        sections: Its sections; the innermost one that holds a sentence gives its place.
        spoken: Tells whom each stretch speaks of: a city's bulletin counts its counties too.

    Yields:
        Rows in the order of the text. Without a section the document's place is used; see `core.timeline` for the time.
    """
    ordered = sorted(sections, key=lambda s: (s.start, s.depth))
    starts = [s.start for s in ordered]
    timeline = timeline_of(document, sections)
    for sentence in split_sentences(document.text):
        holding = [s for s in ordered[: bisect_right(starts, sentence[0])] if s.end > sentence[0]]
        inner = max(holding, key=lambda s: s.depth) if holding else None
        around = Around(
            place=(inner.place if inner else None) or document.place,
            period=timeline.period_at(sentence[0]),
            base_year=timeline.base_year,
            document_id=document.id,
            section_id=inner.id if inner else "",
            headings=tuple(one for one in (inner.heading_path if inner else ()) if one != document.title),
        )
        for row in extract_figures(document.text, sentence, around):
            place = spoken.place_of(document, inner, row.span[0]) if spoken is not None and inner is not None else None
            yield replace(row, place=place.full_name) if place else row
