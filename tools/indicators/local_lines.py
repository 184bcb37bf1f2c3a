"""Lines of a province, city or county: beside the national ones, or alone where there is no national one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from core.place import gazetteer
from core.schema import Figure
from tools.indicators.family import Option
from tools.indicators.judging import judge
from tools.indicators.standards import Standards, Threshold

SCOPE_OPTIONS = (
    Option(name="年度", meaning="只算这一年度；空：表中所有年度"),
    Option(name="县区", meaning="只算这个县区；空：表中所有县区"),
)
PLACE_OPTIONS = (
    Option(name="所在地", meaning="省市全称，如 某省某市；不填按县区名查"),
    Option(name="参照", meaning="本地没有规定时参照哪地的规定来判，写地名；空：只算不判"),
)


def against_local_lines(standards: Standards, family: str, figures: Sequence[Figure], place: str) -> list[Figure]:
    """The county's figures again, judged by each local line in force.

    Args:
        standards: All lines.
        family: Indicator family.
        figures: What was computed; figures of a school are passed over.
        place: Full name, province to county; a line applies where its place is part of it.

    Returns:
        One figure a line, its code ending in the level: P1-省, G7-市. The gap is left to the national figure.
    """
    found = []
    for one in figures:
        if one.unit_id is not None:
            continue
        for line in standards.local(family, one.code, place=place, stage=one.stage, period=one.period):
            found.append(
                replace(
                    one,
                    ref=f"{one.ref}/{line.level}",
                    code=f"{one.code}-{line.level}",
                    name=f"{one.name}（{line.place}要求）",
                    threshold=line.value,
                    verdict=judge(one.value, line),
                    gap=None,
                    source=line.title if line.firm else f"{line.title}（未核）",
                )
            )
    return found


@dataclass(frozen=True, kw_only=True)
class LinesHere:
    """The lines of one family that hold in one county; `reference` is whose lines judge where it has none itself."""

    standards: Standards
    family: str
    place: str
    reference: str

    def find(self, code: str, *, stage: str = "", period: str = "") -> Threshold | None:
        """The national line, else the county's own (the narrowest), else that of the place referred to; None: none."""
        national = self.standards.find(self.family, code, stage=stage, period=period)
        if national is not None:
            return national
        for place in (self.place, self.reference):
            lines = self.standards.local(self.family, code, place=place, stage=stage, period=period) if place else ()
            if lines:
                return lines[-1]
        return None

    def holds(self, line: Threshold) -> bool:
        """Whether a line is in force here, and not only referred to."""
        return line.level == "国家" or line.place in self.place

    def notes(self, lines: Iterable[Threshold | None], county: str) -> list[str]:
        """Where each line used stands; that it is another place's; that there is none."""
        used = [line for line in lines if line is not None]
        if not used:
            places = dict.fromkeys(one.place for one in self.standards.thresholds if one.family == self.family)
            have = "、".join(place for place in places if place)
            hint = f"；要参照，设 参照={have}" if have else ""
            return [f"没有适用于{county}的规定，只算不判{hint}"]
        items = []
        own = [
            line
            for one in used
            if one.level == "国家" and self.place
            for line in self.standards.local(self.family, one.code, place=self.place, stage=one.stage)
        ]
        for line in (*used, *own):
            whose = "依据" if self.holds(line) else f"{county}没有这项规定，参照{line.place}"
            words = f"{line.clause}：“{line.quote}”" if line.quote else f"（{line.name}{line.sign}{line.value:g}）"
            items.append(f"{whose}《{line.title}》{words}")
        return list(dict.fromkeys(items))


def lines_here(standards: Standards, family: str, county: str, options: Mapping[str, str]) -> LinesHere:
    """The lines for a county.

    Args:
        standards: All lines.
        family: Indicator family.
        county: As the table names it; its province and city come from the option 所在地, else from the gazetteer where
            only one place has the name.
        options: What was set: 所在地 and 参照.
    """
    known = None if options.get("所在地") else gazetteer().lookup(county)
    full = known.full_name if known else options.get("所在地", "") + county
    return LinesHere(standards=standards, family=family, place=full, reference=options.get("参照", "").strip())
