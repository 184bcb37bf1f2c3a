"""草稿比对: each figure of a draft against the ledger of the corpus, and conflicts inside the ledger."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from core.finding import written_step
from core.ledger_figure import LedgerFigure
from core.period import mentioned_years
from core.place import PlaceMention, gazetteer
from core.quantity import parse_quantities
from core.schema import Place, Quantity
from core.textspan import split_sentences, word_pairs
from core.units import MEASURED, UNITS, convert, same_dimension
from tools.ledger.text_figures import extract_figures

DraftVerdict = Literal["一致", "不一致", "无来源", "口径或年度不同"]

# A draft's figure is "the same" as a row where this share of its weighted word pairs stands around the row's.
_ENOUGH = 0.4
# Rows nearly as good as the best are heard too: one sentence often tells several figures in the same words.
_MARGIN = 0.97
_SHARES = (0.5, 0.35, 0.15)  # words right around the figure, of its clause, of its sentence
_WINDOW = 10


@dataclass(frozen=True, kw_only=True)
class DraftFinding:
    """One figure of a draft and what the corpus says of it.

    `span` is code points of the draft; `source` is the row it was held against, None for 无来源.
    """

    quote: str
    figure: str
    span: tuple[int, int]
    verdict: DraftVerdict
    note: str
    source: LedgerFigure | None

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "quote": self.quote,
            "figure": self.figure,
            "start": self.span[0],
            "end": self.span[1],
            "verdict": self.verdict,
            "note": self.note,
            "source": self.source.to_dict() if self.source else None,
        }


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """Two documents that tell the same indicator of one place and period with different values."""

    first: LedgerFigure
    second: LedgerFigure
    note: str


# A year is compared by itself; as words it would only tell drafts and sources apart.
_YEAR = re.compile(r"(?:19|20)\d\d\s*年(?:度|底|末|初|上半年|下半年)?")


def _contexts(sentence: str, start: int, end: int) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Word pairs right around a figure, in its clause and in its sentence; a short clause takes the one before it."""
    sentence = _YEAR.sub(lambda found: "0" * len(found[0]), sentence)
    left = max(sentence.rfind(mark, 0, start) for mark in "，。；,;") + 1
    right = min((at for mark in "，。；,;" if (at := sentence.find(mark, end)) >= 0), default=len(sentence))
    if start - left < 6 and left > 1:
        left = max(sentence.rfind(mark, 0, left - 1) for mark in "，。；,;") + 1
    local = sentence[max(0, start - _WINDOW) : start] + "|" + sentence[end : min(right, end + _WINDOW // 2)]
    return word_pairs(local), word_pairs(sentence[left:right]), word_pairs(sentence)


class Ledger:
    """Rows of the ledger, found by the words around a figure.

    Args:
        rows: The ledger of the corpus.
    """

    def __init__(self, rows: Iterable[LedgerFigure]) -> None:
        self.rows = list(rows)
        self._contexts = [
            _contexts(row.sentence, row.span[0] - row.sentence_span[0], row.span[1] - row.sentence_span[0])
            for row in self.rows
        ]
        self._by_pair: dict[str, list[int]] = defaultdict(list)
        counts: Counter[str] = Counter()
        for at, (_, clause, sentence) in enumerate(self._contexts):
            for pair in clause | sentence:
                self._by_pair[pair].append(at)
                counts[pair] += 1
        total = max(1, len(self.rows))
        self._weight = {pair: math.log(1 + total / count) for pair, count in counts.items()}
        self._unknown = math.log(1 + total)

    def _score(self, draft: tuple[frozenset[str], frozenset[str], frozenset[str]], at: int) -> float:
        score = result = 0.0
        for share, mine, theirs in zip(_SHARES, draft, self._contexts[at], strict=True):
            whole = sum(self._weight.get(pair, self._unknown) for pair in mine)
            if whole:
                met = sum(self._weight.get(pair, self._unknown) for pair in mine & theirs)
                near = sum(self._weight.get(pair, self._unknown) for pair in mine & self._contexts[at][1])
                score += share * max(met, 0.9 * near) / whole
                result += share
        return score / result if result else 0.0

    def alike(self, sentence: str, start: int, end: int) -> list[tuple[float, LedgerFigure]]:
        """Rows told in words like those around a figure of a draft, best first; only those that are near enough."""
        draft = _contexts(sentence, start, end)
        votes: Counter[int] = Counter()
        for pair in draft[0] | draft[1] | draft[2]:
            weight = self._weight.get(pair, 0.0)
            for at in self._by_pair.get(pair, ()):
                votes[at] += int(weight * 100)
        scored = [(self._score(draft, at), at) for at, _ in votes.most_common(60)]
        return sorted(((s, self.rows[at]) for s, at in scored if s >= _ENOUGH), key=lambda pair: -pair[0])


def _same_value(quantity: Quantity, row: LedgerFigure) -> bool:
    """Whether a draft's figure says what a row says: the same unit and number, or a rounding that says 约."""
    if row.unit != quantity.unit and not _same_measure(row.unit, quantity.unit):
        return False
    ranged = quantity.qualifier == "区间"
    if ranged or row.value is None:
        return ranged and row.value is None and (row.low, row.high) == (quantity.low, quantity.high)
    value = convert(row.value, row.unit, quantity.unit) if row.unit != quantity.unit else row.value
    if math.isclose(value, quantity.value, rel_tol=1e-9):
        return _bound(row.qualifier) == _bound(quantity.qualifier)
    rounded = written_step(quantity)
    return quantity.qualifier in ("约", "左右", "近", "余", "多") and abs(value - quantity.value) <= rounded * 0.5


_PERSONS = frozenset({"人", "名", "位"})


def _same_measure(a: str, b: str) -> bool:
    """Whether two units say one thing: measures of one dimension (亩, 公顷), or 人, 名, 位; not 所 and 个."""
    measured = all(unit in UNITS and UNITS[unit].dimension in MEASURED for unit in (a, b))
    return {a, b} <= _PERSONS or (measured and same_dimension(a, b))


def _bound(qualifier: str) -> str:
    """Direction of a qualifier: a floor, a ceiling, a lean to one side, or none."""
    for side, words in (
        ("上", ("不少于", "不低于", "至少", "以上", "超", "逾", "突破", "≥")),
        ("下", ("不超过", "不得超过", "以下", "以内", "至多", "最多", "低于", "不足", "≤")),
    ):
        if any(word in qualifier for word in words):
            return side
    return "近" if "近" in qualifier else ""


def compare_draft(
    draft: str, ledger: Ledger, *, place: Place | None = None, year: int | None = None
) -> list[DraftFinding]:
    """Hold each figure of a draft against the corpus.

    Args:
        draft: The draft's text.
        ledger: The corpus' figures.
        place: The place the whole draft speaks of, if the office said so.
        year: The year the whole draft speaks of, if the office said so.

    Returns:
        One finding for each figure: 一致 with its source; 不一致 with both values; 口径或年度不同 where the same figure
        stands in the corpus for another place or year; 无来源 where nothing alike is told.
    """
    findings: list[DraftFinding] = []
    places_named = gazetteer()
    for start, end in split_sentences(draft):
        sentence = draft[start:end]
        quantities = parse_quantities(sentence)
        if not quantities:
            continue
        mentioned = places_named.find(sentence)
        named = [m.place for m in mentioned] or ([place] if place else [])
        years = mentioned_years(sentence) or (frozenset({year}) if year else frozenset())
        for quantity in quantities:
            if re.match(r"^一[个名位批种套组支项所条次节门份篇堂]$", quantity.text):
                continue
            findings.append(_judge(sentence, start, quantity, ledger, named, years, _without(sentence, mentioned)))
    return findings


def _without(sentence: str, mentions: Sequence[PlaceMention]) -> str:
    """The sentence with its place names blanked out, every other character in its place."""
    for mention in mentions:
        sentence = sentence[: mention.start] + "0" * (mention.end - mention.start) + sentence[mention.end :]
    return sentence


def _judge(
    sentence: str,
    offset: int,
    quantity: Quantity,
    ledger: Ledger,
    named: Sequence[Place],
    years: frozenset[int],
    bare: str,
) -> DraftFinding:
    start, end = quantity.span

    def finding(verdict: DraftVerdict, note: str, source: LedgerFigure | None) -> DraftFinding:
        return DraftFinding(
            quote=sentence,
            figure=quantity.text,
            span=(offset + start, offset + end),
            verdict=verdict,
            note=note,
            source=source,
        )

    alike = max(
        (ledger.alike(item, start, end) for item in (sentence, bare)), key=lambda found: found[0][0] if found else 0.0
    )
    if not alike:
        return finding("无来源", "语料中没有说法相近的数", None)
    best = alike[0][0]
    near = [row for score, row in alike if score >= best * _MARGIN]
    same = [row for row in near if _same_value(quantity, row)]
    if not same:
        # The place and year the draft speaks of first: its own figure contradicts it before another's does.
        row = next((one for one in near if not _apart(one, named, years)), near[0])
        apart = _apart(row, named, years)
        if apart:
            return finding("口径或年度不同", f"{apart}，值为{row.text}", row)
        return finding("不一致", f"来源为{row.text}，草稿为{quantity.text}", row)
    fitting = [row for row in same if not _apart(row, named, years)]
    if fitting:
        return finding("一致", "", fitting[0])
    return finding("口径或年度不同", _apart(same[0], named, years), same[0])


def _apart(row: LedgerFigure, named: Sequence[Place], years: frozenset[int]) -> str:
    """How a row's place or years differ from those a draft's sentence names; "" where they do not."""
    in_row = {m.place.full_name for m in gazetteer().find(row.sentence)}
    strange = [p for p in named if row.place and p.full_name not in in_row and not _related(p, row.place)]
    if strange:
        return f"来源说的是{row.place}"
    told_years = frozenset(row.years) | mentioned_years(row.sentence)
    missing = years - told_years
    if years and told_years and missing:
        return f"来源说的是{row.period or '、'.join(map(str, sorted(told_years)))}"
    return ""


def _related(place: Place, written: str) -> bool:
    """Whether a place is the written one, or holds it; a part does not speak for its whole."""
    return place.name in written or written in place.full_name


def find_conflicts(rows: Sequence[LedgerFigure]) -> list[Conflict]:
    """The same indicator, place and years with different values in different documents.

    Args:
        rows: The ledger.

    Returns:
        Pairs, each once, in the order of the ledger; targets and results are not set against each other.
    """
    groups: dict[tuple[str, str, tuple[int, ...], str], list[LedgerFigure]] = defaultdict(list)
    for row in rows:
        if len(row.subject) >= 4 and row.place and row.years and row.role != "rule":
            groups[(row.subject, row.place, row.years, row.role)].append(row)
    conflicts: list[Conflict] = []
    for members in groups.values():
        for at, first in enumerate(members):
            for second in members[at + 1 :]:
                if second.document_id == first.document_id or not same_dimension(first.unit, second.unit):
                    continue
                apart = (first.high or math.inf) < (second.low or -math.inf) or (second.high or math.inf) < (
                    first.low or -math.inf
                )
                if apart and first.change == second.change:
                    conflicts.append(Conflict(first=first, second=second, note=f"{first.text} 与 {second.text}"))
    return conflicts


def sentence_figures(text: str) -> list[LedgerFigure]:
    """Rows of a text without a store: each sentence by itself, no place and no period but those it names."""
    return [row for span in split_sentences(text) for row in extract_figures(text, span)]
