"""Which places a question asks about: those it names and those it means (全市, 各县区, 我县)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from core.place import KINDS_OF_WHOLE, NATION, Gazetteer, PlaceMention, lineage
from core.place_identity import lies_in, same_place
from core.schema import Level, Place
from retrieval.schools import SchoolMention, SchoolNames

# 我县, 咱们市: the office's own. 全市, 市里: the one of the question, or the only one there is.
OWN_PLACE = re.compile(rf"[我咱本俺]们?(?P<kind>[{KINDS_OF_WHOLE}])(?!级|直|辖|里)")
_WHOLE = re.compile(rf"全(?P<kind>[{KINDS_OF_WHOLE}])|(?<![\u4e00-\u9fff])(?P<inside>省|市|区|县)(?:里|上)(?![学级])")
# A zone that is none of the corpus's: nobody else's figure answers for it.
_ZONE = re.compile(
    r"(?!年)[\u4e00-\u9fff]{2,4}(?<![省市县区各全个的类级家])(?:开发区|高新区|经开区)"
    r"|(?:(?<![\u4e00-\u9fff])|(?<=[在问是的到对和与跟向由查看说我咱本年]))(?:开发区|高新区|经开区|新区)"
)
_KIND_OF_ZONE = re.compile(r"(?:开发区|高新区|经开区|新区)$")
_SET_AGAINST = re.compile(r"[比跟和与较占、及]|高于|低于|高出|超过|平均|差距|相差|各(?=有|是|多|几)|分别|排|居")
_EACH = re.compile(
    r"(?<![对向给与和要求])各地(?!级)|各个?(?:县市区|市县区|区县市?|县区市?|县市|市州|省份?|市|区|县|地区|地方)(?!级|直|教育局)"
    r"|(?:[几两三四五六七八九十多]个|不同|哪些|哪几个)(?:县区|区县|县|区|市|省份?|地[方区])|多地|几地|几个地[方区]"
    r"|哪[个一]个?(?:县区|区县|县|区|市|省份?|地[方区])(?=[^，。]{0,14}(?:最|更|[高低多少][？?]?$))"
)
_NATION = re.compile(r"全国|我国(?!家)|全中国")
_KIND_LEVELS: dict[str, tuple[Level, ...]] = {
    "省": ("province",),
    "市": ("city", "county", "province"),
    "州": ("city",),
    "区": ("county",),
    "县": ("county",),
    "旗": ("county",),
}


@dataclass(frozen=True, kw_only=True)
class AskedPlaces:
    """The places of a question.

    `places` are asked about; `words` are what the question calls them. `schools` are those that it names. `each`: every
    place below is asked (各县区). `own` is 我县 where nobody said which that is. `shared` are names that several places
    bear, each with these: nothing tells which is meant. `nowhere` is a zone that the corpus has no text of.
    """

    places: tuple[Place, ...] = ()
    words: tuple[str, ...] = ()
    schools: tuple[SchoolMention, ...] = ()
    each: bool = False
    own: str = ""
    shared: tuple[tuple[str, tuple[Place, ...]], ...] = ()
    nowhere: str = ""


class PlaceReader:
    """Reads the places of questions.

    Args:
        gazetteer: Places as questions call them, the corpus's own included.
        corpus_places: Places that the corpus's sections speak of.
        home: What 我县 means, or None.
        tagged: Words of a text with their parts of speech.
        schools: Finds names of schools.
    """

    def __init__(
        self,
        gazetteer: Gazetteer,
        corpus_places: Sequence[Place],
        home: Place | None,
        tagged: Callable[[str], list[tuple[str, str]]],
        schools: SchoolNames,
    ) -> None:
        self.gazetteer = gazetteer
        self.corpus_places = tuple(corpus_places)
        self.home = home
        self._tagged = tagged
        self._schools = schools
        self._tree = list({one.full_name: one for place in corpus_places for one in lineage(place)}.values())

    def read(self, text: str, home: Place | None = None) -> AskedPlaces:
        """The places that a question asks about; `home` is what 我县 means to the asker, None: what it does to all."""
        home = home or self.home
        found = self.gazetteer.find(text, home)
        result, shared = self._told_apart(found)
        if shared:
            return AskedPlaces(words=tuple(mention.text for mention in found), shared=shared)
        mentions = self._leaves(result)
        named = [mention.place for mention in mentions]
        words = [mention.text for mention in found]
        schools = tuple(self._schools.find_with_towns(text, [(mention.start, mention.end) for mention in found]))
        zone = _outside(_ZONE, text, found)
        if zone and not named and self._is_name(_KIND_OF_ZONE.sub("", zone)):
            return AskedPlaces(words=(zone,), nowhere=zone)
        own = OWN_PLACE.search(text)
        if own and home is None and not named:
            only = self._only(own["kind"])
            if only is None:
                return AskedPlaces(own=own[0], words=(own[0],))
            named, words = [only], [own[0]]
        elif own and home is not None:
            kind = own["kind"]
            place = next((one for one in reversed(lineage(home)) if one.name.endswith(kind)), home)
            named, words = [*named, place], [*words, own[0]]
        whole = _WHOLE.search(text)
        if whole:
            # 全省特级教师 names a rank and no place, where another place is asked about.
            aside = bool(named) and not _SET_AGAINST.search(text)
            wide = None if aside else self._whole(whole["kind"] or whole["inside"], named, home)
            if wide is not None and all(not same_place(wide, one) for one in named):
                named = [*named, wide]
            words.append(whole[0])
        nation = _NATION.search(text)
        if nation and not named:
            named, words = [NATION], [nation[0]]
        each = _EACH.search(text)
        places = _unique(named)
        if each and len(places) < 2:
            below = self._below(places[0] if places else None)
            return AskedPlaces(places=below, words=(*words, each[0]), each=True)
        return AskedPlaces(places=places, words=tuple(words), schools=schools)

    def _told_apart(
        self, found: Sequence[PlaceMention]
    ) -> tuple[list[PlaceMention], tuple[tuple[str, tuple[Place, ...]], ...]]:
        """Mentions with each name that several places bear put to the one that is meant, and the names left open.

        Meant is the one inside another place of the question (南京的鼓楼区; 南京、徐州两个鼓楼区 means both), else the
        only one that the corpus speaks of or of whose surroundings it does.
        """
        listed: list[PlaceMention] = []
        shared: list[tuple[str, tuple[Place, ...]]] = []
        around: set[int] = set()
        for mention in found:
            if not mention.options:
                listed.append(mention)
                continue
            inside = {
                i: [one for one in mention.options if lies_in(one, other.place)]
                for i, other in enumerate(found)
                if other is not mention
            }
            inside = {i: options for i, options in inside.items() if options}
            meant = list(_unique([one for options in inside.values() for one in options]))
            if not meant:
                known = [one for one in mention.options if any(same_place(one, own) for own in self.corpus_places)]
                meant = known or [one for one in mention.options if any(lies_in(one, own) for own in self._tree)]
                meant = meant or list(mention.options[:1])
            if len(meant) > max(1, len(inside)):
                shared.append((mention.text, tuple(meant)))
            else:
                around |= inside.keys()
                listed += [replace(mention, place=one, options=()) for one in meant]
        aside = [found[i] for i in around]
        return [mention for mention in listed if mention not in aside], tuple(shared)

    def _is_name(self, words: str) -> bool:
        """Whether words can be a school's name: no verb, time, place word or pronoun stands in it (每周公示|学校)."""
        return all(tag[0] not in "rtdpucyf" and tag != "v" for _, tag in self._tagged(words))

    def _leaves(self, mentions: list[PlaceMention]) -> list[PlaceMention]:
        """Mentions without those that only say where the next one lies: 拉萨|北京实验中学."""
        return [
            mention
            for mention, after in zip(mentions, [*mentions[1:], None], strict=False)
            if after is None
            or after.start != mention.end
            or not (
                lies_in(after.place, mention.place)
                # Two counties are two, however they are written.
                or (after.place.level != mention.place.level and set(after.place.parents) & set(mention.place.parents))
                # 某省某县, a county of which nothing else says where it lies.
                or (mention.place.level in ("province", "city") and _of_nowhere(after.place))
            )
        ]

    def _only(self, kind: str) -> Place | None:
        """The one place of a kind that the corpus has texts of; None for none or several."""
        fitting = self.options(kind)
        return fitting[0] if len(fitting) == 1 else None

    def options(self, kind: str) -> list[Place]:
        """Places of a kind (市, 县) that the corpus has texts of."""
        return [one for one in self.corpus_places if one.level in _KIND_LEVELS[kind] and one.name.endswith(kind)]

    def _whole(self, kind: str, named: Sequence[Place], home: Place | None) -> Place | None:
        """What 全市 means: the place of that kind around the named ones, or the only one the corpus has."""
        for place in named:
            around = [one for one in lineage(place) if one.name.endswith(kind) and one.level in _KIND_LEVELS[kind]]
            if around:
                known = [one for one in self._tree if one.full_name == around[-1].full_name]
                return known[0] if known else around[-1]
        if named:
            return None
        if home is not None:
            return next((one for one in reversed(lineage(home)) if one.name.endswith(kind)), None)
        tops = [one for one in self._tree if one.level in _KIND_LEVELS[kind] and one.name.endswith(kind)]
        # A county-level city is no 全市 where a prefecture is known.
        widest = [one for one in tops if not any(lies_in(one, other) for other in tops)]
        return widest[0] if len(widest) == 1 else self._only(kind)

    def _below(self, place: Place | None) -> tuple[Place, ...]:
        """Places of the corpus below one, the nearest level; every place that it has texts of where none is named."""
        if place is None:
            return self.corpus_places
        inside = [one for one in self.corpus_places if lies_in(one, place) and one.level != "school"]
        return tuple(inside) or (place,)


def _outside(pattern: re.Pattern[str], text: str, mentions: Sequence[PlaceMention]) -> str:
    """The first match of a pattern that touches no place already found; '' for none."""
    free = (
        one[0]
        for one in pattern.finditer(text)
        if not any(mention.start < one.end() and one.start() < mention.end for mention in mentions)
    )
    return next(free, "")


def _of_nowhere(place: Place) -> bool:
    """Whether no list of divisions has a place and nothing tells what it lies in."""
    return place.code is None and not place.parents


def _unique(places: Sequence[Place]) -> tuple[Place, ...]:
    return tuple({place.full_name: place for place in places}.values())
