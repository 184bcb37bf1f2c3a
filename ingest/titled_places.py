"""Places that a title opens with and no gazetteer has: a county renamed, a new zone, a bureau's own name for itself."""

from __future__ import annotations

import re

from core.place import Gazetteer
from core.schema import Place
from ingest.listed_places import NO_DISTRICT, NO_PLACE

LEAD_CHARS, MIN_TOLD = 3_000, 2
_OPENS = re.compile(
    r"^(?:附件\d*|[A-Za-z]?\d{1,3}(?=[\s_.、:：-]))?[\s_.、:：-]*(?:关于|印发)*(?P<place>"
    + NO_PLACE
    + r"[\u4e00-\u9fff]{2,16}?"
    r"(?:[县旗州]|(?<![都城])市|" + NO_DISTRICT + r"区))"
    r"(?=(?:19|20)\d\d|二[〇○零]|教育|教体|教师|中小学|义务|学前|幼儿园|基础|普通|关于|高中|初中|小学|学校|推进|落实|“|“?双减)"
)
_KIND = re.compile(r"^(?:国家|省级?|市级?|经济|高新|技术|产业|综合|开发|新|示范|试验|实验)+区$")
_OFFICES = (
    r"(?:教育|教体|教研|人民政府|政府|党委|县委|区委|财政|民政|卫生|督导|第[一二三四五六七八九十]|实验|中心|全|境内|辖)"
)


def opening_place(title: str, text: str, known: Gazetteer) -> Place | None:
    """The place a title opens with, where no gazetteer has it and the text bears it out; else None.

    Args:
        title: In simplified characters.
        text: The document's text; it must tell the name again, or with the province or city around it.
        known: Divisions and the places the office named.

    Returns:
        With the parents that title or text write right before it.
    """
    found = _OPENS.match(title)
    place = known.parse(found["place"]) if found else None
    if place is None or place.code is not None or _KIND.match(place.name) or known.bearers(place.name):
        return None
    lead = text[:LEAD_CHARS]
    around = next((one.place for one in known.find(lead) if lead.startswith(place.name, one.end)), None)
    parents = place.parents or ((*around.parents, around.name) if around is not None else ())
    result = len(re.findall(re.escape(place.name), lead)) - lead.startswith(title)
    by_office = re.search(re.escape(place.name) + _OFFICES, lead)
    if not parents and result < MIN_TOLD and not by_office:
        return None
    return Place(name=place.name, level=place.level, parents=parents)
