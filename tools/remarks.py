"""What a check says of a text as numbered remarks: where each stands, how grave it is, what it says, how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.errors import DataError
from core.finding import Computed, Finding, Mend
from core.ledger_figure import LedgerFigure
from tools.compare_draft import DraftFinding

GRAVEST_FIRST = ("不通过", "文字残缺", "口径可疑", "歧义", "约数内通过", "通过", "仅派生")
DRAFT_ORDER = ("不一致", "口径或年度不同", "无来源", "一致")
# What somebody has to look at; of the rest a marked draft says nothing.
TO_LOOK_AT = frozenset({"不通过", "文字残缺", "口径可疑", "歧义", "不一致", "口径或年度不同"})
SOFT = "仅派生"
AGREEING = frozenset({"通过", "约数内通过"})
# Kinds of relations in the words of those who read them.
TITLES = {
    "和": "合计",
    "差": "增减量",
    "计数": "列举与个数",
    "阈值": "与界线比较",
    "累计单调": "分数段人数",
    "分段": "分数段",
    "均值": "平均数",
}
LEGEND = {
    "不通过": "按文中别的数算，对不上",
    "文字残缺": "数字或单位在文中丢了",
    "口径可疑": "对不上，但换一种统计口径可能是对的",
    "歧义": "有几种读法，结果不同",
    "约数内通过": "四舍五入或“约”字之内对得上",
    "通过": "按文中别的数算，对得上",
    "仅派生": "文中没有写、由文中的数算出来的，只供参考",
    "不一致": "资料里同一个数不是这个值",
    "口径或年度不同": "资料里的数说的是别处、别年或别的口径",
    "无来源": "资料里没有说法相近的数，不说明它错",
    "一致": "与资料里的原句相同",
}


@dataclass(frozen=True, kw_only=True)
class Remark:
    """One thing that a check says of a text.

    `number` counts from 1, the gravest first. `span` is the figure it is about, or an empty stretch right after the
    figures it was computed from. `found` is what the check gave.
    """

    number: int
    verdict: str
    title: str
    span: tuple[int, int]
    mends: tuple[Mend, ...]
    found: Finding | DraftFinding

    @property
    def to_look_at(self) -> bool:
        """Whether somebody has to look at it."""
        return self.verdict in TO_LOOK_AT


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A mend that a person took over, at its place in the text as it was then, and what it rests on."""

    mend: Mend
    reason: str


def remarks_on(text: str, findings: Sequence[Finding]) -> tuple[Remark, ...]:
    """The findings of a text as remarks, the gravest first, those of one verdict in the order of the text."""
    placed = [(one, _figure(text, one)) for one in findings]
    placed.sort(key=lambda pair: (GRAVEST_FIRST.index(pair[0].verdict), pair[1]))
    return tuple(
        Remark(
            number=at,
            verdict=one.verdict,
            title=TITLES.get(one.kind, one.kind),
            span=span,
            mends=_fitting(text, one.mends),
            found=one,
        )
        for at, (one, span) in enumerate(placed, start=1)
    )


def remarks_of_comparison(text: str, compared: Sequence[DraftFinding]) -> tuple[Remark, ...]:
    """The figures of a draft held against the corpus as remarks, those that differ first."""
    ordered = sorted(compared, key=lambda one: (DRAFT_ORDER.index(one.verdict), one.span))
    return tuple(
        Remark(
            number=at,
            verdict=one.verdict,
            title=one.figure,
            span=one.span,
            mends=_fitting(text, _as_source(one)),
            found=one,
        )
        for at, one in enumerate(ordered, start=1)
    )


def _as_source(one: DraftFinding) -> tuple[Mend, ...]:
    if one.verdict != "不一致" or one.source is None:
        return ()
    why = f"以资料为准，{one.figure}改为{one.source.text}"
    return (Mend(span=one.span, old=one.figure, new=one.source.text, why=why),)


def _fitting(text: str, mends: Sequence[Mend]) -> tuple[Mend, ...]:
    """The mends whose old words do stand in the text where they say."""
    return tuple(one for one in mends if text[slice(*one.span)] == one.old != one.new)


def _figure(text: str, finding: Finding) -> tuple[int, int]:
    """Where the stated figure stands; for one that states none the empty stretch after its last operand."""
    start, end = finding.span
    if not finding.stated:
        last = max((one.span[1] for one in finding.operands), default=end)
        return last, last
    for one in reversed(finding.operands):
        if one.text == finding.stated:
            return one.span
    at = text.find(finding.stated, start, end)
    result = (at, at + len(finding.stated)) if at >= 0 else (start, end)
    # 3月5日至3月9日，为期七天 is told whole; what it states is the figure at its end.
    return next((one.span for one in finding.operands if one.span[1] == result[1] and one.span[0] >= result[0]), result)


def taken_over(text: str, mend: Mend) -> str:
    """The text with a mend.

    Raises:
        DataError: If the text has changed where the mend belongs.
    """
    start, end = mend.span
    if text[start:end] != mend.old:
        raise DataError("这处文字已经变了，没有修改", next_step="请再点一次“核对数据”")
    return text[:start] + mend.new + text[end:]


def taken_back(text: str, mend: Mend) -> str:
    """The text without a mend that was the last one taken over.

    Raises:
        DataError: If the text has changed where the mend was.
    """
    start = mend.span[0]
    end = start + len(mend.new)
    if text[start:end] != mend.new:
        raise DataError("这处文字已经变了，不能撤销", next_step="请在文字框里直接修改")
    return text[:start] + mend.old + text[end:]


def number_text(value: Computed) -> str:
    """A recomputed value as a reader expects it: at most four decimals, 成立 for a comparison that holds."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "成立" if value else "不成立"
    text = f"{value:.4f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def source_name(row: LedgerFigure, title_of: Callable[[str], str]) -> str:
    """Document, place and period of a row of the ledger."""
    return " · ".join(part for part in (title_of(row.document_id), row.place, row.period) if part)


def comment_text(remark: Remark, title_of: Callable[[str], str]) -> str:
    """A remark as the comment of a marked draft: verdict, what was computed, mends; one a line.

    Args:
        remark: Any remark.
        title_of: A document's title by its id.
    """
    found = remark.found
    lines = [f"【{remark.verdict}】{remark.title}：{LEGEND[remark.verdict]}"]
    if isinstance(found, DraftFinding):
        lines += [found.note]
        if found.source is not None:
            lines += [f"来源：{source_name(found.source, title_of)}", f"原句：{found.source.sentence}"]
    else:
        value = number_text(found.computed)
        lines += [found.suggestion, f"复算：{found.formula} = {value}" if found.formula and value else ""]
        lines += found.readings if len(found.readings) > len(remark.mends) else ()
    lines += [f"可改：{one.why}" for one in remark.mends]
    return "\n".join(line for line in lines if line)
