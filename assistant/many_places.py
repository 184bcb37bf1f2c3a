"""Questions asked of more places than can be read of for one answer: those that the search finds are asked."""

from __future__ import annotations

from dataclasses import replace

from assistant.plan import Plan
from tools.search_policy import PolicySearch, Where

# A province has up to some 120 counties; of 876 places an answer took half a minute.
MOST_PLACES = 150


def of_the_likeliest(plan: Plan, search: PolicySearch) -> Plan:
    """The plan of no more places than `MOST_PLACES`: of more, those with the likeliest passages, and how many are out.

    Args:
        plan: What is asked, of however many places.
        search: Finds the passages.
    """
    if len(plan.places) <= MOST_PLACES:
        return plan
    where = Where(years=plan.years, documents=plan.documents)
    found = [one.id for part in plan.parts for one in search.passages(part.asked, where, MOST_PLACES)]
    owners = search.library.owners(found)
    by_name = {place.full_name: place for place in plan.places}
    names = dict.fromkeys(owners[one].place for one in found)
    places = (tuple(by_name[name] for name in names if name in by_name) or plan.places)[:MOST_PLACES]
    return replace(plan, places=places, places_left_out=len(plan.places) - len(places))
