"""What the texts lack where they do not answer: a place, a period or a figure, and what there is instead."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.slots import Slots, of_the_place, years_asked
from core.place import place_label
from core.place_identity import lies_in
from core.schema import Missing, Place
from retrieval.statement import Statement
from tools.search_policy import PolicySearch

NEAR = 6  # statements whose headings may be offered
OFFERED, OFFERED_CHARS = 3, 30


def missing_figure(
    asked: str, slots: Slots, judged: Sequence[tuple[Statement, str]], search: PolicySearch
) -> tuple[Missing, ...]:
    """The asked year, where what is asked is told of others; else what is asked itself.

    Args:
        asked: The question without places and years.
        slots: What it fixes.
        judged: Statements, best first, each with what vetoes it ('' for nothing).
        search: Reads words, and says how sure is sure.
    """
    other_years = [one for one, why in judged if why == "period" and of_the_place(slots, one)]
    sure = [one for one in other_years if one.probability >= search.calibration.threshold]
    right_years = any(why in ("", "part", "number", "target") for _, why in judged)
    if (slots.years or slots.year_shift) and other_years and (sure or not right_years):
        have = sorted({year for one in (sure or other_years)[:4] for year in one.years})
        years = "、".join(
            f"{year}年" for year in sorted(years_asked(slots.years, slots.year_shift, other_years[0].document))
        )
        return (Missing(kind="period", asked=years, have=tuple(f"{year}年" for year in have) or ("未标日期的文件",)),)
    # A school's own figure is none of the whole; that there is one is worth knowing.
    near = [one for one, why in judged[:NEAR] if why != "place" or _is_school_of(one.place, slots.place)]
    headings = [one.section.heading[:OFFERED_CHARS].rstrip("：:") for one in near if one.section.depth > 0]
    topic = "".join(term.text for term in search.words.read(asked).terms if term.noun) or asked
    return (Missing(kind="indicator", asked=topic, have=tuple(dict.fromkeys(headings))[:OFFERED]),)


def missing_place(
    place: Place, documents: Sequence[str] | None, search: PolicySearch, corpus_places: Sequence[Place]
) -> Missing:
    """A place that nothing is told of, with the places of the asked documents, or else with those around it.

    Args:
        place: Asked about.
        documents: Whose texts are asked; None: all.
        search: Holds the texts.
        corpus_places: Places the texts speak of.
    """
    if documents is not None:
        sections = [one for document in documents for one in search.library.sections(document)]
        own_places = dict.fromkeys(one.place.full_name for one in sections if one.place is not None)
        return Missing(kind="place", asked=place_label(place), have=tuple(own_places))
    related = [
        own
        for own in corpus_places
        if lies_in(own, place) or lies_in(place, own) or set(own.parents) & set(place.parents)
    ]
    have = tuple(dict.fromkeys(one.full_name for one in related or corpus_places))
    return Missing(kind="place", asked=place_label(place), have=have)


def _is_school_of(own: Place | None, place: Place | None) -> bool:
    """Whether whom a statement speaks of is a school of a place."""
    return own is not None and own.level == "school" and place is not None and lies_in(own, place)
