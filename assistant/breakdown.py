"""A place's figure in a breakdown of a wider one's: 在园幼儿12.84万人。分地区看，甲区3.41万人，乙区2.52万人.

The items of such a sentence name no subject: it stands with the whole's figure, in the sentence before or their own.
"""

from __future__ import annotations

import re
from dataclasses import replace

from core.place import PlaceMention, same_place
from core.quantity import parse_quantities
from core.schema import Place
from core.units import same_dimension
from retrieval.spoken import SpokenOf
from retrieval.statement import Statement

_ITEM = re.compile(r"[^、，,；;。\n]*")
_SENTENCE = re.compile(r"[^。！？\n]*[。！？]?")
MIN_PLACES = 2


def broken_down(whole: Statement, place: Place, spoken: SpokenOf) -> Statement | None:
    """The figure of a place in the breakdown right behind a wider place's figure; None where there is none.

    Args:
        whole: The figure of the wider place.
        place: Whose figure is asked.
        spoken: Finds places in texts.
    """
    own = parse_quantities(whole.text)
    text = whole.document.text
    if not own:
        return None
    after = whole.sentence[1]
    following = _SENTENCE.match(text, after)
    end = following.end() if following else after
    mentions = [mention for mention in spoken.mentions(text[whole.end : end]) if not same_place(mention.place, place)]
    here = next((m for m in spoken.mentions(text[whole.end : end]) if same_place(m.place, place)), None)
    if here is None or len(mentions) + 1 < MIN_PLACES:
        return None
    item = _item(text, whole.end, here)
    figures = [one for one in parse_quantities(text[slice(*item)]) if same_dimension(one.unit, own[0].unit)]
    # 甲区3.41万人: the figure follows the name at once, or the item is of something else.
    if len(figures) != 1 or figures[0].span[0] > len(here.text) + 1:
        return None
    start = item[0]
    sentence = (whole.sentence[0], end if start >= after else whole.sentence[1])
    return replace(whole, start=start, end=item[0] + figures[0].span[1], place=place, sentence=sentence)


def _item(text: str, base: int, mention: PlaceMention) -> tuple[int, int]:
    """From a place's name to the next mark."""
    start = base + mention.start
    found = _ITEM.match(text, start)
    return start, found.end() if found else start
