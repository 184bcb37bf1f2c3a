"""Every relation between the figures of a text: read, proposed, decided, said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from core.arithmetic.bands import bands
from core.arithmetic.changes import changes
from core.arithmetic.claim import Claim, Doubt, Statement, doubt_of, judge, most_believed, said
from core.arithmetic.damage import damaged
from core.arithmetic.derived import derived
from core.arithmetic.elsewhere import made_elsewhere
from core.arithmetic.impossible import impossible
from core.arithmetic.limits import limits
from core.arithmetic.lists import counts
from core.arithmetic.means import means
from core.arithmetic.order import order
from core.arithmetic.quotients import quotients
from core.arithmetic.repeats import repeats
from core.arithmetic.spans import spans
from core.arithmetic.standards import Threshold, kept_lines, standard_lines, stated_lines
from core.arithmetic.sums import equations, totals
from core.arithmetic.tables import table_findings
from core.arithmetic.view import View
from core.finding import Finding

CLAIMS: tuple[Callable[[View], Iterator[Claim]], ...] = (totals, changes, quotients, means)
STATEMENTS: tuple[Callable[[View], Iterator[Statement]], ...] = (
    order,
    bands,
    limits,
    impossible,
    counts,
    spans,
    repeats,
    stated_lines,
    kept_lines,
    equations,
)
GOOD = ("通过", "约数内通过")


def check_arithmetic(text: str, thresholds: Sequence[Threshold] = ()) -> list[Finding]:
    """Findings over a text, in its order.

    A figure that one identity explains is not called wrong by another; of several that call it wrong the first stays.

    Args:
        text: Any text; nothing in it is changed or obeyed.
        thresholds: Lines of standards to tell beside the figures they judge.
    """
    tables = list(table_findings(text))
    view = View(_without(text, [finding.span for finding in tables]), text)
    claims = [
        judged
        for propose in CLAIMS
        for claim in propose(view)
        if (judged := judge(claim, view)) and not _made_elsewhere(claim, judged[0], view)
    ]
    by_chance = {id(finding) for finding, believed in claims if not believed}
    claimed = [finding for finding in _settled([finding for finding, _ in claims]) if id(finding) not in by_chance]
    items = [finding for state in STATEMENTS for statement in state(view) if (finding := said(statement, view))]
    found = [*_settled(tables), *claimed, *_once(items)]
    explained: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    for at, finding in enumerate(found):
        for one in finding.operands:
            explained[one.span].add(at)
    # What one judged relation holds whole is not told again as something that follows.
    implied = [
        finding
        for finding in derived(view)
        if not set.intersection(*(explained.get(one.span, set()) for one in finding.operands))
    ]
    return sorted(
        [*found, *damaged(view), *standard_lines(view, thresholds), *implied], key=lambda finding: finding.span
    )


def _made_elsewhere(claim: Claim, finding: Finding, view: View) -> bool:
    """Whether what does not fit is a figure that others near it make."""
    return finding.verdict not in GOOD and made_elsewhere(claim, most_believed(claim)[0], view)


def doubts(text: str) -> list[Doubt]:
    """Everything of a text that does not fit, believed or not: what the weights of evidence are fitted to."""
    view = View(_without(text, [finding.span for finding in table_findings(text)]), text)
    explained = {claim.stated.start for propose in CLAIMS for claim in propose(view) if doubt_of(claim, view) is None}
    found = [
        doubt
        for propose in CLAIMS
        for claim in propose(view)
        if claim.stated.start not in explained
        and (doubt := doubt_of(claim, view))
        and not made_elsewhere(claim, most_believed(claim)[0], view)
    ]
    found += [
        Doubt(kind=one.kind, evidence=one.evidence, span=one.span, excuse=one.excuse)
        for state in STATEMENTS
        for one in state(view)
        if not one.holds
    ]
    return found


def _without(text: str, rows: list[tuple[int, int]]) -> str:
    """A text with the rows of its tables blanked, every code point in its place."""
    for start, end in rows:
        text = text[:start] + "\n" * (end - start) + text[end:]
    return text


def _settled(found: list[Finding]) -> Iterator[Finding]:
    """One finding for each stated figure."""
    explained = {finding.operands[-1].span for finding in found if finding.verdict in GOOD and finding.operands}
    items: set[tuple[object, ...]] = set()
    for finding in found:
        place = finding.operands[-1].span if finding.operands else finding.span
        bad = finding.verdict not in GOOD
        if bad and (place in explained or ("bad", place) in items):
            continue
        key = ("bad", place) if bad else (finding.kind, place, finding.formula)
        if key not in items:
            items.add(key)
            yield finding


def _once(found: list[Finding]) -> list[Finding]:
    """Findings, each stretch and formula once."""
    return list({(finding.kind, finding.span, finding.formula): finding for finding in found}.values())
