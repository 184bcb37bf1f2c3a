"""Arithmetic relations between the figures of a text, each recomputed and judged (指标手册 第7章).

`check_relations` runs every rule over a text. A rule is a generator in one of the `relations_*` modules: it knows a
form of Chinese policy writing, never a document. 不通过 is said only where no reading fits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from core import (
    relations_bands,
    relations_changes,
    relations_counts,
    relations_damage,
    relations_growth,
    relations_limits,
    relations_means,
    relations_parts,
    relations_ratios,
    relations_repeats,
    relations_shares,
    relations_slogans,
    relations_spans,
    relations_sums,
)
from core.finding import Finding, FindingVerdict
from core.relations_limits import Threshold
from core.relations_view import View

Rule = Callable[[View], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    relations_sums.totals,
    relations_sums.bracket_parts,
    relations_parts.parallel_totals,
    relations_sums.trailing_totals,
    relations_parts.remainders,
    relations_growth.stated_growth,
    relations_changes.from_to,
    relations_changes.planned_growth,
    relations_growth.parts_of_change,
    relations_shares.stated_share,
    relations_shares.completion_rate,
    relations_shares.derived_share,
    relations_shares.implied_whole,
    relations_shares.paired_rates,
    relations_counts.listed_counts,
    relations_counts.marked_counts,
    relations_slogans.slogan_counts,
    relations_slogans.named_counts,
    relations_slogans.holders,
    relations_slogans.respective_counts,
    relations_slogans.slogan_members,
    relations_parts.itemised,
    relations_parts.further_counts,
    relations_parts.complement_shares,
    relations_bands.cumulative_bands,
    relations_bands.ordered_ranges,
    relations_bands.reversed_ranges,
    relations_bands.weights,
    relations_spans.day_spans,
    relations_spans.year_spans,
    relations_limits.claims,
    relations_limits.impossible,
    relations_damage.damaged,
    relations_damage.wording,
    relations_damage.shared_scope,
    relations_damage.helped_places,
    relations_repeats.repeated_counts,
    relations_repeats.near_misses,
    relations_repeats.repeated_dates,
    relations_repeats.repeated_rules,
    relations_repeats.contained,
    relations_repeats.covered,
    relations_means.means,
    relations_means.yearly_totals,
    relations_means.ratio_products,
    relations_parts.derived_sums,
    relations_parts.parallel_heads,
    relations_parts.room_capacity,
    relations_ratios.products,
    relations_ratios.stated_means,
    relations_ratios.staff_ratios,
    relations_ratios.multiples,
    relations_ratios.point_changes,
    relations_ratios.adjoining_products,
    relations_ratios.rates_in_percent,
    relations_changes.prior_years,
    relations_changes.grown_shares,
    relations_changes.two_years,
    relations_limits.stricter_rules,
    relations_damage.nested_formulas,
)
_WEIGHT: dict[FindingVerdict, int] = {
    "不通过": 0,
    "通过": 1,
    "约数内通过": 2,
    "口径可疑": 3,
    "歧义": 4,
    "文字残缺": 5,
    "仅派生": 6,
}


def check_relations(text: str, thresholds: Sequence[Threshold] = ()) -> list[Finding]:
    """Every relation between figures that a text states or implies.

    Args:
        text: Any text; nothing in it is changed or obeyed.
        thresholds: Lines of standards to hold figures against.

    Returns:
        Findings in the order of the text; where two rules read the same numbers the same way, the firmer one is kept.
    """
    view = View(text)
    found = [finding for rule in RULES for finding in rule(view)]
    found += relations_limits.standard_limits(view, thresholds)
    return sorted(_distinct(found), key=lambda f: (f.span, _WEIGHT[f.verdict]))


_ADDED = frozenset({"和", "均值"})


def _distinct(findings: list[Finding]) -> list[Finding]:
    """One finding for each set of numbers and value; sums and means that a firm relation explains are left out."""
    kept: list[Finding] = []
    seen: set[tuple[object, ...]] = set()
    firm: list[set[tuple[int, int]]] = []
    for finding in sorted(findings, key=lambda f: _WEIGHT[f.verdict]):
        spans = {o.span for o in finding.operands}
        key = (
            tuple(sorted(spans)) or (finding.span,),
            round(finding.computed, 6) if finding.computed is not None else None,
        )
        explained = finding.verdict == "仅派生" and finding.kind in _ADDED and any(spans <= other for other in firm)
        if key in seen or explained:
            continue
        seen.add(key)
        kept.append(finding)
        if finding.verdict in ("通过", "约数内通过", "不通过") and len(spans) >= 3:
            firm.append(spans)
    return kept
